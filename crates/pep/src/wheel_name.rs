//! File names of wheels.
//!
//! <https://packaging.python.org/en/latest/specifications/binary-distribution-format/#file-name-convention>

mod parts;

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Problem};
use crate::{PackageName, TagSet, Version};

pub use parts::{NoParts, WheelParts};

/// The name of a wheel: `demo-1.0-py3-none-any.whl`. Shown with name and version normalised, as an
/// index wants them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WheelName {
    /// The project.
    pub name: PackageName,
    /// Its version.
    pub version: Version,
    /// The build number, if there is one.
    pub build: Option<BuildTag>,
    /// What the wheel fits.
    pub tags: TagSet,
}

/// What tells wheels of one version apart: digits and perhaps more.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct BuildTag(String);

impl WheelName {
    /// `{name}-{version}.dist-info`: the folder of the wheel's metadata.
    #[must_use]
    pub fn dist_info(&self) -> String {
        format!("{}-{}.dist-info", self.name.escaped(), self.version)
    }

    /// `{name}-{version}.data`: the folder of files that are installed elsewhere.
    #[must_use]
    pub fn data(&self) -> String {
        format!("{}-{}.data", self.name.escaped(), self.version)
    }
}

impl BuildTag {
    /// What setuptools gives editable wheels (PEP 660), which work on the machine that made them
    /// alone.
    #[must_use]
    pub fn editable() -> Self {
        Self("0.editable".to_owned())
    }
}

impl FromStr for WheelName {
    type Err = Error;

    fn from_str(file_name: &str) -> Result<Self, Error> {
        let expected = |expected: &'static str| {
            let found = format!("`{file_name}`");
            Error::new(Problem::Expected { expected, found }, 0..file_name.len())
        };
        let stem = file_name.strip_suffix(".whl").ok_or_else(|| expected("a name with `.whl`"))?;
        let wrong = || expected("`name-version(-build)-python-abi-platform.whl`");
        let (name, rest) = stem.split_once('-').ok_or_else(wrong)?;
        let (version, rest) = rest.split_once('-').ok_or_else(wrong)?;
        let version_at = name.len() + 1;
        let rest_at = version_at + version.len() + 1;
        let (build, tags) = match rest.matches('-').count() {
            2 => (None, rest),
            3 => rest.split_once('-').map(|(build, tags)| (Some(build), tags)).ok_or_else(wrong)?,
            _ => return Err(wrong()),
        };
        if name.contains("__") {
            return Err(Error::other(format!("`{name}` holds `__`"), 0..name.len()));
        }
        let tags_at = stem.len() - tags.len();
        Ok(Self {
            name: name.parse()?,
            version: version.parse().map_err(|error: Error| error.shifted(version_at))?,
            build: build
                .map(str::parse)
                .transpose()
                .map_err(|error: Error| error.shifted(rest_at))?,
            tags: tags.parse().map_err(|error: Error| error.shifted(tags_at))?,
        })
    }
}

impl FromStr for BuildTag {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
        if text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            let words = format!("`{text}` is not a build number: it begins with a digit");
            Err(Error::other(words, 0..text.len()))
        }
    }
}

impl fmt::Display for WheelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.name.escaped(), self.version)?;
        if let Some(build) = &self.build {
            write!(f, "-{build}")?;
        }
        write!(f, "-{}.whl", self.tags)
    }
}

impl fmt::Display for BuildTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, shown: &str) {
        let name: WheelName = written.parse().unwrap();
        assert_eq!(name.to_string(), shown);
        assert_eq!(shown.parse::<WheelName>().unwrap(), name);
    }

    #[track_caller]
    fn refused(written: &str, words: &str, at: std::ops::Range<usize>) {
        let error = written.parse::<WheelName>().unwrap_err();
        assert_eq!((error.to_string().as_str(), error.range), (words, at));
    }

    #[test]
    fn a_name_is_read_and_normalised() {
        check("demo-1.0-py3-none-any.whl", "demo-1.0-py3-none-any.whl");
        check(
            "Rich.Pkg-1.0rc1+a.1-py2.py3-none-any.whl",
            "rich_pkg-1.0rc1+a.1-py2.py3-none-any.whl",
        );
        check("demo-v1.0-1x-cp312-abi3-win_amd64.whl", "demo-1.0-1x-cp312-abi3-win_amd64.whl");
        let name: WheelName = "Rich.Pkg-1.0-py3-none-any.whl".parse().unwrap();
        assert_eq!(
            (name.dist_info().as_str(), name.data().as_str()),
            ("rich_pkg-1.0.dist-info", "rich_pkg-1.0.data")
        );
    }

    #[test]
    fn a_breach_is_named_with_its_place() {
        let shape = "expected `name-version(-build)-python-abi-platform.whl`, found";
        refused("demo.zip", "expected a name with `.whl`, found `demo.zip`", 0..8);
        refused("demo-1.0.whl", &format!("{shape} `demo-1.0.whl`"), 0..12);
        refused(
            "a-b-1.0-1-py3-none-any.whl",
            &format!("{shape} `a-b-1.0-1-py3-none-any.whl`"),
            0..26,
        );
        refused("a-x-py3-none-any.whl", "`x` is not a version", 2..3);
        refused(
            "a-1-b-py3-none-any.whl",
            "`b` is not a build number: it begins with a digit",
            4..5,
        );
        refused("a__b-1-py3-none-any.whl", "`a__b` holds `__`", 0..4);
        refused(
            "a-1-py3-none-a~.whl",
            "`a~` is not a tag component: letters, digits and `_` between dots",
            13..15,
        );
    }
}
