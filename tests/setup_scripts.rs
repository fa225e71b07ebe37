//! What is proved of scripts is what they pass to `setup()` when setuptools runs them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::case::REPOSITORY;
use crate::harness::peers::peers;
use crate::harness::run::Run;

#[path = "../crates/python/tests/evaluate/script.rs"]
mod script;

use script::{Script, VARIABLES};

/// Variables that scripts ask for and that are not set.
const UNSET: [&str; 3] = ["BUILD_NUMBER", "KEY", "X"];

/// What running one script told: for each command, what was passed or raised.
fn answers(scripts: &[&Script], legacy: bool) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let mut command = peers().python("build");
    command.arg(Path::new(REPOSITORY).join("tests/peers/setup_oracle.py"));
    command.args(legacy.then_some("--legacy")).env("PYTHONUTF8", "1").envs(VARIABLES);
    for name in UNSET {
        command.env_remove(name);
    }
    for (number, script) in scripts.iter().enumerate() {
        let project = folder.path().join(number.to_string());
        for (path, text) in &script.files {
            let path = project.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        command.arg(project);
    }
    let run = Run::of(&mut command);
    run.success();
    run.stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["answers"].take())
        .collect()
}

/// How the answers differ from what is said to be proved.
fn differences(script: &Script, answers: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let Script { group, name, .. } = script;
    let calls: Vec<&Vec<Value>> =
        answers.as_array().unwrap().iter().filter_map(|answer| answer["call"].as_array()).collect();
    if calls.is_empty() {
        found.push(format!("{group}: {name}: {answers}"));
    }
    for (keyword, proved) in script.proved().unwrap() {
        let proved: Value = serde_json::from_str(proved).unwrap();
        for call in &calls {
            let passed = call.iter().find(|pair| pair[0] == keyword).map(|pair| &pair[1]);
            if passed != Some(&proved) {
                found.push(format!("{group}: {name}: {keyword}: {proved}, but {passed:?}"));
            }
        }
    }
    found
}

#[test]
fn what_is_proved_of_scripts_is_what_they_pass_when_they_run() {
    let folder = Path::new(REPOSITORY).join("crates/python/tests/evaluate/scripts");
    let scripts = script::scripts(&folder);
    let mut found = Vec::new();
    let mut compared = 0;
    for legacy in [false, true] {
        let runs = |it: &&Script| it.legacy == legacy && !it.endless && it.proved().is_some();
        let run: Vec<&Script> = scripts.iter().filter(runs).collect();
        let answers = answers(&run, legacy);
        assert_eq!(answers.len(), run.len(), "some scripts were not run");
        compared += run.len();
        found.extend(run.iter().zip(&answers).flat_map(|(it, answers)| differences(it, answers)));
    }
    assert!(compared > 90, "only {compared} scripts were run");
    assert_eq!(found, Vec::<String>::new(), "what is proved is not what is passed");
}
