//! What docutils finds out once the whole text is read (its transforms).

mod docinfo;
mod outline;
mod references;
mod substitutions;

use super::document::Document;
use super::node::Node;
use crate::problem::Kind;

/// Judges a document, in the order of docutils' priorities.
pub(crate) fn apply(document: &mut Document, nodes: &[Node]) {
    for line in std::mem::take(&mut document.classes) {
        let message = "No suitable element following \"class\" directive";
        document.report(Kind::Directive, line, message);
    }
    substitutions::check(document);
    docinfo::check(document, nodes);
    if nodes.iter().any(|node| matches!(node, Node::Section)) {
        let references = std::mem::take(&mut document.names.contents_references);
        document.names.references.extend(references);
    }
    references::check(document);
    outline::check(document, nodes);
}

/// Whether nothing of a document is shown.
pub(crate) fn shows_nothing(nodes: &[Node]) -> bool {
    let has_sections = nodes.iter().any(|node| matches!(node, Node::Section));
    nodes.iter().all(|node| {
        let is_target = matches!(node, Node::Target { shown: true });
        (node.is_invisible() && !is_target)
            || matches!(node, Node::TargetNotes)
            || (matches!(node, Node::Contents { .. }) && !has_sections)
    })
}
