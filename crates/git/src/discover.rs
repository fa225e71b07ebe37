//! Which repository a folder belongs to.

use std::io;
use std::path::{Path, PathBuf};

use gix::discover::upwards::{self, TrustPolicy};
use gix::discover::upwards_opts;
use gix::open;
use gix::sec::Trust;
use gix::sec::trust::Mapping;
use gix::{Repository, ThreadSafeRepository};

use crate::Error;

/// Whether there is a work tree around a folder, which is free of links, or something that claims to be one.
pub(crate) fn lies_in_work_tree(folder: &Path) -> bool {
    if unsound(folder).is_some() {
        return true;
    }
    match upwards_opts(folder, upwards_options()) {
        Ok((path, _)) => {
            let (_, work_tree) = path.into_repository_and_work_tree_directories();
            work_tree.is_some_and(|work_tree| !leads_nowhere(folder, &work_tree))
        }
        Err(error) => error.downcast_any_ref::<upwards::Error>().is_none(),
    }
}

/// A part of the nearest repository that is no regular file, such as a pipe, at which a reader would
/// wait for ever.
pub(crate) fn unsound(folder: &Path) -> Option<PathBuf> {
    const PARTS: [&str; 13] = [
        "HEAD",
        "commondir",
        "config",
        "config.worktree",
        "index",
        "info/attributes",
        "info/exclude",
        "info/grafts",
        "info/sparse-checkout",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "packed-refs",
        "shallow",
    ];
    let git = folder.ancestors().map(|above| above.join(".git")).find(|git| git.is_dir())?;
    let is_odd = |path: &PathBuf| path.exists() && !path.is_file();
    let odd = PARTS.iter().map(|part| git.join(part)).find(is_odd);
    odd.or_else(|| branch(&git).filter(is_odd))
}

/// The file of the branch that is checked out.
#[expect(clippy::disallowed_methods, reason = "repositories lie above the projects that they hold")]
fn branch(git: &Path) -> Option<PathBuf> {
    let head = std::fs::read_to_string(git.join("HEAD")).ok()?;
    Some(git.join(head.strip_prefix("ref:")?.trim()))
}

/// Whether a `.git` file closer than the work tree names a repository that is not there, as in a
/// copied submodule. Git stops there, with an error for whoever asks.
fn leads_nowhere(folder: &Path, work_tree: &Path) -> bool {
    folder
        .ancestors()
        .take_while(|above| *above != work_tree)
        .any(|above| above.join(".git").is_file())
}

/// Opens the repository around a folder: its own configuration counts, and no other.
pub(crate) fn repository(folder: &Path) -> Result<Repository, Error> {
    let options = open::Options::isolated().filter_config_section(|_| true);
    let options = Mapping { full: options.clone(), reduced: options };
    ThreadSafeRepository::discover_opts(folder, upwards_options(), options)
        .map(|repository| repository.to_thread_local())
        .map_err(|error| Error::broken(folder, &error))
}

/// The same folder, free of links: work tree and project may be reached by different ones.
#[expect(clippy::disallowed_methods, reason = "repositories lie above the projects that they hold")]
pub(crate) fn resolved(folder: &Path) -> io::Result<PathBuf> {
    std::fs::canonicalize(folder)
}

/// The tree may belong to another user than the one who builds, since CI runs as root; and nothing
/// that is read here can start anything.
fn upwards_options() -> upwards::Options<'static> {
    upwards::Options { trust: TrustPolicy::Assume(Trust::Full), ..upwards::Options::default() }
}
