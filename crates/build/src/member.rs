//! From names in the tree to members of a file map.

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_tree::{EntryKind, Item, RelPath, Source};

use crate::Error;

/// How a symbolic link becomes a member.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Links {
    /// As the file it points at.
    Follow,
    /// As a link.
    Keep,
}

/// Adds a file of the tree at a place in a map.
///
/// # Errors
/// When it is a pipe or a socket, the place is taken by another source, its name is not portable,
/// or a kept link would point out of the archive.
pub(crate) fn add(
    map: &mut FileMap,
    at: &RelPath,
    item: &Item,
    links: Links,
    origin: &Origin,
) -> Result<(), Error> {
    let executable = matches!(item.kind, EntryKind::File { executable: true, .. });
    let source = match (&item.link, links) {
        (Some(target), Links::Keep) => {
            if escapes(at, target) {
                return Err(pyrel_tree::Error::Escapes { path: item.path.clone() }.into());
            }
            Source::Link(target.clone())
        }
        // What is wrong with a link is said best by whoever follows it.
        (None, _) if item.kind == EntryKind::Other => {
            return Err(pyrel_tree::Error::NotAFile { path: item.path.clone() }.into());
        }
        _ => Source::File(item.path.clone()),
    };
    let entry = Entry { source, mode: Mode::of(executable), origin: origin.clone() };
    map.add(ArchivePath::try_from(at)?, entry)?;
    Ok(())
}

/// Whether a link at a place points out of the root that the place is relative to.
fn escapes(at: &RelPath, target: &str) -> bool {
    let folder = at.parent().unwrap_or_else(RelPath::root);
    target.starts_with('/')
        || RelPath::new([folder.as_str(), target].join("/").trim_start_matches('/')).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_may_climb_but_not_out() {
        let at = RelPath::new("pkg/data/link").unwrap();
        assert!(!escapes(&at, "../other.txt"));
        assert!(!escapes(&at, "x"));
        assert!(escapes(&at, "../../../other.txt"));
        assert!(escapes(&at, "/etc/passwd"));
        assert!(!escapes(&RelPath::new("link").unwrap(), "pkg/x"));
    }
}
