//! `pyrel dxt clean`: what goes is said, and nothing else goes.

use std::fs;

use super::zip_parts::{archive, link, part};
use super::{MANIFEST, demo, names};
use crate::harness::case::Case;
use crate::harness::footprint::footprint;
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// A bundle with what does not belong into one.
fn unclean(manifest: &str) -> Case {
    let case = Case::new();
    let parts = [
        part("manifest.json", manifest.as_bytes()),
        part("server/index.js", b"run()\n").mode(0o100_755),
        part("debug.log", b"x"),
        part(".git/config", b"x"),
        part(".git/HEAD", b"x"),
    ];
    fs::write(case.path("a.mcpb"), archive(&parts)).unwrap();
    case
}

fn with_strangers() -> String {
    MANIFEST
        .replace("\"somebody\" }", "\"somebody\", \"nick\": \"sb\" }")
        .replace("\"1.0.0\",", "\"1.0.0\",\n  \"colour\": \"red\",")
}

#[test]
fn whatever_goes_is_named_with_the_reason() {
    let case = unclean(&with_strangers());
    let before = footprint(&case);
    let run = case.run("dxt clean a.mcpb --dry-run");
    run.success().stdout_contains("out of manifest.json: unknown key `nick` in `author`\n");
    run.stdout_contains("out of manifest.json: unknown key `colour`\n");
    run.stdout_contains("out: .git: ").stdout_contains("out: debug.log: ");
    run.stdout_contains("would place a.mcpb (");
    assert_eq!(footprint(&case), before);
    let done = case.run("dxt clean a.mcpb --json").success().json();
    assert_eq!(done["outputs"]["removed"].as_array().unwrap().len(), 4);
    assert_eq!(done["outputs"]["signature_removed"], false);
    assert_eq!(names(&case.path("a.mcpb")), ["manifest.json", "server/index.js"]);
    case.run("dxt unpack a.mcpb").success();
    // Nothing but the keys is gone, formatting and order included.
    assert_eq!(case.read("a/manifest.json"), MANIFEST);
    case.run("dxt clean a.mcpb").success().stdout("a.mcpb: there is nothing to clean\n");
}

#[test]
fn a_signature_goes_only_with_something_else_and_is_named() {
    let case = demo();
    let sign = |name: &str| {
        let mut bytes = fs::read(case.path(name)).unwrap();
        bytes.extend(b"MCPB_SIG_V1\x03\0\0\0derMCPB_SIG_END");
        fs::write(case.path(name), bytes).unwrap();
    };
    case.run("dxt pack ext clean.mcpb").success();
    sign("clean.mcpb");
    let before = footprint(&case);
    case.run("dxt clean clean.mcpb").success().stdout_contains("there is nothing to clean");
    assert_eq!(footprint(&case), before);
    let unclean = archive(&[part("manifest.json", MANIFEST.as_bytes()), part("x.log", b"")]);
    fs::write(case.path("b.mcpb"), unclean).unwrap();
    sign("b.mcpb");
    case.run("dxt clean b.mcpb -o c.mcpb")
        .success()
        .stdout_contains("out: the signature of b.mcpb, which would not be right any more;");
    assert_eq!(names(&case.path("c.mcpb")), ["manifest.json"]);
    assert!(fs::read(case.path("b.mcpb")).unwrap().ends_with(b"MCPB_SIG_END"));
}

/// Whoever names a place finds a bundle there, signed as before if nothing went out of it.
#[test]
fn a_clean_bundle_comes_to_the_place_that_is_named() {
    let case = demo();
    case.run("dxt pack ext a.mcpb --no-sha256").success();
    case.run("dxt sign a.mcpb --self-signed").success();
    case.run("dxt clean a.mcpb -o new/b.mcpb").success().stdout_contains("nothing to clean\n");
    assert_eq!(fs::read(case.path("a.mcpb")).unwrap(), fs::read(case.path("new/b.mcpb")).unwrap());
}

/// A bundle that is packed anew has neither links nor empty folders, whatever it is cleaned of.
#[test]
fn what_changes_besides_is_told() {
    let case = Case::new();
    let parts = [
        part("manifest.json", MANIFEST.as_bytes()),
        part("server/index.js", b"run()\n"),
        link("same.js", "server/index.js"),
        part("empty/", b"").mode(0o040_755),
        part("empty-not/x", b""),
        part(".git/hooks/", b"").mode(0o040_755),
        part(".git/HEAD", b""),
    ];
    fs::write(case.path("a.mcpb"), archive(&parts)).unwrap();
    let run = case.run("dxt clean a.mcpb");
    run.success().stdout_contains(
        "besides: empty: an empty folder, which no bundle has\n\
         besides: same.js: a link, which becomes what it leads to\n",
    );
    assert!(!run.stdout.contains("besides: .git"), "{}", run.stdout);
    case.run("dxt unpack a.mcpb").success();
    assert_eq!(case.list("a"), ["empty-not", "manifest.json", "same.js", "server"]);
    assert_eq!(case.read("a/same.js"), "run()\n");
}

/// The digest beside a bundle is never that of another one.
#[test]
fn the_digest_beside_a_bundle_is_that_of_the_clean_one() {
    let case = unclean(MANIFEST);
    case.write("a.mcpb.sha256", &format!("{}  a.mcpb\n", "0".repeat(64)));
    let done = case.run("dxt clean a.mcpb --json").success().json();
    let digest = done["done"][0]["sha256"].as_str().unwrap();
    assert_eq!(case.read("a.mcpb.sha256"), format!("{digest}  a.mcpb\n"));
    let case = unclean(MANIFEST);
    case.write("a.mcpb.sha256", "mine");
    case.run("dxt clean a.mcpb").success();
    assert_eq!(case.read("a.mcpb.sha256"), "mine");
}

#[test]
fn no_other_file_gives_way_to_a_bundle() {
    let case = unclean(MANIFEST);
    case.write("package.json", "{}");
    case.run("dxt clean a.mcpb -o package.json").failure(2).stderr(
        "error: `package.json` is no bundle, and so is not replaced by one\n\
         hint: name another place, or move that file\n",
    );
    assert_eq!(case.read("package.json"), "{}");
}

#[test]
fn what_cannot_be_cleaned_stays_as_it_is_and_fails() {
    for manifest in [MANIFEST.replace("\"Demo Server\"", "7"), "{".to_owned(), String::new()] {
        let case = unclean(&manifest);
        let before = footprint(&case);
        case.run("dxt clean a.mcpb").failure(1).stderr_contains("a.mcpb!manifest.json");
        assert_eq!(footprint(&case), before);
    }
    let case = Case::new().file("a.mcpb", "hello");
    case.run("dxt clean a.mcpb").failure(1).stderr_contains("it is no zip archive");
    case.run("dxt clean gone.mcpb").failure(1);
}

/// Peers stay, other than with the reference tool: npm installs them because they are loaded.
#[test]
fn packages_that_nothing_leads_to_go() {
    let case = demo();
    let package = |path: &str, text: &str| case.write(&format!("ext/{path}package.json"), text);
    let needs = r#"{"name": "x", "version": "1.0.0", "dependencies": {"a": "1"},
        "optionalDependencies": {"@s/o": "1"}, "devDependencies": {"d": "1"}}"#;
    package("", needs);
    package("node_modules/a/", r#"{"name": "a", "version": "1.0.0", "dependencies": {"b": "1"}}"#);
    package("node_modules/a/node_modules/b/", r#"{"name": "b", "version": "1.0.0"}"#);
    package("node_modules/b/", r#"{"name": "b", "version": "2.0.0"}"#);
    package("node_modules/@s/o/", r#"{"name": "@s/o", "version": "1.0.0"}"#);
    package("node_modules/d/", r#"{"name": "d", "version": "1.0.0", "dependencies": {"e": "1"}}"#);
    package("node_modules/d/node_modules/f/", r#"{"name": "f", "version": "1.0.0"}"#);
    package("node_modules/e/", r#"{"name": "e", "version": "1.0.0"}"#);
    case.run("dxt pack ext a.mcpb").success();
    fs::copy(case.path("a.mcpb"), case.path("theirs.mcpb")).unwrap();
    let run = case.run("dxt clean a.mcpb");
    for gone in ["b", "d", "e"] {
        run.stdout_contains(&format!("out: node_modules/{gone}: a package that nothing leads to"));
    }
    let mut mcpb = peers().mcpb();
    Run::of(mcpb.args(["clean", "theirs.mcpb"]).current_dir(case.path("."))).success();
    let sorted = |bundle: &str| {
        let mut names = names(&case.path(bundle));
        names.sort();
        names
    };
    assert_eq!(sorted("a.mcpb"), sorted("theirs.mcpb"));
}

/// The reference tool repairs unknown keys below the root, and at the root of version 0.1 only; where
/// it does, the result is the same to whoever reads it. Its other failures end in "Clean Complete".
#[test]
fn the_reference_tool_comes_to_the_same_manifest_where_it_comes_to_one() {
    let mcpb = |case: &Case, arguments: &[&str]| {
        Run::of(peers().mcpb().args(arguments).current_dir(case.path(".")))
    };
    let old = MANIFEST.replace("\"manifest_version\": \"0.3\"", "\"manifest_version\": \"0.1\"");
    let nested =
        |text: &str| text.replace("\"somebody\" }", "\"somebody\", \"nick\": {\"a\": 1} }");
    let root = |text: &str| text.replace("\"1.0.0\",", "\"1.0.0\", \"colour\": [\"red\"],");
    for (manifest, is_repaired) in [
        (nested(MANIFEST), true),
        (nested(&old), true),
        (root(&old), true),
        (root(&nested(&old)), true),
        (root(MANIFEST), false),
    ] {
        let case = unclean(&manifest);
        fs::copy(case.path("a.mcpb"), case.path("theirs.mcpb")).unwrap();
        case.run("dxt clean a.mcpb").success();
        mcpb(&case, &["clean", "theirs.mcpb"]).success().stdout_contains("Clean Complete");
        for bundle in ["a", "theirs"] {
            case.run(&format!("dxt unpack {bundle}.mcpb")).success();
        }
        let read = |name: &str| -> serde_json::Value {
            serde_json::from_str(&case.read(&format!("{name}/manifest.json"))).unwrap()
        };
        assert_eq!(read("a") == read("theirs"), is_repaired, "{manifest}");
        case.run("dxt validate a.mcpb --level schema").success();
        mcpb(&case, &["validate", "a/manifest.json"]).success();
        if is_repaired {
            assert_eq!(case.list("a"), case.list("theirs"));
        }
    }
}
