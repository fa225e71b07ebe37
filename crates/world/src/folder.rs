//! A folder that is made of an archive: written beside its place, and renamed when it is whole.
//!
//! Nothing in the archive can lead a file elsewhere: the folder is new and ours, each file is made
//! anew and never opened, and links come last, when nothing is written any more.
#![expect(clippy::disallowed_methods, reason = "this is the place where the bans point to")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
#[cfg(unix)]
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use pyrel_archive::unpack::{Item, Parcel, Receiver, What};
use pyrel_archive::{Mode, Spooled};
use pyrel_diag::{Event, Progress};
use pyrel_effect::{Error, Onto, Unpack};

use super::workshop::Workshop;

/// Makes the folder, and puts it in its place.
pub(super) fn unpack(step: &Unpack, progress: &dyn Progress) -> Result<(), Error> {
    let refused = |source| Error::File { path: step.path.clone(), source };
    let workshop = Workshop::beside(&step.path).map_err(refused)?;
    progress.event(Event::Started {
        what: &format!("unpacking {}", step.path.display()),
        bytes: step.parcel.len(),
    });
    let written = write(workshop.folder(), &step.parcel, progress);
    progress.event(Event::Finished);
    written.map_err(|(path, source)| Error::File { path: step.path.join(path), source })?;
    match step.onto {
        Onto::Nothing => workshop.place(&step.path),
        Onto::Former(_) => workshop.exchange(&step.path),
    }
    .map_err(refused)
}

/// What could not be written, below the folder, and what the system said.
type Unwritten = (PathBuf, io::Error);

fn write(folder: &Path, parcel: &Parcel, progress: &dyn Progress) -> Result<(), Unwritten> {
    for below in folders(parcel) {
        fs::create_dir(folder.join(below)).map_err(|error| (PathBuf::from(below), error))?;
    }
    parcel
        .each_file(progress, &New(folder))
        .map_err(|(path, error)| (PathBuf::from(path.as_str()), error))?;
    for item in parcel.items().iter() {
        if let What::Link(target) = &item.what {
            let path = item.path.as_str();
            link(parcel, item, target, &folder.join(path)).map_err(|error| (path.into(), error))?;
        }
    }
    Ok(())
}

/// Every folder, those above before those below.
fn folders(parcel: &Parcel) -> BTreeSet<&str> {
    let mut folders = BTreeSet::new();
    let mut last = "";
    for item in parcel.items().iter() {
        let path = item.path.as_str();
        if item.what == What::Folder {
            folders.insert(path);
        }
        let above = path.rsplit_once('/').map_or("", |(above, _)| above);
        if above != last {
            last = above;
            folders.extend(path.match_indices('/').filter_map(|(at, _)| path.get(..at)));
        }
    }
    folders
}

/// A folder that has its folders already, and nothing else.
struct New<'a>(&'a Path);

impl Receiver for New<'_> {
    type File = File;

    /// The umask decides what of its permissions is kept.
    fn create(&self, item: &Item) -> io::Result<File> {
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if let What::File { mode: Mode::Executable, .. } = item.what {
            options.mode(0o777);
        }
        options.open(self.0.join(item.path.as_str()))
    }

    /// Gives it its name, which nothing has, as the folder is new.
    fn adopt(&self, item: &Item, kept: &Spooled) -> io::Result<()> {
        if let What::File { mode: Mode::Executable, .. } = item.what {
            kept.make_executable()?;
        }
        kept.place(&self.0.join(item.path.as_str()))
    }
}

#[cfg(unix)]
fn link(_: &Parcel, _: &Item, target: &str, place: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

/// Windows tells links to folders from links to files.
#[cfg(windows)]
fn link(_: &Parcel, _: &Item, target: &str, place: &Path) -> io::Result<()> {
    let real = place.parent().map(|folder| folder.join(target));
    let target = target.replace('/', "\\");
    if real.is_some_and(|real| real.is_dir()) {
        return std::os::windows::fs::symlink_dir(target, place);
    }
    std::os::windows::fs::symlink_file(target, place)
}
