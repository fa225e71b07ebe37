//! Projects held in memory, for the tests of the rooms.

use std::collections::BTreeMap;

use pyrel_archive::FileMap;
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

/// A tree of `pyproject.toml` and these files. A text that begins with `->` is a link, and a file
/// that ends with `.sh` may be executed.
pub(super) fn tree(pyproject: &str, files: &[(&str, &str)]) -> SourceTree {
    let file = |(path, text): &(&str, &str)| {
        let source = match text.strip_prefix("-> ") {
            Some(target) => Source::Link(target.into()),
            None => Source::Bytes(text.as_bytes().into()),
        };
        (RelPath::new(path).unwrap(), TreeEntry { source, executable: path.ends_with(".sh") })
    };
    let mut entries: BTreeMap<_, _> = files.iter().map(file).collect();
    entries.extend([file(&("pyproject.toml", pyproject))]);
    SourceTree::of_entries(None, entries)
}

/// The members of a map.
pub(super) fn paths(map: &FileMap) -> Vec<String> {
    map.iter().map(|(path, _)| path.to_string()).collect()
}
