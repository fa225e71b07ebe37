//! Data files of packages: named by patterns, or taken from the list of files.

use std::collections::BTreeMap;

use pyrel_archive::Origin;
use pyrel_tree::glob::{Fnmatch, PythonGlob};
use pyrel_tree::{RelPath, SourceTree};

use super::super::Room;
use super::super::describe::distribution::invalid;
use super::super::packages::package_dirs::target;
use super::list::file_list::FileList;
use super::listed::{Listed, pure_path};
use crate::Error;
use crate::backends::matches::{Matches, Purpose};
use crate::import_name::is_identifier;
use crate::pyproject::Reader;

/// A data file and its place in the wheel.
#[derive(Clone, Debug)]
pub(crate) struct DataFile {
    pub target: RelPath,
    pub source: Listed,
    pub origin: Origin,
}

/// What is data of every package without being asked for: type stubs and their mark.
const IMPLICIT: [&str; 2] = ["*.pyi", "py.typed"];

/// The files that patterns name, less those excluded.
pub(crate) fn of_patterns(
    tree: &SourceTree,
    room: &Room,
    reader: &mut Reader,
) -> Result<Vec<DataFile>, Error> {
    let mut files = Vec::new();
    let mut matches = Matches::new(Purpose::Include);
    room.said.package_data.all().for_each(|pattern| matches.note(pattern, false));
    for package in &room.found.packages {
        let folder = room.found.dirs.of(package);
        let excluded = Excluded::of(room, package, &folder);
        let mut expand = |glob: &PythonGlob, origin: &Origin| -> Result<bool, Error> {
            let paths = glob.expand(tree, &folder.path())?;
            for path in &paths {
                let source = folder.respell(path);
                if tree.is_file(path)? && !excluded.covers(&source) {
                    let target = place(package, &folder, path);
                    files.push(DataFile { target, source, origin: origin.clone() });
                }
            }
            Ok(!paths.is_empty())
        };
        for pattern in IMPLICIT {
            if let Ok(glob) = PythonGlob::new(pattern) {
                expand(&glob, &Origin::rule("type information of a package"))?;
            }
        }
        for pattern in room.said.package_data.of(package) {
            let pure = pure_path(&pattern.value);
            let matched = match PythonGlob::new(&pure) {
                _ if pure == "." => true,
                Ok(_) if pure.starts_with("**") && folder.path().is_root() => {
                    let why = "in a package at the root it takes what the build itself writes";
                    reader.report(invalid(pattern, why));
                    true
                }
                Ok(glob) => {
                    let words = format!("tool.setuptools.package-data `{}`", pattern.value);
                    expand(&glob, &Origin::option(words, pattern.location.clone()))?
                }
                Err(error) => {
                    reader.report(invalid(pattern, error));
                    true
                }
            };
            matches.note(pattern, matched);
        }
    }
    matches.report(tree, reader);
    Ok(files)
}

/// The listed files that lie in the folder of a package, the nearest one, unless they are its
/// modules or excluded.
pub(crate) fn of_list(
    tree: &SourceTree,
    room: &Room,
    list: &FileList,
) -> Result<Vec<DataFile>, Error> {
    if !room.said.include_package_data.unwrap_or_default() {
        return Ok(Vec::new());
    }
    let names = room.found.packages.iter().map(String::as_str);
    let packages: BTreeMap<Listed, &str> =
        names.map(|package| (room.found.dirs.of(package), package)).collect();
    let origin = Origin::rule("include-package-data: a file of the sdist");
    let mut files = Vec::new();
    for source in list.entries() {
        let Some((folder, package)) = nearest(&packages, source) else { continue };
        let path = source.path();
        let directly = source.parent().as_ref() == Some(folder);
        if directly && is_module(path.file_name()) {
            continue;
        }
        if tree.is_file(&path)? && !Excluded::of(room, package, folder).covers(source) {
            let target = place(package, folder, &path);
            files.push(DataFile { target, source: source.clone(), origin: origin.clone() });
        }
    }
    Ok(files)
}

fn nearest<'a>(
    packages: &'a BTreeMap<Listed, &'a str>,
    source: &Listed,
) -> Option<(&'a Listed, &'a str)> {
    let mut folder = source.parent();
    while let Some(at) = folder {
        if let Some((folder, package)) = packages.get_key_value(&at) {
            return Some((folder, package));
        }
        folder = at.parent();
    }
    None
}

fn is_module(name: &str) -> bool {
    name.strip_suffix(".py").is_some_and(is_identifier)
}

fn place(package: &str, folder: &Listed, path: &RelPath) -> RelPath {
    let below = path.below(&folder.path()).unwrap_or_else(|| path.clone());
    target(package).join(&below)
}

/// `exclude-package-data` for one package. Unlike in `package-data`, a star matches slashes.
struct Excluded(Vec<Fnmatch>);

impl Excluded {
    fn of(room: &Room, package: &str, folder: &Listed) -> Self {
        let folder = folder.to_string();
        let full = |pattern: &str| match folder.as_str() {
            "" => pure_path(pattern),
            folder => format!("{folder}/{}", pure_path(pattern)),
        };
        let patterns = room.said.exclude_package_data.of(package);
        Self(patterns.map(|pattern| Fnmatch::new(&full(&pattern.value))).collect())
    }

    fn covers(&self, source: &Listed) -> bool {
        let spelling = source.to_string();
        self.0.iter().any(|pattern| pattern.matches(&spelling))
    }
}
