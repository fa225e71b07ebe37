//! Walking a tree in a fixed order.

use crate::{EntryKind, Error, Item, RelPath, SourceTree};

/// Whether a walk goes into a folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Descend {
    /// Into it.
    Into,
    /// Past it.
    Past,
}

/// How deep folders may lie: what a loop of folder links would exceed at once.
const DEEPEST: usize = 128;

/// All that is not a folder below `folder`, depth first, the names of a folder in the order of
/// their bytes. `enter` is asked about every folder; symbolic links to folders are followed.
///
/// # Errors
/// When something on the way cannot be read, leaves the tree or loops.
pub fn walk(
    tree: &SourceTree,
    folder: &RelPath,
    enter: &mut dyn FnMut(&Item) -> Descend,
) -> Result<Vec<Item>, Error> {
    let mut found = Vec::new();
    visit(tree, folder, enter, &mut found, 0)?;
    Ok(found)
}

fn visit(
    tree: &SourceTree,
    folder: &RelPath,
    enter: &mut dyn FnMut(&Item) -> Descend,
    found: &mut Vec<Item>,
    depth: usize,
) -> Result<(), Error> {
    if depth > DEEPEST {
        return Err(Error::Loop { path: folder.clone() });
    }
    for item in tree.list(folder)? {
        if item.kind != EntryKind::Folder {
            found.push(item);
        } else if enter(&item) == Descend::Into {
            visit(tree, &item.path, enter, found, depth + 1)?;
        }
    }
    Ok(())
}
