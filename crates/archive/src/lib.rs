//! One archive kernel for wheels, sdists, bundles and release zips.
//!
//! A [`FileMap`] says what goes in: portable [`ArchivePath`]s in their final order, each with an
//! [`Entry`] (where its bytes are, its [`Mode`], and the [`Origin`] that admitted it). [`seal()`]
//! turns it into an [`Artifact`]: it reads every file exactly once, deflates on all cores within a
//! fixed budget of memory, asks a *trailer* for the members that need the digests of the others,
//! and spools the result into a file without a name. The bytes depend on the map and the
//! [`Epoch`] alone: not on the folder, the clock, the umask, the host or the number of workers.
//!
//! [`zip::Archive`] and [`tar::read()`] read archives that others made, within [`Limits`] and
//! trusting nothing they say: whatever two readers could understand differently is refused.
//! [`zip::survey()`] and [`tar::survey()`] list what an archive says, however broken it is, for
//! whoever looks at it and unpacks nothing.
//!
//! [`unpack`] looks at all of an archive before anything of it is written, for whoever has a folder made
//! of it.
//!
//! *What this crate does not know*: Python, manifests, the environment, the clock, and which files
//! ought to be inside.

mod archive_path;
mod artifact;
mod block;
mod bytes;
mod crew;
mod deflate;
mod digest;
mod epoch;
mod error;
mod file_map;
mod inflate;
mod limits;
mod member;
mod noise;
mod seal;
mod share;
mod sink;
mod spool;
mod tangle;
pub mod tar;
pub mod unpack;
pub mod zip;

pub use archive_path::{ArchivePath, NotPortable};
pub use artifact::Artifact;
pub use deflate::SEARCH;
pub use digest::Sha256;
pub use epoch::{Epoch, civil};
pub use error::Error;
pub use file_map::{Clash, Entry, FileMap, Mode, Origin};
pub use inflate::{crc32, inflate};
pub use limits::Limits;
pub use seal::{Format, Job, SealedEntry, Trailer, seal};
pub use share::{cores, share_out};
pub use sink::Sink;
pub use spool::{SpoolFolder, Spooled};
