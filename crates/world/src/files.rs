//! Files that are not part of a tree: artifacts on their way to their place, and the few that a
//! command reads beside its project.
#![expect(clippy::disallowed_methods, reason = "this is the place where the bans point to")]

use std::fs::{self, File};
use std::io::{self, Read, Write};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use pyrel_archive::Artifact;
use pyrel_diag::{Explain, Kind};

/// A file beside the project that cannot be read; the owner of the machine must mend it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The system refuses.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A folder, or something that a reader would wait for: a pipe, a device.
    #[error("`{}` is not a regular file", path.display())]
    NotAFile {
        /// What is called so.
        path: PathBuf,
    },
    /// No file of this purpose is so large.
    #[error("`{}` has more than {LIMIT} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// It is no text.
    #[error("`{}` is not UTF-8", path.display())]
    NotUtf8 {
        /// The file.
        path: PathBuf,
    },
}

/// What a file that is read whole may have: settings, notes, manifests, certificates.
const LIMIT: u64 = 16 << 20;

impl Explain for Error {
    fn kind(&self) -> Kind {
        Kind::User
    }
}

/// Gives an artifact its place; folders on the way are made.
pub(super) fn place(path: &Path, artifact: &Artifact) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder)?,
        Some(_) | None => {}
    }
    artifact.spooled().place(path)
}

/// Removes a file, if it is still there.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        answer => answer,
    }
}

/// Appends to a file, such as those that a CI runner reads.
///
/// # Errors
/// When it cannot be written.
pub fn append(path: &Path, text: &str) -> io::Result<()> {
    File::options().append(true).create(true).open(path)?.write_all(text.as_bytes())
}

/// The bytes of a small file; `None` where there is no file.
///
/// # Errors
/// When it cannot be read, is no regular file or is not small.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>, Error> {
    let refused = |source| Error::Io { path: path.to_owned(), source };
    let file = match open(path) {
        Ok(Some(file)) => file,
        Ok(None) => return Err(Error::NotAFile { path: path.to_owned() }),
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(refused(error)),
    };
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(refused)?;
    if bytes.len() as u64 > LIMIT {
        return Err(Error::TooLarge { path: path.to_owned() });
    }
    Ok(Some(bytes))
}

/// The text of a small file, such as `.env` or `.pypirc`; `None` where there is no file.
///
/// # Errors
/// As [`read`], and when it is not UTF-8.
pub fn read_text(path: &Path) -> Result<Option<String>, Error> {
    let Some(bytes) = read(path)? else { return Ok(None) };
    String::from_utf8(bytes).map(Some).map_err(|_| Error::NotUtf8 { path: path.to_owned() })
}

/// The names in a folder, sorted; none where there is no folder.
///
/// # Errors
/// When it cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let refused = |source| Error::Io { path: folder.to_owned(), source };
    let found = match fs::read_dir(folder) {
        Ok(found) => found,
        Err(error) if is_absent(&error) => return Ok(Vec::new()),
        Err(error) => return Err(refused(error)),
    };
    let paths = found.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>();
    let mut paths = paths.map_err(refused)?;
    paths.sort();
    Ok(paths)
}

/// Everything below a folder that is no folder itself, sorted. Links are not followed.
///
/// # Errors
/// When a folder cannot be read.
pub fn below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in list(&folder)? {
            match fs::symlink_metadata(&path) {
                Ok(known) if known.is_dir() => folders.push(path),
                Ok(_) => found.push(path),
                Err(source) => return Err(Error::Io { path, source }),
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Where a folder really lies, as a program reads it that knows nothing of this one's current
/// folder.
///
/// # Errors
/// When it is not there.
pub fn real_folder(folder: &Path) -> Result<PathBuf, Error> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let refused = |source| Error::Io { path: folder.to_owned(), source };
    let real = fs::canonicalize(folder).map_err(refused)?;
    // Windows has a form for paths without limits that few programs understand.
    let plain = real.to_str().and_then(|text| text.strip_prefix(r"\\?\"));
    Ok(plain.map_or_else(|| real.clone(), PathBuf::from))
}

/// Opens a regular file; `None` for anything else. It is asked before it is opened, since opening a
/// device may have effects, and without waiting, should a pipe have taken its place since.
fn open(path: &Path) -> io::Result<Option<File>> {
    if !fs::metadata(path)?.is_file() {
        return Ok(None);
    }
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    let file = options.open(path)?;
    Ok(file.metadata()?.is_file().then_some(file))
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_no_mistake() {
        let folder = tempfile::tempdir().unwrap();
        let nothing = folder.path().join("nothing");
        assert_eq!(read_text(&nothing).unwrap(), None);
        assert_eq!(list(&nothing).unwrap(), Vec::<PathBuf>::new());
        remove(&nothing).unwrap();
    }

    #[test]
    fn a_listing_is_sorted() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a", "b", "c"].map(|name| folder.path().join(name));
        for path in paths.iter().rev() {
            fs::write(path, "x").unwrap();
        }
        assert_eq!(list(folder.path()).unwrap(), paths);
        remove(&paths[0]).unwrap();
        assert_eq!(list(folder.path()).unwrap(), paths[1..]);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let latin = folder.path().join("latin");
        fs::write(&latin, b"\xe4").unwrap();
        let error = read_text(&latin).unwrap_err();
        assert_eq!(error.to_string(), format!("`{}` is not UTF-8", latin.display()));
        let error = read_text(folder.path()).unwrap_err();
        let folder_is_none = format!("`{}` is not a regular file", folder.path().display());
        assert_eq!(error.to_string(), folder_is_none);
        let large = folder.path().join("large");
        File::create(&large).unwrap().set_len(LIMIT + 1).unwrap();
        let error = read(&large).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("`{}` has more than 16777216 bytes", large.display())
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join(".env");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        let error = read_text(&pipe).unwrap_err();
        assert_eq!(error.to_string(), format!("`{}` is not a regular file", pipe.display()));
    }
}
