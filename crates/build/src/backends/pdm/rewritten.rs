//! `pyproject.toml` as pdm-backend writes it into sdists: by Python's `tomli-w`, with the version
//! filled in.

use pyrel_tree::RelPath;

use super::{Input, Resolved};
use crate::pyproject::{LicenseField, Plain, PlainTable, ProjectTable};
use crate::tomli_w;

/// The text of the file.
pub(super) fn pyproject(input: &Input<'_>, project: &ProjectTable, version: &Resolved) -> String {
    let mut root = input.pyproject.plain();
    if let Some(table) = root.table_mut("project") {
        if !version.stated {
            table.set("version", Plain::Text(version.version.to_string()));
            if let Some(Plain::List(dynamic)) = table.get_mut("dynamic") {
                dynamic.retain(|field| !matches!(field, Plain::Text(text) if text == "version"));
            }
        }
        if let Some(name) = project.readme.as_ref().and_then(|readme| readme.file()) {
            set_file(table, "readme", &name.value);
        }
        if let Some(LicenseField::File(name)) = &project.license {
            set_file(table, "license", &name.value);
        }
    }
    // pdm-backend asks for its own table and so leaves one behind.
    if root.table_mut("tool").is_none() {
        root.set("tool", Plain::Table(PlainTable::default()));
    }
    tomli_w::dumps(&root)
}

fn set_file(project: &mut PlainTable, key: &str, name: &str) {
    let Ok(path) = RelPath::new(name) else { return };
    let path = Plain::Text(path.to_string());
    match project.get_mut(key) {
        Some(Plain::Table(table)) => table.set("file", path),
        _ => project.set(key, path),
    }
}
