//! Whether a work tree differs from the commit that is checked out.

use std::path::PathBuf;

use gix::bstr::{BStr, BString, ByteSlice};

use crate::against_head::differs_from_head;
use crate::files::{Files, Looked};
use crate::submodules::{DEPTH, State};
use crate::work_tree::{WorkTree, is_repository};
use crate::{Error, Standing};

/// What in a work tree differs from the commit that is checked out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Changes {
    /// Tracked files: `git describe --dirty` says so.
    pub tracked: bool,
    /// Anything else of which `git status` tells: files that are neither tracked nor ignored, be it
    /// in a submodule.
    pub untracked: bool,
}

impl WorkTree {
    pub(crate) fn is_dirty(&self) -> Result<bool, Error> {
        Ok(self.changes_within(Depth { left: DEPTH, untracked: Wanted::No })?.tracked)
    }

    pub(crate) fn changes(&self) -> Result<Changes, Error> {
        self.changes_within(Depth { left: DEPTH, untracked: Wanted::Yes })
    }

    pub(crate) fn changes_within(&self, depth: Depth) -> Result<Changes, Error> {
        let repository = self.repository();
        let untracked = if shows_untracked(&repository) { depth.untracked } else { Wanted::No };
        let depth = Depth { untracked, ..depth };
        let Looked { mut differs, missing, mut unproved } = Files::new(self, &repository)?.look();
        let mut untracked = false;
        if !differs {
            let submodules = State::of_all(self, &repository, depth)?;
            differs = submodules.differs || differs_from_head(self, &repository, &missing)?;
            untracked = submodules.untracked;
        }
        if differs {
            unproved = None;
        }
        if let Some(error) = unproved {
            return Err(error);
        }
        let looks = depth.untracked == Wanted::Yes && !untracked;
        let untracked = untracked || looks && self.has_untracked()?;
        Ok(Changes { tracked: differs, untracked: untracked || !missing.is_empty() && !differs })
    }

    /// Whether there is a file, or another repository, that is neither tracked nor ignored.
    fn has_untracked(&self) -> Result<bool, Error> {
        let mut folders = vec![BString::default()];
        while let Some(folder) = folders.pop() {
            for (name, is_folder) in self.listing(folder.as_bstr())? {
                let path = if folder.is_empty() { name } else { joined(&folder, &name) };
                let path = path.as_bstr();
                if self.index().entry_range(path).is_some() {
                    continue;
                }
                if is_folder && self.index().path_is_directory(path) {
                    folders.push(path.to_owned());
                    continue;
                }
                if self.standing_of(path)? != Standing::Unknown {
                    continue;
                }
                if !is_folder || is_repository(&self.full(path)?) {
                    return Ok(true);
                }
                folders.push(path.to_owned());
            }
        }
        Ok(false)
    }

    /// The names in a folder, and whether each is a folder itself. One that cannot be listed has
    /// none, as git passes over it with a warning.
    #[expect(clippy::disallowed_methods, reason = "the work tree is larger than the project")]
    fn listing(&self, folder: &BStr) -> Result<Vec<(BString, bool)>, Error> {
        let full: PathBuf = self.full(folder)?;
        let Ok(found) = std::fs::read_dir(full) else { return Ok(Vec::new()) };
        let mut names = Vec::new();
        for item in found.flatten() {
            let name = BString::from(item.file_name().as_encoded_bytes());
            if name != ".git" {
                names.push((name, item.file_type().is_ok_and(|kind| kind.is_dir())));
            }
        }
        Ok(names)
    }
}

/// How much of a work tree is looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Depth {
    /// How deep submodules may still lie in each other.
    pub(crate) left: usize,
    pub(crate) untracked: Wanted,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Wanted {
    Yes,
    No,
}

fn joined(folder: &BString, name: &BString) -> BString {
    let mut path = folder.clone();
    path.push(b'/');
    path.extend_from_slice(name);
    path
}

fn shows_untracked(repository: &gix::Repository) -> bool {
    let shown = repository.config_snapshot().string("status.showUntrackedFiles");
    !shown.is_some_and(|shown| matches!(shown.as_bytes(), b"no" | b"false" | b"off" | b"0"))
}
