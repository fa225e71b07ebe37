use std::collections::BTreeMap;

use pyrel_diag::{Finding, Place};
use pyrel_scm::setuptools_scm::Release;
use pyrel_tree::{RelPath, SourceTree, TreeEntry};

use super::configured::Configured;
use super::settings::Settings;
use crate::Surroundings;
use crate::pyproject::{Pyproject, Reader};

fn tree(files: &[(&str, &str)]) -> SourceTree {
    let file = |(path, text): &(&str, &str)| {
        let source = pyrel_tree::Source::Bytes(text.as_bytes().into());
        (RelPath::new(path).unwrap(), TreeEntry { source, executable: false })
    };
    SourceTree::of_entries(None, files.iter().map(file).collect())
}

fn surroundings(variables: &[(&str, &str)]) -> Surroundings {
    let pairs = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let variables: BTreeMap<String, String> = pairs.collect();
    Surroundings { variables, now: 1_700_000_000, ..Surroundings::none() }
}

fn shown(finding: &Finding) -> String {
    match &finding.place {
        Some(Place::Text(at)) => format!("{}: {}", at.line, finding.message),
        _ => finding.message.clone(),
    }
}

/// The version of a project whose table has these lines, from its second on; or what is wrong.
fn version(
    lines: &str,
    files: &[(&str, &str)],
    variables: &[(&str, &str)],
) -> Result<String, Vec<String>> {
    let pyproject = Pyproject::parse(&format!("[tool.setuptools_scm]\n{lines}")).unwrap();
    let table = pyproject.table(&["tool", "setuptools_scm"]).unwrap();
    let (tree, surroundings) = (tree(files), surroundings(variables));
    let mut reader = Reader::new();
    let around = (&surroundings, &mut reader);
    let (settings, location) = (Settings::of(&table), table.location());
    let configured =
        Configured::of_project(settings, &tree, (Some("my.Pkg"), Release::V10), location, around);
    let configured = configured.map_err(|error| vec![error.to_string()])?;
    let findings = reader.finish().map_err(|error| {
        let crate::Error::Refused(findings) = error else { panic!("{error}") };
        findings.iter().map(shown).collect::<Vec<_>>()
    })?;
    assert_eq!(findings.len(), 0, "{findings:?}");
    let found = configured.find(&tree, &surroundings).map_err(|finding| vec![shown(&finding)])?;
    Ok(found.version)
}

#[track_caller]
fn check(lines: &str, files: &[(&str, &str)], variables: &[(&str, &str)], expect: &str) {
    assert_eq!(version(lines, files, variables), Ok(expect.to_owned()));
}

#[track_caller]
fn refused(lines: &str, expect: &[&str]) {
    let found = version(lines, &[("PKG-INFO", "Version: 1\n")], &[]);
    assert_eq!(found, Err(expect.iter().map(|it| (*it).to_owned()).collect()), "{lines}");
}

const ARCHIVE: (&str, &str) = (".git_archival.txt", "node: abc\ndescribe-name: v1.2-3-gabcdef0\n");

#[test]
fn the_file_that_says_most_counts() {
    let info = ("PKG-INFO", "Metadata-Version: 2.4\nVersion: 9.9.dev1+x\n\nVersion: 1\n");
    let json =
        ("demo.egg-info/scm_version.json", r#"{"tag": "1.5", "distance": 2, "node": "gab"}"#);
    let empty = (".git_archival.txt", "node: $Format:%H$\n");
    check("", &[info, ARCHIVE, json], &[], "1.6.dev2+gab");
    check("", &[info, ARCHIVE], &[], "1.3.dev3+gabcdef0");
    check("", &[info, empty], &[], "9.9.dev1+x");
    check("", &[(".git_archival.txt", "node: abc\nref-names: HEAD, tag: 3.0\n")], &[], "3.0");
    check("", &[(".git_archival.txt", "node: abc\ndescribe-name: \n")], &[], "0.0");
    let mercurial = "node: abc\nlatesttag: 1.1\nlatesttagdistance: 4\n";
    check("", &[(".hg_archival.txt", mercurial)], &[], "1.2.dev4+habc");
    check("fallback_version = '3.3'", &[], &[], "3.3");
    let nothing = "1: neither git nor a file of the project says what the version is";
    assert_eq!(version("", &[], &[]), Err(vec![nothing.to_owned()]));
}

#[test]
fn variables_count_before_all_else() {
    let own = ("SETUPTOOLS_SCM_PRETEND_VERSION_FOR_MY_PKG", "3.0-rc1");
    check("", &[ARCHIVE], &[own, ("SETUPTOOLS_SCM_PRETEND_VERSION", "2")], "3.0-rc1");
    let overrides =
        ("SETUPTOOLS_SCM_OVERRIDES_FOR_MY_PKG", "{local_scheme = 'no-local-version', x = 1}");
    check("local_scheme = 'dirty-tag'", &[ARCHIVE], &[overrides], "1.3.dev3");
    let metadata = ("VCS_VERSIONING_PRETEND_METADATA", "dirty = true\nnode = 'gx'\ndistance = 7");
    check("", &[ARCHIVE], &[metadata], "1.3.dev7+gx.d20231114");
    let file = (".config/python-vcs-versioning.toml", "['.']\nversion_scheme = 'only-version'\n");
    check("", &[ARCHIVE, file], &[], "1.2+gabcdef0");
    let wrong = version("", &[ARCHIVE], &[("SETUPTOOLS_SCM_PRETEND_VERSION", "x")]);
    let words = "1: the variable `SETUPTOOLS_SCM_PRETEND_VERSION` holds `x`, which is no version";
    assert_eq!(wrong, Err(vec![words.to_owned()]));
}

#[test]
fn what_is_not_rebuilt_is_refused_by_name() {
    let table = "tool.setuptools_scm";
    refused("version_schem = 'x'", &[&format!("2: unknown key `{table}.version_schem`")]);
    refused("tag = 'v'", &[&format!("2: `{table}.tag` must be a table")]);
    refused("tag = { pre = 'v' }", &[&format!("2: unknown key `{table}.tag.pre`")]);
    refused("parse = 'm:f'", &[&format!("2: `{table}.parse` is refused: it is code")]);
    refused("root = 1", &[&format!("2: `{table}.root` must be a string")]);
    let scheme = |words: &str| format!("2: `{table}.version_scheme`: the scheme {words}");
    refused("version_scheme = 'm:f'", &[&scheme("`m:f` is code, which is not run")]);
    refused("version_scheme = ['x']", &[&scheme("`x` is not one of the tool's own")]);
    refused(
        "version_scheme = 'towncrier-fragments'",
        &[&scheme("`towncrier-fragments` is not rebuilt")],
    );
    refused(
        "local_scheme = [1]",
        &[&format!("2: `{table}.local_scheme` must be the name of a scheme, or a list of names")],
    );
    refused("tag_regex = ''", &[&format!("2: `{table}.tag_regex`: the pattern is empty")]);
    refused(
        "root = 'a/..'",
        &["2: `root` is `a/..`, which does not lead upwards from the project"],
    );
    let both = format!("2: `{table}.tag.regex` and `{table}.tag_regex` say the same");
    refused("tag_regex = '(a)'\ntag = { regex = '(a)' }", &[&both]);
    refused(
        "scm = { git = { pre_parse = 'x' } }",
        &[&format!("2: `{table}.scm.git.pre_parse`: there is no check `x`")],
    );
    refused(
        "scm = { git = { distance_scope = true } }",
        &[&format!(
            "2: `{table}.scm.git.distance_scope` is refused: commits are not counted by what they touch"
        )],
    );
}
