//! `pyrel upload`: finished files to an index.

use std::path::{Path, PathBuf};

use pyrel_archive::{Artifact, Limits};
use pyrel_build::read;
use pyrel_diag::{Explain, Finding, Kind};
use pyrel_release::{Config, Publication};
use pyrel_tree::SourceTree;
use pyrel_upload::{IfExists, existing, read_all};

use super::check::distributions;
use super::index;
use super::project::{config_here, dist_dir, surroundings};
use crate::flags::Index;
use crate::flags::upload::Upload;
use crate::policy::{self, refusal};
use crate::render::Failure;
use crate::session::{Outcome, Session};

pub(super) fn run(session: &Session, flags: &Upload) -> Result<Outcome, Failure> {
    // Nothing before a path reads better than `./`.
    let base = Path::new("");
    let mut findings = Vec::new();
    let config = config_here(&mut findings)?;
    let ignored = policy::ignored(config.as_ref())?;
    let files = match flags.files.as_slice() {
        [] => current(session, flags, config.as_ref(), &mut findings)?,
        files => files.to_vec(),
    };
    let artifacts = files.iter().map(|file| Artifact::existing(file));
    let artifacts = artifacts.collect::<Result<Vec<_>, _>>()?;
    let named = config.and_then(|config| config.repository).map(|text| text.value);
    let inputs = index::inputs(&session.environment, &flags.index, base, named)?;
    let spool = session.spool(base);
    let publication =
        Publication { inputs: &inputs, base, if_exists: if_exists(&flags.index), spool: &spool };
    let placed = files.into_iter().zip(artifacts.iter().cloned()).collect::<Vec<_>>();
    let destination = publication.destination()?.collect_into(&mut findings);
    let placed = distributions(session, &placed, destination.audience())?.into_findings();
    if refusal(&session.judge(placed.clone(), &ignored)).is_some() {
        return Ok(Outcome { findings, placed, ignored, ..Outcome::default() });
    }
    let distributions =
        read_all(artifacts, &Limits::default(), &session.scratch())?.collect_into(&mut findings);
    let publishing = destination.plan(&distributions)?.collect_into(&mut findings);
    let (mut text, shown) = index::credential(publishing.credential.as_ref());
    if publishing.plan.touches().is_empty() {
        text += "there is nothing to upload\n";
    }
    let outputs = shown.into_iter().collect();
    let secrets = index::secrets(inputs);
    let plan = publishing.plan;
    Ok(Outcome { findings, placed, ignored, plan, text, outputs, secrets, answer: None })
}

/// What to do with files that the index has.
pub(super) fn if_exists(flags: &Index) -> IfExists {
    if flags.skip_existing { IfExists::Skip } else { IfExists::Refuse }
}

/// The files in the dist folder that are of the project's current version.
fn current(
    session: &Session,
    flags: &Upload,
    config: Option<&Config>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<PathBuf>, Failure> {
    if config.is_none() {
        return Err(NoProject.into());
    }
    let here = Path::new(".");
    let project =
        read(&SourceTree::folder(here)?, &surroundings(session, here)?)?.collect_into(findings);
    let metadata = project.metadata;
    let folder = dist_dir(session, flags.dist_dir.as_deref(), config);
    let tree = match SourceTree::folder(&folder) {
        Ok(tree) => tree,
        Err(_) if !folder.exists() => SourceTree::of_entries(None, [].into()),
        Err(error) => return Err(error.into()),
    };
    let shown = folder.display().to_string();
    let found = existing(&tree, &shown, &metadata.name, &metadata.version)?;
    Ok(found.iter().map(|path| folder.join(path.as_str())).collect())
}

/// Neither files nor a project to ask for them.
#[derive(Debug, thiserror::Error)]
#[error("there is no project here that would tell which files to upload")]
struct NoProject;

impl Explain for NoProject {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("name the files, as in `pyrel upload dist/*`".to_owned())
    }
}
