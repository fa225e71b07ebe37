//! `wheel-data`: files that are installed elsewhere.

use std::collections::BTreeMap;

use pyrel_archive::{FileMap, Origin};
use pyrel_diag::Finding;
use pyrel_tree::glob::{DotNames, PythonGlob};
use pyrel_tree::{EntryKind, Item, RelPath};

use super::Room;
use super::config::DataFiles;
use crate::member::{Links, add};
use crate::pyproject::{INVALID_VALUE, Reader};
use crate::{Error, Scheme};

/// The schemes that pdm-backend knows.
const SCHEMES: &[&str] = &["purelib", "platlib", "include", "platinclude", "scripts", "data"];

pub(super) fn read(room: &Room, reader: &mut Reader) -> Result<BTreeMap<Scheme, FileMap>, Error> {
    let mut maps: BTreeMap<Scheme, FileMap> = BTreeMap::new();
    for data in &room.config.data {
        let key = data.scheme.value.as_str();
        let Some(scheme) = Scheme::of(key).filter(|_| SCHEMES.contains(&key)) else {
            let message = format!(
                "`tool.pdm.build.wheel-data` has no scheme `{key}`, only {}",
                SCHEMES.join(", ")
            );
            let at = data.scheme.location.clone();
            reader.report(Finding::new(&INVALID_VALUE, message).at(at));
            continue;
        };
        let map = maps.entry(scheme).or_default();
        match files(room, data)? {
            Err(why) => {
                let message = format!("`tool.pdm.build.wheel-data.{key}`: {why}");
                let at = data.pattern.location.clone();
                reader.report(Finding::new(&INVALID_VALUE, message).at(at));
            }
            Ok(files) => {
                let origin = Origin::option(
                    format!("tool.pdm.build.wheel-data.{key} `{}`", data.pattern.value),
                    data.pattern.location.clone(),
                );
                for (at, item) in files {
                    add(map, &at, &item, Links::Follow, &origin)?;
                }
            }
        }
    }
    Ok(maps)
}

/// The files with their places, or what is wrong with the pattern. `pathlib` finds them: its
/// wildcards match leading dots, and what a `**` at the end finds depends on the Python.
fn files(room: &Room, data: &DataFiles) -> Result<Result<Vec<(RelPath, Item)>, String>, Error> {
    let pattern = data.pattern.value.as_str();
    if pattern.starts_with("${BUILD_DIR}") {
        return Ok(Err("`${BUILD_DIR}` holds what build hooks make, and none is run".to_owned()));
    }
    if pattern.split('/').rfind(|part| !matches!(*part, "" | ".")) == Some("**") {
        return Ok(Err(format!("what `{pattern}` finds depends on the version of Python")));
    }
    let glob = match PythonGlob::with_dot_names(pattern, DotNames::Match) {
        Ok(glob) if !pattern.split('/').any(|part| part == "..") => glob,
        Ok(_) => return Ok(Err(format!("`{pattern}` climbs"))),
        Err(error) => return Ok(Err(error.to_string())),
    };
    let mut found = Vec::new();
    for path in glob.expand(&room.tree, &RelPath::root())? {
        let Some(item) = room.tree.item(&path)? else { continue };
        let folder = item.kind == EntryKind::Folder;
        if folder && item.link.is_none() {
            continue;
        }
        if folder || pattern.contains("**") && below_link(room, &path)? {
            return Ok(Err(format!("`{pattern}` finds `{path}`, which is or lies below a link")));
        }
        match place(data, &path) {
            Ok(at) => found.push((at, item)),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(Ok(found))
}

fn below_link(room: &Room, path: &RelPath) -> Result<bool, Error> {
    let mut above = path.parent();
    while let Some(folder) = above.filter(|folder| !folder.is_root()) {
        if room.tree.item(&folder)?.is_some_and(|item| item.link.is_some()) {
            return Ok(true);
        }
        above = folder.parent();
    }
    Ok(false)
}

fn place(data: &DataFiles, path: &RelPath) -> Result<RelPath, String> {
    let Some(folder) = &data.relative_to else {
        return Ok(RelPath::root().child(path.file_name()));
    };
    let base = RelPath::new(&folder.value).map_err(|error| error.to_string())?;
    let below = path.below(&base).filter(|below| !below.is_root());
    below.ok_or_else(|| format!("`{path}` does not lie below `{}`", folder.value))
}
