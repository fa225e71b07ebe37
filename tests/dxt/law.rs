//! What a dry run shows is what the real run does, and it leaves no trace.

use serde_json::Value;
use sha2::Digest;

use super::zip_parts::{archive, part};
use super::{MANIFEST, demo};
use crate::harness::case::Case;
use crate::harness::footprint::footprint;

#[track_caller]
pub(super) fn check(case: &Case, arguments: &str) {
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
    check(&demo(), "dxt pack ext --set version=2.0.0 --sizes --no-sha256");
    check(&demo(), "dxt pack ext --max-size 10");
    check(&Case::new().file("p/package.json", "{}"), "dxt init p --yes");
    check(&Case::new().file("p/manifest.json", "{}"), "dxt init p --yes --force");
    let unclean = demo();
    let parts = [part("manifest.json", MANIFEST.as_bytes()), part("x.log", b"")];
    std::fs::write(unclean.path("a.mcpb"), archive(&parts)).unwrap();
    check(&unclean, "dxt info a.mcpb");
    check(&unclean, "dxt clean a.mcpb -o b.mcpb");
    check(&unclean, "dxt clean a.mcpb");
    check(&unclean, "dxt diff a.mcpb b.mcpb");
}

/// A folder has no length to be looked at, and so is looked into.
#[test]
fn what_is_unpacked_is_what_was_planned() {
    let case = demo();
    case.run("dxt pack ext a.mcpb").success();
    case.write("old/manifest.json", "{}");
    case.write("old/gone/x", "");
    for arguments in
        ["dxt unpack a.mcpb", "dxt unpack a.mcpb new/deep", "dxt unpack a.mcpb old --force"]
    {
        let before = footprint(&case);
        let shown = case.run(&format!("{arguments} --dry-run --json")).success().json();
        assert_eq!(footprint(&case), before, "{arguments} --dry-run left something");
        let done = case.run(&format!("{arguments} --json")).success().json();
        assert_eq!((&shown["plan"], &shown["outputs"]), (&done["done"], &done["outputs"]));
        let mut touches = done["done"].as_array().unwrap().iter();
        let folder = case.path(touches.next().unwrap()["path"].as_str().unwrap());
        for item in done["done"][0]["items"].as_array().unwrap() {
            let bytes = std::fs::read(folder.join(item["path"].as_str().unwrap())).unwrap();
            let digest = sha2::Sha256::digest(&bytes);
            let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(digest, item["sha256"].as_str().unwrap());
        }
        for removed in touches {
            assert!(!case.path(removed["path"].as_str().unwrap()).exists());
        }
    }
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
