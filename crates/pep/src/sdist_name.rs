//! File names of source distributions (PEP 625).
//!
//! <https://packaging.python.org/en/latest/specifications/source-distribution-format/#source-distribution-file-name>

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Problem};
use crate::{PackageName, Version};

/// The name of a source distribution: `rich_pkg-1.0.tar.gz`. Shown with name and version
/// normalised, as an index wants them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SdistName {
    /// The project.
    pub name: PackageName,
    /// Its version.
    pub version: Version,
}

impl SdistName {
    /// `{name}-{version}`: the one folder at the top of the archive.
    #[must_use]
    pub fn top(&self) -> String {
        format!("{}-{}", self.name.escaped(), self.version)
    }
}

impl FromStr for SdistName {
    type Err = Error;

    /// The version holds no hyphen, so the last one parts it from the name; older names hold more.
    fn from_str(file_name: &str) -> Result<Self, Error> {
        let expected = |expected: &'static str| {
            let found = format!("`{file_name}`");
            Error::new(Problem::Expected { expected, found }, 0..file_name.len())
        };
        let stem = file_name.strip_suffix(".tar.gz");
        let stem = stem.ok_or_else(|| expected("a name with `.tar.gz`"))?;
        let (name, version) =
            stem.rsplit_once('-').ok_or_else(|| expected("`name-version.tar.gz`"))?;
        let version_at = name.len() + 1;
        Ok(Self {
            name: name.parse()?,
            version: version.parse().map_err(|error: Error| error.shifted(version_at))?,
        })
    }
}

impl fmt::Display for SdistName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.tar.gz", self.top())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_and_normalised() {
        for (written, shown) in [
            ("demo-1.0.tar.gz", "demo-1.0.tar.gz"),
            ("Rich.Pkg-v1.0-rc.1.tar.gz", ""),
            ("Rich-Pkg-1.0rc.1.tar.gz", "rich_pkg-1.0rc1.tar.gz"),
        ] {
            let read = written.parse::<SdistName>().map(|name| name.to_string());
            assert_eq!(read.unwrap_or_default(), shown);
        }
    }

    #[test]
    fn a_breach_is_named_with_its_place() {
        for (written, words, at) in [
            ("demo-1.0.zip", "expected a name with `.tar.gz`, found `demo-1.0.zip`", 0..12),
            ("demo.tar.gz", "expected `name-version.tar.gz`, found `demo.tar.gz`", 0..11),
            ("demo-x.tar.gz", "`x` is not a version", 5..6),
        ] {
            let error = written.parse::<SdistName>().unwrap_err();
            assert_eq!((error.to_string().as_str(), error.range), (words, at));
        }
    }
}
