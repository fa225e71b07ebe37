//! One artefact for each rule, sound but for that one thing.
//!
//! `fixtures/check/make.py` makes them and says what is wrong with each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{EXPECT, cases, found, make, pyrel, rules, text};

#[test]
fn each_is_found_to_be_what_it_was_made_to_be() {
    check_all(&super::fixtures());
}

/// Those that are too large to keep.
#[test]
fn so_are_the_large_ones() {
    let folder = tempfile::tempdir().unwrap();
    make(&["--large".as_ref(), folder.path()]);
    check_all(folder.path());
}

#[test]
fn there_is_one_for_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    make(&["--large".as_ref(), folder.path()]);
    let kept = super::fixtures();
    let found: BTreeSet<String> = [kept.as_path(), folder.path()]
        .into_iter()
        .flat_map(cases)
        .flat_map(|it| ids(&it))
        .collect();
    let rules = rules();
    let rules = rules.iter().filter(|rule| !rule["nature"].is_null());
    let rules: BTreeSet<String> = rules.map(|rule| text(&rule["id"])).collect();
    let missing: Vec<_> = rules.difference(&found).collect();
    assert!(missing.is_empty(), "rules without a case in fixtures/check: {missing:#?}");
    let unknown: Vec<_> = found.difference(&rules).collect();
    assert!(unknown.is_empty(), "cases of no rule: {unknown:#?}");
}

#[test]
fn the_script_makes_them_again_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    make(&["--out".as_ref(), folder.path()]);
    let kept = super::fixtures();
    let (kept, made) = (files(&kept), files(folder.path()));
    let stale = made.iter().filter(|(path, bytes)| kept.get(*path) != Some(*bytes));
    let stale: Vec<_> = stale.map(|(path, _)| path).collect();
    assert!(stale.is_empty(), "run fixtures/check/make.py: {stale:#?}");
    let left = kept.keys().filter(|path| !path.starts_with("make") && !made.contains_key(*path));
    let left: Vec<_> = left.collect();
    assert!(left.is_empty(), "files that the script does not make: {left:#?}");
}

/// Holds what is found in each case against its `expect.txt`.
#[track_caller]
fn check_all(folder: &Path) {
    let mut wrong = Vec::new();
    for case in cases(folder) {
        let run = pyrel(&case, &[".", "--json"]);
        let found: BTreeSet<String> = match run.status {
            0 | 1 => found(&run.json()).into_keys().collect(),
            status => panic!("{}: exit code {status}\n{}", case.display(), run.stderr),
        };
        let expect = ids(&case);
        if found != expect {
            let name = case.file_name().unwrap().display();
            wrong.push(format!("{name}: expected {expect:?}, found {found:?}\n{}", run.stdout));
        }
    }
    assert!(wrong.is_empty(), "{} cases differ:\n{}", wrong.len(), wrong.join("\n"));
}

fn ids(case: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(case.join(EXPECT)).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// All files below a folder but the program's own leavings, by their paths there.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let place = path.strip_prefix(folder).unwrap().display().to_string();
                    drop(found.insert(place, fs::read(&path).unwrap()));
                }
            }
        }
    }
    found
}
