//! Transitions: where they may stand (`Transitions`).

use crate::problem::Kind;
use crate::rst::document::Document;
use crate::rst::node::Node;

/// What stands before a transition in its section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    Content,
    Nothing,
    /// Another transition, directly.
    Transition,
}

pub(super) fn check(document: &mut Document, nodes: &[Node]) {
    let mut before = Before::Nothing;
    let mut content = false;
    let mut section = "document";
    let last_section = nodes.iter().rposition(|node| matches!(node, Node::Section));
    let is_content = |at: usize, node: &Node| is_content(node, at, last_section);
    let last =
        (0..nodes.len()).rev().find(|at| nodes.get(*at).is_some_and(|node| is_content(*at, node)));
    let last = last.unwrap_or(0);
    for (at, node) in nodes.iter().enumerate() {
        if matches!(node, Node::Section) {
            (before, content, section) = (Before::Nothing, false, "section");
        } else if let Node::Transition { line } = node {
            if before == Before::Transition {
                let message = "At least one body element should separate transitions.";
                document.report(Kind::Title, *line, message);
            } else if !content {
                let message = format!("Transition at the start of the {section}.");
                document.report(Kind::Title, *line, message);
            }
            if at >= last {
                document.report(Kind::Title, *line, "Transition at the end of the document.");
            }
            (before, content) = (Before::Transition, true);
        } else if is_content(at, node) {
            (before, content) = (Before::Content, true);
        } else if !matches!(node, Node::Comment { .. }) {
            // Comments are gone by now; anything else stands between two transitions.
            before = if before == Before::Transition { Before::Content } else { before };
        }
    }
}

/// What counts as content, also a section. A table of contents is there if it has any.
fn is_content(node: &Node, at: usize, last_section: Option<usize>) -> bool {
    if let Node::Contents { local } = node {
        return last_section.is_some_and(|last| !local || last > at);
    }
    !node.is_invisible()
}
