//! Formats and schemas.

use super::*;
use crate::json;

/// `[format, text, valid]`, from the reference tool (`tests/peers/mcpb_verdicts.mjs`).
const FORMATS: &str = include_str!("../../tests/data/formats.jsonl");

#[test]
fn urls_and_addresses_are_judged_as_by_the_reference_tool() {
    let mut differing = Vec::new();
    for line in FORMATS.lines() {
        let row = json::parse(line).unwrap();
        let text = |at| row.root().item(at).and_then(json::Node::text);
        let (name, text) = (text(0).unwrap(), text(1).unwrap());
        let ours = if name == "email" { format::is_email(text) } else { format::is_url(text) };
        if line.ends_with("true]") != ours {
            differing.push(line);
        }
    }
    // Node.js lets through host names in which letters of both writing directions stand so that
    // RFC 5893 forbids them. No such host can be registered.
    let mixed = ["https://a\u{5d0}", "https://\u{661}", "https://a.\u{661}"];
    assert_eq!(differing, mixed.map(|url| format!("[\"uri\",\"{url}\",true]")));
}

#[test]
fn each_version_knows_all_keys_of_the_one_before_and_the_known_new_ones() {
    let names = |version| record(version).names().collect::<Vec<_>>();
    let mut new: Vec<Vec<&str>> = Vec::new();
    for (older, newer) in Version::ALL.iter().zip(&Version::ALL[1..]) {
        let known = names(*older);
        assert!(known.iter().all(|name| names(*newer).contains(name)), "{older} {newer}");
        new.push(names(*newer).into_iter().filter(|name| !known.contains(name)).collect());
    }
    let expect = [vec!["privacy_policies"], vec!["icons", "localization", "_meta"], vec![]];
    assert_eq!(new, expect);
}

#[test]
fn the_schema_for_editors_says_which_version_it_is_of_and_asks_for_one_of_the_two_keys() {
    let schema = schema(Version::V0_2);
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(schema["title"], "Manifest of a desktop extension, version 0.2");
    assert_eq!(schema["properties"]["manifest_version"]["const"], "0.2");
    assert_eq!(schema["anyOf"][1]["required"][0], "dxt_version");
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["icons"].is_null());
    let described = |value: &Value| value["description"].is_string();
    assert!(schema["properties"].as_object().unwrap().values().all(described));
}
