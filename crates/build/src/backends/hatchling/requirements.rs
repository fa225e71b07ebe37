//! BTreeMap<String, Requirement> as hatchling writes them, and extras that stand for others of the same project.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_diag::Finding;
use pyrel_pep::requirement::Origin;
use pyrel_pep::{ExtraName, Metadata, PackageName, Requirement};

use super::Room;
use crate::pyproject::{INVALID_VALUE, Located, Reader};

/// The requirements of a project.
#[derive(Debug)]
pub(super) struct Resolved {
    /// Those of the project itself, by the text that hatchling writes and sorts.
    pub own: BTreeMap<String, Requirement>,
    /// Every extra with all that it stands for.
    pub extras: BTreeMap<String, BTreeMap<String, Requirement>>,
}

impl Resolved {
    pub(super) fn read(room: &Room, reader: &mut Reader) -> Self {
        let mut own = BTreeMap::new();
        for requirement in &room.project.dependencies {
            check_address(requirement, room, reader);
            insert(&mut own, normalised(&requirement.value));
        }
        let extras = resolved(&room.project.optional_dependencies, room, reader);
        Self { own, extras }
    }

    /// Fills in `Requires-Dist` and `Provides-Extra`.
    pub(super) fn fill(&self, metadata: &mut Metadata) {
        metadata.requires_dist = self.own.values().cloned().collect();
        metadata.provides_extra.clear();
        for (name, requirements) in &self.extras {
            let Ok(extra) = name.parse::<ExtraName>() else { continue };
            let marked = requirements.values().map(|it| it.clone().with_extra(&extra));
            metadata.requires_dist.extend(marked);
            metadata.provides_extra.push(extra);
        }
    }
}

/// Every extra with all that it stands for.
fn resolved(
    extras: &[(Located<ExtraName>, Vec<Located<Requirement>>)],
    room: &Room,
    reader: &mut Reader,
) -> BTreeMap<String, BTreeMap<String, Requirement>> {
    let mut graph = Graph::default();
    for (extra, requirements) in extras {
        let name = match room.config.ambiguous_features {
            true => extra.value.as_str(),
            false => extra.value.normalized(),
        };
        let node = graph.nodes.entry(name.to_owned()).or_default();
        for requirement in requirements {
            check_address(requirement, room, reader);
            let value = normalised(&requirement.value);
            if room.profile.extras_of_itself && value.name == room.project.name.value {
                let others = value.extras.iter().map(|it| it.as_str().to_owned());
                node.others.extend(others.map(|name| requirement.clone().map(|_| name)));
            } else {
                insert(&mut node.own, value);
            }
        }
    }
    let names: Vec<String> = graph.nodes.keys().cloned().collect();
    let all = names.into_iter().map(|name| {
        let requirements = graph.below(&name, reader);
        (name, requirements)
    });
    all.collect()
}

/// Extras and which of the others each of them stands for.
#[derive(Debug, Default)]
struct Graph {
    nodes: BTreeMap<String, Node>,
    /// What has been said already.
    told: BTreeSet<String>,
}

/// An extra.
#[derive(Debug, Default)]
struct Node {
    own: BTreeMap<String, Requirement>,
    others: Vec<Located<String>>,
}

impl Graph {
    /// The requirements of an extra and of all that it stands for.
    fn below(&mut self, name: &str, reader: &mut Reader) -> BTreeMap<String, Requirement> {
        let mut found = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut next = vec![vec![name.to_owned()]];
        while let Some(chain) = next.pop() {
            let node = chain.last().and_then(|name| self.nodes.get(name));
            let Some(node) = node.filter(|_| seen.insert(chain.last().cloned())) else { continue };
            found.extend(node.own.clone());
            for other in node.others.clone() {
                match self.wrong(&chain, &other.value) {
                    None => next.push([&chain[..], &[other.value]].concat()),
                    Some(why) if self.told.insert(format!("{:?}", other.location)) => {
                        reader.report(Finding::new(&INVALID_VALUE, why).at(other.location));
                    }
                    Some(_) => {}
                }
            }
        }
        found
    }

    /// Why an extra at the end of a chain cannot stand for another one.
    fn wrong(&self, chain: &[String], other: &String) -> Option<String> {
        if chain.contains(other) {
            let circle = [chain.join("` -> `"), other.clone()].join("` -> `");
            Some(format!("the extras `{circle}` go round in a circle"))
        } else if self.nodes.contains_key(other) {
            None
        } else {
            Some(format!("there is no extra `{other}`"))
        }
    }
}

fn check_address(requirement: &Located<Requirement>, room: &Room, reader: &mut Reader) {
    if requirement.value.url().is_some() && !room.config.direct_references {
        let message = format!("`{}` names an address", requirement.value);
        let finding = Finding::new(&INVALID_VALUE, message).at(requirement.location.clone());
        reader.report(finding.remedy(
            "write `[tool.hatch.metadata] allow-direct-references = true`, or require a version",
        ));
    }
}

fn insert(requirements: &mut BTreeMap<String, Requirement>, requirement: Requirement) {
    requirements.insert(requirement.to_string().replace('"', "'"), requirement);
}

/// Names in normal form, and specifiers in small letters.
fn normalised(requirement: &Requirement) -> Requirement {
    let mut found = requirement.clone();
    if let Ok(name) = found.name.normalized().parse::<PackageName>() {
        found.name = name;
    }
    found.extras = found.extras.iter().filter_map(|it| it.normalized().parse().ok()).collect();
    found.extras.sort_by(|a: &ExtraName, b| a.as_str().cmp(b.as_str()));
    found.extras.dedup();
    if let Origin::Index(specifiers) = &found.origin
        && let Ok(lower) = specifiers.to_string().to_lowercase().parse()
    {
        found.origin = Origin::Index(lower);
    }
    found
}
