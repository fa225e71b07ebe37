//! Projects held in memory. What the real pdm-backend makes of whole ones is in `fixtures/backends`.

use pyrel_tree::RelPath;

use crate::backends::in_memory::{all, built, paths, refusals, tree};
use crate::{Project, Surroundings, read};

/// Lines 1 to 3 of every project below.
const SYSTEM: &str =
    "[build-system]\nrequires = [\"pdm-backend\"]\nbuild-backend = \"pdm.backend\"\n";

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
const DYNAMIC: &str = "[project]\nname = \"demo\"\ndynamic = [\"version\"]\n";
const MODULE: &[(&str, &str)] = &[("demo/__init__.py", "VERSION = '1.5'\n")];

#[test]
fn a_path_belongs_to_the_weightier_pattern() {
    let files = &[("a/x.txt", ""), ("a/b/y.txt", ""), ("a/b/z.py", ""), ("tests/t.py", "")];
    let check = |config: &str, expect: &[&str]| {
        let (project, _) = project(&format!("{DEMO}[tool.pdm.build]\n{config}"), files);
        assert_eq!(paths(&project.wheel), expect, "{config}");
    };
    check("includes = [\"a\"]\nexcludes = [\"a/b\"]", &["a/x.txt"]);
    check("includes = [\"a/b/y.txt\"]\nexcludes = [\"a/b\"]", &["a/b/y.txt"]);
    check("includes = [\"a\"]\nexcludes = [\"a\"]", &[]);
    check("includes = [\"a/b/*\"]\nexcludes = [\"a/b/y.*\"]", &["a/b/z.py"]);
    check("includes = [\"a/b/y.*\"]\nexcludes = [\"a/*/*\"]", &["a/b/y.txt"]);
    check("includes = [\"a\", \"tests\"]\nexcludes = [\"**/*.txt\"]", &["a/b/z.py"]);
    refused(
        &format!("{DEMO}[tool.pdm.build]\nincludes = [\"*\", \"a/**\"]\nexcludes = [\"a/\"]\n"),
        files,
        &["8: `a` is found by `*`, `a/**`, `a/`, and pdm-backend weighs any two of them"],
    );
    refused(
        &format!("{DEMO}[tool.pdm.build]\nincludes = [\"a/x.txt/**\"]\n"),
        files,
        &["8: whether `a/x.txt/**` finds the file `a/x.txt` depends on the Python"],
    );
}

#[test]
fn a_version_comes_from_a_file_or_from_nowhere() {
    let version = |config: &str| {
        let (project, findings) = project(&format!("{DYNAMIC}{config}"), MODULE);
        (project.metadata.version.to_string(), findings)
    };
    let path = "path = \"demo/__init__.py\"";
    let table = format!("[tool.pdm.version]\n{path}\n");
    assert_eq!(version(&table), ("1.5".to_owned(), vec![]));
    assert_eq!(version(&format!("{table}pattern = '(\\d)'")).0, "1");
    assert_eq!(
        version(""),
        (
            "0.0.0".to_owned(),
            vec!["6: the version is dynamic, but there is no `[tool.pdm.version]`".to_owned()]
        )
    );
    let check = |config: &str, expect: &str| {
        refused(&format!("{DYNAMIC}[tool.pdm.version]\n{config}"), MODULE, &[expect]);
    };
    check("source = \"scm\"", "7: there is no git repository");
    let scm = "source = \"scm\"\nfallback_version = \"1.5\"\n";
    check(
        &format!("{scm}version_format = \"a:b\""),
        "10: `tool.pdm.version.version_format` is refused: it is code of the project",
    );
    check(
        &format!("{scm}write_to = \"a\"\nwrite_template = \"{{x}}\""),
        "11: `tool.pdm.version.write_template` holds more than `{}`",
    );
    check("source = \"scm\"\nfallback_version = \"x\"", "9: `x` is no version");
    check("source = \"call\"\ngetter = \"a:b\"", "8: the version source `call` is not rebuilt");
    check("source = \"file\"", "7: `tool.pdm.version.path` is missing");
    check("pattern = \"x\"", "7: `tool.pdm.version.source` is missing");
    check("path = \"x.py\"", "8: `tool.pdm.version.path`: there is no file `x.py`");
    check(&format!("{path}\npattern = '^(__version__)'"), "9: `demo/__init__.py` holds no version");
    check(
        &format!("{path}\npattern = 'VERSION'"),
        "9: `tool.pdm.version.pattern`: its first group finds nothing",
    );
    check(
        &format!("{path}\npattern = '(a++)'"),
        "9: `tool.pdm.version.pattern`: possessive quantifiers are not known to each Python",
    );
    refused(
        "[project]\nname = \"demo\"\n",
        MODULE,
        &["4: `project.version` is missing and not listed in `dynamic`"],
    );
}

#[test]
fn what_would_run_code_is_refused() {
    let check = |config: &str, expect: &[&str]| {
        refused(&format!("{DEMO}[tool.pdm.build]\n{config}"), MODULE, expect);
    };
    check(
        "is-purelib = false",
        &[
            "8: `tool.pdm.build.is-purelib = false` is refused: the wheel's platform is that of the Python which builds it",
        ],
    );
    check(
        "run-setuptools = true",
        &["8: `tool.pdm.build.run-setuptools = true` is refused: setuptools runs Python code"],
    );
    check(
        "custom-hook = \"x.py\"",
        &["8: `tool.pdm.build.custom-hook` is refused: a build hook is Python code of the project"],
    );
    check(
        "hooks.x = 1",
        &["8: `tool.pdm.build.hooks.x` is refused: build hooks are Python code, which is not run"],
    );
    check(
        "wheel-data.data = [\"${BUILD_DIR}/x\"]",
        &[
            "8: `tool.pdm.build.wheel-data.data`: `${BUILD_DIR}` holds what build hooks make, and none is run",
        ],
    );
    refused(DEMO, &[("pdm_build.py", "")], &["`pdm_build.py` is a build hook, and is not run"]);
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let check = |config: &str, expect: &[&str]| {
        refused(&format!("{DEMO}{config}"), MODULE, expect);
    };
    check("license = \"mit\"", &["7: pdm-backend does not make `MIT` of the licence expression"]);
    check(
        "readme = \"demo/__init__.py\"",
        &[
            "7: `project.readme`: pdm-backend knows no content type for `demo/__init__.py`",
            "7: the name `demo/__init__.py` does not tell the readme's content type",
        ],
    );
    check(
        "dependencies = [\"a @ file:///${PROJECT_ROOT}/a\"]",
        &["7: `a @ file:///${PROJECT_ROOT}/a` depends on where it is built"],
    );
    check(
        "[tool.pdm.build]\nincludes = \"demo\"",
        &["8: `tool.pdm.build.includes` must be a list of strings, not a string"],
    );
    check(
        "[tool.pdm.build]\nincludes = [\"../x\"]",
        &["8: `../x` is not a valid pattern: `..` must not be used (byte 0)"],
    );
    check(
        "[tool.pdm.build]\npackage-dir = \"lib\"",
        &["8: `tool.pdm.build.package-dir`: there is no folder `lib`"],
    );
    check(
        "[tool.pdm.build.wheel-data]\nheaders = [\"x\"]",
        &[
            "8: `tool.pdm.build.wheel-data` has no scheme `headers`, only purelib, platlib, include, platinclude, scripts, data",
        ],
    );
    check(
        "[tool.pdm.build.wheel-data]\ndata = [\"demo/**\"]",
        &[
            "8: `tool.pdm.build.wheel-data.data`: what `demo/**` finds depends on the version of Python",
        ],
    );
}

#[test]
fn an_editable_wheel_points_at_the_package_folder() {
    let files = &[("src/demo/__init__.py", ""), ("src/demo/d.txt", ""), ("src/ns/x.txt", "")];
    let (by_path, _) = project(
        &format!("{DEMO}[tool.pdm.build]\nincludes = [\"src/demo\", \"src/ns/x.txt\"]\n"),
        files,
    );
    let editable = by_path.editable.unwrap();
    assert_eq!(editable.path_file, "_editable_impl_demo.pth");
    assert_eq!(editable.paths, [RelPath::new("src").unwrap()]);
    assert_eq!(paths(&editable.files), ["ns/x.txt"]);
    let (mapped, _) =
        project(&format!("{DEMO}[tool.pdm.build]\neditable-backend = \"editables\"\n"), files);
    let editable = mapped.editable.unwrap();
    let modules: Vec<_> =
        editable.modules.iter().map(|(name, at)| format!("{name} {at}")).collect();
    assert_eq!(modules, ["demo src/demo"]);
    assert!(editable.paths.is_empty());
    assert_eq!(editable.requires.len(), 1);
}

#[test]
fn plug_ins_are_named() {
    let text = "[build-system]\nrequires = [\"pdm-backend\", \"pdm-build-other\"]\n\
                build-backend = \"pdm.backend\"\n[project]\nname = \"demo\"\nversion = \"1\"\n";
    let error = read(&tree(text, &[]), &Surroundings::none()).unwrap_err();
    assert_eq!(
        all(&error),
        ["2: `pdm-build-other` may hook into pdm-backend, which pyrel does not rebuild"]
    );
}

#[test]
fn an_empty_name_is_refused() {
    let expect = ["7: `project.authors[0].name`: a name cannot be empty"];
    refused(&format!("{DEMO}authors = [{{name = \"\"}}]\n"), MODULE, &expect);
}

#[test]
fn locked_requirements_are_taken_from_the_lock_file_alone() {
    let toml = "[build-system]\nrequires = [\"pdm-backend\", \"pdm-build-locked\"]\n\
                build-backend = \"pdm.backend\"\n[project]\nname = \"demo\"\nversion = \"1\"\n\
                dependencies = [\"a<2\"]\n[tool.pdm.build]\nlocked = true\n";
    let lock = |version: &str| {
        format!(
            "[metadata]\nstrategy = [\"inherit_metadata\"]\ngroups = [\"default\"]\n\
             [[package]]\nname = \"a\"\nversion = \"{version}\"\ngroups = [\"default\"]\n"
        )
    };
    let with = |lock: &str| refusals(toml, &[MODULE, &[("pdm.lock", lock)]].concat());
    assert_eq!(with(&lock("2.1")), ["4: `a==2.1`: `a<2` does not admit it"]);
    let (_, findings) = built(toml, MODULE);
    assert_eq!(findings, ["9: there is no `pdm.lock`"]);
    let (project, findings) =
        built(toml, &[MODULE, &[("pdm.lock", lock("1.5").as_str())]].concat());
    let requires: Vec<String> =
        project.metadata.requires_dist.iter().map(ToString::to_string).collect();
    assert_eq!(requires, ["a<2", "a==1.5; extra == \"locked\""]);
    assert_eq!(project.rules.notes, ["the extras locked are from the lock file"]);
    assert!(findings.is_empty());
}
