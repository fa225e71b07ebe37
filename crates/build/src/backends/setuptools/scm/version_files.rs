//! The files that the version is written to: beside the sources, and in the packages of the wheel.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_scm::setuptools_scm::Found;
use pyrel_tree::RelPath;

use super::super::packages::discovery::Discovered;
use super::super::packages::package_dirs::target;
use crate::Error;
use crate::backends::Input;
use crate::pyproject::Reader;
use crate::setuptools_scm::{Configured, written_files};

/// Those beside the sources. A folder that is not there is not made.
pub(super) fn beside_sources(
    configured: &Configured,
    found: &Found,
    input: &Input<'_>,
    reader: &mut Reader,
) -> Result<BTreeMap<RelPath, Arc<[u8]>>, Error> {
    if !configured.writes_to_source() {
        return Ok(BTreeMap::new());
    }
    written_files(configured, found, input.tree, (input.surroundings, reader))
}

/// Those in packages, by their place in the wheel.
pub(super) fn in_packages(
    configured: &Configured,
    found: &Found,
    packages: &Discovered,
    reader: &mut Reader,
) -> BTreeMap<RelPath, Arc<[u8]>> {
    let mut files = BTreeMap::new();
    for file in &configured.files {
        let Ok(path) = RelPath::new(&file.path) else { continue };
        let place = in_wheel(&path, packages);
        let is_inside = |package: &String| place.below(&target(package)).is_some();
        if place.components().count() < 2 || !packages.packages.iter().any(is_inside) {
            continue;
        }
        match configured.text_of(file, &found.version, Some(&found.scm_version)) {
            Ok(text) => drop(files.insert(place, text)),
            Err(finding) => reader.report(finding),
        }
    }
    files
}

/// The place of a file in the wheel: below the folder of all packages, or of a named one.
fn in_wheel(path: &RelPath, packages: &Discovered) -> RelPath {
    let root = packages.dirs.root().map(|root| root.path());
    if let Some(rest) = root.filter(|root| !root.is_root()).and_then(|root| path.below(&root)) {
        return rest;
    }
    let named = packages.dirs.named();
    let mut inside = named.filter_map(|(package, folder)| {
        let rest = path.below(&folder.path())?;
        Some(target(package).join(&rest))
    });
    inside.next().unwrap_or_else(|| path.clone())
}
