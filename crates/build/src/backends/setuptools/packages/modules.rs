//! The Python files of packages and single modules.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::super::Room;
use super::super::files::listed::Listed;
use super::package_dirs::target;
use crate::Error;
use crate::pyproject::Reader;

/// A Python file and its place in the wheel.
#[derive(Clone, Debug)]
pub(crate) struct Module {
    pub target: RelPath,
    pub source: Listed,
}

pub(in crate::backends::setuptools) static MISSING_PACKAGE: Rule = Rule {
    id: "missing-package",
    severity: Severity::Error,
    words: "a package that is to be distributed has no folder",
    remedy: "correct `tool.setuptools.packages` or `tool.setuptools.package-dir`",
};

pub(in crate::backends::setuptools) static MISSING_MODULE: Rule = Rule {
    id: "missing-module",
    severity: Severity::Error,
    words: "a module that is to be distributed has no file",
    remedy: "correct `tool.setuptools.py-modules` or `tool.setuptools.package-dir`",
};

/// All modules: those named, with the `__init__.py` of the packages they are in, then those of each
/// package.
pub(crate) fn find(
    tree: &SourceTree,
    room: &Room,
    reader: &mut Reader,
) -> Result<Vec<Module>, Error> {
    let Room { found, script, .. } = room;
    let mut modules = Vec::new();
    for name in &found.modules {
        let (package, stem) = name.rsplit_once('.').unwrap_or(("", name));
        let file = format!("{stem}.py");
        for file in ["__init__.py", &file] {
            let source = found.dirs.of(package).join(&RelPath::root().child(file));
            let wanted = file != "__init__.py" || stem == "__init__";
            if (wanted || !package.is_empty()) && tree.is_file(&source.path())? {
                modules.push(Module { target: target(package).child(file), source });
            } else if wanted {
                let message = format!("there is no file `{source}` for the module `{name}`");
                reader.report(Finding::new(&MISSING_MODULE, message).in_file("pyproject.toml"));
            }
        }
    }
    for package in &found.packages {
        let folder = found.dirs.of(package);
        if !tree.is_folder(&folder.path())? {
            let message = format!("there is no folder `{folder}` for the package `{package}`");
            reader.report(Finding::new(&MISSING_PACKAGE, message).in_file("pyproject.toml"));
            continue;
        }
        let all = of_package(tree, package, &folder)?;
        modules.extend(all.into_iter().filter(|module| Some(module.source.path()) != *script));
    }
    Ok(modules)
}

fn of_package(tree: &SourceTree, package: &str, folder: &Listed) -> Result<Vec<Module>, Error> {
    let mut modules = Vec::new();
    for item in tree.list(&folder.path())? {
        let name = item.path.file_name();
        let is_module = name.ends_with(".py") && !name.starts_with('.');
        let is_file = || match item.kind {
            EntryKind::File { .. } => Ok(true),
            // A link out of the project is a module that must not go missing.
            EntryKind::Folder | EntryKind::Other => tree.is_file(&item.path),
        };
        if is_module && is_file()? {
            let target = target(package).child(name);
            modules.push(Module { target, source: folder.respell(&item.path) });
        }
    }
    Ok(modules)
}
