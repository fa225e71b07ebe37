//! Distributions looked at, for every command that has some in its hands.

use std::path::{Path, PathBuf};

use pyrel_archive::{Artifact, Limits};
use pyrel_check::{Audience, Checked, check_all, weigh};
use pyrel_diag::{Finding, Place};

use crate::render::Failure;
use crate::session::Session;

/// Looks at distributions, each with the place that it has or shall have; what is found names them as
/// the user would, and weighs what it does for its audience.
pub(in crate::commands) fn distributions(
    session: &Session,
    files: &[(PathBuf, Artifact)],
    audience: Audience,
) -> Result<Checked, Failure> {
    let artifacts: Vec<Artifact> = files.iter().map(|(_, artifact)| artifact.clone()).collect();
    let checked = check_all(&artifacts, &Limits::default(), &session.scratch())?;
    let paths: Vec<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
    Ok(named(checked, &paths, audience))
}

fn named(checked: Checked, paths: &[&Path], audience: Audience) -> Checked {
    let weighed = |found: Vec<Finding>| weigh(found, audience).into_iter();
    let files = checked.files.into_iter().zip(paths);
    let files = files.map(|(found, path)| weighed(found).map(|it| beside(it, path)).collect());
    let together = weighed(checked.together).map(|found| {
        match paths.iter().find(|path| is_at(&found, path)) {
            Some(path) => beside(found, path),
            None => found,
        }
    });
    Checked { files: files.collect(), together: together.collect() }
}

/// The finding in the folder of the file that it is about.
pub(super) fn beside(finding: Finding, path: &Path) -> Finding {
    in_folder(finding, path.parent().unwrap_or(Path::new("")))
}

/// Whether a finding is about the file of this name.
fn is_at(finding: &Finding, path: &Path) -> bool {
    matches!(&finding.place, Some(Place::File(name)) if path.ends_with(name))
}

/// The finding as the user would name the file, which its rules know by its last name.
pub(in crate::commands) fn in_folder(mut finding: Finding, folder: &Path) -> Finding {
    if folder.as_os_str().is_empty() {
        return finding;
    }
    let named = |name: &str| folder.join(name).display().to_string();
    match &mut finding.place {
        Some(Place::Entry { archive, .. }) => *archive = named(archive),
        Some(Place::File(path)) => *path = named(path),
        Some(Place::Text(location)) => location.path = named(&location.path).into(),
        None => {}
    }
    finding
}
