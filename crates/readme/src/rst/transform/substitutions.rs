//! Substitutions that are not defined, or by themselves.

use std::collections::{BTreeMap, BTreeSet};

use crate::problem::Kind;
use crate::rst::document::Document;
use crate::rst::names::Names;
use crate::text::normalized;

pub(super) fn check(document: &mut Document) {
    let circular = circular(&document.names);
    for (name, line) in std::mem::take(&mut document.names.substitution_references) {
        let message = match key(&document.names, &name) {
            None => format!("Undefined substitution referenced: \"{name}\"."),
            Some(key) if circular.contains(key) => {
                format!("Circular substitution definition referenced: \"{name}\".")
            }
            Some(_) => continue,
        };
        document.report(Kind::Reference, line, message);
    }
}

/// The definition that a name means: the one so written, or one that differs in case only.
fn key<'n>(names: &'n Names, name: &str) -> Option<&'n str> {
    let exact = names.definitions.get_key_value(name).map(|(key, _)| key.as_str());
    exact.or_else(|| names.definition_names.get(&normalized(name)).map(String::as_str))
}

/// Definitions that lead into a circle: what is left once all are taken away, again and again, that
/// need none of the others.
fn circular(names: &Names) -> BTreeSet<String> {
    let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut needs: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, definition) in &names.definitions {
        let inner = definition.substitutions.iter().filter_map(|inner| key(names, inner));
        let mut count = 0;
        for inner in inner {
            users.entry(inner).or_default().push(name);
            count += 1;
        }
        needs.insert(name, count);
    }
    let mut free: Vec<_> =
        needs.iter().filter(|(_, count)| **count == 0).map(|(name, _)| *name).collect();
    while let Some(name) = free.pop() {
        needs.remove(name);
        for user in users.get(name).into_iter().flatten() {
            let Some(count) = needs.get_mut(user) else { continue };
            *count -= 1;
            if *count == 0 {
                free.push(user);
            }
        }
    }
    needs.into_keys().map(str::to_owned).collect()
}
