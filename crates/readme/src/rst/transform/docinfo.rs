//! Bibliographic fields: a field list at the very top.

use crate::problem::Kind;
use crate::rst::document::Document;
use crate::rst::node::{Field, Node};
use crate::text::normalized;

pub(super) fn check(document: &mut Document, nodes: &[Node]) {
    let first =
        nodes.iter().find(|node| !node.is_invisible() && !matches!(node, Node::TargetNotes));
    let Some(Node::FieldList(fields)) = first else { return };
    let mut topics = Vec::new();
    for field in fields {
        if let Some(message) = wrong(field, &mut topics) {
            document.report(Kind::Other, field.line, message);
        }
    }
}

fn wrong(field: &Field, topics: &mut Vec<String>) -> Option<String> {
    let name = &field.name;
    let canonical = normalized(name);
    let is_topic = matches!(canonical.as_str(), "dedication" | "abstract");
    let is_text = matches!(
        canonical.as_str(),
        "author"
            | "organization"
            | "address"
            | "contact"
            | "version"
            | "revision"
            | "status"
            | "date"
            | "copyright"
    );
    if !is_topic && !is_text && canonical != "authors" {
        return None;
    }
    if field.body.is_empty() {
        return Some(format!("Cannot extract empty bibliographic field \"{name}\"."));
    }
    if is_topic {
        let again = topics.contains(&canonical);
        topics.push(canonical);
        return again.then(|| format!("There can only be one \"{name}\" field."));
    }
    if is_text {
        let fits = matches!(
            field.body.as_slice(),
            [Node::Paragraph] | [Node::EnumeratedList { single: true }, ..]
        );
        return (!fits).then(|| {
            format!("Bibliographic field \"{name}\"\nmust contain a single <paragraph>.")
        });
    }
    (!are_authors(&field.body))
        .then(|| format!("Cannot extract \"{name}\" from bibliographic field:"))
}

/// One paragraph, several, or a list with one paragraph each.
fn are_authors(body: &[Node]) -> bool {
    match body {
        [Node::Paragraph] => true,
        [Node::BulletList(items)] => {
            items.iter().all(|item| matches!(item.as_slice(), [Node::Paragraph]))
        }
        [_] => false,
        _ => {
            body.iter().all(|node| matches!(node, Node::Paragraph | Node::Comment { .. }))
                && body.iter().any(|node| matches!(node, Node::Paragraph))
        }
    }
}
