//! `pyrel dxt diff`: two bundles, through what `pyrel diff` compares with.

use std::fs;

use super::demo;

#[test]
fn two_bundles_are_compared_by_what_is_in_them() {
    let case = demo();
    case.run("dxt pack ext a.mcpb").success();
    case.write("ext/server/index.js", "walk()\n");
    case.write("ext/new.js", "");
    case.run("dxt pack ext b.mcpb").success();
    case.run("dxt diff a.mcpb a.mcpb").success().stdout_contains("equal bytes");
    let run = case.run("dxt diff a.mcpb b.mcpb");
    run.failure(1).stdout_contains("walk()").stdout_contains("new.js").stdout_contains("differs");
    let brief = case.run("dxt diff a.mcpb b.mcpb --brief");
    assert!(!brief.failure(1).stdout.contains("walk()"), "{}", brief.stdout);
    let json = case.run("dxt diff a.mcpb b.mcpb --json").failure(1).json();
    assert_eq!(json["command"], "dxt diff");
}

#[test]
fn a_signature_is_a_difference_and_the_only_one() {
    let case = demo();
    case.run("dxt pack ext a.mcpb").success();
    let mut signed = fs::read(case.path("a.mcpb")).unwrap();
    signed.extend(b"MCPB_SIG_V1\x03\0\0\0derMCPB_SIG_END");
    fs::write(case.path("b.mcpb"), signed).unwrap();
    case.run("dxt diff a.mcpb b.mcpb")
        .failure(1)
        .stdout_contains("+ a signature block of 30 bytes (mcpb)")
        .stdout_contains("differs: 1 difference");
}

#[test]
fn what_is_not_there_is_no_difference() {
    let case = demo();
    case.run("dxt pack ext a.mcpb").success();
    for arguments in ["a.mcpb gone.mcpb", "gone.mcpb a.mcpb --json"] {
        case.run(&format!("dxt diff {arguments}"))
            .failure(2)
            .stderr("error: there is no file `gone.mcpb`\n");
    }
}

#[test]
fn what_is_no_bundle_is_for_another_command() {
    let case = demo();
    case.run("dxt diff ext a.whl").failure(2).stderr(
        "error: `ext` is not called like a bundle\n\
         hint: name two `.mcpb` or `.dxt` files; `pyrel diff` compares other archives\n",
    );
}
