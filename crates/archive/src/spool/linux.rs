//! Unnamed files as Linux knows them: `O_TMPFILE`, and `linkat` through `/proc/self/fd`.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Mode, OFlags};
use rustix::io::Errno;

use super::{Linked, folder_of};

/// How many hidden names are tried before another process is taken to hold them all.
const HIDDEN_NAMES: u32 = 1000;

/// An unnamed file; `None` where the file system has no such thing, or where `/proc` is missing,
/// without which it could never get a name.
pub(super) fn create(folder: &Path, mode: u32) -> io::Result<Option<File>> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match rustix::fs::openat(CWD, folder, flags, Mode::from_raw_mode(mode)) {
        Ok(fd) => {
            let file = File::from(fd);
            let reachable = rustix::fs::statat(CWD, handle(&file), AtFlags::empty()).is_ok();
            Ok(reachable.then_some(file))
        }
        // EISDIR is how kernels and file systems answer that do not know the flag.
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::INVAL) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Gives an unnamed file its name.
pub(super) fn link(file: &File, target: &Path) -> io::Result<Linked> {
    if file.metadata()?.nlink() > 0 {
        return Ok(Linked::NeedsCopy);
    }
    match link_new(file, target) {
        Err(Errno::EXIST) => replace(file, target)?,
        linked => linked?,
    }
    Ok(Linked::Done)
}

/// Takes the place of a file: only `rename` does that at once, and it needs a name to begin with.
fn replace(file: &File, target: &Path) -> io::Result<()> {
    let hidden = link_hidden(file, folder_of(target))?;
    rustix::fs::renameat(CWD, &hidden, CWD, target).map_err(|error| {
        // What the rename said is what the user must hear, whatever becomes of the hidden name.
        rustix::fs::unlinkat(CWD, &hidden, AtFlags::empty()).ok();
        error.into()
    })
}

fn link_hidden(file: &File, folder: &Path) -> io::Result<PathBuf> {
    for number in 0..HIDDEN_NAMES {
        let hidden = folder.join(format!(".pyrel-{}-{number}", std::process::id()));
        match link_new(file, &hidden) {
            Ok(()) => return Ok(hidden),
            Err(Errno::EXIST) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn link_new(file: &File, name: &Path) -> Result<(), Errno> {
    rustix::fs::linkat(CWD, handle(file), CWD, name, AtFlags::SYMLINK_FOLLOW)
}

/// The path under which the kernel shows an open file.
fn handle(file: &File) -> String {
    format!("/proc/self/fd/{}", file.as_raw_fd())
}
