//! Licence expressions (PEP 639).
//!
//! <https://packaging.python.org/en/latest/specifications/license-expression/>
//!
//! Read and normalised as `packaging.licenses` does it, which is more than the SPDX grammar allows
//! here (deprecated identifiers and a `+` after any of them) and less there (no `/`). The list of
//! identifiers is that of the `spdx` crate.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use crate::error::{Error, Problem};

/// A valid licence expression, in its normal form: `MIT AND (Apache-2.0 OR BSD-3-Clause)`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct LicenseExpression(String);

impl LicenseExpression {
    /// The normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LicenseExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for LicenseExpression {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut reading = Reading { after: After::Start, open: Vec::new(), normal: String::new() };
        for (word, range) in words(text) {
            reading.take(word, range)?;
        }
        reading.finish(text.len())
    }
}

/// Blanks separate words, and parentheses are words of their own.
fn words(text: &str) -> Vec<(&str, Range<usize>)> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let parenthesis = matches!(c, '(' | ')');
        if !(parenthesis || c.is_whitespace()) {
            start = start.or(Some(at));
            continue;
        }
        let ended = start.take().map(|start| start..at);
        for range in ended.into_iter().chain(parenthesis.then(|| at..at + 1)) {
            words.push((text.get(range.clone()).unwrap_or_default(), range));
        }
    }
    words
}

/// What was read last, which decides what may follow.
#[derive(Clone, Copy, PartialEq)]
enum After {
    Start,
    Open,
    Operator,
    With,
    License,
    Exception,
    Close,
}

struct Reading {
    after: After,
    /// Where the parentheses are that wait for their partners.
    open: Vec<usize>,
    normal: String,
}

impl Reading {
    fn take(&mut self, word: &str, range: Range<usize>) -> Result<(), Error> {
        let lower = word.to_lowercase();
        match lower.as_str() {
            "(" if self.wants_license() => {
                self.open.push(range.start);
                self.write("(", After::Open);
            }
            ")" if !self.wants_license() && self.after != After::With => {
                if self.open.pop().is_none() {
                    return Err(Error::new(Problem::Unbalanced { parenthesis: ')' }, range));
                }
                self.write(")", After::Close);
            }
            "and" | "or" if !self.wants_license() && self.after != After::With => {
                self.write(&lower.to_uppercase(), After::Operator);
            }
            "with" if self.after == After::License => self.write("WITH", After::With),
            "(" | ")" | "and" | "or" | "with" => return Err(self.unexpected(word, range)),
            _ if self.after == After::With => self.write(exception(word, range)?, After::Exception),
            _ if self.wants_license() => self.write(&license(word, range)?, After::License),
            _ => return Err(self.unexpected(word, range)),
        }
        Ok(())
    }

    fn finish(self, end: usize) -> Result<LicenseExpression, Error> {
        if let Some(open) = self.open.last() {
            return Err(Error::new(Problem::Unbalanced { parenthesis: '(' }, *open..*open + 1));
        }
        if self.wants_license() || self.after == After::With {
            let found = "the end".to_owned();
            return Err(Error::new(Problem::Expected { expected: self.wanted(), found }, end..end));
        }
        Ok(LicenseExpression(self.normal))
    }

    fn write(&mut self, word: &str, after: After) {
        if !matches!(self.after, After::Start | After::Open) && after != After::Close {
            self.normal.push(' ');
        }
        self.normal.push_str(word);
        self.after = after;
    }

    fn wants_license(&self) -> bool {
        matches!(self.after, After::Start | After::Open | After::Operator)
    }

    fn wanted(&self) -> &'static str {
        match self.after {
            After::Start | After::Open | After::Operator => "a licence identifier",
            After::With => "a licence exception after `WITH`",
            After::License => "`AND`, `OR` or `WITH`",
            After::Exception | After::Close => "`AND` or `OR`",
        }
    }

    fn unexpected(&self, word: &str, range: Range<usize>) -> Error {
        let found = format!("`{word}`");
        Error::new(Problem::Expected { expected: self.wanted(), found }, range)
    }
}

/// A licence identifier in the spelling of the list, with the `+` it may have; or a reference to a
/// licence that is not in the list.
fn license(word: &str, range: Range<usize>) -> Result<String, Error> {
    const REFERENCE: &str = "LicenseRef-";
    if let Some((prefix, name)) = word.split_at_checked(REFERENCE.len())
        && prefix.eq_ignore_ascii_case(REFERENCE)
    {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        return if !name.is_empty() && name.chars().all(fits) {
            Ok(format!("{REFERENCE}{name}"))
        } else {
            let words =
                format!("`{word}` may hold only letters, digits, `.` and `-` after `{REFERENCE}`");
            Err(Error::other(words, range))
        };
    }
    let (id, plus) = word.strip_suffix('+').map_or((word, ""), |id| (id, "+"));
    match licenses().find(|known| known.eq_ignore_ascii_case(id)) {
        Some(known) => Ok(format!("{known}{plus}")),
        None => {
            let near = nearest(id, licenses());
            Err(Error::new(Problem::UnknownLicense { id: id.to_owned(), near }, range))
        }
    }
}

/// A licence of the SPDX list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct KnownLicense {
    /// Its identifier.
    pub id: &'static str,
    /// Its full name.
    pub full_name: &'static str,
    /// Whether the Open Source Initiative has approved it.
    pub is_osi_approved: bool,
}

/// The licence with this identifier or full name, letter case aside; of several that share a name
/// one that is not deprecated.
#[must_use]
pub fn known_license(text: &str) -> Option<KnownLicense> {
    let text = text.to_lowercase();
    let ids: std::collections::BTreeSet<&str> = licenses().collect();
    let listed = || spdx::identifiers::LICENSES.iter().filter(|it| ids.contains(it.name));
    let named = || listed().filter(|license| license.full_name.to_lowercase() == text);
    let current = |license: &&spdx::License| license.flags & spdx::flags::IS_DEPRECATED == 0;
    let found = listed().find(|license| license.name.to_lowercase() == text);
    let found = found.or_else(|| named().find(current)).or_else(|| named().next_back())?;
    Some(KnownLicense {
        id: found.name,
        full_name: found.full_name,
        is_osi_approved: found.flags & spdx::flags::IS_OSI_APPROVED != 0,
    })
}

fn exception(word: &str, range: Range<usize>) -> Result<&'static str, Error> {
    exceptions().find(|known| known.eq_ignore_ascii_case(word)).ok_or_else(|| {
        let near = nearest(word, exceptions());
        Error::new(Problem::UnknownException { id: word.to_owned(), near }, range)
    })
}

/// The crate's table also holds shorthands of its own; SPDX knows those with `-only` and
/// `-or-later` only, and `NOASSERTION` not as a licence.
fn licenses() -> impl Iterator<Item = &'static str> {
    let names = spdx::identifiers::LICENSES.iter().map(|license| license.name);
    names.filter(|name| !name.ends_with("invariants") && *name != "NOASSERTION")
}

fn exceptions() -> impl Iterator<Item = &'static str> {
    spdx::identifiers::EXCEPTIONS.iter().map(|exception| exception.name)
}

/// What was perhaps meant: an identifier that begins with the word or differs in a third of its
/// letters at most. Long words are not compared: they are no slips of the pen.
fn nearest(word: &str, names: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    const LONGEST: usize = 64;
    let word = word.to_lowercase().replace([' ', '_'], "-");
    let limit = word.chars().count().max(3) / 3;
    if word.len() > LONGEST {
        return None;
    }
    names
        .map(|name| (strsim::damerau_levenshtein(&word, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, normal: &str) {
        assert_eq!(written.parse::<LicenseExpression>().unwrap().as_str(), normal);
    }

    #[track_caller]
    fn refused(written: &str, words: &str, at: Range<usize>, suggestion: Option<&str>) {
        let error = written.parse::<LicenseExpression>().unwrap_err();
        assert_eq!(error.suggestion(), suggestion);
        assert_eq!((error.to_string().as_str(), error.range), (words, at));
    }

    #[test]
    fn identifiers_and_operators_get_their_own_case() {
        check("mit", "MIT");
        check("MIT or apache-2.0", "MIT OR Apache-2.0");
        check("mit AND( bsd-3-clause OR ISC )", "MIT AND (BSD-3-Clause OR ISC)");
        check("(mit AND (bsd-3-clause))", "(MIT AND (BSD-3-Clause))");
        check("GPL-3.0", "GPL-3.0");
        check("gpl-3.0+", "GPL-3.0+");
        check("mit+", "MIT+");
        check("licenseref-My.Own-1", "LicenseRef-My.Own-1");
        check(
            "gpl-2.0-or-later with classpath-exception-2.0",
            "GPL-2.0-or-later WITH Classpath-exception-2.0",
        );
    }

    #[test]
    fn a_breach_is_named_with_its_place_and_what_was_meant() {
        let unknown = "is not an SPDX licence identifier";
        refused("Apache 2.0", &format!("`Apache` {unknown}"), 0..6, None);
        refused("MIT OR Apche-2.0", &format!("`Apche-2.0` {unknown}"), 7..16, Some("Apache-2.0"));
        refused(
            "MIT/Apache-2.0",
            &format!("`MIT/Apache-2.0` {unknown}"),
            0..14,
            Some("Apache-2.0"),
        );
        refused("Proprietary", &format!("`Proprietary` {unknown}"), 0..11, None);
        refused(
            "MIT WITH Clsspath-exception-2.0",
            "`Clsspath-exception-2.0` is not an SPDX licence exception",
            9..31,
            Some("Classpath-exception-2.0"),
        );
        refused("(MIT", "`(` has no partner", 0..1, None);
        refused("MIT)", "`)` has no partner", 3..4, None);
        refused("", "expected a licence identifier, found the end", 0..0, None);
        refused("MIT ISC", "expected `AND`, `OR` or `WITH`, found `ISC`", 4..7, None);
        refused("MIT WITH", "expected a licence exception after `WITH`, found the end", 8..8, None);
        refused("()", "expected a licence identifier, found `)`", 1..2, None);
        refused(
            "LicenseRef-a_b",
            "`LicenseRef-a_b` may hold only letters, digits, `.` and `-` after `LicenseRef-`",
            0..14,
            None,
        );
        refused(
            "GFDL-1.1-invariants",
            "`GFDL-1.1-invariants` is not an SPDX licence identifier",
            0..19,
            Some("GFDL-1.1-invariants-only"),
        );
    }
}
