//! `pdm.lock`, as far as pdm-build-locked reads it.

use pyrel_tree::{RelPath, SourceTree};

use crate::Error;
use crate::named_file;
use crate::pyproject::{Located, Pyproject, Reader, Table, Value};

/// The file.
#[derive(Debug)]
pub(super) struct LockFile {
    /// Whether packages say by themselves which groups they belong to.
    pub inherits_metadata: bool,
    pub groups: Vec<String>,
    pub packages: Vec<Package>,
}

/// A package that is locked.
#[derive(Debug)]
pub(super) struct Package {
    pub groups: Vec<String>,
    /// What requires it; none where it is installed from a folder.
    pub requirement: Option<Located<String>>,
}

impl LockFile {
    /// The file, if it is there.
    pub(super) fn read(
        name: &Located<String>,
        tree: &SourceTree,
        reader: &mut Reader,
    ) -> Result<Option<Self>, Error> {
        let Some(path) = named_file::path("PDM_LOCKFILE", name, reader) else { return Ok(None) };
        if !tree.is_file(&path)? {
            return Ok(None);
        }
        Self::parse(&path, tree, reader).map(Some)
    }

    fn parse(path: &RelPath, tree: &SourceTree, reader: &mut Reader) -> Result<Self, Error> {
        let file = Pyproject::parse_as(path.as_str(), &tree.read_text(path)?)?;
        let root = file.root();
        let metadata = reader.table_of(&root, "metadata");
        let texts = |key: &str| metadata.as_ref().map(|it| texts_of(it, key)).unwrap_or_default();
        let packages = reader.list_of(&root, "package").unwrap_or_default();
        let packages = packages.iter().filter_map(|value| Package::read(value, reader)).collect();
        let strategy = texts("strategy");
        let inherits_metadata = strategy.iter().any(|it| it == "inherit_metadata");
        Ok(Self { inherits_metadata, groups: texts("groups"), packages })
    }
}

fn texts_of(table: &Table<'_>, key: &str) -> Vec<String> {
    let items = table.get(key).and_then(|value| value.as_list()).unwrap_or_default();
    items.iter().filter_map(|item| Some(item.as_text()?.to_owned())).collect()
}

impl Package {
    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let table = reader.table(value)?;
        let groups = texts_of(&table, "groups");
        let mut text = |key: &str| reader.text_of(&table, key).map(|text| text.value);
        let (name, version, marker) = (text("name"), text("version"), text("marker"));
        let (url, folder) = (text("url"), text("subdirectory"));
        let (revision, reference) = (text("revision"), text("ref"));
        let is_local = ["editable", "path"].iter().any(|key| table.get(key).is_some());
        let Some(mut requirement) = name.filter(|_| !is_local) else {
            return Some(Self { groups, requirement: None });
        };
        let extras = texts_of(&table, "extras");
        if !extras.is_empty() {
            requirement += &format!("[{}]", extras.join(","));
        }
        let commit = revision.or(reference);
        if let (None, None, Some(version)) = (&url, &commit, version.filter(|it| !it.is_empty())) {
            requirement += &format!("=={version}");
        }
        match (url, commit) {
            (Some(url), _) => requirement += &format!(" @ {url}"),
            (None, Some(commit)) => {
                let Some(place) = repository(&table) else {
                    reader.invalid(value, "it names a commit and no repository");
                    return None;
                };
                requirement += &format!(" @ {place}@{commit}");
            }
            (None, None) => {}
        }
        requirement += &folder.map(|it| format!("#subdirectory={it}")).unwrap_or_default();
        let marker = marker.filter(|marker| !marker.is_empty());
        requirement += &marker.map(|marker| format!(" ; {marker}")).unwrap_or_default();
        let requirement = Located { value: requirement, location: value.location() };
        Some(Self { groups, requirement: Some(requirement) })
    }
}

/// The first repository that a package names, with its kind.
fn repository(table: &Table<'_>) -> Option<String> {
    let is_kind = |value: &Value<'_>| ["git", "svn", "bzr", "hg"].contains(&value.name());
    let found = table.values().find(is_kind)?;
    Some(format!("{}+{}", found.name(), found.as_text()?))
}
