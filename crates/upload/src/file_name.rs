//! What the name of a finished file says.

use pyrel_pep::{PackageName, Version};

/// The two kinds of files that an index takes.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A wheel, which goes first: it has the best metadata, and the first file of a release
    /// decides what the index shows.
    Wheel,
    /// A source distribution.
    Sdist,
}

/// The parts of a file name.
#[derive(Clone, Debug)]
pub(crate) struct FileName {
    pub(crate) kind: Kind,
    pub(crate) project: PackageName,
    pub(crate) version: Version,
    /// The tags of a wheel for Python versions, joined by dots; `source` for an sdist.
    pub(crate) python: String,
}

impl FileName {
    /// Takes a file name apart; `None` where it is no name of a distribution.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        if name.contains(['/', '\\']) || name.chars().any(char::is_control) {
            return None;
        }
        if let Some(stem) = name.strip_suffix(".whl") {
            return Self::wheel(stem);
        }
        Self::sdist(name.strip_suffix(".tar.gz")?)
    }

    /// `name-version(-build)?-python-abi-platform`: the binary distribution format.
    fn wheel(stem: &str) -> Option<Self> {
        let parts: Vec<&str> = stem.split('-').collect();
        let (name, version, python) = match parts.as_slice() {
            [name, version, python, abi, platform] if !abi.is_empty() && !platform.is_empty() => {
                (name, version, python)
            }
            [name, version, build, python, _, _]
                if build.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                (name, version, python)
            }
            _ => return None,
        };
        Some(Self {
            kind: Kind::Wheel,
            project: name.parse().ok()?,
            version: version.parse().ok()?,
            python: (*python).to_owned(),
        })
    }

    /// `name-version`: the last hyphen parts them, since older names hold hyphens.
    fn sdist(stem: &str) -> Option<Self> {
        let (name, version) = stem.rsplit_once('-')?;
        Some(Self {
            kind: Kind::Sdist,
            project: name.parse().ok()?,
            version: version.parse().ok()?,
            python: "source".to_owned(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expect: Option<(Kind, &str, &str, &str)>) {
        let parsed = FileName::parse(name);
        let shown = parsed
            .as_ref()
            .map(|it| (it.kind, it.project.as_str(), it.version.as_written(), it.python.as_str()));
        assert_eq!(shown, expect, "{name}");
    }

    #[test]
    fn names_of_distributions_are_taken_apart() {
        let wheel = Kind::Wheel;
        check("a_b-1.0-py2.py3-none-any.whl", Some((wheel, "a_b", "1.0", "py2.py3")));
        check("a-1.0-1x-cp312-abi3-linux.whl", Some((wheel, "a", "1.0", "cp312")));
        check("my-pkg-1.0rc1.tar.gz", Some((Kind::Sdist, "my-pkg", "1.0rc1", "source")));
    }

    #[test]
    fn other_names_are_none() {
        for name in [
            "a-1.0.zip",
            "a.tar.gz",
            "a-x.tar.gz",
            "a-1.0-py3-none.whl",
            "a-1.0-b-py3-none-any.whl",
            "x/a-1.0.tar.gz",
            "-1.0.tar.gz",
            "a-1.0-py3-none-.whl",
            "a-1.0\n.tar.gz",
            ".whl",
        ] {
            check(name, None);
        }
    }
}
