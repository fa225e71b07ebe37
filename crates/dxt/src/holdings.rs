//! What a bundle holds, be it a folder that becomes one, one that was laid out, or a finished one.

use std::collections::BTreeMap;
use std::io::Read;

use pyrel_archive::zip::{Archive, Member};
use pyrel_archive::{Mode, Origin};
use pyrel_diag::{Finding, nearest};
use pyrel_tree::{EntryKind, RelPath, Source, SourceTree, TreeEntry};

use crate::contents::Contents;
use crate::layout::MANIFEST;
use crate::selection::Selection;
use crate::validate::MOST_BYTES;
use crate::{Bundle, Error};

/// The files of a bundle.
#[derive(Debug)]
pub(crate) struct Holdings<'a> {
    files: BTreeMap<RelPath, Held>,
    ignored: BTreeMap<RelPath, Origin>,
    shelf: Shelf<'a>,
}

/// A file of a bundle.
#[derive(Clone, Debug)]
pub(crate) struct Held {
    pub(crate) len: u64,
    /// Whether it may be executed. Of a folder only a bundle that is packed can tell.
    pub(crate) mode: Option<Mode>,
    place: Place,
}

/// What there is at a path.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    Absent,
    /// It is there, and an ignore rule keeps it out: itself, or the folder that it lies in.
    Dropped(&'a RelPath, &'a Origin),
    File(&'a Held),
    Folder,
}

#[derive(Clone, Debug)]
enum Place {
    Member(usize),
    Source(Source),
}

#[derive(Debug)]
enum Shelf<'a> {
    Archive(&'a Archive),
    Tree(&'a SourceTree),
}

/// More names are not searched for the nearest one.
const MOST_SEARCHED: usize = 20_000;

impl<'a> Holdings<'a> {
    /// What would go into a bundle of a folder, and what is in the way.
    pub(crate) fn of_folder(
        tree: &'a SourceTree,
        folder: &RelPath,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, Error> {
        let mut contents = Contents::collect(tree, folder, &Selection::default())?;
        findings.append(&mut contents.findings);
        let files = contents.files.into_iter().map(|(path, (item, _))| {
            let len = match item.kind {
                EntryKind::File { len, .. } => len,
                EntryKind::Folder | EntryKind::Other => 0,
            };
            (path, Held { len, mode: None, place: Place::Source(Source::File(item.path)) })
        });
        let files = files.collect();
        Ok(Self { files, ignored: contents.ignored, shelf: Shelf::Tree(tree) })
    }

    /// What a bundle has that was laid out from a tree.
    pub(crate) fn of_bundle(bundle: &Bundle, tree: &'a SourceTree) -> Self {
        let files = bundle.map.iter().filter_map(|(path, entry)| {
            let len = match &entry.source {
                Source::Bytes(bytes) => bytes.len() as u64,
                Source::File(path) => match tree.kind(path) {
                    Ok(Some(EntryKind::File { len, .. })) => len,
                    Ok(_) | Err(_) => 0,
                },
                Source::Link(_) => 0,
                Source::Slice(slice) => slice.len,
            };
            let held = Held { len, mode: None, place: Place::Source(entry.source.clone()) };
            Some((RelPath::new(path.as_str()).ok()?, held))
        });
        Self { files: files.collect(), ignored: bundle.ignored.clone(), shelf: Shelf::Tree(tree) }
    }

    /// What a finished bundle has.
    pub(crate) fn of_archive(archive: &'a Archive) -> Self {
        let members = archive.members().iter().enumerate().filter_map(|(at, member)| {
            let Member { len, mode, path, .. } = member;
            let held = Held { len: *len, mode: Some(*mode), place: Place::Member(at) };
            Some((RelPath::new(path.as_str()).ok()?, held))
        });
        let (files, ignored) = (members.collect(), BTreeMap::new());
        Self { files, ignored, shelf: Shelf::Archive(archive) }
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = (&RelPath, &Held)> {
        self.files.iter()
    }

    pub(crate) fn find(&self, path: &RelPath) -> Found<'_> {
        if let Some(held) = self.files.get(path) {
            return Found::File(held);
        }
        if path.is_root() || self.below(path).next().is_some() {
            return Found::Folder;
        }
        let mut here = Some(path.clone());
        while let Some(path) = here {
            if let Some((path, origin)) = self.ignored.get_key_value(&path) {
                return Found::Dropped(path, origin);
            }
            here = path.parent();
        }
        Found::Absent
    }

    /// The files of a folder, at any depth.
    fn below(&self, folder: &RelPath) -> impl Iterator<Item = (&RelPath, &Held)> + use<'_, 'a> {
        let prefix = format!("{folder}/");
        // Names such as `a-b` stand between `a` and `a/b`, and `a0` behind all of them.
        let beyond = format!("{folder}0");
        self.files
            .range(folder.clone()..)
            .take_while(move |(path, _)| path.as_str() < beyond.as_str())
            .filter(move |(path, _)| path.as_str().starts_with(&prefix))
    }

    /// The file whose path comes nearest.
    pub(crate) fn similar(&self, path: &RelPath) -> Option<&str> {
        nearest(path.as_str(), self.files.keys().take(MOST_SEARCHED).map(RelPath::as_str))
    }

    /// The beginning of a file, at most so many bytes.
    pub(crate) fn read(&self, held: &Held, most: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::new();
        match (&held.place, &self.shelf) {
            (Place::Member(at), Shelf::Archive(archive)) => {
                let Some(member) = archive.members().get(*at) else { return Ok(bytes) };
                let read = archive.reader(member).take(most).read_to_end(&mut bytes);
                read.map_err(|error| error.to_string())?;
            }
            (Place::Source(source), Shelf::Tree(tree)) => {
                let file = tree.open_source(source).map_err(|error| error.to_string())?;
                file.take(most).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
            }
            (Place::Member(_), Shelf::Tree(_)) | (Place::Source(_), Shelf::Archive(_)) => {}
        }
        Ok(bytes)
    }
}

/// So many bytes are read of files other than the manifest: enough to tell what they are.
const HEAD: u64 = 64;

impl Holdings<'_> {
    /// A tree of all that the schema is about: the manifest whole, and the first bytes of every
    /// other file.
    pub(crate) fn to_tree(&self) -> Result<SourceTree, Error> {
        let manifest = RelPath::root().child(MANIFEST);
        let mut entries = BTreeMap::new();
        for (path, held) in self.files() {
            let most = if *path == manifest { MOST_BYTES + 1 } else { HEAD };
            let bytes = self.read(held, most);
            let bytes = bytes.map_err(|why| Error::Member { path: path.to_string(), why })?;
            let source = Source::Bytes(bytes.into());
            entries.insert(path.clone(), TreeEntry { source, executable: false });
        }
        Ok(SourceTree::of_entries(None, entries))
    }
}
