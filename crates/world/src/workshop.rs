//! A folder beside the place that it shall get, where things grow until they are whole.
#![expect(clippy::disallowed_methods, reason = "this is the place where the bans point to")]

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// A hidden folder that goes when it is dropped, with everything in it and with the folders above it
/// that were made for it.
///
/// A run that is killed cannot clear up. The next one of the same place does: whoever works in such a
/// folder holds a lock on it, and one that nobody holds is a dead run's.
#[derive(Debug)]
pub(super) struct Workshop {
    folder: PathBuf,
    /// Folders that were made on the way, the innermost first.
    made: Vec<PathBuf>,
    /// Held while it is worked in.
    _lock: Option<File>,
}

/// So many names are tried.
const NAMES: u32 = 100;

impl Workshop {
    /// An empty folder beside a place.
    pub(super) fn beside(place: &Path) -> io::Result<Self> {
        let parent = match place.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            Some(_) | None => Path::new("."),
        };
        let name = place.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut workshop = Self { folder: PathBuf::new(), made: Vec::new(), _lock: None };
        workshop.make_way(parent)?;
        for number in 0..NAMES {
            let folder = parent.join(format!(".pyrel-unpack-{name}-{number}"));
            if let Some(lock) = claim(&folder)? {
                workshop.folder = folder;
                workshop._lock = lock;
                return Ok(workshop);
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Where to work.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Gives the folder its place, where nothing is or an empty folder.
    pub(super) fn place(mut self, place: &Path) -> io::Result<()> {
        // Only Unix takes the place of an empty folder by itself.
        #[cfg(not(unix))]
        if place.is_dir() {
            fs::remove_dir(place)?;
        }
        fs::rename(&self.folder, place)?;
        self.keep();
        Ok(())
    }

    /// Gives the folder the place of another one, which goes away.
    pub(super) fn exchange(mut self, place: &Path) -> io::Result<()> {
        if swap(&self.folder, place)? {
            // What is in the workshop now is the former folder.
            self.made.clear();
            return fs::remove_dir_all(&self.folder);
        }
        let former = self.folder.with_extension("former");
        fs::rename(place, &former)?;
        if let Err(error) = fs::rename(&self.folder, place) {
            fs::rename(&former, place)?;
            return Err(error);
        }
        self.keep();
        fs::remove_dir_all(&former)
    }

    fn keep(&mut self) {
        self.folder = PathBuf::new();
        self.made.clear();
    }

    fn make_way(&mut self, parent: &Path) -> io::Result<()> {
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let missing: Vec<&Path> = parent.ancestors().take_while(missing).collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder)?;
            self.made.insert(0, folder.to_owned());
        }
        Ok(())
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        if !self.folder.as_os_str().is_empty() {
            drop(fs::remove_dir_all(&self.folder));
        }
        for folder in &self.made {
            drop(fs::remove_dir(folder));
        }
    }
}

/// Makes a folder and locks it; `None` where somebody else works in it.
fn claim(folder: &Path) -> io::Result<Option<Option<File>>> {
    match fs::create_dir(folder) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            if !is_left_behind(folder) {
                return Ok(None);
            }
            fs::remove_dir_all(folder)?;
            fs::create_dir(folder)?;
        }
        Err(error) => return Err(error),
    }
    Ok(Some(lock(folder)))
}

/// Whether a folder is that of a run that was killed.
fn is_left_behind(folder: &Path) -> bool {
    let is_folder = fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir());
    is_folder && lock(folder).is_some()
}

#[cfg(unix)]
fn lock(folder: &Path) -> Option<File> {
    let file = File::open(folder).ok()?;
    file.try_lock().ok().map(|()| file)
}

/// Folders cannot be locked there.
#[cfg(not(unix))]
fn lock(_: &Path) -> Option<File> {
    None
}

/// Lets two folders change their places at once; whether that is possible here.
#[cfg(target_os = "linux")]
fn swap(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(_: &Path, _: &Path) -> io::Result<bool> {
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_was_not_finished_leaves_no_trace() {
        let top = tempfile::tempdir().unwrap();
        let workshop = Workshop::beside(&top.path().join("new/deep/out")).unwrap();
        fs::write(workshop.folder().join("x"), "").unwrap();
        assert_eq!(names(top.path()), ["new"]);
        drop(workshop);
        assert_eq!(names(top.path()), [""; 0]);
    }

    #[test]
    fn a_finished_folder_gets_its_place() {
        let top = tempfile::tempdir().unwrap();
        let out = top.path().join("new/out");
        fs::create_dir_all(&out).unwrap();
        let workshop = Workshop::beside(&out).unwrap();
        fs::write(workshop.folder().join("x"), "").unwrap();
        workshop.place(&out).unwrap();
        assert_eq!(names(top.path().join("new").as_path()), ["out"]);
        assert_eq!(names(&out), ["x"]);
        let workshop = Workshop::beside(&out).unwrap();
        assert!(workshop.place(&out).is_err());
        assert_eq!(names(&out), ["x"]);
        assert_eq!(names(top.path().join("new").as_path()), ["out"]);
    }

    #[test]
    fn a_former_folder_gives_way() {
        let top = tempfile::tempdir().unwrap();
        let out = top.path().join("out");
        fs::create_dir(&out).unwrap();
        fs::write(out.join("old"), "").unwrap();
        let workshop = Workshop::beside(&out).unwrap();
        fs::write(workshop.folder().join("new"), "").unwrap();
        workshop.exchange(&out).unwrap();
        assert_eq!(names(&out), ["new"]);
        assert_eq!(names(top.path()), ["out"]);
    }

    #[cfg(unix)]
    #[test]
    fn what_a_killed_run_left_is_taken_away_and_what_a_living_one_has_is_not() {
        let top = tempfile::tempdir().unwrap();
        let out = top.path().join("out");
        let left = top.path().join(".pyrel-unpack-out-0");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("half"), "").unwrap();
        let first = Workshop::beside(&out).unwrap();
        assert_eq!(first.folder(), left);
        assert_eq!(names(&left), [""; 0]);
        let second = Workshop::beside(&out).unwrap();
        assert_eq!(second.folder(), top.path().join(".pyrel-unpack-out-1"));
    }
}
