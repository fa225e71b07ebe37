//! The glob patterns of the packaging specifications.

use std::sync::Arc;

use super::PathKind;
use super::char_set::{Case, CharSet, Sense};
use super::expand::expand;
use super::fault::{GlobError, GlobFault};
use super::path_pattern::{DotNames, Part, PathPattern};
use super::wildcard::{Token, Wildcard};
use crate::{EntryKind, Error, RelPath, SourceTree};

/// A pattern as `license-files` takes it (PEP 639; packaging.python.org, "glob patterns"): letters,
/// digits, space, `_`, `-` and `.` stand for themselves; `*`, `?` and `[…]` without negation stay
/// within a component; `**` is a whole component. All else is refused, and where.
#[derive(Clone, Debug)]
pub struct Pep639Glob {
    text: Arc<str>,
    pattern: PathPattern,
}

impl Pep639Glob {
    /// Checks and compiles a pattern whose wildcards skip names with a leading dot, as those of the
    /// specification's reference implementation do.
    ///
    /// # Errors
    /// When the specification does not allow it.
    pub fn new(pattern: &str) -> Result<Self, GlobError> {
        Self::with_dot_names(pattern, DotNames::Skip)
    }

    /// The same, for tools whose wildcards match names with a leading dot (flit, uv).
    ///
    /// # Errors
    /// As [`Pep639Glob::new`].
    pub fn with_dot_names(pattern: &str, dots: DotNames) -> Result<Self, GlobError> {
        let compiled = parse(pattern, dots)?;
        Ok(Self { text: Arc::from(pattern), pattern: compiled })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The files it finds in a tree, sorted. The specification demands an error where there is
    /// none; which file lacks a licence is for the caller to say.
    ///
    /// # Errors
    /// When something on the way cannot be read, leaves the tree or loops.
    pub fn expand(&self, tree: &SourceTree) -> Result<Vec<RelPath>, Error> {
        let found = expand(&self.pattern, tree, &RelPath::root())?;
        let files = found.into_iter().filter(|item| matches!(item.kind, EntryKind::File { .. }));
        Ok(files.map(|item| item.path).collect())
    }

    /// Whether it would find a file at this path.
    #[must_use]
    pub fn matches(&self, path: &RelPath) -> bool {
        self.pattern.matches(path.components(), PathKind::File)
    }
}

fn parse(pattern: &str, dots: DotNames) -> Result<PathPattern, GlobError> {
    let fault = |at, fault| GlobError { pattern: Arc::from(pattern), at, fault };
    if pattern.starts_with('/') {
        return Err(fault(0, GlobFault::Absolute));
    }
    let mut parts = Vec::new();
    let mut start = 0;
    for component in pattern.split('/') {
        match component {
            "" | "." => {}
            ".." => return Err(fault(start, GlobFault::Climbs)),
            "**" => parts.push(Part::Depth(dots)),
            _ => {
                let tokens = tokens(component).map_err(|(at, kind)| fault(start + at, kind))?;
                let dots = if component.starts_with('.') { DotNames::Match } else { dots };
                parts.push(Part::Name(Wildcard::new(tokens, Case::Differs), dots));
            }
        }
        start += component.len() + 1;
    }
    if parts.is_empty() {
        return Err(fault(0, GlobFault::Empty));
    }
    Ok(PathPattern::new(parts, pattern.ends_with('/')))
}

/// The tokens of a component, or the byte where it goes wrong.
fn tokens(component: &str) -> Result<Vec<Token>, (usize, GlobFault)> {
    let mut tokens = Vec::new();
    let mut chars = component.char_indices();
    while let Some((at, c)) = chars.next() {
        tokens.push(match c {
            '*' if chars.as_str().starts_with('*') => {
                return Err((at, GlobFault::PartialDoubleStar));
            }
            '*' => Token::Run,
            '?' => Token::One,
            '[' => {
                let (inside, _) =
                    chars.as_str().split_once(']').ok_or((at, GlobFault::UnclosedSet))?;
                let set = char_set(inside).map_err(|(offset, kind)| (at + 1 + offset, kind))?;
                chars = skip(component, at + inside.len() + 2);
                Token::OneOf(set)
            }
            ']' => return Err((at, GlobFault::UnopenedSet)),
            c => Token::Char(verbatim(c).map_err(|kind| (at, kind))?),
        });
    }
    Ok(tokens)
}

/// The characters from a byte on, with their places in the whole.
fn skip(text: &str, from: usize) -> std::str::CharIndices<'_> {
    let mut chars = text.char_indices();
    while chars.offset() < from && chars.next().is_some() {}
    chars
}

/// What stands between brackets: a hyphen makes a range unless it comes first or last.
fn char_set(inside: &str) -> Result<CharSet, (usize, GlobFault)> {
    if inside.is_empty() {
        return Err((0, GlobFault::EmptySet));
    }
    let mut ranges = Vec::new();
    let mut chars = inside.char_indices().peekable();
    while let Some((at, from)) = chars.next() {
        verbatim(from).map_err(|kind| (at, kind))?;
        let mut ahead = chars.clone();
        let hyphen = ahead.next_if(|(_, c)| *c == '-').is_some();
        match ahead.next() {
            Some((at_end, to)) if hyphen => {
                verbatim(to).map_err(|kind| (at_end, kind))?;
                if from > to {
                    return Err((at, GlobFault::EmptyRange(from, to)));
                }
                ranges.push((from, to));
                chars = ahead;
            }
            _ => ranges.push((from, from)),
        }
    }
    Ok(CharSet { sense: Sense::Inside, ranges })
}

fn verbatim(c: char) -> Result<char, GlobFault> {
    match c {
        '\\' => Err(GlobFault::Backslash),
        ' ' | '_' | '-' | '.' => Ok(c),
        c if c.is_alphanumeric() => Ok(c),
        c => Err(GlobFault::Character(c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(pattern: &str, at: usize, message: &str) {
        let error = Pep639Glob::new(pattern).unwrap_err();
        assert_eq!((error.at, error.to_string().as_str()), (at, message), "{pattern}");
    }

    #[test]
    fn what_the_specification_does_not_allow_is_refused_with_its_place() {
        refused(
            "../LICENSE.MIT",
            0,
            "`../LICENSE.MIT` is not a valid pattern: `..` must not be used (byte 0)",
        );
        refused(
            r"..\LICENSE.MIT",
            2,
            "`..\\LICENSE.MIT` is not a valid pattern: `\\` is not allowed, components are \
             separated by `/` (byte 2)",
        );
        refused(
            "LICEN{CSE*",
            5,
            "`LICEN{CSE*` is not a valid pattern: the character `{` is not allowed (byte 5)",
        );
        refused(
            "/LICENSE",
            0,
            "`/LICENSE` is not a valid pattern: it must be relative to the project (byte 0)",
        );
        refused("", 0, "`` is not a valid pattern: it is empty (byte 0)");
    }

    #[test]
    fn every_fault_has_its_byte() {
        for (pattern, at, fault) in [
            ("a/../b", 2, GlobFault::Climbs),
            ("é/**x", 3, GlobFault::PartialDoubleStar),
            ("a/***", 2, GlobFault::PartialDoubleStar),
            ("a[b", 1, GlobFault::UnclosedSet),
            ("[a/b]", 0, GlobFault::UnclosedSet),
            ("ab]", 2, GlobFault::UnopenedSet),
            ("a[]b", 2, GlobFault::EmptySet),
            ("[!a]", 1, GlobFault::Character('!')),
            ("é[é^]", 5, GlobFault::Character('^')),
            ("[z-a]", 1, GlobFault::EmptyRange('z', 'a')),
            ("[a-%]", 3, GlobFault::Character('%')),
            ("a:b", 1, GlobFault::Character(':')),
        ] {
            let error = Pep639Glob::new(pattern).unwrap_err();
            assert_eq!((error.at, error.fault), (at, fault), "{pattern}");
        }
    }

    #[test]
    fn the_examples_of_the_specification_are_accepted() {
        let path = |text| RelPath::new(text).unwrap();
        for (pattern, yes, no) in [
            ("LICEN[CS]E*", "LICENCE.md", "license"),
            ("AUTHORS*", "AUTHORS.rst", "doc/AUTHORS"),
            ("licenses/LICENSE.MIT", "licenses/LICENSE.MIT", "LICENSE.MIT"),
            ("licenses/*", "licenses/MIT.txt", "licenses/a/b"),
            ("licenses/**", "licenses/a/b", "licenses"),
            ("**/LICENSE", "LICENSE", ".tox/LICENSE"),
            ("[a-c-]x", "-x", "dx"),
            ("[-a]", "-", "b"),
            ("third party/é?", "third party/éa", "third party/é"),
        ] {
            let glob = Pep639Glob::new(pattern).unwrap();
            assert!(glob.matches(&path(yes)), "{pattern} {yes}");
            assert!(!glob.matches(&path(no)), "{pattern} {no}");
        }
    }
}
