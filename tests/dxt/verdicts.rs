//! The binary's verdicts are those of the reference tool, case by case.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use crate::harness::case::{Case, REPOSITORY};

/// The cases with their verdicts: manifests of public bundles and broken ones, some with an icon or
/// an ignore file beside them.
fn cases() -> Vec<Value> {
    let path = Path::new(REPOSITORY).join("crates/dxt/tests/data/manifests.jsonl");
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn lay_out(case: &Case, row: &Value) {
    let mut files = vec![("bundle/manifest.json".to_owned(), manifest(row))];
    for (path, base64) in row["files"].as_object().into_iter().flatten() {
        files.push((path.clone(), BASE64_STANDARD.decode(base64.as_str().unwrap()).unwrap()));
    }
    drop(fs::remove_dir_all(case.path("bundle")));
    for (path, bytes) in files {
        let path = case.path(&path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

fn manifest(row: &Value) -> Vec<u8> {
    match row["text"].as_str() {
        Some(text) => text.as_bytes().to_owned(),
        None => BASE64_STANDARD.decode(row["base64"].as_str().unwrap()).unwrap(),
    }
}

#[test]
fn the_exit_code_is_the_reference_tools_verdict() {
    let case = Case::new();
    let rows = cases();
    assert!(rows.len() >= 400, "{}", rows.len());
    let with_files =
        rows.iter().filter(|row| row["files"].as_object().is_some_and(|it| !it.is_empty()));
    assert!(with_files.count() >= 10, "hardly an icon among the cases");
    let mut differing = Vec::new();
    for row in &rows {
        lay_out(&case, row);
        let run = case.run("dxt validate bundle --level schema");
        let expect = if row["valid"].as_bool().unwrap() { 0 } else { 1 };
        if run.status != expect {
            differing
                .push(format!("{}: {} and not {expect}\n{}", row["name"], run.status, run.stderr));
        } else if expect == 1 {
            let told = run.stderr.contains("--> bundle/manifest.json:");
            assert!(told, "{} without a place: {}", row["name"], run.stderr);
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn what_is_not_valid_is_not_packed() {
    let case = Case::new();
    for row in cases().iter().filter(|row| row["valid"] == false).step_by(10) {
        lay_out(&case, row);
        case.run("dxt pack bundle out/x.mcpb").failure(1);
        assert_eq!(case.list("out"), [""; 0], "{}", row["name"]);
    }
}
