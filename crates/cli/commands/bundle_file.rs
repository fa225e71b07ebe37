//! Finished bundles, looked into without unpacking them.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use pyrel_archive::zip::{Archive, Member};
use pyrel_archive::{Artifact, Error, Limits};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use crate::render::Failure;

/// Whether a path is called like a bundle.
pub(super) fn is_bundle(path: &Path) -> bool {
    matches!(path.extension().and_then(|ending| ending.to_str()), Some("dxt" | "mcpb" | "zip"))
}

/// So many bytes of a manifest are read: more than any host would.
const MANIFEST: u64 = 4 << 20;
/// So many bytes are read of any other file: enough to tell what it is.
const HEAD: u64 = 64;

/// A tree of all that validation looks at: the manifest whole, and the first bytes of every other
/// file.
pub(super) fn tree_of_heads(path: &Path) -> Result<SourceTree, Failure> {
    let artifact = Artifact::existing(path)?;
    let archive = Archive::open(&artifact, &Limits::default())?;
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
    if member.path.as_str() == "manifest.json" {
        return archive.read(member, MANIFEST);
    }
    let mut head = Vec::new();
    let read = archive.reader(member).take(HEAD).read_to_end(&mut head);
    read.map_err(|source| Error::Unreadable { path: member.path.to_string(), source })?;
    Ok(head)
}
