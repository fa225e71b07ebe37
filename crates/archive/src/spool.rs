//! Files without a name: where archives grow until they are finished.
#![expect(clippy::disallowed_methods, reason = "spool files are the kernel's own")]

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use pyrel_tree::Content;

/// The folder in which spool files are made. Placing is atomic if it lies on the file system of
/// the destination.
#[derive(Clone, Debug)]
pub struct SpoolFolder(PathBuf);

/// A spooled file: without a name where the system can do that (Linux), else with a hidden one
/// that goes when it is dropped.
#[derive(Debug)]
pub struct Spooled {
    file: File,
}

impl SpoolFolder {
    /// Spools in this folder, which must exist.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Spooled {
    /// Gives the file its name, at once and whole, in place of a file that has it already.
    ///
    /// # Errors
    /// When the folder does not exist, lies on another file system, or cannot be written.
    pub fn place(&self, _target: &Path) -> io::Result<()> {
        let _ = &self.file;
        Err(io::ErrorKind::Unsupported.into())
    }
}

impl Content for Spooled {
    fn read_at(&self, _buffer: &mut [u8], _offset: u64) -> io::Result<usize> {
        Err(io::ErrorKind::Unsupported.into())
    }
}
