//! `pyrel dxt`: desktop extensions, checked and packed.

mod clean;
mod dialog;
mod diff;
mod filling;
mod info;
mod init;
mod keys;
mod listing;
mod migrate;
mod pack;
mod sign;
mod signature;
mod unpack;
mod validate;
mod verify;

use std::path::{Path, PathBuf};

use pyrel_build::pyproject::is_project;
use pyrel_diag::{Explain, Finding, Kind, Rule};
use pyrel_dxt::BundleFormat;
use pyrel_release::{Config, Extension, Facts, Wishes};
use pyrel_tree::{RelPath, SourceTree};

use crate::flags::dxt::DxtCommand;
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) use signature::flaws as signature_flaws;
pub(super) use validate::usual as usual_inspection;

use super::bundle_file::MANIFEST;
use super::project::surroundings;

/// The rules of these commands.
pub(crate) fn rules() -> impl Iterator<Item = &'static Rule> {
    unpack::RULES.into_iter().chain(signature::RULES)
}

pub(super) fn run(session: &Session, command: &DxtCommand) -> Result<Outcome, Failure> {
    match command {
        DxtCommand::Clean(flags) => clean::run(session, flags),
        DxtCommand::Diff(flags) => diff::run(session, flags),
        DxtCommand::Info(flags) => info::run(session, flags),
        DxtCommand::Init(flags) => init::run(session, flags),
        DxtCommand::Unpack(flags) => unpack::run(session, flags),
        DxtCommand::Migrate(flags) => migrate::run(session, flags),
        DxtCommand::Pack(flags) => pack::run(session, flags),
        DxtCommand::Validate(flags) => validate::run(session, flags),
        DxtCommand::Sign(flags) => sign::sign(session, flags),
        DxtCommand::Unsign(flags) => sign::unsign(session, flags),
        DxtCommand::Verify(flags) => verify::verify(session, flags),
    }
}

/// Whoever names a folder or a bundle has not named a manifest yet.
fn ensure_manifest(tree: &SourceTree, path: &Path) -> Result<(), Failure> {
    match tree.kind(&RelPath::root().child(MANIFEST))? {
        Some(_) => Ok(()),
        None => Err(NoManifest { path: path.to_owned() }.into()),
    }
}

/// The extension of a folder that was named: the one that its project describes, unless it is an
/// extension already.
fn own_extension(
    session: &Session,
    folder: &Path,
    format: Option<BundleFormat>,
    wishes: &Wishes,
) -> Result<Option<(Extension, Vec<Finding>)>, Failure> {
    match SourceTree::folder(folder)?.kind(&RelPath::root().child(MANIFEST))? {
        Some(_) => Ok(None),
        None => project_extension(session, folder, format, wishes),
    }
}

/// The extension that `[tool.pyrel.dxt]` of a project describes, in this format or its own.
fn project_extension(
    session: &Session,
    folder: &Path,
    format: Option<BundleFormat>,
    wishes: &Wishes,
) -> Result<Option<(Extension, Vec<Finding>)>, Failure> {
    let tree = SourceTree::folder(folder)?;
    if !is_project(&tree) {
        return Ok(None);
    }
    let mut findings = Vec::new();
    let mut config = Config::read(&tree)?.collect_into(&mut findings);
    let Some(dxt) = &mut config.dxt else { return Ok(None) };
    dxt.format = format.unwrap_or(dxt.format);
    let project =
        pyrel_build::read(&tree, &surroundings(session, folder)?)?.collect_into(&mut findings);
    let facts = Facts::of_python(&project.metadata, project.entry_points.as_ref());
    match Extension::of_project(&tree, &config, &facts, wishes)? {
        Some(extension) => Ok(Some((extension.collect_into(&mut findings), findings))),
        None => Ok(None),
    }
}

/// A folder or a bundle without a manifest; who named it must name another.
#[derive(Debug, thiserror::Error)]
#[error("there is no manifest.json in `{}`", path.display())]
pub(super) struct NoManifest {
    pub(super) path: PathBuf,
}

impl Explain for NoManifest {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name the folder that holds it, or the manifest itself".to_owned())
    }
}
