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

/// What starts a server of another kind, and what that one needs, means nothing here.
#[test]
fn a_project_is_not_asked_for_what_it_does_not_know() {
    for kind in ["node", "binary"] {
        let manifest = written(&python(), &format!("--type {kind}"));
        assert_eq!(manifest.get("compatibility"), None);
        let entry = if kind == "node" { "server/index.js" } else { "server/weather-desk" };
        assert_eq!(manifest["server"]["entry_point"], entry);
    }
    let package = PACKAGE.replace("\"main\"", "\"bin\": { \"tide\": \"cli.js\" }, \"main\"");
    for kind in ["python", "uv"] {
        let case = Case::new().file("p/package.json", &package);
        let manifest = written(&case, &format!("--type {kind}"));
        assert_eq!(manifest.get("compatibility"), None);
        assert_eq!(manifest["server"]["entry_point"], "server/main.py");
        assert!(!manifest["server"]["mcp_config"].to_string().contains("tide"));
    }
    let both = python().file("p/package.json", PACKAGE);
    assert_eq!(written(&both, "--type node")["name"], "@scope/tide");
    assert_eq!(written(&both, "--force")["name"], "weather-desk");
}

/// The entry point is the file that Node.js would start, and one inside the bundle.
#[test]
fn an_entry_point_is_a_file_of_the_package() {
    for (package, file, expect) in [
        (r#""main": "lib""#, "lib/index.js", "lib/index.js"),
        (r#""main": "./server""#, "server.js", "server.js"),
        (r#""main": "src//./x.mjs""#, "src/x.mjs", "src/x.mjs"),
        (r#""main": "dist/gone.js", "bin": "./cli.js""#, "cli.js", "cli.js"),
        (r#""main": "dist/gone.js""#, "x", "dist/gone.js"),
        (r#""bin": "./cli.js", "type": "module""#, "cli.js", "cli.js"),
        (r#""bin": { "b": "b.js", "t": "t.js" }"#, "t.js", "t.js"),
        (r#""main": "../x.js""#, "index.js", "index.js"),
        (r#""main": "/x.js", "bin": "../../y.js""#, "x", "server/index.js"),
    ] {
        let text = format!(r#"{{"name": "t", "version": "1.0.0", {package}}}"#);
        let case = Case::new().file("p/package.json", &text).file(&format!("p/{file}"), "");
        let server = &written(&case, "")["server"];
        assert_eq!(server["entry_point"], expect, "{package}");
        assert_eq!(server["mcp_config"]["args"][0], format!("${{__dirname}}/{expect}"));
    }
    let text = PYPROJECT.split("[project.scripts]").next().unwrap();
    let case = Case::new().file("p/pyproject.toml", text).file("p/weather_desk/server.py", "");
    case.write("p/weather_desk/__init__.py", "");
    assert_eq!(written(&case, "")["server"]["entry_point"], "weather_desk/server.py");
}

/// poetry's own tables, a version that lies elsewhere, and a project that nothing is built of.
#[test]
fn every_way_of_writing_a_project_is_read() {
    let poetry = "[build-system]\nrequires = [\"poetry-core\"]\n\
        build-backend = \"poetry.core.masonry.api\"\n[tool.poetry]\nname = \"po-pkg\"\n\
        version = \"0.1.0\"\ndescription = \"po\"\nauthors = [\"A B <a@b.co>\"]\n\
        [tool.poetry.scripts]\npo = \"po_pkg.main:run\"\n\
        [tool.poetry.dependencies]\npython = \"^3.10\"\n";
    let case = Case::new()
        .file("p/pyproject.toml", poetry)
        .file("p/po_pkg/__init__.py", "")
        .file("p/po_pkg/main.py", "");
    let manifest = written(&case, "");
    assert_eq!(manifest["server"]["entry_point"], "po_pkg/main.py");
    assert_eq!(manifest["server"]["mcp_config"]["args"][3], "po");
    assert_eq!(manifest["author"], json!({ "name": "A B", "email": "a@b.co" }));
    assert_eq!(manifest["compatibility"]["runtimes"]["python"], ">=3.10 <4.0");
    case.run("dxt validate p --level lint").success().stderr("");
    let dynamic = "[build-system]\nrequires = [\"hatchling\"]\n\
        build-backend = \"hatchling.build\"\n[project]\nname = \"dyn\"\n\
        dynamic = [\"version\"]\n[tool.hatch.version]\npath = \"src/dyn/__init__.py\"\n";
    let case = Case::new()
        .file("p/pyproject.toml", dynamic)
        .file("p/src/dyn/__init__.py", "__version__ = \"3.1rc2\"\n")
        .file("p/src/dyn/__main__.py", "");
    let manifest = written(&case, "");
    assert_eq!(manifest["version"], "3.1.0-rc.2");
    assert_eq!(manifest["server"]["entry_point"], "src/dyn/__main__.py");
    let case = Case::new()
        .file("p/pyproject.toml", "[project]\nname = \"nb\"\nversion = \"0.1.0\"\n")
        .file("p/main.py", "");
    assert_eq!(written(&case, "")["server"]["entry_point"], "main.py");
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
