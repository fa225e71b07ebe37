//! Repositories within the work tree of another one.

use std::path::Path;

use gix::Repository;
use gix::bstr::{BStr, BString, ByteSlice};
use gix::config::File;
use gix::index::Entry;
use gix::index::entry::{Flags, Mode};

use crate::Error;
use crate::changes::{Depth, Wanted};
use crate::ignore_rules::file_in;
use crate::work_tree::WorkTree;

/// How deep submodules may lie in each other.
pub(crate) const DEPTH: usize = 16;

/// Whether a submodule is checked out, and not merely an empty folder.
pub(crate) fn checked_out(folder: &Path) -> bool {
    let git = folder.join(".git");
    let git = match git.is_file() {
        true => gix::discover::path::from_gitdir_file(&git).ok(),
        false => Some(git),
    };
    git.is_some_and(|git| git.is_dir() && gix::discover::is_git(&git).is_ok())
}

/// What differs in the submodules of a work tree.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) differs: bool,
    pub(crate) untracked: bool,
}

/// What of a submodule does not count: `submodule.<name>.ignore`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Ignored {
    Nothing,
    Untracked,
    Dirty,
    All,
}

impl State {
    /// Looks at all submodules, one after the other.
    pub(crate) fn of_all(
        tree: &WorkTree,
        repository: &Repository,
        depth: Depth,
    ) -> Result<Self, Error> {
        let index = tree.index();
        let mut found = Self::default();
        let mut rules: Option<Rules> = None;
        for entry in index.entries().iter().filter(|entry| entry.mode == Mode::COMMIT) {
            if entry.flags.intersects(Flags::ASSUME_VALID | Flags::SKIP_WORKTREE) {
                continue;
            }
            let rules = match &mut rules {
                Some(rules) => rules,
                none => none.insert(Rules::read(tree, repository)?),
            };
            let state = Self::of(tree, entry, rules.ignored(entry.path(index)), depth)?;
            found.differs |= state.differs;
            found.untracked |= state.untracked;
        }
        Ok(found)
    }

    fn of(tree: &WorkTree, entry: &Entry, ignored: Ignored, depth: Depth) -> Result<Self, Error> {
        let folder = tree.full(entry.path(tree.index()))?;
        if ignored == Ignored::All {
            return Ok(Self::default());
        }
        if !folder.is_dir() || folder.is_symlink() {
            return Ok(Self { differs: true, untracked: false });
        }
        if !checked_out(&folder) {
            return Ok(Self::default());
        }
        let Some(left) = depth.left.checked_sub(1) else {
            return Err(too_deep(&folder));
        };
        let inner = WorkTree::open(&folder)?;
        let broken = |error| Error::broken(&folder, &error);
        let inner_repository = inner.repository();
        let head = inner_repository.head().map_err(broken)?.try_peel_to_id().map_err(broken)?;
        // Without a commit, git does not look any further.
        let Some(head) = head else { return Ok(Self::default()) };
        if head.detach() != entry.id {
            return Ok(Self { differs: true, untracked: false });
        }
        if ignored == Ignored::Dirty {
            return Ok(Self::default());
        }
        let untracked = match ignored {
            Ignored::Nothing => depth.untracked,
            Ignored::Untracked | Ignored::Dirty | Ignored::All => Wanted::No,
        };
        let changes = inner.changes_within(Depth { left, untracked })?;
        let untracked = changes.untracked && untracked == Wanted::Yes;
        Ok(Self { differs: changes.tracked, untracked })
    }
}

/// What `.gitmodules` and the repository's configuration say of submodules.
struct Rules {
    all: Option<Ignored>,
    by_path: Vec<(BString, Ignored)>,
}

impl Rules {
    fn read(tree: &WorkTree, repository: &Repository) -> Result<Self, Error> {
        let configuration = repository.config_snapshot();
        let all = configuration.string("diff.ignoreSubmodules");
        let all = all.and_then(|all| Ignored::read(all.as_ref()));
        let within = (tree.root(), tree.index(), repository);
        let (_, text) = file_in(b"".as_bstr(), ".gitmodules", within)?;
        // What git cannot read of it, it does without as well.
        let mut by_path = Vec::new();
        if let Ok(modules) = File::try_from(text.to_str_lossy().as_ref()) {
            for section in modules.sections_by_name("submodule").into_iter().flatten() {
                let Some(path) = section.value("path") else { continue };
                let name = section.header().subsection_name().unwrap_or_default();
                let own = configuration.string(format!("submodule.{name}.ignore").as_str());
                let ignored = own.or_else(|| section.value("ignore"));
                if let Some(ignored) = ignored.and_then(|it| Ignored::read(it.as_ref())) {
                    by_path.push((path, ignored));
                }
            }
        }
        Ok(Self { all, by_path })
    }

    fn ignored(&self, path: &BStr) -> Ignored {
        let own = self.by_path.iter().rev().find(|(known, _)| known == path);
        self.all.or_else(|| own.map(|(_, ignored)| *ignored)).unwrap_or(Ignored::Nothing)
    }
}

impl Ignored {
    fn read(text: &BStr) -> Option<Self> {
        match text.as_bytes() {
            b"none" => Some(Self::Nothing),
            b"untracked" => Some(Self::Untracked),
            b"dirty" => Some(Self::Dirty),
            b"all" => Some(Self::All),
            _ => None,
        }
    }
}

pub(crate) fn too_deep(folder: &Path) -> Error {
    Error::unfit(folder, format!("submodules lie more than {DEPTH} deep in each other"))
}
