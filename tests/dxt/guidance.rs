//! What is said to whoever took a wrong turn: what is at fault, by its name, and which option helps.

use super::demo;
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
