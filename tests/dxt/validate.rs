//! `pyrel dxt validate`: what it takes, what it says, and with which exit code.

use serde_json::{Value, json};

use super::{FLIT, MANIFEST, demo};
use crate::harness::case::Case;

/// A manifest with three mistakes and something to warn of.
const BROKEN: &str = r#"{
  "manifest_version": "0.3",
  "name": 7,
  "version": "1.0.0",
  "version": "1.0.1",
  "description": "for tests",
  "author": { "name": "somebody", "email": "nobody" },
  "server": {
    "type": "ruby",
    "entry_point": "server/index.js",
    "mcp_config": { "command": "node" }
  }
}
"#;

/// What is found in it: rule, severity, line, column.
const FOUND: [(&str, &str, u64, u64); 4] = [
    ("wrong-type", "error", 3, 11),
    ("duplicate-key", "warning", 5, 3),
    ("invalid-email", "error", 7, 44),
    ("wrong-value", "error", 9, 13),
];

fn broken() -> Case {
    Case::new().file("ext/manifest.json", BROKEN).file("ext/server/index.js", "run()\n")
}

/// The findings of a report: rule, severity, path, line, column.
fn places(report: &Value) -> Vec<(String, String, String, u64, u64)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let number = |value: &Value| value.as_u64().unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|it| {
            let place = &it["place"];
            let path = text(&place["path"]);
            let at = (number(&place["line"]), number(&place["column"]));
            (text(&it["rule"]), text(&it["severity"]), path, at.0, at.1)
        })
        .collect()
}

fn expected(path: &str) -> Vec<(String, String, String, u64, u64)> {
    FOUND
        .iter()
        .map(|(rule, severity, line, column)| {
            ((*rule).to_owned(), (*severity).to_owned(), path.to_owned(), *line, *column)
        })
        .collect()
}

#[test]
fn a_manifest_a_folder_a_bundle_and_a_project_are_all_taken() {
    let valid = "manifest.json is valid (manifest version 0.3)\n";
    let case = demo();
    case.run("dxt pack ext out/demo.mcpb").success();
    std::fs::copy(case.path("out/demo.mcpb"), case.path("out/DEMO.DXT")).unwrap();
    for path in ["ext/manifest.json", "ext", "ext/", "./ext", "out/demo.mcpb", "out/DEMO.DXT"] {
        case.run(&format!("dxt validate {path}")).success().stdout(valid).stderr("");
    }
    case.write("ext/other.json", MANIFEST);
    let other = "other.json is valid (manifest version 0.3)\n";
    case.run("dxt validate ext/other.json").success().stdout(other);
    let project = Case::new().fixture("seed-like");
    project
        .run("dxt validate")
        .success()
        .stdout("the extension weather-desk 1.4.0 is valid, with 10 files\n")
        .stderr("");
    let named = "the extension weather-desk 1.4.0 is valid, with 10 files\n";
    project.run("dxt validate .").success().stdout(named);
    // Without [tool.pyrel.dxt] the current folder is meant.
    let case = Case::new().file("manifest.json", MANIFEST).file("server/index.js", "run()\n");
    case.run("dxt validate").success().stdout(valid);
}

#[test]
fn all_findings_come_at_once_with_file_line_and_column() {
    let run = broken().run("dxt validate ext");
    run.failure(1).stdout("");
    for (rule, severity, line, column) in FOUND {
        run.stderr_contains(&format!("{severity}[{rule}]: "));
        run.stderr_contains(&format!("--> ext/manifest.json:{line}:{column}\n"));
    }
    run.stderr_contains("error: 3 errors were found\n");
}

#[test]
fn what_is_found_in_a_bundle_lies_in_the_bundle() {
    let case = broken();
    let zip = "import zipfile\nwith zipfile.ZipFile('out/bad.mcpb', 'w') as z: [z.write('ext/' + name, name) for name in ['manifest.json', 'server/index.js']]";
    std::fs::create_dir(case.path("out")).unwrap();
    crate::harness::run::Run::of(case.command("python3").args(["-c", zip])).success();
    let run = case.run("dxt validate out/bad.mcpb");
    run.failure(1).stderr_contains("--> out/bad.mcpb!manifest.json:3:11\n");
    let report = case.run("dxt validate out/bad.mcpb --json").json();
    assert_eq!(places(&report), expected("out/bad.mcpb!manifest.json"));
}

#[test]
fn every_form_of_output_has_the_same_findings() {
    let case = broken();
    let report = case.run("dxt validate ext --format json");
    report.failure(1);
    let report = report.json();
    assert_eq!(places(&report), expected("ext/manifest.json"));
    assert_eq!((&report["ok"], &report["error"]["kind"]), (&json!(false), &json!("user")));
    assert_eq!(case.run("dxt validate ext --json").json(), report);

    let github = case.run("dxt validate ext --format github");
    github.failure(1).stderr("");
    for (rule, severity, line, column) in FOUND {
        github.stdout_contains(&format!(
            "::{severity} file=ext/manifest.json,line={line},col={column},"
        ));
        github.stdout_contains(&format!("title={rule}::"));
    }

    let sarif = case.run("dxt validate ext --format sarif");
    sarif.failure(1);
    let sarif = sarif.json();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let found: Vec<_> = results
        .iter()
        .map(|it| {
            let place = &it["locations"][0]["physicalLocation"];
            assert_eq!(place["artifactLocation"]["uri"], "ext/manifest.json");
            let region = &place["region"];
            let at =
                (region["startLine"].as_u64().unwrap(), region["startColumn"].as_u64().unwrap());
            (it["ruleId"].as_str().unwrap(), it["level"].as_str().unwrap(), at.0, at.1)
        })
        .collect();
    assert_eq!(found[..FOUND.len()], FOUND);
}

#[test]
fn a_valid_manifest_says_who_it_is_to_machines() {
    let report = demo().run("dxt validate ext --json").json();
    assert_eq!(report["ok"], true);
    assert_eq!(report["findings"], json!([]));
    assert_eq!(
        report["outputs"],
        json!({"manifest_version": "0.3", "name": "Demo Server", "version": "1.0.0"})
    );
}

#[test]
fn warnings_pass_unless_they_are_strictly_taken_or_ignored() {
    let case = demo();
    case.write(
        "ext/manifest.json",
        &MANIFEST.replace(
            "\"name\": \"Demo",
            "\"icon\": \"https://example.com/i.png\",\n\"name\": \"Demo",
        ),
    );
    case.run("dxt validate ext").success().stderr_contains("warning[icon-remote]: ");
    case.run("dxt validate ext --quiet").success().stderr("");
    case.run("dxt validate ext --strict").failure(1).stderr_contains("error[icon-remote]: ");
    case.run("dxt validate ext --strict --ignore icon-remote").success().stderr("");
    case.run("dxt validate ext --strict --ignore icon-missing").failure(1);
    case.run("dxt pack ext --strict").failure(1);
    case.run("dxt pack ext --strict --ignore icon-remote").success();
}

#[test]
fn a_template_is_filled_from_the_project_beside_it_or_around_it() {
    let template = MANIFEST.replace("1.0.0", "{{ version }}");
    let case = Case::new().file("ext/manifest.json", &template).file("ext/server/index.js", "");
    // Nothing to fill it with: still valid JSON of the right shape, so this is a warning.
    case.run("dxt validate ext").success().stderr_contains("warning[template-unfilled]: ");
    case.write("pyproject.toml", FLIT);
    // A project that cannot be read fills nothing, and that is said.
    case.run("dxt validate ext")
        .success()
        .stderr_contains("; the project to fill it from cannot be read: ");
    case.write("x.py", "");
    let report = case.run("dxt validate ext --json").json();
    assert_eq!((&report["findings"], &report["outputs"]["version"]), (&json!([]), &json!("2.5.0")));
    case.write("ext/pyproject.toml", &FLIT.replace("2.5", "3"));
    case.write("ext/x.py", "");
    assert_eq!(case.run("dxt validate ext --json").json()["outputs"]["version"], "3.0.0");
}

#[test]
fn a_placeholder_that_stands_for_nothing_is_text_to_the_reference_tool() {
    let manifest = MANIFEST
        .replace("1.0.0", "{{ version }}")
        .replace("server/index.js\"] }", "server/index.js\", \"{{.ID}}\", \"${HOMEE}\"] }");
    let case = demo().file("ext/pyproject.toml", FLIT).file("ext/x.py", "");
    case.write("ext/manifest.json", &manifest);
    let run = case.run("dxt validate ext --level schema --json");
    let report = run.success().json();
    assert_eq!(report["outputs"]["version"], "2.5.0");
    assert_eq!(report["findings"][0]["severity"], "warning");
    // No bundle can have it, and what else is wrong is told at once.
    let run = case.run("dxt validate ext");
    run.failure(1).stderr_contains("error[template-placeholder]: unknown placeholder `.ID`\n");
    run.stderr_contains("error[unknown-variable]: ");
    case.run("dxt pack ext").failure(1).stderr_contains("error[template-placeholder]: ");
}

#[test]
fn only_what_has_no_errors_is_called_valid() {
    let case = demo();
    let missing =
        MANIFEST.replace("\"entry_point\": \"server/index.js\"", "\"entry_point\": \"x.js\"");
    case.write("ext/manifest.json", &missing);
    case.run("dxt validate ext").failure(1).stdout("");
    let valid = "manifest.json is valid (manifest version 0.3)\n";
    case.run("dxt validate ext --ignore entry-point-missing").success().stdout(valid);
    case.run("dxt validate ext --level schema").success().stdout(valid);
    case.write(
        "ext/manifest.json",
        &MANIFEST.replace("\"name\": \"Demo", "\"icon\": \"https://a.b\", \"name\": \"Demo"),
    );
    case.run("dxt validate ext").success().stdout(valid);
    case.run("dxt validate ext --strict").failure(1).stdout("");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_manifest_is_followed_as_the_reference_tool_does() {
    let case = demo().file("elsewhere/manifest.json", MANIFEST);
    std::fs::remove_file(case.path("ext/manifest.json")).unwrap();
    std::os::unix::fs::symlink("../elsewhere/manifest.json", case.path("ext/manifest.json"))
        .unwrap();
    let valid = "manifest.json is valid (manifest version 0.3)\n";
    case.run("dxt validate ext --level schema").success().stdout(valid);
    // No bundle can have it, though.
    case.run("dxt validate ext").failure(1).stderr_contains("error[link-outside]: ");
    case.run("dxt pack ext").failure(1).stderr_contains("leads out of the project");
}

#[test]
fn what_is_not_there_is_named() {
    let case = Case::new().file("empty/x", "").file("no.mcpb", "no zip").file("e.dxt", "");
    std::fs::create_dir(case.path("folder.mcpb")).unwrap();
    let zip = "import zipfile\nwith zipfile.ZipFile('inner.mcpb', 'w') as z: z.writestr('a/manifest.json', '{}')";
    crate::harness::run::Run::of(case.command("python3").args(["-c", zip])).success();
    let unsound = "is not a sound archive: it is no zip archive, or something follows its end";
    let hint = "hint: name the folder that holds it; `pyrel dxt init` writes a first one\n";
    let top = "hint: pack the folder that it lies in: bundles have it at their top\n";
    for (path, expect) in [
        ("nothing", "error: `nothing` does not exist\n".to_owned()),
        ("nothing/manifest.json", "error: cannot read `nothing`\n".to_owned()),
        ("empty", format!("error: there is no manifest.json in `empty`\n{hint}")),
        ("folder.mcpb", format!("error: there is no manifest.json in `folder.mcpb`\n{hint}")),
        ("inner.mcpb", format!("error: there is no manifest.json in `inner.mcpb`\n{top}")),
        ("nothing.mcpb", "error: cannot read `nothing.mcpb`\n".to_owned()),
        ("no.mcpb", format!("error: `no.mcpb` {unsound}\n")),
        ("e.dxt", format!("error: `e.dxt` {unsound}\n")),
    ] {
        let run = case.run(&format!("dxt validate {path}"));
        run.failure(1).stdout("");
        assert!(run.stderr.starts_with(&expect), "{path}: {}", run.stderr);
    }
    case.run("dxt validate").failure(1).stderr_contains("there is no manifest.json in `.`");
    case.run("dxt validate a b").failure(2);
    case.run("dxt validate --strictly").failure(2);
    case.run("dxt").failure(2);
}
