//! `package-dir`: where packages lie.

use std::collections::BTreeMap;

use pyrel_tree::RelPath;

use super::super::describe::distribution::invalid;
use super::super::files::listed::{Listed, pure_path};
use crate::pyproject::{Located, Reader};

/// The folder of each package; the empty name stands for all that are not named.
#[derive(Clone, Debug, Default)]
pub(crate) struct PackageDirs(BTreeMap<String, Listed>);

impl PackageDirs {
    pub(crate) fn read(written: &BTreeMap<String, Located<String>>, reader: &mut Reader) -> Self {
        let mut dirs = Self::default();
        for (package, folder) in written {
            if let Some(listed) = folder_of(folder, reader) {
                dirs.0.insert(package.clone(), listed);
            }
        }
        dirs
    }

    /// The folder that holds what is not named, as it is written.
    pub(crate) fn root(&self) -> Option<&Listed> {
        self.0.get("")
    }

    pub(crate) fn is_named(&self, package: &str) -> bool {
        self.0.contains_key(package)
    }

    pub(crate) fn insert(&mut self, package: &str, folder: Listed) {
        self.0.insert(package.to_owned(), folder);
    }

    /// The named packages with their folders.
    pub(crate) fn named(&self) -> impl Iterator<Item = (&str, &Listed)> {
        let named = self.0.iter().filter(|(package, _)| !package.is_empty());
        named.map(|(package, folder)| (package.as_str(), folder))
    }

    /// The folder of a package: that of its longest named parent, and the rest of the name below.
    /// The empty name is the folder of top-level modules.
    pub(crate) fn of(&self, package: &str) -> Listed {
        let mut parent = package;
        let mut rest: Vec<&str> = Vec::new();
        while !parent.is_empty() {
            if let Some(folder) = self.0.get(parent) {
                return folder.pure().join(&path_of(rest.iter().rev()));
            }
            let (before, last) = parent.rsplit_once('.').unwrap_or(("", parent));
            rest.push(last);
            parent = before;
        }
        let root = self.0.get("").map_or_else(|| Listed::plain(RelPath::root()), Listed::pure);
        root.join(&path_of(rest.iter().rev()))
    }
}

/// The place of a package in the wheel.
pub(crate) fn target(package: &str) -> RelPath {
    path_of(package.split('.'))
}

/// A folder as `package-dir` and `where` name it.
pub(crate) fn folder_of(folder: &Located<String>, reader: &mut Reader) -> Option<Listed> {
    match RelPath::new(&folder.value) {
        Ok(path) if pure_path(&folder.value) == "." => Some(Listed::dotted(&path)),
        Ok(path) => Some(Listed::written(&folder.value, path)),
        Err(error) => {
            reader.report(invalid(folder, error));
            None
        }
    }
}

fn path_of(parts: impl IntoIterator<Item = impl AsRef<str>>) -> RelPath {
    let parts: Vec<String> = parts.into_iter().map(|part| part.as_ref().to_owned()).collect();
    // A name with a slash or worse is reported where it is written.
    RelPath::new(&parts.join("/")).unwrap_or_else(|_| RelPath::root())
}
