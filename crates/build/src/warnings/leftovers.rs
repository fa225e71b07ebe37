//! Virtual environments and caches.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::RelPath;

use super::Published;
use super::published::is_specimen;

pub(super) static VIRTUAL_ENVIRONMENT: Rule = Rule {
    id: "virtual-environment",
    severity: Severity::Warning,
    words: "installed packages would be published: a virtual environment, or `node_modules`",
    remedy: "exclude the folder, or keep it outside of the project",
};

pub(super) static CACHE_FILE: Rule = Rule {
    id: "cache-file",
    severity: Severity::Warning,
    words: "what a tool has left behind would be published: a cache, or compiled code",
    remedy: "remove it, or exclude it",
};

/// Folders in which tools keep what they can make again.
const CACHES: [&str; 14] = [
    ".DS_Store",
    ".eggs",
    ".git",
    ".hg",
    ".hypothesis",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pytest_cache",
    ".ruff_cache",
    ".tox",
    "Thumbs.db",
    "__pycache__",
    "htmlcov",
];

/// One finding for each such folder, whatever is in it.
pub(super) fn leftovers(published: &Published<'_>) -> Vec<Finding> {
    let mut found: BTreeMap<RelPath, (&'static Rule, usize)> = BTreeMap::new();
    let environments = environments(published);
    for path in &published.files {
        if let Some((outermost, rule)) = leftover(path, &environments) {
            found.entry(outermost).or_insert((rule, 0)).1 += 1;
        }
    }
    let finding = |(path, (rule, count)): (RelPath, (&'static Rule, usize))| {
        let what = match count {
            1 => format!("`{path}`"),
            _ => format!("`{path}` with {count} files"),
        };
        Finding::new(rule, format!("{what} would be published")).in_file(path.as_str())
    };
    found.into_iter().map(finding).collect()
}

/// Whether a file is a leftover, or belongs to one.
pub(super) fn is_leftover(path: &RelPath, environments: &[RelPath]) -> bool {
    leftover(path, environments).is_some()
}

/// The folders that hold a `pyvenv.cfg`.
pub(super) fn environments(published: &Published<'_>) -> Vec<RelPath> {
    let marks = published.files.iter().filter(|path| path.file_name() == "pyvenv.cfg");
    marks.filter_map(|path| path.parent()).collect()
}

/// The outermost leftover that a file belongs to.
fn leftover(path: &RelPath, environments: &[RelPath]) -> Option<(RelPath, &'static Rule)> {
    let environment = environments.iter().filter(|folder| path.below(folder).is_some()).min();
    let installed = environment.cloned().or_else(|| up_to(path, |part| part == "node_modules"));
    let installed = installed.filter(|folder| !is_specimen(folder));
    let cache = up_to(path, |part| CACHES.contains(&part));
    match (installed, cache) {
        (Some(installed), Some(cache)) if installed.below(&cache).is_some() => {
            Some((cache, &CACHE_FILE))
        }
        (Some(installed), _) => Some((installed, &VIRTUAL_ENVIRONMENT)),
        (None, Some(cache)) => Some((cache, &CACHE_FILE)),
        (None, None) => {
            let is_compiled = path.as_str().ends_with(".pyc") && !is_specimen(path);
            is_compiled.then(|| (path.clone(), &CACHE_FILE))
        }
    }
}

/// A path up to the first part of this kind.
fn up_to(path: &RelPath, is_wanted: impl Fn(&str) -> bool) -> Option<RelPath> {
    let at = path.components().position(is_wanted)?;
    Some(path.components().take(at + 1).fold(RelPath::root(), |folder, part| folder.child(part)))
}
