//! References and what they lead to.

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::Kind;
use crate::rst::document::Document;
use crate::rst::names::{Destination, Names, Origin};
use crate::text::identifier;

pub(super) fn check(document: &mut Document) {
    anonymous(document);
    indirect(document);
    footnotes(document);
    dangling(document);
}

/// Anonymous references and targets meet in their order; the first that is left over is named.
fn anonymous(document: &mut Document) {
    let (references, targets) =
        (&document.names.anonymous_references, &document.names.anonymous_targets);
    let over = references.get(targets.len()).or_else(|| targets.get(references.len()));
    if let Some(line) = over.copied() {
        let message = format!(
            "Anonymous hyperlink mismatch: {} references but {} targets.",
            references.len(),
            targets.len()
        );
        document.report(Kind::Reference, line, message);
    }
}

/// Targets that lead to others have to end at one that does not.
fn indirect(document: &mut Document) {
    let mut found = Vec::new();
    let mut known = BTreeMap::new();
    for (at, target) in document.names.targets.iter().enumerate() {
        let Destination::Name(name) = &target.destination else { continue };
        let refers = match document.names.find(&crate::text::normalized(name)) {
            None => "which does not exist",
            Some(None) => "which is a duplicate, and cannot be used as a unique reference",
            Some(Some(_)) if is_circular(&document.names, at, &mut known) => {
                "forming a circular reference"
            }
            Some(Some(_)) => continue,
        };
        let naming = target.name.as_ref().map_or(String::new(), |name| {
            format!("\"{name}\" (id=\"user-content-{}\")", identifier(name))
        });
        let name = crate::text::normalized(name);
        let message =
            format!("Indirect hyperlink target {naming} refers to target \"{name}\", {refers}.");
        found.push((target.line, message));
    }
    for (line, message) in found {
        document.report(Kind::Reference, line, message);
    }
}

/// Whether a target leads into a circle. What is known of a target is remembered, so that each is
/// followed once.
fn is_circular(names: &Names, start: usize, known: &mut BTreeMap<usize, bool>) -> bool {
    let mut path = BTreeSet::new();
    let mut at = start;
    let is_circular = loop {
        if let Some(&is_circular) = known.get(&at) {
            break is_circular;
        }
        if !path.insert(at) {
            break true;
        }
        let Some(Destination::Name(name)) = names.targets.get(at).map(|target| &target.destination)
        else {
            break false;
        };
        match names.find(&crate::text::normalized(name)) {
            Some(Some(next)) => at = next,
            Some(None) | None => break false,
        }
    };
    known.extend(path.into_iter().map(|at| (at, is_circular)));
    is_circular
}

/// Numbers footnotes, and finds references that are too many (`Footnotes`).
fn footnotes(document: &mut Document) {
    let mut number = 1;
    let (mut free, mut labelled) = (0, BTreeSet::new());
    for footnote in document.names.auto_footnotes.clone() {
        while document.names.find(&number.to_string()).is_some() {
            number += 1;
        }
        let label = number.to_string();
        number += 1;
        match footnote {
            Some(target) => {
                labelled.insert(target);
            }
            None => {
                free += 1;
                document.declare(&label, Origin::Explicit, Destination::Here, 1);
            }
        }
    }
    let resolves = |name: &Option<String>| {
        let target = name.as_ref().and_then(|name| document.names.find(name)).flatten();
        target.is_some_and(|target| labelled.contains(&target))
    };
    let references = &document.names.auto_references;
    let mut open = references.iter().filter(|(name, _)| !resolves(name)).map(|(_, line)| *line);
    let extra = open.nth(free);
    let symbols = document.names.symbol_footnotes;
    let extra_symbol = document.names.symbol_references.get(symbols).copied();
    if let Some(line) = extra {
        let plural = if free > 1 { "s" } else { "" };
        let message = format!(
            "Too many autonumbered footnote references: only {free} corresponding footnote{plural} \
             available."
        );
        document.report(Kind::Reference, line, message);
    }
    if let Some(line) = extra_symbol {
        let message = format!(
            "Too many symbol footnote references: only {symbols} corresponding footnotes available."
        );
        document.report(Kind::Reference, line, message);
    }
}

/// References to names that mean no target (`DanglingReferences`).
fn dangling(document: &mut Document) {
    for (name, line) in std::mem::take(&mut document.names.references) {
        let message = match document.names.find(&name) {
            Some(Some(_)) => continue,
            Some(None) => {
                format!("Duplicate target name, cannot be used as a unique reference: \"{name}\".")
            }
            None => format!("Unknown target name: \"{name}\"."),
        };
        document.report(Kind::Reference, line, message);
    }
}
