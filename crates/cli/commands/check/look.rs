//! The files that were chosen, looked at.

use std::path::Path;

use pyrel_archive::{Artifact, Error};
use pyrel_check::Audience;
use pyrel_diag::Finding;

use super::choice::{self, Chosen, FILE_UNREADABLE, NOT_A_DISTRIBUTION, What};
use super::distributions::{beside, distributions};
use super::verdict::{self, File};
use crate::commands::bundle_file::{self, MANIFEST};
use crate::commands::dxt::{signature_flaws, usual_inspection};
use crate::commands::project::{config_here, dist_dir};
use crate::flags::check::{Check, Target};
use crate::policy;
use crate::render::Failure;
use crate::session::{Outcome, Session};

/// Looks at everything that was asked for.
pub(super) fn look(session: &Session, flags: &Check) -> Result<Outcome, Failure> {
    let mut findings = Vec::new();
    let config = config_here(&mut findings)?;
    let ignored = policy::ignored(config.as_ref())?;
    let folder = dist_dir(session, flags.dist_dir.as_deref(), config.as_ref());
    let choice = choice::choose(&flags.files, &folder)?;
    for passed in &choice.passed_over {
        session.note(passed);
    }
    findings.extend(choice.findings);
    let configured = config.and_then(|config| config.check.target);
    let audience = match flags.target {
        Some(Target::Generic) => Audience::Generic,
        Some(Target::Pypi) => Audience::PyPi,
        None => configured.unwrap_or(Audience::PyPi),
    };
    let (files, together) = check(session, read(choice.files, &mut findings), audience)?;
    let judged = |found: &[Finding]| session.judge(found.to_vec(), &ignored);
    let text = verdict::text(&files, &together, &judged);
    let outputs = vec![("files".to_owned(), verdict::json(&files, &judged))];
    findings.extend(files.into_iter().flat_map(|file| file.findings));
    findings.extend(together);
    Ok(Outcome { findings, ignored, text, outputs, ..Outcome::default() })
}

/// The files themselves; of one that cannot be read only that is said, and the others are looked at.
fn read(chosen: Vec<Chosen>, findings: &mut Vec<Finding>) -> Vec<(Chosen, Artifact)> {
    let mut files = Vec::new();
    for it in chosen {
        match Artifact::existing(&it.path) {
            Ok(artifact) => files.push((it, artifact)),
            Err(error) => {
                let why = if let Error::Unreadable { source, .. } = &error {
                    format!("it cannot be read: {source}")
                } else {
                    error.to_string()
                };
                let place = it.path.display().to_string();
                findings.push(Finding::new(&FILE_UNREADABLE, why).in_file(place));
            }
        }
    }
    files
}

/// Every file by itself, and all distributions together.
fn check(
    session: &Session,
    files: Vec<(Chosen, Artifact)>,
    audience: Audience,
) -> Result<(Vec<File>, Vec<Finding>), Failure> {
    let dists = files.iter().filter(|(it, _)| it.what == What::Distribution);
    let dists: Vec<_> = dists.map(|(it, artifact)| (it.path.clone(), artifact.clone())).collect();
    let found = distributions(session, &dists, audience)?;
    let mut of_dists = found.files.into_iter();
    let mut looked = Vec::new();
    for (Chosen { path, what }, artifact) in files {
        let findings = match what {
            What::Distribution => of_dists.next().unwrap_or_default(),
            What::Extension => {
                let found = extension(&path, &artifact)?.into_iter();
                found.map(|found| beside(found, &path)).collect()
            }
        };
        looked.push(File { path, artifact, findings });
    }
    Ok((looked, found.together))
}

/// What the extension's own rules say of a bundle.
fn extension(path: &Path, artifact: &Artifact) -> Result<Vec<Finding>, Failure> {
    let none =
        |message: String| vec![Finding::new(&NOT_A_DISTRIBUTION, message).in_file(artifact.name())];
    let archive = match bundle_file::open_artifact(artifact) {
        Ok(archive) => archive,
        Err(Error::Malformed { why, .. }) => return Ok(none(why)),
        Err(error) => return Err(error.into()),
    };
    if archive.member(MANIFEST).is_none() {
        return Ok(none(format!("there is no `{MANIFEST}` in it")));
    }
    match bundle_file::verdict(&archive, path, &usual_inspection()) {
        Ok(mut verdict) => {
            verdict.findings.extend(signature_flaws(&artifact.into())?);
            Ok(verdict.findings)
        }
        Err(error @ pyrel_dxt::Error::Member { .. }) => Ok(none(error.to_string())),
        Err(error) => Err(error.into()),
    }
}
