//! Text that others wrote, in one line and without what steers a terminal.

use std::fmt::Write as _;

/// As many characters of one text are shown in a line.
const LINE: usize = 2_000;

/// The text on one line: line ends, tabs and control characters are written as escapes, and so are
/// the marks that turn the direction of writing round or show nothing at all.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len().min(LINE));
    for (at, char) in text.chars().enumerate() {
        if at == LINE {
            let _ = write!(plain, "… ({} bytes)", text.len());
            break;
        }
        match char {
            '\n' => plain.push_str("\\n"),
            '\r' => plain.push_str("\\r"),
            '\t' => plain.push_str("\\t"),
            _ if steers(char) => plain.extend(char.escape_unicode()),
            _ => plain.push(char),
        }
    }
    plain
}

fn steers(char: char) -> bool {
    char.is_control()
        || matches!(char,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The lines of a text that has some, each made plain but for its tabs.
pub(super) fn lines(text: &str) -> impl Iterator<Item = String> {
    text.split('\n').map(|line| plain(&line.replace('\t', "    ")))
}

/// A number of bytes with its unit.
pub(super) fn bytes(len: u64) -> String {
    if len == 1 { "1 byte".to_owned() } else { format!("{} bytes", grouped(len)) }
}

/// How many there are of something.
pub(super) fn count(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{} {many}", grouped(count as u64)) }
}

/// Digits in groups of three.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
