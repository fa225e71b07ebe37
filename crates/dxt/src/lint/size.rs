//! How large the bundle is.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};

use crate::inspect::Subject;

pub(crate) static RULES: [&Rule; 1] = [&LARGE];

static LARGE: Rule = Rule {
    id: "bundle-large",
    severity: Severity::Advice,
    words: "a bundle that takes long to fetch and to install",
    remedy: "leave out what the server does not need: add it to `.mcpbignore`",
};

/// What a bundle with an interpreter of its own has.
const LARGE_BYTES: u64 = 100 << 20;

pub(super) fn look(subject: &mut Subject<'_>) {
    let mut folders: BTreeMap<&str, u64> = BTreeMap::new();
    let mut total = 0_u64;
    for (path, held) in subject.holdings.files() {
        total = total.saturating_add(held.len);
        let folder = path.as_str().split_once('/').map_or("", |(folder, _)| folder);
        let sum = folders.entry(folder).or_default();
        *sum = sum.saturating_add(held.len);
    }
    if total < LARGE_BYTES {
        return;
    }
    let largest = folders.iter().max_by_key(|(_, sum)| **sum);
    let most = largest.map(|(folder, sum)| {
        let folder = if folder.is_empty() { "its own folder" } else { folder };
        format!(", {} MiB of them in `{folder}`", sum >> 20)
    });
    let message = format!("{} MiB unpacked{}", total >> 20, most.unwrap_or_default());
    subject.elsewhere.push(Finding::new(&LARGE, message).in_file(subject.manuscript.path()));
}
