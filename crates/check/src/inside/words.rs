//! How what stands in an archive is put into words.

/// Longer texts are cut in messages.
const LONGEST: usize = 100;
/// So many of a list are named.
const NAMED: usize = 3;

/// A text of a stranger in backticks: on one line, without what a terminal would obey, and short.
pub(super) fn literal(text: &str) -> String {
    let mut shown = String::from("`");
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST {
            shown.push('…');
            break;
        }
        match c {
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                shown.extend(c.escape_unicode());
            }
            _ if c.is_control() => shown.extend(c.escape_default()),
            _ => shown.push(c),
        }
    }
    shown.push('`');
    shown
}

/// A list of such texts: the first few, and how many more there are.
pub(super) fn listing<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut texts = texts.into_iter();
    let mut named: Vec<String> = texts.by_ref().take(NAMED).map(literal).collect();
    let more = texts.count();
    if more > 0 {
        return format!("{} and {more} more", named.join(", "));
    }
    match named.pop() {
        Some(last) if !named.is_empty() => format!("{} and {last}", named.join(", ")),
        last => last.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_text_cannot_break_out_of_its_quotes() {
        assert_eq!(literal("a/b c.py"), "`a/b c.py`");
        assert_eq!(literal("a\n\u{1b}[31m\u{202e}x"), "`a\\n\\u{1b}[31m\\u{202e}x`");
        assert_eq!(literal(&"x".repeat(200)), format!("`{}…`", "x".repeat(100)));
    }

    #[test]
    fn a_long_list_is_cut() {
        for (texts, expect) in [
            (vec![], ""),
            (vec!["a"], "`a`"),
            (vec!["a", "b"], "`a` and `b`"),
            (vec!["a", "b", "c"], "`a`, `b` and `c`"),
            (vec!["a", "b", "c", "d", "e"], "`a`, `b`, `c` and 2 more"),
        ] {
            assert_eq!(listing(texts), expect);
        }
    }
}
