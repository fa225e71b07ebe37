//! `pyrel dxt validate --level` and `--client`: what each level adds, over folders, bundles and
//! projects alike.

use std::fs;

use serde_json::Value;

use super::{MANIFEST, demo};
use crate::harness::case::Case;
use crate::harness::run::Run;

/// The rules of a report, with their weight.
fn rules(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter();
    findings.map(|it| (text(&it["rule"]), text(&it["severity"]))).collect()
}

#[track_caller]
fn check(case: &Case, arguments: &str, status: i32, expect: &[(&str, &str)]) {
    let run = case.run(&format!("dxt validate {arguments} --json"));
    assert_eq!(run.status, status, "{arguments}: {}", run.stdout);
    let expect: Vec<_> =
        expect.iter().map(|(rule, weight)| (rule.to_string(), weight.to_string())).collect();
    assert_eq!(rules(&run.json()), expect, "{arguments}");
}

/// A manifest with one remark for each level: a file that is not there, and a version of no kind.
fn faulty() -> Case {
    let manifest = MANIFEST.replace("\"1.0.0\"", "\"1.0\"").replace(
        "\"server\": {",
        "\"icon\": \"icon.png\",\n  \"screenshots\": [\"a.png\"],\n  \"server\": {",
    );
    let case = demo();
    case.write("ext/manifest.json", &manifest);
    fs::write(case.path("ext/icon.png"), b"\x89PNG\r\n\x1a\n").unwrap();
    case
}

#[test]
fn each_level_includes_those_before_it() {
    let case = faulty();
    check(&case, "ext --level schema", 0, &[]);
    let structure = [("image-damaged", "error"), ("image-missing", "error")];
    check(&case, "ext --level structure", 1, &structure);
    check(&case, "ext", 1, &structure);
    let lint = [("version-not-semver", "warning"), structure[0], structure[1]];
    check(&case, "ext --level lint", 1, &lint);
    check(&case, "ext --level lint --ignore image-damaged --ignore image-missing", 0, &lint[..1]);
    let strict = "ext --level lint --ignore image-damaged --ignore image-missing --strict";
    check(&case, strict, 1, &[("version-not-semver", "error")]);
    case.run("dxt validate ext --level deep").failure(2);
    case.run("dxt validate ext --client netscape").failure(2);
}

#[test]
fn a_bundle_is_looked_at_like_the_folder_that_it_was_made_of() {
    let case = faulty();
    case.run("dxt pack ext out/x.mcpb").success();
    let lint =
        [("version-not-semver", "warning"), ("image-damaged", "error"), ("image-missing", "error")];
    check(&case, "out/x.mcpb --level lint", 1, &lint);
    let run = case.run("dxt validate out/x.mcpb --level structure");
    run.failure(1).stderr_contains("--> out/x.mcpb!manifest.json:7:11\n");
    check(&case, "out/x.mcpb --level schema", 0, &[]);
}

#[test]
fn folder_bundle_and_check_say_the_same() {
    let told = |case: &Case, command: &str| {
        let report = case.run(&format!("{command} --json")).json();
        let findings = report["findings"].as_array().unwrap().iter();
        let told = findings.map(|it| {
            let place = &it["place"];
            let path = place["path"].as_str().unwrap().rsplit(['/', '!']).next().unwrap();
            let at = format!("{path}:{}:{}", place["line"], place["column"]);
            format!("{}[{}] {at} {}", it["severity"], it["rule"], it["message"])
        });
        told.collect::<Vec<_>>()
    };
    let broken = MANIFEST
        .replace("\"name\": \"Demo", "\"icon\": \"i.png\",\n  \"nmae\": 1,\n  \"name\": \"Demo")
        .replace("server/index.js\"] }", "server/y.js\", \"${user_config.x}\"] }")
        .replace("\"1.0.0\"", "\"1\", \"version\": \"2\"");
    for (manifest, count) in [(MANIFEST, 0), (&broken, 5)] {
        let case = demo();
        case.write("ext/manifest.json", manifest);
        let zip = "import zipfile\nwith zipfile.ZipFile('x.mcpb', 'w') as z: [z.write('ext/' + name, name) for name in ['manifest.json', 'server/index.js']]";
        Run::of(case.command("python3").args(["-c", zip])).success();
        let folder = told(&case, "dxt validate ext");
        assert_eq!(folder.len(), count, "{folder:#?}");
        assert_eq!(told(&case, "dxt validate x.mcpb"), folder);
        assert_eq!(told(&case, "check x.mcpb"), folder);
        let status = i32::from(count > 0);
        assert_eq!(case.run("dxt validate x.mcpb").status, status);
        assert_eq!(case.run("check x.mcpb").status, status);
    }
    let case = faulty();
    case.run("dxt pack ext x.mcpb").success();
    let folder = told(&case, "dxt validate ext");
    assert_eq!(
        (told(&case, "dxt validate x.mcpb"), told(&case, "check x.mcpb")),
        (folder.clone(), folder)
    );
}

#[test]
fn a_program_in_a_bundle_must_be_marked_as_one() {
    let manifest = MANIFEST.replace(
        "{ \"command\": \"node\", \"args\": [\"${__dirname}/server/index.js\"] }",
        "{ \"command\": \"${__dirname}/server/index.js\" }",
    );
    let case = Case::new().file("ext/manifest.json", &manifest).file("ext/server/index.js", "#!/x");
    let zip = "import zipfile\nwith zipfile.ZipFile('x.mcpb', 'w') as z: [z.write('ext/' + name, name) for name in ['manifest.json', 'server/index.js']]";
    Run::of(case.command("python3").args(["-c", zip])).success();
    check(&case, "x.mcpb", 0, &[("not-executable", "warning")]);
    case.run("dxt pack ext y.mcpb").success();
    check(&case, "y.mcpb", 0, &[]);
    check(&case, "ext", 0, &[]);
}

#[test]
fn files_count_after_the_ignore_rules() {
    let case = demo();
    case.write("ext/.mcpbignore", "server\n");
    let run = case.run("dxt validate ext");
    run.failure(1).stderr_contains(
        "error[entry-point-missing]: `server.entry_point` `server/index.js` is not in the bundle\n",
    );
    run.stderr_contains("--> ext/manifest.json:9:20\n");
    run.stderr_contains("= hint: `server` is left out by the rule `server` (.mcpbignore:1)\n");
    check(&case, "ext --level schema", 0, &[]);
}

#[test]
fn a_program_of_the_machine_is_an_entry_point_as_well() {
    let manifest = MANIFEST
        .replace("\"node\",\n", "\"binary\",\n")
        .replace("server/index.js\",\n", "uvx\",\n")
        .replace(
            "\"command\": \"node\", \"args\": [\"${__dirname}/server/index.js\"]",
            "\"command\": \"uvx\", \"args\": [\"demo==1.0\"]",
        );
    let case = Case::new().file("ext/manifest.json", &manifest);
    check(&case, "ext --level lint", 0, &[]);
}

#[test]
fn what_is_found_in_a_project_is_told_where_the_project_has_it() {
    let case = Case::new().fixture("seed-like");
    check(&case, "--level lint", 0, &[]);
    let path = "src/deploy/manifest.json";
    let text = fs::read_to_string(case.path(path)).unwrap();
    case.write(path, &text.replace("${__dirname}/server", "${__dirnam}/server"));
    case.write("src/weather_desk/id_rsa", "x");
    let report = case.run("dxt validate --level lint --json").json();
    let places: Vec<_> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["rule"].as_str().unwrap(), it["place"]["path"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [("unknown-variable", path), ("secret-file", "src/weather_desk/id_rsa")]);
}

#[test]
fn hosts_are_asked_for_by_name() {
    let manifest = MANIFEST
        .replace("\"0.3\"", "\"0.4\"")
        .replace("\"type\": \"node\"", "\"type\": \"uv\"")
        .replace("\"server\": {", "\"tools\": [{ \"name\": \"t\", \"description\": \"d\" }],\n  \"compatibility\": { \"runtimes\": { \"python\": \">=3.10,<3.14\" } },\n  \"server\": {");
    let case = demo();
    case.write("ext/manifest.json", &manifest);
    check(&case, "ext --level schema", 0, &[]);
    let at = "ext --level schema --client";
    check(&case, &format!("{at} claude-code"), 1, &[("claude-code-uv", "error")]);
    check(&case, &format!("{at} claude-desktop"), 1, &[("claude-desktop-range", "error")]);
    check(&case, &format!("{at} smithery"), 1, &[("smithery-tools", "error")]);
    let run = case.run(&format!("dxt validate {at} claude-code --client smithery"));
    run.failure(1).stderr_contains("Claude Code 2.1.150 on 2026-05-26");
    run.stderr_contains("smithery CLI, issues 787 and 806");
}

#[test]
fn a_secret_is_never_quoted() {
    let token = format!("ghp_{}", "aB3dE5gH7jK9mN1pQ2rS4tU6vW8xY0zA1cD9");
    let manifest = MANIFEST.replace(
        "\"command\": \"node\",",
        &format!("\"command\": \"node\", \"env\": {{ \"GH\": \"{token}\" }},"),
    );
    let case = demo();
    case.write("ext/server/index.js", &format!("const token = '{token}'\n"));
    for format in ["human", "json", "github", "sarif"] {
        let run = case.run(&format!("dxt validate ext --level lint --format {format}"));
        run.failure(1);
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(all.contains("secret-in-file") && !all.contains(&token), "{all}");
    }
    case.write("ext/manifest.json", &manifest);
    for format in ["human", "json", "github", "sarif"] {
        let run = case.run(&format!("dxt validate ext --level lint --format {format}"));
        let all = format!("{}{}", run.stdout, run.stderr);
        assert!(all.contains("secret-in-manifest") && !all.contains(&token), "{all}");
    }
}

#[test]
fn every_format_has_what_the_levels_find() {
    let case = faulty();
    let run = case.run("dxt validate ext --format github");
    run.failure(1).stdout_contains("::error file=ext/manifest.json,line=7,col=11,");
    run.stdout_contains("title=image-missing::");
    let sarif = case.run("dxt validate ext --level lint --format sarif").json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let ids: Vec<_> = results.iter().map(|it| it["ruleId"].as_str().unwrap()).collect();
    assert_eq!(ids[..3], ["version-not-semver", "image-damaged", "image-missing"]);
}
