//! Places in text files.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// A text file with its name, from which byte ranges become [`Location`]s.
#[derive(Clone, Debug)]
pub struct SourceText {
    path: Arc<str>,
    text: Arc<str>,
    /// Where each line starts, once anything was located: a file may have as many places as lines.
    lines: Arc<OnceLock<Vec<usize>>>,
}

/// A range of a text file, complete in itself: whoever renders it needs no file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Location {
    /// The file, relative to the project or as the user named it.
    pub path: Arc<str>,
    /// 1-based line of the first character.
    pub line: usize,
    /// 1-based column of the first character, counted in characters.
    pub column: usize,
    /// 1-based column after the last character on the same line; greater than `column`.
    pub end_column: usize,
    /// The whole line, without its line end.
    pub excerpt: Arc<str>,
}

/// Longer lines, counted in characters, are not kept: a minified file may have as many places as
/// characters. Shorter ones are cut to the width of the screen where they are shown.
const EXCERPT: usize = 10_000;

impl SourceText {
    /// Names a text.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), lines: Arc::default() }
    }

    /// The file's name.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The location of a byte range. A range that goes over the end of its first line is cut
    /// there; one out of the text, or inside a character, is moved to the nearest place that is
    /// not.
    #[must_use]
    pub fn locate(&self, range: Range<usize>) -> Location {
        let start = floor(&self.text, range.start);
        let lines = self.lines.get_or_init(|| line_starts(&self.text));
        let number = lines.partition_point(|line| *line <= start);
        let line_start = number.checked_sub(1).and_then(|at| lines.get(at)).copied().unwrap_or(0);
        let line_end = lines.get(number).map_or(self.text.len(), |next| next - 1);
        let end = floor(&self.text, range.end).clamp(start, line_end);
        let column = self.text[line_start..start].chars().count() + 1;
        let width = self.text[start..end].chars().count().max(1);
        let line = self.text[line_start..line_end].trim_end_matches('\r');
        Location {
            path: Arc::clone(&self.path),
            line: number,
            column,
            end_column: column + width,
            excerpt: if line.chars().nth(EXCERPT).is_some() {
                Arc::from("")
            } else {
                Arc::from(line)
            },
        }
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let after = text.match_indices('\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(after).collect()
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, range: Range<usize>, expect: (usize, usize, usize, &str)) {
        let at = SourceText::new("f", text).locate(range);
        assert_eq!((at.line, at.column, at.end_column, &*at.excerpt), expect);
    }

    #[test]
    fn a_range_is_named_by_line_and_column_in_characters() {
        check("abc\ndef", 4..7, (2, 1, 4, "def"));
        check("ä = 1\n", 3..4, (1, 3, 4, "ä = 1"));
    }

    #[test]
    fn a_range_over_several_lines_ends_with_its_first_line() {
        check("a = [\n1]\n", 4..8, (1, 5, 6, "a = ["));
        check("a = [\r\n1]\r\n", 4..9, (1, 5, 7, "a = ["));
    }

    #[test]
    fn an_empty_or_outlying_range_still_points_somewhere() {
        check("ab", 1..1, (1, 2, 3, "ab"));
        check("ab", 9..12, (1, 3, 4, "ab"));
        check("", 0..0, (1, 1, 2, ""));
        check("ä", 1..1, (1, 1, 2, "ä"));
    }

    #[test]
    fn a_very_long_line_is_not_shown() {
        let line = "x".repeat(10_000);
        check(&line, 3..4, (1, 4, 5, &line));
        check(&format!("{line}x"), 3..4, (1, 4, 5, ""));
    }
}
