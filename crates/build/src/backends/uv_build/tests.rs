//! Projects held in memory. What the real uv_build makes of whole ones is in `fixtures/backends`.

use pyrel_tree::SourceTree;

use crate::backends::in_memory::{all, built, paths, refusals, tree};
use crate::{Project, Surroundings, read};

/// Lines 1 to 3 of every project below.
const SYSTEM: &str =
    "[build-system]\nrequires = [\"uv_build<0.14\"]\nbuild-backend = \"uv_build\"\n";

#[track_caller]
fn project(pyproject: &str, files: &[(&str, &str)]) -> (Project, Vec<String>) {
    built(&format!("{SYSTEM}{pyproject}"), files)
}

/// What a project is refused for.
#[track_caller]
fn refused(pyproject: &str, files: &[(&str, &str)], expect: &[&str]) {
    assert_eq!(refusals(&format!("{SYSTEM}{pyproject}"), files), expect, "{pyproject}");
}

const DEMO: &str = "[project]\nname = \"demo\"\nversion = \"1\"\n";
const MODULE: &[(&str, &str)] = &[("src/demo/__init__.py", "")];

#[test]
fn modules_are_where_their_names_say() {
    let check = |config: &str, files: &[(&str, &str)], expect: &str| {
        refused(&format!("{DEMO}[tool.uv.build-backend]\n{config}"), files, &[expect]);
    };
    check("", &[], "5: there is no `src/demo/__init__.py`");
    check(
        "module-name = \"a-b\"",
        MODULE,
        "8: `tool.uv.build-backend.module-name`: `a-b` is no module name",
    );
    check(
        "module-name = \"a.b\"",
        &[("src/a/b/__init__.py", ""), ("src/a/__init__.py", "")],
        "8: the folder of `a.b` is a package itself, with `src/a/__init__.py`",
    );
    check("namespace = true", &[], "5: there is no folder `src/demo`");
    check(
        "module-root = \"../x\"",
        MODULE,
        "8: `tool.uv.build-backend.module-root`: `../x` leads out of the project",
    );
    let names = "module-root = \"\"\nmodule-name = [\"a.b\", \"a\"]\n";
    let (project, findings) = project(
        &format!("{DEMO}[tool.uv.build-backend]\n{names}"),
        &[("a/__init__.py", ""), ("a/b/__init__.py", "")],
    );
    assert_eq!(paths(&project.wheel), ["a/__init__.py", "a/b/__init__.py"]);
    assert_eq!(findings, ["9: the module `a.b` is distributed already"]);
}

/// uv_build matches excludes against the place of the project as well; this room cannot.
#[test]
#[expect(clippy::disallowed_methods, reason = "a real folder has folders above it")]
fn it_does_not_matter_where_the_project_lies() {
    for above in ["tests", "build", "dist", ".venv"] {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join(above).join("project");
        std::fs::create_dir_all(root.join("src/demo")).unwrap();
        let config = "[tool.uv.build-backend]\nsource-exclude = [\"tests/**\", \"build/**\", \
                      \"dist/**\", \".venv/**\"]\n";
        std::fs::write(root.join("pyproject.toml"), format!("{SYSTEM}{DEMO}{config}")).unwrap();
        std::fs::write(root.join("src/demo/__init__.py"), "").unwrap();
        let tree = SourceTree::folder(&root).unwrap();
        let project = read(&tree, &Surroundings::none()).unwrap().value;
        assert_eq!(paths(&project.wheel), ["demo/__init__.py"], "{above}");
    }
}

#[test]
fn an_exclude_from_the_root_spares_what_lies_below_in_wheels() {
    let files = &[("src/demo/__init__.py", ""), ("src/demo/a/x.txt", ""), ("src/demo/b/x.txt", "")];
    let (project, _) = project(
        &format!("{DEMO}[tool.uv.build-backend]\nsource-exclude = [\"/src/demo/a\", \"b\"]\n"),
        files,
    );
    assert_eq!(paths(&project.wheel), ["demo/__init__.py", "demo/a/x.txt"]);
    let sdist = ["pyproject.toml", "pyproject.toml.orig", "src/demo/__init__.py"];
    assert_eq!(paths(&project.sdist), sdist);
}

#[test]
fn markers_are_shown_as_uv_shows_them() {
    let check = |marker: &str, expect: &str| {
        let text = format!("{DEMO}dependencies = [\"a ; {marker}\"]\n");
        let (project, _) = project(&text, MODULE);
        let shown: Vec<String> =
            project.metadata.requires_dist.iter().map(ToString::to_string).collect();
        assert_eq!(shown, [format!("a; {expect}")], "{marker}");
    };
    check("python_version < '3.11'", "python_full_version < \"3.11\"");
    check("python_version <= '3.11'", "python_full_version < \"3.12\"");
    check("'3.9' < python_version", "python_full_version >= \"3.10\"");
    check("python_version == '3.9'", "python_full_version == \"3.9.*\"");
    check("python_version != '3.9'", "python_full_version != \"3.9.*\"");
    check("python_version < '4.0'", "python_full_version < \"4\"");
    check("platform_system == 'Windows'", "sys_platform == \"win32\"");
    check(
        "(sys_platform == 'win32' or os_name == 'nt') and python_version >= '3.8'",
        "(sys_platform == \"win32\" and python_full_version >= \"3.8\") or (os_name == \"nt\" and python_full_version >= \"3.8\")",
    );
    let wrong = |marker: &str, why: &str| {
        let text = format!("{DEMO}dependencies = [\"a ; {marker}\"]\n");
        let toml = format!("{SYSTEM}{text}");
        let Err(error) = read(&tree(&toml, MODULE), &Surroundings::none()) else {
            panic!("{marker} is taken")
        };
        let found = all(&error).join("\n");
        assert!(found.starts_with("7: the marker of `a; ") && found.ends_with(why), "{found}");
    };
    wrong("python_version < '3.8' or python_version >= '3.9'", "its alternatives overlap");
    wrong("python_version < '3.8' and python_version > '3.9'", "it holds for no Python");
    wrong("python_version == '3'", "it compares Python with a major version");
    wrong("python_version ~= '3.8'", "it compares a Python version in an unusual way");
    wrong("python_version < '3.8.1'", "it compares Python with `3.8.1`");
    wrong("platform_system == 'FreeBSD'", "it asks for the platform `FreeBSD`");
    wrong("platform_release >= '20'", "it asks for `platform_release`");
    wrong("sys_platform > 'a'", "it compares `sys_platform` by order");
    wrong("os_name == 'nt' and os_name == 'posix'", "it asks for `os_name` twice");
    wrong(
        "os_name == 'posix' and sys_platform == 'win32'",
        "`os_name` and `sys_platform` say something about each other",
    );
}

#[test]
fn what_uv_build_refuses_is_refused_with_its_line() {
    let check = |more: &str, expect: &str| {
        refused(&format!("{DEMO}{more}"), MODULE, &[expect]);
    };
    check("dynamic = [\"readme\"]", "7: uv_build has no dynamic fields, and `readme` is one");
    check("description = \"a\\nb\"", "7: `project.description` must be a single line");
    check(
        "readme = {text = \"x\", content-type = \"text/html\"}",
        "7: uv_build refuses the content type `text/html`",
    );
    refused(
        &format!("{DEMO}readme = \"src/demo/__init__.py\""),
        MODULE,
        &[
            "7: uv_build knows no content type for the readme `src/demo/__init__.py`",
            "7: the name `src/demo/__init__.py` does not tell the readme's content type",
        ],
    );
    check("classifiers = [\"Topic\"]", "7: `Topic` is no classifier");
    check(
        "license = \"GPL-3.0\"",
        "7: uv_build refuses the deprecated licence identifier `GPL-3.0`",
    );
    check(
        "license = \"mit\"",
        "7: uv_build wants the licence expression in its normal form, `MIT`",
    );
    check(
        "[tool.uv.build-backend]\nsource-include = [\"a b\"]",
        "8: `tool.uv.build-backend.source-include`: `a b` is not a valid pattern: the character ` ` is not allowed (byte 1)",
    );
    check(
        "[tool.uv.build-backend]\nsource-exclude = [\"pyproject.toml\"]",
        "`pyproject.toml` is excluded",
    );
    check("[tool.uv.build-backend]\nwheel-exclude = [\"demo\"]", "the wheel would hold no module");
    check(
        "[tool.uv.build-backend.data]\ndata = \".\"",
        "8: `tool.uv.build-backend.data.data`: uv_build does not take the folder `.`",
    );
    refused(
        "[project]\nname = \"demo\"\n",
        MODULE,
        &["4: `project.version` is missing, and uv_build finds none"],
    );
    refused(
        &format!("{DEMO}scripts = {{\"a!\" = \"m:o\"}}"),
        MODULE,
        &[
            "7: uv_build refuses the script name `a!`",
            "7: `a!` cannot be a name in the group `console_scripts`",
        ],
    );
    let linked = [("src/demo/__init__.py", ""), ("src/demo/link", "-> ../../x"), ("x/y", "")];
    refused(DEMO, &linked, &["`src/demo/link` is a link to a folder, or to nothing"]);
}

#[test]
fn warnings_are_uvs_own() {
    let classifier =
        "license = \"MIT\"\nclassifiers = [\"License :: OSI Approved :: MIT License\"]\n";
    let (_, findings) = project(&format!("{DEMO}{classifier}"), MODULE);
    assert_eq!(findings, ["8: a licence classifier cannot stand beside a license expression"]);
}

#[test]
fn the_band_is_the_newest_that_requires_allows() {
    let with = |requires: &str| {
        let system = SYSTEM.replace("uv_build<0.14", requires);
        read(&tree(&format!("{system}{DEMO}"), MODULE), &Surroundings::none())
    };
    for (requires, name) in [
        ("uv_build", "uv_build 0.13"),
        ("uv_build>=0.9.6,<0.10", "uv 0.13 as uv_build 0.9"),
        ("uv_build>=0.8.3,<0.9.0", "uv_build 0.8"),
        ("uv_build==0.8.0", "uv_build 0.8"),
        ("uv_build>=0.7.20,<0.8", "uv_build 0.7"),
    ] {
        assert_eq!(with(requires).unwrap().value.rules.name, name, "{requires}");
    }
    for requires in ["uv_build<0.7", "uv_build==0.9.5", "uv_build>=0.14"] {
        let found = all(&with(requires).unwrap_err());
        let expect = "2: no release of uv_build between 0.7.19 and 0.13.9 satisfies \
                      `build-system.requires`";
        assert_eq!(found, [expect], "{requires}");
    }
}
