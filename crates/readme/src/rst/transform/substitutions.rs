//! Substitutions that are not defined, or by themselves.

use std::collections::BTreeSet;

use crate::problem::Kind;
use crate::rst::document::Document;
use crate::rst::names::Names;
use crate::text::normalized;

pub(super) fn check(document: &mut Document) {
    let mut cyclic = BTreeSet::new();
    for (name, line) in std::mem::take(&mut document.names.substitution_references) {
        let Some(key) = key(&document.names, &name) else {
            let message = format!("Undefined substitution referenced: \"{name}\".");
            document.report(Kind::Reference, line, message);
            continue;
        };
        if !cyclic.contains(&key) && leads_to_itself(&document.names, &key) {
            let message = format!("Circular substitution definition referenced: \"{name}\".");
            document.report(Kind::Reference, line, message);
            cyclic.insert(key);
        }
    }
}

/// The definition that a name means: the one so written, or one that differs in case only.
fn key(names: &Names, name: &str) -> Option<String> {
    if names.definitions.contains_key(name) {
        return Some(name.to_owned());
    }
    names.definition_names.get(&normalized(name)).cloned()
}

/// Whether a definition refers to itself, maybe by way of others. Each is looked at once.
fn leads_to_itself(names: &Names, start: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut next = vec![start.to_owned()];
    while let Some(name) = next.pop() {
        let inner = names.definitions.get(&name).map_or(&[][..], |found| &found.substitutions);
        for inner in inner.iter().filter_map(|inner| key(names, inner)) {
            if inner == start {
                return true;
            }
            if seen.insert(inner.clone()) {
                next.push(inner);
            }
        }
    }
    false
}
