//! Finished bundles, looked into without unpacking them.

use std::io::Read;
use std::path::Path;

use pyrel_archive::unpack::Parcel;
use pyrel_archive::zip::Archive;
use pyrel_archive::{Artifact, Error, Limits};
use pyrel_diag::{Finding, Place};
use pyrel_dxt::{Inspection, Verdict, inspect_archive};
use pyrel_signature::Bundle;
use pyrel_tree::{RelPath, SourceTree};

use super::dxt::NoManifest;
use crate::render::Failure;

/// Whether a path is called like a bundle, or is a zip archive under any name: no manifest begins like
/// one.
pub(super) fn is_bundle(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let is_called_so =
        |it: &str| ["dxt", "mcpb", "zip"].iter().any(|end| it.eq_ignore_ascii_case(end));
    ending.is_some_and(is_called_so) || is_zip(path)
}

fn is_zip(path: &Path) -> bool {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let Ok(tree) = SourceTree::folder(folder.unwrap_or(Path::new("."))) else { return false };
    let file = RelPath::root().child(name);
    if !tree.is_file(&file).unwrap_or_default() {
        return false;
    }
    let mut head = [0; 4];
    tree.open(&file).is_ok_and(|mut it| it.read_exact(&mut head).is_ok()) && head == *b"PK\x03\x04"
}

/// Whether a file may give its place to a bundle: one that is a bundle itself, or is empty.
pub(super) fn is_replaceable(path: &Path) -> bool {
    let Ok(artifact) = Artifact::existing(path) else { return false };
    artifact.is_empty()
        || open_artifact(&artifact)
            .is_ok_and(|it| it.members().iter().any(|it| it.path.as_str() == MANIFEST))
}

/// A finding in the manifest of a bundle, which lies in no folder.
pub(super) fn inside(mut finding: Finding, bundle: &str) -> Finding {
    match &mut finding.place {
        Some(Place::Text(location)) => {
            location.path = format!("{bundle}!{}", location.path).into();
        }
        Some(Place::File(path)) => *path = format!("{bundle}!{path}"),
        Some(Place::Entry { .. }) | None => {}
    }
    finding
}

/// A finding in a manifest that was put into a folder, told of the file that it was taken from. Others
/// come back as they are.
pub(super) fn at_source(mut finding: Finding, source: Option<&Path>) -> Result<Finding, Finding> {
    let Some(source) = source else { return Err(finding) };
    let source = source.display().to_string();
    match &mut finding.place {
        Some(Place::Text(location)) if &*location.path == MANIFEST => {
            location.path = source.into();
        }
        Some(Place::File(path)) if path == MANIFEST => *path = source,
        Some(Place::Entry { .. } | Place::File(_) | Place::Text(_)) | None => return Err(finding),
    }
    Ok(finding)
}

/// What the extension's rules say of a bundle. It has no template in it, and what is found in it
/// lies in no folder.
pub(super) fn verdict(
    archive: &Archive,
    path: &Path,
    inspection: &Inspection,
) -> Result<Verdict, pyrel_dxt::Error> {
    let verdict = inspect_archive(archive, inspection)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let findings = verdict.findings.into_iter().map(|found| inside(found, &name)).collect();
    Ok(Verdict { findings, ..verdict })
}

/// The name of the manifest in every bundle.
pub(super) const MANIFEST: &str = "manifest.json";

/// Whether there is a manifest among what comes out of a bundle.
pub(super) fn holds_manifest(parcel: &Parcel) -> bool {
    parcel.items().iter().any(|item| item.path.as_str() == MANIFEST)
}

/// Opens a finished bundle, and sees through a signature behind it.
pub(super) fn open(path: &Path) -> Result<Archive, Error> {
    pyrel_signature::open(&Bundle::existing(path)?, &Limits::default())
}

/// The same for a file that is in somebody's hands already.
pub(super) fn open_artifact(artifact: &Artifact) -> Result<Archive, Error> {
    pyrel_signature::open(&Bundle::from(artifact), &Limits::default())
}

/// Whoever names a bundle means one with a manifest.
pub(super) fn ensure_manifest(archive: &Archive, path: &Path) -> Result<(), Failure> {
    match archive.member(MANIFEST) {
        Some(_) => Ok(()),
        None => Err(NoManifest { path: path.to_owned() }.into()),
    }
}
