//! An opened work tree: its index, and its ignore rules once they are asked for.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use gix::Repository;
use gix::bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Mode;
use gix::worktree::stack::state::ignore::Source;
use gix::worktree::{Index, Stack};
use pyrel_tree::RelPath;

use crate::discover::{repository, resolved};
use crate::{Error, Standing};

pub(crate) struct WorkTree {
    root: PathBuf,
    /// How the project's folder lies below the root, with a slash at the end unless it is the root.
    project: BString,
    index: Index,
    rules: Mutex<Rules>,
}

/// What is asked about files that are not in the index.
struct Rules {
    repository: Repository,
    /// The ignore files of the folders on the way to the path that was asked about last.
    stack: Option<Stack>,
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
        let repository = repository(folder)?;
        let Some(root) = repository.workdir() else {
            return Err(Error::unfit(folder, "it has no work tree"));
        };
        let root = resolved(root).map_err(|error| Error::unfit(root, error.to_string()))?;
        let Ok(below) = folder.strip_prefix(&root) else {
            let why = format!("its work tree is `{}`", root.display());
            return Err(Error::unfit(folder, why));
        };
        let mut project = BString::from(below.as_os_str().as_encoded_bytes());
        if !project.is_empty() {
            project.push(b'/');
        }
        let index = repository.index_or_empty().map_err(|error| Error::broken(&root, &error))?;
        let rules = Mutex::new(Rules { repository, stack: None, folders: BTreeMap::new() });
        Ok(Self { root, project, index, rules })
    }

    /// What git thinks of a path below the project's folder.
    pub(crate) fn standing(&self, path: &RelPath) -> Result<Standing, Error> {
        let mut full = self.project.clone();
        full.extend_from_slice(path.as_str().as_bytes());
        let full = full.strip_suffix(b"/").unwrap_or(&full).as_bstr();
        if self.is_tracked(full) {
            return Ok(Standing::Tracked);
        }
        let mut rules = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
        if self.index.is_sparse() && self.is_in_sparse_folder(&rules.repository, full)? {
            return Ok(Standing::Tracked);
        }
        match self.below(&mut rules, parent(full))? {
            Below::All(standing) => Ok(standing),
            Below::Each => self.by_rules(&mut rules, full, mode(&self.full(full)?)),
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
    fn below(&self, rules: &mut Rules, folder: &BStr) -> Result<Below, Error> {
        if folder.is_empty() {
            return Ok(Below::Each);
        }
        if let Some(known) = rules.folders.get(folder) {
            return Ok(*known);
        }
        let below = match self.below(rules, parent(folder))? {
            Below::Each => self.judge_folder(rules, folder)?,
            all @ Below::All(_) => all,
        };
        rules.folders.insert(folder.to_owned(), below);
        Ok(below)
    }

    fn judge_folder(&self, rules: &mut Rules, folder: &BStr) -> Result<Below, Error> {
        if self.index.entry_range(folder).is_some() {
            return Ok(Below::All(Standing::Tracked));
        }
        let full = self.full(folder)?;
        let mode = mode(&full);
        let standing = self.by_rules(rules, folder, mode)?;
        if standing == Standing::Ignored || mode != Mode::DIR || is_repository(&full) {
            return Ok(Below::All(standing));
        }
        Ok(Below::Each)
    }

    /// What the ignore rules say of a path that is not in the index and whose folders are not
    /// ignored.
    fn by_rules(&self, rules: &mut Rules, path: &BStr, mode: Mode) -> Result<Standing, Error> {
        let broken = |error| Error::broken(&self.root, &error);
        let Rules { repository, stack, .. } = rules;
        let stack = match stack {
            Some(stack) => stack,
            none => {
                let source = Source::WorktreeThenIdMappingIfNotSkipped;
                let read = repository.excludes(&self.index, None, source).map_err(broken)?;
                none.insert(read.detach())
            }
        };
        let found = stack
            .at_entry(path, Some(mode), &repository.objects)
            .map_err(|error| Error::unfit(&self.root, format!("`{path}`: {error}")))?;
        Ok(if found.is_excluded() { Standing::Ignored } else { Standing::Unknown })
    }

    fn full(&self, path: &BStr) -> Result<PathBuf, Error> {
        let path = gix::path::from_bstr(path).map_err(|error| Error::broken(&self.root, &error))?;
        Ok(self.root.join(path))
    }
}

fn parent(path: &BStr) -> &BStr {
    path.rfind_byte(b'/').and_then(|at| path.get(..at)).unwrap_or_default().as_bstr()
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
fn is_repository(folder: &Path) -> bool {
    let git = folder.join(".git");
    git.exists() && gix::discover::is_git(&git).is_ok()
}
