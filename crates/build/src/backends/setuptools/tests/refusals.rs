//! What is not built, and how that is said.

use super::super::options::OPTIONS;
use super::{Case, case, old_case};
use crate::backends::support::Verdict;

fn with_requires(requires: &str) -> Case {
    let text = format!(
        "[build-system]\nrequires = [{requires}]\nbuild-backend = \"setuptools.build_meta\"\n\
         [project]\nname = \"demo\"\nversion = \"1.0\"\n"
    );
    case("").file("pyproject.toml", &text).package()
}

#[test]
fn options_that_need_code_are_refused() {
    let case = case(
        "[tool.setuptools]\next-modules = []\nnamespace-packages = [\"x\"]\n\
         [tool.setuptools.cmdclass]\nbuild = \"x.Y\"\n",
    );
    assert_eq!(
        case.package().refused(),
        [
            "refused-option: pyproject.toml:8:1: `tool.setuptools.ext-modules` is refused: pyrel \
             compiles nothing",
            "refused-option: pyproject.toml:9:1: `tool.setuptools.namespace-packages` is refused: \
             setuptools no longer reads it here; leave out `__init__.py` instead",
            "refused-option: pyproject.toml:10:18: `tool.setuptools.cmdclass` is refused: its commands \
             are code of the project",
        ]
    );
}

#[test]
fn options_of_commands_are_refused_where_they_would_count() {
    let case = case(
        "[tool.distutils.bdist_wheel]\nrelative = true\nunversal = true\ndist-dir = \"x\"\n\
         [tool.distutils.egg-info]\ntag_date = true\ntag-svn-revision = false\n",
    );
    assert_eq!(
        case.package().refused(),
        [
            "refused-option: pyproject.toml:8:1: `tool.distutils.bdist_wheel.relative` is refused: \
             wheels have no other root",
            "unknown-key: pyproject.toml:9:1: unknown key `tool.distutils.bdist_wheel.unversal`",
            "ignored-option: pyproject.toml:10:1: `tool.distutils.bdist_wheel.dist-dir` changes \
             nothing here: the output folder is named on the command line",
            "refused-option: pyproject.toml:12:1: `tool.distutils.egg-info.tag_date` is refused: the \
             version would be another every day; write it in full",
            "ignored-option: pyproject.toml:13:1: `tool.distutils.egg-info.tag-svn-revision` changes \
             nothing here: setuptools no longer asks Subversion",
        ]
    );
}

#[test]
fn unknown_keys_are_refused_as_setuptools_does() {
    let case = case("nam = 1\n[tool.setuptools]\npackges = []\npackages = {find = {wher = []}}\n");
    assert_eq!(
        case.package().refused(),
        [
            "unknown-key: pyproject.toml:7:1: unknown key `project.nam`",
            "unknown-key: pyproject.toml:9:1: unknown key `tool.setuptools.packges`",
            "unknown-key: pyproject.toml:10:21: unknown key `tool.setuptools.packages.find.wher`",
        ]
    );
}

#[test]
fn what_setup_cfg_says_of_commands_counts_and_other_tools_are_theirs() {
    let text = "[flake8]\nmax = 1\n[metadata]\nname = x\n[options.extras_require]\na = b\n\
                [egg_info]\ntag_build = dev\n[build_py]\ncompile = 0\noptimize = 2\n\
                [aliases]\nsdist = upload\n[tool:pytest]\nfmt = %(asctime)s\n";
    assert_eq!(
        case("").package().file("setup.cfg", text).refused(),
        [
            "not-dynamic: pyproject.toml:4:1: `optional-dependencies` is described outside of [project] \
             and not listed as dynamic",
            "refused-option: setup.cfg:11:1: `[build_py] optimize` is refused: pyrel rebuilds this \
             command with its usual settings only",
            "setup-cfg: setup.cfg:13:1: `[aliases]` puts other commands in the place of `sdist`",
            "invalid-value: setup.cfg:15:1: the percent sign in `fmt` must be doubled",
        ]
    );
    assert_eq!(
        case("").package().file("setup.cfg", "[a]\nx = 1\n[a]\n").refused(),
        ["setup-cfg-syntax: setup.cfg:3:1: there are two sections `[a]`"]
    );
}

#[test]
fn a_bare_setup_script_changes_nothing() {
    let script = |text: &str| case("").package().file("setup.py", text);
    assert_eq!(
        script("import setuptools\nsetuptools.setup()\n").sdist(),
        "a/__init__.py a/m.py setup.py"
    );
}

#[test]
fn a_licence_text_out_of_the_network_is_refused() {
    assert_eq!(
        with_requires("\"setuptools\", \"coherent.licensed\"").refused(),
        ["license-from-network: pyproject.toml:2:27: there is no `LICENSE`, and \
          `coherent.licensed` would fetch a text"]
    );
}

#[test]
fn build_requirements_that_may_plug_in_are_refused() {
    assert_eq!(
        with_requires("\"setuptools\", \"My_Plug-in>=8\", \"setuptools-rust\"").refused(),
        [
            "setuptools-plug-in: pyproject.toml:2:27: `My_Plug-in` may plug into setuptools, which \
             pyrel does not rebuild",
            "setuptools-plug-in: pyproject.toml:2:44: `setuptools-rust` plugs into setuptools: it \
             compiles",
        ]
    );
    assert_eq!(
        with_requires("\"setuptools>=61\", \"wheel\", \"tomli; python_version<'3.11'\"").wheel(),
        "a/__init__.py a/m.py"
    );
}

#[test]
fn releases_whose_lists_of_files_are_made_by_other_rules_are_refused() {
    assert_eq!(
        with_requires("\"setuptools<74\"").refused(),
        [
            "backend-version: pyproject.toml:2:13: no release of setuptools between 74.1.0 and 84.2.1 \
          satisfies `build-system.requires`"
        ]
    );
    for (requires, expect) in [
        ("setuptools<81", "setuptools 84"),
        ("setuptools<77", "setuptools 76"),
        ("setuptools<75.8", "setuptools 75.7"),
        ("setuptools~=75.1.0", "setuptools 75.5"),
    ] {
        let project = with_requires(&format!("\"{requires}\"")).project();
        assert_eq!(project.rules.name, expect, "{requires}");
    }
}

#[test]
fn what_releases_before_77_do_not_know_is_refused() {
    let check = |requires: &str, lines: &str, expect: &str| {
        let text = format!(
            "[build-system]\nrequires = [\"{requires}\"]\nbuild-backend = \"setuptools.build_meta\"\n\
             [project]\nname = \"demo\"\nversion = \"1\"\n{lines}\n"
        );
        let case = case("").file("pyproject.toml", &text).file("demo.py", "").file("LICENSE", "");
        assert_eq!(case.refused(), [expect]);
    };
    check(
        "setuptools<77",
        "license = \"MIT\"",
        "invalid-value: pyproject.toml:7:11: this release of setuptools does not know licence expressions",
    );
    check(
        "setuptools<77",
        "license-files = [\"LICENSE\"]",
        "invalid-value: pyproject.toml:7:18: this release of setuptools does not know `project.license-files`",
    );
    check(
        "setuptools<75.6",
        "[project.optional-dependencies]\ndev_one = []",
        "old-extra: pyproject.toml:8:1: this release of setuptools has two spellings of the extra `dev_one`",
    );
    let named = |requires: &str| {
        case("").package().file(
            "pyproject.toml",
            &format!(
                "[build-system]\nrequires = [\"{requires}\"]\n[project]\nname = \"My.a\"\nversion = \"1\"\n"
            ),
        )
    };
    assert_eq!(
        named("setuptools<75.8").refused(),
        [
            "old-wheel-name: pyproject.toml:4:8: this release of setuptools does not normalise `My.a`"
        ]
    );
    assert_eq!(named("setuptools<76").wheel(), "a/__init__.py a/m.py");
}

#[test]
fn a_project_with_import_names_is_refused() {
    assert_eq!(
        case("import-names = [\"a\"]\n").package().refused(),
        ["import-names: pyproject.toml:4:1: setuptools does not implement `project.import-names`"]
    );
    let unversioned = case("").file("pyproject.toml", "[project]\nname = \"demo\"\n").package();
    assert_eq!(
        unversioned.refused(),
        [
            "missing-key: pyproject.toml:1:1: `project.version` is missing and not listed in `dynamic`"
        ]
    );
}

#[test]
fn every_option_says_what_it_is_for_and_why_not() {
    for row in OPTIONS {
        assert!(!row.words.is_empty(), "{}", row.key);
        if let Verdict::Ignored(why) | Verdict::Refused(why) = row.verdict {
            assert!(!why.is_empty(), "{}", row.key);
        }
        assert_eq!(OPTIONS.iter().filter(|other| other.key == row.key).count(), 1, "{}", row.key);
    }
}

#[test]
fn licence_patterns_may_not_take_what_is_generated() {
    let case = case("license-files = [\"**\"]\n").package();
    assert_eq!(
        case.refused(),
        [
            "generated-license-file: pyproject.toml:4:1: a pattern of `license-files` takes `demo.egg-info/PKG-INFO`"
        ]
    );
}

#[test]
fn folders_of_an_earlier_build_are_left_out_and_pointed_at() {
    let case = case("").package().files(&[
        "build/lib/a/old.py",
        "build/bdist.linux-x86_64/wheel/x",
        "demo-1.0/y",
        "sub.d/build/lib/z",
    ]);
    assert_eq!(
        (case.wheel().as_str(), case.sdist().as_str()),
        ("a/__init__.py a/m.py", "a/__init__.py a/m.py")
    );
    assert_eq!(
        case.noticed(),
        ["build/lib", "demo-1.0", "build/bdist.linux-x86_64"].map(|folder| format!(
            "earlier-build: {folder}: `{folder}` holds files of an earlier build, which are left out"
        ))
    );
}

#[test]
fn a_text_that_reads_like_false_is_a_text() {
    let tag = case("[tool.distutils.bdist_wheel]\nplat-name = \"no\"\nbuild-number = \"0\"\n");
    assert_eq!(
        tag.package().refused(),
        [
            "refused-option: pyproject.toml:9:1: `tool.distutils.bdist_wheel.build-number` is refused: \
             pyrel numbers no builds",
        ]
    );
    let unset = "[tool.distutils.bdist_wheel]\nplat-name = \"\"\nskip-build = \"no\"\n";
    assert_eq!(case(unset).package().wheel(), "a/__init__.py a/m.py");
}

#[test]
fn what_setup_cfg_sets_globally_it_sets_on_the_project() {
    let with = |text: &str| case("").package().file("setup.cfg", text);
    assert_eq!(
        with("[global]\nverbose = 1\npy_modules = x\n").refused(),
        ["setup-cfg: setup.cfg:1:1: `[global]` in setup.cfg sets more than how loud setuptools is"]
    );
    assert_eq!(with("[global]\nverbose = 1\n").wheel(), "a/__init__.py a/m.py");
    assert_eq!(with("[global]\ncommand_packages = x\n").wheel(), "a/__init__.py a/m.py");
}

#[test]
fn a_package_at_the_root_cannot_have_everything_for_data() {
    let data = |pattern: &str| {
        let table = "package-dir = {a = \"\"}\npackages = [\"a\"]\npackage-data.a = ";
        case(&format!("[tool.setuptools]\n{table}[\"{pattern}\"]\n"))
            .files(&["__init__.py", "d/x.txt"])
    };
    assert_eq!(
        data("**/*.txt").refused(),
        [
            "invalid-value: pyproject.toml:10:19: `**/*.txt`: in a package at the root it takes what \
             the build itself writes"
        ]
    );
    assert_eq!(data("d/**").wheel(), "a/__init__.py a/d/x.txt");
}

#[test]
fn a_release_that_only_another_interpreter_gets_does_not_count() {
    let text = "[build-system]\nrequires = [\
        \"setuptools; platform_python_implementation != 'PyPy'\", \
        \"setuptools<72; platform_python_implementation == 'PyPy'\"]\n\
        [project]\nname = \"demo\"\nversion = \"1\"\n";
    assert_eq!(case("").file("pyproject.toml", text).package().wheel(), "a/__init__.py a/m.py");
}

#[test]
fn without_its_script_nothing_else_is_said_of_a_project() {
    let files = ["one.py", "two.py"];
    let script = "from setuptools import setup\nimport x\nx.y()\nsetup(py_modules=['one'])\n";
    let refused = old_case().files(&files).file("setup.py", script).refused();
    assert_eq!(refused.len(), 1, "{refused:?}");
}
