//! What keeps Markdown from being rendered: only that nothing is left to show.

use crate::problem::{Certainty, Kind, Problem};

/// What keeps a text in Markdown from being rendered.
///
/// Any text is Markdown, and renders; readme_renderer fails where the result is empty, as it is for
/// definitions of links alone. Clients differ in what they send of a blank text, and footnotes are
/// some in one variant only, so that of both can but be doubted.
pub(crate) fn problems(text: &str) -> Vec<Problem> {
    let Some(certainty) = emptiness(text) else { return Vec::new() };
    let message = "No content rendered from Markdown source.".to_owned();
    vec![Problem { line: 1, certainty, kind: Kind::NothingRendered, message }]
}

/// How sure it is that nothing is left to show; none where something is.
fn emptiness(text: &str) -> Option<Certainty> {
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut certainty = Certainty::Doubtful;
    let (mut continued, mut has_footnotes) = (false, false);
    loop {
        let next = after_blank_lines(rest);
        if next.is_empty() {
            return Some(certainty);
        }
        let start = next.trim_start_matches([' ', '\t']);
        let indent = next.get(..next.len() - start.len())?;
        // What is indented further is code, but not within a paragraph.
        if (indent.len() > 3 || indent.contains('\t')) && !(continued && next == rest) {
            return None;
        }
        if start.starts_with("[^") {
            (rest, has_footnotes, continued) = (after_footnote(start)?, true, false);
        } else {
            (rest, continued) = (after_definition(start)?, true);
        }
        certainty = if has_footnotes { Certainty::Doubtful } else { Certainty::Proven };
    }
}

/// The rest behind lines of blanks and tabs, which alone are blank to Markdown.
fn after_blank_lines(mut text: &str) -> &str {
    while !text.is_empty() {
        let (line, rest) = first_line(text);
        if !line.trim_matches([' ', '\t']).is_empty() {
            break;
        }
        text = rest;
    }
    text
}

fn first_line(text: &str) -> (&str, &str) {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    (line, rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(['\n', '\r'])).unwrap_or(rest))
}

/// The rest behind a footnote: its paragraph.
fn after_footnote(text: &str) -> Option<&str> {
    let mut rest = after_label(text)?.strip_prefix(':')?;
    loop {
        let (_, next) = first_line(rest);
        let (line, _) = first_line(next);
        let words = line.trim_start_matches([' ', '\t']);
        if words.is_empty() || words.starts_with("[^") {
            return Some(next);
        }
        if !is_plain(words) {
            return None;
        }
        rest = next;
    }
}

/// The rest behind the definition of a link, `[label]: destination "title"`, if the text begins with
/// one (CommonMark 0.31, 4.7). None begins a line where another block could, so as to be sure.
fn after_definition(text: &str) -> Option<&str> {
    let rest = after_label(text)?.strip_prefix(':')?;
    let rest = after_destination(after_gap(rest)?)?;
    let title = after_gap(rest).filter(|it| it.len() < rest.len());
    let titled = title.and_then(after_title).and_then(after_line);
    titled.or_else(|| after_line(rest))
}

/// The rest behind blanks with one line break at most, and not at the start of another block.
fn after_gap(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t']);
    if !text.starts_with(['\n', '\r']) {
        return Some(text);
    }
    let (_, next) = first_line(text);
    let next = next.trim_start_matches([' ', '\t']);
    is_plain(next).then_some(next)
}

/// Whether a line begins no block, in any dialect.
fn is_plain(line: &str) -> bool {
    line.starts_with(|c: char| c.is_alphabetic() || matches!(c, '/' | '"' | '\'' | '(' | '.'))
}

/// The rest behind what must be the end of a line.
fn after_line(text: &str) -> Option<&str> {
    let (line, rest) = first_line(text);
    line.trim_matches([' ', '\t']).is_empty().then_some(rest)
}

/// The rest behind a label: brackets around anything but brackets.
fn after_label(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?;
    let end = unescaped(inner, |c| matches!(c, '[' | ']'))?;
    let label = inner.get(..end)?;
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let mut continued = label.split(['\n', '\r']).skip(1);
    let fits = !label.trim_matches(blank).is_empty()
        && label.chars().count() < 1000
        && continued.all(|line| is_plain(line.trim_start_matches(blank)));
    inner.get(end..)?.strip_prefix(']').filter(|_| fits)
}

/// The rest behind a destination: anything in angle brackets, or characters without blanks whose
/// parentheses match.
fn after_destination(text: &str) -> Option<&str> {
    let (line, _) = first_line(text);
    if let Some(inner) = line.strip_prefix('<') {
        let end = unescaped(inner, |c| matches!(c, '<' | '>'))?;
        let rest = text.get(1 + end..)?.strip_prefix('>');
        // The library takes it for text where nothing at all follows.
        return rest.filter(|it| !it.is_empty());
    }
    let end =
        line.find(|c: char| c == ' ' || (c.is_ascii_control() && c != '\0')).unwrap_or(line.len());
    let (destination, _) = line.split_at(end);
    let fits = !destination.is_empty() && is_balanced(destination);
    text.get(end..).filter(|_| fits)
}

/// Whether the parentheses match that no backslash stands before.
fn is_balanced(text: &str) -> bool {
    let (mut depth, mut escaped) = (0_usize, false);
    for char in text.chars() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// The rest behind a title: quotes or parentheses around text in one line.
fn after_title(text: &str) -> Option<&str> {
    let close = match text.chars().next()? {
        '(' => ')',
        quote @ ('"' | '\'') => quote,
        _ => return None,
    };
    let (line, _) = first_line(text.get(1..)?);
    let end = unescaped(line, |c| c == close || (close == ')' && c == '('))?;
    text.get(1 + end..)?.strip_prefix(close)
}

/// Where the first of some characters is that no backslash stands before.
fn unescaped(text: &str, wanted: impl Fn(char) -> bool) -> Option<usize> {
    let mut escaped = false;
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if wanted(char) => return Some(at),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_markdown_that_shows_nothing_is_refused() {
        let check = |text: &str, expect| assert_eq!(emptiness(text), expect, "{text:?}");
        let (proven, doubtful) = (Some(Certainty::Proven), Some(Certainty::Doubtful));
        for text in [
            "[a]: https://example.org\n",
            "[a]: /u \"t\"\n[b]:\r\n  /v\n\n   [c]:<> 'd'",
            "\u{feff}[a]: /u\n(t)  \n",
            "[a\\]]: <b c>\n",
            "[a]: /u(v(w))\\(\n",
        ] {
            check(text, proven);
        }
        for text in [" \n\n", "\u{feff}", "[^1]: a note\n", "[a]: /u\n\n[^1]: a note\n"] {
            check(text, doubtful);
        }
        for text in [
            "<!-- nothing -->\n",
            "[a]: b c d\n",
            "# Title\n",
            "[a]:\n# b\n",
            "    [a]: /u\n",
            "[a]: /u \"t\" x\n",
            "[ ]: /u\n",
            "[a]: /u)\n",
            "[a]: <u>",
            "[^1]\n",
            "[^1]: a note\n\nText.[^1]\n",
            "[^1]: a note\n# Title\n",
            "[a]: /u\ntext\n",
            "[a]: /u\n===\n",
            "\u{a0}\n",
            "\u{c}",
        ] {
            check(text, None);
        }
    }
}
