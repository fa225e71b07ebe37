//! A tree over finished entries.

use std::collections::BTreeMap;
use std::io::Read;

use crate::{EntryKind, Error, Item, RelPath, Source, SourceTree, TreeEntry};

/// Files by path; folders follow from them.
#[derive(Debug)]
pub(crate) struct Entries {
    base: Option<SourceTree>,
    files: BTreeMap<RelPath, TreeEntry>,
}

/// How many links may lead to one another, as Linux counts.
const MOST_LINKS: usize = 40;

impl Entries {
    pub(crate) fn new(base: Option<SourceTree>, files: BTreeMap<RelPath, TreeEntry>) -> Self {
        Self { base, files }
    }

    pub(crate) fn item(&self, path: &RelPath) -> Result<Option<Item>, Error> {
        // Whether the last name is a link is seen where its folder really lies.
        let place = match path.parent() {
            Some(parent) => self.resolve(&parent)?.child(path.file_name()),
            None => path.clone(),
        };
        let link = match self.files.get(&place).map(|entry| &entry.source) {
            Some(Source::Link(target)) => Some(target.clone()),
            _ => None,
        };
        // A link that cannot be followed is described all the same: perhaps nobody wants it.
        let resolved = if link.is_some() { self.resolve(path).unwrap_or(place) } else { place };
        let kind = match self.files.get(&resolved) {
            Some(entry) => self.kind_of(&resolved, entry)?,
            None if self.is_folder(&resolved) => EntryKind::Folder,
            None if link.is_some() => EntryKind::Other,
            None => return Ok(None),
        };
        Ok(Some(Item { path: path.clone(), kind, link }))
    }

    pub(crate) fn list(&self, folder: &RelPath) -> Result<Vec<Item>, Error> {
        let resolved = self.resolve(folder)?;
        if !self.is_folder(&resolved) {
            return Err(Error::Missing { path: folder.clone() });
        }
        let mut names: Vec<&str> = self
            .below(&resolved)
            .filter_map(|path| path.as_str()[prefix_len(&resolved)..].split('/').next())
            .collect();
        names.sort_unstable();
        names.dedup();
        let items = names.into_iter().map(|name| self.item(&folder.child(name)));
        items.filter_map(Result::transpose).collect()
    }

    pub(crate) fn open(&self, path: &RelPath) -> Result<Box<dyn Read + Send>, Error> {
        let resolved = self.resolve(path)?;
        let Some(entry) = self.files.get(&resolved) else {
            let path = path.clone();
            return match self.item(&path)? {
                Some(_) => Err(Error::NotAFile { path }),
                None => Err(Error::Missing { path }),
            };
        };
        match (&entry.source, &self.base) {
            (Source::File(inner), Some(base)) => base.open(inner),
            (Source::File(inner), None) => Err(Error::Missing { path: inner.clone() }),
            (Source::Link(_), _) => Err(Error::NotAFile { path: path.clone() }),
            (source @ (Source::Bytes(_) | Source::Slice(_)), _) => {
                // Neither of the two looks at a tree, so an empty one serves.
                SourceTree::of_entries(None, BTreeMap::new()).open_source(source)
            }
        }
    }

    /// The file of the base that an entry is read from.
    pub(crate) fn read_from(&self, path: &RelPath) -> Option<&RelPath> {
        match &self.files.get(path)?.source {
            Source::File(inner) => Some(inner),
            Source::Bytes(_) | Source::Link(_) | Source::Slice(_) => None,
        }
    }

    fn kind_of(&self, path: &RelPath, entry: &TreeEntry) -> Result<EntryKind, Error> {
        let len = match &entry.source {
            Source::Bytes(bytes) => bytes.len() as u64,
            Source::File(inner) => match self.base.as_ref().map(|base| base.kind(inner)) {
                Some(kind) => match kind? {
                    Some(EntryKind::File { len, .. }) => len,
                    Some(EntryKind::Folder | EntryKind::Other) => return Ok(EntryKind::Other),
                    None => return Err(Error::Missing { path: path.clone() }),
                },
                None => return Err(Error::Missing { path: path.clone() }),
            },
            Source::Link(_) => return Ok(EntryKind::Other),
            Source::Slice(slice) => slice.len,
        };
        Ok(EntryKind::File { len, executable: entry.executable })
    }

    fn is_folder(&self, path: &RelPath) -> bool {
        path.is_root() || self.below(path).next().is_some()
    }

    fn below<'a>(&'a self, folder: &RelPath) -> impl Iterator<Item = &'a RelPath> + use<'a> {
        let prefix = if folder.is_root() { String::new() } else { format!("{folder}/") };
        // Siblings such as `a-b` sort between `a` and `a/`, so the range starts at the path itself.
        self.files
            .range(folder.clone()..)
            .map(|(path, _)| path)
            .skip_while({
                let prefix = prefix.clone();
                move |path| path.as_str() < prefix.as_str()
            })
            .take_while(move |path| path.as_str().starts_with(&prefix))
    }

    /// The path with the links of every component replaced by what they point at.
    pub(crate) fn resolve(&self, path: &RelPath) -> Result<RelPath, Error> {
        let mut resolved = RelPath::root();
        let mut rest: Vec<String> = path.components().rev().map(str::to_owned).collect();
        let mut links = 0;
        while let Some(name) = rest.pop() {
            if name == ".." {
                if !self.is_folder(&resolved) {
                    // Nothing lies below what is no folder, and there is no way back from it.
                    return Ok(resolved.child("nothing"));
                }
                let escapes = || Error::Escapes { path: path.clone() };
                resolved = resolved.parent().ok_or_else(escapes)?;
                continue;
            }
            let next = resolved.child(&name);
            let Some(TreeEntry { source: Source::Link(target), .. }) = self.files.get(&next) else {
                resolved = next;
                continue;
            };
            links += 1;
            if links > MOST_LINKS {
                return Err(Error::Loop { path: path.clone() });
            }
            if target.starts_with('/') {
                return Err(Error::Escapes { path: path.clone() });
            }
            let parts = target.split('/').filter(|part| !part.is_empty() && *part != ".");
            rest.extend(parts.rev().map(str::to_owned));
        }
        Ok(resolved)
    }
}

fn prefix_len(folder: &RelPath) -> usize {
    if folder.is_root() { 0 } else { folder.as_str().len() + 1 }
}
