//! Every rule is known to `--ignore` and `--explain`, and its id is its own.

use std::collections::{BTreeMap, BTreeSet};

use super::nothing;
use super::product::product;
use crate::harness::case::Case;

/// Ids that several rules share: the same mistake in several rooms or formats, each in the words of
/// its own. They are ignored together.
const SHARED: [&str; 9] = [
    "missing-key",
    "no-module",
    "no-package",
    "not-dynamic",
    "not-static",
    "secret-file",
    "setup-py-logic",
    "unknown-key",
    "wrong-type",
];

/// A rule as it is declared: its id, and the crate.
fn declared() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for read in product() {
        let mut is_rule = false;
        for (_, line) in read.source.code() {
            if line.contains("static ") && !line.starts_with(' ') {
                is_rule = [": Rule =", ": Check ="].iter().any(|it| line.contains(it));
            }
            let id = line.trim_start().trim_start_matches("rule: Rule { ").strip_prefix("id: \"");
            // The constructor of `Check` has the id alone on its line.
            let alone = line.trim_start().strip_prefix('"');
            let one_line = line.split_once("Rule { id: \"").map(|(_, rest)| rest);
            if let Some(rest) = id.or(one_line).or(alone).filter(|_| is_rule) {
                let id = rest.split('"').next().unwrap_or_default().to_owned();
                found.push((id, read.path.split('/').nth(1).unwrap_or_default().to_owned()));
                is_rule = false;
            }
        }
    }
    found
}

/// How often each id is listed.
fn listed() -> BTreeMap<String, usize> {
    let list = Case::new().run("check --explain all --json").success().json();
    let rules = list["outputs"]["rules"].as_array().unwrap();
    let mut count = BTreeMap::new();
    for rule in rules {
        *count.entry(rule["id"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    count
}

#[test]
fn every_rule_of_the_sources_is_listed() {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for (id, _) in declared() {
        *count.entry(id).or_default() += 1;
    }
    assert!(count.len() > 150, "only {} rules were seen", count.len());
    let listed = listed();
    let differs = |id: &&String| count.get(*id) != listed.get(*id);
    let ids: BTreeSet<&String> = count.keys().chain(listed.keys()).collect();
    let found: Vec<String> = ids.into_iter().filter(differs).cloned().collect();
    nothing(&found, "rules that are declared and not listed in their crate's RULES, or twice");
}

#[test]
fn an_id_is_that_of_one_rule() {
    let several: Vec<String> =
        listed().into_iter().filter(|(_, count)| *count > 1).map(|(id, _)| id).collect();
    assert_eq!(several, SHARED, "ids of several rules");
}
