//! Rust, read just closely enough to count it.

use std::ops::Range;

/// A source file with its comments, texts and tests told apart from its code.
#[derive(Debug)]
pub(super) struct RustSource {
    text: String,
    /// As `text`, blanks for comments.
    spoken: String,
    /// As `text`, blanks for comments and for what stands between quotes.
    bare: String,
    tests: Vec<Range<usize>>,
}

/// A function.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) lines: usize,
}

/// What a stretch of source is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Stretch {
    Code,
    Comment,
    Quoted,
}

impl RustSource {
    /// Reads a file.
    pub(super) fn new(text: &str) -> Self {
        let mut spoken = String::new();
        let mut bare = String::new();
        for (stretch, part) in stretches(text) {
            let blank = || part.chars().map(|c| if c == '\n' { c } else { ' ' });
            match stretch {
                Stretch::Code => bare.push_str(part),
                Stretch::Comment | Stretch::Quoted => bare.extend(blank()),
            }
            match stretch {
                Stretch::Code | Stretch::Quoted => spoken.push_str(part),
                Stretch::Comment => spoken.extend(blank()),
            }
        }
        let tests = gated(&bare);
        Self { text: text.to_owned(), spoken, bare, tests }
    }

    /// The lines without comments and tests, each with its number.
    pub(super) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let tests = lines_of(&self.bare, &self.tests);
        let lines = self.spoken.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(move |(number, _)| !tests.iter().any(|range| range.contains(number)))
    }

    /// How many lines it has.
    pub(super) fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// How many lines it has without its tests; comments count.
    pub(super) fn lines_without_tests(&self) -> usize {
        self.code().count()
    }

    /// The modules that it declares for tests only: `#[cfg(test)] mod tests;`.
    pub(super) fn test_modules(&self) -> impl Iterator<Item = &str> {
        self.tests.iter().filter_map(|range| {
            let item = self.bare.get(range.clone())?.strip_suffix(';')?;
            let (before, name) = item.rsplit_once(char::is_whitespace)?;
            before.ends_with("mod").then_some(name)
        })
    }

    /// The functions outside of tests.
    pub(super) fn functions(&self) -> Vec<Function> {
        let starts = self.bare.match_indices("fn ").map(|(at, _)| at);
        let starts = starts.filter(|at| {
            let before = self.bare.get(..*at).and_then(|text| text.chars().next_back());
            !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
                && !self.tests.iter().any(|range| range.contains(at))
        });
        starts.filter_map(|at| self.function(at)).collect()
    }

    fn function(&self, at: usize) -> Option<Function> {
        let rest = self.bare.get(at..)?;
        let name = rest.get(3..)?.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
        let item = rest.get(..item_end(rest))?;
        let has_body = item.ends_with('}') && !name.is_empty();
        has_body.then(|| Function { name: name.to_owned(), lines: item.lines().count() })
    }
}

/// The 90th percentile of some lengths; 0 of none.
pub(super) fn ninetieth(mut lengths: Vec<usize>) -> usize {
    lengths.sort_unstable();
    lengths.get((lengths.len() * 9).div_ceil(10).saturating_sub(1)).copied().unwrap_or(0)
}

/// Parts a source at comments and quotes.
fn stretches(text: &str) -> Vec<(Stretch, &str)> {
    let mut parts = Vec::new();
    let (mut begin, mut at) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        match special(rest) {
            Some((stretch, len)) => {
                parts.push((Stretch::Code, &text[begin..at]));
                parts.push((stretch, &text[at..at + len]));
                at += len;
                begin = at;
            }
            None => at += word_or_character(rest),
        }
    }
    parts.push((Stretch::Code, &text[begin..]));
    parts
}

/// How far the code goes on unchanged: a whole name, lest its last letter be taken for the `r` of
/// a raw string.
fn word_or_character(rest: &str) -> usize {
    let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    let one = rest.chars().next().map_or(1, char::len_utf8);
    word.max(one)
}

/// The comment, string or character that a source begins with, and its length.
fn special(rest: &str) -> Option<(Stretch, usize)> {
    if rest.starts_with("//") {
        return Some((Stretch::Comment, rest.find('\n').unwrap_or(rest.len())));
    }
    if rest.starts_with("/*") {
        return Some((Stretch::Comment, block_comment(rest)));
    }
    let prefix = ["br", "b", "r", "c", ""].into_iter().find(|prefix| {
        rest.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(['"', '#', '\'']))
    })?;
    let inner = rest.strip_prefix(prefix)?;
    let len = match inner.chars().next()? {
        '"' if !prefix.ends_with('r') => Some(quoted(inner, '"')),
        '\'' => character(inner),
        _ if prefix.ends_with('r') => raw_string(inner),
        _ => None,
    }?;
    Some((Stretch::Quoted, prefix.len() + len))
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(here) = rest.get(at..).filter(|here| !here.is_empty()) {
        if here.starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if here.starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(rest: &str, end: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == end => return at + c.len_utf8(),
            _ => {}
        }
    }
    rest.len()
}

/// A character; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let mut inner = rest.chars().skip(1);
    match (inner.next()?, inner.next()?) {
        ('\\', _) => Some(quoted(rest, '\'')),
        (c, '\'') => Some(2 + c.len_utf8()),
        _ => None,
    }
}

fn raw_string(rest: &str) -> Option<usize> {
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let body = rest.get(hashes..)?.strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(hashes + 1 + body.find(&end)? + end.len())
}

/// The items behind `#[cfg(test)]`, attribute and all.
fn gated(bare: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, gate) in bare.match_indices("#[cfg(test)]") {
        if found.last().is_some_and(|last| last.contains(&at)) {
            continue;
        }
        found.push(at..at + gate.len() + item_end(&bare[at + gate.len()..]));
    }
    found
}

/// Where the item ends that a source begins with: at its `}`, or at a `;` before any brace.
fn item_end(rest: &str) -> usize {
    let (mut braces, mut others) = (0_usize, 0_usize);
    for (at, c) in rest.char_indices() {
        match c {
            '(' | '[' => others += 1,
            ')' | ']' => others = others.saturating_sub(1),
            '{' => braces += 1,
            '}' if braces <= 1 => return at + 1,
            '}' => braces -= 1,
            ';' if braces == 0 && others == 0 => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The line numbers that byte ranges cover.
fn lines_of(text: &str, ranges: &[Range<usize>]) -> Vec<std::ops::RangeInclusive<usize>> {
    let line = |at: usize| text[..at].matches('\n').count() + 1;
    ranges.iter().map(|range| line(range.start)..=line(range.end - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r##"//! A page { with a brace.
fn short<'a>(text: &'a str) -> [u8; 2] { *b"}{" }

/* fn not_me() {} /* nested */ } */
pub(crate) fn long(c: char) -> bool
where
    u8: Copy,
{
    // A closing brace } in a comment.
    let raw = r#"fn nor_me() { " }"#;
    matches!(c, '{' | '\'' | '"') && raw.contains("\"}")
}

trait Has {
    fn no_body(&self);
}

#[cfg(test)]
mod tests;

#[cfg(test)]
impl Thing {
    fn of_tests() { "dry" }
}
"##;

    #[test]
    fn braces_in_comments_and_quotes_do_not_count() {
        let functions = RustSource::new(SOURCE).functions();
        let function = |name: &str, lines| Function { name: name.to_owned(), lines };
        assert_eq!(functions, [function("short", 1), function("long", 8)]);
    }

    #[test]
    fn tests_do_not_count_as_code() {
        let source = RustSource::new(SOURCE);
        assert_eq!(source.test_modules().collect::<Vec<_>>(), ["tests"]);
        assert_eq!((source.lines(), source.lines_without_tests()), (24, 18));
        assert!(source.code().all(|(_, line)| !line.contains("dry")));
        assert!(source.code().any(|(number, line)| number == 10 && line.contains("nor_me")));
        assert!(source.code().all(|(_, line)| !line.contains("comment")));
    }

    #[test]
    fn the_ninetieth_percentile_leaves_out_a_tenth() {
        assert_eq!(ninetieth(Vec::new()), 0);
        assert_eq!(ninetieth(vec![7]), 7);
        assert_eq!(ninetieth((1..=10).collect()), 9);
        assert_eq!(ninetieth((1..=100).rev().collect()), 90);
    }
}
