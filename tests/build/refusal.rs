//! What pyrel will not build: the reason word for word, and nothing written.

use crate::harness::case::Case;

const SETUPTOOLS: &str = "\
[build-system]
requires = [\"setuptools>=77\"]
build-backend = \"setuptools.build_meta\"

[project]
name = \"demo\"
version = \"1.0\"
";

fn case(pyproject: &str) -> Case {
    Case::new().file("pyproject.toml", pyproject).file("demo.py", "")
}

/// A refusal says all there is to say, and leaves nothing behind: not even a folder for results.
#[track_caller]
fn refused(case: &Case, expect: &str) {
    let before = case.list(".");
    for arguments in
        ["build", "build -o out/deep", "build --wheel", "build --sdist", "build --dry-run"]
    {
        case.run(arguments).failure(1).stdout("").stderr(expect);
        assert_eq!(case.list("."), before, "`{arguments}` left something behind");
    }
    assert_eq!(std::fs::read_dir(case.temporary()).unwrap().count(), 0);
}

#[test]
fn an_unknown_backend() {
    let toml = "[build-system]\nrequires = [\"maturin\"]\nbuild-backend = \"maturin\"\n";
    refused(
        &case(toml),
        r#"error[unknown-backend]: the build backend `maturin` cannot be rebuilt without running it
 --> pyproject.toml:3:17
  |
3 | build-backend = "maturin"
  |                 ^^^^^^^^^
  |
  = hint: pyrel rebuilds flit_core, hatchling, pdm-backend, poetry-core, setuptools and uv_build; build with this one itself (`python -m build`), then `pyrel upload` the result

"#,
    );
}

#[test]
fn a_backend_in_the_project_itself() {
    let toml = "[build-system]\nrequires = []\nbuild-backend = \"flit_core.buildapi\"\nbackend-path = [\".\"]\n";
    refused(
        &case(toml),
        r#"error[in-tree-backend]: `build-system.backend-path` makes the build backend code of the project
 --> pyproject.toml:4:1
  |
4 | backend-path = ["."]
  | ^^^^^^^^^^^^
  |
  = hint: pyrel runs no Python code: name a backend without `backend-path`, or build with `python -m build`

"#,
    );
}

#[test]
fn a_setup_script_that_does_something() {
    let script = "from setuptools import setup\n\nimport demo\nsetup(version=demo.V)\n";
    refused(
        &case(SETUPTOOLS).file("setup.py", script),
        r"error[setup-py-logic]: `version` cannot be proved: `demo.V` is code that is not of this project
 --> setup.py:4:15
  |
4 | setup(version=demo.V)
  |               ^^^^^^
  |
  = hint: move what it says to pyproject.toml, or build with setuptools itself (`python -m build`)

",
    );
}

const COMPILED: &str = "
[tool.setuptools]
ext-modules = [{name = \"fast\", sources = [\"fast.c\"]}]
cmdclass = {build = \"demo.Build\"}
";

#[test]
fn extension_modules_and_commands_of_the_project() {
    refused(
        &case(&format!("{SETUPTOOLS}{COMPILED}")),
        r#"error[refused-option]: `tool.setuptools.ext-modules` is refused: pyrel compiles nothing
  --> pyproject.toml:10:1
   |
10 | ext-modules = [{name = "fast", sources = ["fast.c"]}]
   | ^^^^^^^^^^^
   |
   = hint: remove the option, or build with the backend itself (`python -m build`)

error[refused-option]: `tool.setuptools.cmdclass` is refused: its commands are code of the project
  --> pyproject.toml:11:1
   |
11 | cmdclass = {build = "demo.Build"}
   | ^^^^^^^^
   |
   = hint: remove the option, or build with the backend itself (`python -m build`)

"#,
    );
}

#[test]
fn a_project_in_a_subfolder_is_named_as_the_user_named_it() {
    let toml = "[build-system]\nrequires = []\nbuild-backend = \"mine\"\n";
    Case::new().file("packages/a/pyproject.toml", toml).run("build packages/a").failure(1).stderr(
        r#"error[unknown-backend]: the build backend `mine` cannot be rebuilt without running it
 --> packages/a/pyproject.toml:3:17
  |
3 | build-backend = "mine"
  |                 ^^^^^^
  |
  = hint: pyrel rebuilds flit_core, hatchling, pdm-backend, poetry-core, setuptools and uv_build; build with this one itself (`python -m build`), then `pyrel upload` the result

"#,
    );
}

#[test]
fn a_refusal_as_json_has_every_finding_with_its_place() {
    let case = case(&format!("{SETUPTOOLS}{COMPILED}"));
    let run = case.run("build --json");
    let answer = run.failure(1).json();
    assert_eq!((&answer["command"], &answer["ok"]), (&"build".into(), &false.into()));
    assert_eq!(answer["error"]["kind"], "user");
    assert_eq!(answer["error"]["message"], "the project has 2 mistakes");
    assert_eq!(answer["done"], serde_json::json!([]));
    let [first, second] = &answer["findings"].as_array().unwrap()[..] else { panic!("{answer}") };
    assert_eq!(
        *first,
        serde_json::json!({
            "rule": "refused-option",
            "severity": "error",
            "message": "`tool.setuptools.ext-modules` is refused: pyrel compiles nothing",
            "label": null,
            "note": null,
            "remedy": "remove the option, or build with the backend itself (`python -m build`)",
            "place": {"path": "pyproject.toml", "line": 10, "column": 1, "end_column": 12},
        })
    );
    assert_eq!(second["place"]["line"], 11);
    assert_eq!(case.list("."), ["demo.py", "pyproject.toml"]);
}

#[test]
fn a_refusal_annotates_the_lines_on_github() {
    case(&format!("{SETUPTOOLS}{COMPILED}"))
        .run("build --format github")
        .failure(1)
        .stdout_contains(
            "::error file=pyproject.toml,line=10,col=1,endColumn=12,title=refused-option::\
         `tool.setuptools.ext-modules` is refused: pyrel compiles nothing%0A\
         hint: remove the option, or build with the backend itself (`python -m build`)\n",
        );
}

#[test]
fn a_refusal_goes_to_code_scanning() {
    let run = case(&format!("{SETUPTOOLS}{COMPILED}")).run("build --format sarif");
    let run = &run.failure(1).json()["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"][0]["id"], "refused-option");
    assert_eq!(run["invocations"][0]["exitCode"], 1);
    let place = &run["results"][1]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "pyproject.toml");
    assert_eq!(
        place["region"],
        serde_json::json!({"startLine": 11, "startColumn": 1, "endColumn": 9})
    );
}

#[test]
fn a_command_line_that_cannot_be_understood_is_another_matter() {
    let case = case(SETUPTOOLS);
    for arguments in ["build --frobnicate", "build a b", "build --list --why x", "build --quiet -v"]
    {
        case.run(arguments).failure(2).stdout("");
    }
    case.run("build --set-version nine").failure(2).stderr(
        "error: `--set-version nine` is no version\n  caused by: `nine` is not a version\n\
         hint: write a version as PEP 440 has it, such as `1.2.0` or `1.2.0rc1`\n",
    );
    assert_eq!(case.list("."), ["demo.py", "pyproject.toml"]);
}

#[test]
fn a_folder_that_is_no_project() {
    let case = Case::new().file("empty/notes.txt", "");
    case.run("build nowhere").failure(1).stderr(
        "error: cannot read `nowhere`\n  caused by: No such file or directory (os error 2)\n",
    );
    case.run("build empty").failure(1).stderr(
        "error[missing-pyproject]: there is no `pyproject.toml`, and no `setup.py` or `setup.cfg` either\n--> empty/pyproject.toml\n \
         = hint: name the folder that holds pyproject.toml, or write one with a [project] table\n\n",
    );
}
