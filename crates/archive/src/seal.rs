//! From a file map to a finished artifact.

use std::fmt;
use std::num::NonZeroUsize;

use pyrel_diag::{Event, Progress};
use pyrel_tree::SourceTree;

use crate::member::survey;
use crate::{ArchivePath, Artifact, Clash, Epoch, Error, FileMap, Sha256, SpoolFolder, tar, zip};

/// The container.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Format {
    /// A pax tar in one gzip member.
    TarGz,
    /// A zip of stored and deflated members.
    Zip,
}

/// A member as it was sealed: what a trailer may build on.
#[derive(Clone, Debug)]
pub struct SealedEntry {
    /// Its path.
    pub path: ArchivePath,
    /// The digest of its bytes, before compression; that of no bytes for a link.
    pub sha256: Sha256,
    /// How many bytes it has, before compression.
    pub len: u64,
}

/// Makes the last members from what was sealed before them, in archive order: a wheel's `RECORD`.
pub type Trailer<'a> = &'a (dyn Fn(&[SealedEntry]) -> Vec<(ArchivePath, Vec<u8>)> + Sync);

/// All that decides the bytes of an archive, and where it grows.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The file name of the result.
    pub name: &'a str,
    /// The container.
    pub format: Format,
    /// The members.
    pub map: &'a FileMap,
    /// The tree that the members' sources are relative to.
    pub tree: &'a SourceTree,
    /// The time of all members.
    pub epoch: Epoch,
    /// The deflate level, 1 to 9, or [`SEARCH`](crate::SEARCH).
    pub level: u8,
    /// The members made last.
    pub trailer: Option<Trailer<'a>>,
    /// Where the archive grows.
    pub spool: &'a SpoolFolder,
    /// How many threads deflate; all cores if not said. The bytes do not depend on it.
    pub workers: Option<NonZeroUsize>,
}

/// Reads every file of the map once and writes the archive.
///
/// # Errors
/// When a file cannot be read, changes its size meanwhile, or the spool cannot be written.
pub fn seal(job: &Job<'_>, progress: &dyn Progress) -> Result<Artifact, Error> {
    let members = survey(job.map, job.tree)?;
    let bytes = members.iter().map(|member| member.len).sum();
    progress.event(Event::Started { what: &format!("sealing {}", job.name), bytes });
    let artifact = match job.format {
        Format::TarGz => tar::write::write(job, &members, progress),
        Format::Zip => zip::write::write(job, &members, progress),
    }?;
    progress.event(Event::Finished);
    Ok(artifact)
}

impl fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job")
            .field("name", &self.name)
            .field("format", &self.format)
            .field("members", &self.map.len())
            .field("tree", self.tree)
            .field("epoch", &self.epoch)
            .field("level", &self.level)
            .field("spool", self.spool)
            .field("workers", &self.workers)
            .finish_non_exhaustive()
    }
}

impl Job<'_> {
    /// The members made last, each with its bytes.
    pub(crate) fn last_members(
        &self,
        sealed: &[SealedEntry],
    ) -> Result<Vec<(ArchivePath, Vec<u8>)>, Error> {
        let made = self.trailer.map(|trailer| trailer(sealed)).unwrap_or_default();
        for (number, (path, _)) in made.iter().enumerate() {
            let earlier = made.iter().take(number).any(|(other, _)| other == path);
            let first = match self.map.get(path) {
                Some(entry) => entry.origin.to_string(),
                None if earlier => LAST.to_owned(),
                None => continue,
            };
            return Err(Clash { path: path.clone(), first, second: LAST.to_owned() }.into());
        }
        Ok(made)
    }
}

/// What admits the members made last, in messages.
const LAST: &str = "what is made from the finished members";
