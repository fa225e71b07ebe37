//! Whether a file can get a place, found out before it is tried: a dry run must fail where the
//! real one would.
#![expect(clippy::disallowed_methods, reason = "what lies at a destination is no part of a tree")]

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pyrel_diag::{Explain, Kind};

/// A file cannot get its place; whoever chose it must choose another or make room.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The place is taken by a folder.
    #[error("cannot write `{}`: it is a folder", path.display())]
    Folder {
        /// The place.
        path: PathBuf,
    },
    /// What should be a folder on the way there is something else.
    #[error("cannot write into `{}`: it is not a folder", path.display())]
    NotAFolder {
        /// What is in the way.
        path: PathBuf,
    },
    /// The folder takes no files.
    #[error("cannot write into `{}`", path.display())]
    Refused {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The place is that of the file that everything is made from.
    #[error("`{}` would be overwritten by what is made from it", path.display())]
    Source {
        /// The file.
        path: PathBuf,
    },
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Source { .. } => "send the results elsewhere with `--out-dir`",
            Self::Folder { .. } | Self::NotAFolder { .. } | Self::Refused { .. } => return None,
        };
        Some(hint.to_owned())
    }
}

/// Makes sure that a file can get this place, as far as that can be known without trying.
///
/// # Errors
/// When a folder has the place, or when the nearest folder above it that exists takes no files.
pub fn check(target: &Path) -> Result<(), Error> {
    if fs::symlink_metadata(target).is_ok_and(|found| found.is_dir()) {
        return Err(Error::Folder { path: target.to_owned() });
    }
    target.parent().map_or(Ok(()), ensure_takes_files)
}

/// What is where a folder shall get its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ground {
    /// Nothing, or an empty folder.
    Free,
    /// A folder that has something in it.
    Taken,
}

/// Makes sure that a folder can get this place, as far as that can be known without trying.
///
/// # Errors
/// When something has the place that is no folder, or when the nearest folder above it that exists
/// takes no files.
pub fn check_folder(target: &Path) -> Result<Ground, Error> {
    let ground = match fs::symlink_metadata(target) {
        // A link to a folder has to stay what it is, wherever it leads.
        Ok(found) if !found.is_dir() => return Err(Error::NotAFolder { path: target.to_owned() }),
        Ok(_) => {
            let refused = |source| Error::Refused { path: target.to_owned(), source };
            match fs::read_dir(target).map_err(refused)?.next() {
                Some(_) => Ground::Taken,
                None => Ground::Free,
            }
        }
        Err(_) => Ground::Free,
    };
    target.parent().map_or(Ok(()), ensure_takes_files)?;
    Ok(ground)
}

/// Makes sure that a place is not that of the file that everything is made from.
///
/// # Errors
/// When it is.
pub fn ensure_other(target: &Path, source: &Path) -> Result<(), Error> {
    match (fs::canonicalize(target), fs::canonicalize(source)) {
        (Ok(target), Ok(same)) if target == same => Err(Error::Source { path: source.to_owned() }),
        _ => Ok(()),
    }
}

/// Makes sure that files can be put into a folder, or that it can be made.
///
/// # Errors
/// When the nearest of it and the folders above it that exists is no folder or takes no files.
pub fn ensure_takes_files(folder: &Path) -> Result<(), Error> {
    for above in folder.ancestors() {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        let path = || above.to_owned();
        match fs::metadata(above) {
            Ok(found) if !found.is_dir() => return Err(Error::NotAFolder { path: path() }),
            Ok(_) => {
                return writable(above).map_err(|source| Error::Refused { path: path(), source });
            }
            // A link that leads nowhere is in the way as well.
            Err(error) if is_absent(&error) && fs::symlink_metadata(above).is_ok() => {
                return Err(Error::NotAFolder { path: path() });
            }
            Err(error) if is_absent(&error) => {}
            Err(source) => return Err(Error::Refused { path: path(), source }),
        }
    }
    Ok(())
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(unix)]
fn writable(folder: &Path) -> io::Result<()> {
    use rustix::fs::{Access, access};
    // The kernel's own files: the mode bits say nothing to root, and yet nobody can add one.
    #[cfg(target_os = "linux")]
    if rustix::fs::statfs(folder)?.f_type == rustix::fs::PROC_SUPER_MAGIC {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    Ok(access(folder, Access::WRITE_OK | Access::EXEC_OK)?)
}

#[cfg(not(unix))]
fn writable(folder: &Path) -> io::Result<()> {
    match fs::metadata(folder)?.permissions().readonly() {
        true => Err(io::ErrorKind::PermissionDenied.into()),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(target: &Path) -> String {
        check(target).unwrap_err().to_string()
    }

    #[test]
    fn a_place_in_a_folder_that_can_be_made_is_free() {
        let folder = tempfile::tempdir().unwrap();
        for free in ["x.whl", "new/x.whl", "new/and/deep/x.whl"] {
            check(&folder.path().join(free)).unwrap();
        }
        check(Path::new("x.whl")).unwrap();
        fs::write(folder.path().join("x.whl"), "").unwrap();
        check(&folder.path().join("x.whl")).unwrap();
    }

    #[test]
    fn files_are_no_folders_and_folders_no_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let shown = file.display();
        for below in ["x.whl", "deep/x.whl"] {
            let message = format!("cannot write into `{shown}`: it is not a folder");
            assert_eq!(refused(&file.join(below)), message);
        }
        let message = format!("cannot write `{}`: it is a folder", folder.path().display());
        assert_eq!(refused(folder.path()), message);
    }

    #[test]
    fn a_folder_gets_the_place_of_nothing_or_of_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(check_folder(&folder.path().join("new/deep")).unwrap(), Ground::Free);
        assert_eq!(check_folder(folder.path()).unwrap(), Ground::Free);
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(check_folder(folder.path()).unwrap(), Ground::Taken);
        let message = format!("cannot write into `{}`: it is not a folder", file.display());
        assert_eq!(check_folder(&file).unwrap_err().to_string(), message);
        assert_eq!(check_folder(&file.join("below")).unwrap_err().to_string(), message);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernels_own_folders_take_no_files() {
        assert_eq!(refused(Path::new("/proc/deep/x.whl")), "cannot write into `/proc`");
    }

    #[test]
    fn a_source_is_known_by_all_its_names() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        ensure_other(&folder.path().join("other"), &file).unwrap();
        assert!(ensure_other(&folder.path().join("./file"), &file).is_err());
    }
}
