//! The files that were chosen, looked at.

use std::path::Path;

use pyrel_archive::{Artifact, Error, Limits};
use pyrel_check::{Audience, Checked, check_all, weigh};
use pyrel_diag::{Finding, Place};
use pyrel_tree::RelPath;

use super::choice::{self, Chosen, NOT_A_DISTRIBUTION, What};
use super::verdict::{self, File};
use crate::commands::bundle_file::{self, MANIFEST};
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
    let (files, together) = check(session, &choice.files, audience)?;
    let judged = |found: &[Finding]| session.judge(found.to_vec(), &ignored);
    let text = verdict::text(&files, &together, &judged);
    let outputs = vec![("files".to_owned(), verdict::json(&files, &judged))];
    findings.extend(files.into_iter().flat_map(|file| file.findings));
    findings.extend(together);
    Ok(Outcome { findings, ignored, text, outputs, ..Outcome::default() })
}

/// Every file by itself, and all distributions together.
fn check(
    session: &Session,
    chosen: &[Chosen],
    audience: Audience,
) -> Result<(Vec<File>, Vec<Finding>), Failure> {
    let opened = chosen.iter().map(|it| Artifact::existing(&it.path));
    let artifacts: Vec<Artifact> = opened.collect::<Result<_, _>>()?;
    let dists = chosen.iter().zip(&artifacts).filter(|(it, _)| it.what == What::Distribution);
    let dists: Vec<Artifact> = dists.map(|(_, artifact)| artifact.clone()).collect();
    let Checked { files, together } = check_all(&dists, &Limits::default(), &session.scratch())?;
    let mut found = files.into_iter();
    let mut looked = Vec::new();
    for (it, artifact) in chosen.iter().zip(artifacts) {
        let findings = match it.what {
            What::Distribution => weigh(found.next().unwrap_or_default(), audience),
            What::Extension => extension(&it.path)?,
        };
        let findings = findings.into_iter().map(|found| below(found, &it.path)).collect();
        looked.push(File { path: it.path.clone(), artifact, findings });
    }
    let together = weigh(together, audience).into_iter().map(|found| {
        let named = chosen.iter().map(|it| &it.path).find(|path| is_at(&found, path));
        match named {
            Some(path) => below(found, path),
            None => found,
        }
    });
    Ok((looked, together.collect()))
}

/// What the extension's own rules say of a bundle.
fn extension(path: &Path) -> Result<Vec<Finding>, Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let none = |message: String| vec![Finding::new(&NOT_A_DISTRIBUTION, message).in_file(&*name)];
    let tree = match bundle_file::tree_of_heads(path) {
        Ok(tree) => tree,
        Err(Error::Malformed { why, .. }) => return Ok(none(why)),
        Err(error) => return Err(error.into()),
    };
    match tree.is_file(&RelPath::root().child(MANIFEST))? {
        true => Ok(bundle_file::verdict(&tree, path)?.findings),
        false => Ok(none(format!("there is no `{MANIFEST}` in it"))),
    }
}

/// Whether a finding is about the file of this name.
fn is_at(finding: &Finding, path: &Path) -> bool {
    matches!(&finding.place, Some(Place::File(name)) if path.ends_with(name))
}

/// The finding as the user named the file, which its rules know by its last name.
fn below(mut finding: Finding, path: &Path) -> Finding {
    let Some(folder) = path.parent().filter(|it| !it.as_os_str().is_empty()) else {
        return finding;
    };
    let named = |name: &str| folder.join(name).display().to_string();
    match &mut finding.place {
        Some(Place::Entry { archive, .. }) => *archive = named(archive),
        Some(Place::File(path)) => *path = named(path),
        Some(Place::Text(location)) => location.path = named(&location.path).into(),
        None => {}
    }
    finding
}
