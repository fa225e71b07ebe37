//! The files of a work tree, held against the index: by what the file system says of them, and where
//! that does not prove anything, by their content.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use gix::bstr::{BStr, BString};
use gix::index::Entry;
use gix::index::entry::stat::Options;
use gix::index::entry::{Flags, Mode, Stage, Stat};
use gix::{Repository, ThreadSafeRepository};

use crate::Error;
use crate::cleaned::Cleaner;
use crate::status::{FileStatus, Folders, Kind};
use crate::work_tree::{WorkTree, is_repository};

/// How many files are worth a thread of their own.
const PER_THREAD: usize = 500;

/// The files of a work tree, and how they are compared.
pub(crate) struct Files<'a> {
    tree: &'a WorkTree,
    repository: ThreadSafeRepository,
    rules: Rules,
}

/// What was seen of the files.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// Whether one of them is another than the index has.
    pub(crate) differs: bool,
    /// Those that are in the index, and not there.
    pub(crate) missing: BTreeSet<BString>,
    /// Why one could not be compared.
    pub(crate) unproved: Option<Error>,
}

/// What of a file is compared: the repository's own configuration says it.
struct Rules {
    stat: Options,
    executable_bit: bool,
    symlinks: bool,
    /// Whether files that a sparse checkout leaves out count where they are there after all.
    sparse: bool,
}

/// What was seen of one file.
enum Seen {
    Same,
    Other,
    Missing,
}

impl<'a> Files<'a> {
    pub(crate) fn new(tree: &'a WorkTree, repository: &Repository) -> Result<Self, Error> {
        let rules = Rules::read(repository);
        Ok(Self { tree, repository: repository.clone().into_sync(), rules })
    }

    /// Looks at all files, on all cores, until one is found that differs.
    pub(crate) fn look(&self) -> Looked {
        let entries = self.tree.index().entries();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers = cores.min(entries.len() / PER_THREAD).max(1);
        let found = AtomicBool::new(false);
        let part = entries.len().div_ceil(workers).max(1);
        let mut looked = Looked::default();
        let parts: Vec<Looked> = thread::scope(|scope| {
            let spawned: Vec<_> = entries
                .chunks(part)
                .skip(1)
                .map(|part| scope.spawn(|| self.look_at(part, &found)))
                .collect();
            let first = entries.chunks(part).next().map(|part| self.look_at(part, &found));
            first
                .into_iter()
                .chain(spawned.into_iter().filter_map(|part| part.join().ok()))
                .collect()
        });
        for part in parts {
            looked.differs |= part.differs;
            looked.missing.extend(part.missing);
            looked.unproved = looked.unproved.or(part.unproved);
        }
        looked
    }

    fn look_at(&self, entries: &[Entry], found: &AtomicBool) -> Looked {
        let mut looked = Looked::default();
        let mut eye = Eye::new(self);
        for entry in entries {
            if found.load(Ordering::Relaxed) {
                break;
            }
            match eye.look(entry) {
                Ok(Seen::Same) => {}
                Ok(Seen::Other) => {
                    looked.differs = true;
                    found.store(true, Ordering::Relaxed);
                }
                Ok(Seen::Missing) => {
                    looked.missing.insert(entry.path(self.tree.index()).to_owned());
                }
                Err(error) => looked.unproved = looked.unproved.or(Some(error)),
            }
        }
        looked
    }
}

impl Rules {
    fn read(repository: &Repository) -> Self {
        let configuration = repository.config_snapshot();
        let is = |key: &str, usual: bool| configuration.boolean(key).unwrap_or(usual);
        let check = configuration.string("core.checkStat");
        let check_stat = !check.is_some_and(|check| check.eq_ignore_ascii_case(b"minimal"));
        // Git looks at whole seconds, as it is usually built.
        let stat = Options {
            trust_ctime: is("core.trustCTime", true),
            check_stat,
            use_nsec: false,
            use_stdev: false,
        };
        Self {
            stat,
            executable_bit: is("core.fileMode", true),
            symlinks: is("core.symlinks", true),
            sparse: is("core.sparseCheckout", false)
                && !is("sparse.expectFilesOutsideOfPatterns", false),
        }
    }
}

/// What looks at files one after the other.
struct Eye<'a> {
    files: &'a Files<'a>,
    folders: Folders<'a>,
    cleaner: Option<Cleaner<'a>>,
}

impl<'a> Eye<'a> {
    fn new(files: &'a Files<'a>) -> Self {
        Self { files, folders: Folders::new(files.tree.root()), cleaner: None }
    }

    fn look(&mut self, entry: &Entry) -> Result<Seen, Error> {
        let tree = self.files.tree;
        if entry.stage() != Stage::Unconflicted {
            return Ok(Seen::Other);
        }
        if self.is_taken_on_trust(entry) || entry.mode == Mode::COMMIT {
            return Ok(Seen::Same);
        }
        let path = entry.path(tree.index());
        let found = match self.folders.status(path) {
            Ok(found) => found,
            Err(error) => return Ok(Self::unseen(entry, &error)),
        };
        if found.kind == Kind::Folder {
            return Ok(Self::replaced(entry, &tree.full(path)?));
        }
        if entry.flags.contains(Flags::INTENT_TO_ADD) || !self.is_of_mode(entry.mode, found.kind) {
            return Ok(Seen::Other);
        }
        self.compare(entry, path, &found)
    }

    fn is_taken_on_trust(&self, entry: &Entry) -> bool {
        entry.flags.contains(Flags::ASSUME_VALID)
            || entry.mode == Mode::DIR
            || entry.flags.contains(Flags::SKIP_WORKTREE) && !self.files.rules.sparse
    }

    fn unseen(entry: &Entry, error: &io::Error) -> Seen {
        const MISSING: [io::ErrorKind; 2] = [io::ErrorKind::NotFound, io::ErrorKind::NotADirectory];
        if entry.flags.contains(Flags::SKIP_WORKTREE) {
            Seen::Same
        } else if MISSING.contains(&error.kind()) {
            Seen::Missing
        } else {
            Seen::Other
        }
    }

    /// A folder lies where a file was.
    fn replaced(entry: &Entry, full: &Path) -> Seen {
        let counts = entry.flags.contains(Flags::SKIP_WORKTREE) || is_repository(full);
        if counts { Seen::Other } else { Seen::Missing }
    }

    fn is_of_mode(&self, mode: Mode, found: Kind) -> bool {
        let rules = &self.files.rules;
        match (mode, found) {
            (Mode::SYMLINK, Kind::Link)
            | (Mode::FILE, Kind::File)
            | (Mode::FILE_EXECUTABLE, Kind::Program) => true,
            (Mode::SYMLINK, Kind::File | Kind::Program) => !rules.symlinks,
            (Mode::FILE, Kind::Program) | (Mode::FILE_EXECUTABLE, Kind::File) => {
                !rules.executable_bit
            }
            _ => false,
        }
    }

    fn compare(&mut self, entry: &Entry, path: &BStr, found: &FileStatus) -> Result<Seen, Error> {
        let stat = &found.stat;
        if self.proves_same(&entry.stat, stat) {
            return Ok(Seen::Same);
        }
        // A size of 0 stands in the index, too, where git has not looked at the file, or distrusts
        // what it saw of it.
        if entry.stat.size != stat.size && entry.stat.size != 0 {
            return Ok(Seen::Other);
        }
        let cleaner = match &mut self.cleaner {
            Some(cleaner) => cleaner,
            none => {
                let repository = self.files.repository.to_thread_local();
                none.insert(Cleaner::new(self.files.tree, repository)?)
            }
        };
        let full = self.files.tree.full(path)?;
        let same = cleaner.is_same(entry, (path, &full), found.kind == Kind::Link)?;
        Ok(if same { Seen::Same } else { Seen::Other })
    }

    /// Whether the file system shows that a file was not touched since it was last read. One that
    /// changed when the index was written may have changed once more after it: finer clocks than
    /// git's own tell some of these apart.
    fn proves_same(&self, known: &Stat, found: &Stat) -> bool {
        let options = self.files.rules.stat;
        let written = self.files.tree.index().timestamp();
        let finer = Options { use_nsec: true, ..options };
        known.matches(found, options)
            && (!known.is_racy(written, options)
                || known.matches(found, finer) && !known.is_racy(written, finer))
    }
}
