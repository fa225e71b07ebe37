//! `--write-version-file`: what the backend would write into the work tree is written only then.

use crate::harness::case::Case;
use crate::harness::footprint::footprint;
use crate::harness::run::Run;

const HATCH: &str = "\
[build-system]
requires = [\"hatchling\", \"hatch-vcs\"]
build-backend = \"hatchling.build\"

[project]
name = \"demo\"
dynamic = [\"version\"]

[tool.hatch.version]
source = \"vcs\"

[tool.hatch.build.hooks.vcs]
version-file = \"demo/_version.py\"
";

const SCM: &str = "\
[build-system]
requires = [\"setuptools>=77\", \"setuptools-scm>=8\"]
build-backend = \"setuptools.build_meta\"

[project]
name = \"demo\"
dynamic = [\"version\"]

[tool.setuptools_scm]
version_file = \"demo/_version.py\"
";

const FILE: &str = "demo/_version.py";

/// A checkout whose only commit has the tag `v1.2`.
fn tagged(pyproject: &str) -> Case {
    let case = Case::new()
        .file("pyproject.toml", pyproject)
        .file(".gitignore", "/dist\n/demo/_version.py\n")
        .file("demo/__init__.py", "");
    git(&case, &["init", "-q"]);
    git(&case, &["add", "."]);
    git(&case, &["commit", "-q", "-m", "first"]);
    git(&case, &["tag", "v1.2"]);
    case
}

fn git(case: &Case, arguments: &[&str]) {
    let mut command = case.command("git");
    command.args(["-c", "user.name=a", "-c", "user.email=a@example.org"]).args(arguments);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    Run::of(&mut command).success();
}

#[test]
fn the_work_tree_stays_as_it_is_unless_asked() {
    for pyproject in [HATCH, SCM] {
        let case = tagged(pyproject);
        let run = case.run("build");
        run.success().stderr("");
        assert_eq!(case.list("demo"), ["__init__.py"]);
        case.run("build --list --wheel").success().stdout_contains(FILE);
    }
}

#[test]
fn a_dry_run_foretells_the_file_and_writes_nothing() {
    for pyproject in [HATCH, SCM] {
        let case = tagged(pyproject);
        let before = footprint(&case);
        let foretold = case.run("build --write-version-file --dry-run").success().stdout.clone();
        assert!(footprint(&case) == before);
        assert!(foretold.contains("would place demo/_version.py ("), "{foretold}");
        let done = case.run("build --write-version-file").success().stdout.clone();
        assert_eq!(foretold.replace("would place", "placed"), done);
        let text = case.read(FILE);
        assert!(text.contains("__version__ = version = '1.2'"), "{text}");
        assert_eq!(case.list("demo"), ["__init__.py", "_version.py"]);
    }
}

#[test]
fn a_file_that_is_there_word_for_word_is_left_alone() {
    for pyproject in [HATCH, SCM] {
        let case = tagged(pyproject);
        case.run("build --write-version-file").success();
        let written = std::fs::metadata(case.path(FILE)).unwrap().modified().unwrap();
        let again = case.run("build --write-version-file").success().stdout.clone();
        assert!(!again.contains(FILE), "{again}");
        assert_eq!(std::fs::metadata(case.path(FILE)).unwrap().modified().unwrap(), written);
        case.write(FILE, "old\n");
        case.run("build --write-version-file").success().stdout_contains("placed demo/_version.py");
        assert_ne!(case.read(FILE), "old\n");
    }
}

#[test]
fn a_backend_that_writes_none_says_so() {
    let run = Case::new().backend("flit/package").run("build -v --write-version-file");
    run.success().stderr_contains("there is no version file to write");
}

#[test]
fn an_sdist_is_no_folder_to_write_into() {
    let case = tagged(HATCH);
    case.run("build --sdist").success();
    let before = footprint(&case);
    case.run("build dist/demo-1.2.tar.gz --write-version-file -o out").failure(2).stderr(
        "error: an sdist is no folder that a version file could be written into
hint: unpack it, or leave out `--write-version-file`
",
    );
    assert!(footprint(&case) == before);
}

#[cfg(unix)]
#[test]
fn nothing_is_written_behind_a_link() {
    let case = tagged(&HATCH.replace("demo/_version.py", "gen/_version.py"));
    std::fs::create_dir(case.home().join("gen")).unwrap();
    std::fs::create_dir(case.path("real")).unwrap();
    for target in [case.home().join("gen"), "real".into()] {
        if case.path("gen").is_symlink() {
            std::fs::remove_file(case.path("gen")).unwrap();
        }
        crate::harness::case::symlink(&target, &case.path("gen"));
        let before = footprint(&case);
        case.run("build --wheel --write-version-file").failure(1).stdout("");
        assert!(footprint(&case) == before);
    }
}

#[test]
fn an_editable_wheel_warns_of_a_file_that_is_not_written() {
    for pyproject in [HATCH, SCM] {
        let case = tagged(pyproject);
        case.run("build --editable").success().stderr_contains("unwritten-version-file");
        let run = case.run("build --editable --write-version-file");
        run.success();
        assert!(!run.stderr.contains("unwritten-version-file"), "{}", run.stderr);
    }
}

#[test]
fn a_version_asked_for_needs_no_repository() {
    for pyproject in [HATCH, SCM] {
        let case = tagged(pyproject);
        std::fs::remove_dir_all(case.path(".git")).unwrap();
        case.run("build").failure(1).stderr_contains("--set-version");
        case.run("build --set-version 3.4").success();
        let dist = case.list("dist");
        assert!(
            dist.iter().all(|name| name.starts_with("demo-3.4")) && dist.len() == 2,
            "{dist:?}"
        );
    }
}

#[test]
fn a_version_asked_for_goes_before_one_that_a_shallow_clone_cannot_tell() {
    for pyproject in [HATCH, SCM] {
        let case = tagged(pyproject);
        git(&case, &["tag", "-d", "v1.2"]);
        git(&case, &["commit", "-q", "--allow-empty", "-m", "second"]);
        let head = Run::of(case.command("git").args(["rev-parse", "HEAD"])).stdout.clone();
        case.write(".git/shallow", &head);
        case.run("build").failure(1).stderr_contains("shallow");
        case.run("build --set-version 3.4 --write-version-file").success();
        assert!(case.read(FILE).contains("'3.4'"));
    }
}
