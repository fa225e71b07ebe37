//! Host names with letters that are written from right to left.
//!
//! RFC 5893 (2) says in which order letters and digits of both directions may stand, and the parser
//! of URLs asks for all of it. Node.js 20 asks it only of labels that have such letters, not what a
//! label begins with, and not for the last letter of one that begins from the left.

/// What a character is in the eyes of RFC 5893, as far as it counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Class {
    /// A digit of Arabic (AN).
    ArabicDigit,
    /// Any other digit (EN).
    Digit,
    /// A letter from left to right (L).
    Left,
    /// Signs, marks, and what no host name may have.
    Neutral,
    /// A letter from right to left (R and AL).
    Right,
}

/// Longer texts are no addresses of anything that has such a name.
const LONGEST: usize = 2_000;

/// The text with other letters for those that Node.js lets stand where they are.
pub(super) fn in_one_direction(text: &str) -> String {
    if text.len() > LONGEST || text.chars().all(|c| c < FIRST_RIGHT) {
        return text.to_owned();
    }
    let is_kept = |c: &char| !matches!(c, '\t' | '\n' | '\r');
    let text: String = text.chars().filter(is_kept).collect();
    let ends = ['.', '\u{3002}', '\u{ff0e}', '\u{ff61}', '/', '\\', '@', ':', '?', '#'];
    text.split_inclusive(ends)
        .map(|label| {
            let name = label.trim_end_matches(ends);
            match is_in_order(name) {
                true => {
                    label.chars().map(|c| if is_backward(class(c)) { 'é' } else { c }).collect()
                }
                false => label.to_owned(),
            }
        })
        .collect()
}

/// No letter before this one is written from right to left.
const FIRST_RIGHT: char = '\u{590}';

/// Whether Node.js takes a label.
fn is_in_order(label: &str) -> bool {
    let classes: Vec<Class> = label.chars().filter(|c| !is_passed_over(*c)).map(class).collect();
    let (Some(first), Some((last, before))) = (classes.first(), classes.split_last()) else {
        return true;
    };
    if *first == Class::Left {
        return !before.iter().any(|class| is_backward(*class));
    }
    let has = |class| classes.contains(&class);
    let has_both_digits = has(Class::Digit) && has(Class::ArabicDigit);
    !has(Class::Left) && !has_both_digits && (is_backward(*last) || *last == Class::Digit)
}

fn is_backward(class: Class) -> bool {
    matches!(class, Class::ArabicDigit | Class::Right)
}

/// Asks the parser between which letters a character may stand.
fn class(c: char) -> Class {
    let fits = |before: &str, after: &str| is_host(&format!("{before}{c}{after}"));
    match (fits("a", "a"), fits("\u{5d0}", "\u{5d0}")) {
        (true, false) => Class::Left,
        (true, true) if !fits("\u{5d0}\u{661}", "\u{5d0}") => Class::Digit,
        (true, true) | (false, false) => Class::Neutral,
        (false, true) if is_host(&c.to_string()) => Class::Right,
        (false, true) => Class::ArabicDigit,
    }
}

/// Whether a character counts for nothing in host names, such as a soft hyphen.
fn is_passed_over(c: char) -> bool {
    let url = url::Url::parse(&format!("https://a{c}"));
    !c.is_ascii() && url.is_ok_and(|url| url.host_str() == Some("a"))
}

fn is_host(name: &str) -> bool {
    url::Url::parse(&format!("https://{name}")).is_ok()
}
