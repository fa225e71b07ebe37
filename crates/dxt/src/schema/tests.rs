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
    assert!(differing.is_empty(), "{differing:#?}");
}

/// What `new URL` of Node.js 20 says of these hosts.
#[test]
fn letters_of_both_directions_stand_in_the_order_of_node() {
    for (host, expect) in [
        ("a\u{5d0}", true),
        ("ab1\u{5d0}", true),
        ("a\u{661}", true),
        ("1\u{5d0}", true),
        ("*\u{5d0}1", true),
        ("\u{661}", true),
        ("a.\u{5d0}1.2b", true),
        ("\u{5d0}a", false),
        ("a\u{5d0}b", false),
        ("a\u{5d0}1", false),
        ("\u{661}a", false),
        ("\u{5d0}1\u{661}", false),
        ("\u{5d0}-a", false),
        ("a.\u{5d0}b", false),
        ("\u{5b0}\u{5d0}a", false),
        ("a\u{5d0} b", false),
    ] {
        assert_eq!(format::is_url(&format!("https://{host}")), expect, "{host}");
        assert_eq!(format::is_url(&format!(" http:\\u@{host}:22/a\u{5d0}b ")), expect, "{host}");
    }
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
