//! What sort of file it is.

use std::fmt;

/// What sort of file it is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Kind {
    /// A desktop extension: `.mcpb`, or `.dxt` as it was called first.
    Bundle,
    /// A source distribution; some old ones are zip archives.
    Sdist,
    /// A wheel.
    Wheel,
}

/// How an archive is packed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Container {
    TarGz,
    Zip,
}

impl Kind {
    /// The kind in one word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bundle => "bundle",
            Self::Sdist => "sdist",
            Self::Wheel => "wheel",
        }
    }

    /// What a file of this name says to be, if it says so: a `.zip` may be anything.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        match () {
            () if ends(&[".whl"]) => Some(Self::Wheel),
            () if ends(&[".tar.gz", ".tgz"]) => Some(Self::Sdist),
            () if ends(&[".dxt", ".mcpb"]) => Some(Self::Bundle),
            () => None,
        }
    }

    /// What a zip archive of these members is.
    pub(crate) fn of_members<'a>(mut paths: impl Iterator<Item = &'a str>) -> Self {
        let found = paths.find_map(|path| match path.split_once('/') {
            None if path == "manifest.json" => Some(Self::Bundle),
            Some((top, "METADATA" | "WHEEL" | "RECORD")) if top.ends_with(".dist-info") => {
                Some(Self::Wheel)
            }
            _ => None,
        });
        found.unwrap_or(Self::Sdist)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Container {
    /// By the first bytes: gzip has a mark of its own (RFC 1952, section 2.3.1), and a zip may begin
    /// with anything.
    pub(crate) fn of_head(head: &[u8]) -> Self {
        if head.starts_with(&[0x1f, 0x8b]) { Self::TarGz } else { Self::Zip }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_a_file_is_and_else_the_members_do() {
        assert_eq!(Kind::of_name("a-1-py3-none-any.WHL"), Some(Kind::Wheel));
        assert_eq!(Kind::of_name("a-1.tar.gz"), Some(Kind::Sdist));
        assert_eq!(Kind::of_name("a.mcpb"), Some(Kind::Bundle));
        assert_eq!(Kind::of_name("a-1.zip"), None);
        let of = |paths: &[&str]| Kind::of_members(paths.iter().copied());
        assert_eq!(of(&["a.py", "a-1.dist-info/WHEEL"]), Kind::Wheel);
        assert_eq!(of(&["manifest.json"]), Kind::Bundle);
        assert_eq!(of(&["a-1/PKG-INFO", "a-1/manifest.json"]), Kind::Sdist);
        assert_eq!(Container::of_head(b"PK\x03\x04"), Container::Zip);
    }
}
