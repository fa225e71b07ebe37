//! Repositories that are broken: an error, or what git says as well, and never a panic.

use std::fs;
use std::path::{Path, PathBuf};

use pyrel_git::{Checkout, Describe, Error};
use tempfile::TempDir;

use crate::oracle::{git, write};

fn filled() -> TempDir {
    let scratch = tempfile::tempdir().unwrap();
    let root = scratch.path();
    git(root, &["init", "-q"]);
    for number in ["1", "2", "3", "4"] {
        write(root, "pkg/a.py", number);
        git(root, &["add", "."]);
        git(root, &["commit", "-q", "-m", number]);
        git(root, &["tag", "-a", "-m", "m", &format!("v{number}"), "HEAD~0"]);
    }
    git(root, &["commit", "-q", "--allow-empty", "-m", "last"]);
    scratch
}

/// Asks everything.
fn ask(root: &Path) -> Result<String, Error> {
    let Some(checkout) = Checkout::discover(root) else { return Ok("nothing".to_owned()) };
    let history = checkout.history()?;
    let described = history.describe(&Describe::default())?;
    let count = history.count()?;
    let commits = history.commits()?.len();
    let tags = history.tags()?.len();
    let changes = checkout.changes()?;
    let tracked = checkout.tracked()?.len();
    let described = described.map(|found| format!("{}-{}", found.tag.name, found.distance));
    Ok(format!("{described:?} {count} {commits} {tags} {changes:?} {tracked}"))
}

fn fault(root: &Path) -> String {
    let folder = root.canonicalize().unwrap();
    ask(root).unwrap_err().to_string().replace(folder.to_str().unwrap(), "FOLDER")
}

fn found(folder: &Path, extension: &str) -> PathBuf {
    let mut items = fs::read_dir(folder).unwrap().map(|item| item.unwrap().path());
    items.find(|path| path.extension().is_some_and(|found| found == extension)).unwrap()
}

/// A writable file with other bytes.
fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn objects_that_are_missing_are_named() {
    let scratch = filled();
    let root = scratch.path();
    let id = git(root, &["rev-parse", "HEAD~2"]).trim().to_owned();
    let object = root.join(".git/objects").join(&id[..2]).join(&id[2..]);
    fs::remove_file(&object).unwrap();
    assert_eq!(
        fault(root),
        format!(
            "the git repository in `FOLDER/.git` cannot be read: the tag `v3` leads to {id}, which \
             is missing"
        )
    );
    for tag in ["v1", "v2", "v3", "v4"] {
        git(root, &["update-ref", "-d", &format!("refs/tags/{tag}")]);
    }
    assert_eq!(
        fault(root),
        format!("the git repository in `FOLDER/.git` cannot be read: the commit {id} is missing")
    );
}

#[test]
fn packs_that_are_cut_off_or_lie_are_errors_and_no_more() {
    let scratch = filled();
    let root = scratch.path();
    git(root, &["gc", "-q"]);
    let good = ask(root).unwrap();
    let packs = root.join(".git/objects/pack");
    for extension in ["pack", "idx"] {
        let path = found(&packs, extension);
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(23) {
            replace(&path, &whole[..at]);
            drop(ask(root));
            let mut other = whole.clone();
            other[at] ^= 0xff;
            replace(&path, &other);
            drop(ask(root));
        }
        replace(&path, &whole[..whole.len() / 2]);
        assert!(ask(root).is_err(), "{extension}");
        replace(&path, &whole);
    }
    assert_eq!(ask(root).unwrap(), good);
}

#[test]
fn a_commit_graph_that_lies_is_survived() {
    let scratch = filled();
    let root = scratch.path();
    git(root, &["commit-graph", "write", "--reachable"]);
    let good = ask(root).unwrap();
    let path = root.join(".git/objects/info/commit-graph");
    let whole = fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(5) {
        let mut other = whole.clone();
        other[at] ^= 0xff;
        replace(&path, &other);
        drop(ask(root));
        replace(&path, &whole[..at]);
        drop(ask(root));
    }
    // Without the file, git reads the objects.
    replace(&path, b"CGPH");
    assert_eq!(ask(root).unwrap(), good);
}

#[test]
fn references_that_are_none_are_errors() {
    let scratch = filled();
    let root = scratch.path();
    write(root, ".git/refs/tags/v9", "not an id\n");
    assert!(fault(root).starts_with("the git repository in `FOLDER/.git` cannot be read: "));
    let scratch = filled();
    git(scratch.path(), &["pack-refs", "--all"]);
    let path = scratch.path().join(".git/packed-refs");
    let whole = fs::read(&path).unwrap();
    for at in (0..whole.len()).step_by(3) {
        let mut other = whole.clone();
        other[at] = b'?';
        fs::write(&path, &other).unwrap();
        drop(ask(scratch.path()));
        fs::write(&path, &whole[..at]).unwrap();
        drop(ask(scratch.path()));
    }
    let scratch = filled();
    write(scratch.path(), ".git/HEAD", "ref: refs/heads/../../../etc/passwd\n");
    assert!(ask(scratch.path()).is_err());
}

#[test]
fn references_that_lead_in_a_circle_are_no_tags() {
    let scratch = filled();
    let root = scratch.path();
    let good = ask(root).unwrap();
    write(root, ".git/refs/tags/x", "ref: refs/tags/y\n");
    write(root, ".git/refs/tags/y", "ref: refs/tags/x\n");
    assert_eq!(ask(root).unwrap(), good);
}

#[test]
fn kinds_that_cannot_be_read_are_named() {
    let scratch = tempfile::tempdir().unwrap();
    git(scratch.path(), &["init", "-q", "--ref-format=reftable"]);
    let fault = fault(scratch.path());
    assert!(fault.ends_with("unsupported storage backend, such as reftable"), "{fault}");
}

/// Submodules within submodules, by a `.git` that leads to the repository around it.
#[test]
fn a_submodule_that_is_the_repository_itself_is_not_entered_for_ever() {
    let scratch = filled();
    let root = scratch.path();
    let head = git(root, &["rev-parse", "HEAD"]);
    git(root, &["update-index", "--add", "--cacheinfo", &format!("160000,{},sub", head.trim())]);
    write(root, "sub/.git", "gitdir: ../.git\n");
    let said = ask(root);
    assert!(said.is_ok() || said.unwrap_err().to_string().contains("cannot be read"));
}
