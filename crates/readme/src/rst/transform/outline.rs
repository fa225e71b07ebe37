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
    for (at, node) in nodes.iter().enumerate() {
        match node {
            Node::Section => {
                (before, content, section) = (Before::Nothing, false, "section");
            }
            Node::Transition { line } => {
                let problem = if before == Before::Transition {
                    Some("At least one body element should separate transitions.".to_owned())
                } else if !content {
                    Some(format!("Transition at the start of the {section}."))
                } else {
                    None
                };
                if let Some(message) = problem {
                    document.report(Kind::Title, *line, message);
                }
                let rest = nodes.get(at + 1..).unwrap_or_default();
                if rest.iter().all(|node| !is_content(node, nodes, at)) {
                    document.report(Kind::Title, *line, "Transition at the end of the document.");
                }
                (before, content) = (Before::Transition, true);
            }
            // Comments are gone by now.
            Node::Comment { .. } => {}
            _ if is_content(node, nodes, at) => (before, content) = (Before::Content, true),
            _ if before == Before::Transition => before = Before::Content,
            _ => {}
        }
    }
}

/// What counts as content, also a section.
fn is_content(node: &Node, nodes: &[Node], at: usize) -> bool {
    match node {
        Node::Section | Node::Transition { .. } => true,
        Node::Contents { local: false } => nodes.iter().any(|node| matches!(node, Node::Section)),
        Node::Contents { local: true } => {
            let rest = nodes.get(at..).unwrap_or_default();
            rest.iter().any(|node| matches!(node, Node::Section))
        }
        Node::TargetNotes => true,
        _ => node.parts_transitions(),
    }
}
