//! One artefact for each rule, sound but for that one thing.
//!
//! `fixtures/check/make.py` makes them and says what is wrong with each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::case::{PYREL, REPOSITORY};
use crate::harness::run::Run;

const FIXTURES: &str = "fixtures/check";

#[test]
fn each_is_found_to_be_what_it_was_made_to_be() {
    check_all(&Path::new(REPOSITORY).join(FIXTURES));
}

/// Those that are too large to keep.
#[test]
fn so_are_the_large_ones() {
    let folder = tempfile::tempdir().unwrap();
    make(&["--large".as_ref(), folder.path()]);
    check_all(folder.path());
}

#[test]
fn there_is_one_for_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    make(&["--large".as_ref(), folder.path()]);
    let kept = Path::new(REPOSITORY).join(FIXTURES);
    let found: BTreeSet<String> = [kept.as_path(), folder.path()]
        .into_iter()
        .flat_map(cases)
        .flat_map(|it| ids(&it))
        .collect();
    let list = pyrel(Path::new("."), &["--explain", "all", "--json"]);
    let list = list.success().json();
    let rules = list["outputs"]["rules"].as_array().unwrap();
    let rules = rules.iter().filter(|rule| !rule["nature"].is_null());
    let rules: BTreeSet<String> = rules.map(|rule| text(&rule["id"])).collect();
    let missing: Vec<_> = rules.difference(&found).collect();
    assert!(missing.is_empty(), "rules without a case in {FIXTURES}: {missing:#?}");
    let unknown: Vec<_> = found.difference(&rules).collect();
    assert!(unknown.is_empty(), "cases of no rule: {unknown:#?}");
}

#[test]
fn the_script_makes_them_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    make(&["--out".as_ref(), folder.path()]);
    let kept = Path::new(REPOSITORY).join(FIXTURES);
    let (kept, made) = (files(&kept), files(folder.path()));
    let stale = made.iter().filter(|(path, bytes)| kept.get(*path) != Some(*bytes));
    let stale: Vec<_> = stale.map(|(path, _)| path).collect();
    assert!(stale.is_empty(), "run {FIXTURES}/make.py: {stale:#?}");
    let left = kept.keys().filter(|path| !path.starts_with("make") && !made.contains_key(*path));
    let left: Vec<_> = left.collect();
    assert!(left.is_empty(), "files that the script does not make: {left:#?}");
}

/// Holds what is found in each case against its `expect.txt`.
#[track_caller]
fn check_all(folder: &Path) {
    let mut wrong = Vec::new();
    for case in cases(folder) {
        let run = pyrel(&case, &[".", "--json"]);
        let found: BTreeSet<String> = match run.status {
            0 | 1 => findings(&run.json()),
            status => panic!("{}: exit code {status}\n{}", case.display(), run.stderr),
        };
        let expect = ids(&case);
        if found != expect {
            let name = case.file_name().unwrap().display();
            wrong.push(format!("{name}: expected {expect:?}, found {found:?}\n{}", run.stdout));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn findings(report: &Value) -> BTreeSet<String> {
    report["findings"].as_array().unwrap().iter().map(|it| text(&it["rule"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The folders of the cases below a folder.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.join("expect.txt").is_file()).collect();
    cases.sort();
    cases
}

fn ids(case: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(case.join("expect.txt")).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// All files below a folder but the program's own leavings, by their paths there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let place = path.strip_prefix(folder).unwrap().display().to_string();
                    drop(found.insert(place, fs::read(&path).unwrap()));
                }
            }
        }
    }
    found
}

fn make(arguments: &[&Path]) {
    let script = Path::new(REPOSITORY).join(FIXTURES).join("make.py");
    Run::of(Command::new("python3").arg(script).args(arguments)).success();
}

/// `pyrel check` in a folder, with nothing around that could change what it says.
fn pyrel(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(PYREL);
    Run::of(command.current_dir(folder).env_clear().arg("check").args(arguments))
}
