//! Which paths are included and which excluded, as pdm-backend weighs them.
//!
//! A path that patterns of both kinds find belongs to the pattern with more parts, then to the one
//! with fewer wildcards, then to the exclusion.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::{Fnmatch, PythonGlob};
use pyrel_tree::{RelPath, SourceTree};

use super::Room;
use crate::Error;
use crate::backends::matches::{Matches, Purpose};
use crate::pyproject::{INVALID_VALUE, Located, MISSING_FILE, Reader};

pub(super) static UNDECIDED_PATTERN: Rule = Rule {
    id: "undecided-pattern",
    severity: Severity::Error,
    words: "pdm-backend includes or excludes a path by chance",
    remedy: "remove one of the patterns that find the path",
};

/// What is built.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Target {
    Sdist,
    Wheel,
}

/// The paths that are included, each with the pattern that found it, and those excluded.
#[derive(Debug)]
pub(super) struct Selection {
    pub included: BTreeMap<RelPath, Pattern>,
    excluded: Vec<(RelPath, Fnmatch)>,
}

/// A pattern, and where it comes from.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub text: String,
    /// Where it is written; a pattern of pdm-backend's own has no place.
    pub written: Option<(&'static str, pyrel_diag::Location)>,
}

impl Selection {
    pub(super) fn of(room: &Room, target: Target) -> Result<Self, Error> {
        let config = &room.config;
        let written = |key: &'static str, patterns: &[Located<String>]| -> Vec<Pattern> {
            let pattern = |it: &Located<String>| Pattern {
                text: it.value.clone(),
                written: Some((key, it.location.clone())),
            };
            patterns.iter().map(pattern).collect()
        };
        let sources = match &config.source_includes[..] {
            [] => vec![Pattern { text: "tests".to_owned(), written: None }],
            sources => written("source-includes", sources),
        };
        let mut includes = match &config.includes[..] {
            [] => discovered(room)?,
            includes => written("includes", includes),
        };
        includes.extend(sources.iter().cloned());
        let mut excludes = written("excludes", &config.excludes);
        if target == Target::Wheel {
            excludes.extend(sources);
        }
        merge(expanded(&room.tree, &includes)?, expanded(&room.tree, &excludes)?)
    }

    /// Whether a file of an included folder is excluded.
    pub(super) fn excludes(&self, path: &RelPath) -> bool {
        self.excluded.iter().any(|(excluded, pattern)| {
            path.below(excluded).is_some() || pattern.matches(path.as_str())
        })
    }
}

/// Says which patterns of the project find nothing.
pub(super) fn report_unmatched(room: &Room, reader: &mut Reader) -> Result<(), Error> {
    let config = &room.config;
    let includes: Vec<_> = config.includes.iter().chain(&config.source_includes).collect();
    let excludes: Vec<_> = config.excludes.iter().collect();
    for (purpose, patterns) in [(Purpose::Include, includes), (Purpose::Exclude, excludes)] {
        let mut matches = Matches::new(purpose);
        for written in patterns {
            let pattern = Pattern { text: written.value.clone(), written: None };
            matches.note(written, !expand(&room.tree, &pattern)?.is_empty());
        }
        matches.report(&room.tree, reader);
    }
    Ok(())
}

/// The packages at the top of the package folder, or the modules if there are none.
fn discovered(room: &Room) -> Result<Vec<Pattern>, Error> {
    let folder = &room.config.package_dir;
    let shown = if folder.is_empty() { "." } else { folder };
    let path = RelPath::new(folder).unwrap_or_else(|_| RelPath::root());
    let pattern = |name: &str| Pattern { text: format!("{shown}/{name}"), written: None };
    if !room.tree.is_folder(&path)? {
        let message = format!("`tool.pdm.build.package-dir`: there is no folder `{folder}`");
        let finding = Finding::new(&MISSING_FILE, message);
        return Err(Error::refused(match room.config.package_dir_at.clone() {
            Some(location) => finding.at(location),
            None => finding.in_file("pyproject.toml"),
        }));
    }
    let mut found = Vec::new();
    for item in room.tree.list(&path)? {
        if is_package(&room.tree, &item.path)? {
            found.push(pattern(item.path.file_name()));
        }
    }
    if found.is_empty() {
        found.push(pattern("*.py"));
    }
    Ok(found)
}

fn is_package(tree: &SourceTree, path: &RelPath) -> Result<bool, Error> {
    let name = path.file_name();
    if matches!(name, "__pycache__" | "__pypackages__") {
        return Ok(false);
    }
    let stubs = name.ends_with("-stubs") && tree.is_file(&path.child("__init__.pyi"))?;
    Ok(stubs || tree.is_file(&path.child("__init__.py"))?)
}

/// The paths that exist now, each with all patterns that find it.
fn expanded(
    tree: &SourceTree,
    patterns: &[Pattern],
) -> Result<BTreeMap<RelPath, Vec<Pattern>>, Error> {
    let mut found: BTreeMap<RelPath, Vec<Pattern>> = BTreeMap::new();
    for pattern in patterns {
        for path in expand(tree, pattern)? {
            let patterns = found.entry(path).or_default();
            if patterns.iter().all(|other| other.text != pattern.text) {
                patterns.push(pattern.clone());
            }
        }
    }
    Ok(found)
}

fn expand(tree: &SourceTree, pattern: &Pattern) -> Result<Vec<RelPath>, Error> {
    let text = pattern.text.as_str();
    let parts: Vec<&str> = parts(text).collect();
    let mut paths = Vec::new();
    if text.is_empty() {
        return Ok(paths);
    }
    // `.` is the project itself, and so is what `**` begins with unless it comes first.
    if text.starts_with('.') && parts.iter().all(|part| *part == "**") {
        paths.push(RelPath::root());
    }
    if parts.is_empty() && !text.starts_with('/') {
        return Ok(paths);
    }
    let glob = PythonGlob::new(text).map_err(|error| {
        let finding = Finding::new(&INVALID_VALUE, error.to_string());
        Error::refused(match &pattern.written {
            Some((_, location)) => finding.at(location.clone()),
            None => finding.in_file("pyproject.toml"),
        })
    })?;
    paths.extend(glob.expand(tree, &RelPath::root())?);
    check_end(tree, pattern, &parts)?;
    Ok(paths)
}

/// Whether `file/**` finds the file depends on the version of Python.
fn check_end(tree: &SourceTree, pattern: &Pattern, parts: &[&str]) -> Result<(), Error> {
    let [folders @ .., last, "**"] = parts else { return Ok(()) };
    if last.contains(['*', '?', '[']) {
        return Ok(());
    }
    let above = folders.iter().chain([last]).copied().collect::<Vec<_>>().join("/");
    let Ok(glob) = PythonGlob::new(&above) else { return Ok(()) };
    for path in glob.expand(tree, &RelPath::root())? {
        if !tree.is_folder(&path)? {
            let message =
                format!("whether `{}` finds the file `{path}` depends on the Python", pattern.text);
            let finding = Finding::new(&UNDECIDED_PATTERN, message);
            return Err(Error::refused(match &pattern.written {
                Some((_, location)) => finding.at(location.clone()),
                None => finding.in_file("pyproject.toml"),
            }));
        }
    }
    Ok(())
}

/// The parts of a path as `pathlib` has them.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split('/').filter(|part| !matches!(*part, "" | "."))
}

/// The number of parts, and how few wildcards they hold.
fn weight(pattern: &Pattern) -> (usize, std::cmp::Reverse<usize>) {
    let wildcards = parts(&pattern.text).map(|part| match part {
        "**" => 2,
        _ => usize::from(part.contains(['*', '?', '['])),
    });
    (parts(&pattern.text).count(), std::cmp::Reverse(wildcards.sum()))
}

/// pdm-backend keeps its patterns in sets of no order: of several that find one path, any may be
/// the one that is weighed.
fn merge(
    includes: BTreeMap<RelPath, Vec<Pattern>>,
    mut excludes: BTreeMap<RelPath, Vec<Pattern>>,
) -> Result<Selection, Error> {
    let mut included = BTreeMap::new();
    for (path, patterns) in includes {
        if let Some(against) = excludes.get(&path) {
            let mut outcomes = BTreeSet::new();
            for it in &patterns {
                outcomes.extend(against.iter().map(|other| weight(it) > weight(other)));
            }
            if outcomes.len() > 1 {
                return Err(Error::refused(undecided(&path, &patterns, against)));
            }
            if outcomes.contains(&false) {
                continue;
            }
            excludes.remove(&path);
        }
        if let Some(pattern) = patterns.into_iter().next() {
            included.insert(path, pattern);
        }
    }
    let excluded = |path: RelPath| {
        let pattern = Fnmatch::new(if path.is_root() { "." } else { path.as_str() });
        (path, pattern)
    };
    Ok(Selection { included, excluded: excludes.into_keys().map(excluded).collect() })
}

fn undecided(path: &RelPath, includes: &[Pattern], excludes: &[Pattern]) -> Finding {
    let mut found = includes.iter().chain(excludes);
    let names: Vec<String> = found.clone().map(|pattern| format!("`{}`", pattern.text)).collect();
    let message = format!(
        "`{path}` is found by {}, and pdm-backend weighs any two of them",
        names.join(", ")
    );
    let finding = Finding::new(&UNDECIDED_PATTERN, message);
    match found.find_map(|pattern| pattern.written.clone()) {
        Some((_, location)) => finding.at(location),
        None => finding.in_file("pyproject.toml"),
    }
}
