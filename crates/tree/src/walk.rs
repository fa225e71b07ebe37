//! Walking a tree in a fixed order.

use std::collections::BTreeSet;

use crate::{EntryKind, Error, Item, RelPath, SourceTree};

/// Whether a walk goes into a folder.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Descend {
    /// Into it.
    Into,
    /// Past it.
    Past,
}

/// How deep folders may lie: deeper than any system lets people go by hand.
const DEEPEST: usize = 128;
/// How many folders are entered through links before they are taken for a trap: links that lead to
/// folders with links double the work with every level without ever forming a loop.
const MOST_LINKED: usize = 10_000;

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
    start(tree, folder, enter, None)
}

/// As [`walk`], but every folder is visited once, under the first of its names. A link to a folder
/// that was visited before is passed, and so there are no loops.
///
/// # Errors
/// When something on the way cannot be read or leaves the tree.
pub fn walk_once(
    tree: &SourceTree,
    folder: &RelPath,
    enter: &mut dyn FnMut(&Item) -> Descend,
) -> Result<Vec<Item>, Error> {
    start(tree, folder, enter, Some(BTreeSet::new()))
}

fn start(
    tree: &SourceTree,
    folder: &RelPath,
    enter: &mut dyn FnMut(&Item) -> Descend,
    seen: Option<BTreeSet<RelPath>>,
) -> Result<Vec<Item>, Error> {
    let place = tree.resolve(folder)?;
    let seen = seen.map(|mut seen| {
        seen.insert(place.clone());
        seen
    });
    let mut walk = Walk { tree, enter, chain: vec![place], seen, linked: 0, found: Vec::new() };
    walk.visit(folder)?;
    Ok(walk.found)
}

struct Walk<'a> {
    tree: &'a SourceTree,
    enter: &'a mut dyn FnMut(&Item) -> Descend,
    /// Where the folders that are being visited really lie, from the first to the current one.
    chain: Vec<RelPath>,
    /// Where all folders visited so far really lie, if each shall be visited once.
    seen: Option<BTreeSet<RelPath>>,
    linked: usize,
    found: Vec<Item>,
}

impl Walk<'_> {
    fn visit(&mut self, folder: &RelPath) -> Result<(), Error> {
        for item in self.tree.list(folder)? {
            if item.kind != EntryKind::Folder {
                self.found.push(item);
            } else if (self.enter)(&item) == Descend::Into {
                let place = self.place_of(&item)?;
                if self.seen.as_mut().is_none_or(|seen| seen.insert(place.clone())) {
                    self.chain.push(place);
                    self.visit(&item.path)?;
                    self.chain.pop();
                }
            }
        }
        Ok(())
    }

    /// Where a folder really lies. One that is being visited already would be visited for ever.
    fn place_of(&mut self, item: &Item) -> Result<RelPath, Error> {
        let is_loop = || Error::Loop { path: item.path.clone() };
        if self.chain.len() > DEEPEST {
            return Err(Error::TooDeep { path: item.path.clone() });
        }
        if item.link.is_none()
            && let Some(parent) = self.chain.last()
        {
            return Ok(parent.child(item.path.file_name()));
        }
        let place = self.tree.resolve(&item.path)?;
        if self.seen.is_some() {
            return Ok(place);
        }
        self.linked += 1;
        let loops = self.linked > MOST_LINKED || self.chain.contains(&place);
        if loops { Err(is_loop()) } else { Ok(place) }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Source, TreeEntry};

    /// A tree of files and links: `name` or `name -> target`.
    fn tree(lines: &[String]) -> SourceTree {
        let entries = lines.iter().map(|line| {
            let (name, source) = match line.split_once(" -> ") {
                Some((name, target)) => (name, Source::Link(target.into())),
                None => (line.as_str(), Source::Bytes(b"x".as_slice().into())),
            };
            (RelPath::new(name).unwrap(), TreeEntry { source, executable: false })
        });
        SourceTree::of_entries(None, entries.collect::<BTreeMap<_, _>>())
    }

    fn walked(lines: &[&str]) -> Result<Vec<String>, String> {
        let lines: Vec<_> = lines.iter().map(|line| (*line).to_owned()).collect();
        match walk(&tree(&lines), &RelPath::root(), &mut |_| Descend::Into) {
            Ok(items) => Ok(items.iter().map(|item| item.path.to_string()).collect()),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn names_come_in_the_order_of_their_bytes_folder_by_folder() {
        let found = walked(&["b", "a/z", "a-b", "a/b/c", "B"]).unwrap();
        assert_eq!(found, ["B", "a/b/c", "a/z", "a-b", "b"]);
    }

    #[test]
    fn a_link_to_a_folder_is_followed() {
        assert_eq!(walked(&["a/x", "b -> a"]).unwrap(), ["a/x", "b/x"]);
    }

    #[test]
    fn a_link_to_a_folder_above_is_a_loop() {
        for target in [".", "..", "../../a"] {
            let link = format!("a/b/up -> {target}");
            let error = walked(&["a/b/x", &link]).unwrap_err();
            assert_eq!(error, "`a/b/up` is part of a loop of symbolic links", "{target}");
        }
    }

    #[test]
    fn crossed_links_are_a_loop_and_not_an_explosion() {
        let error = walked(&["a/x", "a/to -> ../b", "b/x", "b/to -> ../a"]).unwrap_err();
        assert_eq!(error, "`a/to/to` is part of a loop of symbolic links");
    }

    #[test]
    fn links_that_double_at_every_level_end() {
        let mut lines = vec!["d16/x".to_owned()];
        for level in 0..16 {
            for name in ["l", "r"] {
                lines.push(format!("d{level}/{name} -> ../d{}", level + 1));
            }
        }
        let error = walk(&tree(&lines), &RelPath::root(), &mut |_| Descend::Into).unwrap_err();
        assert!(matches!(error, Error::Loop { .. }), "{error}");
    }

    #[test]
    fn a_walk_that_visits_each_folder_once_keeps_its_first_name() {
        let lines = ["a -> data", "data/x", "data/up -> ..", "z -> data"].map(str::to_owned);
        let found = walk_once(&tree(&lines), &RelPath::root(), &mut |_| Descend::Into).unwrap();
        let names: Vec<_> = found.iter().map(|item| item.path.to_string()).collect();
        assert_eq!(names, ["a/x"]);
    }

    #[test]
    fn folders_that_lie_too_deep_are_told() {
        let deep = format!("{}x", "d/".repeat(200));
        let error = walked(&[&deep]).unwrap_err();
        assert!(error.ends_with("lies below more than 128 folders"), "{error}");
    }

    #[test]
    fn a_folder_that_is_passed_is_not_looked_into() {
        let lines = ["a/x".to_owned(), "b/loop -> .".to_owned()];
        let past = &mut |item: &Item| match item.path.as_str() {
            "b" => Descend::Past,
            _ => Descend::Into,
        };
        let found = walk(&tree(&lines), &RelPath::root(), past).unwrap();
        assert_eq!(found.len(), 1);
    }
}
