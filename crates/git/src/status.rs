//! What the file system says of files, asked as cheaply as it goes: from the folder that they lie
//! in, so that the way there is walked once.

use std::io;
use std::path::Path;

use gix::bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Stat;

/// What lies at a path.
#[derive(Debug)]
pub(crate) struct FileStatus {
    pub(crate) kind: Kind,
    /// As the index keeps it.
    pub(crate) stat: Stat,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    File,
    /// A file that its owner may execute.
    Program,
    Link,
    Folder,
    Other,
}

/// The folders on the way to the path that was asked about last.
#[derive(Debug)]
pub(crate) struct Folders<'a> {
    root: &'a Path,
    way: Way,
}

impl<'a> Folders<'a> {
    pub(crate) fn new(root: &'a Path) -> Self {
        Self { root, way: Way::default() }
    }

    /// What lies at a path below the root. Git takes a file behind a link for one that is not there.
    pub(crate) fn status(&mut self, path: &BStr) -> io::Result<FileStatus> {
        let end = path.rfind_byte(b'/');
        let folder = end.and_then(|end| path.get(..end)).unwrap_or_default();
        let name = end.map_or(Some(path.as_bytes()), |end| path.get(end + 1..)).unwrap_or_default();
        self.way.status(self.root, folder.as_bstr(), name.as_bstr())
    }
}

#[cfg(unix)]
use on_unix::Way;

#[cfg(unix)]
mod on_unix {
    use std::os::fd::OwnedFd;

    use gix::index::entry::stat::Time;
    use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, openat, statat};

    use super::{BStr, BString, ByteSlice, FileStatus, Kind, Path, Stat, io};

    /// Folders, held open; the longest way that anybody goes is shorter than what may be open.
    #[derive(Debug, Default)]
    pub(super) struct Way {
        root: Option<OwnedFd>,
        folder: BString,
        /// The folders below the root, and where in `folder` their names end.
        open: Vec<(usize, OwnedFd)>,
    }

    /// How many folders are held open.
    const DEPTH: usize = 40;

    impl Way {
        pub(super) fn status(
            &mut self,
            root: &Path,
            folder: &BStr,
            name: &BStr,
        ) -> io::Result<FileStatus> {
            if self.folder != folder || self.root.is_none() {
                self.go(root, folder)?;
            }
            let open = self.open.last().map(|(_, open)| open).or(self.root.as_ref());
            let open = open.ok_or(io::ErrorKind::NotFound)?;
            // Of a way that is too long, the rest is part of the name.
            let rest = self.open.last().map_or(0, |(end, _)| end + 1);
            let rest = folder.get(rest..).unwrap_or_default();
            if rest.is_empty() {
                return Ok(read(&statat(open, name.as_bytes(), AtFlags::SYMLINK_NOFOLLOW)?));
            }
            let path = [rest, b"/", name.as_bytes()].concat();
            Ok(read(&statat(open, path.as_slice(), AtFlags::SYMLINK_NOFOLLOW)?))
        }

        fn go(&mut self, root: &Path, folder: &BStr) -> io::Result<()> {
            if self.root.is_none() {
                self.root = Some(openat(CWD, root, folder_flags(), Mode::empty())?);
            }
            let same = self.folder.iter().zip(folder.as_bytes()).take_while(|(a, b)| a == b);
            let same = same.count();
            let is_end = |end: usize| folder.get(end).is_none_or(|byte| *byte == b'/');
            self.open.retain(|(end, _)| *end <= same && is_end(*end));
            self.folder.clear();
            let mut from = self.open.last().map_or(0, |(end, _)| end + 1);
            while from < folder.len() && self.open.len() < DEPTH {
                let rest = folder.get(from..).unwrap_or_default();
                let name = rest.split(|byte| *byte == b'/').next().unwrap_or_default();
                let above = self.open.last().map(|(_, open)| open).or(self.root.as_ref());
                let above = above.ok_or(io::ErrorKind::NotFound)?;
                let open = openat(above, name, folder_flags(), Mode::empty())?;
                from += name.len();
                self.open.push((from, open));
                from += 1;
            }
            self.folder = folder.to_owned();
            Ok(())
        }
    }

    /// A folder need not be readable for what lies in it to be looked at.
    fn folder_flags() -> OFlags {
        let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        #[cfg(target_os = "linux")]
        let flags = flags | OFlags::PATH;
        flags
    }

    /// Git keeps the lower 32 bits of each number.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as git does")]
    fn read(found: &rustix::fs::Stat) -> FileStatus {
        let kind = FileType::from_raw_mode(found.st_mode);
        let kind = match () {
            () if kind.is_file() && found.st_mode & 0o100 == 0 => Kind::File,
            () if kind.is_file() => Kind::Program,
            () if kind.is_symlink() => Kind::Link,
            () if kind.is_dir() => Kind::Folder,
            () => Kind::Other,
        };
        let stat = Stat {
            mtime: Time { secs: found.st_mtime as u32, nsecs: found.st_mtime_nsec as u32 },
            ctime: Time { secs: found.st_ctime as u32, nsecs: found.st_ctime_nsec as u32 },
            dev: found.st_dev as u32,
            ino: found.st_ino as u32,
            uid: found.st_uid,
            gid: found.st_gid,
            size: found.st_size as u32,
        };
        FileStatus { kind, stat }
    }
}

#[cfg(not(unix))]
use elsewhere::Way;

#[cfg(not(unix))]
mod elsewhere {
    use gix::index::fs::Metadata;

    use super::{BStr, BString, ByteSlice, FileStatus, Kind, Path, Stat, io};

    /// The folder that was last found to be one, with all above it.
    #[derive(Debug, Default)]
    pub(super) struct Way {
        folder: BString,
    }

    impl Way {
        pub(super) fn status(
            &mut self,
            root: &Path,
            folder: &BStr,
            name: &BStr,
        ) -> io::Result<FileStatus> {
            let mut full = root.to_owned();
            let is_known = self.folder == folder;
            for part in folder.split_str("/").filter(|part| !part.is_empty()) {
                full.push(gix::path::from_byte_slice(part));
                if !is_known && !Metadata::from_path_no_follow(&full)?.is_dir() {
                    return Err(io::ErrorKind::NotADirectory.into());
                }
            }
            self.folder = folder.to_owned();
            full.push(gix::path::from_byte_slice(name));
            let found = Metadata::from_path_no_follow(&full)?;
            let kind = match () {
                () if found.is_symlink() => Kind::Link,
                () if found.is_dir() => Kind::Folder,
                () if found.is_file() && found.is_executable() => Kind::Program,
                () if found.is_file() => Kind::File,
                () => Kind::Other,
            };
            let stat = Stat::from_fs(&found).unwrap_or_default();
            Ok(FileStatus { kind, stat })
        }
    }
}
