//! Python's `glob.glob(…, recursive=True)`.

use std::sync::Arc;

use super::PathKind;
use super::char_set::Case;
use super::expand::expand;
use super::fault::{GlobError, GlobFault};
use super::fnmatch;
use super::path_pattern::{DotNames, Part, PathPattern};
use super::wildcard::{Token, Wildcard};
use crate::{Error, RelPath, SourceTree};

/// A pattern of Python's `glob` module with `recursive=True`: `*`, `?` and `[…]` stay within a
/// component, `**` as a whole component spans any number of folders and, at the end, finds files as
/// well; a trailing slash finds folders only.
///
/// Where Python would look outside the project (`/…`, `..` after a wildcard or at the start) the
/// pattern is refused. `.` and empty components vanish.
#[derive(Clone, Debug)]
pub struct PythonGlob {
    text: Arc<str>,
    pattern: PathPattern,
}

impl PythonGlob {
    /// Compiles a pattern whose wildcards skip names with a leading dot.
    ///
    /// # Errors
    /// When it is empty, absolute or climbs.
    pub fn new(pattern: &str) -> Result<Self, GlobError> {
        Self::with_dot_names(pattern, DotNames::Skip)
    }

    /// Compiles a pattern and says whether its wildcards match names with a leading dot:
    /// [`DotNames::Match`] is `include_hidden=True`, and what `pathlib` does.
    ///
    /// # Errors
    /// As [`PythonGlob::new`].
    pub fn with_dot_names(pattern: &str, dots: DotNames) -> Result<Self, GlobError> {
        let pattern_of_path = compile(pattern, dots, DoubleStar::AnyDepth)?;
        Ok(Self { text: Arc::from(pattern), pattern: pattern_of_path })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it finds below a folder of a tree: files, folders and dangling links, sorted, without
    /// duplicates, and never the folder itself. Paths are those of the tree.
    ///
    /// # Errors
    /// When something on the way cannot be read, leaves the tree or loops.
    pub fn expand(&self, tree: &SourceTree, base: &RelPath) -> Result<Vec<RelPath>, Error> {
        Ok(expand(&self.pattern, tree, base)?.into_iter().map(|item| item.path).collect())
    }

    /// Whether it would find this path, given relative to the folder of the pattern.
    #[must_use]
    pub fn matches(&self, path: &RelPath, kind: PathKind) -> bool {
        !path.is_root() && self.pattern.matches(path.components(), kind)
    }
}

/// What `**` as a whole component means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum DoubleStar {
    /// Any number of folders.
    AnyDepth,
    /// The same as `*`: `recursive=False`.
    OneName,
}

/// The parts of a `glob` pattern. Components are cut before brackets are looked at, as in Python.
pub(super) fn compile(
    pattern: &str,
    dots: DotNames,
    stars: DoubleStar,
) -> Result<PathPattern, GlobError> {
    let fault = |at, fault| GlobError { pattern: Arc::from(pattern), at, fault };
    if pattern.starts_with('/') {
        return Err(fault(0, GlobFault::Absolute));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut at = 0;
    for component in pattern.split('/') {
        match component {
            "" | "." => {}
            ".." => match parts.pop() {
                Some(Part::Name(wildcard, _)) if wildcard.literal().is_some() => {}
                _ => return Err(fault(at, GlobFault::Climbs)),
            },
            "**" if stars == DoubleStar::AnyDepth => parts.push(Part::Depth(dots)),
            _ => parts.push(name(component, dots)),
        }
        at += component.len() + 1;
    }
    if parts.is_empty() {
        return Err(fault(0, GlobFault::Empty));
    }
    let folders_only = pattern.ends_with('/') || pattern.ends_with("/.");
    Ok(PathPattern::new(parts, folders_only))
}

/// Dots are skipped unless the pattern itself starts with one: `[.]x` does not count.
fn name(component: &str, dots: DotNames) -> Part {
    let tokens = fnmatch::tokens(component);
    let dots = if tokens.first() == Some(&Token::Char('.')) { DotNames::Match } else { dots };
    Part::Name(Wildcard::new(tokens, Case::Differs), dots)
}
