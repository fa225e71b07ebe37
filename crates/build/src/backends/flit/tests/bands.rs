//! Older releases, and the tables from before PEP 621.

use super::*;

fn system(requires: &str) -> String {
    format!("[build-system]\nrequires = [\"{requires}\"]\nbuild-backend = \"flit_core.buildapi\"\n")
}

#[test]
fn releases_that_put_names_as_written_into_file_names_are_refused_such_names() {
    let toml = |requires: &str| {
        let project = "[project]\nname = \"De-mo\"\nversion = \"1\"\ndescription = \"d\"\n";
        format!("{}{project}", system(requires))
    };
    for requires in ["flit_core<3.9", "flit_core<3.7"] {
        let files = [("De_mo.py", ""), ("De-mo.py", "")];
        assert_eq!(
            refusal(&toml(requires), &files),
            [
                "old-file-name: pyproject.toml:5:8: this release of flit_core puts `De-mo` into file names, not `de_mo`"
            ]
        );
    }
    assert_eq!(paths(&project(&toml("flit_core<3.10"), &[("De_mo.py", "")]).0.wheel), ["De_mo.py"]);
}

#[test]
fn what_a_release_does_not_know_yet_is_refused() {
    let check = |requires: &str, lines: &str, expect: &str| {
        let toml = format!("{}{DEMO}{lines}\n", system(requires));
        let files = [("demo.py", ""), ("data/x", ""), ("a/demo.py", "")];
        assert_eq!(refusal(&toml, &files), [expect], "{requires} {lines}");
    };
    check(
        "flit_core<3.7",
        "[tool.flit.external-data]\ndirectory = \"data\"",
        "invalid-value: pyproject.toml:8:1: `tool.flit.external-data`: flit_core knows this table since 3.7",
    );
    check(
        "flit_core<3.8",
        "[tool.flit.sdist]\ninclude = [\"**/x\"]",
        "invalid-value: pyproject.toml:9:12: the pattern `**/x` needs flit_core 3.8 or newer, before which there was no `**`",
    );
    check(
        "flit_core<3.5",
        "[tool.flit.module]\nname = \"a.demo\"",
        "no-module: pyproject.toml:9:8: there is no file or folder for the module `a.demo`",
    );
    check(
        "flit_core<3.11",
        "license = \"MIT\"",
        "invalid-value: pyproject.toml:8:11: this release of flit_core wants `project.license` to be a table",
    );
    check(
        "flit_core==3.2.0",
        "",
        "old-pkg-info: pyproject.toml:5:8: flit_core 3.2 writes metadata of 2003 into an sdist, without requirements",
    );
}

#[test]
fn what_a_release_passes_over_is_said() {
    let toml = format!("{}{DEMO}license-files = [\"x\"]\n", system("flit_core<3.11"));
    let (project, found) = project(&toml, &[("demo.py", ""), ("LICENSE", "")]);
    assert_eq!(
        found,
        [
            "passed-over-key: pyproject.toml:8:18: this release of flit_core passes over `project.license-files`"
        ]
    );
    assert_eq!(paths(&project.dist_info), ["LICENSE"]);
    assert!(project.metadata.license_files.is_empty());
}

#[test]
fn a_version_file_counts_since_3_9() {
    let files =
        [("demo/__init__.py", "\"\"\"D\"\"\"\n"), ("demo/_version.py", "__version__ = '2'\n")];
    let toml = |requires: &str| format!("{}{DYNAMIC}", system(requires));
    assert_eq!(project(&toml("flit_core<3.10"), &files).0.metadata.version.to_string(), "2");
    assert_eq!(
        refusal(&toml("flit_core<3.9"), &files),
        [
            "not-static: pyproject.toml:6:12: `version` is dynamic, but `demo/__init__.py` has no `__version__ = \"…\"`"
        ]
    );
}

const LEGACY: &str = "[tool.flit.metadata]\nmodule = \"demo\"\nauthor = \"A\"\n";

#[test]
fn what_is_wrong_in_old_tables_is_told_with_its_place() {
    let module = [("demo.py", "\"\"\"D\"\"\"\n__version__ = \"1\"\n")];
    let check = |lines: &str, expect: &[&str]| {
        let toml = format!("{SYSTEM_3}{LEGACY}{lines}\n");
        assert_eq!(refusal(&toml, &module), expect, "{lines}");
    };
    check(
        "autor = \"B\"",
        &["unknown-key: pyproject.toml:7:1: unknown key `tool.flit.metadata.autor`"],
    );
    check(
        "requires = \"x\"",
        &[
            "wrong-type: pyproject.toml:7:12: `tool.flit.metadata.requires` must be a list, not a string",
        ],
    );
    check(
        "requires = [\"x y\"]",
        &[
            "invalid-value: pyproject.toml:7:16: `tool.flit.metadata.requires[0]`: expected a version specifier, `;` with a marker, or the end, found `y`",
        ],
    );
    check(
        "dev-requires = []\nrequires-extra = {Dev = []}",
        &[
            "invalid-value: pyproject.toml:7:16: `tool.flit.metadata.dev-requires`: the extra `dev` is in `requires-extra` already",
        ],
    );
    check(
        "[tool.flit.module]\nname = \"demo\"",
        &[
            "invalid-value: pyproject.toml:7:12: `tool.flit.module` cannot stand beside `tool.flit.metadata`",
        ],
    );
    check(
        "[tool.flit.scripts]\na = \"demo:a\"\n[tool.flit.entrypoints.console_scripts]\nb = \"demo:b\"",
        &[
            "invalid-value: pyproject.toml:7:1: `console_scripts` are in `tool.flit.entrypoints` and in `tool.flit.scripts`",
        ],
    );
}

#[test]
fn old_tables_need_a_module_and_an_author() {
    let toml = format!("{SYSTEM_3}[tool.flit.metadata]\ndist-name = \"demo\"\n");
    assert_eq!(
        refusal(&toml, &[]),
        [
            "missing-key: pyproject.toml:4:1: `tool.flit.metadata.module` is missing",
            "missing-key: pyproject.toml:4:1: `tool.flit.metadata.author` is missing",
        ]
    );
    let toml = format!("{SYSTEM_3}[tool.flit.metadata]\nmodule = \"de-mo\"\nauthor = \"A\"\n");
    assert_eq!(
        refusal(&toml, &[]),
        ["invalid-value: pyproject.toml:5:10: `de-mo` is no name of a module"]
    );
}

/// flit_core's own `pyproject.toml`, as far as it matters.
fn itself(name: &str) -> String {
    format!(
        "[build-system]\nrequires = []\nbuild-backend = \"flit_core.buildapi\"\nbackend-path = [\".\"]\n\
         [project]\nname = \"{name}\"\ndescription = \"d\"\ndynamic = [\"version\"]\n"
    )
}

#[test]
fn a_backend_that_builds_itself_has_the_band_of_its_own_release() {
    let of = |version: &str| [("flit_core/__init__.py", format!("__version__ = \"{version}\"\n"))];
    let check = |version: &str, expect: &str| {
        let files = of(version);
        let files: Vec<_> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
        let rules = project(&itself("flit_core"), &files).0.rules;
        assert_eq!(
            (rules.name.as_str(), rules.because.as_str()),
            (expect, format!("the project is flit_core {version} itself").as_str())
        );
    };
    check("4.2.0", "flit_core 4");
    check("3.12.0", "flit_core 3.12");
}

#[test]
fn other_code_of_the_project_is_no_backend() {
    let files = [("flit_core/__init__.py", "__version__ = \"9.0\"\n")];
    assert_eq!(
        refusal(&itself("flit_core"), &files),
        [
            "backend-version: pyproject.toml:4:1: the project is flit_core 9.0 itself, a release whose rules are not known"
        ]
    );
    assert_eq!(
        refusal(&itself("demo"), &[("demo.py", "__version__ = \"4.2.0\"\n")]),
        [
            "in-tree-backend: pyproject.toml:4:1: `build-system.backend-path` makes the build backend code of the project"
        ]
    );
}
