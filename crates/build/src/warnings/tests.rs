//! Projects held in memory, and every text that is said about them.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_git::{Checkout, Standing};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use super::WARNINGS;
use crate::{Error, Formats, Surroundings, dists};

/// Lines 1 to 6 of every project; line 4 is `[project]`.
const SYSTEM: &str = "\
[build-system]
requires = [\"setuptools>=80\"]
build-backend = \"setuptools.build_meta\"
[project]
name = \"demo\"
version = \"1\"
";

/// `[tool.setuptools.packages.find]` on line 7, which takes every package.
const FIND: &str = "[tool.setuptools.packages.find]\nnamespaces = false\n";

/// Everything is in the sdist.
const GRAFT: (&str, &str) = ("MANIFEST.in", "graft .\n");

#[derive(Debug, Default)]
struct Case {
    entries: BTreeMap<RelPath, TreeEntry>,
    standings: Option<BTreeMap<RelPath, Standing>>,
}

fn path(path: &str) -> RelPath {
    RelPath::new(path).unwrap()
}

/// A project whose `pyproject.toml` goes on like this after its first six lines, of empty files.
fn case(rest: &str, files: &[&str]) -> Case {
    let mut case = Case::default().file("pyproject.toml", &format!("{SYSTEM}{rest}"));
    for file in files {
        case = case.file(file, "");
    }
    case.file(GRAFT.0, GRAFT.1)
}

impl Case {
    fn file(mut self, name: &str, text: &str) -> Self {
        let source = Source::Bytes(text.as_bytes().into());
        self.entries.insert(path(name), TreeEntry { source, executable: false });
        self
    }

    fn git(mut self, standings: &[(&str, Standing)]) -> Self {
        let standings = standings.iter().map(|(name, standing)| (path(name), *standing));
        self.standings = Some(standings.collect());
        self
    }

    /// What is warned about, without advice.
    #[track_caller]
    fn warned(&self, formats: Formats) -> Vec<String> {
        // What the files are read from does not matter here, but that they are files does.
        let tree = SourceTree::of_entries(None, self.entries.clone());
        let checkout = self.standings.clone().map(Checkout::of);
        let surroundings = Surroundings { checkout, ..Surroundings::none() };
        let made = dists(&tree, &surroundings, formats).unwrap_or_else(|error| match error {
            Error::Refused(findings) => panic!("{findings:#?}"),
            other @ (Error::Archive(_) | Error::Tree(_)) => panic!("{other}"),
        });
        let warnings = made
            .findings
            .iter()
            .filter(|finding| WARNINGS.iter().any(|row| std::ptr::eq(row.rule, finding.rule)));
        warnings.map(|finding| format!("{}: {finding}", finding.rule.id)).collect()
    }

    /// The same for each artefact alone and for both must be said once.
    #[track_caller]
    fn check(&self, expect: &[&str]) {
        for formats in [Formats::Both, Formats::BothFromTree] {
            assert_eq!(self.warned(formats), expect, "{formats:?}");
        }
    }
}

const PACKAGE: [&str; 2] = ["demo/__init__.py", "demo/data.txt"];

fn package(rest: &str, files: &[&str]) -> Case {
    case(rest, &[&PACKAGE[..], files].concat())
}

#[test]
fn an_ordinary_project_is_left_in_peace() {
    let files = ["README.md", "tests/test_demo.py", "docs/conf.py", "tests/cert.pem"];
    package("", &files).check(&[]);
    package(FIND, &files).check(&[]);
}

#[test]
fn rules_have_an_id_a_reason_and_a_remedy() {
    let ids: BTreeSet<_> = WARNINGS.iter().map(|row| row.rule.id).collect();
    assert_eq!(ids.len(), WARNINGS.len());
    for row in WARNINGS {
        assert_eq!(row.rule.severity, pyrel_diag::Severity::Warning, "{}", row.rule.id);
        assert!(row.reason.ends_with('.'), "{}", row.rule.id);
        assert!(!row.rule.remedy.is_empty(), "{}", row.rule.id);
    }
}

#[test]
fn a_table_that_nobody_reads_is_named() {
    package("[projects.urls]\na = \"b\"\n[dependency-groups]\n", &[])
        .check(&["passed-over-key: pyproject.toml:7:2: unknown key `projects`"]);
}

#[test]
fn a_wheel_without_a_module_is_noticed_unless_it_is_asked_for() {
    let expect = "empty-wheel: pyproject.toml:4:1: the wheel would hold nothing but metadata";
    case("", &[]).check(&[expect]);
    case("", &["src/x.c"]).check(&[expect]);
    package("[tool.setuptools]\npackages = []\n", &[]).check(&[]);
    let scripts = "[tool.setuptools]\npackages = []\nscript-files = [\"run\"]\n";
    case(scripts, &[]).file("run", "#!/bin/sh\n").check(&[]);
    let data = "[tool.setuptools]\npackages = [\"demo\"]\n[tool.setuptools.package-data]\n\
                demo = [\"*.txt\"]\n";
    case(data, &["demo/data.txt", "demo/more.txt"])
        .check(&["empty-wheel: pyproject.toml:4:1: the wheel would hold 2 files, but no module"]);
    assert_eq!(case("", &[]).warned(Formats::Sdist), [""; 0]);
}

#[test]
fn modules_that_only_the_sdist_holds_are_named() {
    let listed = "[tool.setuptools]\npackages = [\"demo\"]\ninclude-package-data = false\n";
    let files = ["demo/sub/__init__.py", "demo/sub/a.py", "demo/sub/deep/b.py", "demo/sub/c.txt"];
    package(listed, &files).check(&[
        "module-not-in-wheel: demo/sub/__init__.py: `demo/sub/__init__.py` and 1 more module \
         beside it are in the sdist, but not in the wheel",
        "module-not-in-wheel: demo/sub/deep/b.py: `demo/sub/deep/b.py` is in the sdist, but not in \
         the wheel",
    ]);
    let files = ["demo/tests/__init__.py", "demo/conftest.py", "demo/test_it.py", "other/x.py"];
    package(listed, &files).check(&[]);
    let excluded = "[tool.setuptools]\ninclude-package-data = false\n\
                    [tool.setuptools.packages.find]\nexclude = [\"demo.left*\"]\n";
    package(excluded, &["demo/left_out/__init__.py"]).check(&[]);
    assert_eq!(package(listed, &["demo/sub/a.py"]).warned(Formats::Sdist), [""; 0]);
}

#[test]
fn folders_that_become_packages_by_accident_are_named() {
    let files = ["tests/__init__.py", "docs/__init__.py", "other/__init__.py"];
    package(FIND, &files).check(&[
        "stray-package: docs: `docs` would be installed as a package of its own",
        "stray-package: tests: `tests` would be installed as a package of its own",
    ]);
    let named = "[tool.setuptools.packages.find]\ninclude = [\"demo*\", \"tests*\"]\n";
    package(named, &["tests/__init__.py"]).check(&[]);
    let listed = "[tool.setuptools]\npackages = [\"demo\", \"tests\"]\n";
    package(listed, &["tests/__init__.py"]).check(&[]);
    case(FIND, &["tests/__init__.py"]).check(&[]);
}

#[test]
fn secrets_are_named_and_specimens_are_not() {
    let key = "-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n";
    let certificate = "-----BEGIN CERTIFICATE-----\nMII=\n-----END CERTIFICATE-----\n";
    let files = [".env", ".env.local", ".pypirc", "demo/id_rsa", "demo/store.p12"];
    let shown = [".env.example", "demo/id_rsa.pub", "tests/.env", "demo/templates/.env"];
    let secret = |path: &str| {
        format!("secret-file: {path}: `{path}` would be published, and looks like a secret")
    };
    let names =
        [".env", ".env.local", ".pypirc", "demo/id_rsa", "demo/server.pem", "demo/store.p12"];
    let expect = names.map(secret);
    let expect: Vec<&str> = expect.iter().map(String::as_str).collect();
    package("", &[&files[..], &shown].concat())
        .file("demo/server.pem", key)
        .file("demo/ca.pem", certificate)
        .file("tests/server.pem", key)
        .check(&expect);
}

#[test]
fn environments_and_caches_are_named_once() {
    let files = [
        ".venv/lib/a.py",
        ".venv/pyvenv.cfg",
        "demo/__pycache__/a.pyc",
        "demo/__pycache__/b.pyc",
        "env/pyvenv.cfg",
        "env/lib/__pycache__/a.pyc",
        "static/node_modules/x/y.js",
        ".eggs/py/pyvenv.cfg",
        ".eggs/py/bin/node_modules/x.js",
        "tests/.mypy_cache/z.json",
        "demo/left.pyc",
    ];
    package("[tool.setuptools]\npackages = [\"demo\"]\n", &files).check(&[
        "cache-file: .eggs: `.eggs` with 2 files would be published",
        "cache-file: demo/__pycache__: `demo/__pycache__` with 2 files would be published",
        "cache-file: demo/left.pyc: `demo/left.pyc` would be published",
        "virtual-environment: env: `env` with 2 files would be published",
        "virtual-environment: static/node_modules: `static/node_modules` would be published",
        "cache-file: tests/.mypy_cache: `tests/.mypy_cache` would be published",
    ]);
}

#[test]
fn files_that_git_does_not_know_or_ignores_are_named_by_their_outermost_folder() {
    use Standing::{Ignored, Tracked, Unknown};
    let known = [
        ("", Tracked),
        ("demo/new", Unknown),
        ("demo/new.py", Unknown),
        ("demo/made.py", Ignored),
        ("demo/made.mo", Ignored),
        ("debug.log", Ignored),
        ("notes.txt", Unknown),
    ];
    let files = [
        "demo/new.py",
        "demo/new/a.py",
        "demo/new/b/c.py",
        "demo/made.py",
        "demo/made.mo",
        "debug.log",
        "notes.txt",
    ];
    let case = package("", &files).git(&known);
    case.check(&[
        "unknown-to-git: demo/new: `demo/new` with 2 files would be published, and git does not \
         know it",
        "unknown-to-git: demo/new.py: `demo/new.py` would be published, and git does not know it",
        "unknown-to-git: notes.txt: `notes.txt` would be published, and git does not know it",
        "ignored-by-git: debug.log: `debug.log` would be published, although git ignores it",
    ]);
    assert_eq!(case.warned(Formats::Wheel).len(), 2);
    package("", &files).git(&[]).check(&[]);
    package("", &files).git(&[("", Ignored)]).check(&[]);
}

#[test]
fn patterns_that_match_nothing_are_named_with_their_line() {
    let rest = "\
[tool.setuptools.packages.find]
include = [\"demo*\", \"gone*\"]
exclude = [\"tests*\", \"demo.sub.*\"]
[tool.setuptools.package-data]
demo = [\"*.txt\", \"*.json\", \"*.so\"]
other = [\"*\"]
";
    let case = package(rest, &["demo/sub/__init__.py"]);
    case.check(&[
        "unmatched-pattern: pyproject.toml:8:21: nothing matches `gone*`",
        "unmatched-pattern: pyproject.toml:9:12: nothing matches `tests*`",
        "unmatched-pattern: pyproject.toml:11:18: nothing matches `*.json`",
        "unmatched-pattern: pyproject.toml:11:28: nothing matches `*.so`",
        "unmatched-pattern: pyproject.toml:12:10: nothing matches `*`",
    ]);
    // An unpacked sdist lacks what was excluded from it.
    let unpacked = case.file("PKG-INFO", "Metadata-Version: 2.1\n");
    let excluded = |text: &String| text.contains("tests*");
    assert!(!unpacked.warned(Formats::Wheel).iter().any(excluded));
}

#[test]
fn exclusions_of_what_tools_leave_behind_may_match_nothing() {
    let flit = "\
[build-system]
requires = [\"flit_core>=4\"]
build-backend = \"flit_core.buildapi\"
[project]
name = \"demo\"
version = \"1\"
description = \"d\"
[tool.flit.sdist]
include = [\"docs/\", \"gone/*.md\"]
exclude = [\"**/*.pyc\", \"**/__pycache__\", \".github\", \"docs/_build\", \"docs/old\", \"docs/draft.md\"]
";
    Case::default()
        .file("pyproject.toml", flit)
        .file("demo.py", "")
        .file("docs/a.md", "")
        .file("docs/draft.md", "")
        .check(&[
            "unmatched-pattern: pyproject.toml:9:21: nothing matches `gone/*.md`",
            "unmatched-pattern: pyproject.toml:10:68: nothing matches `docs/old`",
        ]);
}

#[test]
fn extras_that_require_one_another() {
    let extras = |text: &str| package(&format!("[project.optional-dependencies]\n{text}"), &[]);
    extras("a = [\"demo[B]\"]\nb = [\"x\", \"Demo[a, c]\"]\nc = []\n").check(&[
        "cyclic-extra: pyproject.toml:8:6: the extras `a` -> `b` -> `a` go round in a circle",
    ]);
    extras("a = [\"x\", \"demo[a]; os_name == 'nt'\"]\n")
        .check(&["cyclic-extra: pyproject.toml:8:11: the extra `a` requires itself"]);
    // Each extra is told of once, and what only leads to a circle is in none.
    extras("a = [\"demo[b]\"]\nb = [\"demo[b,c]\"]\nc = [\"demo[b]\"]\n")
        .check(&["cyclic-extra: pyproject.toml:9:6: the extra `b` requires itself"]);
    extras("all = [\"demo[a,b]\"]\na = [\"demo[b]\"]\nb = [\"other[all]\"]\n").check(&[]);
}

#[test]
fn a_chain_of_extras_as_long_as_one_likes() {
    let chain = |end: &str| {
        let link = |at: usize| format!("e{at} = [\"demo[e{}]\"]\n", at + 1);
        let links: String = (0..400).map(link).collect();
        package(&format!("[project.optional-dependencies]\n{links}e400 = [{end}]\n"), &[])
    };
    chain("").check(&[]);
    chain("\"demo[e400]\"")
        .check(&["cyclic-extra: pyproject.toml:408:9: the extra `e400` requires itself"]);
}
