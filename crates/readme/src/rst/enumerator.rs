//! Enumerators: `1.`, `(a)`, `iv)`, `#.`.

/// The marker of an enumerated list's item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Enumerator {
    format: Format,
    /// The characters of the marker with the white space behind it.
    pub(crate) end: usize,
    /// Where its text lies, in bytes, of which all are ASCII.
    text: (usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Parentheses,
    Parenthesis,
    Period,
}

/// How a list counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sequence {
    Auto,
    Arabic,
    LowerAlpha,
    UpperAlpha,
    LowerRoman,
    UpperRoman,
}

/// What an item's marker says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ordinal {
    pub(crate) format: Enclosure,
    pub(crate) sequence: Sequence,
    /// The number, where it is one: `None` for what only looks like a Roman numeral.
    pub(crate) number: Option<u64>,
}

/// What stands around the number; lists do not mix them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Enclosure(Format);

impl Enumerator {
    pub(crate) fn of(line: &str) -> Option<Self> {
        let start = usize::from(line.starts_with('('));
        let rest = line.get(start..)?;
        let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '#'))?;
        let format = match (start, rest.as_bytes().get(length)) {
            (1, Some(b')')) => Format::Parentheses,
            (0, Some(b')')) => Format::Parenthesis,
            (0, Some(b'.')) => Format::Period,
            _ => return None,
        };
        let spaces = super::shape::spaces(rest.get(length + 1..)?)?;
        let text = (start, start + length);
        let sequences = Sequence::ORDER.into_iter();
        let known = rest.get(..length)? == "#"
            || sequences
                .into_iter()
                .any(|sequence| sequence.holds(rest.get(..length).unwrap_or("")));
        known.then_some(Self { format, end: start + length + 1 + spaces, text })
    }

    /// What the marker says, in a list that counts by `expected`.
    pub(crate) fn read(self, line: &str, expected: Option<Sequence>) -> Ordinal {
        let text = line.get(self.text.0..self.text.1).unwrap_or_default();
        let first = Sequence::ORDER.into_iter().find(|sequence| sequence.holds(text));
        let sequence = match text {
            "#" => Sequence::Auto,
            _ if expected.is_some_and(|expected| expected.holds(text)) => {
                expected.unwrap_or(Sequence::Auto)
            }
            "i" if expected.is_none() => Sequence::LowerRoman,
            "I" if expected.is_none() => Sequence::UpperRoman,
            _ => first.unwrap_or(Sequence::Auto),
        };
        Ordinal { format: Enclosure(self.format), sequence, number: sequence.number(text) }
    }
}

impl Ordinal {
    /// Whether a line begins with the marker that comes next, or with an automatic one.
    pub(crate) fn is_followed_by(&self, line: &str) -> bool {
        let (Some(number), Enclosure(format)) = (self.number, self.format) else {
            return false;
        };
        let Some(next) = self.sequence.text(number + 1) else {
            return false;
        };
        let (open, close) = match format {
            Format::Parentheses => ("(", ") "),
            Format::Parenthesis => ("", ") "),
            Format::Period => ("", ". "),
        };
        let begins = |text: &str| {
            line.strip_prefix(open)
                .and_then(|rest| rest.strip_prefix(text))
                .is_some_and(|rest| rest.starts_with(close))
        };
        begins(&next) || begins("#")
    }
}

impl Sequence {
    /// The order in which they are tried.
    const ORDER: [Self; 5] =
        [Self::Arabic, Self::LowerAlpha, Self::UpperAlpha, Self::LowerRoman, Self::UpperRoman];

    fn holds(self, text: &str) -> bool {
        let all = |of: &str| !text.is_empty() && text.chars().all(|c| of.contains(c));
        match self {
            Self::Auto => text == "#",
            Self::Arabic => !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit()),
            Self::LowerAlpha => text.len() == 1 && text.bytes().all(|c| c.is_ascii_lowercase()),
            Self::UpperAlpha => text.len() == 1 && text.bytes().all(|c| c.is_ascii_uppercase()),
            Self::LowerRoman => all("ivxlcdm"),
            Self::UpperRoman => all("IVXLCDM"),
        }
    }

    fn number(self, text: &str) -> Option<u64> {
        let letter = text.bytes().next().map(|c| u64::from(c.to_ascii_lowercase()));
        match self {
            Self::Auto => Some(1),
            // Beyond what fits nothing follows, and there is nothing to follow.
            Self::Arabic => Some(text.parse().unwrap_or(u64::MAX - 1)),
            Self::LowerAlpha | Self::UpperAlpha => letter.map(|letter| letter - 96),
            Self::LowerRoman | Self::UpperRoman => from_roman(&text.to_ascii_uppercase()),
        }
    }

    fn text(self, number: u64) -> Option<String> {
        let letter = || u8::try_from(number).ok().filter(|n| *n <= 26).map(|n| char::from(n + 96));
        match self {
            Self::Auto => Some("#".to_owned()),
            Self::Arabic => Some(number.to_string()),
            Self::LowerAlpha => letter().map(String::from),
            Self::UpperAlpha => letter().map(|c| c.to_ascii_uppercase().to_string()),
            Self::LowerRoman => roman(number).map(|text| text.to_ascii_lowercase()),
            Self::UpperRoman => roman(number),
        }
    }
}

/// A Roman numeral; only 1 to 4999 have one.
fn roman(mut number: u64) -> Option<String> {
    const DIGITS: [(u64, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..5000).contains(&number) {
        return None;
    }
    let mut out = String::new();
    for (value, digit) in DIGITS {
        while number >= value {
            out.push_str(digit);
            number -= value;
        }
    }
    Some(out)
}

/// The number of a well-formed Roman numeral.
fn from_roman(text: &str) -> Option<u64> {
    let value = |c| match c {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        'L' => 50,
        'C' => 100,
        'D' => 500,
        _ => 1000,
    };
    // The longest below 5000, MMMMDCCCLXXXVIII, has sixteen.
    if text.len() > 16 {
        return None;
    }
    let (mut sum, mut after) = (0_i64, 0);
    for c in text.chars().rev() {
        let value = value(c);
        sum += if value < after { -value } else { value };
        after = after.max(value);
    }
    let sum = u64::try_from(sum).ok()?;
    roman(sum).filter(|canonical| canonical == text).map(|_| sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enumerators_are_recognised() {
        let check = |line: &str, expect: Option<(Sequence, Option<u64>)>| {
            let found = Enumerator::of(line).map(|found| found.read(line, None));
            assert_eq!(found.map(|found| (found.sequence, found.number)), expect, "{line:?}");
        };
        check("1. a", Some((Sequence::Arabic, Some(1))));
        check("(b) a", Some((Sequence::LowerAlpha, Some(2))));
        check("i) a", Some((Sequence::LowerRoman, Some(1))));
        check("IV.", Some((Sequence::UpperRoman, Some(4))));
        check("mm. a", Some((Sequence::LowerRoman, Some(2000))));
        check("iiii. a", Some((Sequence::LowerRoman, None)));
        check("#. a", Some((Sequence::Auto, Some(1))));
        check("ab. c", None);
        check("(1. c", None);
        check("1.c", None);
    }
}
