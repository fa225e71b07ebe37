//! Tar.

mod format;
pub(crate) mod write;
