//! What the name of a finished file says.

use pyrel_pep::{BuildTag, PackageName, SdistName, Version, WheelName};

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
    /// Whether it is an editable wheel, which is no use to anybody else.
    pub(crate) is_editable: bool,
}

impl FileName {
    /// Takes a file name apart; `None` where it is no name of a distribution.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        // A version may stand among white space, but a file name with such is a trap.
        if name.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return None;
        }
        if let Ok(wheel) = name.parse::<WheelName>() {
            return Some(Self {
                kind: Kind::Wheel,
                project: wheel.name,
                version: wheel.version,
                python: wheel.tags.pythons().join("."),
                is_editable: wheel.build == Some(BuildTag::editable()),
            });
        }
        let sdist: SdistName = name.parse().ok()?;
        Some(Self {
            kind: Kind::Sdist,
            project: sdist.name,
            version: sdist.version,
            python: "source".to_owned(),
            is_editable: false,
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
