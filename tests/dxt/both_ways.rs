//! What `pyrel dxt pack` can be asked for is taken by the reference tool, and what others pack is
//! read by every command of ours.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::{FLIT, MANIFEST, demo};
use crate::harness::case::Case;
use crate::harness::peers::peers;
use crate::harness::run::Run;

fn mcpb(case: &Case, arguments: &[&str]) -> Run {
    Run::of(peers().mcpb().args(arguments).current_dir(case.path(".")))
}

/// Packs `ext`, and has the reference tool look at the bundle; returns the manifest that it unpacked.
#[track_caller]
fn check(case: &Case, arguments: &str) -> Value {
    case.run(&format!("dxt pack ext out.mcpb {arguments}")).success();
    mcpb(case, &["info", "out.mcpb"]).success().stdout_contains("Size: ");
    mcpb(case, &["unpack", "out.mcpb", "theirs"]).success();
    mcpb(case, &["validate", "theirs"])
        .success()
        .stdout_contains("Manifest schema validation passes!");
    // What it packs of that, it takes as well.
    mcpb(case, &["pack", "theirs", "again.mcpb"]).success();
    serde_json::from_str(&case.read("theirs/manifest.json")).unwrap()
}

#[test]
fn filled_templates_are_taken() {
    let template = MANIFEST.replace("1.0.0", "{{ version }}").replace("Demo Server", "{{name}}");
    let case = demo().file("pyproject.toml", FLIT).file("x.py", "");
    case.write("ext/manifest.json", &template.replace("for tests", "{{ description }} \u{1f600}"));
    let manifest = check(&case, "");
    assert_eq!((&manifest["name"], &manifest["version"]), (&json!("x"), &json!("2.5.0")));
    assert_eq!(manifest["description"], "for tests \u{1f600}");
}

#[test]
fn manifests_with_other_values_are_taken() {
    let manifest = check(
        &demo(),
        "--set name=a\"b\\c --set version=2.0.0-rc.1 --set keywords=[\"k\"] \
         --set server.mcp_config.args.0=${__dirname}/x --set author.email=a@b.example \
         --set server.mcp_config.env={\"A\":\"1\"} --set tools_generated=true \
         --set user_config={\"n\":{\"type\":\"number\",\"title\":\"t\",\"description\":\"d\",\"min\":1}}",
    );
    assert_eq!(manifest["name"], "a\"b\\c");
    assert_eq!(manifest["server"]["mcp_config"]["args"], json!(["${__dirname}/x"]));
    assert_eq!(manifest["server"]["mcp_config"]["env"]["A"], "1");
    assert_eq!(manifest["user_config"]["n"]["min"], 1);
    // A manifest from elsewhere.
    let case = demo().file("other.json", &MANIFEST.replace("Demo Server", "Other"));
    assert_eq!(check(&case, "--manifest other.json")["name"], "Other");
}

#[test]
fn chosen_and_pruned_files_are_taken() {
    let case =
        demo().file("ext/notes.md", "").file("ext/.gitignore", "*.tmp\n").file("ext/a.tmp", "");
    let lock = json!({"lockfileVersion": 3, "packages": {
        "node_modules/a": {"version": "1.0.0"},
        "node_modules/b": {"version": "1.0.0", "dev": true},
    }});
    case.write("ext/package-lock.json", &lock.to_string());
    for name in ["a", "b"] {
        case.write(&format!("ext/node_modules/{name}/package.json"), r#"{"version": "1.0.0"}"#);
    }
    check(&case, "--prune --gitignore --include server --include node_modules");
    assert_eq!(case.list("theirs"), ["manifest.json", "node_modules", "server"]);
    assert_eq!(case.list("theirs/node_modules"), ["a"]);
}

/// Every way in which a bundle of others may come is read by every command that reads bundles.
#[test]
fn what_others_pack_is_told_of_checked_and_unpacked() {
    let case = demo().file("ext/lib/a.txt", &"text ".repeat(1000)).file("ext/empty", "");
    mcpb(&case, &["pack", "ext", "theirs.mcpb"]).success();
    let script = "import shutil; shutil.make_archive('python', 'zip', 'ext')";
    Run::of(peers().python("build").args(["-c", script]).current_dir(case.path("."))).success();
    let zipfile =
        ["-m", "zipfile", "-c", "../module.zip", "manifest.json", "server", "lib", "empty"];
    Run::of(peers().python("build").args(zipfile).current_dir(case.path("ext"))).success();
    let seven_zip = ["a", "-tzip", "../seven.zip", "."];
    Run::of(peers().seven_zip().args(seven_zip).current_dir(case.path("ext"))).success();
    let mut bundles = vec!["theirs.mcpb", "python.zip", "module.zip", "seven.zip"];
    let mut zip = Command::new("zip");
    zip.args(["-q", "-r", "../zip.zip", "."]).current_dir(case.path("ext"));
    if zip.output().is_ok_and(|output| output.status.success()) {
        bundles.push("zip.zip");
    }
    for bundle in bundles {
        let told = case.run(&format!("dxt info {bundle} --json")).success().json();
        assert!(told.to_string().contains("Demo Server"), "{bundle}");
        case.run(&format!("dxt validate {bundle}")).success().stderr("");
        case.run(&format!("dxt unpack {bundle} ours")).success().stderr("");
        for file in ["manifest.json", "server/index.js", "lib/a.txt", "empty"] {
            let bytes = |folder: &str| fs::read(case.path(&format!("{folder}/{file}"))).unwrap();
            assert!(bytes("ours") == bytes("ext"), "{bundle}: {file}");
        }
        // And what comes out is packed as what went in.
        case.run("dxt pack ours again.mcpb").success();
        case.run("dxt pack ext first.mcpb").success();
        let bytes = |name: &str| fs::read(case.path(name)).unwrap();
        assert!(bytes("again.mcpb") == bytes("first.mcpb"), "{bundle}");
        fs::remove_dir_all(case.path("ours")).unwrap();
    }
}
