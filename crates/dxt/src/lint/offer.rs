//! The tools and prompts that a manifest announces.

use std::collections::BTreeSet;

use pyrel_diag::{Rule, Severity};

use crate::inspect::Subject;
use crate::json::Node;
use crate::misfit::{Misfit, shown};

pub(crate) static RULES: [&Rule; 3] = [&WITHOUT_DESCRIPTION, &NAME, &TWICE];

static NAME: Rule = Rule {
    id: "tool-name",
    severity: Severity::Warning,
    words: "a tool with a name that models cannot call it by",
    remedy: "use letters, digits, hyphens and underscores, 64 at most",
};

static TWICE: Rule = Rule {
    id: "offered-twice",
    severity: Severity::Warning,
    words: "two tools, or two prompts, of one name",
    remedy: "remove or rename one of the two",
};

static WITHOUT_DESCRIPTION: Rule = Rule {
    id: "tool-without-description",
    severity: Severity::Warning,
    words: "a tool of which users do not learn what it does",
    remedy: "add a `description`",
};

/// More are not looked at.
const MOST: usize = 2_000;
/// The longest name of a tool in the API that hosts call models by.
const LONGEST_NAME: usize = 64;

pub(super) fn look(subject: &mut Subject<'_>) {
    for (list, one) in [("tools", "tool"), ("prompts", "prompt")] {
        let mut seen = BTreeSet::new();
        let items = subject.root.member(list).into_iter().flat_map(Node::items).take(MOST);
        for item in items {
            let Some(node) = item.member("name") else { continue };
            let Some(name) = node.text() else { continue };
            if !seen.insert(name) {
                let message = format!("the {one} `{}` is there twice", shown(name));
                subject.note(Misfit::new(&TWICE, node.span(), message));
            }
            if one == "tool" {
                tool(subject, item, (node, name));
            }
        }
    }
}

fn tool(subject: &mut Subject<'_>, item: Node<'_>, (node, name): (Node<'_>, &str)) {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if name.is_empty() || name.len() > LONGEST_NAME || !name.bytes().all(is_plain) {
        let message = format!("the tool name `{}` cannot be called", shown(name));
        subject.note(Misfit::new(&NAME, node.span(), message));
    }
    let description = item.member("description").and_then(Node::text);
    if description.is_none_or(|text| text.trim().is_empty()) {
        let message = format!("the tool `{}` has no description", shown(name));
        subject.note(Misfit::new(&WITHOUT_DESCRIPTION, node.span(), message));
    }
}
