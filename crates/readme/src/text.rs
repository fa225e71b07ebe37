//! Text as Python sees it: its white space, lines, columns and names.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use crate::wide::WIDE;

/// What stands for a backslash that escapes, as in docutils.
pub(crate) const ESCAPE: char = '\0';

/// `str.isspace`, and `\s` in a pattern.
pub(crate) fn is_space(c: char) -> bool {
    match c {
        ' ' | '\n' => true,
        '!'..='~' => false,
        _ => c.is_whitespace() || ('\x1c'..='\x1f').contains(&c),
    }
}

/// `\w` without the underscore.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    // Letters in circles and squares are alphabetic to Unicode, and symbols to Python.
    let enclosed = matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f189}');
    c.is_alphanumeric() && !enclosed && !is_combining_mark(c)
}

/// `str.strip`.
pub(crate) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.rstrip`.
pub(crate) fn strip_end(text: &str) -> &str {
    text.trim_end_matches(is_space)
}

/// `str.split`.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|word| !word.is_empty())
}

/// The lines of a text, tabs expanded and ends stripped (`string2lines`).
pub(crate) fn lines(text: &str) -> Vec<String> {
    let breaks =
        |c| matches!(c, '\n' | '\r' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let text = text.replace("\r\n", "\n");
    let mut lines: Vec<_> = text.split(breaks).map(expanded).collect();
    // The text after the last break is a line only if there is any.
    if text.chars().next_back().is_none_or(breaks) {
        lines.pop();
    }
    lines
}

fn expanded(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut column = 0;
    for c in line.chars() {
        if c == '\t' {
            let next = (column / 8 + 1) * 8;
            out.extend(std::iter::repeat_n(' ', next - column));
            column = next;
        } else {
            out.push(if matches!(c, '\x0b' | '\x0c') { ' ' } else { c });
            column += 1;
        }
    }
    out.truncate(strip_end(&out).len());
    out
}

/// Columns that a text takes (`column_width`).
pub(crate) fn width(text: &str) -> usize {
    let columns =
        |c: char| (1 + usize::from(is_wide(c))).saturating_sub(usize::from(is_combining(c)));
    text.chars().map(columns).sum()
}

/// Whether a character takes two columns.
pub(crate) fn is_wide(c: char) -> bool {
    c >= '\u{1100}' && is_within(&WIDE, c)
}

/// Whether a character lies within ranges, given by where they begin and end in turn.
pub(crate) fn is_within(bounds: &[u32], c: char) -> bool {
    bounds.partition_point(|bound| *bound <= u32::from(c)) % 2 == 1
}

/// Whether a character takes no column of its own.
pub(crate) fn is_combining(c: char) -> bool {
    !c.is_ascii() && canonical_combining_class(c) != 0
}

/// White space made single (`whitespace_normalize_name`).
pub(crate) fn spaced(name: &str) -> String {
    words(name).collect::<Vec<_>>().join(" ")
}

/// The form that names are compared in (`fully_normalize_name`).
pub(crate) fn normalized(name: &str) -> String {
    spaced(&name.to_lowercase())
}

/// An identifier or class name made of a text (`make_id`), empty where none can be made.
pub(crate) fn identifier(text: &str) -> String {
    let replaced: String =
        text.to_lowercase().chars().map(|c| replacement(c).unwrap_or_else(|| c.into())).collect();
    let mut id = String::new();
    for c in replaced.nfkd().filter(char::is_ascii) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    id.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit()).trim_end_matches('-').to_owned()
}

/// Letters that have no decomposition, as docutils writes them in identifiers.
fn replacement(c: char) -> Option<String> {
    let text = match c {
        'ß' => "sz",
        'æ' => "ae",
        'œ' => "oe",
        'ȸ' => "db",
        'ȹ' => "qp",
        'ø' => "o",
        'đ' | 'ƌ' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' | 'ƚ' | 'ȴ' => "l",
        'ŧ' | 'ƫ' | 'ƭ' | 'ȶ' => "t",
        'ƀ' | 'ƃ' => "b",
        'ƈ' | 'ȼ' => "c",
        'ƒ' => "f",
        'ƙ' => "k",
        'ƞ' | 'ȵ' => "n",
        'ƴ' | 'ɏ' => "y",
        'ƶ' | 'ȥ' | 'ɀ' => "z",
        'ǥ' => "g",
        'ȷ' | 'ɉ' => "j",
        'ȿ' => "s",
        'ɋ' => "q",
        'ɍ' => "r",
        _ => return None,
    };
    Some(text.to_owned())
}

/// A text in which [`ESCAPE`] stands for each backslash that escapes (`escape2null`).
pub(crate) fn escaped(text: &str) -> Vec<char> {
    let mut out = Vec::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            out.push(ESCAPE);
            out.extend(chars.next());
        } else {
            out.push(c);
        }
    }
    out
}

/// A text as it is shown: escapes are gone, and with them escaped white space (`unescape`).
pub(crate) fn unescaped(text: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.iter().copied().peekable();
    while let Some(c) = chars.next() {
        if c != ESCAPE {
            out.push(c);
        } else if matches!(chars.peek(), Some(' ' | '\n')) {
            chars.next();
        }
    }
    out
}

/// A text as it was written (`unescape` that restores backslashes).
pub(crate) fn restored(text: &[char]) -> String {
    text.iter().map(|&c| if c == ESCAPE { '\\' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_python() {
        assert_eq!(lines("a\tb \r\nc\u{2028}\u{b}d\n"), ["a       b", "c", " d"]);
        assert_eq!(lines("a\n\n"), ["a", ""]);
        assert_eq!(lines("\n"), [""]);
        assert!(lines("").is_empty());
    }

    #[test]
    fn wide_characters_take_two_columns_and_combining_ones_none() {
        assert_eq!(width("ab"), 2);
        assert_eq!(width("日本"), 4);
        assert_eq!(width("e\u{301}"), 1);
    }

    #[test]
    fn identifiers_keep_letters_digits_and_hyphens() {
        let check = |text, expect: &str| assert_eq!(identifier(text), expect);
        check("3 Größen, œuvre", "groszen-oeuvre");
        check("--x__y--", "x-y");
        check("1", "");
    }

    #[test]
    fn escaped_white_space_is_not_shown() {
        assert_eq!(unescaped(&escaped(r"a\ b\*\\")), "ab*\\");
        assert_eq!(restored(&escaped(r"a\ b")), r"a\ b");
    }
}
