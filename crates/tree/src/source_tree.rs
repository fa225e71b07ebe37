//! A tree as a value.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use crate::disk::Disk;
use crate::entries::Entries;
use crate::{Error, RelPath, Source};

/// A read-only tree of files; cheap to clone.
#[derive(Clone, Debug)]
pub struct SourceTree {
    layer: Arc<Layer>,
}

#[derive(Debug)]
enum Layer {
    Disk(Disk),
    Entries(Entries),
    Overlay { base: SourceTree, over: SourceTree },
    Without { base: SourceTree, hidden: BTreeSet<RelPath> },
}

/// What a path is, symbolic links followed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum EntryKind {
    /// A regular file.
    File {
        /// Its size in bytes.
        len: u64,
        /// Whether its owner may execute it.
        executable: bool,
    },
    /// A folder.
    Folder,
    /// A pipe, a socket, a device, or a symbolic link that cannot be followed: to nothing, in a
    /// circle, or out of the tree. Opening it says which.
    Other,
}

/// One name in a listing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Item {
    /// Where it is.
    pub path: RelPath,
    /// What it is, symbolic links followed.
    pub kind: EntryKind,
    /// The text of its target, if it is a symbolic link.
    pub link: Option<Arc<str>>,
}

/// A member of a tree that does not lie on disk.
#[derive(Clone, Debug)]
pub struct TreeEntry {
    /// Where its bytes are.
    pub source: Source,
    /// Whether it may be executed.
    pub executable: bool,
}

/// Files read whole (metadata, readme, Python sources) may have this many bytes at most.
const WHOLE_FILE: u64 = 64 << 20;

impl SourceTree {
    /// The tree of a folder.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be opened.
    pub fn folder(root: &Path) -> Result<Self, Error> {
        Ok(Self { layer: Arc::new(Layer::Disk(Disk::new(root)?)) })
    }

    /// A tree of finished entries, of which nothing lies on disk. Their `Source::File`s are
    /// relative to `base`.
    #[must_use]
    pub fn of_entries(base: Option<Self>, entries: BTreeMap<RelPath, TreeEntry>) -> Self {
        Self { layer: Arc::new(Layer::Entries(Entries::new(base, entries))) }
    }

    /// This tree with some files replaced or added.
    #[must_use]
    pub fn overlaid(&self, files: BTreeMap<RelPath, Arc<[u8]>>) -> Self {
        let entries = files.into_iter().map(|(path, bytes)| {
            let executable =
                matches!(self.kind(&path), Ok(Some(EntryKind::File { executable: true, .. })));
            (path, TreeEntry { source: Source::Bytes(bytes), executable })
        });
        let over = Self::of_entries(None, entries.collect());
        Self { layer: Arc::new(Layer::Overlay { base: self.clone(), over }) }
    }

    /// This tree without some paths and everything below them.
    #[must_use]
    pub fn without(&self, hidden: BTreeSet<RelPath>) -> Self {
        if hidden.is_empty() {
            return self.clone();
        }
        Self { layer: Arc::new(Layer::Without { base: self.clone(), hidden }) }
    }

    /// What a path is; `None` where there is nothing.
    ///
    /// # Errors
    /// When a folder on the way leads out of the tree or in a circle, or cannot be looked at. A
    /// link that does so itself is [`EntryKind::Other`], so that one nobody wants does no harm.
    pub fn kind(&self, path: &RelPath) -> Result<Option<EntryKind>, Error> {
        Ok(self.item(path)?.map(|item| item.kind))
    }

    /// Whether a path is a regular file.
    ///
    /// # Errors
    /// As [`SourceTree::kind`], and when it is a link out of the tree or in a circle: whoever asks
    /// for a path by name means it.
    pub fn is_file(&self, path: &RelPath) -> Result<bool, Error> {
        Ok(matches!(self.followed(path)?, Some(EntryKind::File { .. })))
    }

    /// Whether a path is a folder.
    ///
    /// # Errors
    /// As [`SourceTree::is_file`].
    pub fn is_folder(&self, path: &RelPath) -> Result<bool, Error> {
        Ok(matches!(self.followed(path)?, Some(EntryKind::Folder)))
    }

    fn followed(&self, path: &RelPath) -> Result<Option<EntryKind>, Error> {
        let item = self.item(path)?;
        if let Some(Item { kind: EntryKind::Other, link: Some(_), .. }) = &item
            && let Err(error @ (Error::Escapes { .. } | Error::Loop { .. })) = self.open(path)
        {
            return Err(error);
        }
        Ok(item.map(|item| item.kind))
    }

    /// What a path is, and whether it is itself a symbolic link; `None` where there is nothing.
    ///
    /// # Errors
    /// As [`SourceTree::kind`].
    pub fn item(&self, path: &RelPath) -> Result<Option<Item>, Error> {
        match &*self.layer {
            // Nothing can be named so, and asking for it is an error that says nothing.
            _ if path.as_str().contains('\0') => Ok(None),
            Layer::Disk(disk) => disk.item(path),
            Layer::Entries(entries) => entries.item(path),
            Layer::Overlay { base, over } => match over.item(path)? {
                Some(item) if item.kind != EntryKind::Folder => Ok(Some(item)),
                folder => Ok(base.item(path)?.or(folder)),
            },
            Layer::Without { hidden, .. } if is_hidden(hidden, path) => Ok(None),
            Layer::Without { base, .. } => base.item(path),
        }
    }

    /// The names in a folder, sorted by their bytes.
    ///
    /// # Errors
    /// As [`SourceTree::kind`], and when the path is no folder.
    pub fn list(&self, folder: &RelPath) -> Result<Vec<Item>, Error> {
        match &*self.layer {
            Layer::Disk(disk) => disk.list(folder),
            Layer::Entries(entries) => entries.list(folder),
            Layer::Overlay { base, over } => {
                let mut items = BTreeMap::new();
                for tree in [base, over] {
                    if tree.is_folder(folder)? {
                        for item in tree.list(folder)? {
                            items.insert(item.path.clone(), item);
                        }
                    }
                }
                if items.is_empty() { base.list(folder) } else { Ok(items.into_values().collect()) }
            }
            Layer::Without { hidden, .. } if is_hidden(hidden, folder) => {
                Err(Error::Missing { path: folder.clone() })
            }
            Layer::Without { base, hidden } => {
                let mut items = base.list(folder)?;
                items.retain(|item| !hidden.contains(&item.path));
                Ok(items)
            }
        }
    }

    /// Where a path of the machine lies in this tree, for a tree over a folder: so that a file made
    /// there is not taken for one of the tree's own. `None` where it is not in the tree.
    #[must_use]
    pub fn place_of(&self, path: &Path) -> Option<RelPath> {
        match &*self.layer {
            Layer::Disk(disk) => disk.place_of(path),
            Layer::Entries(_) => None,
            Layer::Overlay { base, .. } | Layer::Without { base, .. } => base.place_of(path),
        }
    }

    /// The file of the base tree that an entry is read from; `None` for what is not such an entry.
    #[must_use]
    pub fn read_from(&self, path: &RelPath) -> Option<&RelPath> {
        match &*self.layer {
            Layer::Disk(_) => None,
            Layer::Entries(entries) => entries.read_from(path),
            Layer::Overlay { base, over } => match over.is_file(path) {
                Ok(true) => None,
                _ => base.read_from(path),
            },
            Layer::Without { base, .. } => base.read_from(path),
        }
    }

    /// Where a path really lies, all links on the way replaced by what they point at.
    ///
    /// # Errors
    /// As [`SourceTree::kind`], and when there is nothing, or a link that leads out of the tree.
    pub fn resolve(&self, path: &RelPath) -> Result<RelPath, Error> {
        match &*self.layer {
            Layer::Disk(disk) => disk.real(path),
            Layer::Entries(entries) => entries.resolve(path),
            Layer::Overlay { base, over } => {
                if base.item(path)?.is_some() {
                    base.resolve(path)
                } else {
                    over.resolve(path)
                }
            }
            Layer::Without { base, .. } => base.resolve(path),
        }
    }

    /// Opens a regular file.
    ///
    /// # Errors
    /// When it is missing, no regular file, leads out of the tree, or cannot be read.
    pub fn open(&self, path: &RelPath) -> Result<Box<dyn Read + Send>, Error> {
        match &*self.layer {
            Layer::Disk(disk) => disk.open(path),
            Layer::Entries(entries) => entries.open(path),
            Layer::Overlay { base, over } => {
                if over.is_file(path)? || base.item(path)?.is_none() {
                    over.open(path)
                } else {
                    base.open(path)
                }
            }
            Layer::Without { hidden, .. } if is_hidden(hidden, path) => {
                Err(Error::Missing { path: path.clone() })
            }
            Layer::Without { base, .. } => base.open(path),
        }
    }

    /// Reads a regular file whole, up to 64 MiB.
    ///
    /// # Errors
    /// As [`SourceTree::open`], and when the file is larger.
    pub fn read(&self, path: &RelPath) -> Result<Vec<u8>, Error> {
        let too_large = |len| Error::TooLarge { path: path.clone(), len, limit: WHOLE_FILE };
        if let Some(EntryKind::File { len, .. }) = self.kind(path)?
            && len > WHOLE_FILE
        {
            return Err(too_large(len));
        }
        let mut bytes = Vec::new();
        self.open(path)?
            .take(WHOLE_FILE + 1)
            .read_to_end(&mut bytes)
            .map_err(|source| Error::Io { path: path.to_string(), source })?;
        if bytes.len() as u64 > WHOLE_FILE {
            return Err(too_large(bytes.len() as u64));
        }
        Ok(bytes)
    }

    /// Reads a UTF-8 file whole, as it is: a byte order mark and carriage returns stay.
    ///
    /// # Errors
    /// As [`SourceTree::read`], and when it is not UTF-8.
    pub fn read_text(&self, path: &RelPath) -> Result<String, Error> {
        String::from_utf8(self.read(path)?).map_err(|error| Error::NotUtf8 {
            path: path.clone(),
            at: error.utf8_error().valid_up_to(),
        })
    }

    /// Opens the bytes of a source whose paths are relative to this tree. Its file was seen to be a
    /// regular one a moment ago, so it is opened without another look, which would cost as much.
    ///
    /// # Errors
    /// As [`SourceTree::open`]; a link has no bytes.
    pub fn open_source(&self, source: &Source) -> Result<Box<dyn Read + Send>, Error> {
        match source {
            Source::Bytes(bytes) => Ok(Box::new(std::io::Cursor::new(Arc::clone(bytes)))),
            Source::File(path) => match &*self.layer {
                Layer::Disk(disk) => disk.reopen(path),
                Layer::Entries(_) | Layer::Overlay { .. } | Layer::Without { .. } => {
                    self.open(path)
                }
            },
            Source::Link(target) => Err(Error::Io {
                path: target.to_string(),
                source: std::io::ErrorKind::InvalidInput.into(),
            }),
            Source::Slice(slice) => Ok(Box::new(slice.reader())),
        }
    }
}

/// Whether a path or a folder around it is one of those hidden.
fn is_hidden(hidden: &BTreeSet<RelPath>, path: &RelPath) -> bool {
    let mut here = Some(path.clone());
    while let Some(path) = here {
        if hidden.contains(&path) {
            return true;
        }
        here = path.parent();
    }
    false
}
