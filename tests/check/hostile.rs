//! Archives that no honest tool makes, through the whole program: it comes to a verdict, does not fall
//! over, and takes no more memory for them than for honest ones.
//!
//! `fixtures/check/make.py --hostile` makes them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::harness::case::{PYREL, REPOSITORY};
use crate::harness::run::Run;

/// As much memory as a run may have at its peak, in KiB. What is looked at is bounded, the size of the
/// file is not.
const MOST_MEMORY: u64 = 256 << 10;
/// As much as a run may say.
const MOST_WORDS: u64 = 128 << 10;
/// A run that takes longer hangs, on a busy machine and without optimisation.
const MOST_SECONDS: &str = "120";

#[test]
fn hostile_archives_are_judged_within_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let make = Path::new(REPOSITORY).join("fixtures/check/make.py");
    Run::of(Command::new("python3").arg(make).arg("--hostile").arg(folder.path())).success();
    let script = Path::new(REPOSITORY).join("tests/check/peaks.py");
    let runs = Run::of(
        Command::new("python3").arg(script).arg(PYREL).arg(folder.path()).arg(MOST_SECONDS),
    );
    let runs = runs.success().stdout.lines().map(|line| serde_json::from_str(line).unwrap());
    let runs: Vec<Value> = runs.collect();
    assert!(runs.len() >= 60, "only {} cases", runs.len());
    let wrong: Vec<String> = runs.iter().filter_map(|run| wrong(folder.path(), run)).collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), runs.len(), wrong.join("\n"));
}

/// What is wrong with a run, if anything is.
fn wrong(folder: &Path, run: &Value) -> Option<String> {
    let case = run["case"].as_str().unwrap();
    let expect = fs::read_to_string(folder.join(case).join("expect.txt")).unwrap();
    let found = run["found"].as_array().into_iter().flatten();
    let found: BTreeSet<&str> = found.filter_map(Value::as_str).collect();
    let missing: Vec<&str> = expect.lines().filter(|id| !found.contains(id)).collect();
    let (status, peak) = (run["status"].as_i64().unwrap(), run["peak"].as_u64().unwrap());
    let why = match () {
        () if run["found"].is_null() => "no verdict".to_owned(),
        () if !matches!(status, 0 | 1) => format!("exit code {status}"),
        () if peak > MOST_MEMORY => format!("{peak} KiB of memory"),
        () if run["said"].as_u64().unwrap() > MOST_WORDS => "endless words".to_owned(),
        () if !missing.is_empty() => format!("{missing:?} are not among {found:?}"),
        () => return None,
    };
    Some(format!("{case}: {why}"))
}
