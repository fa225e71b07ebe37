//! What a pattern finds in a tree.

use super::PathKind;
use super::path_pattern::{PathPattern, Reached};
use crate::{EntryKind, Error, Item, RelPath, SourceTree};

/// How deep below its base a pattern is followed: what a loop of folder links would exceed at once.
const DEEPEST: usize = 128;

/// All that a pattern finds below `base` (never `base` itself), sorted. Only folders that can hold
/// something are listed; where the pattern names the next component, nothing is.
pub(super) fn expand(
    pattern: &PathPattern,
    tree: &SourceTree,
    base: &RelPath,
) -> Result<Vec<Item>, Error> {
    let mut found = Vec::new();
    if !tree.is_folder(base)? {
        return Ok(found);
    }
    let mut open = vec![(base.clone(), pattern.start(), 0)];
    while let Some((folder, reached, depth)) = open.pop() {
        if depth > DEEPEST {
            return Err(Error::Loop { path: folder });
        }
        for item in candidates(pattern, &reached, tree, &folder)? {
            let next = pattern.step(&reached, item.path.file_name());
            if next.is_dead() {
                continue;
            }
            let folder = item.kind == EntryKind::Folder;
            let kind = if folder { PathKind::Folder } else { PathKind::File };
            if folder {
                open.push((item.path.clone(), next.clone(), depth + 1));
            }
            if pattern.finds(&next, kind) {
                found.push(item);
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

fn candidates(
    pattern: &PathPattern,
    reached: &Reached,
    tree: &SourceTree,
    folder: &RelPath,
) -> Result<Vec<Item>, Error> {
    let Some(names) = pattern.literal_names(reached) else { return tree.list(folder) };
    let mut items = Vec::new();
    for name in names {
        items.extend(tree.item(&folder.child(name))?);
    }
    Ok(items)
}
