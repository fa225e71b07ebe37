//! A member on its way into an archive: looked at once, read once.

use std::io::{self, Read};

use pyrel_tree::{EntryKind, RelPath, Source, SourceTree};
use sha2::Digest;

use crate::{ArchivePath, Error, FileMap, Job, Mode, Sha256};

/// A member whose size is known and whose bytes are still to be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Member<'a> {
    pub(crate) path: &'a ArchivePath,
    pub(crate) source: &'a Source,
    /// As far as it is known without the first bytes.
    pub(crate) mode: Mode,
    /// How many bytes it had when it was looked at.
    pub(crate) len: u64,
}

/// Looks at all members of a map, in archive order.
pub(crate) fn survey<'a>(map: &'a FileMap, tree: &SourceTree) -> Result<Vec<Member<'a>>, Error> {
    let files: Vec<&RelPath> = map.iter().filter_map(|(_, entry)| file(&entry.source)).collect();
    let mut kinds = tree.kinds(&files)?.into_iter();
    map.iter()
        .map(|(path, entry)| {
            let len = match &entry.source {
                Source::Bytes(bytes) => bytes.len() as u64,
                Source::File(file) => len_of(tree, file, kinds.next().flatten())?,
                Source::Link(_) => 0,
                Source::Slice(slice) => slice.len,
            };
            Ok(Member { path, source: &entry.source, mode: entry.mode, len })
        })
        .collect()
}

fn file(source: &Source) -> Option<&RelPath> {
    match source {
        Source::File(path) => Some(path),
        Source::Bytes(_) | Source::Link(_) | Source::Slice(_) => None,
    }
}

fn len_of(tree: &SourceTree, path: &RelPath, kind: Option<EntryKind>) -> Result<u64, Error> {
    match kind {
        Some(EntryKind::File { len, .. }) => Ok(len),
        // A link that cannot be followed says why when it is opened.
        Some(EntryKind::Folder | EntryKind::Other) => Err(match tree.open(path) {
            Err(error) => error.into(),
            Ok(_) => pyrel_tree::Error::NotAFile { path: path.clone() }.into(),
        }),
        None => Err(pyrel_tree::Error::Missing { path: path.clone() }.into()),
    }
}

/// A member that is being read, from its first byte to its last.
pub(crate) struct Reading<'a> {
    member: Member<'a>,
    input: Box<dyn Read + Send>,
    left: u64,
    sha256: Option<sha2::Sha256>,
}

/// What is known of a member once it was read to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whole {
    /// The digest, where it was taken.
    pub(crate) sha256: Option<Sha256>,
}

impl<'a> Member<'a> {
    pub(crate) fn read(&self, job: &Job<'_>) -> Result<Reading<'a>, Error> {
        Ok(Reading {
            member: *self,
            input: job.tree.open_source(self.source)?,
            left: self.len,
            // Only what is made last is made from digests, which cost a twentieth of what deflate does.
            sha256: job.trailer.map(|_| sha2::Sha256::new()),
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
        buffer.resize(begin + want, 0);
        let room = buffer.get_mut(begin..).unwrap_or_default();
        // Whole at once, since `read_to_end` would feel its way with several small reads.
        if let Err(source) = self.input.read_exact(room) {
            return Err(self.failed(source));
        }
        if let Some(sha256) = &mut self.sha256 {
            sha256.update(room);
        }
        self.left -= want as u64;
        Ok(want)
    }

    /// What is known once all is read and nothing more is there.
    pub(crate) fn finish(mut self) -> Result<Whole, Error> {
        match self.input.read(&mut [0]) {
            Ok(0) => Ok(Whole { sha256: self.sha256.map(|it| Sha256(it.finalize().into())) }),
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
