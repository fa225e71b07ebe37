//! The digest beside a bundle: right after the bundle has changed.

use std::fs;

use super::MANIFEST;
use super::zip_parts::{archive, part};
use crate::harness::case::Case;

/// Runs a command that leaves a bundle, whose digest must be the one that is told.
#[track_caller]
fn check(case: &Case, line: &str, bundle: &str) {
    let report = case.run(&format!("{line} --json")).success().json();
    let placed = report["done"].as_array().unwrap().iter().find(|it| it["path"] == bundle);
    let sha256 = placed.unwrap()["sha256"].as_str().unwrap();
    let beside = case.read(&format!("{bundle}.sha256"));
    assert_eq!(beside, format!("{sha256}  {bundle}\n"), "{line}");
}

#[test]
fn it_follows_the_bundle_through_cleaning() {
    let case = Case::new();
    let unclean = archive(&[part("manifest.json", MANIFEST.as_bytes()), part("x.log", b"")]);
    fs::write(case.path("b.mcpb"), unclean).unwrap();
    case.write("b.mcpb.sha256", &format!("{}  b.mcpb\n", "0".repeat(64)));
    check(&case, "dxt clean b.mcpb", "b.mcpb");
}

#[test]
fn none_is_made_and_nothing_else_is_taken_for_one() {
    let case = Case::new();
    let unclean = archive(&[part("manifest.json", MANIFEST.as_bytes()), part("x.log", b"")]);
    fs::write(case.path("b.mcpb"), unclean).unwrap();
    case.write("c.mcpb.sha256", "of another tool\n");
    case.run("dxt clean b.mcpb -o c.mcpb").success();
    case.run("dxt clean b.mcpb").success();
    assert!(!case.path("b.mcpb.sha256").exists());
    assert_eq!(case.read("c.mcpb.sha256"), "of another tool\n");
}
