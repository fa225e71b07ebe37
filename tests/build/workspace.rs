//! `pyrel build --package` and `--all-packages` in uv workspaces.

use std::collections::BTreeSet;
use std::fs;

use crate::harness::case::{Case, PYREL};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// A project of one module.
fn project(name: &str, rest: &str) -> String {
    format!(
        "[build-system]\nrequires = [\"flit_core>=3.11,<4\"]\nbuild-backend = \"flit_core.buildapi\"\n\
         [project]\nname = \"{name}\"\nversion = \"1.0\"\ndescription = \"d\"\n{rest}\n"
    )
}

const SETUPTOOLS: &str = "[build-system]\nrequires = [\"setuptools\"]\n\
    build-backend = \"setuptools.build_meta\"\n[project]\nname = \"b-two\"\nversion = \"2\"\n";

const TABLE: &str = "[tool.uv.workspace]\nmembers = [\"packages/*\", \"deep/**/x*\"]\nexclude = [\"packages/out\"]\n";

/// The root, two members of different backends, one that lies deep, one that is not built, one that
/// is excluded, and a project that no pattern names.
fn workspace() -> Case {
    let case = Case::new().file("pyproject.toml", &project("rooted", TABLE)).file("rooted.py", "");
    for (folder, name, rest) in [
        ("packages/a", "a_one", ""),
        ("deep/in/side/x1", "x1", ""),
        ("packages/no", "no", "[tool.uv]\npackage = false\n"),
        ("packages/out", "out", ""),
        ("other", "other", ""),
    ] {
        case.write(&format!("{folder}/pyproject.toml"), &project(name, rest));
        case.write(&format!("{folder}/{name}.py"), "");
    }
    case.file("packages/b/pyproject.toml", SETUPTOOLS).file("packages/b/src/b_two/__init__.py", "")
}

fn run(case: &Case, folder: &str, arguments: &str) -> Run {
    let mut command = case.command(PYREL);
    Run::of(command.args(arguments.split_whitespace()).current_dir(case.path(folder)))
}

/// The artefacts below a folder of a case, with the folders they are in.
fn made(case: &Case, folder: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for name in case.list(folder) {
        let path = format!("{folder}/{name}");
        if case.path(&path).is_dir() {
            found.extend(made(case, &path));
        } else if name.ends_with(".whl") || name.ends_with(".tar.gz") {
            found.insert(path);
            fs::remove_file(case.path(folder).join(name)).unwrap();
        }
    }
    found
}

/// One command, called in one folder of the workspace: uv and we make the same files, or none.
#[test]
fn uv_makes_the_same_files() {
    let case = workspace();
    for (folder, arguments) in [
        (".", "--all-packages"),
        (".", "--package b_two"),
        (".", "--package B.Two --wheel"),
        (".", "--package rooted --sdist"),
        (".", "--package no"),
        (".", "--package out"),
        (".", "--package nobody"),
        ("packages/a", "--all-packages --wheel"),
        ("packages/a", "--package x1"),
        ("packages/b/src/b_two", "--package a-one"),
        ("packages/out", "--all-packages"),
        ("other", "--all-packages --wheel"),
        ("other", "--package rooted"),
        ("deep", "--package x1 ../packages/b"),
    ] {
        let mut uv = peers().tool("publish", "uv");
        uv.args(["build", "--offline", "--no-build-isolation", "--no-cache", "--python"]);
        uv.arg(peers().python("build-flit3").get_program());
        uv.args(arguments.split_whitespace()).current_dir(case.path(folder));
        if arguments.contains("b_two") || arguments.contains("B.Two") || arguments.contains("--all")
        {
            uv = with_setuptools(uv);
        }
        let theirs = Run::of(&mut uv);
        let theirs = (theirs.status == 0, made(&case, "."));
        let ours = run(&case, folder, &format!("build {arguments}"));
        assert!(ours.status == 0 || ours.status == 1, "{}", ours.stderr);
        let ours = (ours.status == 0, made(&case, "."));
        assert_eq!(ours, theirs, "{folder}: {arguments}");
    }
}

/// flit_core 3 has a place of its own; setuptools is found beside it.
fn with_setuptools(mut uv: std::process::Command) -> std::process::Command {
    let print =
        "import setuptools, os; print(os.path.dirname(os.path.dirname(setuptools.__file__)))";
    let site = Run::of(peers().python("build").args(["-c", print])).success().stdout.clone();
    uv.env("PYTHONPATH", site.trim());
    uv
}

#[test]
fn everything_goes_to_the_root_and_says_whose_it_is() {
    let case = workspace();
    let run = run(&case, "packages/a", "build --all-packages -v --json");
    let files = run.success().json()["outputs"]["files"].clone();
    let shown: Vec<_> = files
        .as_array()
        .unwrap()
        .iter()
        .map(|it| ["package", "kind", "path"].map(|key| it[key].as_str().unwrap()).join(" "))
        .collect();
    assert_eq!(
        shown,
        [
            "a_one sdist ../../dist/a_one-1.0.tar.gz",
            "a_one wheel ../../dist/a_one-1.0-py2.py3-none-any.whl",
            "b-two sdist ../../dist/b_two-2.tar.gz",
            "b-two wheel ../../dist/b_two-2-py3-none-any.whl",
            "rooted sdist ../../dist/rooted-1.0.tar.gz",
            "rooted wheel ../../dist/rooted-1.0-py2.py3-none-any.whl",
            "x1 sdist ../../dist/x1-1.0.tar.gz",
            "x1 wheel ../../dist/x1-1.0-py2.py3-none-any.whl",
        ]
    );
    for line in [
        "`a_one` is built by the rules of flit_core 3.12: the newest that `flit_core<4,>=3.11` allows\n",
        "`b-two` is built by the rules of setuptools 84: the newest that `setuptools` allows\n",
    ] {
        run.stderr_contains(line);
    }
    assert_eq!(case.list("dist").len(), 8);
}

#[test]
fn nothing_gets_its_place_unless_all_can() {
    let case = workspace();
    case.write("packages/b/pyproject.toml", &format!("{SETUPTOOLS}classifiers = 1\n"));
    let run = run(&case, "packages/a", "build --all-packages");
    run.failure(1).stdout("").stderr_contains(" --> ../b/pyproject.toml:7:15\n");
    assert_eq!(made(&case, "."), BTreeSet::new());
    case.run("build --package a-one").success();
    assert_eq!(made(&case, ".").len(), 2);
}

#[test]
fn members_can_be_listed_explained_and_cleared() {
    let case = workspace();
    let list = case.run("build --all-packages --wheel --list").success().stdout.clone();
    let wheels: Vec<_> = list.lines().filter(|line| line.ends_with(".whl")).collect();
    assert_eq!(wheels.len(), 4, "{list}");
    let why = case.run("build --all-packages --wheel --why x1.py");
    why.success().stdout("x1-1.0-py2.py3-none-any.whl: x1.py: the module `x1`\n");
    case.run("build --all-packages --why nothing").failure(1);
    case.run("build --all-packages --wheel").success();
    case.run("build --all-packages --sdist --set-version 3 --clear").success();
    assert_eq!(
        case.list("dist"),
        ["a_one-3.tar.gz", "b_two-3.tar.gz", "rooted-3.tar.gz", "x1-3.tar.gz"]
    );
    let run = case.run("build --package x1 --editable -o out");
    run.success().stdout_contains("placed out/x1-1.0-0.editable-py2.py3-none-any.whl (");
}

#[test]
fn what_is_found_is_told_of_the_member() {
    let case = workspace();
    case.write("packages/b/pyproject.toml", &format!("{SETUPTOOLS}[tool.setuptools.z]\n"));
    let run = case.run("build --package b-two");
    run.failure(1).stderr_contains(" --> packages/b/pyproject.toml:7:18\n");
    case.run("build --package a_on").failure(1).stderr(
        "error[unknown-package]: the workspace has no member `a_on`
--> pyproject.toml
 = hint: did you mean `a_one`?

",
    );
    case.run("build --package a/b").failure(2).stderr_contains("`--package a/b` is no name");
    case.run("build --package a --all-packages").failure(2);
}

#[test]
fn a_folder_without_a_project_is_refused() {
    let case = Case::new();
    let run = case.run("build --all-packages");
    run.failure(1).stderr("error: there is no pyproject.toml in `.` or in a folder above it\n");
    case.run("build --all-packages nowhere").failure(1).stderr_contains("cannot read `");
    let case = workspace();
    case.run("build --package x1 --sdist").success();
    let run = case.run("build --all-packages dist/x1-1.0.tar.gz");
    run.failure(1).stderr(
        "error: `dist/x1-1.0.tar.gz` is no folder, and so in no workspace
hint: name a folder of the workspace\n",
    );
}
