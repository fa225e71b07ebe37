//! The reference tool's verdicts (`tests/peers/mcpb_verdicts.mjs` asked for them), and ours.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where its own data is wrong")]

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use pyrel_dxt::{ManifestSource, Verdict, validate};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};
use serde_json::Value;

const MANIFESTS: &str = include_str!("data/manifests.jsonl");
const EDITS: &str = include_str!("data/edits.jsonl");

fn rows(lines: &str) -> impl Iterator<Item = Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap())
}

/// A manifest in `bundle/`, with other files.
fn judge(manifest: &[u8], files: &Value) -> Verdict {
    let mut entries = BTreeMap::new();
    let mut put = |path: &str, bytes: &[u8]| {
        let source = Source::Bytes(Arc::from(bytes));
        entries.insert(RelPath::new(path).unwrap(), TreeEntry { source, executable: false });
    };
    for (path, base64) in files.as_object().into_iter().flatten() {
        put(path, &BASE64_STANDARD.decode(base64.as_str().unwrap()).unwrap());
    }
    put("bundle/manifest.json", manifest);
    let tree = SourceTree::of_entries(None, entries);
    let path = RelPath::new("bundle/manifest.json").unwrap();
    validate(&tree, &ManifestSource::new(path)).unwrap()
}

fn has_errors(verdict: &Verdict) -> bool {
    verdict.findings.iter().any(|f| f.severity() == pyrel_diag::Severity::Error)
}

#[test]
fn whole_manifests_get_the_verdict_of_the_reference_tool() {
    let mut differing = Vec::new();
    let mut count = 0;
    for case in rows(MANIFESTS) {
        let manifest = match case["text"].as_str() {
            Some(text) => text.as_bytes().to_owned(),
            None => BASE64_STANDARD.decode(case["base64"].as_str().unwrap()).unwrap(),
        };
        let verdict = judge(&manifest, &case["files"]);
        count += 1;
        assert_eq!(verdict.manifest.is_none(), has_errors(&verdict), "{}", case["name"]);
        if verdict.manifest.is_some() != case["valid"].as_bool().unwrap() {
            let findings: Vec<_> = verdict.findings.iter().map(ToString::to_string).collect();
            differing.push(format!("{}: {findings:?}", case["name"]));
        }
    }
    assert!(count >= 400, "{count}");
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn every_type_at_every_place_gets_the_verdict_of_the_reference_tool() {
    let mut differing = Vec::new();
    for row in rows(EDITS) {
        let manifest = edited(row[0].as_str().unwrap(), row[1].as_str().unwrap(), &row[2]);
        let verdict = judge(manifest.to_string().as_bytes(), &Value::Null);
        if verdict.manifest.is_some() != row[3].as_bool().unwrap() {
            let findings: Vec<_> = verdict.findings.iter().map(ToString::to_string).collect();
            differing.push(format!("{row}: {findings:?}"));
        }
    }
    assert!(differing.is_empty(), "{differing:#?}");
}

/// A manifest with every key, and one value replaced.
fn edited(version: &str, pointer: &str, value: &Value) -> Value {
    let mut manifest = full(version);
    let (holder, name) = pointer.rsplit_once('/').unwrap();
    match manifest.pointer_mut(holder).unwrap() {
        Value::Array(items) if value == "(absent)" => drop(items.remove(name.parse().unwrap())),
        Value::Array(items) => items[name.parse::<usize>().unwrap()] = value.clone(),
        Value::Object(members) if value == "(absent)" => drop(members.remove(name)),
        Value::Object(members) => drop(members.insert(name.to_owned(), value.clone())),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => panic!("{pointer}"),
    }
    manifest
}

fn full(version: &str) -> Value {
    let mut manifest: Value = serde_json::from_str(include_str!("data/full.json")).unwrap();
    let members = manifest.as_object_mut().unwrap();
    members.insert("manifest_version".to_owned(), version.into());
    members.insert("dxt_version".to_owned(), version.into());
    if version < "0.2" {
        members.remove("privacy_policies");
    }
    if version < "0.3" {
        for name in ["icons", "localization", "_meta"] {
            members.remove(name);
        }
    }
    manifest
}
