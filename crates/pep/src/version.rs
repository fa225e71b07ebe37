//! Versions.
//!
//! <https://packaging.python.org/en/latest/specifications/version-specifiers/>

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use crate::error::{Error, Problem};
use crate::version_text::VersionText;

/// A version. Parsed as leniently as the specification allows (`v1.0-RC.1`), compared by value,
/// shown in canonical form (`1.0rc1`); trailing zeros of the release are kept.
#[derive(Clone, Debug)]
pub struct Version {
    value: pep440_rs::Version,
    written: String,
}

impl Version {
    /// The version as it was written, without the blanks around it.
    #[must_use]
    pub fn as_written(&self) -> &str {
        &self.written
    }

    /// The epoch, 0 where none is written.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.value.epoch()
    }

    /// The numbers of the release: `1.2.0` is `[1, 2, 0]`.
    #[must_use]
    pub fn release(&self) -> &[u64] {
        self.value.release()
    }

    /// The pre-release phase and its number: `1.0rc2` has `("rc", 2)`.
    #[must_use]
    pub fn pre(&self) -> Option<(&'static str, u64)> {
        self.value.pre().map(|pre| match pre.kind {
            pep440_rs::PrereleaseKind::Alpha => ("a", pre.number),
            pep440_rs::PrereleaseKind::Beta => ("b", pre.number),
            pep440_rs::PrereleaseKind::Rc => ("rc", pre.number),
        })
    }

    /// The number of the post-release.
    #[must_use]
    pub fn post(&self) -> Option<u64> {
        self.value.post()
    }

    /// The number of the development release.
    #[must_use]
    pub fn dev(&self) -> Option<u64> {
        self.value.dev()
    }

    /// Whether it carries a local label such as `+ubuntu.1`; an index refuses those.
    #[must_use]
    pub fn is_local(&self) -> bool {
        self.value.is_local()
    }

    /// The local label in canonical form, without its `+`.
    #[must_use]
    pub fn local(&self) -> Option<String> {
        let segments: Vec<String> = self.value.local().iter().map(ToString::to_string).collect();
        (!segments.is_empty()).then(|| segments.join("."))
    }

    /// Whether it is an alpha, beta, candidate or development release.
    #[must_use]
    pub fn is_prerelease(&self) -> bool {
        self.value.any_prerelease()
    }

    /// The version without its local label.
    #[must_use]
    pub fn public(&self) -> Self {
        Self::from(self.value.clone().without_local())
    }

    pub(crate) fn value(&self) -> &pep440_rs::Version {
        &self.value
    }
}

impl From<pep440_rs::Version> for Version {
    fn from(value: pep440_rs::Version) -> Self {
        let written = value.to_string();
        Self { value, written }
    }
}

impl FromStr for Version {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let start = text.len() - text.trim_start().len();
        let written = text.trim();
        let range = start..start + written.len();
        let version = || written.to_owned();
        let read = VersionText::prefix_of(written).with_local();
        let Some(read) = read.filter(|read| read.len() == written.len()) else {
            return Err(Error::new(Problem::Version { version: version() }, range));
        };
        let value = read.value().ok_or_else(|| {
            Error::new(Problem::NumberTooLarge { version: version() }, range.clone())
        })?;
        Ok(Self { value, written: version() })
    }
}

impl PartialEq for Version {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Version {}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for Version {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, canonical: &str) {
        assert_eq!(written.parse::<Version>().unwrap().to_string(), canonical);
    }

    #[test]
    fn a_version_is_shown_in_canonical_form() {
        check("1.0.0-rc.1", "1.0.0rc1");
        check("v1.0", "1.0");
        check("1.0-1", "1.0.post1");
        check("1.0-r4", "1.0.post4");
        check("1.0c1", "1.0rc1");
        check("1.0preview1", "1.0rc1");
        check("1.0.alpha", "1.0a0");
        check("1.0dev", "1.0.dev0");
        check("0001.02", "1.2");
        check("2026.08.10", "2026.8.10");
        check("1.0+Ubuntu-1", "1.0+ubuntu.1");
        check("1.0+A.B_c-01", "1.0+a.b.c.1");
        check(" 1.0.0\n", "1.0.0");
        check("1!2.0a1.post2.dev3+x", "1!2.0a1.post2.dev3+x");
        check("1.0a-", "1.0a0");
        check("1.0a--1", "1.0a0.post1");
    }

    #[test]
    fn a_text_that_is_no_version_is_refused() {
        for text in ["", "1_0", "1.0.", "1.0.*", "a1", "1.0+", "1.0+a-", "1..0", "1.0 1", "1.0+é"]
        {
            assert!(text.parse::<Version>().is_err(), "{text}");
        }
        let error = " 1_0".parse::<Version>().unwrap_err();
        assert_eq!((error.to_string(), error.range), ("`1_0` is not a version".to_owned(), 1..4));
        let error = "99999999999999999999".parse::<Version>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`99999999999999999999` has a number that does not fit into 64 bits"
        );
    }

    #[test]
    fn versions_are_compared_by_value() {
        let version = |text: &str| text.parse::<Version>().unwrap();
        assert_eq!(version("1.0"), version("v1.0.0"));
        let mut versions =
            ["1.0", "1.0.dev1", "1.0rc1", "1.0+x", "1.0.post1", "1.0a1.dev1"].map(version);
        versions.sort();
        let sorted: Vec<String> = versions.iter().map(ToString::to_string).collect();
        assert_eq!(sorted, ["1.0.dev1", "1.0a1.dev1", "1.0rc1", "1.0", "1.0+x", "1.0.post1"]);
    }

    #[test]
    fn a_local_label_is_known_and_can_be_dropped() {
        let version: Version = "1.0-1+Ubuntu-1".parse().unwrap();
        assert_eq!((version.is_local(), version.local().as_deref()), (true, Some("ubuntu.1")));
        assert_eq!(version.public().to_string(), "1.0.post1");
        assert_eq!(version.as_written(), "1.0-1+Ubuntu-1");
    }
}
