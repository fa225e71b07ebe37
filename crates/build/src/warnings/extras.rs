//! Extras that require one another.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::{Metadata, Requirement, normalize};
use pyrel_tree::SourceTree;

use super::Published;
use crate::pyproject::{self, Pyproject, Table, Value};

pub(super) static CYCLIC_EXTRA: Rule = Rule {
    id: "cyclic-extra",
    severity: Severity::Warning,
    words: "extras that require one another in a circle",
    remedy: "let one of the extras list what it needs instead of the other",
};

/// What each extra requires of the project itself: extras by their normalised names.
type Graph = BTreeMap<String, BTreeSet<String>>;

/// One finding for each circle that shares no extra with one that was told before.
pub(super) fn circles(published: &Published<'_>) -> Vec<Finding> {
    of_metadata(&published.project.metadata, published.tree)
}

/// The same of metadata alone.
pub(crate) fn of_metadata(metadata: &Metadata, tree: &SourceTree) -> Vec<Finding> {
    let graph = graph(metadata);
    let circles = closed(&graph);
    if circles.is_empty() {
        return Vec::new();
    }
    let pyproject = Pyproject::read(tree).ok();
    circles.iter().map(|circle| finding(circle, metadata, pyproject.as_ref())).collect()
}

fn graph(metadata: &Metadata) -> Graph {
    let mut graph = Graph::new();
    let own = metadata.requires_dist.iter().filter(|it| it.name == metadata.name);
    for requirement in own.filter(|it| !it.extras.is_empty()) {
        for extra in requirement.marker.iter().flat_map(|marker| marker.extras()) {
            let others = requirement.extras.iter().map(|it| it.normalized().to_owned());
            graph.entry(normalize(extra)).or_default().extend(others);
        }
    }
    graph
}

/// The circles of a graph: whoever goes on from extra to extra and comes to one on the way that was
/// taken has closed one. Nothing calls itself here, since a chain may be as long as a file.
fn closed(graph: &Graph) -> Vec<Vec<&str>> {
    let (mut found, mut told) = (Vec::new(), BTreeSet::new());
    let mut entered = BTreeSet::new();
    for start in graph.keys().map(String::as_str) {
        let mut next = Some(start).filter(|start| entered.insert(*start));
        let mut way = Vec::new();
        loop {
            if let Some(name) = next.take() {
                way.push((name, graph.get(name).into_iter().flatten()));
            }
            let Some((_, others)) = way.last_mut() else { break };
            let Some(other) = others.next().map(String::as_str) else {
                way.pop();
                continue;
            };
            if entered.insert(other) {
                next = Some(other);
                continue;
            }
            let circle = way.iter().map(|(name, _)| *name).skip_while(|name| *name != other);
            let circle: Vec<&str> = circle.collect();
            if !circle.is_empty() && circle.iter().all(|name| !told.contains(name)) {
                told.extend(circle.iter().copied());
                found.push(circle);
            }
        }
    }
    found
}

fn finding(circle: &[&str], metadata: &Metadata, pyproject: Option<&Pyproject>) -> Finding {
    let first = circle.first().copied().unwrap_or_default();
    let second = circle.get(1).copied().unwrap_or(first);
    let message = match circle {
        [only] => format!("the extra `{only}` requires itself"),
        _ => format!("the extras `{}` -> `{first}` go round in a circle", circle.join("` -> `")),
    };
    let finding = Finding::new(&CYCLIC_EXTRA, message);
    match pyproject.and_then(|pyproject| place(pyproject, metadata, first, second)) {
        Some(location) => finding.at(location),
        None => finding.in_file(pyproject::FILE),
    }
}

/// Where an extra asks for another one; its table, where the file says no more.
fn place(pyproject: &Pyproject, metadata: &Metadata, extra: &str, other: &str) -> Option<Location> {
    let asks = |item: &Value<'_>| {
        let requirement = item.as_text().and_then(|text| text.parse::<Requirement>().ok());
        requirement.is_some_and(|it| {
            it.name == metadata.name && it.extras.iter().any(|it| it.normalized() == other)
        })
    };
    let extras: [&[&str]; 2] =
        [&["project", "optional-dependencies"], &["tool", "poetry", "extras"]];
    for table in extras.iter().filter_map(|path| pyproject.table(path)) {
        if let Some(value) = table.values().find(|value| normalize(value.name()) == extra) {
            let items = value.as_list().unwrap_or_default();
            let item = items.iter().find(|item| asks(item)).map(Value::location);
            return Some(item.unwrap_or_else(|| value.key_location()));
        }
    }
    pyproject.table(&["project"]).as_ref().map(Table::location)
}
