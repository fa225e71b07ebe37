//! The backends whose projects pyrel builds, one room each.
//!
//! A room reads its backend's configuration and answers with a [`Project`]; it writes nothing and
//! knows no other room. All have the same floor plan: `mod.rs` with the options table, `config.rs`
//! (as written), `files.rs` (which files go where), `metadata.rs` (the backend's own dialects).

mod flit;
mod hatchling;
mod profile;
mod setuptools;
mod support;

use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_tree::SourceTree;

pub use support::{OptionRow, Verdict};

use crate::pyproject::{BuildSystem, Pyproject};
use crate::version_place::VersionPlace;
use crate::{Error, Project, Surroundings};

/// A build backend, understood without running it.
pub trait Backend: Sync {
    /// The distribution that provides it, as `build-system.requires` names it.
    fn name(&self) -> &'static str;

    /// The values of `build-system.build-backend` that mean it.
    fn entry_points(&self) -> &'static [&'static str];

    /// Every option it has, with what becomes of it here.
    fn options(&self) -> &'static [OptionRow];

    /// Reads a project.
    ///
    /// # Errors
    /// When the project is wrong, or wants what cannot be done without running code.
    fn read(&self, source: &Input<'_>) -> Result<Warned<Project>, Error>;

    /// Where a version that `[project]` lists as dynamic is written.
    ///
    /// # Errors
    /// When it is written nowhere, or not as a literal.
    fn version_place(&self, source: &Input<'_>) -> Result<VersionPlace, Error>;
}

/// What a room reads from.
#[derive(Debug)]
pub struct Input<'a> {
    /// `pyproject.toml`.
    pub pyproject: &'a Pyproject,
    /// Its `[build-system]`.
    pub build_system: &'a BuildSystem,
    /// The tree around it.
    pub tree: &'a SourceTree,
    /// What surrounds the tree.
    pub surroundings: &'a Surroundings,
}

/// All backends, by name.
pub const BACKENDS: &[&dyn Backend] =
    &[&flit::Flit, &hatchling::Hatchling, &setuptools::Setuptools];

static UNKNOWN_BACKEND: Rule = Rule {
    id: "unknown-backend",
    severity: Severity::Error,
    words: "the project's build backend is not one that pyrel rebuilds",
    remedy: "build with the backend itself (`python -m build`), then `pyrel upload` the result",
};

static IN_TREE_BACKEND: Rule = Rule {
    id: "in-tree-backend",
    severity: Severity::Error,
    words: "the build backend is Python code of the project itself",
    remedy: "pyrel runs no Python code: name a backend without `backend-path`, or build with \
             `python -m build`",
};

/// The backend that a project declares.
///
/// # Errors
/// When it is none of ours, or lies in the project's own tree.
pub fn backend(build_system: &BuildSystem) -> Result<&'static dyn Backend, Error> {
    if let Some(location) = &build_system.backend_path {
        let message = "`build-system.backend-path` makes the build backend code of the project";
        return Err(Error::refused(Finding::new(&IN_TREE_BACKEND, message).at(location.clone())));
    }
    let name = build_system.backend.as_str();
    let found = BACKENDS.iter().find(|backend| backend.entry_points().contains(&name));
    found.copied().ok_or_else(|| Error::refused(unknown(build_system)))
}

fn unknown(build_system: &BuildSystem) -> Finding {
    let name = build_system.backend.as_str();
    let message = format!("the build backend `{name}` cannot be rebuilt without running it");
    let mut known: Vec<&str> = BACKENDS.iter().map(|backend| backend.name()).collect();
    let last = known.pop().unwrap_or_default();
    let remedy = format!(
        "pyrel rebuilds {} and {last}; build with this one itself (`python -m build`), then `pyrel \
         upload` the result",
        known.join(", ")
    );
    let finding = Finding::new(&UNKNOWN_BACKEND, message);
    finding.at(build_system.location.clone()).remedy(remedy)
}
