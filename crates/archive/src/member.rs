//! A member on its way into an archive: looked at once, read once.

use std::io::{self, Read};

use pyrel_tree::{EntryKind, Source, SourceTree};
use sha2::Digest;

use crate::{ArchivePath, Error, FileMap, Mode, Sha256};

/// A member whose size is known and whose bytes are still to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'a> {
    pub(crate) path: &'a ArchivePath,
    pub(crate) source: &'a Source,
    pub(crate) mode: Mode,
    /// How many bytes it had when it was looked at.
    pub(crate) len: u64,
}

/// Looks at all members of a map, in archive order.
pub(crate) fn survey<'a>(map: &'a FileMap, tree: &SourceTree) -> Result<Vec<Member<'a>>, Error> {
    map.iter()
        .map(|(path, entry)| {
            let len = len_of(&entry.source, tree)?;
            Ok(Member { path, source: &entry.source, mode: entry.mode, len })
        })
        .collect()
}

fn len_of(source: &Source, tree: &SourceTree) -> Result<u64, Error> {
    match source {
        Source::Bytes(bytes) => Ok(bytes.len() as u64),
        Source::File(path) => match tree.kind(path)? {
            Some(EntryKind::File { len, .. }) => Ok(len),
            // A link that cannot be followed says why when it is opened.
            Some(EntryKind::Folder | EntryKind::Other) => Err(match tree.open(path) {
                Err(error) => error.into(),
                Ok(_) => Error::from(pyrel_tree::Error::NotAFile { path: path.clone() }),
            }),
            None => Err(pyrel_tree::Error::Missing { path: path.clone() }.into()),
        },
        Source::Link(_) => Ok(0),
        Source::Slice(slice) => Ok(slice.len),
    }
}

/// A member that is being read, from its first byte to its last.
pub(crate) struct Reading<'a> {
    member: Member<'a>,
    input: Box<dyn Read + Send>,
    left: u64,
    sha256: sha2::Sha256,
}

impl<'a> Member<'a> {
    pub(crate) fn read(&self, tree: &SourceTree) -> Result<Reading<'a>, Error> {
        Ok(Reading {
            member: *self,
            input: tree.open_source(self.source)?,
            left: self.len,
            sha256: sha2::Sha256::new(),
        })
    }
}

impl Reading<'_> {
    /// How many bytes are still to come.
    pub(crate) fn left(&self) -> u64 {
        self.left
    }

    /// Appends the next bytes to a buffer: `most`, or all that are left.
    pub(crate) fn read(&mut self, most: usize, buffer: &mut Vec<u8>) -> Result<usize, Error> {
        let want = usize::try_from(self.left).unwrap_or(usize::MAX).min(most);
        let begin = buffer.len();
        buffer.reserve(want);
        let got = (&mut self.input).take(want as u64).read_to_end(buffer);
        if got.map_err(|source| self.failed(source))? < want {
            return Err(self.changed());
        }
        self.sha256.update(buffer.get(begin..).unwrap_or_default());
        self.left -= want as u64;
        Ok(want)
    }

    /// The digest, once all is read and nothing more is there.
    pub(crate) fn finish(mut self) -> Result<Sha256, Error> {
        match self.input.read(&mut [0]) {
            Ok(0) => Ok(Sha256(self.sha256.finalize().into())),
            Ok(_) => Err(self.changed()),
            Err(source) => Err(self.failed(source)),
        }
    }

    fn changed(&self) -> Error {
        Error::Changed { path: self.member.path.clone() }
    }

    fn failed(&self, source: io::Error) -> Error {
        // A slice ends early when its file was cut; that is a change like any other.
        if source.kind() == io::ErrorKind::UnexpectedEof {
            return self.changed();
        }
        pyrel_tree::Error::Io { path: self.member.path.to_string(), source }.into()
    }
}
