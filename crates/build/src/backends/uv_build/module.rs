//! The modules that a project distributes.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, SourceTree};

use super::Profile;
use super::config::Config;
use crate::Error;
use crate::import_name::is_identifier;
use crate::pyproject::{INVALID_VALUE, Located, ProjectTable, Reader};

pub(super) static NO_MODULE: Rule = Rule {
    id: "no-module",
    severity: Severity::Error,
    words: "the module that the project is named after is not there",
    remedy: "name the module in `tool.uv.build-backend.module-name`, or create it",
};

pub(super) static NOT_A_NAMESPACE: Rule = Rule {
    id: "not-a-namespace",
    severity: Severity::Error,
    words: "a folder above a module in a namespace is a package itself",
    remedy: "remove the `__init__.py`, or distribute that package",
};

pub(super) static REDUNDANT_MODULE: Rule = Rule {
    id: "redundant-module",
    severity: Severity::Warning,
    words: "a module is named twice, or lies in another one that is named",
    remedy: "remove the name",
};

/// The modules and where they lie.
#[derive(Debug)]
pub(super) struct Modules {
    /// The folder that import names are relative to.
    pub root: RelPath,
    /// The modules' folders, from the project's own.
    pub folders: Vec<RelPath>,
}

impl Modules {
    pub(super) fn find(
        tree: &SourceTree,
        project: &ProjectTable,
        config: &Config,
        profile: &Profile,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let src = Located { value: "src".to_owned(), location: project.name.location.clone() };
        let stated = config.module_root.as_ref().unwrap_or(&src);
        let root = RelPath::new(&stated.value).map_err(|error| {
            let message = format!("`tool.uv.build-backend.module-root`: {error}");
            Error::refused(Finding::new(&INVALID_VALUE, message).at(stated.location.clone()))
        })?;
        let default = [project.name.as_ref_map(|name| import_name(name.normalized()))];
        let names = match &config.module_names {
            Some(names) => pruned(names, profile, reader),
            None => default.to_vec(),
        };
        let mut folders = Vec::new();
        for name in names {
            // A project's own name is no import name, and may hold digits first.
            if config.module_names.is_some() && !config.namespace {
                check_name(&name)?;
            }
            let folder = name.value.split('.').filter(|part| !part.is_empty());
            let folder = folder.fold(root.clone(), |folder, part| folder.child(part));
            if !config.namespace {
                check_module(tree, &folder, &name)?;
                if config.module_names.is_some() {
                    check_namespaces(tree, &root, &folder, &name)?;
                }
            }
            if !tree.is_folder(&folder)? || folder.below(&root).is_none_or(|it| it.is_root()) {
                return Err(missing(&format!("there is no folder `{folder}`"), &name));
            }
            folders.push(folder);
        }
        Ok(Self { root, folders })
    }
}

impl<T> Located<T> {
    fn as_ref_map<U>(&self, f: impl FnOnce(&T) -> U) -> Located<U> {
        Located { value: f(&self.value), location: self.location.clone() }
    }
}

/// The module of a project that names none; the hyphen of stubs stays.
fn import_name(name: &str) -> String {
    match name.strip_suffix("-stubs") {
        Some(stem) => format!("{}-stubs", stem.replace('-', "_")),
        None => name.replace('-', "_"),
    }
}

/// The names in their order, without those named twice and those inside of others.
fn pruned(
    names: &[Located<String>],
    profile: &Profile,
    reader: &mut Reader,
) -> Vec<Located<String>> {
    let mut sorted = names.to_vec();
    sorted.sort_by(|a, b| a.value.cmp(&b.value));
    let mut kept: Vec<Located<String>> = Vec::new();
    for name in sorted {
        let inside = |last: &Located<String>| {
            let rest = name.value.strip_prefix(&last.value);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if kept.last().is_some_and(inside) {
            let message = format!("the module `{}` is distributed already", name.value);
            let rule = if profile.early { &INVALID_VALUE } else { &REDUNDANT_MODULE };
            reader.report(Finding::new(rule, message).at(name.location));
        } else {
            kept.push(name);
        }
    }
    kept
}

fn check_name(name: &Located<String>) -> Result<(), Error> {
    let first = name.value.split('.').next().unwrap_or_default();
    let first = first.strip_suffix("-stubs").unwrap_or(first);
    if is_identifier(first) && name.value.split('.').skip(1).all(is_identifier) {
        return Ok(());
    }
    let message =
        format!("`tool.uv.build-backend.module-name`: `{}` is no module name", name.value);
    Err(Error::refused(Finding::new(&INVALID_VALUE, message).at(name.location.clone())))
}

/// A module has an `__init__.py`, stubs an `__init__.pyi`.
fn check_module(tree: &SourceTree, folder: &RelPath, name: &Located<String>) -> Result<(), Error> {
    let stubs = name.value.split('.').next().is_some_and(|first| first.ends_with("-stubs"));
    let init = folder.child(if stubs { "__init__.pyi" } else { "__init__.py" });
    if !tree.is_file(&init)? {
        return Err(missing(&format!("there is no `{init}`"), name));
    }
    Ok(())
}

/// The folders above a module that is named are no packages, up to the root of all modules.
fn check_namespaces(
    tree: &SourceTree,
    root: &RelPath,
    folder: &RelPath,
    name: &Located<String>,
) -> Result<(), Error> {
    let mut above = folder.parent();
    while let Some(namespace) = above.filter(|it| it.below(root).is_some()) {
        for init in ["__init__.py", "__init__.pyi"] {
            let init = namespace.child(init);
            if tree.item(&init)?.is_some() {
                let message =
                    format!("the folder of `{}` is a package itself, with `{init}`", name.value);
                let finding = Finding::new(&NOT_A_NAMESPACE, message);
                return Err(Error::refused(finding.at(name.location.clone())));
            }
        }
        above = namespace.parent().filter(|_| namespace != *root);
    }
    Ok(())
}

fn missing(what: &str, name: &Located<String>) -> Error {
    Error::refused(Finding::new(&NO_MODULE, what).at(name.location.clone()))
}
