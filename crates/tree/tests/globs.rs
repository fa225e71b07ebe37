//! Every glob dialect gives the verdicts of the tool it is named after.
//!
//! `data/globs.json` holds what the real tools said; `tests/peers/glob_oracle.py` makes it.

#![expect(clippy::unwrap_used, reason = "a test may stop where the data file is not as promised")]

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_tree::glob::{
    DotNames, Fnmatch, GlobFault, HatchSpec, IgnoreRules, ManifestGlob, ManifestPattern, Origin,
    PathKind, Pep639Glob, PythonGlob, Verdict,
};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};
use serde_json::Value;

struct Peers {
    answers: Value,
    tree: SourceTree,
    files: Vec<RelPath>,
    folders: Vec<RelPath>,
}

fn peers() -> Peers {
    let answers: Value = serde_json::from_str(include_str!("data/globs.json")).unwrap();
    let files: Vec<RelPath> = strings(&answers["files"]).into_iter().map(path).collect();
    let folders = strings(&answers["folders"]).into_iter().map(path).collect();
    let entry = || TreeEntry { source: Source::Bytes(Arc::from([])), executable: false };
    let entries: BTreeMap<RelPath, TreeEntry> =
        files.iter().map(|path| (path.clone(), entry())).collect();
    Peers { tree: SourceTree::of_entries(None, entries), answers, files, folders }
}

impl Peers {
    fn cases(&self, dialect: &str) -> Vec<(&str, &Value)> {
        let cases = self.answers[dialect].as_object().unwrap();
        assert!(cases.len() > 15, "{dialect} has only {} cases", cases.len());
        cases.iter().map(|(pattern, answer)| (pattern.as_str(), answer)).collect()
    }

    fn lists(&self, dialect: &str) -> Vec<(Vec<&str>, &Value)> {
        let cases = self.answers[dialect].as_array().unwrap();
        assert!(cases.len() > 100, "{dialect} has only {} cases", cases.len());
        cases.iter().map(|case| (strings(&case[0]), &case[1])).collect()
    }

    fn everything(&self) -> impl Iterator<Item = (&RelPath, PathKind)> {
        let files = self.files.iter().map(|path| (path, PathKind::File));
        files.chain(self.folders.iter().map(|path| (path, PathKind::Folder)))
    }
}

fn path(text: &str) -> RelPath {
    RelPath::new(text).unwrap()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

fn texts(paths: &[RelPath]) -> Vec<&str> {
    paths.iter().map(RelPath::as_str).collect()
}

/// Gathers all differences before it complains.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare(&mut self, case: impl std::fmt::Debug, ours: &[&str], theirs: &[&str]) {
        if ours != theirs {
            let more: Vec<_> = ours.iter().filter(|text| !theirs.contains(text)).collect();
            let less: Vec<_> = theirs.iter().filter(|text| !ours.contains(text)).collect();
            self.0.push(format!("{case:?}: we find {more:?} and miss {less:?}"));
        }
    }
}

impl Drop for Differences {
    fn drop(&mut self) {
        assert!(
            self.0.is_empty() || std::thread::panicking(),
            "{} differ:\n{}",
            self.0.len(),
            self.0.join("\n")
        );
    }
}

#[test]
fn fnmatch_agrees_with_python() {
    let peers = peers();
    let all = strings(&peers.answers["texts"]);
    let mut differences = Differences::default();
    for (pattern, answer) in peers.cases("fnmatch") {
        let compiled = Fnmatch::new(pattern);
        let ours: Vec<&str> = all.iter().copied().filter(|text| compiled.matches(text)).collect();
        differences.compare(pattern, &ours, &strings(answer));
    }
}

#[test]
fn python_glob_agrees_with_python() {
    let peers = peers();
    let mut differences = Differences::default();
    for (pattern, answer) in peers.cases("python_glob") {
        for (at, dots) in [DotNames::Skip, DotNames::Match].into_iter().enumerate() {
            let Ok(compiled) = PythonGlob::with_dot_names(pattern, dots) else {
                // What is empty for us is the root for Python, which never finds the root.
                differences.compare((pattern, dots), &[], &strings(&answer[at]));
                continue;
            };
            let ours = compiled.expand(&peers.tree, &RelPath::root()).unwrap();
            differences.compare((pattern, dots), &texts(&ours), &strings(&answer[at]));
            for (path, kind) in peers.everything() {
                assert_eq!(compiled.matches(path, kind), ours.contains(path), "{pattern} {path}");
            }
        }
    }
}

#[test]
fn pep639_agrees_with_the_reference_and_refuses_what_flit_refuses() {
    let peers = peers();
    let mut differences = Differences::default();
    for (pattern, answer) in peers.cases("pep639") {
        let compiled = Pep639Glob::new(pattern);
        let accepted = answer[0].as_bool().unwrap();
        assert_eq!(compiled.is_ok(), accepted, "{pattern}");
        if let Ok(compiled) = compiled {
            let ours = compiled.expand(&peers.tree).unwrap();
            differences.compare(pattern, &texts(&ours), &strings(&answer[1]));
        }
    }
}

#[test]
fn manifest_patterns_agree_with_setuptools() {
    let peers = peers();
    let mut differences = Differences::default();
    for (pattern, answer) in peers.cases("manifest") {
        let compiled = ManifestPattern::new(pattern);
        let ours: Vec<&RelPath> =
            peers.files.iter().filter(|path| compiled.matches(path)).collect();
        let ours: Vec<&str> = ours.into_iter().map(RelPath::as_str).collect();
        differences.compare(pattern, &ours, &strings(answer));
    }
}

#[test]
fn manifest_commands_agree_with_setuptools() {
    let peers = peers();
    let mut differences = Differences::default();
    for (line, answer) in peers.cases("manifest_commands") {
        let words: Vec<&str> = line.split(' ').collect();
        let globs = match words[..] {
            ["recursive-include", folder, pattern] => vec![ManifestGlob::below(folder, pattern)],
            ["include", ref patterns @ ..] => {
                patterns.iter().map(|pattern| ManifestGlob::flat(pattern)).collect()
            }
            ["graft", folder] => vec![ManifestGlob::flat(folder)],
            _ => panic!("{line}"),
        };
        let mut ours = Vec::new();
        for glob in globs {
            let glob = glob.unwrap();
            if words[0] != "graft" {
                ours.extend(glob.files(&peers.tree).unwrap());
                continue;
            }
            for folder in glob.folders(&peers.tree).unwrap() {
                ours.extend(peers.files.iter().filter(|p| p.below(&folder).is_some()).cloned());
            }
        }
        ours.sort();
        ours.dedup();
        differences.compare(line, &texts(&ours), &strings(answer));
    }
}

/// Where we differ from git on purpose: it matches bytes, so that its `?` is half a letter; and it
/// cuts off the letters before the first wildcard, so that it takes `f**/` for `**/`. npm's `ignore`
/// does neither.
const NOT_AS_GIT: [&[&str]; 3] = [&["?.txt"], &["??.txt"], &["f**/bar"]];

fn ignore_rules(mut rules: IgnoreRules, lines: &[&str]) -> IgnoreRules {
    for (at, line) in lines.iter().enumerate() {
        let origin = Origin::Line { file: Arc::from(".gitignore"), number: at + 1 };
        // A malformed line matches nothing, here as there.
        let _malformed = rules.add(line, origin).err();
    }
    rules
}

#[test]
fn gitignore_agrees_with_git_on_the_line_that_decides() {
    let peers = peers();
    let mut differences = Differences::default();
    for (lines, answer) in peers.lists("git") {
        let rules = ignore_rules(IgnoreRules::new(), &lines);
        let mut ours = Vec::new();
        let mut theirs = Vec::new();
        for (path, kind) in peers.everything() {
            if let Some(rule) = rules.decided_by(path, kind)
                && let Origin::Line { number, .. } = rule.origin()
            {
                let sign = if rule.verdict() == Verdict::Keep { "-" } else { "" };
                ours.push(format!("{sign}{number} {path}"));
            }
            if let Some(number) = answer.get(path.as_str()) {
                theirs.push(format!("{number} {path}"));
            }
        }
        let ours: Vec<&str> = ours.iter().map(String::as_str).collect();
        let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
        if NOT_AS_GIT.contains(&&lines[..]) {
            assert_ne!(ours, theirs, "{lines:?} need no exception");
            continue;
        }
        differences.compare(lines, &ours, &theirs);
    }
}

#[test]
fn ignore_rules_without_case_agree_with_npm_ignore() {
    let peers = peers();
    let mut differences = Differences::default();
    for (lines, answer) in peers.lists("npm_ignore") {
        let rules = ignore_rules(IgnoreRules::case_insensitive(), &lines);
        let ours: Vec<&str> = peers
            .everything()
            .filter(|(path, kind)| rules.ignored(path, *kind))
            .map(|(path, _)| path.as_str())
            .collect();
        differences.compare(lines, &ours, &strings(answer));
    }
}

#[test]
fn hatch_spec_agrees_with_pathspec() {
    let peers = peers();
    let mut differences = Differences::default();
    for (lines, answer) in peers.lists("hatch") {
        let mut spec = HatchSpec::new();
        let faults: Vec<_> =
            lines.iter().filter_map(|line| spec.add(line, Origin::BuiltIn).err()).collect();
        let stops = faults.iter().any(|error| error.fault != GlobFault::UnclosedSet);
        assert_eq!(stops, answer.is_null(), "{lines:?} {faults:?}");
        if !stops {
            let ours = peers.files.iter().filter(|path| spec.matches(path)).map(RelPath::as_str);
            differences.compare(lines, &ours.collect::<Vec<_>>(), &strings(answer));
        }
    }
}
