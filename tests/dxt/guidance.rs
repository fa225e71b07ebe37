//! What is said to whoever took a wrong turn: what is at fault, by its name, and which option helps.

use super::{MANIFEST, demo};
use crate::harness::case::Case;

/// Which ways there are to name a key is said, whichever is missing.
#[test]
fn a_key_can_be_named_in_three_ways() {
    let run = Case::new().run("dxt sign b.mcpb");
    run.failure(2).stderr_contains("<--key FILE|--key-env NAME|--self-signed> <BUNDLE>\n");
    let run = Case::new().run("dxt sign b.mcpb --key k.pem --key-type p256");
    run.failure(2).stderr_contains("'--key <FILE>' cannot be used with '--key-type <KIND>'");
}

/// The log of a run has thousands of lines; an annotation stands on its first page.
#[test]
fn a_signature_that_is_not_trusted_is_an_annotation_on_github() {
    let case = demo();
    case.run("dxt pack ext b.mcpb").success();
    let expect = "::error title=pyrel dxt verify::b.mcpb is not signed\nb.mcpb is not signed\n";
    case.run("dxt verify b.mcpb --format github").failure(10).stdout(expect).stderr("");
    case.run("dxt sign b.mcpb --self-signed --key-type p256").success();
    let trusted = case.run("dxt verify b.mcpb --format github --trust self-signed");
    assert!(!trusted.success().stdout.contains("::error"));
}

/// What was named is at fault, and not the folder that would be named after it.
#[test]
fn a_folder_is_no_bundle_to_unpack() {
    let run = Case::new().run("dxt unpack .");
    run.failure(1).stderr("error: cannot read `.`\n  caused by: it is not a regular file\n");
}

/// A bundle whose server cannot start is made, but not without a word.
#[test]
fn what_a_server_cannot_start_without_is_said_while_it_is_packed() {
    let case = demo();
    case.write("ext/manifest.json", &MANIFEST.replace("/index.js\"]", "/indx.js\", \"${PWD}\"]"));
    let run = case.run("dxt pack ext");
    run.success().stderr_contains("warning[command-missing]: ");
    run.stderr_contains("warning[unknown-variable]: ").stderr_contains("--> ext/manifest.json:");
    case.run("dxt pack ext --strict").failure(1).stderr_contains("error[command-missing]: ");
    let project = Case::new().fixture("seed-like");
    let path = "src/deploy/manifest.json";
    project.write(path, &project.read(path).replace("\"-m\"", "\"${__dirname}/x.py\""));
    for line in ["dxt pack", "release --no-upload --no-github --dry-run"] {
        let run = project.run(line);
        run.success().stderr_contains("warning[command-missing]: ");
        run.stderr_contains(&format!("--> {path}:"));
    }
}

/// Whoever follows a wrong place mends the wrong file.
#[test]
fn a_manifest_from_elsewhere_is_at_fault_where_it_lies() {
    let case = demo().file("ext/.mcpbignore", "[\n");
    case.write("there/other.json", &MANIFEST.replace("index.js\"]", "x.js\"]"));
    let run = case.run("dxt pack ext -m there/other.json");
    run.success().stderr_contains("warning[command-missing]: ");
    run.stderr_contains("--> there/other.json:").stderr_contains("--> ext/.mcpbignore:");
    case.write("there/other.json", &MANIFEST.replace("\"author\"", "\"auhtor\""));
    let run = case.run("dxt pack ext --manifest there/other.json");
    run.failure(1).stderr_contains("error[missing-key]: ");
    run.stderr_contains("--> there/other.json:");
    assert!(!run.stderr.contains("ext/manifest.json"), "{}", run.stderr);
    case.write("ext/other.json", &case.read("there/other.json"));
    let run = case.run("dxt pack ext --manifest ext/other.json");
    run.failure(1).stderr_contains("--> ext/other.json:");
}

#[test]
fn a_bundle_is_one_under_any_name() {
    let case = demo();
    case.run("dxt pack ext b.mcpb").success();
    std::fs::copy(case.path("b.mcpb"), case.path("download")).unwrap();
    let valid = "manifest.json is valid (manifest version 0.3)\n";
    case.run("dxt validate download").success().stdout(valid);
    case.run("dxt diff download b.mcpb").success().stdout_contains("equal bytes\n");
    let finished = "error: `download` is a finished bundle\n";
    case.run("dxt migrate download --to 0.4").failure(2).stderr_contains(finished);
}
