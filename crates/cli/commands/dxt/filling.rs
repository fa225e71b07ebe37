//! What a manifest that is a template is filled with.

use std::io::Read;
use std::path::Path;

use pyrel_build::pyproject::is_project;
use pyrel_diag::{Explain, Kind};
use pyrel_dxt::Values;
use pyrel_release::Facts;
use pyrel_tree::{RelPath, SourceTree};
use serde_json::Value;

use crate::commands::project::surroundings;
use crate::render::Failure;
use crate::session::Session;

/// What is known of the project that a manifest belongs to.
#[derive(Debug, Default)]
pub(super) struct Filling {
    /// What the project states.
    pub(super) facts: Option<Facts>,
    /// Why there are no facts, where a project is there and cannot be read.
    pub(super) broken: Option<pyrel_release::Error>,
}

/// Where facts come from.
#[derive(Clone, Copy, Debug)]
enum Ecosystem {
    Node,
    Python,
}

impl Filling {
    /// The first of these folders that holds a project which can be read. Where it holds a Python
    /// project and a package as well, the kind of the server decides.
    pub(super) fn find(
        session: &Session,
        folders: &[&Path],
        tree: &SourceTree,
        manifest: &RelPath,
    ) -> Self {
        let order = match is_node(tree, manifest) {
            true => [Ecosystem::Node, Ecosystem::Python],
            false => [Ecosystem::Python, Ecosystem::Node],
        };
        let mut broken = None;
        for folder in folders {
            for ecosystem in order {
                match facts(session, folder, ecosystem) {
                    Ok(None) => {}
                    Ok(Some(facts)) => return Self { facts: Some(facts), broken: None },
                    Err(error) => broken = broken.or(Some(error)),
                }
            }
        }
        Self { facts: None, broken }
    }

    /// What the placeholders stand for.
    pub(super) fn values(&self) -> Option<Values> {
        self.facts.as_ref().map(Facts::values)
    }

    /// A template that nothing fills, beside a project: then it is the project that has to be
    /// mended.
    pub(super) fn explain(self, error: pyrel_dxt::Error) -> Failure {
        let is_unfilled = |error: &pyrel_dxt::Error| {
            error.findings().iter().any(|found| found.rule.id == "template-without-values")
        };
        match self.broken {
            Some(source) if is_unfilled(&error) => UnreadableProject { source }.into(),
            Some(_) | None => error.into(),
        }
    }
}

/// Longer manifests are refused elsewhere.
const MOST_BYTES: u64 = 16 << 20;

/// Whether a manifest, which may still be a template, is of a server that Node.js runs.
fn is_node(tree: &SourceTree, manifest: &RelPath) -> bool {
    let Ok(file) = tree.open(manifest) else { return false };
    let mut text = String::new();
    if file.take(MOST_BYTES).read_to_string(&mut text).is_err() {
        return false;
    }
    let manifest: Value = serde_json::from_str(&text).unwrap_or_default();
    manifest.pointer("/server/type").and_then(Value::as_str) == Some("node")
}

fn facts(
    session: &Session,
    folder: &Path,
    ecosystem: Ecosystem,
) -> Result<Option<Facts>, pyrel_release::Error> {
    let Ok(tree) = SourceTree::folder(folder) else { return Ok(None) };
    match ecosystem {
        Ecosystem::Node => Facts::of_node(&tree, &RelPath::root()),
        Ecosystem::Python if is_project(&tree) => {
            let Ok(surroundings) = surroundings(session, folder) else { return Ok(None) };
            let stated = pyrel_build::metadata(&tree, &surroundings)?;
            Ok(Some(Facts::of_python(&stated.value.metadata, None)))
        }
        Ecosystem::Python => Ok(None),
    }
}

/// A template without values, since the project that has them cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the manifest is a template, and the project to fill it from cannot be read")]
struct UnreadableProject {
    source: pyrel_release::Error,
}

impl Explain for UnreadableProject {
    fn kind(&self) -> Kind {
        self.source.kind()
    }

    fn hint(&self) -> Option<String> {
        Some(match matches!(self.source, pyrel_release::Error::Build(_)) {
            true => "`pyrel build --list` says more about the project".to_owned(),
            false => "correct the package.json".to_owned(),
        })
    }
}
