//! Zip.

mod format;
pub(crate) mod write;
