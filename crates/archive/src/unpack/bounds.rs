//! How much may come out of an archive.

use pyrel_tree::Slice;

use crate::Limits;

/// Bounds for what comes out of an archive.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// The most files, folders and links.
    pub members: u64,
    /// The most bytes of all files together.
    pub bytes: u64,
    /// So many times as long as the archive may be what comes out of it, once that is more than a
    /// machine would not notice.
    pub ratio: u64,
}

/// Less than this harms nobody, however little it is packed to.
const UNNOTICED: u64 = 64 << 20;

/// More than any bundle that is in use, and less than fills a disk. Deflate comes to 1,032; the sources
/// and tables of real bundles stay below 20.
impl Default for Bounds {
    fn default() -> Self {
        Self { members: 100_000, bytes: 2 << 30, ratio: 100 }
    }
}

impl Bounds {
    /// The same as limits for reading.
    pub(super) fn limits(self) -> Limits {
        Limits { members: self.members, bytes: self.bytes }
    }

    /// Why so many bytes are too many for an archive, if they are.
    pub(super) fn refuse(self, len: u64, archive: &Slice) -> Option<String> {
        let most = archive.len.saturating_mul(self.ratio).max(UNNOTICED);
        (len > most).then(|| {
            format!("it unpacks to {len} bytes, more than {} times its own length", self.ratio)
        })
    }
}
