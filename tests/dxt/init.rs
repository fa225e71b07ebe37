//! `pyrel dxt init`: first manifests, which the reference tool takes.

use serde_json::{Value, json};

use crate::harness::case::Case;
use crate::harness::peers::peers;
use crate::harness::run::Run;

const PYPROJECT: &str = r#"[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "weather-desk"
version = "1.4.0.dev2"
description = "Weather for people"
requires-python = ">=3.10,<4"
license = "MIT"
keywords = ["weather", "mcp"]
authors = [{ name = "Ann Other", email = "ann@example.com" }]
[project.scripts]
helper = "weather_desk.helper:main"
weather-desk = "weather_desk.cli:main"
[project.urls]
Homepage = "https://example.com"
Source = "https://example.com/source"
Documentation = "not a url"
"#;

const PACKAGE: &str = r#"{
  "name": "@scope/tide",
  "version": "0.3.0",
  "description": "Tides",
  "main": "dist/index.js",
  "author": "Bob <bob@example.com> (https://bob.example.com)",
  "license": "Apache-2.0",
  "repository": "github:bob/tide",
  "engines": { "node": ">=18" }
}
"#;

fn python() -> Case {
    Case::new()
        .file("p/pyproject.toml", PYPROJECT)
        .file("p/src/weather_desk/__init__.py", "")
        .file("p/src/weather_desk/cli.py", "def main(): pass\n")
}

fn node() -> Case {
    Case::new().file("p/package.json", PACKAGE).file("p/dist/index.js", "")
}

/// What is written, after both tools have taken it.
#[track_caller]
fn written(case: &Case, arguments: &str) -> Value {
    case.run(&format!("dxt init p --yes {arguments}")).success();
    case.run("dxt validate p/manifest.json --level schema").success();
    let mcpb = peers().mcpb().arg("validate").arg(case.path("p/manifest.json")).output().unwrap();
    let told = String::from_utf8_lossy(&mcpb.stdout).into_owned();
    assert!(mcpb.status.success(), "{told}\n{}", case.read("p/manifest.json"));
    serde_json::from_str(&case.read("p/manifest.json")).unwrap()
}

#[test]
fn a_python_project_is_run_by_uv_and_its_console_script() {
    let manifest = written(&python(), "");
    let expect = json!({
        "manifest_version": "0.4",
        "name": "weather-desk",
        "version": "1.4.0-dev.2",
        "description": "Weather for people",
        "author": { "name": "Ann Other", "email": "ann@example.com" },
        "repository": { "type": "git", "url": "https://example.com/source" },
        "homepage": "https://example.com",
        "server": {
            "type": "uv",
            "entry_point": "src/weather_desk/cli.py",
            "mcp_config": {
                "command": "uv",
                "args": ["run", "--directory", "${__dirname}", "weather-desk"]
            }
        },
        "keywords": ["mcp", "weather"],
        "license": "MIT",
        "compatibility": { "runtimes": { "python": ">=3.10 <4" } }
    });
    assert_eq!(manifest, expect);
}

#[test]
fn a_package_of_node_is_run_by_node() {
    let manifest = written(&node(), "");
    assert_eq!(manifest["manifest_version"], "0.3");
    assert_eq!(manifest["name"], "@scope/tide");
    assert_eq!(manifest["author"]["url"], "https://bob.example.com");
    assert_eq!(manifest["server"]["entry_point"], "dist/index.js");
    let config = json!({ "command": "node", "args": ["${__dirname}/dist/index.js"] });
    assert_eq!(manifest["server"]["mcp_config"], config);
    assert_eq!(manifest["compatibility"]["runtimes"]["node"], ">=18");
}

/// Every type for every sort of project, each taken by the reference tool.
#[test]
fn every_type_is_taken_by_the_reference_tool() {
    for kind in ["binary", "node", "python", "uv"] {
        for case in [python(), node(), Case::new().file("p/x", "")] {
            let manifest = written(&case, &format!("--type {kind}"));
            assert_eq!(manifest["server"]["type"], kind);
        }
    }
}

#[test]
fn whatever_a_project_says_the_manifest_is_valid() {
    for author in [r#""""#, r#"{"name": "x", "email": "no address"}"#, "7", r#"" <> ()""#] {
        let package = format!(
            r#"{{"name": "x", "version": "x y", "author": {author}, "homepage": "example.com",
            "license": {{"type": "MIT"}}, "bugs": {{"url": "::"}}, "keywords": "a b",
            "repository": {{"url": "git@github.com:a/b.git"}}, "engines": []}}"#
        );
        written(&Case::new().file("p/package.json", &package), "");
    }
    let case = Case::new().file("p/package.json", "{}").file("p/icon.png", "no image");
    assert_eq!(written(&case, "").get("icon"), None);
    assert_eq!(written(&Case::new().file("p/x", ""), "")["name"], "p");
}

#[test]
fn a_manifest_that_is_there_stays() {
    let case = node().file("p/manifest.json", "mine");
    case.run("dxt init p --yes")
        .failure(1)
        .stderr("error: `p/manifest.json` is there already\nhint: `--force` writes over it\n");
    assert_eq!(case.read("p/manifest.json"), "mine");
    case.run("dxt init p --yes --force --dry-run").success().stdout_contains("would place p/");
    assert_eq!(case.read("p/manifest.json"), "mine");
    written(&case, "--force");
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let case = node();
    case.run("dxt init p").failure(2).stderr(
        "error: there is no terminal to ask questions on\n\
         hint: `--yes` asks none, and takes what the project says\n",
    );
    assert!(!case.path("p/manifest.json").exists());
    case.run("dxt init nowhere --yes").failure(1);
}

#[test]
fn what_nobody_said_is_told() {
    let case = Case::new().file("p/x", "");
    let run = case.run("dxt init p --yes");
    run.success().stdout_contains("the entry point `server/index.js` is not there yet\n");
    run.stdout_contains("nothing says who the author is: write the name into the manifest\n");
}

/// On a terminal, which `script` makes one, questions are asked and answers taken.
#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_questions_are_asked() {
    let case = node();
    let python = "import os, pty, sys\n\
        answers = b'uv\\nmine\\n2.0.0\\n\\nCid\\nmain.py\\nMine\\n'\n\
        pid, master = pty.fork()\n\
        if pid == 0:\n\
        \x20   os.execv(sys.argv[1], [sys.argv[1], 'dxt', 'init', 'p'])\n\
        os.write(master, answers)\n\
        try:\n\
        \x20   while os.read(master, 4096): pass\n\
        except OSError: pass\n\
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n";
    let mut command = case.command("python3");
    Run::of(command.args(["-c", python, crate::harness::case::PYREL])).success();
    let manifest: Value = serde_json::from_str(&case.read("p/manifest.json")).unwrap();
    for (key, expect) in
        [("name", "mine"), ("version", "2.0.0"), ("description", "Tides"), ("display_name", "Mine")]
    {
        assert_eq!(manifest[key], expect);
    }
    assert_eq!(manifest["author"], json!({ "name": "Cid" }));
    assert_eq!(manifest["server"]["type"], "uv");
}
