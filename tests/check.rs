//! `pyrel check`: finished files, looked at before an index does.

mod choice;
mod fixtures;
mod fuzz_corpus;
mod hostile;
mod libraries;
mod linters;
mod verdict;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::harness::case::{PYREL, REPOSITORY};
use crate::harness::run::Run;

/// The folder with the artefacts that are each broken in one way.
fn fixtures() -> PathBuf {
    Path::new(REPOSITORY).join("fixtures/check")
}

/// Runs the script that makes them.
fn make(arguments: &[&Path]) {
    Run::of(Command::new("python3").arg(fixtures().join("make.py")).args(arguments)).success();
}

/// The folders of the cases below a folder.
fn cases(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<_> = entries.filter(|path| path.join(EXPECT).is_file()).collect();
    cases.sort();
    cases
}

/// What a case holds besides its artefacts: the ids that are found there.
const EXPECT: &str = "expect.txt";

/// `pyrel check` in a folder, with nothing around that could change what it says.
fn pyrel(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(PYREL);
    Run::of(command.current_dir(folder).env_clear().arg("check").args(arguments))
}

/// All rules that there are.
fn rules() -> Vec<Value> {
    let run = pyrel(Path::new("."), &["--explain", "all", "--json"]);
    run.success().json()["outputs"]["rules"].as_array().unwrap().clone()
}

/// The ids that a report speaks of, with their weight.
fn found(report: &Value) -> BTreeMap<String, String> {
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|it| (text(&it["rule"]), text(&it["severity"]))).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}
