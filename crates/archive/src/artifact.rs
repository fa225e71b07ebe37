//! A finished file that has no name on disk yet, or one that was there before.

use std::io;
use std::path::Path;
use std::sync::Arc;

use pyrel_tree::{Content, Slice};
use sha2::Digest;

use crate::{Error, Sha256, SpoolFolder, Spooled};

/// A finished file: its bytes, their digest and length, and the name it shall have. Cheap to
/// clone, so that placing it and uploading it speak of the same bytes.
#[derive(Clone, Debug)]
pub struct Artifact {
    name: Arc<str>,
    sha256: Sha256,
    len: u64,
    spooled: Arc<Spooled>,
}

/// How much is read at once to be hashed.
const HASHED_AT_ONCE: usize = 256 << 10;

impl Artifact {
    pub(crate) fn new(name: Arc<str>, sha256: Sha256, len: u64, spooled: Spooled) -> Self {
        Self { name, sha256, len, spooled: Arc::new(spooled) }
    }

    /// A file that is there already, under its own name. It is read once, for its digest, and its
    /// handle is kept: whatever is later put under that name, this still speaks of the same file.
    ///
    /// # Errors
    /// When it is no regular file, cannot be read, or changes meanwhile.
    pub fn existing(path: &Path) -> Result<Self, Error> {
        let unreadable = |source| Error::Unreadable { path: path.display().to_string(), source };
        let name = path.file_name().unwrap_or_default().to_str();
        let name =
            name.ok_or_else(|| Error::NameNotUnicode { path: path.display().to_string() })?;
        let spooled = Spooled::existing(path).map_err(unreadable)?;
        Self::of_spooled(name, spooled).map_err(unreadable)
    }

    /// A small file of these bytes, spooled into a folder.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn of_bytes(name: &str, bytes: &[u8], spool: &SpoolFolder) -> io::Result<Self> {
        let spooled = Spooled::create(spool)?;
        spooled.write_at(bytes, 0)?;
        Self::of_spooled(name, spooled)
    }

    /// A spooled file that is finished.
    ///
    /// # Errors
    /// When it cannot be read, or changes meanwhile.
    pub fn of_spooled(name: &str, spooled: Spooled) -> io::Result<Self> {
        let len = spooled.len()?;
        let mut sha256 = sha2::Sha256::new();
        let mut buffer = vec![0; HASHED_AT_ONCE];
        let mut offset = 0;
        loop {
            let got = spooled.read_at(&mut buffer, offset)?;
            let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else { break };
            sha256.update(bytes);
            offset += got as u64;
        }
        if offset != len {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it changed while it was read"));
        }
        Ok(Self::new(Arc::from(name), Sha256(sha256.finalize().into()), len, spooled))
    }

    /// The same file, to have another name.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self { name: Arc::from(name), ..self }
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
