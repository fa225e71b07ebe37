//! Paths as setuptools spells them in its list of files.

use std::fmt;

use pyrel_tree::RelPath;

/// A path in the list of files. setuptools compares spellings, so `./a.txt` is another entry than
/// `a.txt`: patterns that match the one miss the other.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Listed(RelPath);

/// Stands for the component `.`, which a [`RelPath`] cannot hold. Like a dot it is one character,
/// and as one for private use it is in nobody's file names.
const DOT: &str = "\u{f8ff}";

impl Listed {
    pub(crate) fn plain(path: RelPath) -> Self {
        Self(path)
    }

    /// A path that is written so in the project's files: it keeps its dots.
    pub(crate) fn written(text: &str, path: RelPath) -> Self {
        let parts = text.split('/').filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.map(|part| if part == "." { DOT } else { part }).collect();
        match RelPath::new(&parts.join("/")) {
            Ok(dotted) if !parts.contains(&"..") => Self(dotted),
            _ => Self(path),
        }
    }

    /// As `pathlib` spells it, to which the root alone is a dot.
    pub(crate) fn pure(&self) -> Self {
        let path = self.path();
        if path.is_root() { self.clone() } else { Self(path) }
    }

    /// With `./` before it; the root becomes `.`.
    pub(crate) fn dotted(path: &RelPath) -> Self {
        Self(RelPath::root().child(DOT).join(path))
    }

    /// The place in the tree.
    pub(crate) fn path(&self) -> RelPath {
        let parts = self.0.components().filter(|part| *part != DOT);
        parts.fold(RelPath::root(), |path, part| path.child(part))
    }

    /// What [`ManifestPattern`](pyrel_tree::glob::ManifestPattern)s are held against: a leading `.`
    /// is a component as any other.
    pub(crate) fn for_patterns(&self) -> &RelPath {
        &self.0
    }

    /// The folder, spelled alike.
    pub(crate) fn parent(&self) -> Option<Self> {
        self.0.parent().map(Self)
    }

    /// Another path of the tree, with or without `./` as this one.
    pub(crate) fn respell(&self, path: &RelPath) -> Self {
        if self.is_dotted() { Self::dotted(path) } else { Self(path.clone()) }
    }

    /// The path below this folder.
    pub(crate) fn join(&self, path: &RelPath) -> Self {
        Self(self.0.join(path))
    }

    fn is_dotted(&self) -> bool {
        self.0.components().next() == Some(DOT)
    }
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.as_str().replace(DOT, "."))
    }
}

/// A pattern with its leading `./` in the spelling of [`Listed::for_patterns`].
pub(crate) fn pattern_below(folder: &str, rest: &str) -> String {
    match folder {
        "." => format!("{DOT}/{rest}"),
        _ => format!("{folder}/{rest}"),
    }
}

/// A path as `pathlib` writes it: no empty or `.` components, no slash at the end; nothing at all
/// becomes `.`.
pub(crate) fn pure_path(text: &str) -> String {
    let parts: Vec<&str> = text.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    let joined = parts.join("/");
    match (text.starts_with('/'), joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_spellings_of_a_path_are_two_entries() {
        let path = RelPath::new("pkg/a.txt").unwrap();
        let (plain, dotted) = (Listed::plain(path.clone()), Listed::dotted(&path));
        assert_ne!(plain, dotted);
        assert_eq!(
            (plain.to_string(), dotted.to_string()),
            ("pkg/a.txt".into(), "./pkg/a.txt".into())
        );
        assert_eq!((plain.path(), dotted.path()), (path.clone(), path.clone()));
        assert_eq!(dotted.parent().unwrap().respell(&path), dotted);
        assert_eq!(Listed::dotted(&RelPath::root()).to_string(), ".");
        let inner = Listed::written("pkg/./a.txt", path.clone());
        assert_eq!((inner.to_string(), inner.path()), ("pkg/./a.txt".into(), path.clone()));
        assert_eq!(Listed::written("x/./../pkg//a.txt", path.clone()), plain);
    }

    #[test]
    fn paths_are_written_as_pathlib_writes_them() {
        for (text, expect) in
            [("./a//b/", "a/b"), (".", "."), ("", "."), ("/a/", "/a"), ("a/../b", "a/../b")]
        {
            assert_eq!(pure_path(text), expect, "{text}");
        }
    }
}
