//! Plug-ins that are rebuilt.

use crate::backends::in_memory::{built, refusals};

/// Lines 1 to 10.
fn fancy(more: &str) -> String {
    format!(
        "[build-system]\nrequires = [\"hatchling\", \"hatch-fancy-pypi-readme\"]\n\
         build-backend = \"hatchling.build\"\n\
         [project]\nname = \"demo\"\nversion = \"1\"\ndynamic = [\"readme\"]\n\
         [tool.hatch.metadata.hooks.fancy-pypi-readme]\ncontent-type = \"text/markdown\"\n{more}"
    )
}

const FILES: &[(&str, &str)] = &[("demo.py", ""), ("A.md", "one two three\n")];

#[test]
fn a_readme_is_put_together() {
    let toml = fancy(
        "fragments = [{ path = \"A.md\", start-after = \"one \" }, { text = \"$HFPR_VERSION\" }]\n",
    );
    let (project, findings) = built(&toml, FILES);
    assert_eq!(project.metadata.description.as_deref(), Some("two three\n1"));
    assert!(findings.is_empty() && project.metadata.dynamic.is_empty(), "{findings:?}");
    let old = toml.replace("pypi-readme\"]", "pypi-readme<23.2\"]");
    let (project, _) = built(&old, FILES);
    assert_eq!(project.metadata.description.as_deref(), Some("two three\n$HFPR_VERSION"));
}

#[test]
fn what_an_sdist_says_already_is_not_made_again() {
    let told = "Metadata-Version: 2.4\nName: demo\nVersion: 1\nDescription-Content-Type: text/markdown\n\ntold";
    let (project, _) = built(&fancy(""), &[FILES, &[("PKG-INFO", told)]].concat());
    assert_eq!(project.metadata.description.as_deref(), Some("told"));
}

#[test]
fn a_fragment_that_is_not_there_is_refused_where_it_is_looked_for() {
    let check = |more: &str, expect: &str| {
        assert_eq!(refusals(&fancy(more), FILES), [expect], "{more}");
    };
    check("", "8: `tool.hatch.metadata.hooks.fancy-pypi-readme.fragments` is missing or empty");
    check(
        "fragments = [{ path = \"A.md\", end-before = \"four\" }]\n",
        "10: `A.md` holds nothing that `end-before = \"four\"` finds",
    );
    check(
        "fragments = [{ path = \"A.md\", start-after = \"one\", start-at = \"two\" }]\n",
        "10: `tool.hatch.metadata.hooks.fancy-pypi-readme.fragments[0]` has both `start-after` and \
         `start-at`",
    );
    check(
        "fragments = [{ path = \"A.md\", pattern = \"two\" }]\n",
        "10: the pattern of `A.md`: it has no group that took part",
    );
    check(
        "fragments = [{ text = \"a\" }]\nsubstitutions = [{ pattern = \"a\", replacement = '\\1' }]\n",
        "11: a substitution of the readme: there is no group 1",
    );
    check(
        "fragments = [{ path = \"B.md\" }]\n",
        "10: `tool.hatch.metadata.hooks.fancy-pypi-readme.fragments[0].path`: `B.md` does not exist",
    );
    let toml =
        fancy("fragments = [{ text = \"a\" }]\n").replace("[\"readme\"]", "[\"classifiers\"]");
    let expect = "8: the metadata hook `fancy-pypi-readme` sets `readme`";
    assert_eq!(refusals(&toml, FILES), [expect]);
}

/// Lines 1 to 9.
fn uv(more: &str) -> String {
    format!(
        "[build-system]\nrequires = [\"hatchling\", \"uv-dynamic-versioning\"]\n\
         build-backend = \"hatchling.build\"\n\
         [project]\nname = \"demo\"\ndynamic = [\"version\", \"dependencies\"]\n\
         [tool.hatch.version]\nsource = \"uv-dynamic-versioning\"\n{more}"
    )
}

#[test]
fn a_version_without_a_repository_is_the_one_to_fall_back_on() {
    let hook = "[tool.hatch.metadata.hooks.uv-dynamic-versioning]\ndependencies = [\"x=={{ version }}\"]\n";
    let table = "[tool.uv-dynamic-versioning]\nfallback_version = \"1.2.3\"\n";
    let (project, _) = built(&uv(&format!("{hook}{table}")), FILES);
    assert_eq!(project.metadata.version.to_string(), "1.2.3");
    let requires: Vec<String> =
        project.metadata.requires_dist.iter().map(ToString::to_string).collect();
    assert_eq!(requires, ["x==1.2.3"]);
    assert_eq!(project.rules.notes, ["the version 1.2.3 is from `fallback-version`"]);
}

#[test]
fn what_dunamai_is_not_asked_here_is_refused() {
    let check = |table: &str, expect: &str| {
        let toml = uv(&format!("[tool.uv-dynamic-versioning]\n{table}\n"));
        assert_eq!(refusals(&toml, FILES), [expect], "{table}");
    };
    check("", "9: there is no git repository");
    check(
        "highest-tag = true\nfallback-version = \"1\"",
        "10: `tool.uv-dynamic-versioning.highest-tag` is refused: tags are not compared by their versions",
    );
    check(
        "vcs = \"mercurial\"\nfallback-version = \"1\"",
        "10: `vcs`: repositories of `mercurial` are not read",
    );
    check(
        "style = \"x\"\nfallback-version = \"1\"",
        "10: `style`: `x` is none of pep440, semver and pvp",
    );
    check(
        "format-jinja = \"{{ base | md5 }}\"\nfallback-version = \"1\"",
        "10: `tool.uv-dynamic-versioning.format-jinja`: the filter `md5` is not rebuilt",
    );
    check("pattern = \"v\"", "10: the pattern `v` has no group `base` and is no preset");
    check(
        "from-file = { source = \"A.md\", pattern = \"x\" }",
        "10: `A.md`: the pattern finds nothing",
    );
}
