//! Paths inside an archive that mean the same everywhere.

use std::fmt;
use std::sync::Arc;

use pyrel_tree::RelPath;

/// The path of an archive member: relative, `/` between components, never empty, and free of what
/// some system reads otherwise (`..`, backslashes, drive letters, control characters).
#[derive(Clone, Eq, Ord, PartialEq, PartialOrd)]
pub struct ArchivePath(Arc<str>);

/// A path that some system would read otherwise.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{path}` cannot be the name of an archive member: {why}")]
pub struct NotPortable {
    /// The path, control characters escaped.
    pub path: String,
    /// What is wrong with it.
    pub why: &'static str,
}

impl ArchivePath {
    /// Takes a path as it is.
    ///
    /// # Errors
    /// When some system would read it otherwise.
    pub fn new(path: impl Into<Arc<str>>) -> Result<Self, NotPortable> {
        let path = path.into();
        match flaw(&path) {
            None => Ok(Self(path)),
            Some(why) => Err(NotPortable { path: path.escape_debug().to_string(), why }),
        }
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same path below a folder.
    ///
    /// # Errors
    /// When the folder is not portable.
    pub fn below(&self, folder: &str) -> Result<Self, NotPortable> {
        Self::new(format!("{folder}/{self}"))
    }

    /// What Windows would make of it that nobody expects, such as a device of `aux.js`. Archives of
    /// others may have such names; nobody unpacks them.
    #[must_use]
    pub fn trap(&self) -> Option<&'static str> {
        crate::unpack::trap(self)
    }
}

fn flaw(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.len() > usize::from(u16::MAX) {
        return Some("it is longer than 65,535 bytes");
    }
    if path.contains('\\') {
        return Some("it holds a backslash, which Windows takes for a separator");
    }
    if path.chars().any(char::is_control) {
        return Some("it holds a control character");
    }
    if path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic() {
        return Some("it begins like a Windows drive");
    }
    path.split('/').find_map(|part| match part {
        "" => Some("it has an empty component"),
        "." | ".." => Some("it has a component `.` or `..`"),
        _ => None,
    })
}

impl TryFrom<&RelPath> for ArchivePath {
    type Error = NotPortable;

    fn try_from(path: &RelPath) -> Result<Self, NotPortable> {
        Self::new(path.as_str())
    }
}

/// It is compared as its text is.
impl std::borrow::Borrow<str> for ArchivePath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ArchivePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}
