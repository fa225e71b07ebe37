//! Projects held in memory. What the real hatchling makes of whole ones is in `fixtures/backends`.

mod plug_ins;

use pyrel_diag::Finding;
use pyrel_tree::RelPath;

use crate::backends::in_memory::{paths, tree};
use crate::{Error, FileAbove, Project, Surroundings, read, version_place, with_version};

/// What every project below begins with, in four lines.
const SYSTEM: &str = "\
[build-system]
requires = [\"hatchling\"]
build-backend = \"hatchling.build\"

";

/// Lines 5 to 7: all that a project needs.
const DEMO: &str = "[project]\nname = \"demo\"\nversion = \"1\"\n";

/// Lines 5 to 7.
const DYNAMIC: &str = "[project]\nname = \"demo\"\ndynamic = [\"version\"]\n";

/// The variables that all projects see.
fn surroundings() -> Surroundings {
    let variables = [("DEMO_VERSION", "1.5"), ("HATCH_BUILD_HOOK_ENABLE_MYPYC", "1")];
    let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    Surroundings { variables: variables.into_iter().map(own).collect(), ..Surroundings::none() }
}

#[track_caller]
fn project_in(
    surroundings: &Surroundings,
    toml: &str,
    files: &[(&str, &str)],
) -> (Project, Vec<String>) {
    match read(&tree(&format!("{SYSTEM}{toml}"), files), surroundings) {
        Ok(read) => (read.value, read.findings.iter().map(shown).collect()),
        Err(error) => panic!("{error}: {:#?}", all(&error)),
    }
}

#[track_caller]
fn project(toml: &str, files: &[(&str, &str)]) -> (Project, Vec<String>) {
    project_in(&surroundings(), toml, files)
}

/// What a project is refused for, or its sdist.
#[track_caller]
fn refusal(toml: &str, files: &[(&str, &str)]) -> Vec<String> {
    match read(&tree(&format!("{SYSTEM}{toml}"), files), &surroundings()) {
        Err(error) => all(&error),
        Ok(read) => match read.value.no_sdist[..] {
            [] => panic!("it was not refused:\n{toml}"),
            _ => read.value.no_sdist.iter().map(shown).collect(),
        },
    }
}

/// A project with `demo/__init__.py` and what it is refused for.
#[track_caller]
fn refused(toml: &str, expect: &[&str]) {
    assert_eq!(refusal(toml, &[("demo/__init__.py", "")]), expect, "{toml}");
}

fn all(error: &Error) -> Vec<String> {
    match error {
        Error::Refused(findings) => findings.iter().map(shown).collect(),
        other @ (Error::Archive(_) | Error::Tree(_)) => vec![other.to_string()],
    }
}

fn shown(finding: &Finding) -> String {
    format!("{}: {finding}", finding.rule.id)
}

#[test]
fn a_wheel_without_a_guess_is_refused() {
    assert_eq!(
        refusal("[project]\nname = \"Foo.Bar-x\"\nversion = \"1\"\n", &[("foo/__init__.py", "")]),
        ["nothing-to-ship: pyproject.toml:6:8: there is no module or package `Foo.Bar_x` or \
             `foo_bar_x` that the wheel could hold"]
    );
}

#[test]
fn what_stands_twice_in_a_wheel_is_refused() {
    let toml =
        format!("{DEMO}[tool.hatch.build.targets.wheel]\npackages = [\"demo\", \"demo/a\"]\n");
    assert_eq!(
        refusal(&toml, &[("demo/__init__.py", ""), ("demo/a/b.py", "")]),
        ["second-file: pyproject.toml:9:21: `a/b.py` would be added to the wheel a second \
             time, by packages `demo/a` (pyproject.toml:9)"]
    );
}

#[test]
fn roots_and_inclusions_stay_inside_and_exist() {
    let check = |options: &str, expect: &str| {
        refused(&format!("{DEMO}[tool.hatch.build.targets.wheel]\n{options}\n"), &[expect]);
    };
    check(
        "only-include = [\"demo\", \"./demo/\"]",
        "invalid-value: pyproject.toml:9:25: `only-include`: `./demo/` is named twice",
    );
    check(
        "packages = [\"../demo\"]",
        "invalid-value: pyproject.toml:9:13: `packages`: `../demo` does not lie below the \
         project's folder",
    );
    check(
        "only-include = [\".\"]",
        "invalid-value: pyproject.toml:9:17: `only-include`: `.` would become part of the names in \
         the archive; leave the option out",
    );
    check(
        "force-include = { \"gone\" = \"x\" }",
        "missing-file: pyproject.toml:9:19: there is no `gone` to include",
    );
    check(
        "force-include = { \"../x\" = \"x\" }",
        "invalid-value: pyproject.toml:9:28: `tool.hatch.build.targets.wheel.force-include.\"../x\"`: \
         `../x` leads out of the project, and outside of the project pyrel reads nothing",
    );
    check(
        "shared-data = { \"~/x\" = \"x\" }",
        "invalid-value: pyproject.toml:9:25: `tool.hatch.build.targets.wheel.shared-data.\"~/x\"`: \
         `~/x` lies outside of the project, where pyrel reads nothing",
    );
    check(
        "extra-metadata = { \"demo\" = \".\" }",
        "invalid-value: pyproject.toml:9:29: `tool.hatch.build.targets.wheel.extra-metadata.demo`: \
         `.` would become part of the names in the archive; write `/`",
    );
    check(
        "extra-metadata = { \"demo/__init__.py\" = \"/\" }",
        "invalid-value: pyproject.toml:9:41: `demo/__init__.py` cannot be put there: a file needs a \
         name",
    );
    check(
        "sbom-files = [\"gone.json\"]",
        "missing-file: pyproject.toml:9:15: `tool.hatch.build.targets.wheel.sbom-files`: there is \
         no file `gone.json`",
    );
    check(
        "include = [\"\"]",
        "invalid-value: pyproject.toml:9:12: `tool.hatch.build.targets.wheel.include` holds an \
         empty text",
    );
    check(
        "exclude = [\"a\\\\\"]",
        "invalid-value: pyproject.toml:9:12: `a\\` is not a valid pattern: `\\` at the end escapes \
         nothing (byte 1)",
    );
    check(
        "sources = 3",
        "wrong-type: pyproject.toml:9:11: `tool.hatch.build.targets.wheel.sources` must be a list \
         or a table of texts, not an integer",
    );
    check(
        "core-metadata-version = \"1.2\"",
        "core-metadata-version: pyproject.toml:9:25: metadata `1.2` is not written",
    );
}

#[test]
fn plug_ins_are_refused_by_name_where_they_are_configured() {
    let check = |toml: &str, expect: &[&str]| refused(&format!("{DYNAMIC}{toml}"), expect);
    check(
        "[tool.hatch.version]\nsource = \"regex_commit\"\n",
        &["hatch-plug-in: pyproject.toml:9:10: the version source `regex_commit` of \
             hatch-regex-commit cannot be rebuilt: pyrel does not know its rules"],
    );
    check(
        "[tool.hatch.version]\nsource = \"env\"\nvariable = \"DEMO_VERSION\"\n\
         [tool.hatch.metadata.hooks.mine]\n[tool.hatch.build.hooks.custom]\n\
         [tool.hatch.build.targets.wheel.hooks.mypyc]\nenable-by-default = false\n\
         [tool.hatch.build.targets.sdist.hooks.off]\nenable-by-default = false\n",
        &[
            "hatch-plug-in: pyproject.toml:11:28: the metadata hook `mine` cannot be rebuilt: it \
             is a plug-in that pyrel does not know",
            "hatch-plug-in: pyproject.toml:12:25: the build hook `custom` cannot be rebuilt: it is \
             code of the project, which is not run",
            "hatch-plug-in: pyproject.toml:13:39: the build hook `mypyc` of hatch-mypyc cannot be \
             rebuilt: it compiles",
        ],
    );
}

#[test]
fn the_version_hook_is_foreseen_or_refused() {
    let check = |hook: &str, expect: &str| {
        refused(
            &format!("{DEMO}[tool.hatch.build.targets.wheel.hooks.version]\n{hook}\n"),
            &[expect],
        );
    };
    check("", "missing-key: pyproject.toml:8:39: the build hook `version` needs `path`");
    check(
        "path = \"../v.py\"",
        "invalid-value: pyproject.toml:9:8: `build.hooks.version.path`: `../v.py` leads out of the \
         project",
    );
    check(
        "path = \"v.py\"\ntemplate = \"{version:>9}\"",
        "version-hook: pyproject.toml:10:12: the template holds more than `{version}`",
    );
    check(
        "path = \"demo/__init__.py\"\npattern = true",
        "version-hook: pyproject.toml:10:11: `demo/__init__.py` has no version that the pattern \
         finds",
    );
    check(
        "path = \"gone.py\"\npattern = \"x\"",
        "missing-file: pyproject.toml:9:8: `build.hooks.version.path`: `gone.py` does not exist",
    );
}

#[test]
fn the_environment_switches_hooks_off_altogether() {
    let mut none = surroundings();
    none.variables.insert("HATCH_BUILD_NO_HOOKS".to_owned(), "true".to_owned());
    let toml = format!("{DEMO}[tool.hatch.build.hooks.custom]\n");
    assert_eq!(project_in(&none, &toml, &[("demo/__init__.py", "")]).1, [""; 0]);
}

#[test]
fn a_version_that_is_nowhere_is_told_where_it_was_looked_for() {
    let check = |version: &str, expect: &str| {
        refused(&format!("{DYNAMIC}[tool.hatch.version]\n{version}\n"), &[expect]);
    };
    refused(
        DYNAMIC,
        &["missing-key: pyproject.toml:7:12: `tool.hatch.version` is missing, and so there is no \
           version"],
    );
    refused(
        "[project]\nname = \"demo\"\n",
        &["missing-key: pyproject.toml:5:1: `project.version` is missing, and so there is no \
           version"],
    );
    check("", "missing-key: pyproject.toml:8:1: `tool.hatch.version.path` is missing");
    check(
        "path = \"demo/__init__.py\"",
        "not-static: pyproject.toml:9:8: `demo/__init__.py` has no version that the pattern finds",
    );
    check(
        "path = \"demo/__init__.py\"\npattern = \"(\"",
        "invalid-value: pyproject.toml:10:11: `tool.hatch.version.pattern`: a parenthesis is not closed",
    );
    check(
        "source = \"code\"\npath = \"demo/__init__.py\"",
        "not-static: pyproject.toml:8:1: `demo/__init__.py` does not simply assign a string to \
         `__version__`",
    );
    check(
        "source = \"env\"\nvariable = \"NOT_SET\"",
        "not-static: pyproject.toml:10:12: the environment has no variable `NOT_SET`",
    );
}

#[test]
fn code_that_only_running_would_tell_is_refused() {
    let toml = format!("{DYNAMIC}[tool.hatch.version]\nsource = \"code\"\npath = \"v.py\"\n");
    assert_eq!(
        refusal(&toml, &[("demo/__init__.py", ""), ("v.py", "__version__ = '1' + x\n")]),
        ["not-static: v.py:1:15: `__version__` is not one string that nothing else can change"]
    );
}

#[test]
fn requirements_are_judged_where_they_stand() {
    let check = |toml: &str, expect: &[&str]| refused(&format!("{DEMO}{toml}"), expect);
    check(
        "dependencies = [\"a @ https://e.org/a.zip\", \"b @ {root:uri}/b\"]\n",
        &[
            "invalid-value: pyproject.toml:8:17: `a @ https://e.org/a.zip` names an address",
            "invalid-value: pyproject.toml:8:44: `project.dependencies[1]`: `{root:uri}` would name \
             a folder of this machine in the metadata",
        ],
    );
    check(
        "[project.optional-dependencies]\na = [\"demo[B]\"]\nb = [\"demo[c]\"]\nc = [\"Demo[a]\"]\n\
         d = [\"demo[nope]\"]\n",
        &[
            "invalid-value: pyproject.toml:9:6: the extras `b` -> `c` -> `a` -> `b` go round in a \
             circle",
            "invalid-value: pyproject.toml:10:6: the extras `c` -> `a` -> `b` -> `c` go round in a \
             circle",
            "invalid-value: pyproject.toml:11:6: the extras `a` -> `b` -> `c` -> `a` go round in a \
             circle",
            "invalid-value: pyproject.toml:12:6: there is no extra `nope`",
        ],
    );
    check(
        "[project.optional-dependencies]\na_b = []\nA-B = []\n",
        &["invalid-value: pyproject.toml:10:7: `project.optional-dependencies.A-B`: the extra is \
           `a-b` already, written `a_b`"],
    );
}

#[test]
fn fields_that_hatchling_reads_in_its_own_way_are_judged_so() {
    let check = |field: &str, expect: &str| refused(&format!("{DEMO}{field}\n"), &[expect]);
    check(
        "readme = { text = \"\", content-type = \"text/markdown; charset=UTF-8\" }",
        "invalid-value: pyproject.toml:8:38: `project.readme`: `text/markdown; charset=UTF-8` is \
         none of the content types `text/markdown`, `text/x-rst`, `text/plain`",
    );
    check(
        "authors = [{ name = \"A\", email = \"\" }, { email = \"\" }]",
        "invalid-value: pyproject.toml:8:40: `project.authors[1]`: neither `name` nor `email`",
    );
    check(
        "license-files = [\"../LICENSE\"]",
        "invalid-value: pyproject.toml:8:18: `project.license-files`: `../LICENSE` is no pattern of \
         files in the project",
    );
    check(
        "license-files = [\"demo/*\", \"**/__init__.py\"]",
        "invalid-value: pyproject.toml:8:28: `project.license-files`: `**/__init__.py` finds \
         `demo/__init__.py` once more",
    );
    check("requires-python = \">=4\"", "no-python: pyproject.toml:8:19: no Python is admitted");
    check(
        "import-names = []",
        "invalid-value: pyproject.toml:5:1: hatchling breaks its metadata on `import-names = []`",
    );
    check(
        "import-names = [\"a-b\"]",
        "invalid-value: pyproject.toml:8:17: `project.import-names`: `a-b` is no import name",
    );
    let strict = "[tool.hatch.build]\nstrict-naming = false\n";
    assert_eq!(
        refusal(
            &format!("[project]\nname = \"De.mo\"\nversion = \"1\"\n{strict}"),
            &[("De.mo/__init__.py", "")]
        ),
        ["strict-naming: pyproject.toml:9:17: `strict-naming` would keep `De.mo` in file names"]
    );
}

#[test]
fn a_link_out_of_the_project_is_refused_where_its_folder_would_count() {
    let files = [("demo/__init__.py", ""), ("demo/out", "-> ../../elsewhere")];
    let toml = format!("{DEMO}[tool.hatch.build]\ninclude = [\"*.py\"]\n");
    let told = ["outside-link: demo/out: `demo/out` leads out of the project"];
    assert_eq!(refusal(&toml, &files), told);
    let toml = format!("{toml}exclude = [\"out\"]\n");
    assert_eq!(paths(&project(&toml, &files).0.wheel), ["demo/__init__.py"]);
}

#[test]
fn ignore_files_count_wherever_they_lie() {
    let files = [("demo/__init__.py", ""), ("demo/a.log", ""), ("demo/b/c.txt", "")];
    let above = |project: &str, text: &str| Surroundings {
        gitignore_above: Some(FileAbove { project: project.to_owned(), text: text.to_owned() }),
        ..surroundings()
    };
    let (made, told) = project_in(&above("packages/demo", "*.log\n/demo/b\n"), DEMO, &files);
    assert_eq!(paths(&made.wheel), ["demo/__init__.py"]);
    assert_eq!(paths(&made.sdist), [".gitignore", "demo/__init__.py", "pyproject.toml"]);
    assert_eq!(told, [""; 0]);
    let (made, told) = project_in(&above("packages/demo", "*.log\npackages/\n"), DEMO, &files);
    assert_eq!(paths(&made.wheel), ["demo/__init__.py", "demo/a.log", "demo/b/c.txt"]);
    assert_eq!(
        told,
        [
            "ignored-project: .gitignore: the ignore patterns match the project's own folder, and do \
          not count"
        ]
    );
    let own = [&files[..], &[(".gitignore", "[\n*.txt\n")]].concat();
    let (made, told) = project_in(&above("demo", "*.log\n"), DEMO, &own);
    assert_eq!(paths(&made.wheel), ["demo/__init__.py", "demo/a.log"]);
    assert_eq!(
        told,
        ["unclosed-set: .gitignore:1:1: `[` is not a valid pattern: `[` is never closed (byte 0)"]
    );
}

#[test]
fn unknown_keys_are_passed_over_and_those_of_hatch_left_alone() {
    let toml = format!(
        "{DEMO}[tool.hatch.build]\nexcludes = []\nreproducible = false\n[tool.hatch.envs.default]\n"
    );
    assert_eq!(
        project(&toml, &[("demo/__init__.py", "")]).1,
        [
            "passed-over-key: pyproject.toml:9:1: unknown key `tool.hatch.build.excludes`",
            "ignored-option: pyproject.toml:10:1: `tool.hatch.build.reproducible` changes nothing \
             here: what pyrel builds is always reproducible",
        ]
    );
}

#[test]
fn an_editable_wheel_shows_what_the_wheel_would_hold() {
    let files = [("src/demo/__init__.py", ""), ("src/demo/a.py", ""), ("lib/one.py", "")];
    let check = |options: &str, expect: Result<&[&str], &str>| {
        let toml = format!(
            "{DEMO}[tool.hatch.build.targets.wheel]\nonly-include = [\"src/demo\", \"lib\"]\n{options}\n"
        );
        let editable = project(&toml, &files).0.editable;
        let shown = editable.map(|editable| {
            let paths = editable.paths.iter().map(ToString::to_string);
            let modules = editable.modules.iter().map(|(name, path)| format!("{name} = {path}"));
            let requires = editable.requires.iter().map(ToString::to_string);
            let all = [editable.path_file.clone()].into_iter();
            all.chain(paths).chain(modules).chain(requires).collect::<Vec<_>>()
        });
        let shown = shown.map_err(|wrong| wrong.iter().map(shown_finding).collect::<String>());
        match expect {
            Ok(expect) => assert_eq!(shown.unwrap(), expect, "{options}"),
            Err(expect) => assert_eq!(shown.unwrap_err(), expect, "{options}"),
        }
    };
    check("sources = [\"src\"]", Ok(&["_editable_impl_demo.pth", "", "src"]));
    check(
        "sources = [\"src\", \"lib\"]\ndev-mode-exact = true",
        Err("rewritten-sources: pyproject.toml:5:1: `one.py` is no package that could be shown \
             alone"),
    );
    check(
        "only-packages = true\nsources = [\"src\"]\ndev-mode-exact = true",
        Ok(&["_editable_impl_demo.pth", "demo = src/demo", "editables~=0.3"]),
    );
    check("dev-mode-dirs = [\"src\", \".\"]", Ok(&["_demo.pth", "", "src"]));
    check(
        "sources = { \"src\" = \"pre\" }",
        Err("rewritten-sources: pyproject.toml:5:1: `src/demo/__init__.py` becomes \
             `pre/demo/__init__.py` in the wheel"),
    );
    check(
        "dev-mode-dirs = [\"../x\"]",
        Err("invalid-value: pyproject.toml:10:18: `../x` lies outside of the project"),
    );
}

fn shown_finding(finding: &Finding) -> String {
    shown(finding)
}

#[test]
fn another_version_is_put_where_it_was_found() {
    let check = |toml: &str, files: &[(&str, &str)], place: &str, text: &str| {
        let mut files = files.to_vec();
        files.push(("demo/__init__.py", ""));
        let tree = tree(&format!("{SYSTEM}{DYNAMIC}[tool.hatch.version]\n{toml}"), &files);
        let found = version_place(&tree, &surroundings()).unwrap();
        assert_eq!(found.source.path(), place);
        let (other, _) = with_version(&tree, &surroundings(), &"2.0rc1".parse().unwrap()).unwrap();
        assert_eq!(other.read_text(&RelPath::new(place).unwrap()).unwrap(), text);
    };
    check("path = \"v.py\"\n", &[("v.py", "VERSION = 'v1'\n")], "v.py", "VERSION = 'v2.0rc1'\n");
    check(
        "source = \"code\"\npath = \"v.py\"\n",
        &[("v.py", "__version__ = '1'\n")],
        "v.py",
        "__version__ = \"2.0rc1\"\n",
    );
    check(
        "source = \"vcs\"\n",
        &[("PKG-INFO", "Metadata-Version: 2.4\nName: demo\nVersion:  1.0\n")],
        "PKG-INFO",
        "Metadata-Version: 2.4\nName: demo\nVersion:  2.0rc1\n",
    );
}

#[test]
fn the_band_follows_the_requirement() {
    let check = |requires: &str, expect: &str| {
        let toml = format!(
            "[build-system]\nrequires = [\"{requires}\"]\nbuild-backend = \"hatchling.build\"\n{DEMO}"
        );
        let read = read(&tree(&toml, &[("demo/__init__.py", "")]), &surroundings());
        let shown = match read {
            Ok(read) => {
                let project = read.value;
                format!("{}: {}", project.rules.name, project.metadata.version_written())
            }
            Err(error) => all(&error).join("\n"),
        };
        assert_eq!(shown, expect, "{requires}");
    };
    check("hatchling>=1.4", "hatchling 1.33: 2.5");
    check("hatchling==1.32.0", "hatchling 1.32: 2.5");
    check("hatchling<1.32", "hatchling 1.31: 2.4");
    check("hatchling~=1.26.1", "hatchling 1.26: 2.3");
    check("hatchling<=1.25", "hatchling 1.25: 2.3");
    check("hatchling<1.24", "hatchling 1.23: 2.3");
    check(
        "hatchling<1.20",
        "backend-version: pyproject.toml:2:13: no release of hatchling between 1.22.5 and 1.33.0 \
         satisfies `build-system.requires`",
    );
}
