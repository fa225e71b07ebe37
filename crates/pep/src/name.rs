//! Names of packages and of their extras.
//!
//! <https://packaging.python.org/en/latest/specifications/name-normalization/>

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::error::{Error, Problem};

/// The name of a package, kept as it was written. Two spellings of one name are equal, as they are
/// to an index: `Foo.Bar`, `foo_bar` and `FOO--bar`.
#[derive(Clone, Debug)]
pub struct PackageName(Name);

/// The name of an extra (PEP 685): the same format and the same equality.
#[derive(Clone, Debug)]
pub struct ExtraName(Name);

#[derive(Clone, Debug)]
struct Name {
    written: String,
    normalized: String,
}

impl PackageName {
    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.written
    }

    /// PEP 503: lower case, each run of `-`, `_` and `.` one hyphen.
    #[must_use]
    pub fn normalized(&self) -> &str {
        &self.0.normalized
    }

    /// The form that stands in file names, where a hyphen ends the name: `foo_bar`.
    #[must_use]
    pub fn escaped(&self) -> String {
        self.0.normalized.replace('-', "_")
    }
}

impl ExtraName {
    /// The name as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0.written
    }

    /// PEP 685: lower case, each run of `-`, `_` and `.` one hyphen.
    #[must_use]
    pub fn normalized(&self) -> &str {
        &self.0.normalized
    }

    /// The same extra, written as it is normalised.
    #[must_use]
    pub fn into_normalized(self) -> Self {
        let normalized = self.0.normalized;
        Self(Name { written: normalized.clone(), normalized })
    }
}

impl FromStr for PackageName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Name::parse(text, "package name").map(Self)
    }
}

impl FromStr for ExtraName {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Name::parse(text, "extra name").map(Self)
    }
}

/// Normalises any text as names are; says nothing about whether it is one.
#[must_use]
pub fn normalize(text: &str) -> String {
    let mut normalized = String::with_capacity(text.len());
    for c in text.to_lowercase().chars() {
        match c {
            '-' | '_' | '.' if normalized.ends_with('-') => {}
            '-' | '_' | '.' => normalized.push('-'),
            _ => normalized.push(c),
        }
    }
    normalized
}

impl Name {
    fn parse(text: &str, what: &'static str) -> Result<Self, Error> {
        let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let outer = |c: char| c.is_ascii_alphanumeric();
        if text.starts_with(outer) && text.ends_with(outer) && text.chars().all(inner) {
            Ok(Self { written: text.to_owned(), normalized: normalize(text) })
        } else {
            Err(Error::new(Problem::Name { what, name: text.to_owned() }, 0..text.len()))
        }
    }
}

/// Everything that follows from "a name is its normalised form, shown as written".
macro_rules! compared_by_normalized_form {
    ($name:ident) => {
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.normalized() == other.normalized()
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.normalized().cmp(other.normalized())
            }
        }

        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.normalized().hash(state);
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

compared_by_normalized_form!(PackageName);
compared_by_normalized_form!(ExtraName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_spelling_and_knows_its_other_forms() {
        for (written, normalized, escaped) in [
            ("Rich-Pkg", "rich-pkg", "rich_pkg"),
            ("oslo.concurrency", "oslo-concurrency", "oslo_concurrency"),
            ("A__b..C-_d", "a-b-c-d", "a_b_c_d"),
            ("x", "x", "x"),
        ] {
            let name: PackageName = written.parse().unwrap();
            assert_eq!(
                (name.as_str(), name.normalized(), &*name.escaped()),
                (written, normalized, escaped)
            );
        }
    }

    #[test]
    fn spellings_of_one_name_are_equal() {
        let name = |text: &str| text.parse::<ExtraName>().unwrap();
        assert_eq!(name("Dev_Extra"), name("dev-extra"));
        assert_ne!(name("devextra"), name("dev-extra"));
    }

    #[test]
    fn a_text_that_is_no_name_is_refused() {
        for text in ["", "-a", "a_", "a b", "é", "a/b", "."] {
            assert!(text.parse::<PackageName>().is_err(), "{text}");
        }
        assert_eq!(
            "a_".parse::<ExtraName>().unwrap_err().to_string(),
            "`a_` is not a valid extra name: only ASCII letters, digits, `-`, `_` and `.`, the \
             first and the last a letter or digit"
        );
    }
}
