//! `SOURCES.txt` of an earlier build, which setuptools reads before it writes another one.

use std::collections::BTreeSet;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::super::listed::{Listed, pure_path};
use crate::Error;
use crate::pyproject::Reader;

/// A list of files of an earlier build that no longer fits the work tree.
pub static STALE_SOURCES: Rule = Rule {
    id: "stale-sources",
    severity: Severity::Warning,
    words: "the list of files of an earlier build is read, and is out of date",
    remedy: "remove the `.egg-info` folder, and say in MANIFEST.in what belongs to the project",
};

/// The list, and where it lies.
#[derive(Debug)]
pub(crate) struct EarlierList<'a> {
    pub path: RelPath,
    pub text: &'a str,
}

impl EarlierList<'_> {
    /// What of all that it names is still there, were it a folder. In an unpacked sdist this is what
    /// keeps the files that only a version control system knew.
    pub(crate) fn files(&self, tree: &SourceTree) -> Vec<Listed> {
        let is_there = |path: &RelPath| {
            matches!(tree.kind(path), Ok(Some(EntryKind::File { .. } | EntryKind::Folder)))
        };
        self.paths().filter(is_there).map(Listed::plain).collect()
    }

    /// What `-v` says of it.
    pub(crate) fn note(&self) -> String {
        format!("files of an earlier build are taken from `{}`", self.path)
    }

    /// Reports what it names and is gone, and what goes in for its sake alone. An unpacked sdist
    /// has it for just that.
    ///
    /// # Errors
    /// When the tree cannot be read.
    pub(crate) fn check(
        &self,
        tree: &SourceTree,
        only_here: &BTreeSet<Listed>,
        reader: &mut Reader,
    ) -> Result<(), Error> {
        if tree.is_file(&RelPath::root().child("PKG-INFO"))? {
            return Ok(());
        }
        let mut report = |message: String| {
            reader.report(Finding::new(&STALE_SOURCES, message).in_file(self.path.as_str()));
        };
        let mut gone = Vec::new();
        for path in self.paths() {
            // What lies in that folder comes and goes with each build.
            let is_own = self.path.parent().is_some_and(|folder| path.below(&folder).is_some());
            if !is_own && tree.item(&path)?.is_none() {
                gone.push(path.to_string());
            }
        }
        if !gone.is_empty() {
            report(format!("it names {}, which no longer exist", some(&gone)));
        }
        let only_here: Vec<String> = only_here.iter().map(Listed::to_string).collect();
        if !only_here.is_empty() {
            report(format!("nothing else puts {} into the sdist", some(&only_here)));
        }
        Ok(())
    }

    fn paths(&self) -> impl Iterator<Item = RelPath> {
        let lines = self.text.split('\n').map(str::trim);
        let named = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        named.filter_map(|line| RelPath::new(&pure_path(line)).ok())
    }
}

/// The first of them, and how many more there are.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown = names.get(..SHOWN).unwrap_or(names).join("`, `");
    match names.len().saturating_sub(SHOWN) {
        0 => format!("`{shown}`"),
        more => format!("`{shown}` and {more} more"),
    }
}
