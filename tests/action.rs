//! The composite action: what it takes and gives, and what it asks of `pyrel` in which order.
//!
//! Here a stand-in takes the place of `pyrel`, writes down how it was called and answers as the
//! real one would: that is the half of the contract that belongs to the action.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::harness::action::{Action, Done, GITHUB_TOKEN, Performed};
use crate::harness::case::Case;

const FOLDER: &str = ".github/actions/create-release";

/// Writes each call and the environment that matters into `calls`, and answers a release with
/// `answer.json`.
const STAND_IN: &str = r#"#!/bin/sh
printf '%s' "pyrel $*" >>calls
printf ' [%s|%s|%s]\n' "$DRY_RUN" "$PYREL_TOKEN" "$GITHUB_TOKEN" >>calls
if [ "$1" = "$(cat failing 2>/dev/null)" ]; then exit 3; fi
if [ "$1" = release ]; then cat answer.json; fi
"#;

const ANSWER: &str = r#"{
  "version": "1.4.0",
  "release_url": "https://example.com/releases/v1.4.0",
  "files": [
    { "path": "dist/a-1.4.0.tar.gz", "sha256": "aa" },
    { "path": "dist/a-1.4.0.mcpb", "sha256": "bb" }
  ]
}"#;

/// The same of a dry run: nothing is online, and no file lies where it would.
const PLAN: &str = r#"{
  "version": "1.4.0",
  "release_url": null,
  "files": [{ "path": "dist/none.whl", "sha256": "aa" }]
}"#;

/// Stands in for cargo: "builds" the stand-in where the action wants it (`--root` comes last).
const CARGO: &str = r#"#!/bin/sh
printf '%s\n' "cargo $1 $2" >>calls
for root; do :; done
mkdir -p "$root/bin"
cp built/pyrel "$root/bin/pyrel"
"#;

fn case() -> Case {
    let case = Case::new()
        .file("bin/pyrel", STAND_IN)
        .file("answer.json", ANSWER)
        .file("dist/a-1.4.0.tar.gz", "")
        .file("dist/a-1.4.0.mcpb", "");
    make_executable(&case, "bin/pyrel");
    case
}

fn make_executable(case: &Case, path: &str) {
    fs::set_permissions(case.path(path), fs::Permissions::from_mode(0o755)).unwrap();
}

fn perform(case: &Case, inputs: &[(&str, &str)]) -> Performed {
    let action = Action::read(FOLDER).with_path(case.path("bin"));
    inputs.iter().fold(action, |action, (name, value)| action.input(name, value)).run(case)
}

fn calls(case: &Case) -> Vec<String> {
    case.read("calls").lines().map(str::to_owned).collect()
}

#[test]
fn the_action_takes_and_gives_what_its_callers_know() {
    let action = Action::read(FOLDER);
    let keys = |section: &str| -> Vec<String> {
        action.document()[section].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(
        keys("inputs"),
        ["package-version", "pypi-repository-url", "skip-existing", "pypi-token", "dry-run"]
    );
    assert_eq!(keys("outputs"), ["release-url", "files", "version"]);
}

#[test]
fn a_release_builds_then_publishes_then_packs() {
    let case = case();
    let performed = perform(&case, &[("pypi-token", "pypi-x"), ("package-version", "1.4.0")]);
    performed.success();
    let url = "--repository-url https://upload.pypi.org/legacy/";
    assert_eq!(
        calls(&case),
        [
            "pyrel build --set-version 1.4.0 [false||]".to_owned(),
            format!("pyrel upload {url} [false|pypi-x|]"),
            format!(
                "pyrel release {url} --skip-existing --json --set-version 1.4.0 \
                 [false|pypi-x|{GITHUB_TOKEN}]"
            ),
        ]
    );
    assert_eq!(performed.outputs["version"], "1.4.0");
    assert_eq!(performed.outputs["release-url"], "https://example.com/releases/v1.4.0");
    let files: serde_json::Value = serde_json::from_str(&performed.outputs["files"]).unwrap();
    assert_eq!(files[1]["path"], "dist/a-1.4.0.mcpb");
    assert_eq!(
        performed.summary,
        "### Release [1.4.0](https://example.com/releases/v1.4.0)\n\n\
         | file | sha256 |\n|---|---|\n| `a-1.4.0.tar.gz` | `aa` |\n| `a-1.4.0.mcpb` | `bb` |\n"
    );
    let Done::Used { action, with } = performed.done("Keep the files") else {
        panic!("the files were not kept");
    };
    assert!(action.starts_with("actions/upload-artifact@"), "{action}");
    assert_eq!(with["name"], "release-1.4.0");
    assert_eq!(with["path"], "dist/a-1.4.0.tar.gz\ndist/a-1.4.0.mcpb");
}

#[test]
fn a_dry_run_plans_the_whole_and_uploads_nothing() {
    let case = case().file("answer.json", PLAN);
    let performed = perform(&case, &[("dry-run", "true")]);
    performed.success();
    assert!(matches!(performed.done("Publish the distributions"), Done::Skipped));
    assert!(matches!(performed.done("Keep the files"), Done::Skipped));
    let url = "--repository-url https://upload.pypi.org/legacy/";
    assert_eq!(
        calls(&case),
        [
            "pyrel build [true||]".to_owned(),
            format!("pyrel release {url} --skip-existing --json [true||{GITHUB_TOKEN}]"),
        ]
    );
    assert_eq!(performed.outputs["release-url"], "");
}

#[test]
fn another_index_and_skipping_are_passed_on() {
    let case = case();
    perform(&case, &[("pypi-repository-url", "http://127.0.0.1:9/u/"), ("skip-existing", "true")])
        .success();
    assert_eq!(
        calls(&case)[1],
        "pyrel upload --repository-url http://127.0.0.1:9/u/ --skip-existing [false||]"
    );
}

#[test]
fn a_missing_pyrel_is_built_from_the_repository_of_the_action() {
    let case = case().file("bin/cargo", CARGO);
    make_executable(&case, "bin/cargo");
    fs::create_dir(case.path("built")).unwrap();
    fs::rename(case.path("bin/pyrel"), case.path("built/pyrel")).unwrap();
    let performed = perform(&case, &[]);
    performed.success();
    assert_eq!(calls(&case)[0], "cargo install --path");
    assert_eq!(calls(&case)[1], "pyrel build [false||]");
    let Done::Used { with, .. } = performed.done("Restore pyrel") else {
        panic!("no cache was asked");
    };
    let digest = with["key"].strip_prefix("pyrel-Linux-X64-").unwrap();
    assert!(digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit()), "{digest}");
}

#[test]
fn nothing_follows_a_step_that_failed() {
    let case = case().file("failing", "upload");
    let performed = perform(&case, &[]);
    performed.step("Publish the distributions").failure(3);
    assert!(matches!(performed.done("Pack the extension and make the release"), Done::Skipped));
    assert_eq!(calls(&case).len(), 2);
    assert_eq!(performed.outputs["version"], "");
}
