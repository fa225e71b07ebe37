//! Values of several lines in headers of one.
//!
//! A line of a header's value that is not its first is indented, or it would be the next header.
//! The indentation is eight blanks, which the library of Python takes off again
//! (`importlib.metadata`).

/// What a continued line begins with.
const INDENT: &str = "        ";

/// What Python's `str.splitlines` takes for the end of a line. Not all readers of metadata do, but
/// where one does, no value may begin a header of its own.
fn ends_line(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Line ends as they are in every file that is written here: LF.
pub(super) fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A value as one line: what would end it becomes a blank, together with the blanks around it.
pub(super) fn one_line(value: &str) -> String {
    let lines = value.split(ends_line).map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// A value with its lines after the first indented.
pub(super) fn indented(value: &str) -> String {
    let mut folded = String::with_capacity(value.len());
    for c in with_line_feeds(value.trim_start()).chars() {
        folded.push(c);
        if ends_line(c) {
            folded.push_str(INDENT);
        }
    }
    folded
}

/// A header's value with the indentation of its lines taken off: ours, or the least that a line
/// has. Lines that only old tools wrote, blanks and a bar, lose their bars as well.
pub(super) fn unfolded(value: &str) -> String {
    let value = value.trim_start();
    let lines: Vec<&str> = value.split_inclusive(ends_line).collect();
    let Some((first, continued)) = lines.split_first() else { return String::new() };
    let ends_open = value.ends_with(ends_line);
    if !ends_open && continued.iter().all(|line| line.starts_with(INDENT)) {
        return without(first, continued, |line| line.strip_prefix(INDENT));
    }
    let lines: Vec<&str> = value.split_inclusive('\n').collect();
    let Some((first, continued)) = lines.split_first() else { return String::new() };
    if continued.iter().all(|line| line.trim_start().starts_with('|')) {
        return without(first, continued, |line| line.trim_start().strip_prefix('|'));
    }
    let indents = continued.iter().filter(|line| !line.trim().is_empty());
    let least = indents.map(|line| line.len() - line.trim_start_matches([' ', '\t']).len()).min();
    without(first, continued, |line| {
        let blank = line.len() - line.trim_start_matches([' ', '\t']).len();
        line.get(blank.min(least.unwrap_or(0))..)
    })
}

fn without<'a>(
    first: &str,
    continued: &[&'a str],
    strip: impl Fn(&'a str) -> Option<&'a str>,
) -> String {
    let mut value = first.to_owned();
    value.extend(continued.iter().map(|line| strip(line).unwrap_or(line)));
    value
}
