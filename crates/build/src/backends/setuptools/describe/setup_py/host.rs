//! What the evaluator asks about the project.

use std::collections::BTreeMap;

use pyrel_python::{FindPackages, PackageFinder};
use pyrel_tree::{RelPath, SourceTree};

use super::super::super::Input;
use super::super::super::packages::finder::{Finder, Kind};

/// The project around `setup.py`.
#[derive(Debug)]
pub(super) struct Host<'a> {
    tree: &'a SourceTree,
    /// Whether the backend is the old one, which puts the project's folder on the import path.
    legacy: bool,
    variables: &'a BTreeMap<String, String>,
}

impl<'a> Host<'a> {
    pub(super) fn of(input: &Input<'a>) -> Self {
        let legacy = input.build_system.backend == "setuptools.build_meta:__legacy__";
        Self { tree: input.tree, legacy, variables: &input.surroundings.variables }
    }
}

impl pyrel_python::Host for Host<'_> {
    fn tree(&self) -> &SourceTree {
        self.tree
    }

    fn imports_own_modules(&self) -> bool {
        self.legacy
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    fn find_packages(&self, call: &FindPackages) -> Result<Vec<String>, String> {
        let kind = match call.finder {
            PackageFinder::Regular => Kind::Regular,
            PackageFinder::Namespace => Kind::Namespace,
        };
        let folder = match call.folder.trim_matches('/') {
            _ if call.folder.starts_with('/') => Err("the folder is not the project's".to_owned()),
            "" | "." => Ok(RelPath::root()),
            inner => RelPath::new(inner.trim_start_matches("./")).map_err(|it| it.to_string()),
        }?;
        let include = call.include.iter().map(String::as_str);
        let finder = Finder::new(kind, include, call.exclude.iter().map(String::as_str));
        finder.packages(self.tree, &folder).map_err(|error| error.to_string())
    }
}
