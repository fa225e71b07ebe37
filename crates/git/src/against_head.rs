//! The index, held against the commit that is checked out.

use std::collections::BTreeSet;

use gix::bstr::{BStr, BString, ByteSlice, ByteVec};
use gix::index::Entry;
use gix::index::entry::{Flags, Mode, Stage};
use gix::index::extension::Tree as Cached;
use gix::objs::TreeRefIter;
use gix::objs::tree::EntryKind;
use gix::worktree::Index;
use gix::{ObjectId, Repository};

use crate::Error;
use crate::work_tree::WorkTree;

/// Whether the index differs from the commit that is checked out. What is missing from the work tree
/// counts as if it were not in the index: git compares commit and work tree here, and takes from the
/// index what it knows of the files.
pub(crate) fn differs_from_head(
    tree: &WorkTree,
    repository: &Repository,
    missing: &BTreeSet<BString>,
) -> Result<bool, Error> {
    let broken = |error| Error::broken(tree.root(), &error);
    let head = repository.head_tree_id_or_empty().map_err(broken)?.detach();
    let index = tree.index();
    if missing.is_empty() && index.tree().is_some_and(|cached| is_same(cached, head)) {
        return Ok(false);
    }
    let mut walk = Walk { tree, repository, index, missing, at: 0, path: BString::default() };
    let same = walk.is_same(head, index.tree().filter(|_| missing.is_empty()), DEPTH)?;
    Ok(!same || walk.next().is_some())
}

/// How deep folders may lie in each other: more than any file system can hold.
const DEPTH: usize = 2_048;

struct Walk<'a> {
    tree: &'a WorkTree,
    repository: &'a Repository,
    index: &'a Index,
    missing: &'a BTreeSet<BString>,
    /// The entry that comes next.
    at: usize,
    /// The folder that is compared, with a slash at its end, unless it is the root.
    path: BString,
}

impl<'a> Walk<'a> {
    /// Whether the entries that come next are those of a tree.
    fn is_same(
        &mut self,
        id: ObjectId,
        cached: Option<&Cached>,
        depth: usize,
    ) -> Result<bool, Error> {
        if let Some(entries) =
            cached.filter(|cached| is_same(cached, id)).and_then(|it| it.num_entries)
        {
            self.at = self.at.saturating_add(usize::try_from(entries).unwrap_or(usize::MAX));
            return Ok(true);
        }
        let Some(depth) = depth.checked_sub(1) else {
            return Err(Error::unfit(self.tree.root(), "its folders lie too deep in each other"));
        };
        let data = self.read(id)?;
        for entry in TreeRefIter::from_bytes(&data, id.kind()) {
            let entry = entry.map_err(|error| self.broken(id, &error.to_string()))?;
            let length = self.path.len();
            self.path.push_str(entry.filename);
            let oid = entry.oid.to_owned();
            let same = match entry.mode.kind() {
                EntryKind::Tree => {
                    self.path.push(b'/');
                    let name = entry.filename.as_bytes();
                    let child = cached.and_then(|cached| {
                        cached.children.iter().find(|child| child.name.as_slice() == name)
                    });
                    self.is_sparse(oid) || self.is_same(oid, child, depth)?
                }
                EntryKind::Blob => self.takes(Mode::FILE, oid),
                EntryKind::BlobExecutable => self.takes(Mode::FILE_EXECUTABLE, oid),
                EntryKind::Link => self.takes(Mode::SYMLINK, oid),
                EntryKind::Commit => self.takes(Mode::COMMIT, oid),
            };
            if !same {
                return Ok(false);
            }
            self.path.truncate(length);
        }
        Ok(true)
    }

    /// The next entry that counts.
    fn next(&mut self) -> Option<&'a Entry> {
        loop {
            let entry = self.index.entries().get(self.at)?;
            let is_new = entry.flags.contains(Flags::INTENT_TO_ADD);
            if !is_new && !self.missing.contains::<BStr>(entry.path(self.index)) {
                return Some(entry);
            }
            self.at += 1;
        }
    }

    /// Whether the next entry is this file, and then passes on.
    fn takes(&mut self, mode: Mode, id: ObjectId) -> bool {
        let same = self.next().is_some_and(|entry| {
            entry.stage() == Stage::Unconflicted
                && entry.mode == mode
                && entry.id == id
                && entry.path(self.index) == self.path.as_bstr()
        });
        self.at += usize::from(same);
        same
    }

    /// Whether the next entry is the folder as a whole, in a sparse index.
    fn is_sparse(&mut self, id: ObjectId) -> bool {
        self.index.is_sparse() && self.takes(Mode::DIR, id)
    }

    fn read(&self, id: ObjectId) -> Result<Vec<u8>, Error> {
        // The empty tree need not be there.
        if id.is_empty_tree() {
            return Ok(Vec::new());
        }
        let found = self.repository.try_find_object(id);
        let found = found.map_err(|error| Error::broken(self.tree.root(), &error))?;
        match found {
            Some(object) if object.kind == gix::objs::Kind::Tree => Ok(object.detach().data),
            _ => Err(self.broken(id, "it is missing, or no tree")),
        }
    }

    fn broken(&self, id: ObjectId, why: &str) -> Error {
        Error::unfit(self.tree.root(), format!("the tree {id}: {why}"))
    }
}

/// Whether a folder, as the index knows it, has not changed since it was that tree.
fn is_same(cached: &Cached, id: ObjectId) -> bool {
    cached.num_entries.is_some() && cached.id == id
}
