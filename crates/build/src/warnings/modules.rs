//! Modules that a wheel lacks.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::FileMap;
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, Source, SourceTree};

use super::Published;
use super::mentions::Mentions;
use super::published::{is_specimen, sources};
use crate::pyproject::{self, Pyproject, Table};

pub(super) static EMPTY_WHEEL: Rule = Rule {
    id: "empty-wheel",
    severity: Severity::Warning,
    words: "the wheel holds nothing that could be imported or run",
    remedy: "name the packages for the backend, or say that there are none (`packages = []` in \
             `[tool.setuptools]`, `bypass-selection = true` for hatchling)",
};

pub(super) static MODULE_NOT_IN_WHEEL: Rule = Rule {
    id: "module-not-in-wheel",
    severity: Severity::Warning,
    words: "a module of a package is in the sdist, but not in the wheel",
    remedy: "add it to the wheel's packages, or exclude it by name",
};

/// Endings of what Python imports.
const MODULES: [&str; 4] = [".py", ".pyi", ".so", ".pyd"];

/// A wheel without a module, unless it installs something else or shall be empty.
pub(super) fn empty(published: &Published<'_>) -> Vec<Finding> {
    let Some(wheel) = published.wheel else { return Vec::new() };
    let is_module = |path: &str| MODULES.iter().any(|ending| path.ends_with(ending));
    let holds_any = wheel.iter().any(|(path, _)| is_module(path.as_str()));
    if holds_any || published.project.data.values().any(|files| !files.is_empty()) {
        return Vec::new();
    }
    let message = match wheel.is_empty() {
        true => "the wheel would hold nothing but metadata".to_owned(),
        false => format!("the wheel would hold {} files, but no module", wheel.len()),
    };
    let finding = Finding::new(&EMPTY_WHEEL, message);
    let Ok(pyproject) = Pyproject::read(published.tree) else {
        return vec![finding.in_file(pyproject::FILE)];
    };
    if wheel.is_empty() && is_meant(&pyproject) {
        return Vec::new();
    }
    vec![match pyproject.table(&["project"]).or_else(|| pyproject.table(&["build-system"])) {
        Some(table) => finding.at(table.location()),
        None => finding.in_file(pyproject::FILE),
    }]
}

/// Whether somebody wrote that there is nothing, as projects do that only require others.
fn is_meant(pyproject: &Pyproject) -> bool {
    fn says_so(table: &Table<'_>) -> bool {
        table.values().any(|value| match value.name() {
            "packages" | "py-modules" | "only-include" => {
                value.as_list().is_some_and(|list| list.is_empty())
            }
            "bypass-selection" => value.as_bool() == Some(true),
            _ => value.as_table().is_some_and(|table| says_so(&table)),
        })
    }
    pyproject.table(&["tool"]).is_some_and(|table| says_so(&table))
}

/// Modules below the folders of the wheel's packages that only the sdist holds: one finding for
/// each folder. Tests are left out on purpose, and so is what the configuration names.
pub(super) fn missing(published: &Published<'_>) -> Vec<Finding> {
    let (Some(wheel), Some(sdist)) = (published.wheel, published.sdist) else { return Vec::new() };
    let packages = package_folders(wheel);
    let present: BTreeSet<&RelPath> = sources(wheel).collect();
    let mut missing: Vec<(&RelPath, RelPath)> = Vec::new();
    // What the backend writes lies in no tree, and the wheel holds its bytes.
    let is_written = |path: &RelPath| published.project.written.contains_key(path);
    for path in sources(sdist).filter(|path| path.as_str().ends_with(".py")) {
        if !present.contains(path)
            && !is_written(path)
            && !is_test(path)
            && let Some(below) = packages.iter().find_map(|folder| path.below(folder))
        {
            missing.push((path, below));
        }
    }
    if missing.is_empty() {
        return Vec::new();
    }
    by_folder(&missing, published.tree).into_values().map(|paths| finding(&paths)).collect()
}

/// Where the packages of a wheel lie in the tree.
fn package_folders(wheel: &FileMap) -> BTreeSet<RelPath> {
    let mut folders = BTreeSet::new();
    for (path, entry) in wheel.iter() {
        let (Some((_, inner)), Source::File(source)) =
            (path.as_str().split_once('/'), &entry.source)
        else {
            continue;
        };
        let folder = source.as_str().strip_suffix(inner).and_then(|it| it.strip_suffix('/'));
        if inner.ends_with(".py")
            && let Some(Ok(folder)) = folder.map(RelPath::new)
            && !folder.is_root()
        {
            folders.insert(folder);
        }
    }
    folders
}

fn is_test(path: &RelPath) -> bool {
    let name = path.file_name();
    let is_named_so =
        name == "conftest.py" || name.starts_with("test_") || name.ends_with("_test.py");
    is_named_so || is_specimen(path)
}

fn by_folder<'a>(
    missing: &[(&'a RelPath, RelPath)],
    tree: &SourceTree,
) -> BTreeMap<Option<RelPath>, Vec<&'a RelPath>> {
    let mentions = Mentions::read(tree);
    let mut folders: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (path, below) in missing {
        if !mentions.names(below.as_str()) {
            folders.entry(path.parent()).or_default().push(*path);
        }
    }
    folders
}

fn finding(paths: &[&RelPath]) -> Finding {
    let first = paths.first().map(ToString::to_string).unwrap_or_default();
    let message = match paths.len() {
        1 => format!("`{first}` is in the sdist, but not in the wheel"),
        count => {
            let others = count - 1;
            let modules = if others == 1 { "module" } else { "modules" };
            format!(
                "`{first}` and {others} more {modules} beside it are in the sdist, but not in the wheel"
            )
        }
    };
    Finding::new(&MODULE_NOT_IN_WHEEL, message).in_file(first)
}
