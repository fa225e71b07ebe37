//! Files without a name: where archives grow until they are finished.
#![expect(clippy::disallowed_methods, reason = "spool files are the kernel's own")]

#[cfg(target_os = "linux")]
#[path = "spool/linux.rs"]
mod unnamed;
#[cfg(not(target_os = "linux"))]
#[path = "spool/elsewhere.rs"]
mod unnamed;

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use pyrel_tree::Content;
use tempfile::TempPath;

/// The folder in which spool files are made. Placing is atomic if it lies on the file system of
/// the destination: the destination's folder, or its nearest ancestor that exists already.
#[derive(Clone, Debug)]
pub struct SpoolFolder(PathBuf);

/// A spooled file: without a name where the system can do that (Linux), else with a hidden one
/// that goes when it is dropped.
#[derive(Debug)]
pub struct Spooled {
    file: File,
    name: Name,
    readers: Readers,
}

/// Who may read a file once it has its place, where the system tells users apart.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Readers {
    /// Whoever may read any new file there.
    Usual,
    /// Its owner.
    Owner,
}

/// What a spooled file is called before it is placed.
#[derive(Debug)]
enum Name {
    /// Something hidden, until it is placed.
    Hidden(Mutex<Option<TempPath>>),
    /// Nothing.
    None,
    /// Its own name: it was there before us and stays.
    Own,
}

/// How a file got its name, or why it did not.
enum Linked {
    /// It has the name now.
    Done,
    /// Only a copy can have that name: the place is on another file system, or the file has a
    /// name already and would otherwise change together with its twin.
    NeedsCopy,
}

/// How much is copied at once between file systems.
const COPIED_AT_ONCE: usize = 256 << 10;

impl SpoolFolder {
    /// Spools in this folder, which must exist.
    #[must_use]
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Spooled {
    /// An empty file that nobody else can see. Its permissions are those of any new file.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be written.
    pub fn create(folder: &SpoolFolder) -> io::Result<Self> {
        Self::create_for(Readers::Usual, folder)
    }

    /// The same for secrets: when it has its place, only its owner may read it.
    ///
    /// # Errors
    /// As [`Spooled::create`].
    pub fn create_private(folder: &SpoolFolder) -> io::Result<Self> {
        Self::create_for(Readers::Owner, folder)
    }

    fn create_for(readers: Readers, folder: &SpoolFolder) -> io::Result<Self> {
        let mode = readers.mode();
        if let Some(file) = unnamed::create(folder.path(), mode)? {
            return Ok(Self { file, name: Name::None, readers });
        }
        let mut builder = tempfile::Builder::new();
        builder.prefix(".pyrel-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
        let (file, path) = builder.tempfile_in(folder.path())?.into_parts();
        Ok(Self { file, name: Name::Hidden(Mutex::new(Some(path))), readers })
    }

    /// A file that is there already, to be read only.
    ///
    /// # Errors
    /// When it is no regular file or cannot be opened.
    pub fn existing(path: &Path) -> io::Result<Self> {
        // Asked before it is opened, because opening a pipe waits for somebody to write into it.
        if !std::fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"));
        }
        Ok(Self { file: File::open(path)?, name: Name::Own, readers: Readers::Usual })
    }

    /// How many bytes it has.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn len(&self) -> io::Result<u64> {
        Ok(self.file.metadata()?.len())
    }

    /// Whether it has no bytes.
    ///
    /// # Errors
    /// As [`Spooled::len`].
    pub fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Writes all of some bytes at an offset.
    ///
    /// # Errors
    /// When the disk is full or fails.
    pub fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        write_all_at(&self.file, bytes, offset)
    }

    /// Lets everybody execute it who may read it.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn make_executable(&self) -> io::Result<()> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = self.file.metadata()?.permissions().mode();
            let mode = PermissionsExt::from_mode(mode | (mode & 0o444) >> 2);
            self.file.set_permissions(mode)?;
        }
        Ok(())
    }

    /// Gives the file its name, at once and whole, in place of a file that has it already. If that
    /// fails, a file that was there before is still there, and nothing else is. A file on another
    /// file system, or one that has a name already, is copied and the copy placed.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be written.
    pub fn place(&self, target: &Path) -> io::Result<()> {
        match self.link(target)? {
            Linked::Done => Ok(()),
            Linked::NeedsCopy => match self.copy_beside(target)?.link(target)? {
                Linked::Done => Ok(()),
                Linked::NeedsCopy => Err(io::ErrorKind::CrossesDevices.into()),
            },
        }
    }

    fn link(&self, target: &Path) -> io::Result<Linked> {
        let linked = match &self.name {
            Name::Own => return Ok(Linked::NeedsCopy),
            Name::None => unnamed::link(&self.file, target),
            Name::Hidden(path) => persist(path, target),
        };
        match linked {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => Ok(Linked::NeedsCopy),
            linked => linked,
        }
    }

    fn copy_beside(&self, target: &Path) -> io::Result<Self> {
        let copy = Self::create_for(self.readers, &SpoolFolder::new(folder_of(target)))?;
        let mut buffer = vec![0; COPIED_AT_ONCE];
        let mut offset = 0;
        loop {
            let got = self.read_at(&mut buffer, offset)?;
            let Some(bytes) = buffer.get(..got).filter(|bytes| !bytes.is_empty()) else {
                return Ok(copy);
            };
            copy.write_at(bytes, offset)?;
            offset += got as u64;
        }
    }
}

impl Readers {
    /// The permissions to ask for, of which the process may withhold some.
    fn mode(self) -> u32 {
        match self {
            Self::Usual => 0o666,
            Self::Owner => 0o600,
        }
    }
}

impl Content for Spooled {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        loop {
            match read_some_at(&self.file, buffer, offset) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                got => return got,
            }
        }
    }
}

/// Gives a file with a hidden name its own one.
fn persist(hidden: &Mutex<Option<TempPath>>, target: &Path) -> io::Result<Linked> {
    let mut hidden = hidden.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(path) = hidden.take() else { return Ok(Linked::NeedsCopy) };
    match path.persist(target) {
        Ok(()) => Ok(Linked::Done),
        Err(failed) => {
            *hidden = Some(failed.path);
            Err(failed.error)
        }
    }
}

/// The folder of a file, which is the current one for a bare name.
fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(unix)]
fn read_some_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(unix)]
fn write_all_at(file: &File, bytes: &[u8], offset: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, offset)
}

#[cfg(windows)]
fn read_some_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(windows)]
fn write_all_at(file: &File, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, offset) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(put) => {
                bytes = bytes.get(put..).unwrap_or_default();
                offset += put as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
