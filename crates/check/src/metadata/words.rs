//! Values in messages, and in PyPI's own words.

/// How many characters of a value a message shows.
const SHOWN: usize = 70;
/// How many characters of a value PyPI's words keep here.
const QUOTED: usize = 300;

/// A value for a message: one line of a sane length, without what would end its quotes.
pub(super) fn shown(value: &str) -> String {
    cut(value, SHOWN).replace('`', "'")
}

/// The words of an error, which may quote a value: one line of a sane length.
pub(super) fn told(error: &impl ToString) -> String {
    cut(&error.to_string(), QUOTED)
}

fn cut(text: &str, count: usize) -> String {
    let mut line: String = text.chars().take(count).map(plain).collect();
    if text.chars().nth(count).is_some() {
        line.push('…');
    }
    line
}

fn plain(c: char) -> char {
    match c {
        '\n' | '\r' | '\t' => ' ',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// A text as Python's `repr` writes it, which is how PyPI quotes values.
pub(super) fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = String::from(quote);
    for (count, c) in text.chars().enumerate() {
        if count == QUOTED {
            quoted.push('…');
            break;
        }
        match c {
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c == quote => quoted.extend(['\\', c]),
            c if c != ' ' && (c.is_control() || c.is_whitespace()) => quoted.push_str(&escaped(c)),
            c => quoted.push(c),
        }
    }
    quoted.push(quote);
    quoted
}

fn escaped(c: char) -> String {
    match u32::from(c) {
        code @ ..=0xff => format!("\\x{code:02x}"),
        code @ ..=0xffff => format!("\\u{code:04x}"),
        code => format!("\\U{code:08x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_cut_and_stay_on_one_line() {
        assert_eq!(shown("a\nb`c"), "a b'c");
        assert_eq!(shown(&"ä".repeat(71)), format!("{}…", "ä".repeat(70)));
    }

    #[test]
    fn texts_are_quoted_as_python_does() {
        for (text, quoted) in [
            ("a b", "'a b'"),
            ("it's", "\"it's\""),
            ("'\"", "'\\'\"'"),
            ("a\\\n\u{7}\u{a0}\u{2028}é", "'a\\\\\\n\\x07\\xa0\\u2028é'"),
        ] {
            assert_eq!(repr(text), quoted);
        }
    }
}
