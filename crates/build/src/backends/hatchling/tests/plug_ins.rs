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
