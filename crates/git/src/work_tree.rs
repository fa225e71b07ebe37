//! An opened work tree: its index, and its ignore rules once they are asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gix::Repository;
use gix::bstr::{BStr, BString, ByteSlice};
use gix::fs::FileSnapshot;
use gix::index::entry::Mode;
use gix::index::{File, decode};
use gix::worktree::Index;
use pyrel_tree::RelPath;

use crate::discover::{repository, resolved, unsound};
use crate::ignore_rules::{IgnoreRules, parent};
use crate::{Error, Standing};

pub(crate) struct WorkTree {
    root: PathBuf,
    /// How the project's folder lies below the root, with a slash at the end unless it is the root.
    project: BString,
    index: Index,
    untracked: Mutex<Untracked>,
}

/// What is asked about files that are not in the index.
struct Untracked {
    repository: Repository,
    rules: Option<IgnoreRules>,
    folders: BTreeMap<BString, Below>,
}

/// What holds for the files in a folder that are not in the index.
#[derive(Clone, Copy, Debug)]
enum Below {
    /// Each is asked about.
    Each,
    /// All of them stand like this.
    All(Standing),
}

impl fmt::Debug for WorkTree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkTree").field("root", &self.root).finish_non_exhaustive()
    }
}

impl WorkTree {
    /// Opens the work tree around a folder, which is free of links.
    pub(crate) fn open(folder: &Path) -> Result<Self, Error> {
        if let Some(part) = unsound(folder) {
            return Err(Error::unfit(folder, format!("`{}` is no regular file", part.display())));
        }
        let repository = repository(folder)?;
        let Some(root) = repository.workdir() else {
            return Err(Error::unfit(folder, "it has no work tree"));
        };
        let root = resolved(root).map_err(|error| Error::unfit(root, error.to_string()))?;
        let Ok(below) = folder.strip_prefix(&root) else {
            let why = format!("its work tree is `{}`", root.display());
            return Err(Error::unfit(folder, why));
        };
        let mut project = BString::default();
        for part in below.components() {
            project.extend_from_slice(part.as_os_str().as_encoded_bytes());
            project.push(b'/');
        }
        let index = index(&repository).map_err(|error| Error::broken(&root, &error))?;
        let untracked = Untracked { repository, rules: None, folders: BTreeMap::new() };
        Ok(Self { root, project, index, untracked: Mutex::new(untracked) })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    /// How the project's folder lies below the root, with a slash at the end unless it is the root.
    pub(crate) fn project(&self) -> &BStr {
        self.project.as_bstr()
    }

    /// Another handle of the repository.
    pub(crate) fn repository(&self) -> Repository {
        self.untracked.lock().unwrap_or_else(PoisonError::into_inner).repository.clone()
    }

    /// What git thinks of a path below the project's folder.
    pub(crate) fn standing(&self, path: &RelPath) -> Result<Standing, Error> {
        let mut full = self.project.clone();
        full.extend_from_slice(path.as_str().as_bytes());
        self.standing_of(full.strip_suffix(b"/").unwrap_or(&full).as_bstr())
    }

    /// What git thinks of a path below the root.
    pub(crate) fn standing_of(&self, full: &BStr) -> Result<Standing, Error> {
        if self.is_tracked(full) {
            return Ok(Standing::Tracked);
        }
        let mut untracked = self.untracked.lock().unwrap_or_else(PoisonError::into_inner);
        if self.index.is_sparse() && self.is_in_sparse_folder(&untracked.repository, full)? {
            return Ok(Standing::Tracked);
        }
        match self.below(&mut untracked, parent(full))? {
            Below::All(standing) => Ok(standing),
            Below::Each => self.by_rules(&mut untracked, full, mode(&self.full(full)?)),
        }
    }

    /// Whether there is an entry for the path, conflicting ones included, or for one below it.
    fn is_tracked(&self, path: &BStr) -> bool {
        if path.is_empty() {
            return !self.index.entries().is_empty();
        }
        self.index.entry_range(path).is_some() || self.index.path_is_directory(path)
    }

    /// Whether the path is in a folder that a sparse index has as one entry, the folder's tree.
    fn is_in_sparse_folder(&self, repository: &Repository, path: &BStr) -> Result<bool, Error> {
        let broken = |error| Error::broken(&self.root, &error);
        for at in path.find_iter("/") {
            let (folder, rest) = path.split_at(at + 1);
            if let Some(entry) = self.index.entry_by_path(folder.as_bstr()) {
                let tree = repository.find_tree(entry.id).map_err(broken)?;
                let rest = rest.split(|byte| *byte == b'/');
                return Ok(tree.lookup_entry(rest).map_err(broken)?.is_some());
            }
        }
        Ok(false)
    }

    /// What holds below a folder.
    fn below(&self, untracked: &mut Untracked, folder: &BStr) -> Result<Below, Error> {
        if folder.is_empty() {
            return Ok(Below::Each);
        }
        if let Some(known) = untracked.folders.get(folder) {
            return Ok(*known);
        }
        let below = match self.below(untracked, parent(folder))? {
            Below::Each => self.judge_folder(untracked, folder)?,
            all @ Below::All(_) => all,
        };
        untracked.folders.insert(folder.to_owned(), below);
        Ok(below)
    }

    fn judge_folder(&self, untracked: &mut Untracked, folder: &BStr) -> Result<Below, Error> {
        if self.index.entry_range(folder).is_some() {
            return Ok(Below::All(Standing::Tracked));
        }
        let full = self.full(folder)?;
        let mode = mode(&full);
        let standing = self.by_rules(untracked, folder, mode)?;
        if standing == Standing::Ignored || mode != Mode::DIR || is_repository(&full) {
            return Ok(Below::All(standing));
        }
        Ok(Below::Each)
    }

    /// What the ignore rules say of a path that is not in the index and whose folders are not
    /// ignored.
    fn by_rules(
        &self,
        untracked: &mut Untracked,
        path: &BStr,
        mode: Mode,
    ) -> Result<Standing, Error> {
        let Untracked { repository, rules, .. } = untracked;
        let rules = match rules {
            Some(rules) => rules,
            none => none.insert(IgnoreRules::read(repository)?),
        };
        // The folders above were entered when they were judged.
        rules.enter(parent(path), (&self.root, &self.index, repository))?;
        let is_ignored = rules.ignores(path, mode == Mode::DIR);
        Ok(if is_ignored { Standing::Ignored } else { Standing::Unknown })
    }

    pub(crate) fn full(&self, path: &BStr) -> Result<PathBuf, Error> {
        let path = gix::path::from_bstr(path).map_err(|error| Error::broken(&self.root, &error))?;
        Ok(self.root.join(path))
    }
}

/// The index, or an empty one. Git leaves its checksum to `git fsck` as well.
fn index(repository: &Repository) -> gix::Result<Index> {
    let (path, kind) = (repository.index_path(), repository.object_hash());
    let file = File::at_or_default(path, kind, true, decode::Options::default())?;
    Ok(Index::new(FileSnapshot::new(file)))
}

/// Git looks at what lies there, and takes what it does not find for a file.
#[expect(clippy::disallowed_methods, reason = "links count, and folders outside of the project")]
fn mode(full: &Path) -> Mode {
    match std::fs::symlink_metadata(full) {
        Ok(found) if found.is_dir() => Mode::DIR,
        Ok(found) if found.is_symlink() => Mode::SYMLINK,
        _ => Mode::FILE,
    }
}

/// Git does not look into other repositories.
pub(crate) fn is_repository(folder: &Path) -> bool {
    let git = folder.join(".git");
    git.exists() && gix::discover::is_git(&git).is_ok()
}
