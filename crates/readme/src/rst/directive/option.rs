//! The values of options.

use crate::text::{identifier, strip, words};

/// Units of lengths.
const UNITS: [&str; 15] =
    ["em", "ex", "ch", "rem", "vw", "vh", "vmin", "vmax", "cm", "mm", "Q", "in", "pt", "pc", "px"];

/// What an option's value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::rst) enum Convert {
    Character,
    CharacterOrSpace,
    Choice(&'static [&'static str]),
    Class,
    Encoding,
    FigureWidth,
    /// No value.
    Flag,
    Integer,
    Length,
    LengthOrPercentage,
    NonNegative,
    OptionalInteger,
    Parser,
    Percentage,
    /// Any value, but one.
    Required,
    Unchanged,
    /// The widths of columns, or one of these words.
    Widths(&'static [&'static str]),
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::rst) enum Wrong {
    /// docutils says this.
    Value(String),
    /// It depends on what Python knows.
    Perhaps,
}

impl Convert {
    /// Whether docutils takes a value.
    pub(in crate::rst) fn check(self, value: Option<&str>) -> Result<(), Wrong> {
        let Some(text) = value else { return self.check_none().map_err(Wrong::Value) };
        let checked = match self {
            Self::Encoding if is_encoding(text) => Ok(()),
            Self::Encoding | Self::Parser => return Err(Wrong::Perhaps),
            Self::Unchanged | Self::Required => Ok(()),
            Self::Flag => no_value(text),
            Self::Choice(values) => choice(text, values),
            Self::Class => classes(text),
            Self::Integer | Self::OptionalInteger => number(text).map(drop),
            Self::NonNegative => non_negative(text),
            Self::Percentage => non_negative(text.trim_end_matches([' ', '%'])),
            Self::Length => length(text, &[""], &[]),
            Self::FigureWidth if text.to_lowercase() == "image" => Ok(()),
            Self::LengthOrPercentage | Self::FigureWidth => length(text, &["%"], &[""]),
            Self::Widths(words) => widths(text, words),
            Self::CharacterOrSpace if matches!(text, "tab" | "space") => Ok(()),
            Self::Character | Self::CharacterOrSpace => character(text),
        };
        checked.map_err(Wrong::Value)
    }

    fn check_none(self) -> Result<(), String> {
        match self {
            Self::Flag | Self::Unchanged | Self::OptionalInteger | Self::Parser => Ok(()),
            Self::Choice(values) => {
                Err(format!("must supply an argument; choose from {}", choices(values)))
            }
            Self::Class | Self::Required => Err("argument required but none supplied".to_owned()),
            Self::Integer | Self::NonNegative | Self::Percentage => {
                Err("int() argument must be a string, a bytes-like object or a real number, not \
                     'NoneType'"
                    .to_owned())
            }
            Self::Length | Self::LengthOrPercentage => {
                Err("expected string or bytes-like object, got 'NoneType'".to_owned())
            }
            Self::Widths(_) => Err("argument of type 'NoneType' is not iterable".to_owned()),
            Self::Encoding => Err("lookup() argument must be str, not None".to_owned()),
            Self::Character | Self::CharacterOrSpace | Self::FigureWidth => {
                Err("a value is required".to_owned())
            }
        }
    }
}

/// `int`, as far as anything here depends on it.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let text = strip(text);
    let (sign, digits) = match text.strip_prefix(['-', '+']) {
        Some(digits) => (if text.starts_with('-') { -1 } else { 1 }, digits),
        None => (1, text),
    };
    let valid =
        digits.split('_').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit()));
    // Beyond what fits only the sign matters.
    valid.then(|| digits.replace('_', "").parse::<i64>().unwrap_or(i64::MAX) * sign)
}

fn number(text: &str) -> Result<i64, String> {
    let invalid = || format!("invalid literal for int() with base 10: {}", quoted(text));
    integer(text).ok_or_else(invalid)
}

fn non_negative(text: &str) -> Result<(), String> {
    if number(text)? < 0 {
        return Err("negative value; must be positive or zero".to_owned());
    }
    Ok(())
}

fn no_value(text: &str) -> Result<(), String> {
    if strip(text).is_empty() {
        return Ok(());
    }
    Err(format!("no argument is allowed; \"{text}\" supplied"))
}

fn choice(text: &str, values: &[&str]) -> Result<(), String> {
    if values.contains(&strip(&text.to_lowercase())) {
        return Ok(());
    }
    Err(format!("\"{text}\" unknown; choose from {}", choices(values)))
}

fn choices(values: &[&str]) -> String {
    let Some((last, rest)) = values.split_last() else { return String::new() };
    let rest: Vec<_> = rest.iter().map(|value| format!("\"{value}\"")).collect();
    format!("{}, or \"{last}\"", rest.join(", "))
}

/// Whether class names can be made of words.
pub(super) fn classes(text: &str) -> Result<(), String> {
    match words(text).find(|word| identifier(word).is_empty()) {
        Some(word) => Err(format!("cannot make \"{word}\" into a class name")),
        None => Ok(()),
    }
}

fn widths(text: &str, known: &[&str]) -> Result<(), String> {
    if known.contains(&text) {
        return Ok(());
    }
    column_widths(text).map(drop)
}

/// The widths of columns.
pub(super) fn column_widths(text: &str) -> Result<Vec<i64>, String> {
    let entries: Vec<_> =
        if text.contains(',') { text.split(',').collect() } else { words(text).collect() };
    let positive = |entry: &str| match number(entry)? {
        width if width < 1 => Err("negative or zero value; must be positive".to_owned()),
        width => Ok(width),
    };
    entries.into_iter().map(positive).collect()
}

/// A measure in a unit of length or one of the others.
fn length(text: &str, others: &[&str], silent: &[&str]) -> Result<(), String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let end = digits.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(digits.len());
    let (value, unit) = digits.split_at_checked(end).unwrap_or_default();
    let unit = unit.trim_start_matches(' ');
    let is_unit = unit == "%" || unit.chars().all(|c| c.is_ascii_alphabetic() || c == 'µ');
    if !is_unit || value.parse::<f64>().is_err() {
        return Err(format!("\"{text}\" is no valid measure."));
    }
    let is_negative = text.starts_with('-') && value.parse() != Ok(0.0);
    let known = UNITS.contains(&unit) || others.contains(&unit) || silent.contains(&unit);
    if known && !is_negative {
        return Ok(());
    }
    let units = UNITS.iter().chain(others.iter().filter(|unit| !unit.is_empty()));
    let units = units.copied().collect::<Vec<_>>().join(", ");
    Err(format!("not a positive number or measure of one of the following units:\n{units}"))
}

fn character(text: &str) -> Result<(), String> {
    let length = unicode(text).map_or(text.chars().count(), |_| 1);
    if length <= 1 {
        return Ok(());
    }
    Err(format!("{} invalid; must be a single character or a Unicode code", quoted(text)))
}

/// The number of a character written as a code; other text stands for itself.
pub(super) fn unicode(code: &str) -> Option<u64> {
    if !code.is_empty() && code.bytes().all(|c| c.is_ascii_digit()) {
        return Some(code.parse().unwrap_or(u64::MAX));
    }
    let lower = code.to_lowercase();
    let xml = lower.strip_prefix("&#x").and_then(|hex| hex.strip_suffix(';'));
    let prefixes = ["0x", "\\x", "u+", "\\u", "x", "u"];
    let hex = xml.or_else(|| prefixes.iter().find_map(|prefix| lower.strip_prefix(prefix)))?;
    let valid = !hex.is_empty() && hex.bytes().all(|c| c.is_ascii_hexdigit());
    valid.then(|| u64::from_str_radix(hex, 16).unwrap_or(u64::MAX))
}

/// A text as Python shows it.
pub(super) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            '\'' if quote == '\'' => out.push_str("\\'"),
            _ => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// Encodings that every Python knows.
fn is_encoding(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', ' '], "-");
    matches!(
        name.as_str(),
        "utf-8"
            | "utf8"
            | "utf-8-sig"
            | "utf-16"
            | "utf-32"
            | "ascii"
            | "latin-1"
            | "latin1"
            | "iso-8859-1"
            | "iso-8859-15"
            | "cp1252"
            | "windows-1252"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_that_docutils_takes() {
        let check = |convert: Convert, value: &str, expect: Result<(), &str>| {
            let expect = expect.map_err(|text| Wrong::Value(text.to_owned()));
            assert_eq!(convert.check(Some(value)), expect, "{value}");
        };
        check(Convert::Percentage, "50 %", Ok(()));
        check(Convert::NonNegative, "-1", Err("negative value; must be positive or zero"));
        check(Convert::Integer, "a", Err("invalid literal for int() with base 10: 'a'"));
        check(Convert::LengthOrPercentage, "50%", Ok(()));
        check(Convert::LengthOrPercentage, "1.5 em", Ok(()));
        check(Convert::LengthOrPercentage, "12", Ok(()));
        check(Convert::Length, "a", Err("\"a\" is no valid measure."));
        check(Convert::Widths(&["auto"]), "10, 20", Ok(()));
        check(Convert::Choice(&["a", "b"]), "c", Err("\"c\" unknown; choose from \"a\", or \"b\""));
        check(Convert::Class, "1", Err("cannot make \"1\" into a class name"));
        check(Convert::Flag, "x", Err("no argument is allowed; \"x\" supplied"));
        check(Convert::Character, "U+2C", Ok(()));
    }
}
