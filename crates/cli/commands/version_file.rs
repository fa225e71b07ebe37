//! What a backend writes into the tree that it builds, written there as well.

use std::path::PathBuf;

use pyrel_archive::Artifact;
use pyrel_diag::{Explain, Finding, Kind};
use pyrel_effect::{Place, Plan};
use pyrel_tree::RelPath;

use super::project::{Project, ProjectKind};
use crate::render::Failure;
use crate::session::Session;

/// Plans the files that are not there yet word for word.
pub(super) fn write(
    session: &Session,
    project: &Project,
    built: &pyrel_build::Project,
    plan: &mut Plan,
) -> Result<(), Failure> {
    if project.kind == ProjectKind::Archive {
        return Err(NoFolder.into());
    }
    if built.written.is_empty() {
        session.note("there is no version file to write: the project's backend writes none");
    }
    for (path, bytes) in &built.written {
        if !is_there(project, path, bytes)? {
            let target = path.components().fold(project.base.clone(), |to, name| to.join(name));
            let spool = session.spool(target.parent().unwrap_or(&project.base));
            let artifact = Artifact::of_bytes(path.file_name(), bytes, &spool)
                .map_err(|source| Unwritten { path: target.clone(), source })?;
            plan.push(Place { path: target, artifact });
        }
    }
    Ok(())
}

/// Whether this is what writing the files mends.
pub(super) fn is_mended(finding: &Finding) -> bool {
    finding.rule.id == "unwritten-version-file"
}

/// Whether the file is there with these bytes. It may not lie behind a link: what is written shall
/// get its place in the project's own folder and nowhere else.
fn is_there(project: &Project, path: &RelPath, bytes: &[u8]) -> Result<bool, Failure> {
    let folder = path.parent().unwrap_or_else(RelPath::root);
    match project.tree.resolve(&folder) {
        Ok(place) if place == folder => {
            Ok(project.tree.is_file(path)? && *project.tree.read(path)? == *bytes)
        }
        Ok(_) => Err(BehindLink { path: path.clone(), folder }.into()),
        Err(pyrel_tree::Error::Missing { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// `--write-version-file` of an sdist.
#[derive(Debug, thiserror::Error)]
#[error("an sdist is no folder that a version file could be written into")]
struct NoFolder;

/// A file below a link.
#[derive(Debug, thiserror::Error)]
#[error("`{path}` is not written, since `{folder}` leads elsewhere")]
struct BehindLink {
    path: RelPath,
    folder: RelPath,
}

/// A spool that takes nothing.
#[derive(Debug, thiserror::Error)]
#[error("`{}` cannot be written", path.display())]
struct Unwritten {
    path: PathBuf,
    source: std::io::Error,
}

impl Explain for NoFolder {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("unpack it, or leave out `--write-version-file`".to_owned())
    }
}

impl Explain for BehindLink {
    fn kind(&self) -> Kind {
        Kind::User
    }
}

impl Explain for Unwritten {
    fn kind(&self) -> Kind {
        Kind::User
    }
}
