//! Python's `fnmatch.fnmatchcase`: one text, `/` is a character like any other.

use std::sync::Arc;

use super::char_set::{Case, CharSet, Sense};
use super::wildcard::{Token, Wildcard};

/// A pattern of Python's `fnmatch` module, capitals and small letters told apart: `*` and `?` match
/// every character, `/` and leading dots included; `[` without its `]` stands for itself. There are
/// no escapes and no malformed patterns.
#[derive(Clone, Debug)]
pub struct Fnmatch {
    text: Arc<str>,
    wildcard: Wildcard,
}

impl Fnmatch {
    /// Compiles a pattern.
    #[must_use]
    pub fn new(pattern: &str) -> Self {
        Self { text: Arc::from(pattern), wildcard: Wildcard::new(tokens(pattern), Case::Differs) }
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it matches the whole text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.wildcard.matches(text)
    }
}

/// The tokens of an `fnmatch` pattern.
pub(super) fn tokens(pattern: &str) -> Vec<Token> {
    let chars: Vec<char> = pattern.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        at += 1;
        tokens.push(match c {
            '*' => Token::Run,
            '?' => Token::One,
            '[' => match set_end(&chars, at) {
                Some(end) => {
                    let set = chars.get(at..end).unwrap_or_default();
                    at = end + 1;
                    Token::OneOf(char_set(set))
                }
                None => Token::Char('['),
            },
            c => Token::Char(c),
        });
    }
    tokens
}

/// The index of the `]` that closes the set beginning at `from`. One that comes first, or right
/// after `!`, is a member. Every dialect that descends from `fnmatch` shares this rule.
pub(super) fn set_end(chars: &[char], from: usize) -> Option<usize> {
    let mut at = from;
    for member in ['!', ']'] {
        if chars.get(at) == Some(&member) {
            at += 1;
        }
    }
    let rest = chars.get(at..)?;
    rest.iter().position(|c| *c == ']').map(|length| at + length)
}

/// What stands between brackets. A range that runs backwards takes its ends with it, and only then
/// is the first character asked whether it negates: so `[z-a!b]` is all but `b`, as in Python.
fn char_set(inside: &[char]) -> CharSet {
    let mut chunks = chunks(inside);
    for later in (1..chunks.len()).rev() {
        let from = chunks.get(later - 1).and_then(|chunk| chunk.last());
        let to = chunks.get(later).and_then(|chunk| chunk.first());
        if from > to {
            let tail = chunks.remove(later);
            if let Some(chunk) = chunks.get_mut(later - 1) {
                chunk.pop();
                chunk.extend(tail.into_iter().skip(1));
            }
        }
    }
    let negated = chunks.first().and_then(|chunk| chunk.first()) == Some(&'!');
    if negated && let Some(chunk) = chunks.first_mut() {
        chunk.remove(0);
    }
    let mut ranges: Vec<(char, char)> = chunks.iter().flatten().map(|c| (*c, *c)).collect();
    for pair in chunks.windows(2) {
        if let [left, right] = pair
            && let (Some(from), Some(to)) = (left.last(), right.first())
        {
            ranges.push((*from, *to));
        }
    }
    CharSet { sense: if negated { Sense::Outside } else { Sense::Inside }, ranges }
}

/// Cuts the inside of brackets at the hyphens that make ranges: not the first or the last
/// character, not right after `!`, and not within two characters of the hyphen before.
fn chunks(inside: &[char]) -> Vec<Vec<char>> {
    let mut chunks: Vec<Vec<char>> = Vec::new();
    let (mut start, mut from) = (0, if inside.first() == Some(&'!') { 2 } else { 1 });
    while let Some(length) = inside.get(from..).and_then(|rest| rest.iter().position(|c| *c == '-'))
    {
        let hyphen = from + length;
        chunks.push(inside.get(start..hyphen).unwrap_or_default().to_vec());
        (start, from) = (hyphen + 1, hyphen + 3);
    }
    match (inside.get(start..).unwrap_or_default(), chunks.last_mut()) {
        ([], Some(last)) => last.push('-'),
        (rest, _) => chunks.push(rest.to_vec()),
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let pattern = Fnmatch::new(pattern);
        for text in yes {
            assert!(pattern.matches(text), "{} should match {text:?}", pattern.as_str());
        }
        for text in no {
            assert!(!pattern.matches(text), "{} should not match {text:?}", pattern.as_str());
        }
    }

    #[test]
    fn a_star_crosses_slashes_and_dots() {
        check("pkg/*.txt", &["pkg/a.txt", "pkg/sub/a.txt", "pkg/.txt"], &["a.txt", "pkg/a.txt~"]);
        // `packages.find` exclude: a dotted name and all below it.
        check("a.t*", &["a.tests", "a.tests.sub"], &["a.b.tests"]);
        check("*__pycache__", &["__pycache__", "x__pycache__"], &["__pycache__x"]);
    }

    #[test]
    fn sets_follow_python_in_every_corner() {
        check("LICEN[CS]E*", &["LICENSE", "LICENCE.md"], &["license", "LICENZE"]);
        check("[!a-c]", &["d", "-", "/"], &["a", "b", "c", ""]);
        check("[]x]", &["]", "x"], &["[", ""]);
        check("[!]x]", &["[", "y"], &["]", "x"]);
        check("a[b", &["a[b"], &["ab"]);
        check("[a-]", &["a", "-"], &["b"]);
        check("[--0]", &["-", ".", "/", "0"], &["1"]);
        check("[z-a]", &[], &["z", "a", "-", "m"]);
        check("[!z-a]", &["z", "a", "-", "m"], &["", "zz"]);
        check("[z-a!b]", &["z", "a"], &["b"]);
        check("[^a]", &["^", "a"], &["b"]);
        check(r"[\]", &[r"\"], &["]"]);
    }

    #[test]
    fn many_stars_on_a_long_text_stay_fast() {
        let text = "a".repeat(50_000);
        check(&"*a".repeat(50), &[&text], &["b"]);
        check(&format!("{}b", "*a".repeat(500)), &[], &[&text]);
    }
}
