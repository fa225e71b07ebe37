//! Version specifiers: `>=3.8,!=3.9.0`.
//!
//! <https://packaging.python.org/en/latest/specifications/version-specifiers/#version-specifiers>

mod admits;

use std::fmt;
use std::str::FromStr;

use crate::Version;
use crate::error::{Error, Problem};
use crate::version_text::VersionText;

/// A set of specifiers, all of which must hold. Shown as the `packaging` library shows it: sorted
/// as texts, those that mean the same once, each version as it was typed.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct VersionSpecifiers(Vec<VersionSpecifier>);

/// One operator and its version.
#[derive(Clone, Debug)]
pub struct VersionSpecifier {
    operator: Operator,
    version: String,
    /// `None` for `===`, which compares texts.
    value: Option<pep440_rs::Version>,
}

/// What a version is compared with.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Operator {
    /// `~=`
    Compatible,
    /// `==`
    Equal,
    /// `===`
    Exactly,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `!=`
    NotEqual,
}

/// The operators, each before those it begins with.
const OPERATORS: [Operator; 8] = [
    Operator::Exactly,
    Operator::Equal,
    Operator::NotEqual,
    Operator::Compatible,
    Operator::LessEqual,
    Operator::GreaterEqual,
    Operator::Less,
    Operator::Greater,
];

impl VersionSpecifiers {
    /// Whether there is none, so that every version is admitted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a version is admitted. Pre-releases are, as by `packaging` for a single version.
    #[must_use]
    pub fn contains(&self, version: &Version) -> bool {
        self.0.iter().all(|specifier| specifier.contains(version))
    }

    /// The specifiers in the order in which they are shown.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &VersionSpecifier> {
        self.0.iter()
    }

    fn of(mut specifiers: Vec<VersionSpecifier>) -> Self {
        specifiers.sort_by_cached_key(ToString::to_string);
        let mut distinct: Vec<VersionSpecifier> = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        for specifier in specifiers {
            if seen.insert(specifier.identity()) {
                distinct.push(specifier);
            }
        }
        Self(distinct)
    }
}

impl VersionSpecifier {
    /// The operator.
    #[must_use]
    pub fn operator(&self) -> Operator {
        self.operator
    }

    /// The version as it was typed, with its `.*` if it has one.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Whether a version is admitted.
    #[must_use]
    pub fn contains(&self, version: &Version) -> bool {
        match &self.value {
            Some(value) => {
                admits::admits(self.operator, value, self.is_wildcard(), version.value())
            }
            None => version.to_string().eq_ignore_ascii_case(&self.version),
        }
    }

    /// Reads one from the beginning of a text and says how long it is. `None` where none begins.
    pub(crate) fn prefix_of(text: &str) -> Option<(Result<Self, Problem>, usize)> {
        let operator = *OPERATORS.iter().find(|operator| text.starts_with(operator.as_str()))?;
        let after = text.get(operator.as_str().len()..)?;
        let written = after.trim_start();
        let blank = after.len() - written.len();
        let len = operator.version_len(written)?;
        let specifier = Self::new(operator, written.get(..len)?);
        Some((specifier, operator.as_str().len() + blank + len))
    }

    fn new(operator: Operator, version: &str) -> Result<Self, Problem> {
        let specifier = Self { operator, version: version.to_owned(), value: None };
        if operator == Operator::Exactly {
            return Ok(specifier);
        }
        let number = version.strip_suffix(".*").unwrap_or(version);
        let value = VersionText::prefix_of(number).with_local().and_then(|text| text.value());
        let too_large = || Problem::NumberTooLarge { version: version.to_owned() };
        Ok(Self { value: Some(value.ok_or_else(too_large)?), ..specifier })
    }

    fn is_wildcard(&self) -> bool {
        self.value.is_some() && self.version.ends_with(".*")
    }

    /// What two specifiers that mean the same have in common. Trailing zeros of the release count
    /// for `~=` only; a wildcard and `===` are compared as they stand.
    fn identity(&self) -> (Operator, String) {
        let text = match &self.value {
            Some(version) if !self.is_wildcard() => {
                let release = version.release();
                let zeros = release.iter().rev().take_while(|number| **number == 0).count();
                let kept = if self.operator == Operator::Compatible {
                    release.len()
                } else {
                    (release.len() - zeros).max(1)
                };
                version.clone().with_release(release.iter().take(kept).copied()).to_string()
            }
            _ => self.version.clone(),
        };
        (self.operator, text)
    }
}

impl Operator {
    /// The operator as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "~=",
            Self::Equal => "==",
            Self::Exactly => "===",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::NotEqual => "!=",
        }
    }

    /// How much of a text after this operator is its version: the grammar differs from operator to
    /// operator. `None` where no version begins that the operator takes.
    fn version_len(self, text: &str) -> Option<usize> {
        let stages = VersionText::prefix_of(text);
        let read = match self {
            Self::Exactly => {
                let ends = |c: char| c.is_whitespace() || matches!(c, ';' | ')');
                return Some(text.find(ends).unwrap_or(text.len()));
            }
            Self::Equal | Self::NotEqual => {
                let release = stages.release()?.len();
                if text.get(release..)?.starts_with(".*") {
                    return Some(release + 2);
                }
                stages.with_local()
            }
            Self::Compatible => stages.public().filter(|version| version.segments() > 1),
            Self::Greater | Self::GreaterEqual | Self::Less | Self::LessEqual => stages.public(),
        };
        read.map(|version| version.len())
    }
}

impl FromStr for VersionSpecifiers {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut specifiers = Vec::new();
        let mut start = 0;
        for part in text.split(',') {
            let blank = part.len() - part.trim_start().len();
            let written = part.trim();
            if !written.is_empty() {
                let whole = read_whole(written);
                specifiers.push(whole.map_err(|error| error.shifted(start + blank))?);
            }
            start += part.len() + 1;
        }
        Ok(Self::of(specifiers))
    }
}

fn read_whole(text: &str) -> Result<VersionSpecifier, Error> {
    let Some((specifier, len)) = VersionSpecifier::prefix_of(text) else {
        let expected = "a version specifier such as `>=1.0`";
        let found = format!("`{text}`");
        return Err(Error::new(Problem::Expected { expected, found }, 0..text.len()));
    };
    let rest = text.get(len..).unwrap_or_default();
    match trailing(rest) {
        Some(problem) => Err(Error::new(problem, 0..text.len())),
        None if rest.is_empty() => specifier.map_err(|problem| Error::new(problem, 0..len)),
        None => {
            let (expected, found) = ("a comma or the end", format!("`{}`", rest.trim_start()));
            Err(Error::new(Problem::Expected { expected, found }, len..text.len()))
        }
    }
}

/// What is wrong when a specifier is followed by the suffix or the label that it does not take.
pub(crate) fn trailing(rest: &str) -> Option<Problem> {
    let label = rest.strip_prefix('+').and_then(|label| label.chars().next());
    if rest.starts_with(".*") {
        Some(Problem::Wildcard)
    } else if label.is_some_and(|c| c.is_ascii_alphanumeric()) {
        Some(Problem::LocalLabel)
    } else {
        None
    }
}

impl PartialEq for VersionSpecifier {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for VersionSpecifier {}

impl fmt::Display for VersionSpecifiers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, specifier) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(",")?;
            }
            specifier.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for VersionSpecifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.operator.as_str(), self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, shown: &str) {
        assert_eq!(written.parse::<VersionSpecifiers>().unwrap().to_string(), shown);
    }

    #[track_caller]
    fn refused(written: &str, words: &str, at: std::ops::Range<usize>) {
        let error = written.parse::<VersionSpecifiers>().unwrap_err();
        assert_eq!((error.to_string().as_str(), error.range), (words, at));
    }

    #[test]
    fn specifiers_are_sorted_as_texts_and_keep_their_versions() {
        check(">=3.8, !=3.9.0", "!=3.9.0,>=3.8");
        check(">=2.7,!=3.0.*", "!=3.0.*,>=2.7");
        check(">= 1.0.0RC1", ">=1.0.0RC1");
        check("~=1.0,>=1,>0,===1,==1,<=1,<1,!=1", "!=1,<1,<=1,==1,===1,>0,>=1,~=1.0");
        check("", "");
        check(" , >=1 ,", ">=1");
    }

    #[test]
    fn specifiers_that_mean_the_same_are_shown_once() {
        check(">=1.0.0,>=1.0", ">=1.0");
        check("~=1.0.0,~=1.0", "~=1.0,~=1.0.0");
        check("==1.0.*,==1.*", "==1.*,==1.0.*");
        check("===1.0,===1", "===1,===1.0");
        check("==v1.0,==1", "==1");
        check("==0.0,==0", "==0");
    }

    #[test]
    fn a_breach_is_named_with_its_place() {
        refused(">=1.0,foo", "expected a version specifier such as `>=1.0`, found `foo`", 6..9);
        refused(">=1.0.*", "the suffix `.*` fits `==` and `!=` with a plain release only", 0..7);
        refused(">=1+x", "a local version label such as `+local` fits `==` and `!=` only", 0..5);
        refused(">=1 2", "expected a comma or the end, found `2`", 3..5);
        refused("~=1", "expected a version specifier such as `>=1.0`, found `~=1`", 0..3);
    }

    #[test]
    fn a_version_is_admitted_by_all_or_not_at_all() {
        let holds = |specifiers: &str, version: &str| {
            let specifiers: VersionSpecifiers = specifiers.parse().unwrap();
            specifiers.contains(&version.parse().unwrap())
        };
        assert!(holds(">=3.8,<4", "3.11.2"));
        assert!(!holds(">=3.8,<4", "2.7"));
        assert!(holds(">=1.0", "2.0a1"));
        assert!(holds("==1.0.*", "1.0.5"));
        assert!(holds("===1.0RC1", "1.0rc1"));
        assert!(!holds("===1.0.0", "1.0"));
        assert!(holds("", "0"));
    }

    #[test]
    fn relatives_of_a_bound_are_told_apart() {
        let holds = |specifiers: &str, version: &str| {
            let specifiers: VersionSpecifiers = specifiers.parse().unwrap();
            specifiers.contains(&version.parse().unwrap())
        };
        for (specifiers, version) in [
            ("==1.0.*", "1"),
            ("==1.*", "1.dev1"),
            ("!=1.1.*", "1"),
            ("<1.post1", "1rc1"),
            ("<1rc1", "1rc1.dev0"),
            (">1.post1", "1.post2.dev0"),
            (">1.dev1", "1.dev2"),
            ("<=1", "1+x"),
            ("==1", "1.0+x"),
            ("~=1.4.5", "1.4.9"),
            ("~=1!1.0", "1!1.5"),
        ] {
            assert!(holds(specifiers, version), "{specifiers} {version}");
        }
        for (specifiers, version) in [
            ("==1.1.*", "1"),
            ("==1.*", "2.dev0"),
            ("<1", "1rc1"),
            (">1", "1.post1"),
            (">1", "1+x"),
            (">1a1", "1a1.post1"),
            ("==1+x", "1"),
            ("~=1.4.5", "1.5"),
            ("~=1.4", "2.dev0"),
        ] {
            assert!(!holds(specifiers, version), "{specifiers} {version}");
        }
    }
}
