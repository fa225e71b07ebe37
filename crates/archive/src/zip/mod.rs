//! Zip archives: [`Archive`] reads those that others made.

mod directory;
mod format;
pub(crate) mod write;

mod read;

pub use read::{Archive, Kind, Member};
