//! The list of files: what an sdist holds, and which of them may be package data.

use std::collections::BTreeSet;

use pyrel_diag::SourceText;
use pyrel_tree::glob::PythonGlob;
use pyrel_tree::{Descend, EntryKind, Error as TreeError, RelPath, SourceTree, walk};

use super::super::super::Parts;
use super::super::super::describe::metadata::Stated;
use super::super::egg_info::EggInfo;
use super::super::listed::Listed;
use super::earlier_list::EarlierList;
use super::manifest_in::{self, is_dropped};
use crate::Error;
use crate::named_file::universal_newlines;
use crate::pyproject::Reader;

/// What the list is made from.
#[derive(Debug)]
pub(crate) struct Sources<'a> {
    /// The tree, with egg-info as it is written now.
    pub tree: &'a SourceTree,
    pub parts: &'a Parts,
    pub egg_info: &'a EggInfo,
    pub stated: &'a Stated,
    /// Files that the description is read from.
    pub referenced: &'a [RelPath],
    /// What a plug-in says is under version control.
    pub tracked: Option<Vec<RelPath>>,
    /// The files that pbr adds, where it makes the list: it takes `setup.py` only from git or
    /// where setuptools is started from it, and nothing from an earlier build.
    pub by_pbr: Option<&'a [RelPath]>,
    /// The script that setuptools is started from, where it is in the project.
    pub script: Option<&'a RelPath>,
}

/// The list, complete: the order of setuptools' own steps decides what can be excluded.
#[derive(Debug)]
pub(crate) struct FileList {
    entries: BTreeSet<Listed>,
    /// What `-v` says of it.
    pub notes: Vec<String>,
}

/// One of these goes into the sdist, the first that is there.
const READMES: [&str; 4] = ["README", "README.rst", "README.txt", "README.md"];

impl FileList {
    /// Builds the list as front ends make setuptools do it: twice, the first time only to ask for
    /// requirements. That matters where a path is spelled with a dot, since what is read back of
    /// the first list is not.
    pub(crate) fn build(from: &Sources<'_>, reader: &mut Reader) -> Result<Self, Error> {
        // Where a plug-in knows what is under version control, that stands in for an earlier list.
        let tracked = from.tracked.as_deref().filter(|tracked| !tracked.is_empty());
        let tracked = from.by_pbr.or(tracked);
        let tracked = tracked.map(|tracked| tracked.iter().cloned().map(Listed::plain).collect());
        let earlier = from.egg_info.earlier_list().filter(|_| tracked.is_none());
        let known = match (&tracked, &earlier) {
            (Some(tracked), _) => Vec::clone(tracked),
            (None, Some(earlier)) => earlier.files(from.tree),
            (None, None) => Vec::new(),
        };
        let mut list = Self::pass(from, known, reader)?;
        if let Some(earlier) = &earlier {
            let fresh = Self::pass(from, Vec::new(), &mut Reader::new())?;
            let only_here = list.entries.difference(&fresh.entries).cloned().collect();
            earlier.check(from.tree, &only_here, reader)?;
            list.notes.push(earlier.note());
        }
        if list.entries.iter().all(|entry| *entry == Listed::plain(entry.path())) {
            return Ok(list);
        }
        let text = list.sources_txt();
        let first = EarlierList { path: from.egg_info.folder.child("SOURCES.txt"), text: &text };
        let known = tracked.unwrap_or_else(|| first.files(from.tree));
        let second = Self::pass(from, known, &mut Reader::new())?;
        Ok(Self { notes: list.notes, ..second })
    }

    /// One computation; `known` are the files that a version control system or an earlier list
    /// knows of.
    fn pass(from: &Sources<'_>, known: Vec<Listed>, reader: &mut Reader) -> Result<Self, Error> {
        let Sources { tree, parts, egg_info, stated, referenced, by_pbr, script, .. } = from;
        let mut entries = standard_files(tree)?;
        if by_pbr.is_some() && script.is_none() {
            entries.remove(&Listed::plain(RelPath::root().child("setup.py")));
        }
        entries.extend(parts.modules.iter().map(|module| module.source.clone()));
        entries.extend(parts.data.iter().map(|file| file.source.clone()));
        entries.extend(parts.installed_sources.iter().cloned());
        entries.extend(known);
        if by_pbr.is_some() {
            apply_habits_of_pbr(&mut entries);
        }
        entries.extend(written_now(tree, egg_info)?);
        apply_manifest_in(tree, &mut entries, reader)?;
        let licenses = &stated.metadata.license_files;
        let licenses = licenses.iter().filter_map(|name| RelPath::new(name).ok());
        let named = licenses.chain(referenced.iter().cloned());
        entries.extend(named.map(Listed::plain));
        let own_root = stated.own_root();
        let mut list = Self { entries: BTreeSet::new(), notes: Vec::new() };
        for entry in entries {
            let path = entry.path();
            let dropped = is_pruned(&entry, &own_root) || egg_info.is_deleted(&path);
            if !dropped && is_there(tree, &path)? {
                list.entries.insert(entry);
            }
        }
        Ok(list)
    }

    /// The list of an earlier build as it is, of which pbr has wheels made.
    pub(crate) fn earlier(tree: &SourceTree, list: &EarlierList<'_>) -> Self {
        Self { entries: list.files(tree).into_iter().collect(), notes: Vec::new() }
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &Listed> {
        self.entries.iter()
    }

    /// `SOURCES.txt`: sorted by folder and name, without a line feed at the end.
    pub(crate) fn sources_txt(&self) -> String {
        let mut lines: Vec<(String, String)> = self
            .entries
            .iter()
            .map(|entry| {
                let spelling = entry.to_string();
                let (folder, name) = spelling.rsplit_once('/').unwrap_or(("", &spelling));
                (folder.to_owned(), name.to_owned())
            })
            .collect();
        lines.sort();
        let joined = lines.into_iter().map(|(folder, name)| match folder.as_str() {
            "" => name,
            folder => format!("{folder}/{name}"),
        });
        joined.collect::<Vec<_>>().join("\n")
    }
}

/// pbr adds what it writes, and leaves out what only git and Python need.
fn apply_habits_of_pbr(entries: &mut BTreeSet<Listed>) {
    for name in ["AUTHORS", "ChangeLog"] {
        entries.insert(Listed::plain(RelPath::root().child(name)));
    }
    for name in [".gitignore", ".gitreview"] {
        entries.remove(&Listed::plain(RelPath::root().child(name)));
    }
    entries.retain(|entry| !entry.path().file_name().ends_with(".pyc"));
}

/// What goes in without being asked for.
fn standard_files(tree: &SourceTree) -> Result<BTreeSet<Listed>, Error> {
    let mut found = BTreeSet::new();
    for name in READMES {
        let path = RelPath::root().child(name);
        if tree.kind(&path)?.is_some() {
            found.insert(Listed::plain(path));
            break;
        }
    }
    for name in ["setup.py", "setup.cfg", "pyproject.toml", "MANIFEST.in"] {
        found.insert(Listed::plain(RelPath::root().child(name)));
    }
    for pattern in ["tests/test*.py", "test/test*.py"] {
        if let Ok(glob) = PythonGlob::new(pattern) {
            for path in glob.expand(tree, &RelPath::root())? {
                if tree.is_file(&path)? {
                    found.insert(Listed::plain(path));
                }
            }
        }
    }
    Ok(found)
}

fn written_now(tree: &SourceTree, egg_info: &EggInfo) -> Result<Vec<Listed>, Error> {
    let items = walk(tree, &egg_info.folder, &mut |_| Descend::Into)?;
    let below = items.iter().filter_map(|item| item.path.below(&egg_info.folder));
    Ok(below.map(|path| egg_info.listed.join(&path)).collect())
}

fn apply_manifest_in(
    tree: &SourceTree,
    entries: &mut BTreeSet<Listed>,
    reader: &mut Reader,
) -> Result<(), Error> {
    let path = RelPath::root().child("MANIFEST.in");
    // The patterns of the file are held against what is there, not against what may be.
    let mut present = BTreeSet::new();
    for entry in std::mem::take(entries) {
        if tree.kind(&entry.path())?.is_some() {
            present.insert(entry);
        }
    }
    *entries = present;
    if !tree.is_file(&path)? {
        return Ok(());
    }
    let source = SourceText::new(path.as_str(), universal_newlines(&tree.read_text(&path)?));
    let commands = manifest_in::parse(&source, reader);
    manifest_in::apply(&commands, tree, entries, reader)
}

/// Whether there is anything. A link to nothing is passed over; one that leads out of the project
/// would bring in what nobody else has.
fn is_there(tree: &SourceTree, path: &RelPath) -> Result<bool, Error> {
    let Some(item) = tree.item(path)? else { return Ok(false) };
    if item.kind != EntryKind::Other || item.link.is_none() {
        return Ok(true);
    }
    match tree.open(path) {
        Err(error @ TreeError::Escapes { .. }) => Err(error.into()),
        _ => Ok(false),
    }
}

/// What never goes in: an earlier build, an earlier sdist's tree, and the folders of other tools.
/// setuptools compares spellings here too, so `./build/x` stays.
fn is_pruned(entry: &Listed, own_root: &str) -> bool {
    let Some(folder) = entry.for_patterns().parent() else { return false };
    is_dropped(&folder) || folder.components().next() == Some(own_root)
}
