//! A work tree and what git knows of its files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use pyrel_tree::RelPath;

use crate::discover::{lies_in_work_tree, resolved};
use crate::work_tree::WorkTree;
use crate::{Changes, Error, History};

/// What git knows of the files below a project's folder; cheap to clone. Nothing is opened before
/// the first question.
#[derive(Clone, Debug)]
pub struct Checkout {
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    Repository(Arc<Repository>),
    Listed(Arc<BTreeMap<RelPath, Standing>>),
}

/// A repository that was found and is opened when it is asked something.
#[derive(Debug)]
struct Repository {
    folder: PathBuf,
    opened: OnceLock<Result<WorkTree, Error>>,
}

/// What git thinks of a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// It is in the index, whatever the ignore rules say; a folder, when something below it is. So
    /// is what lies in a submodule or behind a tracked link: git follows neither, and answers for
    /// all of it with the one entry that it has.
    Tracked,
    /// It is not in the index, and an ignore rule keeps it, or a folder above it, out.
    Ignored,
    /// Neither.
    Unknown,
}

impl Checkout {
    /// The work tree that a folder lies in. There is none outside of repositories, in bare ones,
    /// and where a `.git` file leads nowhere. A repository that is broken says so when it is asked.
    #[must_use]
    pub fn discover(folder: &Path) -> Option<Self> {
        let folder = resolved(folder).ok().filter(|folder| lies_in_work_tree(folder))?;
        let repository = Repository { folder, opened: OnceLock::new() };
        Some(Self { source: Source::Repository(Arc::new(repository)) })
    }

    /// A checkout of which everything is known: for tests, and for trees that lie on no disk. What
    /// is not listed, and below nothing that is listed, is unknown.
    #[must_use]
    pub fn of(known: BTreeMap<RelPath, Standing>) -> Self {
        Self { source: Source::Listed(Arc::new(known)) }
    }

    /// What git thinks of a path below the project's folder.
    ///
    /// # Errors
    /// When the repository, its index or an ignore file cannot be read.
    pub fn standing(&self, path: &RelPath) -> Result<Standing, Error> {
        match &self.source {
            Source::Repository(repository) => repository.work_tree()?.standing(path),
            Source::Listed(known) => Ok(listed(known, path)),
        }
    }

    /// Where the project's folder lies in the work tree; at its top, that is the root.
    ///
    /// # Errors
    /// As [`Checkout::standing`], and when a folder's name is not UTF-8.
    pub fn below_top(&self) -> Result<RelPath, Error> {
        match &self.source {
            Source::Repository(repository) => repository.work_tree()?.below_top(),
            Source::Listed(_) => Ok(RelPath::root()),
        }
    }

    /// Whether there is a file at a path from the folder that is so many above the project's.
    #[must_use]
    pub fn has_file_above(&self, folders: usize, path: &RelPath) -> bool {
        match &self.source {
            Source::Repository(repository) => {
                let above = repository.folder.ancestors().nth(folders);
                above.is_some_and(|above| above.join(path.as_str()).is_file())
            }
            Source::Listed(_) => false,
        }
    }

    /// The tracked files below the project's folder, ordered, and with those of the submodules that
    /// are checked out; but without what the attribute `export-ignore` keeps out of archives, be it
    /// a file, a folder or a submodule. A file that is missing from the work tree is listed.
    ///
    /// # Errors
    /// As [`Checkout::standing`], and when an attribute file cannot be read.
    pub fn tracked(&self) -> Result<Vec<RelPath>, Error> {
        match &self.source {
            Source::Repository(repository) => repository.work_tree()?.tracked(),
            Source::Listed(known) => {
                let tracked = known.iter().filter(|(_, standing)| **standing == Standing::Tracked);
                Ok(tracked.map(|(path, _)| path.clone()).collect())
            }
        }
    }

    /// The files in the index below the project's folder, as `git ls-files` shows them; submodules
    /// are none.
    ///
    /// # Errors
    /// As [`Checkout::standing`].
    pub fn index(&self) -> Result<Vec<RelPath>, Error> {
        match &self.source {
            Source::Repository(repository) => repository.work_tree()?.in_index(),
            Source::Listed(_) => self.tracked(),
        }
    }

    /// Whether the tracked files of the whole work tree differ from the commit that is checked out,
    /// as `git describe --dirty` tells.
    ///
    /// # Errors
    /// As [`Checkout::standing`], and when a file cannot be compared without running a program.
    pub fn is_dirty(&self) -> Result<bool, Error> {
        match &self.source {
            Source::Repository(repository) => repository.work_tree()?.is_dirty(),
            Source::Listed(_) => Ok(false),
        }
    }

    /// Whether anything in the whole work tree differs from the commit that is checked out.
    ///
    /// # Errors
    /// As [`Checkout::is_dirty`].
    pub fn changes(&self) -> Result<Changes, Error> {
        match &self.source {
            Source::Repository(repository) => repository.work_tree()?.changes(),
            Source::Listed(_) => Ok(Changes { tracked: false, untracked: false }),
        }
    }

    /// The commits and tags that led to what is checked out.
    ///
    /// # Errors
    /// When the repository cannot be read, or there is none.
    pub fn history(&self) -> Result<History, Error> {
        match &self.source {
            Source::Repository(repository) => History::open(repository.work_tree()?.repository()),
            Source::Listed(_) => {
                let why = "it is a list of files without history";
                Err(Error::unfit(Path::new("."), why))
            }
        }
    }

    /// Whether the project's folder itself is ignored by the work tree around it: poetry-core asks
    /// git no further then.
    ///
    /// # Errors
    /// As [`Checkout::standing`].
    pub fn is_ignored_itself(&self) -> Result<bool, Error> {
        Ok(self.standing(&RelPath::root())? == Standing::Ignored)
    }
}

impl Repository {
    fn work_tree(&self) -> Result<&WorkTree, Error> {
        self.opened.get_or_init(|| WorkTree::open(&self.folder)).as_ref().map_err(Error::clone)
    }
}

fn listed(known: &BTreeMap<RelPath, Standing>, path: &RelPath) -> Standing {
    let mut here = Some(path.clone());
    while let Some(path) = here {
        if let Some(standing) = known.get(&path) {
            return *standing;
        }
        here = path.parent();
    }
    Standing::Unknown
}
