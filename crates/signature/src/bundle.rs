//! Bundles as they lie there.

use std::io;
use std::path::Path;
use std::sync::Arc;

use pyrel_archive::{Artifact, Error, Spooled};
use pyrel_tree::Slice;

/// A finished bundle, signed or not: its name and its bytes. They are not read before somebody asks.
#[derive(Clone, Debug)]
pub struct Bundle {
    name: String,
    slice: Slice,
}

impl Bundle {
    /// A file that is there already. Its handle is kept: whatever is later put under that name, this
    /// still speaks of the same file.
    ///
    /// # Errors
    /// When it is no regular file or cannot be opened.
    pub fn existing(path: &Path) -> Result<Self, Error> {
        let shown = || path.display().to_string();
        let unreadable = |source| Error::Unreadable { path: shown(), source };
        let name = path.file_name().unwrap_or_default().to_str();
        let name = name.ok_or_else(|| Error::NameNotUnicode { path: shown() })?.to_owned();
        let spooled = Spooled::existing(path).map_err(unreadable)?;
        let len = spooled.len().map_err(unreadable)?;
        Ok(Self { name, slice: Slice { content: Arc::new(spooled), offset: 0, len } })
    }

    /// Its file name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn slice(&self) -> Slice {
        self.slice.clone()
    }

    pub(crate) fn unreadable(&self, source: io::Error) -> crate::Error {
        crate::Error::Unreadable { name: self.name.clone(), source }
    }
}

impl From<&Artifact> for Bundle {
    fn from(artifact: &Artifact) -> Self {
        Self { name: artifact.name().to_owned(), slice: artifact.slice() }
    }
}
