//! The backends whose projects pyrel builds, one room each.
//!
//! A room reads its backend's configuration and answers with a [`Project`]; it writes nothing and
//! knows no other room. All have the same floor plan: `mod.rs` with the options table, `config.rs`
//! (as written), `files.rs` (which files go where), `metadata.rs` (the backend's own dialects).

mod flit;
mod hatchling;
#[cfg(test)]
mod in_memory;
pub(crate) mod matches;
mod pdm;
mod plug_ins;
mod poetry;
pub(crate) mod profile;
mod setuptools;
pub(crate) mod support;
mod uv_build;

use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_pep::{PackageName, Version};
use pyrel_tree::SourceTree;

pub use matches::UNMATCHED_PATTERN;
pub use plug_ins::{PlugInKind, PlugInRow, PlugInVerdict};
pub(crate) use profile::{Band, NO_BAND, newest_allowed};
pub use setuptools::STALE_SOURCES;
pub(crate) use support::{IGNORED_OPTION, REFUSED_OPTION};
pub use support::{OptionRow, Verdict};

use crate::pyproject::{BuildSystem, MISSING_KEY, ProjectTable, Pyproject, Reader};
use crate::version_place::VersionPlace;
use crate::{Error, Project, Stated, Surroundings};

/// A build backend, understood without running it.
pub trait Backend: Sync {
    /// The distribution that provides it, as `build-system.requires` names it.
    fn name(&self) -> &'static str;

    /// The values of `build-system.build-backend` that mean it.
    fn entry_points(&self) -> &'static [&'static str];

    /// Every option it has, with what becomes of it here.
    fn options(&self) -> &'static [OptionRow];

    /// Every plug-in of it that is known, with what becomes of it here.
    fn plug_ins(&self) -> &'static [PlugInRow] {
        &[]
    }

    /// Every rule that it alone has.
    fn rules(&self) -> &'static [&'static Rule];

    /// Reads a project.
    ///
    /// # Errors
    /// When the project is wrong, or wants what cannot be done without running code.
    fn read(&self, source: &Input<'_>) -> Result<Warned<Project>, Error>;

    /// Reads what a project states about itself, for which not everything that goes into its
    /// artefacts need be there.
    ///
    /// # Errors
    /// As [`Backend::read`], as far as the metadata goes.
    fn metadata(&self, source: &Input<'_>) -> Result<Warned<Stated>, Error> {
        let Warned { value: project, findings } = self.read(source)?;
        let stated = Stated { metadata: project.metadata, rules: project.rules };
        Ok(Warned { value: stated, findings })
    }

    /// Whether the version is found out from elsewhere than a file of the project, such as git: a
    /// build then takes [`Surroundings::version`] in its place.
    ///
    /// # Errors
    /// When the configuration is wrong.
    fn finds_version_elsewhere(&self, _source: &Input<'_>) -> Result<bool, Error> {
        Ok(false)
    }

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

impl Input<'_> {
    /// The `[project]` that was read, for a backend that cannot do without.
    fn project(
        &self,
        read: Option<ProjectTable>,
        reader: &mut Reader,
    ) -> Result<ProjectTable, Error> {
        if let Some(project) = read {
            return Ok(project);
        }
        std::mem::take(reader).finish()?;
        let message = "pyproject.toml has no [project] table";
        let at = self.pyproject.source().locate(0..0);
        Err(Error::refused(Finding::new(&MISSING_KEY, message).at(at)))
    }
}

/// All backends, by name.
pub const BACKENDS: &[&dyn Backend] = &[
    &flit::Flit,
    &hatchling::Hatchling,
    &pdm::Pdm,
    &poetry::Poetry,
    &setuptools::Setuptools,
    &uv_build::UvBuild,
];

pub(crate) static UNKNOWN_BACKEND: Rule = Rule {
    id: "unknown-backend",
    severity: Severity::Error,
    words: "the project's build backend is not one that pyrel rebuilds",
    remedy: "build with the backend itself (`python -m build`), then `pyrel upload` the result",
};

pub(crate) static IN_TREE_BACKEND: Rule = Rule {
    id: "in-tree-backend",
    severity: Severity::Error,
    words: "the build backend is Python code of the project itself",
    remedy: "pyrel runs no Python code: name a backend without `backend-path`, or build with \
             `python -m build`",
};

/// The backend that a project declares, and the `[build-system]` to read it by.
///
/// # Errors
/// When it is none of ours, or lies in the project's own tree and is not a known release of one.
pub fn backend(
    pyproject: &Pyproject,
    tree: &SourceTree,
    surroundings: &Surroundings,
    reader: &mut Reader,
) -> Result<(&'static dyn Backend, BuildSystem), Error> {
    let mut build_system = BuildSystem::read(pyproject, reader);
    let name = build_system.backend.as_str();
    let found = BACKENDS.iter().find(|backend| backend.entry_points().contains(&name)).copied();
    if let Some(location) = &build_system.backend_path {
        let input = Input { pyproject, build_system: &build_system, tree, surroundings };
        build_system.own_version = found.and_then(|backend| own_version(backend, &input));
        if build_system.own_version.is_none() {
            let message = "`build-system.backend-path` makes the build backend code of the project";
            let finding = Finding::new(&IN_TREE_BACKEND, message).at(location.clone());
            return Err(Error::refused(finding));
        }
    }
    let backend = found.ok_or_else(|| Error::refused(unknown(&build_system)))?;
    Ok((backend, build_system))
}

/// The version of a project that is the backend itself. Backends build themselves from their own
/// tree, so the release that they are is the release that builds them.
fn own_version(backend: &dyn Backend, input: &Input<'_>) -> Option<Version> {
    let project = input.pyproject.table(&["project"])?;
    let name: PackageName = project.get("name")?.as_text()?.parse().ok()?;
    let itself: PackageName = backend.name().parse().ok()?;
    if name.normalized() != itself.normalized() {
        return None;
    }
    match project.get("version") {
        Some(version) => version.as_text()?.parse().ok(),
        None => backend.version_place(input).ok()?.version(),
    }
}

/// `a, b and c`.
fn enumerated(names: &[&str]) -> String {
    match names {
        [names @ .., last] if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        _ => names.concat(),
    }
}

fn unknown(build_system: &BuildSystem) -> Finding {
    let name = build_system.backend.as_str();
    let message = format!("the build backend `{name}` cannot be rebuilt without running it");
    let known: Vec<&str> = BACKENDS.iter().map(|backend| backend.name()).collect();
    let remedy = format!(
        "pyrel rebuilds {}; build with this one itself (`python -m build`), then `pyrel upload` the \
         result",
        enumerated(&known)
    );
    let finding = Finding::new(&UNKNOWN_BACKEND, message);
    finding.at(build_system.location.clone()).remedy(remedy)
}
