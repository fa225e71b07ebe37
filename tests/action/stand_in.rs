//! What the action asks of `pyrel`, and where it gets it from.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::{FOLDER, perform};
use crate::harness::action::{Action, Done, GITHUB_TOKEN, Performed};
use crate::harness::case::Case;

/// Writes each call and the environment that matters into `calls`, and hands over what a real run
/// would.
const STAND_IN: &str = r#"#!/bin/sh
printf '%s' "pyrel $*" >>calls
printf ' [%s|%s|%s]\n' "$DRY_RUN" "$PYREL_TOKEN" "$GITHUB_TOKEN" >>calls
if [ -f failing ]; then exit 3; fi
printf 'version=1.4.0\ndist-dir=dist\ndry-run=%s\n' "$DRY_RUN" >>"$GITHUB_OUTPUT"
"#;

/// Stands in for cargo: "builds" the stand-in where the action wants it (`--root` comes last).
const CARGO: &str = r#"#!/bin/sh
printf '%s\n' "cargo $1 $2" >>calls
for root; do :; done
mkdir -p "$root/bin"
cp built/pyrel "$root/bin/pyrel"
"#;

const URL: &str = "https://upload.pypi.org/legacy/";

fn case() -> Case {
    let case = Case::new().file("bin/pyrel", STAND_IN);
    make_executable(&case, "bin/pyrel");
    case
}

fn make_executable(case: &Case, path: &str) {
    fs::set_permissions(case.path(path), fs::Permissions::from_mode(0o755)).unwrap();
}

fn run(case: &Case, inputs: &[(&str, &str)]) -> Performed {
    perform(Action::read(FOLDER).with_path(case.path("bin")), case, inputs)
}

fn calls(case: &Case) -> Vec<String> {
    case.read("calls").lines().map(str::to_owned).collect()
}

#[test]
fn one_call_does_everything() {
    let case = case();
    run(&case, &[("pypi-token", "pypi-x"), ("package-version", "1.4.0")]).success();
    assert_eq!(
        calls(&case),
        [format!(
            "pyrel release --format github --repository-url {URL} --set-version 1.4.0 \
             [false|pypi-x|{GITHUB_TOKEN}]"
        )]
    );
}

#[test]
fn inputs_are_passed_on() {
    let case = case();
    let url = "http://127.0.0.1:9/u/";
    run(&case, &[("pypi-repository-url", url), ("skip-existing", "true"), ("dry-run", "true")])
        .success();
    assert_eq!(
        calls(&case),
        [format!(
            "pyrel release --format github --repository-url {url} --skip-existing \
             [true||{GITHUB_TOKEN}]"
        )]
    );
}

/// An input cannot become a command: it is only ever the value of a variable.
#[test]
fn an_input_is_never_a_script() {
    let case = case();
    run(&case, &[("package-version", "1; touch broken $(touch broken)")]).success();
    assert!(!case.path("broken").exists());
    assert!(calls(&case)[0].contains("--set-version 1; touch broken $(touch broken) ["));
}

#[test]
fn a_missing_pyrel_is_built_from_the_repository_of_the_action() {
    let case = case().file("bin/cargo", CARGO);
    make_executable(&case, "bin/cargo");
    fs::create_dir(case.path("built")).unwrap();
    fs::rename(case.path("bin/pyrel"), case.path("built/pyrel")).unwrap();
    let performed = run(&case, &[]);
    performed.success();
    assert_eq!(calls(&case)[0], "cargo install --path");
    assert!(calls(&case)[1].starts_with("pyrel release "));
    let Done::Used { with, .. } = performed.done("Restore pyrel") else {
        panic!("no cache was asked");
    };
    let digest = with["key"].strip_prefix("pyrel-Linux-X64-").unwrap();
    assert!(digest.len() == 64 && digest.chars().all(|c| c.is_ascii_hexdigit()), "{digest}");
}

#[test]
fn what_was_made_is_kept_after_a_failure() {
    let script = STAND_IN.replace("exit 3; fi", "late=3; fi") + "exit ${late:-0}\n";
    let case = case().file("failing", "").file("bin/pyrel", &script);
    make_executable(&case, "bin/pyrel");
    let performed = run(&case, &[]);
    performed.step("Release").failure(3);
    let Done::Used { with, .. } = performed.done("Keep the files") else {
        panic!("the files are lost");
    };
    assert_eq!(with["path"], "dist");
}

#[test]
fn nothing_follows_a_step_that_failed() {
    let case = case().file("failing", "");
    let performed = run(&case, &[]);
    performed.step("Release").failure(3);
    assert!(matches!(performed.done("Keep the files"), Done::Skipped));
    assert_eq!(performed.outputs["version"], "");
}
