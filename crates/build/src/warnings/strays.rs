//! Folders that become packages by accident.

use std::collections::BTreeMap;

use pyrel_archive::Entry;
use pyrel_diag::{Finding, Rule, Severity};

use super::Published;
use super::mentions::Mentions;

pub(super) static STRAY_PACKAGE: Rule = Rule {
    id: "stray-package",
    severity: Severity::Warning,
    words: "a folder of tests, documents or tools would be installed as a package of its own",
    remedy: "exclude it from the wheel, or name the packages that belong there",
};

/// Names at the top of a wheel that hardly anybody wants to give to everybody's environment.
const STRAYS: [&str; 35] = [
    ".github",
    ".venv",
    "bench",
    "benchmark",
    "benchmarks",
    "bin",
    "build",
    "ci",
    "conftest.py",
    "demo",
    "demos",
    "dist",
    "doc",
    "docs",
    "documentation",
    "env",
    "example",
    "examples",
    "fixtures",
    "integration_tests",
    "node_modules",
    "notebooks",
    "noxfile.py",
    "sample",
    "samples",
    "script",
    "scripts",
    "setup.py",
    "test",
    "testing",
    "tests",
    "tools",
    "unit_tests",
    "venv",
    "virtualenv",
];

/// One finding for each stray beside the real packages, unless the configuration names it.
pub(super) fn strays(published: &Published<'_>) -> Vec<Finding> {
    let Some(wheel) = published.wheel else { return Vec::new() };
    let mut tops: BTreeMap<&str, &Entry> = BTreeMap::new();
    for (path, entry) in wheel.iter() {
        let top = path.as_str().split('/').next().unwrap_or_default();
        tops.entry(top).or_insert(entry);
    }
    let own = published.project.metadata.name.normalized();
    let is_stray = |top: &str| STRAYS.contains(&top) && own != top;
    let strays: Vec<_> = tops.iter().filter(|(top, _)| is_stray(top)).collect();
    if strays.is_empty() || strays.len() == tops.len() {
        return Vec::new();
    }
    let mentions = Mentions::read(published.tree);
    let strays = strays.into_iter().filter(|(top, _)| !mentions.names(top));
    strays.map(|(top, entry)| finding(top, entry)).collect()
}

fn finding(top: &str, entry: &Entry) -> Finding {
    let what = if top.ends_with(".py") { "module" } else { "package" };
    let message = format!("`{top}` would be installed as a {what} of its own");
    let finding = Finding::new(&STRAY_PACKAGE, message);
    match &entry.origin.location {
        Some(location) => finding.at(location.clone()),
        None => finding.in_file(top),
    }
}
