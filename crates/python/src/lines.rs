//! Lines as Python's `str.splitlines` sees them.

use std::ops::Range;

/// The lines of a text with the place of each. The text has no carriage returns any more.
pub fn split_lines(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive(ends_line) {
        let trimmed = line.strip_suffix(ends_line).unwrap_or(line);
        lines.push((trimmed, at..at + trimmed.len()));
        at += line.len();
    }
    lines
}

/// Whether a line ends with this character.
pub fn ends_line(c: char) -> bool {
    let separators = '\u{1c}'..='\u{1e}';
    matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}') || separators.contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_characters_end_lines_than_line_feeds() {
        let lines = |text| split_lines(text).into_iter().map(|(line, _)| line).collect::<Vec<_>>();
        assert_eq!(
            lines("a\n\nb\u{b}c\u{c}d\u{1c}e\u{85}f\u{2028}"),
            ["a", "", "b", "c", "d", "e", "f"]
        );
        assert_eq!(lines("a\u{1f}b"), ["a\u{1f}b"]);
        assert_eq!(split_lines("é\nx").last(), Some(&("x", 3..4)));
    }
}
