//! Finished bundles, looked into without unpacking them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use pyrel_archive::zip::{Archive, Member};
use pyrel_archive::{Artifact, Error, Limits};
use pyrel_diag::{Finding, Place};
use pyrel_dxt::{ManifestSource, Verdict, validate};
use pyrel_signature::Bundle;
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use crate::render::Failure;

/// Whether a path is called like a bundle.
pub(super) fn is_bundle(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|it| ["dxt", "mcpb", "zip"].iter().any(|end| it.eq_ignore_ascii_case(end)))
}

/// Whether a file may give its place to a bundle: one that is a bundle itself, or is empty.
pub(super) fn is_replaceable(path: &Path) -> bool {
    let Ok(artifact) = Artifact::existing(path) else { return false };
    let archive = pyrel_signature::open(&Bundle::from(&artifact), &Limits::default());
    artifact.is_empty()
        || archive.is_ok_and(|it| it.members().iter().any(|it| it.path.as_str() == MANIFEST))
}

/// A finding in the manifest of a bundle, which lies in no folder.
fn inside(mut finding: Finding, bundle: &str) -> Finding {
    match &mut finding.place {
        Some(Place::Text(location)) => {
            location.path = format!("{bundle}!{}", location.path).into();
        }
        Some(Place::File(path)) => *path = format!("{bundle}!{path}"),
        Some(Place::Entry { .. }) | None => {}
    }
    finding
}

/// What the extension's rules say of a bundle. It has no template in it, and what is found in its
/// manifest lies in the bundle.
pub(super) fn verdict(tree: &SourceTree, path: &Path) -> Result<Verdict, Failure> {
    let verdict = validate(tree, &ManifestSource::new(RelPath::root().child(MANIFEST)))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let findings = verdict.findings.into_iter().map(|found| inside(found, &name)).collect();
    Ok(Verdict { findings, ..verdict })
}

/// The name of the manifest in every bundle.
pub(super) const MANIFEST: &str = "manifest.json";

/// So many bytes of a manifest are read: more than any host would.
const WHOLE: u64 = 4 << 20;
/// So many bytes are read of any other file: enough to tell what it is.
const HEAD: u64 = 64;

/// Opens a finished bundle, and sees through a signature behind it.
pub(super) fn open(path: &Path) -> Result<Archive, Error> {
    pyrel_signature::open(&Bundle::existing(path)?, &Limits::default())
}

/// A tree of all that validation looks at: the manifest whole, and the first bytes of every other
/// file.
pub(super) fn tree_of_heads(path: &Path) -> Result<SourceTree, Error> {
    let archive = open(path)?;
    let mut entries = BTreeMap::new();
    for member in archive.members() {
        if let Ok(path) = RelPath::new(member.path.as_str()) {
            let source = Source::Bytes(head(&archive, member)?.into());
            entries.insert(path, TreeEntry { source, executable: false });
        }
    }
    Ok(SourceTree::of_entries(None, entries))
}

fn head(archive: &Archive, member: &Member) -> Result<Vec<u8>, Error> {
    if member.path.as_str() == MANIFEST {
        return archive.read(member, WHOLE);
    }
    let mut head = Vec::new();
    let read = archive.reader(member).take(HEAD).read_to_end(&mut head);
    read.map_err(|source| Error::Unreadable { path: member.path.to_string(), source })?;
    Ok(head)
}
