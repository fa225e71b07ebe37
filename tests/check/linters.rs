//! Agreement with the linters that people use today: whatever `twine check --strict` or
//! `check-wheel-contents` says of a file, `pyrel check` says too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::case::{PYREL, REPOSITORY};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// What the linters say and pyrel does not: the case, their words, and why.
const NOT_SAID: [(&str, &str, &str); 9] = [
    ("description-missing", "`long_description_content_type`", "what is not there needs no type"),
    ("field-unknown", "unrecognized or malformed field", "PyPI passes over it; it is advice here"),
    ("summary-line-break", "must be a single line", "PyPI may take it; it is a warning here"),
    ("record-backslash", "W004", "it goes by RECORD, whose paths are not those of the members"),
    ("record-unlisted", "W007", "it goes by RECORD, which does not list the library"),
    ("record-unlisted", "W008", "it goes by RECORD, which does not list the library"),
    ("several-top-level-names-grafted", "W004", "auditwheel puts libraries there"),
    ("several-top-level-names-grafted", "W009", "auditwheel puts libraries there"),
    ("several-top-level-names-grafted", "W010", "auditwheel puts libraries there"),
];

#[test]
fn twine_says_nothing_that_is_not_said_here() {
    let mut wrong = Vec::new();
    for (path, said) in said("twine") {
        let found = found(&path);
        let is_seen = |complaint: &String| match complaint.as_str() {
            "`long_description_content_type` missing. defaulting to `text/x-rst`." => {
                found.contains_key("description-type-missing")
            }
            "`long_description` missing." => found.contains_key("description-missing"),
            "`long_description` has syntax errors in markup." => {
                found.keys().any(|id| id.starts_with("readme-"))
            }
            // Twine itself fails at the file.
            _ => found.values().any(|severity| severity == "error"),
        };
        wrong.extend(unseen(&path, &said, &found, is_seen));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn check_wheel_contents_says_nothing_that_is_not_said_here() {
    let coded = coded();
    let mut wrong = Vec::new();
    for (path, said) in said("contents") {
        let found = found(&path);
        let is_seen = |complaint: &String| match coded.get(complaint) {
            Some(ids) => ids.iter().any(|id| found.contains_key(id)),
            // The linter itself fails at the file.
            None => found.keys().any(|id| !id.starts_with("readme-")),
        };
        wrong.extend(unseen(&path, &said, &found, is_seen));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The complaints that are not seen here, as lines.
fn unseen(
    path: &Path,
    said: &[String],
    found: &BTreeMap<String, String>,
    is_seen: impl Fn(&String) -> bool,
) -> Vec<String> {
    let case = path.parent().unwrap().file_name().unwrap().to_str().unwrap();
    let is_meant = |complaint: &str| {
        NOT_SAID.iter().any(|(at, words, _)| *at == case && complaint.contains(words))
    };
    let unseen = said.iter().filter(|complaint| !is_seen(complaint) && !is_meant(complaint));
    let line = |complaint| format!("{}: {complaint}, but only {found:?}", path.display());
    unseen.map(line).collect()
}

/// What one of the linters says of each file.
fn said(linter: &str) -> BTreeMap<PathBuf, Vec<String>> {
    let script = Path::new(REPOSITORY).join("tests/peers/linters.py");
    let run = Run::of(peers().python("check").arg(script).args(artefacts()));
    let said: BTreeMap<PathBuf, BTreeMap<String, Vec<String>>> =
        serde_json::from_str(&run.success().stdout).unwrap();
    let said: BTreeMap<_, _> =
        said.into_iter().map(|(path, mut said)| (path, said.remove(linter).unwrap())).collect();
    assert!(said.values().filter(|said| !said.is_empty()).count() > 20, "{said:?}");
    said
}

/// All distributions of the fixtures.
fn artefacts() -> Vec<PathBuf> {
    let cases = std::fs::read_dir(Path::new(REPOSITORY).join("fixtures/check")).unwrap();
    let cases = cases.map(|case| case.unwrap().path()).filter(|path| path.is_dir());
    let files = cases.flat_map(|case| std::fs::read_dir(case).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.ends_with(".whl") || name.ends_with(".tar.gz")
    });
    files.sort();
    files
}

/// The ids that are found in a file, with their weight.
fn found(path: &Path) -> BTreeMap<String, String> {
    let run = Run::of(Command::new(PYREL).env_clear().args(["check", "--json"]).arg(path));
    let report = run.json();
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|it| (text(&it["rule"]), text(&it["severity"]))).collect()
}

/// The ids of the rules that have each code of check-wheel-contents.
fn coded() -> BTreeMap<String, BTreeSet<String>> {
    let run = Run::of(Command::new(PYREL).args(["check", "--explain", "all", "--json"]));
    let report = run.success().json();
    let mut coded: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for rule in report["outputs"]["rules"].as_array().unwrap() {
        for code in rule["codes"].as_array().into_iter().flatten() {
            coded.entry(text(code)).or_default().insert(text(&rule["id"]));
        }
    }
    coded
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
