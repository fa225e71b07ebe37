//! Tar archives in one gzip stream: [`read()`] takes apart those that others made.

mod format;
mod header;
mod read;
pub(crate) mod write;

pub use read::{Contents, Member, read};
