//! Repositories that a version shall come from, and that are broken.

use std::fs;
use std::path::Path;

use super::refused;
use crate::harness::case::Case;
use crate::harness::run::Run;

/// A project with a version from its newest tag.
fn versioned() -> Case {
    Case::new().backend("setuptools/git-versioning")
}

fn git(case: &Case, arguments: &[&str]) {
    let mut command = case.command("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    Run::of(&mut command).success();
}

/// The first file in a folder with this ending.
fn first(case: &Case, folder: &str, ending: &str) -> std::path::PathBuf {
    let name = case.list(folder).into_iter().find(|name| name.ends_with(ending)).unwrap();
    case.path(folder).join(name)
}

/// What git packs cannot be written.
fn replace(path: &Path, bytes: &[u8]) {
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_pack_that_is_cut_off() {
    for ending in [".pack", ".idx"] {
        let case = versioned();
        git(&case, &["gc", "-q"]);
        let path = first(&case, ".git/objects/pack", ending);
        let bytes = fs::read(&path).unwrap();
        replace(&path, &bytes[..40]);
        refused(&case, "build").stderr_contains("git: the git repository in ");
    }
}

#[test]
fn references_that_are_none() {
    let case = versioned();
    case.write(".git/packed-refs", "no reference at all\n");
    refused(&case, "build").stderr_contains("cannot be read");
    let case = versioned();
    case.write(".git/refs/tags/demo-v3", "0123456789012345678901234567890123456789\n");
    refused(&case, "build").stderr_contains("the tag `demo-v3` leads to 0123456789");
}

#[test]
fn kinds_that_cannot_be_read() {
    for (kind, words) in
        [("--object-format=sha256", "sha256"), ("--ref-format=reftable", "reftable")]
    {
        let case = versioned();
        fs::remove_dir_all(case.path(".git")).unwrap();
        git(&case, &["init", "-q", kind]);
        refused(&case, "build").stderr_contains(words);
    }
}

#[test]
fn a_tag_that_is_no_version() {
    let case = versioned();
    git(&case, &["tag", "-a", "-m", "m", "demo-v1.x"]);
    refused(&case, "build").stderr_contains("`1.x` is no version");
}

#[test]
fn an_index_that_is_none() {
    let case = versioned();
    case.write(".git/index", "DIRC and no more");
    refused(&case, "build").stderr_contains("cannot be read");
}

#[cfg(unix)]
#[test]
fn parts_at_which_a_reader_would_wait_for_ever() {
    for part in ["objects/info/alternates", "info/attributes", "commondir", "packed-refs"] {
        let case = versioned();
        let part = format!(".git/{part}");
        case.write(&part, "");
        fs::remove_file(case.path(&part)).unwrap();
        Run::of(case.command("mkfifo").arg(case.path(&part))).success();
        refused(&case, "build").stderr_contains(&format!("{part}` is no regular file"));
    }
    let case = versioned();
    git(&case, &["config", "core.excludesFile", "/dev/zero"]);
    case.write("untracked", "");
    refused(&case, "build").stderr_contains("`/dev/zero` is no regular file");
}
