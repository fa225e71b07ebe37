//! `pyrel dxt migrate`: as few characters changed as it takes.

use std::fs;

use super::{MANIFEST, demo};
use crate::harness::case::Case;
use crate::harness::peers::peers;
use crate::harness::run::Run;

const OLD: &str = "{\n\t\"dxt_version\":\"0.1\" ,\n\t\"name\": \"demo\", \"version\": \"{{ version }}\",\r\n\t\"description\": \"for tests\", \"author\": { \"name\" : \"somebody\" },\n\t\"server\": {\"type\": \"node\",\n\t\t\"entry_point\": \"x.js\", \"mcp_config\": {\"command\": \"node\"}}\n}";

fn old() -> Case {
    Case::new().file("ext/manifest.json", OLD).file("ext/x.js", "")
}

fn text(case: &Case) -> String {
    fs::read_to_string(case.path("ext/manifest.json")).unwrap()
}

#[test]
fn formatting_order_and_placeholders_stay() {
    let case = old();
    let run = case.run("dxt migrate ext --to 0.4");
    run.success().stdout_contains(
        "manifest.json: `dxt_version` becomes `manifest_version`\n\
         manifest.json: version `0.1` becomes `0.4`\n",
    );
    let expect = OLD.replace("\"dxt_version\":\"0.1\"", "\"manifest_version\":\"0.4\"");
    assert_eq!(text(&case), expect);
    // The reference tool agrees that it is what it says.
    Run::of(peers().mcpb().args(["validate", "ext"]).current_dir(case.path("."))).success();
    let run = case.run("dxt migrate ext/manifest.json --to 0.4");
    run.success().stdout("manifest.json has version 0.4 already\n");
    case.run("dxt migrate ext --to 0.2").success();
    assert_eq!(text(&case), expect.replace("0.4", "0.2"));
}

#[test]
fn a_dry_run_shows_the_same_and_writes_nothing() {
    let case = old();
    let run = case.run("dxt migrate ext --to 0.3 --dry-run");
    run.success().stdout_contains("would place ext/manifest.json (");
    assert_eq!(text(&case), OLD);
    assert_eq!(case.list("ext"), ["manifest.json", "x.js"]);
    let plan = case.run("dxt migrate ext --to 0.3 --dry-run --json").json();
    assert_eq!(plan["outputs"]["manifest_version"], "0.3");
    assert_eq!(plan["outputs"]["changes"][1], "version `0.1` becomes `0.3`");
}

#[test]
fn going_back_is_refused_where_keys_would_be_lost() {
    let case = demo();
    let manifest = MANIFEST
        .replace("\"server\": {", "\"icons\": [],\n  \"privacy_policies\": [],\n  \"server\": {");
    case.write("ext/manifest.json", &manifest);
    let run = case.run("dxt migrate ext --to 0.1");
    run.failure(1).stdout("");
    run.stderr_contains(
        "error[migration-loses]: unknown key `icons`: version 0.1 does not have it\n",
    );
    run.stderr_contains("--> ext/manifest.json:7:3\n");
    run.stderr_contains("unknown key `privacy_policies`: version 0.1 does not have it\n");
    run.stderr_contains("error: 2 errors were found\n");
    assert_eq!(text(&case), manifest);
    let run = case.run("dxt migrate ext --to 0.2");
    run.failure(1).stderr_contains("error: one error was found\n");
}

#[test]
fn what_an_older_version_has_no_word_for_is_told() {
    let case = demo();
    let manifest = MANIFEST.replace("\"0.3\"", "\"0.4\"").replace("\"node\",\n", "\"uv\",\n");
    case.write("ext/manifest.json", &manifest);
    let run = case.run("dxt migrate ext --to 0.3");
    run.failure(1).stderr_contains(
        "error[migration-lacks]: `server.type` must be `python`, `node` or `binary`, not `uv`\n",
    );
}

#[test]
fn one_key_names_the_version_afterwards() {
    let check = |before: &str, after: &str| {
        let case = demo();
        case.write(
            "ext/manifest.json",
            &MANIFEST.replace("  \"manifest_version\": \"0.3\",\n", before),
        );
        case.run("dxt migrate ext --to 0.4").success();
        let expect = MANIFEST.replace("  \"manifest_version\": \"0.3\",\n", after);
        assert_eq!(text(&case), expect);
    };
    check(
        "  \"dxt_version\": \"0.3\",\n  \"manifest_version\": \"0.3\",\n",
        "  \"manifest_version\": \"0.4\",\n",
    );
    let case = demo();
    let both = MANIFEST.replace("  }\n}\n", "  },\n  \"dxt_version\": \"0.3\"\n}\n");
    case.write("ext/manifest.json", &both);
    case.run("dxt migrate ext --to 0.4").success();
    assert_eq!(text(&case), MANIFEST.replace("\"0.3\"", "\"0.4\""));
}

#[test]
fn a_key_that_hides_another_one_is_not_taken_away() {
    let case = demo();
    let twice = MANIFEST.replace(
        "  \"manifest_version\": \"0.3\",\n",
        "  \"dxt_version\": \"0.1\",\n  \"manifest_version\": \"0.3\",\n  \"dxt_version\": \"0.3\",\n",
    );
    case.write("ext/manifest.json", &twice);
    case.run("dxt validate ext --level schema").success();
    case.run("dxt migrate ext --to 0.4").failure(1).stderr_contains(
        "error[duplicate-key]: `dxt_version` is given twice; that of line 2 is ignored\n",
    );
    assert_eq!(text(&case), twice);
    // Of others the last one counts before and after.
    let twice = MANIFEST.replace("  \"name\"", "  \"manifest_version\": \"0.2\",\n  \"name\"");
    case.write("ext/manifest.json", &twice);
    case.run("dxt migrate ext --to 0.4").success();
    assert_eq!(text(&case), twice.replace("0.2", "0.4"));
}

#[cfg(unix)]
#[test]
fn the_target_of_a_link_is_rewritten_and_the_link_stays() {
    let case = demo();
    case.write("ext/src/real.json", MANIFEST);
    fs::remove_file(case.path("ext/manifest.json")).unwrap();
    std::os::unix::fs::symlink("src/real.json", case.path("ext/manifest.json")).unwrap();
    case.run("dxt migrate ext --to 0.4").success().stdout_contains("placed ext/src/real.json (");
    assert!(case.path("ext/manifest.json").is_symlink());
    assert_eq!(text(&case), MANIFEST.replace("0.3", "0.4"));
    // What lies elsewhere may be the manifest of others as well.
    case.write("other.json", MANIFEST);
    fs::remove_file(case.path("ext/manifest.json")).unwrap();
    std::os::unix::fs::symlink("../other.json", case.path("ext/manifest.json")).unwrap();
    case.run("dxt migrate ext --to 0.4").failure(1).stderr_contains("leads out of the project");
    assert_eq!(fs::read_to_string(case.path("other.json")).unwrap(), MANIFEST);
}

#[test]
fn a_uv_server_gets_the_command_that_the_reference_tool_asks_for() {
    let case = Case::new().file(
        "ext/manifest.json",
        "{\n  \"manifest_version\": \"0.4\", \"name\": \"n\", \"version\": \"1.0.0\",\n  \
         \"description\": \"d\", \"author\": { \"name\": \"a\" },\n  \"server\": {\n    \
         \"type\": \"uv\",\n    \"entry_point\": \"main.py\"\n  }\n}\n",
    );
    case.run("dxt validate ext --level schema").failure(1);
    case.run("dxt migrate ext --to 0.4").success().stdout_contains(
        "manifest.json: `server.mcp_config` is added, which the reference tool asks for\n",
    );
    assert!(text(&case).contains(
        "\"entry_point\": \"main.py\",\n    \"mcp_config\": { \"command\": \"uv\", \"args\": \
         [\"run\", \"--directory\", \"${__dirname}\", \"main.py\"] }\n  }\n"
    ));
    case.run("dxt validate ext --level schema").success();
    Run::of(peers().mcpb().args(["validate", "ext"]).current_dir(case.path("."))).success();
}

#[test]
fn what_was_wrong_before_keeps_nobody_from_migrating() {
    let case = demo();
    case.write(
        "ext/manifest.json",
        &MANIFEST.replace("\"name\": \"Demo", "\"nmae\": 1,\n\"name\": \"Demo"),
    );
    let run = case.run("dxt migrate ext --to 0.4");
    run.success().stderr_contains("warning[unknown-key]: unknown key `nmae`\n");
    assert!(text(&case).contains("\"manifest_version\": \"0.4\""));
}

#[test]
fn what_cannot_be_migrated_is_named() {
    let case = demo().file("bad/manifest.json", "{").file("odd/manifest.json", "{\"x\": 1}");
    case.run("dxt migrate bad --to 0.4").failure(1).stderr_contains("error[invalid-json]: ");
    case.run("dxt migrate odd --to 0.4").failure(1).stderr_contains("error[manifest-version]: ");
    case.run("dxt migrate nothing --to 0.4").failure(1);
    // Readers take such bytes and replace them; writing the text back would replace them for good.
    let bytes = [MANIFEST.replace("for tests", "for").as_bytes(), b" "].concat();
    let at = bytes.windows(3).position(|it| it == b"for").unwrap();
    fs::write(case.path("bad/manifest.json"), [&bytes[..at], b"\xff", &bytes[at..]].concat())
        .unwrap();
    case.run("dxt validate bad --level schema").success();
    case.run("dxt migrate bad --to 0.4").failure(1).stderr_contains("error[not-utf8]: ");
    case.run("dxt migrate ext").failure(2);
    case.run("dxt migrate ext --to 0.5").failure(2).stderr_contains(
        "error: `0.5` is no version of the manifest\nhint: the versions are `0.1`, `0.2`, `0.3`, `0.4`\n",
    );
    case.run("dxt pack ext x.mcpb").success();
    case.run("dxt migrate x.mcpb --to 0.4").failure(2).stderr_contains(
        "error: `x.mcpb` is a finished bundle\n\
         hint: migrate the manifest that it was packed from, and pack it again\n",
    );
}

#[test]
fn the_template_of_a_project_is_migrated_where_it_lies() {
    let case = Case::new().fixture("seed-like");
    case.run("dxt migrate --to 0.4").success().stdout_contains("src/deploy/manifest.json (");
    let text = fs::read_to_string(case.path("src/deploy/manifest.json")).unwrap();
    assert!(text.contains("\"manifest_version\": \"0.4\"") && text.contains("{{ version }}"));
    case.run("dxt validate --level lint").success().stderr("");
}
