//! What flit puts into wheels and sdists, in the order of its documentation.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::{FileMap, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::PythonGlob;
use pyrel_tree::{Descend, EntryKind, Item, RelPath, SourceTree, walk};
use unicode_normalization::UnicodeNormalization;

use super::module::{Module, Shape};
use super::releases::{Licenses, Profile};
use super::{Config, Room};
use crate::backends::matches::{Matches, Purpose};
use crate::member::{Links, add};
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::{Error, Scheme, pyproject};

pub(super) static CRUCIAL_FILE: Rule = Rule {
    id: "crucial-file",
    severity: Severity::Error,
    words: "a file that an sdist cannot do without is missing or excluded",
    remedy: "add the file, or take it out of `tool.flit.sdist.exclude`",
};

/// The sdist's files, or what it lacks.
#[derive(Debug)]
pub(super) struct Sdist {
    pub map: FileMap,
    pub missing: Vec<Finding>,
}

/// Every file of the module, as it will be imported.
pub(super) fn wheel(tree: &SourceTree, module: &Module) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let origin = Origin::rule(format!("the module `{}`", module.name));
    for item in module_files(tree, module)? {
        let at = item.path.below(&module.root).unwrap_or_else(|| item.path.clone());
        add(&mut map, &at, &item, Links::Follow, &origin)?;
    }
    Ok(map)
}

/// The content of the data folder.
pub(super) fn data(tree: &SourceTree, config: &Config) -> Result<BTreeMap<Scheme, FileMap>, Error> {
    let Some(folder) = &config.data else { return Ok(BTreeMap::new()) };
    let mut map = FileMap::new();
    let origin = Origin::option("tool.flit.external-data.directory", folder.location.clone());
    for item in data_files(tree, &folder.value)? {
        let at = item.path.below(&folder.value).unwrap_or_else(|| item.path.clone());
        add(&mut map, &at, &item, Links::Follow, &origin)?;
    }
    Ok(BTreeMap::from([(Scheme::Data, map)]))
}

/// The licence files: below `licenses/` (PEP 639), or flat as it was before.
pub(super) fn licenses(
    tree: &SourceTree,
    profile: &Profile,
    paths: &[RelPath],
) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let folder = match profile.licenses {
        Licenses::Flat => RelPath::root(),
        Licenses::Named(_) => RelPath::root().child("licenses"),
    };
    for path in paths {
        if let Some(item) = tree.item(path)? {
            let origin = Origin::rule("a licence file");
            add(&mut map, &folder.join(path), &item, Links::Follow, &origin)?;
        }
    }
    Ok(map)
}

/// The module, the data, `pyproject.toml` and the files it names; less what is excluded, and with
/// what is included and not excluded.
pub(super) fn sdist(
    tree: &SourceTree,
    room: &Room,
    referenced: &[RelPath],
    reader: &mut Reader,
) -> Result<Sdist, Error> {
    let mut matches = Matches::new(Purpose::Exclude);
    let excluded = Patterns::expand(tree, &room.config.exclude, &mut matches)?;
    matches.report(tree, reader);
    let mut matches = Matches::new(Purpose::Include);
    let mut map = FileMap::new();
    let mut put = |item: &Item, origin: &Origin| match excluded.covers(&item.path) {
        true => Ok(()),
        false => add(&mut map, &item.path, item, Links::Keep, origin),
    };
    let origin = Origin::rule(format!("the module `{}`", room.module.name));
    for item in module_files(tree, &room.module)? {
        put(&item, &origin)?;
    }
    if let Some(folder) = &room.config.data {
        let origin = Origin::option("tool.flit.external-data.directory", folder.location.clone());
        for item in data_files(tree, &folder.value)? {
            put(&item, &origin)?;
        }
    }
    let mut crucial: Vec<RelPath> = RelPath::new(pyproject::FILE).into_iter().collect();
    crucial.extend(referenced.iter().cloned());
    for path in &crucial {
        if let Some(item) = tree.item(path)? {
            put(&item, &Origin::rule("pyproject.toml and the files it names"))?;
        }
    }
    for pattern in &room.config.include {
        let origin = Origin::option(
            format!("tool.flit.sdist.include `{}`", pattern.value),
            pattern.location.clone(),
        );
        let paths = expand(tree, pattern)?;
        matches.note(pattern, !paths.is_empty());
        for item in included(tree, paths, &excluded)? {
            put(&item, &origin)?;
        }
    }
    matches.report(tree, reader);
    if !room.module.is_stubs() {
        crucial.push(room.module.init());
    }
    let missing = missing(&map, &crucial);
    Ok(Sdist { map, missing })
}

/// Without its `__init__.py`, `pyproject.toml` or readme nobody could build from the sdist.
fn missing(map: &FileMap, crucial: &[RelPath]) -> Vec<Finding> {
    let present: BTreeSet<String> = map.iter().map(|(path, _)| nfc(path.as_str())).collect();
    let absent = crucial.iter().filter(|path| !present.contains(&nfc(path.as_str())));
    absent
        .map(|path| {
            let message = format!("the sdist would lack `{path}`");
            Finding::new(&CRUCIAL_FILE, message).in_file(path.as_str())
        })
        .collect()
}

fn module_files(tree: &SourceTree, module: &Module) -> Result<Vec<Item>, Error> {
    if module.shape == Shape::File {
        return Ok(tree.item(&module.path)?.into_iter().collect());
    }
    let mut items = walk(tree, &module.path, &mut past(&["__pycache__"]))?;
    items.retain(|item| {
        let name = item.path.file_name();
        name != "__pycache__" && !name.ends_with(".pyc")
    });
    Ok(items)
}

fn data_files(tree: &SourceTree, folder: &RelPath) -> Result<Vec<Item>, Error> {
    Ok(walk(tree, folder, &mut past(&["__pycache__"]))?)
}

/// Into every folder but those of the given names, `*.pyc` ones, and links to folders, which
/// `os.walk` does not follow.
fn past<'a>(names: &'a [&str]) -> impl FnMut(&Item) -> Descend + use<'a> {
    |item| {
        let name = item.path.file_name();
        let skipped = names.contains(&name) || item.link.is_some();
        if skipped { Descend::Past } else { Descend::Into }
    }
}

/// The files that a pattern of `include` means: those it matches, and all below the folders it
/// matches.
fn included(
    tree: &SourceTree,
    paths: Vec<RelPath>,
    excluded: &Patterns,
) -> Result<Vec<Item>, Error> {
    let mut items = Vec::new();
    for path in paths {
        let Some(item) = tree.item(&path)? else { continue };
        if item.kind != EntryKind::Folder {
            items.push(item);
            continue;
        }
        items.extend(walk(tree, &path, &mut |folder| {
            let skipped = folder.link.is_some() || excluded.covers(&folder.path);
            if skipped { Descend::Past } else { Descend::Into }
        })?);
    }
    Ok(items)
}

fn expand(tree: &SourceTree, pattern: &Located<String>) -> Result<Vec<RelPath>, Error> {
    if pattern.value.is_empty() {
        return Ok(vec![RelPath::root()]);
    }
    let glob = PythonGlob::new(&pattern.value).map_err(|error| {
        Error::refused(Finding::new(&INVALID_VALUE, error.to_string()).at(pattern.location.clone()))
    })?;
    let mut paths = glob.expand(tree, &RelPath::root())?;
    // flit puts the pattern below the project's folder, which `**` then matches as well.
    if pattern.value.split('/').all(|part| part == "**") {
        paths.push(RelPath::root());
    }
    Ok(paths)
}

/// Patterns as flit understands them: not as rules, but as the set of what they match now. Names
/// are compared composed (NFC), so that a name typed on one system matches a file of another.
#[derive(Debug, Default)]
struct Patterns {
    paths: BTreeSet<String>,
}

impl Patterns {
    fn expand<'a>(
        tree: &SourceTree,
        patterns: &'a [Located<String>],
        matches: &mut Matches<'a>,
    ) -> Result<Self, Error> {
        let mut paths = BTreeSet::new();
        for pattern in patterns {
            let found = expand(tree, pattern)?;
            matches.note(pattern, !found.is_empty());
            paths.extend(found.iter().map(|path| nfc(path.as_str())));
        }
        // The project as a whole is not excluded by a pattern that means it.
        paths.remove("");
        Ok(Self { paths })
    }

    /// Whether a path is one of those matched, or lies below one.
    fn covers(&self, path: &RelPath) -> bool {
        let mut at = Some(path.clone());
        while let Some(path) = at.filter(|path| !path.is_root()) {
            if self.paths.contains(&nfc(path.as_str())) {
                return true;
            }
            at = path.parent();
        }
        false
    }
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}
