//! What goes into wheels and sdists.

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_tree::{Descend, EntryKind, Item, RelPath, Source, walk};

use super::selection::{Pattern, Selection};
use super::{Input, Resolved, Room, rewritten};
use crate::Error;
use crate::member::{Links, add};
use crate::pyproject::FILE;

/// The files selected for wheels, below the package folder.
pub(super) fn wheel(room: &Room, selection: &Selection) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    for (item, origin) in selected(room, selection)? {
        let prefix = format!("{}/", room.config.package_dir);
        let at = match item.path.as_str().strip_prefix(&prefix) {
            Some(rest) if !room.config.package_dir.is_empty() => RelPath::new(rest),
            _ => Ok(item.path.clone()),
        };
        let at = at.unwrap_or_else(|_| item.path.clone());
        add(&mut map, &at, &item, Links::Follow, &origin)?;
    }
    Ok(map)
}

/// The licence files, below `licenses/`.
pub(super) fn licenses(room: &Room, licenses: &[RelPath]) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let folder = RelPath::root().child("licenses");
    for path in licenses {
        if let Some(item) = room.tree.item(path)? {
            let origin = Origin::rule("a licence file");
            add(&mut map, &folder.join(path), &item, Links::Follow, &origin)?;
        }
    }
    Ok(map)
}

/// The files selected for sdists, the readme, the licence files, and `pyproject.toml` with the
/// version in it.
pub(super) fn sdist(
    input: &Input<'_>,
    room: &Room,
    selection: &Selection,
    licenses: &[RelPath],
    version: &Resolved,
) -> Result<FileMap, Error> {
    let mut map = FileMap::new();
    let file = RelPath::root().child(FILE);
    for (item, origin) in selected(room, selection)? {
        if item.path != file {
            add(&mut map, &item.path, &item, Links::Keep, &origin)?;
        }
    }
    let readme = room.project.readme.as_ref().and_then(|readme| readme.file());
    let readme = readme.and_then(|name| RelPath::new(&name.value).ok());
    let origin = Origin::rule("a file that pyproject.toml names");
    for path in readme.iter().chain(licenses).filter(|path| **path != file) {
        if let Some(item) = room.tree.item(path)? {
            add(&mut map, path, &item, Links::Keep, &origin)?;
        }
    }
    let text = rewritten::pyproject(input, room, version);
    let entry = Entry {
        source: Source::Bytes(text.into_bytes().into()),
        mode: Mode::Regular,
        origin: Origin::rule("written anew for every sdist"),
    };
    map.add(ArchivePath::new(FILE)?, entry)?;
    Ok(map)
}

/// Included files, and what included folders hold that is neither compiled nor excluded. Links to
/// folders are not followed.
fn selected(room: &Room, selection: &Selection) -> Result<Vec<(Item, Origin)>, Error> {
    let mut found = Vec::new();
    for (path, pattern) in &selection.included {
        let origin = origin(pattern);
        let item = match path.is_root() {
            true => None,
            false => room.tree.item(path)?,
        };
        match item {
            Some(item) if item.kind != EntryKind::Folder => {
                if wanted(&item) {
                    found.push((item, origin));
                }
            }
            _ => {
                let mut past_links = |folder: &Item| {
                    if folder.link.is_some() { Descend::Past } else { Descend::Into }
                };
                for item in walk(&room.tree, path, &mut past_links)? {
                    let compiled = item.path.file_name().ends_with(".pyc");
                    if wanted(&item) && !compiled && !selection.excludes(&item.path) {
                        found.push((item, origin.clone()));
                    }
                }
            }
        }
    }
    Ok(found)
}

/// Whatever is a file at the end of all links; links to nothing are passed over. Links out of the
/// tree are for whoever adds them to refuse.
fn wanted(item: &Item) -> bool {
    matches!(item.kind, EntryKind::File { .. } | EntryKind::Other)
}

fn origin(pattern: &Pattern) -> Origin {
    match &pattern.written {
        Some((key, location)) => {
            Origin::option(format!("tool.pdm.build.{key} `{}`", pattern.text), location.clone())
        }
        None => Origin::rule(format!("found at `{}`", pattern.text)),
    }
}
