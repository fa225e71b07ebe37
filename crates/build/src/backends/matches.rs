//! Patterns that match nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{Descend, RelPath, SourceTree, walk};

use crate::pyproject::{Located, Reader};

/// A pattern that matches nothing.
pub static UNMATCHED_PATTERN: Rule = Rule {
    id: "unmatched-pattern",
    severity: Severity::Warning,
    words: "a pattern of files or packages that matches nothing",
    remedy: "correct the pattern, or remove it",
};

/// What a pattern is there for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Purpose {
    /// To take files in.
    Include,
    /// To keep files out.
    Exclude,
}

/// Which patterns of an option have matched something; a pattern may be noted more than once.
#[derive(Debug)]
pub(crate) struct Matches<'a> {
    purpose: Purpose,
    /// By the place of each: file, line, column.
    noted: BTreeMap<(&'a str, usize, usize), (&'a Located<String>, bool)>,
}

impl<'a> Matches<'a> {
    pub(crate) fn new(purpose: Purpose) -> Self {
        Self { purpose, noted: BTreeMap::new() }
    }

    /// Takes note of many patterns.
    pub(crate) fn of(
        purpose: Purpose,
        patterns: impl IntoIterator<Item = &'a Located<String>>,
        matched: impl Fn(&Located<String>) -> bool,
    ) -> Self {
        let mut matches = Self::new(purpose);
        patterns.into_iter().for_each(|pattern| matches.note(pattern, matched(pattern)));
        matches
    }

    /// Takes note of a pattern, and whether it matched something this time.
    pub(crate) fn note(&mut self, pattern: &'a Located<String>, matched: bool) {
        let at = &pattern.location;
        let place = (&*at.path, at.line, at.column);
        self.noted.entry(place).or_insert((pattern, false)).1 |= matched;
    }

    /// A finding for each pattern that never matched.
    pub(crate) fn report(self, tree: &SourceTree, reader: &mut Reader) {
        let unmatched = self.noted.into_values().filter(|(_, matched)| !matched);
        let unmatched: Vec<_> = unmatched.map(|(pattern, _)| pattern).collect();
        // An unpacked sdist lacks what was excluded from it.
        let is_forgiven = self.purpose == Purpose::Exclude
            && !unmatched.is_empty()
            && tree.is_file(&RelPath::root().child("PKG-INFO")).unwrap_or_default();
        for pattern in unmatched.into_iter().filter(|_| !is_forgiven) {
            if self.purpose == Purpose::Include || !is_precaution(&pattern.value) {
                let message = format!("nothing matches `{}`", pattern.value);
                let finding = Finding::new(&UNMATCHED_PATTERN, message);
                reader.report(finding.at(pattern.location.clone()));
            }
        }
    }
}

/// The files of a tree and the folders that they lie in, apart from what nobody writes patterns
/// for; nothing where the tree cannot be walked, which stops the build elsewhere.
pub(crate) fn paths_of(tree: &SourceTree) -> Option<BTreeSet<RelPath>> {
    let files = walk(tree, &RelPath::root(), &mut |folder| {
        let name = folder.path.file_name();
        let past = folder.link.is_some() || NEVER_MEANT.contains(&name);
        if past { Descend::Past } else { Descend::Into }
    });
    let above = |path: &RelPath| path.parent().filter(|path| !path.is_root());
    let paths = files.ok()?.into_iter().flat_map(|file| successors(Some(file.path), above));
    Some(paths.collect())
}

/// Folders with thousands of files that are not the project's.
const NEVER_MEANT: &[&str] = &[".git", ".hg", ".nox", ".tox", ".venv", "node_modules"];

/// Parts of patterns that keep out what is only there at times.
const PRECAUTIONS: &str = "\
    *.DS_Store *.bak *.c *.dll *.egg-info *.log *.o *.orig *.py[co] *.py[cod] *.pyc *.pyd *.pyo \
    *.rej *.so *.swp *~ Thumbs.db __pycache__ _build build dist htmlcov node_modules venv";

/// Whether a pattern keeps out what tools leave behind, and what they are told in hidden files.
fn is_precaution(pattern: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && !matches!(part, "." | "..");
    pattern.split('/').any(|part| is_hidden(part) || PRECAUTIONS.split(' ').any(|it| it == part))
}
