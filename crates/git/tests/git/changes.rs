//! Whether something was changed, as git tells.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use pyrel_git::{Changes, Checkout};
use tempfile::TempDir;

use crate::oracle::{git, says, write};

/// A repository in which everything is committed.
fn clean() -> TempDir {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    git(root, &["init", "-q"]);
    for (path, text) in [("a.py", "1\n"), ("b/c.py", "2\r\n3\r\n"), (".gitignore", "*.log\n")] {
        write(root, path, text);
    }
    git(root, &["add", "."]);
    git(root, &["commit", "-q", "-m", "m"]);
    scratch
}

/// What we say, where git agrees.
fn changes(root: &Path) -> Changes {
    let checkout = Checkout::discover(root).unwrap();
    let ours = checkout.changes().unwrap();
    assert_eq!(checkout.is_dirty().unwrap(), ours.tracked);
    let described = git(root, &["describe", "--always", "--dirty=, changed"]);
    assert_eq!(ours.tracked, described.trim_end().ends_with(", changed"), "{described}");
    let status = git(root, &["status", "--porcelain"]);
    assert_eq!(ours.tracked || ours.untracked, !status.is_empty(), "{status}");
    ours
}

const NOTHING: Changes = Changes { tracked: false, untracked: false };
const TRACKED: Changes = Changes { tracked: true, untracked: false };
const UNTRACKED: Changes = Changes { tracked: false, untracked: true };

#[test]
fn what_was_written_again_as_it_was_is_no_change() {
    let scratch = clean();
    assert_eq!(changes(scratch.path()), NOTHING);
    fs::remove_file(scratch.path().join("a.py")).unwrap();
    write(scratch.path(), "a.py", "1\n");
    assert_eq!(changes(scratch.path()), NOTHING);
    write(scratch.path(), "b/x.log", "");
    fs::create_dir_all(scratch.path().join("empty/folder")).unwrap();
    assert_eq!(changes(scratch.path()), NOTHING);
}

/// What may happen to a tracked file: its name and what does it.
struct Change(&'static str, fn(&Path));

const CHANGES: [Change; 9] = [
    Change("content", |root| write(root, "a.py", "2\n")),
    Change("length", |root| write(root, "a.py", "1")),
    Change("mode", |root| {
        fs::set_permissions(root.join("a.py"), fs::Permissions::from_mode(0o755)).unwrap();
    }),
    Change("missing", |root| fs::remove_file(root.join("b/c.py")).unwrap()),
    Change("missing folder", |root| fs::remove_dir_all(root.join("b")).unwrap()),
    Change("link", |root| {
        fs::remove_file(root.join("a.py")).unwrap();
        symlink("b/c.py", root.join("a.py")).unwrap();
    }),
    Change("linked folder", |root| {
        fs::rename(root.join("b"), root.join("x.log")).unwrap();
        symlink("x.log", root.join("b")).unwrap();
    }),
    Change("in the index", |root| {
        git(root, &["rm", "-q", "--cached", "a.py"]);
    }),
    Change("to be added", |root| {
        write(root, "new", "");
        git(root, &["add", "-N", "new"]);
    }),
];

#[test]
fn every_change_of_a_tracked_file_counts() {
    for Change(name, change) in CHANGES {
        let scratch = clean();
        change(scratch.path());
        assert!(changes(scratch.path()).tracked, "{name}");
    }
}

#[test]
fn what_git_was_told_to_trust_is_trusted() {
    for flag in ["--assume-unchanged", "--skip-worktree"] {
        let scratch = clean();
        git(scratch.path(), &["update-index", flag, "a.py"]);
        write(scratch.path(), "a.py", "22\n");
        assert_eq!(changes(scratch.path()), NOTHING);
    }
    let scratch = clean();
    git(scratch.path(), &["config", "core.fileMode", "false"]);
    fs::set_permissions(scratch.path().join("a.py"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(changes(scratch.path()), NOTHING);
}

#[test]
fn a_file_that_was_added_and_is_gone_is_told_by_the_status_alone() {
    let scratch = clean();
    write(scratch.path(), "new", "");
    git(scratch.path(), &["add", "new"]);
    assert_eq!(changes(scratch.path()), TRACKED);
    fs::remove_file(scratch.path().join("new")).unwrap();
    assert_eq!(changes(scratch.path()), UNTRACKED);
}

#[test]
fn files_and_repositories_that_are_not_tracked_are_told_apart() {
    let scratch = clean();
    write(scratch.path(), "b/new/deep", "");
    assert_eq!(changes(scratch.path()), UNTRACKED);
    git(scratch.path(), &["config", "status.showUntrackedFiles", "no"]);
    assert_eq!(changes(scratch.path()), NOTHING);
    let scratch = clean();
    git(scratch.path(), &["init", "-q", "inner"]);
    assert_eq!(changes(scratch.path()), UNTRACKED);
}

/// Git puts lines of Windows into the repository as it is told to; that is no change.
#[test]
fn line_ends_are_converted_before_they_are_compared() {
    for attributes in ["* text", "* text=auto", "* -text", "*.py eol=crlf", "*.py ident", "* crlf"]
    {
        let scratch = clean();
        let root = scratch.path();
        write(root, ".gitattributes", attributes);
        write(root, "d.py", "1\n# $Id$\n");
        git(root, &["add", "."]);
        git(root, &["commit", "-q", "-m", "attributes"]);
        for (path, text) in [("a.py", "1\r\n"), ("b/c.py", "2\n3\n"), ("d.py", "1\n# $Id: x $\n")] {
            write(root, path, text);
            // As if git had not looked yet: what it saw has no size.
            says(root, &["update-index", "--refresh", "-q", "--really-refresh"]);
            changes(root);
        }
    }
}

#[test]
fn what_a_program_would_have_to_say_is_refused() {
    let scratch = clean();
    let root = scratch.path();
    write(root, ".gitattributes", "a.py filter=secret\n");
    git(root, &["add", "."]);
    git(root, &["commit", "-q", "-m", "attributes"]);
    write(root, "a.py", "9\n");
    let error = Checkout::discover(root).unwrap().is_dirty().unwrap_err().to_string();
    let folder = root.canonicalize().unwrap().display().to_string();
    assert_eq!(
        error.replace(&folder, "FOLDER"),
        "whether `a.py` in `FOLDER` was changed cannot be said: it goes through the filter `secret`"
    );
    // Another change leaves no doubt.
    write(root, "b/c.py", "other");
    assert_eq!(changes(root), TRACKED);
}

#[test]
fn a_pointer_of_git_lfs_stands_for_its_file() {
    let scratch = clean();
    let root = scratch.path();
    let pointer = "version https://git-lfs.github.com/spec/v1\n\
                   oid sha256:4355a46b19d348dc2f57c046f8ef63d4538ebb936000f3c9ee954a27460dd865\n\
                   size 2\n";
    write(root, "big.bin", pointer);
    write(root, ".gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n");
    git(root, &["add", "."]);
    git(root, &["commit", "-q", "-m", "large"]);
    write(root, "big.bin", "1\n");
    // As git knows the file after it was checked out.
    let index = root.join(".git/index");
    let mut bytes = fs::read(&index).unwrap();
    let at = bytes.windows(7).position(|name| name == b"big.bin").unwrap();
    bytes[at - 26..at - 22].fill(0);
    let end = bytes.len() - 20;
    bytes[end..].fill(0);
    fs::write(&index, bytes).unwrap();
    git(root, &["config", "index.skipHash", "true"]);
    assert!(!Checkout::discover(root).unwrap().is_dirty().unwrap());
    write(root, "big.bin", "2\n");
    assert!(Checkout::discover(root).unwrap().is_dirty().unwrap());
}

#[test]
fn submodules_count_as_far_as_git_looks_into_them() {
    let scratch = clean();
    let root = scratch.path();
    let other = clean();
    git(root, &["submodule", "-q", "add", other.path().to_str().unwrap(), "sub"]);
    git(root, &["commit", "-q", "-m", "submodule"]);
    assert_eq!(changes(root), NOTHING);
    write(root, "sub/new", "");
    assert_eq!(changes(root), UNTRACKED);
    write(root, "sub/a.py", "2\n");
    assert!(changes(root).tracked);
    for (ignored, expect) in [("all", NOTHING), ("dirty", NOTHING), ("untracked", TRACKED)] {
        git(root, &["config", "submodule.sub.ignore", ignored]);
        assert_eq!(changes(root), expect, "{ignored}");
    }
    git(root, &["config", "--unset", "submodule.sub.ignore"]);
    git(&root.join("sub"), &["commit", "-q", "-a", "-m", "more"]);
    assert!(changes(root).tracked);
    fs::remove_dir_all(root.join("sub")).unwrap();
    assert!(changes(root).tracked);
    fs::create_dir(root.join("sub")).unwrap();
    assert_eq!(changes(root), NOTHING);
}
