//! Paths inside a project.

use std::fmt;
use std::sync::Arc;

/// A path relative to the root of a tree: `/` between components, no `.`, no `..`, no leading or
/// trailing slash; the root itself is the empty path. Ordered by its bytes.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct RelPath(Arc<str>);

/// A text that names no place inside a tree.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotRelative {
    /// It starts at the root of a file system, or with a drive letter.
    #[error("`{0}` is absolute, not relative to the project")]
    Absolute(String),
    /// It climbs with `..` out of the tree.
    #[error("`{0}` leads out of the project")]
    Climbs(String),
    /// It holds a NUL character.
    #[error("`{0}` holds a NUL character")]
    Nul(String),
}

impl RelPath {
    /// Normalises a path as people write it: empty and `.` components vanish, and `..` takes back
    /// the component before it.
    ///
    /// # Errors
    /// An absolute path, one that climbs out of the tree, or one with a NUL.
    pub fn new(text: &str) -> Result<Self, NotRelative> {
        if text.contains('\0') {
            return Err(NotRelative::Nul(text.replace('\0', "\\0")));
        }
        if text.starts_with('/') || is_drive(text) {
            return Err(NotRelative::Absolute(text.to_owned()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(|| NotRelative::Climbs(text.to_owned()))?;
                }
                _ => parts.push(part),
            }
        }
        Ok(Self(Arc::from(parts.join("/"))))
    }

    /// The root of the tree.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the root itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path one name further down. The name must be a single component, as listings yield them.
    #[must_use]
    pub fn child(&self, name: &str) -> Self {
        debug_assert!(!name.is_empty() && !name.contains('/') && name != "..");
        if self.is_root() {
            Self(Arc::from(name))
        } else {
            Self(Arc::from(format!("{self}/{name}")))
        }
    }

    /// This path continued by another.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        match (self.is_root(), other.is_root()) {
            (true, _) => other.clone(),
            (_, true) => self.clone(),
            (false, false) => Self(Arc::from(format!("{self}/{other}"))),
        }
    }

    /// The folder it lies in; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        if self.is_root() {
            return None;
        }
        Some(self.0.rsplit_once('/').map_or_else(Self::root, |(parent, _)| Self(Arc::from(parent))))
    }

    /// The last component; empty for the root.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit_once('/').map_or(&*self.0, |(_, name)| name)
    }

    /// The components, from the root down.
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// The rest below a folder: `None` where this path is not that folder or below it.
    #[must_use]
    pub fn below(&self, folder: &Self) -> Option<Self> {
        if folder.is_root() {
            return Some(self.clone());
        }
        let rest = self.0.strip_prefix(&*folder.0)?;
        match rest.strip_prefix('/') {
            Some(rest) => Some(Self(Arc::from(rest))),
            None => rest.is_empty().then(Self::root),
        }
    }
}

fn is_drive(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic())
        && bytes.next() == Some(b':')
        && matches!(bytes.next(), Some(b'/' | b'\\'))
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_as_people_write_them() {
        for (text, expect) in
            [("./src//pkg/", "src/pkg"), ("a/../b", "b"), (".", ""), ("", ""), ("a\\b", "a\\b")]
        {
            assert_eq!(RelPath::new(text).unwrap().as_str(), expect, "{text}");
        }
    }

    #[test]
    fn paths_out_of_the_tree_are_refused() {
        assert!(matches!(RelPath::new("a/../../b"), Err(NotRelative::Climbs(_))));
        assert!(matches!(RelPath::new("/etc"), Err(NotRelative::Absolute(_))));
        assert!(matches!(RelPath::new("C:\\x"), Err(NotRelative::Absolute(_))));
        assert!(matches!(RelPath::new("a\0b"), Err(NotRelative::Nul(_))));
    }

    #[test]
    fn below_compares_components_not_letters() {
        let path = |text| RelPath::new(text).unwrap();
        assert_eq!(path("src/pkg/a.py").below(&path("src")), Some(path("pkg/a.py")));
        assert_eq!(path("src").below(&path("src")), Some(RelPath::root()));
        assert_eq!(path("srcs/a").below(&path("src")), None);
        assert_eq!(path("a").below(&RelPath::root()), Some(path("a")));
    }

    #[test]
    fn a_path_knows_its_parent_and_name() {
        let path = RelPath::new("a/b.py").unwrap();
        assert_eq!((path.parent().unwrap().as_str(), path.file_name()), ("a", "b.py"));
        assert_eq!(path.parent().unwrap().parent(), Some(RelPath::root()));
        assert_eq!(RelPath::root().parent(), None);
    }
}
