//! A finished file that has no name on disk yet, or one that was there before.

use std::io;
use std::sync::Arc;

use pyrel_tree::{Content, Slice};

use crate::{Sha256, Spooled};

/// A finished file: its bytes, their digest and length, and the name it shall have. Cheap to
/// clone, so that placing it and uploading it speak of the same bytes.
#[derive(Clone, Debug)]
pub struct Artifact {
    name: Arc<str>,
    sha256: Sha256,
    len: u64,
    spooled: Arc<Spooled>,
}

impl Artifact {
    pub(crate) fn new(name: Arc<str>, sha256: Sha256, len: u64, spooled: Spooled) -> Self {
        Self { name, sha256, len, spooled: Arc::new(spooled) }
    }

    /// The file name it shall have.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The digest of its bytes.
    #[must_use]
    pub fn sha256(&self) -> Sha256 {
        self.sha256
    }

    /// How many bytes it has.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether it has no bytes at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// All of its bytes as a slice to read from, as often as needed.
    #[must_use]
    pub fn slice(&self) -> Slice {
        let content: Arc<dyn Content> = Arc::clone(&self.spooled) as Arc<dyn Content>;
        Slice { content, offset: 0, len: self.len }
    }

    /// A reader from the beginning.
    #[must_use]
    pub fn reader(&self) -> impl io::Read + Send + use<> {
        self.slice().reader()
    }

    /// The file behind it, which knows how to get a name.
    #[must_use]
    pub fn spooled(&self) -> &Spooled {
        &self.spooled
    }
}
