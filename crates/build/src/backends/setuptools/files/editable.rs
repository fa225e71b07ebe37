//! What setuptools makes importable in an editable install, in its usual (lenient) mode.
//!
//! <https://setuptools.pypa.io/en/latest/userguide/development_mode.html>

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Metadata;
use pyrel_tree::{RelPath, SourceTree};

use super::super::packages::discovery::Discovered;
use super::super::packages::package_dirs::target;
use super::super::{Parts, Room};
use super::archives;
use super::egg_info::EggInfo;
use crate::{Editable, Error, Scheme};

/// A folder on the import path where that shows what is distributed and nothing else is likely to
/// lie; packages and modules found one by one elsewhere.
pub(crate) fn of(
    tree: &SourceTree,
    room: &Room,
    parts: &Parts,
    (egg_info, metadata): (&EggInfo, &Metadata),
) -> Result<Result<Editable, Vec<Finding>>, Error> {
    let found = &room.found;
    if let Some(name) = room.said.namespace_packages.iter().flatten().next() {
        let message = "an editable wheel with `namespace_packages` is not made";
        return Ok(Err(vec![Finding::new(&OLD_NAMESPACES, message).at(name.location.clone())]));
    }
    if !room.pbr.wheel_alone.is_empty() {
        return Ok(Err(room.pbr.wheel_alone.clone()));
    }
    // The step that would install data files is looked for by a name that it does not have.
    let mut data = parts.installed.clone();
    data.retain(|scheme, _| matches!(scheme, Scheme::Headers | Scheme::Scripts));
    let release = format!("{}-{}", metadata.name.escaped(), metadata.version);
    let mut editable =
        Editable { path_file: format!("__editable__.{release}.pth"), data, ..Editable::default() };
    let is_written_anew = |path: &RelPath| room.pbr.files.written.contains_key(path);
    // The folder is made in a place of its own, where nobody left anything.
    if let Some(fresh) = egg_info.without_earlier_files(is_written_anew) {
        editable.dist_info = Some(archives::dist_info(tree, room.profile, &fresh, metadata)?);
    }
    let packages = packages(found);
    let is_alone = found.dirs.named().next().is_none();
    match found.dirs.root().filter(|_| is_alone && is_simple(found, &packages)) {
        Some(root) => editable.paths.push(root.path()),
        None => editable.modules = places(tree, found, packages)?,
    }
    Ok(Ok(editable))
}

pub(in crate::backends::setuptools) static OLD_NAMESPACES: Rule = Rule {
    id: "editable-namespaces",
    severity: Severity::Error,
    words: "namespaces from before PEP 420 are not shown by editable wheels",
    remedy: "remove `namespace_packages` and the `__init__.py` of the namespaces",
};

/// The packages that are distributed, and those around single modules.
fn packages(found: &Discovered) -> Vec<&str> {
    let around = found.modules.iter().filter_map(|name| name.rsplit_once('.'));
    let packages = found.packages.iter().map(String::as_str);
    packages.chain(around.map(|(package, _)| package)).collect()
}

/// Whether all packages can be imported from the one folder that holds them. That folder is
/// guessed: a package with a dot in its name counts as lying in itself.
fn is_simple(found: &Discovered, packages: &[&str]) -> bool {
    let parent = |name: &&str| {
        let folder = found.dirs.of(name).path();
        if name.contains('.') { Some(folder) } else { folder.parent() }
    };
    let parents: Option<Vec<RelPath>> = packages.iter().map(parent).collect();
    let Some(common) = parents.map(|parents| common(&parents)) else { return false };
    packages.iter().all(|name| common.join(&target(name)) == found.dirs.of(name).path())
}

/// The lowest folder around all paths.
fn common(paths: &[RelPath]) -> RelPath {
    let mut paths = paths.iter();
    let first = paths.next().cloned().unwrap_or_else(RelPath::root);
    paths.fold(first, |common, path| {
        let mut common = common;
        while path.below(&common).is_none() {
            common = common.parent().unwrap_or_else(RelPath::root);
        }
        common
    })
}

/// Where packages and top-level modules lie, less those that are found in their parents.
fn places(
    tree: &SourceTree,
    found: &Discovered,
    packages: Vec<&str>,
) -> Result<BTreeMap<String, RelPath>, Error> {
    let mut places = BTreeMap::new();
    for name in packages {
        places.insert(name.to_owned(), tree.resolve(&found.dirs.of(name).path())?);
    }
    let all = places.clone();
    places
        .retain(|name, path| !all.iter().any(|(parent, folder)| is_in(name, path, parent, folder)));
    for name in found.modules.iter().filter(|name| !name.contains('.')) {
        let folder = found.dirs.of("").path();
        // The finder looks for a package of that name first, distributed or not.
        let package = folder.child(name);
        let module = match tree.is_file(&package.child("__init__.py"))? {
            true => package,
            false => folder.child(&format!("{name}.py")),
        };
        places.entry(name.clone()).or_insert(module);
    }
    Ok(places)
}

fn is_in(name: &str, path: &RelPath, parent: &str, folder: &RelPath) -> bool {
    let rest = name.strip_prefix(parent).and_then(|rest| rest.strip_prefix('.'));
    rest.is_some_and(|rest| *path == folder.join(&target(rest)))
}
