//! What a dry run shows is what the real run does, and it leaves no trace.

use serde_json::Value;

use super::{MANIFEST, demo};
use crate::harness::case::Case;
use crate::harness::footprint::footprint;

#[track_caller]
fn check(case: &Case, arguments: &str) {
    let before = footprint(case);
    let shown = case.run(&format!("{arguments} --dry-run --json"));
    let by_variable = Case::run(case, &format!("{arguments} --dry-run=yes --json"));
    assert_eq!(footprint(case), before, "{arguments} --dry-run left something");
    let done = case.run(&format!("{arguments} --json"));
    assert_eq!((shown.status, by_variable.status), (done.status, done.status), "{arguments}");
    let (shown, done) = (shown.json(), done.json());
    assert_eq!(by_variable.json(), shown);
    assert_eq!(shown["findings"], done["findings"], "{arguments}");
    assert_eq!(shown["outputs"], done["outputs"], "{arguments}");
    assert_eq!(shown["error"], done["error"], "{arguments}");
    let none = Value::Array(Vec::new());
    assert_eq!(shown.get("plan").unwrap_or(&none), &done["done"], "{arguments}");
    for touch in done["done"].as_array().unwrap() {
        let path = case.path(touch["path"].as_str().unwrap());
        assert_eq!(std::fs::metadata(path).unwrap().len(), touch["len"].as_u64().unwrap());
    }
}

#[test]
fn a_plan_is_what_is_done() {
    check(&demo(), "dxt pack ext");
    check(&demo(), "dxt pack ext new/folder/");
    check(&demo(), "dxt pack ext ext/a.dxt");
    check(&Case::new().fixture("seed-like"), "dxt pack");
    check(&Case::new().fixture("flit-uv"), "dxt pack");
    check(&demo(), "dxt validate ext");
    check(&demo(), "dxt pack ext --list");
}

#[test]
fn what_fails_fails_in_a_dry_run_as_well() {
    let case = demo();
    case.write("ext/manifest.json", &MANIFEST.replace("0.3", "9"));
    check(&case, "dxt pack ext");
    let case = demo();
    case.write("ext/A", "");
    case.write("ext/a", "");
    check(&case, "dxt pack ext");
    check(&demo(), "dxt pack nothing");
    check(&demo(), "dxt pack ext ext/manifest.json");
}

#[test]
fn the_variable_does_what_the_option_does() {
    let case = demo().env("DRY_RUN", "1");
    let before = footprint(&case);
    let shown = case.run("dxt pack ext");
    shown.success().stdout_contains("would place demo-server-1.0.0.mcpb (");
    assert_eq!(footprint(&case), before);
    case.run("dxt pack ext --dry-run=no").success().stdout_contains("placed ");
}
