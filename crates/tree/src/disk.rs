//! A tree over a folder: the one place where project files are opened.
#![expect(clippy::disallowed_methods, reason = "this is the reading end of the project's files")]

#[cfg(test)]
#[cfg(unix)]
mod tests;

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, Read};
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(unix)]
use rustix::fs::OFlags;

use crate::{EntryKind, Error, Item, RelPath};

/// A folder. Symbolic links are followed as long as they stay below it.
#[derive(Debug)]
pub(crate) struct Disk {
    /// Absolute and free of links, so that a resolved path can be compared with it.
    root: PathBuf,
    /// Folders known to lie below the root, links resolved.
    inside: Mutex<BTreeSet<RelPath>>,
}

impl Disk {
    pub(crate) fn new(root: &Path) -> Result<Self, Error> {
        let io = |source| Error::Io { path: root.display().to_string(), source };
        let resolved = fs::canonicalize(root).map_err(io)?;
        if !fs::metadata(&resolved).map_err(io)?.is_dir() {
            return Err(io(io::ErrorKind::NotADirectory.into()));
        }
        Ok(Self { root: resolved, inside: Mutex::new(BTreeSet::from([RelPath::root()])) })
    }

    pub(crate) fn item(&self, path: &RelPath) -> Result<Option<Item>, Error> {
        if let Some(parent) = path.parent()
            && !self.ensure_inside(&parent)?
        {
            return Ok(None);
        }
        let full = self.full(path);
        match fs::symlink_metadata(&full) {
            Ok(metadata) => self.describe(path.clone(), &full, &metadata).map(Some),
            Err(error) if is_absent(&error) => Ok(None),
            Err(source) => Err(Error::Io { path: path.to_string(), source }),
        }
    }

    pub(crate) fn list(&self, folder: &RelPath) -> Result<Vec<Item>, Error> {
        let io = |source| Error::Io { path: shown(folder), source };
        if !self.ensure_inside(folder)? {
            return Err(Error::Missing { path: folder.clone() });
        }
        let mut names = Vec::new();
        for found in fs::read_dir(self.full(folder)).map_err(io)? {
            let found = found.map_err(io)?;
            let name = found.file_name().into_string().map_err(|name| Error::NotUnicode {
                path: folder.child(&name.to_string_lossy()).to_string(),
            })?;
            names.push((folder.child(&name), found));
        }
        // In order before they are looked at, so that the first error is always the same one.
        names.sort_by(|(a, _), (b, _)| a.cmp(b));
        let items = names.into_iter().map(|(path, found)| self.listed(path, &found));
        items.filter_map(Result::transpose).collect()
    }

    /// A name in a listing; `None` if it vanished between the listing and the look at it.
    fn listed(&self, path: RelPath, found: &DirEntry) -> Result<Option<Item>, Error> {
        match found.metadata() {
            Ok(metadata) => {
                if metadata.is_dir() {
                    // A folder in a folder that lies inside lies inside.
                    self.known().insert(path.clone());
                }
                self.describe(path, &found.path(), &metadata).map(Some)
            }
            Err(error) if is_absent(&error) => Ok(None),
            Err(source) => Err(Error::Io { path: path.to_string(), source }),
        }
    }

    pub(crate) fn open(&self, path: &RelPath) -> Result<Box<dyn Read + Send>, Error> {
        match self.item(path)?.map(|item| item.kind) {
            None => Err(Error::Missing { path: path.clone() }),
            Some(EntryKind::File { .. }) => self.open_file(path),
            Some(EntryKind::Folder) => Err(Error::NotAFile { path: path.clone() }),
            Some(EntryKind::Other) => Err(self.refusal(path)),
        }
    }

    /// Where a path really lies.
    pub(crate) fn real(&self, path: &RelPath) -> Result<RelPath, Error> {
        let missing = || Error::Missing { path: path.clone() };
        let resolved = self.resolve(path, &self.full(path))?.ok_or_else(missing)?;
        let inner = resolved.strip_prefix(&self.root).unwrap_or(&resolved);
        let text = inner.to_str().ok_or_else(|| Error::NotUnicode { path: path.to_string() })?;
        RelPath::new(text).map_err(|_| missing())
    }

    /// Where a path of the machine lies in the tree, links in its folder resolved; `None` where
    /// that is not in it.
    pub(crate) fn place_of(&self, path: &Path) -> Option<RelPath> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let folder = fs::canonicalize(parent.unwrap_or(Path::new("."))).ok()?;
        let inner = folder.strip_prefix(&self.root).ok()?.join(path.file_name()?);
        RelPath::new(inner.to_str()?).ok()
    }

    /// Opens what was listed as a file, without another look. A link, and whatever took the place
    /// of the file, is opened as anything else.
    #[cfg(unix)]
    pub(crate) fn reopen(&self, path: &RelPath) -> Result<Box<dyn Read + Send>, Error> {
        let is_inside = path.parent().is_none_or(|parent| self.known().contains(&parent));
        match is_inside.then(|| self.open_with(path, OFlags::NONBLOCK | OFlags::NOFOLLOW)) {
            Some(Ok(file)) => Ok(Box::new(file)),
            Some(Err(_)) | None => self.open(path),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn reopen(&self, path: &RelPath) -> Result<Box<dyn Read + Send>, Error> {
        self.open(path)
    }

    /// Opens what was a file a moment ago, and looks again: opening a pipe that took its place
    /// would wait for somebody to write into it.
    fn open_file(&self, path: &RelPath) -> Result<Box<dyn Read + Send>, Error> {
        let io = |source| Error::Io { path: path.to_string(), source };
        #[cfg(unix)]
        let file = self.open_with(path, OFlags::NONBLOCK).map_err(io)?;
        #[cfg(not(unix))]
        let file = File::open(self.full(path)).map_err(io)?;
        if file.metadata().map_err(io)?.is_file() {
            Ok(Box::new(file))
        } else {
            Err(Error::NotAFile { path: path.clone() })
        }
    }

    #[cfg(unix)]
    fn open_with(&self, path: &RelPath, flags: OFlags) -> io::Result<File> {
        let flags = flags.bits().cast_signed();
        File::options().read(true).custom_flags(flags).open(self.full(path))
    }

    fn full(&self, path: &RelPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// A link that cannot be followed is described all the same: perhaps nobody wants it.
    fn describe(&self, path: RelPath, full: &Path, metadata: &Metadata) -> Result<Item, Error> {
        if !metadata.is_symlink() {
            return Ok(Item { path, kind: kind_of(metadata), link: None });
        }
        let target =
            fs::read_link(full).map_err(|source| Error::Io { path: path.to_string(), source })?;
        let resolved = target.to_str().and_then(|_| self.resolve(&path, full).ok().flatten());
        let resolved = resolved.and_then(|resolved| fs::metadata(resolved).ok());
        let kind = resolved.map_or(EntryKind::Other, |metadata| kind_of(&metadata));
        Ok(Item { path, kind, link: Some(target.to_string_lossy().into()) })
    }

    /// Why what is neither file nor folder cannot be opened.
    fn refusal(&self, path: &RelPath) -> Error {
        let full = self.full(path);
        let is_unreadable = fs::read_link(&full).is_ok_and(|target| target.to_str().is_none());
        match self.resolve(path, &full) {
            _ if is_unreadable => Error::TargetNotUnicode { path: path.clone() },
            Err(error) => error,
            Ok(_) => Error::NotAFile { path: path.clone() },
        }
    }

    /// Whether a folder exists; an error where it leads out of the tree.
    fn ensure_inside(&self, folder: &RelPath) -> Result<bool, Error> {
        if self.known().contains(folder) {
            return Ok(true);
        }
        match self.resolve(folder, &self.full(folder))? {
            Some(resolved) if resolved.is_dir() => {
                self.known().insert(folder.clone());
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn known(&self) -> MutexGuard<'_, BTreeSet<RelPath>> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The path with all links resolved: `None` where it leads nowhere.
    fn resolve(&self, path: &RelPath, full: &Path) -> Result<Option<PathBuf>, Error> {
        match fs::canonicalize(full) {
            Ok(resolved) if resolved.starts_with(&self.root) => Ok(Some(resolved)),
            Ok(_) => Err(Error::Escapes { path: path.clone() }),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) if is_loop(&error) => Err(Error::Loop { path: path.clone() }),
            Err(source) => Err(Error::Io { path: shown(path), source }),
        }
    }
}

/// The root has an empty path, which would read badly in a message.
fn shown(path: &RelPath) -> String {
    if path.is_root() { ".".to_owned() } else { path.to_string() }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(unix)]
fn is_loop(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_loop(_: &io::Error) -> bool {
    false
}

fn kind_of(metadata: &Metadata) -> EntryKind {
    if metadata.is_dir() {
        EntryKind::Folder
    } else if metadata.is_file() {
        EntryKind::File { len: metadata.len(), executable: is_executable(metadata) }
    } else {
        EntryKind::Other
    }
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}
