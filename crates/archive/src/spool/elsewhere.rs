//! Systems without unnamed files: a hidden name takes their place.

use std::fs::File;
use std::io;
use std::path::Path;

use super::Linked;

/// No such thing here.
pub(super) fn create(_: &Path, _: u32) -> io::Result<Option<File>> {
    Ok(None)
}

/// Never asked, since no unnamed file is ever made.
pub(super) fn link(_: &File, _: &Path) -> io::Result<Linked> {
    Err(io::ErrorKind::Unsupported.into())
}
