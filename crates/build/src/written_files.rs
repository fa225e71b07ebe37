//! Files that a build writes into the tree that it reads: laid over it, and on no disk.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::{Entry, FileMap};
use pyrel_tree::{RelPath, Source};

use crate::Error;

/// Makes bytes of the members of a map that are read from such files: the tree that the map goes
/// with has them not.
pub(crate) fn settle(
    map: &mut FileMap,
    written: &BTreeMap<RelPath, Arc<[u8]>>,
) -> Result<(), Error> {
    let of = |source: &Source| match source {
        Source::File(path) => written.get(path).cloned(),
        Source::Bytes(_) | Source::Link(_) | Source::Slice(_) => None,
    };
    let found: Vec<_> = map
        .iter()
        .filter_map(|(path, entry)| Some((path.clone(), entry.clone(), of(&entry.source)?)))
        .collect();
    for (path, entry, text) in found {
        map.remove(&path);
        map.add(path, Entry { source: Source::Bytes(text), ..entry })?;
    }
    Ok(())
}
