//! What a line looks like: the patterns that docutils tries on the first line of a block, in its order.

use super::enumerator::Enumerator;

/// What the first line of a block looks like. Numbers are the characters of a marker with the white
/// space behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Blank,
    Indented,
    Bullet(usize),
    Enumerator(Enumerator),
    Field(usize),
    Option(usize),
    Doctest,
    LineBlock(usize),
    GridTable,
    SimpleTable,
    Explicit(usize),
    Anonymous(usize),
    /// A title's overline or a transition.
    Line,
    Text,
}

impl Shape {
    pub(crate) fn of(line: &str) -> Self {
        match line.chars().next() {
            None => Self::Blank,
            Some(' ') if line.ends_with(' ') && line.chars().all(|c| c == ' ') => Self::Blank,
            Some(' ') => Self::Indented,
            Some(first) => Self::of_text(line, first),
        }
    }

    fn of_text(line: &str, first: char) -> Self {
        let bullet = matches!(first, '-' | '+' | '*' | '\u{2022}' | '\u{2023}' | '\u{2043}');
        let marker = |marker: &str| {
            line.strip_prefix(marker).and_then(spaces).map(|spaces| marker.chars().count() + spaces)
        };
        if let (true, Some(end)) = (bullet, line.get(first.len_utf8()..).and_then(spaces)) {
            return Self::Bullet(1 + end);
        }
        if let Some(enumerator) = Enumerator::of(line) {
            return Self::Enumerator(enumerator);
        }
        let found = match first {
            ':' => field_marker(line).map(Self::Field),
            '-' | '+' | '/' if option_marker(line).is_some() => {
                option_marker(line).map(Self::Option)
            }
            '+' => is_grid_table_border(line).then_some(Self::GridTable),
            '>' => marker(">>>").map(|_| Self::Doctest),
            '|' => marker("|").map(Self::LineBlock),
            '=' => is_simple_table_top(line).then_some(Self::SimpleTable),
            '.' => marker("..").map(Self::Explicit),
            '_' => marker("__").map(Self::Anonymous),
            _ => None,
        };
        found.unwrap_or(if is_line(line) { Self::Line } else { Self::Text })
    }
}

/// The white space behind a marker, which only the end of the line may replace.
pub(crate) fn spaces(rest: &str) -> Option<usize> {
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    (spaces > 0 || rest.is_empty()).then_some(spaces)
}

/// One punctuation character, repeated.
pub(crate) fn is_line(line: &str) -> bool {
    let line = line.trim_end_matches(' ');
    line.chars()
        .next()
        .is_some_and(|first| first.is_ascii_punctuation() && line.chars().all(|c| c == first))
}

/// The characters of a field's marker, `:name: `.
pub(crate) fn field_marker(line: &str) -> Option<usize> {
    let mut chars = line.chars().enumerate().peekable();
    chars.next().filter(|(_, c)| *c == ':')?;
    if matches!(chars.peek(), None | Some((_, ':' | ' '))) {
        return None;
    }
    let mut before = ':';
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match (c, next) {
            (':', None | Some(' ')) => {
                let rest = chars.take_while(|(_, c)| *c == ' ').count();
                return (before != ' ').then_some(at + 1 + rest);
            }
            (':', Some('`')) | ('\\', None) => return None,
            ('\\', Some(escaped)) => {
                chars.next();
                before = escaped;
            }
            _ => before = c,
        }
    }
    None
}

/// The characters of the options that an option list's item begins with.
fn option_marker(line: &str) -> Option<usize> {
    let mut rest = line;
    loop {
        rest = after_option(rest)?;
        match rest.strip_prefix(", ") {
            Some(next) => rest = next,
            None => break,
        }
    }
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let ends = spaces >= 2 || rest.len() == spaces;
    ends.then(|| line.chars().count() - rest.chars().count() + spaces)
}

fn after_option(text: &str) -> Option<&str> {
    let name_ends = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    if let Some(long) = text.strip_prefix("--").or_else(|| text.strip_prefix('/')) {
        let name = long.find(name_ends).unwrap_or(long.len());
        let (name, rest) = long.split_at_checked(name)?;
        name.chars().next().filter(char::is_ascii_alphanumeric)?;
        return Some(rest.strip_prefix([' ', '=']).and_then(after_argument).unwrap_or(rest));
    }
    let short = text.strip_prefix(['-', '+'])?;
    let rest = short.strip_prefix(|c: char| c.is_ascii_alphanumeric())?;
    Some(after_argument(rest.strip_prefix(' ').unwrap_or(rest)).unwrap_or(rest))
}

fn after_argument(text: &str) -> Option<&str> {
    if let Some(open) = text.strip_prefix('<') {
        let close = open.find(['<', '>']).filter(|close| *close > 0)?;
        return open.get(close..)?.strip_prefix('>');
    }
    text.chars().next().filter(char::is_ascii_alphabetic)?;
    Some(text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
}

/// The top or bottom of a grid table.
pub(crate) fn is_grid_table_border(line: &str) -> bool {
    let line = line.trim_end_matches(' ');
    line.len() >= 5
        && line.starts_with("+-")
        && line.ends_with("-+")
        && line.chars().all(|c| matches!(c, '-' | '+'))
}

/// The top of a simple table.
fn is_simple_table_top(line: &str) -> bool {
    is_simple_table_border(line) && line.trim_end_matches(' ').contains(' ')
}

/// A border of a simple table.
pub(crate) fn is_simple_table_border(line: &str) -> bool {
    line.starts_with('=') && line.chars().all(|c| matches!(c, '=' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_look_like_what_docutils_takes_them_for() {
        let check = |line, expect| assert_eq!(Shape::of(line), expect, "{line:?}");
        check("", Shape::Blank);
        check("  a", Shape::Indented);
        check("-", Shape::Bullet(1));
        check("*  a", Shape::Bullet(3));
        check("• a", Shape::Bullet(2));
        check("*a", Shape::Text);
        check(":a: b", Shape::Field(4));
        check(":a:b: c", Shape::Field(6));
        check(":a:`b`", Shape::Text);
        check(r":a\: b: c", Shape::Field(8));
        check("-a  b", Shape::Option(4));
        check("-a b", Shape::Option(4));
        check("-a b c", Shape::Text);
        check("--file=<a b>, -f  x", Shape::Option(18));
        check("/V", Shape::Option(2));
        check("/usr/bin", Shape::Text);
        check(">>> a", Shape::Doctest);
        check("| a", Shape::LineBlock(2));
        check("|a|", Shape::Text);
        check("+---+--+", Shape::GridTable);
        check("=== ==", Shape::SimpleTable);
        check("=====", Shape::Line);
        check(".. a", Shape::Explicit(3));
        check("...", Shape::Line);
        check("__ a", Shape::Anonymous(3));
        check("__a", Shape::Text);
        check("--", Shape::Line);
    }
}
