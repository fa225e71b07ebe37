//! The two dialects of setuptools' `MANIFEST.in`.

use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use super::char_set::{CharSet, Sense};
use super::expand::expand;
use super::fault::GlobError;
use super::fnmatch::set_end;
use super::path_pattern::{DotNames, PathPattern};
use super::path_steps::{Reach, Step, Steps};
use super::python_glob::{DoubleStar, compile};
use crate::{EntryKind, Error, RelPath, SourceTree};

/// A pattern matched against the list of files: what `exclude`, `recursive-exclude`, `prune` and the
/// two `global-` commands do with their words (setuptools' `translate_pattern`).
///
/// `*` and `?` stay within a component and match leading dots; `**` as a whole component spans any
/// number of folders, and at the end everything below. Between brackets every character stands for
/// itself, so `[a-z]` is `a`, `-` or `z`; and what `[!…]` leaves over includes `/`. Pattern and path
/// are compared in Unicode's composed form, since setuptools 83 (GHSA-h35f-9h28-mq5c).
#[derive(Clone, Debug)]
pub struct ManifestPattern {
    text: Arc<str>,
    steps: Steps,
}

impl ManifestPattern {
    /// Compiles a pattern; none is malformed.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        let composed: String = pattern.nfc().collect();
        let components: Vec<&str> = composed.split('/').collect();
        let mut steps = Vec::new();
        for (at, component) in components.iter().enumerate() {
            let last = at + 1 == components.len();
            match (*component, last) {
                ("**", true) => steps.push(Step::Rest),
                ("**", false) => steps.push(Step::Folders),
                (name, true) => steps.extend(name_steps(name)),
                (name, false) => {
                    steps.extend(name_steps(name));
                    steps.push(Step::Char('/'));
                }
            }
        }
        Self { text: Arc::from(pattern), steps: Steps(steps) }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it matches a path of the list.
    #[must_use]
    pub fn matches(&self, path: &RelPath) -> bool {
        let composed: String = path.as_str().nfc().collect();
        self.steps.reach(&composed) == Some(Reach::Whole)
    }
}

fn name_steps(name: &str) -> Vec<Step> {
    let chars: Vec<char> = name.chars().collect();
    let mut steps = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        steps.push(match c {
            '*' => Step::Run,
            '?' => Step::InName,
            '[' => match set_end(&chars, at) {
                Some(end) => {
                    let inside = chars.get(at..end).unwrap_or_default();
                    at = end + 1;
                    Step::OneOf(verbatim_set(inside))
                }
                None => Step::Char('['),
            },
            c => Step::Char(c),
        });
    }
    steps
}

fn verbatim_set(inside: &[char]) -> CharSet {
    let (sense, members) = match inside {
        ['!', members @ ..] => (Sense::Outside, members),
        members => (Sense::Inside, members),
    };
    CharSet { sense, ranges: members.iter().map(|c| (*c, *c)).collect() }
}

/// A pattern looked up in the tree: what `include`, `recursive-include` and `graft` do with their
/// words. As Python's `glob`, but wildcards match leading dots; names are not composed.
#[derive(Clone, Debug)]
pub struct ManifestGlob {
    text: Arc<str>,
    pattern: PathPattern,
}

impl ManifestGlob {
    /// A pattern of `include`, or a folder of `graft`: `**` means the same as `*`.
    ///
    /// # Errors
    /// When it is empty, absolute or climbs.
    pub fn flat(pattern: &str) -> Result<Self, GlobError> {
        let compiled = compile(pattern, DotNames::Match, DoubleStar::OneName)?;
        Ok(Self { text: Arc::from(pattern), pattern: compiled })
    }

    /// A pattern of `recursive-include`, with its folder: anywhere below that.
    ///
    /// # Errors
    /// When it is absolute or climbs.
    pub fn below(folder: &str, pattern: &str) -> Result<Self, GlobError> {
        let text: Arc<str> = if folder.is_empty() || folder.ends_with('/') {
            format!("{folder}**/{pattern}").into()
        } else {
            format!("{folder}/**/{pattern}").into()
        };
        let compiled = compile(&text, DotNames::Match, DoubleStar::AnyDepth)?;
        Ok(Self { text, pattern: compiled })
    }

    /// The pattern as it was written, after its folder.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it finds that is no folder, sorted.
    ///
    /// # Errors
    /// When something on the way cannot be read, leaves the tree or loops.
    pub fn files(&self, tree: &SourceTree) -> Result<Vec<RelPath>, Error> {
        self.find(tree, |kind| kind != EntryKind::Folder)
    }

    /// The folders it finds, sorted.
    ///
    /// # Errors
    /// As [`ManifestGlob::files`].
    pub fn folders(&self, tree: &SourceTree) -> Result<Vec<RelPath>, Error> {
        self.find(tree, |kind| kind == EntryKind::Folder)
    }

    fn find(
        &self,
        tree: &SourceTree,
        wanted: impl Fn(EntryKind) -> bool,
    ) -> Result<Vec<RelPath>, Error> {
        let found = expand(&self.pattern, tree, &RelPath::root())?;
        Ok(found.into_iter().filter(|item| wanted(item.kind)).map(|item| item.path).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let pattern = ManifestPattern::new(pattern);
        for (texts, expect) in [(yes, true), (no, false)] {
            for text in texts {
                let path = RelPath::new(text).unwrap();
                assert_eq!(pattern.matches(&path), expect, "{} {text}", pattern.as_str());
            }
        }
    }

    #[test]
    fn wildcards_stay_in_a_component_and_match_dot_files() {
        check("*.txt", &["a.txt", ".txt", ".a.txt"], &["d/a.txt", "a.TXT"]);
        check("d/?", &["d/a", "d/\u{301}"], &["d/ab", "d/a/b"]);
        check("**/*.py", &["a.py", "d/e/a.py", ".d/.a.py"], &["a.pyc"]);
        check("d/**", &["d/a", "d/.e/a"], &["d", "da/b"]);
        check("a/**/b", &["a/b", "a/x/y/b"], &["ab", "a/xb"]);
        check("**", &["a", "a/b"], &[]);
        check("a**/b", &["ax/b"], &["a/x/b"]);
    }

    #[test]
    fn between_brackets_every_character_stands_for_itself() {
        check("[a-z]", &["a", "-", "z"], &["m"]);
        check("a[!x]b", &["ayb", "a/b"], &["axb"]);
        check("a[b", &["a[b"], &["ab"]);
    }

    #[test]
    fn composed_and_decomposed_names_are_the_same() {
        check("caf\u{e9}.txt", &["cafe\u{301}.txt", "caf\u{e9}.txt"], &["cafe.txt"]);
        check("cafe\u{301}.t?t", &["caf\u{e9}.txt"], &[]);
    }

    #[test]
    fn many_stars_on_a_long_path_stay_fast() {
        let text = "a".repeat(5_000);
        check(&format!("{}b", "*a".repeat(100)), &[], &[&text]);
        check(&format!("{}b", "**/".repeat(200)), &["x/b"], &[&"a/".repeat(500)]);
    }
}
