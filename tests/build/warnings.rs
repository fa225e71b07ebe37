//! What `pyrel build` says about files before they are published, in a real work tree of git.

use crate::harness::case::Case;

const PYPROJECT: &str = "\
[build-system]
requires = [\"flit_core>=4\"]
build-backend = \"flit_core.buildapi\"

[project]
name = \"demo\"
version = \"1\"
description = \"for tests\"

[tool.flit.sdist]
include = [\"docs\", \"gone.md\"]
";

/// A project of which everything is committed.
fn committed() -> Case {
    let case = Case::new()
        .file("pyproject.toml", PYPROJECT)
        .file("demo/__init__.py", "")
        .file("docs/index.md", "")
        .file("gone.md", "")
        .file(".gitignore", "/dist/\n/demo/made.py\n");
    git(&case, "init --quiet");
    git(&case, "add .");
    case
}

fn git(case: &Case, arguments: &str) {
    let status = case.command("git").args(arguments.split(' ')).status().unwrap();
    assert!(status.success(), "git {arguments}");
}

#[test]
fn a_clean_work_tree_is_built_without_a_word() {
    let case = committed();
    case.run("build").success().stderr("");
    case.write("demo/made.py", "");
    case.run("build").success().stderr("");
}

#[test]
fn files_that_git_does_not_know_are_named() {
    let case = committed().file("demo/new.py", "").file("docs/drafts/a.md", "");
    let case = case.file("docs/drafts/b.md", "").file("notes.txt", "");
    let run = case.run("build --json").success().json();
    let findings = run["findings"].as_array().unwrap();
    let warned = findings.iter().filter(|it| it["severity"] == "warning");
    let found: Vec<_> = warned.map(|it| (&it["rule"], &it["message"])).collect();
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].0, "unknown-to-git");
    assert_eq!(found[0].1, "`demo/new.py` would be published, and git does not know it");
    assert_eq!(
        found[1].1,
        "`docs/drafts` with 2 files would be published, and git does not know it"
    );
    git(&case, "add .");
    case.run("build").success().stderr("");
}

#[test]
fn a_warning_becomes_an_error_or_is_not_heard_of() {
    let case = committed().file("demo/.env", "");
    git(&case, "add -f .");
    case.run("build").success().stderr_contains("warning[secret-file]");
    case.run("build --strict").failure(1).stderr_contains("secret-file");
    case.run("build --strict --ignore secret-file").success().stderr("");
}

#[test]
fn a_repository_that_cannot_be_read_stops_no_build() {
    let case = committed().file(".git/index", "no index at all");
    let run = case.run("build");
    run.success().stderr_contains("warning[unreadable-git]: the git repository in `");
}

#[test]
fn a_pattern_that_matches_nothing_is_shown_with_its_line() {
    let case = committed();
    git(&case, "rm -q -f gone.md");
    let run = case.run("build");
    run.success().stderr_contains("warning[unmatched-pattern]: nothing matches `gone.md`");
    run.stderr_contains("pyproject.toml:11:");
}
