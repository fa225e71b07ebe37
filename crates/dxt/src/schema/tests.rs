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
