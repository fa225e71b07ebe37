//! `pyproject.toml` as pdm-backend writes it into sdists: by Python's `tomli-w`, with the version
//! filled in.

use pyrel_tree::RelPath;

use super::{Input, Resolved, Room};
use crate::pyproject::{LicenseField, Plain, PlainTable};
use crate::tomli_w;

/// The text of the file.
pub(super) fn pyproject(input: &Input<'_>, room: &Room, version: &Resolved) -> String {
    let project = &room.project;
    let mut root = input.pyproject.plain();
    if let Some(table) = root.table_mut("project") {
        if !version.stated {
            table.set("version", Plain::Text(version.version.to_string()));
            if let Some(Plain::List(dynamic)) = table.get_mut("dynamic") {
                dynamic.retain(|field| !matches!(field, Plain::Text(text) if text == "version"));
            }
        }
        set_locked(table, room);
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

/// Puts the locked extras beside the others.
fn set_locked(project: &mut PlainTable, room: &Room) {
    if room.locked.extras.is_empty() {
        return;
    }
    if project.table_mut("optional-dependencies").is_none() {
        project.set("optional-dependencies", Plain::Table(PlainTable::default()));
        if let Some(Plain::List(dynamic)) = project.get_mut("dynamic") {
            dynamic.retain(|it| !matches!(it, Plain::Text(it) if it == "optional-dependencies"));
        }
    }
    let Some(extras) = project.table_mut("optional-dependencies") else { return };
    for (name, texts) in &room.locked.extras {
        extras.set(name, Plain::List(texts.iter().cloned().map(Plain::Text).collect()));
    }
}

fn set_file(project: &mut PlainTable, key: &str, name: &str) {
    let Ok(path) = RelPath::new(name) else { return };
    let path = Plain::Text(path.to_string());
    match project.get_mut(key) {
        Some(Plain::Table(table)) => table.set("file", path),
        _ => project.set(key, path),
    }
}
