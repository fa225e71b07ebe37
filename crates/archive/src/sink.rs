//! Where an archive grows: a spool file and the digest of what is final in it.

use std::io;
use std::sync::Arc;

use pyrel_tree::Content;
use sha2::Digest;

use crate::{Artifact, Error, Sha256, SpoolFolder, Spooled};

/// A file that grows from its beginning to its end, and is hashed on the way.
#[derive(Debug)]
pub struct Sink {
    name: Arc<str>,
    spooled: Spooled,
    /// Where the next byte goes.
    at: u64,
    /// Up to where the digest has seen the file; behind `at` while something may still be patched.
    hashed: u64,
    patchable: bool,
    sha256: sha2::Sha256,
}

/// How much is read again at once to be hashed.
const HASHED_AT_ONCE: usize = 256 << 10;

impl Sink {
    /// Begins a file that shall have this name.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be written.
    pub fn create(name: &str, folder: &SpoolFolder) -> Result<Self, Error> {
        let spooled = Spooled::create(folder)
            .map_err(|source| Error::Spool { name: name.to_owned(), source })?;
        Ok(Self {
            name: Arc::from(name),
            spooled,
            at: 0,
            hashed: 0,
            patchable: false,
            sha256: sha2::Sha256::new(),
        })
    }

    /// How long the archive is by now.
    pub(crate) fn position(&self) -> u64 {
        self.at
    }

    /// Adds bytes at the end.
    ///
    /// # Errors
    /// When they cannot be written; usually the disk is full.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.spooled.write_at(bytes, self.at).map_err(|source| self.failed(source))?;
        self.at += bytes.len() as u64;
        if !self.patchable {
            self.sha256.update(bytes);
            self.hashed = self.at;
        }
        Ok(())
    }

    /// From here on bytes may be patched, until [`Sink::settle`].
    pub(crate) fn keep_patchable(&mut self) {
        self.patchable = true;
    }

    /// Writes over bytes that are still patchable.
    pub(crate) fn patch(&mut self, bytes: &[u8], at: u64) -> Result<(), Error> {
        debug_assert!(at >= self.hashed, "what is hashed is final");
        self.spooled.write_at(bytes, at).map_err(|source| self.failed(source))
    }

    /// All that was written is final: the digest catches up with it.
    pub(crate) fn settle(&mut self) -> Result<(), Error> {
        self.patchable = false;
        let mut buffer = vec![0; HASHED_AT_ONCE];
        while self.hashed < self.at {
            let most = usize::try_from(self.at - self.hashed).unwrap_or(usize::MAX);
            let room = buffer.get_mut(..most.min(HASHED_AT_ONCE)).unwrap_or_default();
            let got = self.spooled.read_at(room, self.hashed);
            let got = got.map_err(|source| self.failed(source))?;
            if got == 0 {
                return Err(self.failed(io::ErrorKind::UnexpectedEof.into()));
            }
            self.sha256.update(room.get(..got).unwrap_or_default());
            self.hashed += got as u64;
        }
        Ok(())
    }

    /// The digest of what was added so far and some more bytes that are not.
    ///
    /// # Errors
    /// When it cannot be read again, where that is needed.
    pub fn sha256_with(&mut self, more: &[u8]) -> Result<Sha256, Error> {
        self.settle()?;
        Ok(Sha256(self.sha256.clone().chain_update(more).finalize().into()))
    }

    /// The finished file.
    ///
    /// # Errors
    /// When it cannot be read again, where that is needed.
    pub fn finish(mut self) -> Result<Artifact, Error> {
        self.settle()?;
        let sha256 = Sha256(self.sha256.finalize().into());
        Ok(Artifact::new(self.name, sha256, self.at, self.spooled))
    }

    fn failed(&self, source: io::Error) -> Error {
        Error::Spool { name: self.name.to_string(), source }
    }
}
