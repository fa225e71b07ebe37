//! One project of a workspace.

use pyrel_diag::Finding;
use pyrel_pep::PackageName;
use pyrel_tree::RelPath;

use crate::pyproject::{Located, MISSING_KEY, Pyproject, Reader, Table};

/// One project of a workspace.
#[derive(Clone, Debug)]
pub struct Member {
    /// Its name, with the place where it is written.
    pub name: Located<PackageName>,
    /// Its folder, relative to the workspace's root.
    pub folder: RelPath,
    /// Whether it is built: as `tool.uv.package` says, else if it names a build backend.
    pub is_package: bool,
}

impl Member {
    /// Reads what counts of a member's file; the rest is its backend's to read.
    pub(super) fn read(
        pyproject: &Pyproject,
        folder: RelPath,
        reader: &mut Reader,
    ) -> Option<Self> {
        let path = pyproject.source().path();
        let Some(project) = pyproject.root().get("project") else {
            let finding = Finding::new(&MISSING_KEY, "there is no table [project]");
            reader.report(finding.in_file(path));
            return None;
        };
        let project = reader.table(&project)?;
        let Some(name) = project.get("name") else {
            let missing = Finding::new(&MISSING_KEY, "`project.name` is missing");
            reader.report(missing.at(project.location()));
            return None;
        };
        let name = reader.parse(&name);
        let uv = pyproject.table(&["tool", "uv"]);
        let stated = uv.and_then(|uv| reader.flag_of(&uv, "package"));
        let has_backend = pyproject.root().get("build-system").is_some();
        let is_package = stated.map_or(has_backend, |stated| stated.value);
        Some(Self { name: name?, folder, is_package })
    }
}

/// Whether uv cares for a project at all.
pub(super) fn is_managed(uv: Option<&Table<'_>>, reader: &mut Reader) -> bool {
    uv.and_then(|uv| reader.flag_of(uv, "managed")).is_none_or(|managed| managed.value)
}
