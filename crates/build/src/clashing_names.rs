//! Members whose names some systems cannot tell apart.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use unicode_normalization::UnicodeNormalization;

use crate::Layout;

pub(crate) static CLASHING_NAMES: Rule = Rule {
    id: "clashing-names",
    severity: Severity::Error,
    words: "two members differ in nothing but letter case or the composition of accents",
    remedy: "rename one of them: on Windows and macOS the one would overwrite the other",
};

/// A finding for every member that would overwrite an earlier one where letter case and composition
/// do not count, which is what most of Windows and macOS is like.
pub(crate) fn clashing_names(layout: &Layout) -> Vec<Finding> {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    let mut findings = Vec::new();
    for (path, _) in layout.map.iter() {
        let path = path.as_str();
        let folded = path.nfc().flat_map(char::to_lowercase).nfc().collect();
        if let Some(twin) = seen.insert(folded, path) {
            let message = format!("`{path}` and `{twin}` are one name on some systems");
            findings.push(Finding::new(&CLASHING_NAMES, message).in_entry(&layout.name, path));
        }
    }
    findings
}
