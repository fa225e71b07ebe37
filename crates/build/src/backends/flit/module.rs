//! The one module that a flit project distributes.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, SourceTree};

use super::Config;
use super::releases::{Knows, Names, Profile, VersionFiles};
use crate::Error;
use crate::pyproject::ProjectTable;

/// The module and where it lies.
#[derive(Debug)]
pub(super) struct Module {
    /// Its import name, dots and all.
    pub name: String,
    /// The file or the folder.
    pub path: RelPath,
    /// What it is.
    pub shape: Shape,
    /// The folder that import names are relative to: the root or `src`.
    pub root: RelPath,
}

/// A module is a file or a folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    File,
    Package,
}

pub(super) static NO_MODULE: Rule = Rule {
    id: "no-module",
    severity: Severity::Error,
    words: "the module that the project is named after is not there",
    remedy: "name the module in `tool.flit.module.name`, or create it",
};

pub(super) static AMBIGUOUS_MODULE: Rule = Rule {
    id: "ambiguous-module",
    severity: Severity::Error,
    words: "the module lies in more than one place",
    remedy: "keep one of them",
};

impl Module {
    pub(super) fn find(
        tree: &SourceTree,
        project: &ProjectTable,
        config: &Config,
        profile: &Profile,
    ) -> Result<Self, Error> {
        let (name, location) = match &config.module {
            Some(name) => (name.value.clone(), name.location.clone()),
            None => {
                let name = import_name(project.name.value.as_str(), profile);
                (name, project.name.location.clone())
            }
        };
        let mut found = match name.contains('.') && profile.knows < Knows::Namespaces {
            true => Vec::new(),
            false => Self::candidates(tree, &name)?,
        };
        let places = found.iter().map(|module| format!("`{}`", module.path)).collect::<Vec<_>>();
        match (found.pop(), places.len()) {
            (Some(module), 1) => Ok(module),
            (None, _) => {
                let message = format!("there is no file or folder for the module `{name}`");
                Err(Error::refused(Finding::new(&NO_MODULE, message).at(location)))
            }
            (Some(_), _) => {
                let message = format!("the module `{name}` could be {}", places.join(" or "));
                Err(Error::refused(Finding::new(&AMBIGUOUS_MODULE, message).at(location)))
            }
        }
    }

    /// Every place where the module could be and is.
    fn candidates(tree: &SourceTree, name: &str) -> Result<Vec<Self>, Error> {
        let mut found = Vec::new();
        for root in ["", "src"] {
            let folder = format!("{root}/{}", name.replace('.', "/"));
            let folder = folder.trim_start_matches('/');
            let package = RelPath::new(folder).ok().filter(|path| !path.is_root());
            let file = RelPath::new(&format!("{folder}.py")).ok();
            let root = RelPath::new(root).unwrap_or_else(|_| RelPath::root());
            let module =
                |path, shape| Self { name: name.to_owned(), path, shape, root: root.clone() };
            if let Some(path) = package
                && tree.is_folder(&path)?
            {
                found.push(module(path, Shape::Package));
            }
            if let Some(path) = file
                && tree.is_file(&path)?
            {
                found.push(module(path, Shape::File));
            }
        }
        Ok(found)
    }

    /// The file that Python runs on import.
    pub(super) fn init(&self) -> RelPath {
        match self.shape {
            Shape::File => self.path.clone(),
            Shape::Package => self.path.child("__init__.py"),
        }
    }

    /// The files that may hold the version. What a later one says counts more.
    pub(super) fn version_files(
        &self,
        tree: &SourceTree,
        profile: &Profile,
    ) -> Result<Vec<RelPath>, Error> {
        let mut files = Vec::new();
        if self.shape == Shape::Package && profile.version_files == VersionFiles::Several {
            for name in ["__version__.py", "_version.py", "version.py"] {
                let path = self.path.child(name);
                if tree.is_file(&path)? {
                    files.push(path);
                }
            }
        }
        files.push(self.init());
        Ok(files)
    }

    /// Stubs for another project's module have no `__init__.py`.
    pub(super) fn is_stubs(&self) -> bool {
        self.name.ends_with("-stubs")
    }

    /// The packages around the module that it shares with other distributions.
    pub(super) fn namespaces(&self) -> Vec<String> {
        let dots = self.name.match_indices('.');
        dots.filter_map(|(at, _)| self.name.get(..at)).map(str::to_owned).collect()
    }
}

/// The import name that a project name suggests: dashes become underscores, letter case and dots
/// stay.
fn import_name(project: &str, profile: &Profile) -> String {
    let stubs = profile.knows == Knows::ImportNames;
    match (project.strip_suffix("-stubs").filter(|_| stubs), profile.names) {
        (Some(stem), _) => format!("{}-stubs", stem.replace('-', "_")),
        (None, Names::AsWritten | Names::SdistAsWritten) => project.to_owned(),
        (None, Names::SdistAsWrittenModuleNot | Names::Normalised) => project.replace('-', "_"),
    }
}
