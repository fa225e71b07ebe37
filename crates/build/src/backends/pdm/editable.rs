//! Editable wheels (PEP 660).

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::FileMap;
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Requirement;
use pyrel_tree::{EntryKind, RelPath};

use super::Room;
use crate::{Editable, Error, Scheme};

pub(super) static NO_EDITABLE: Rule = Rule {
    id: "pdm-editable",
    severity: Severity::Error,
    words: "pdm-backend makes no editable wheel of the project, or one that pyrel does not rebuild",
    remedy: "include packages by folder or modules by file, and all below one package folder",
};

/// The packages and modules that an editable wheel leaves where they are.
#[derive(Debug, Default)]
struct Proxied {
    packages: BTreeSet<String>,
    modules: BTreeSet<String>,
}

pub(super) fn read(
    room: &Room,
    wheel: &FileMap,
    data: &BTreeMap<Scheme, FileMap>,
) -> Result<Result<Editable, Vec<Finding>>, Error> {
    let proxied = match Proxied::find(room)? {
        Ok(proxied) if proxied.packages.is_empty() || proxied.modules.is_empty() => proxied,
        Ok(_) => return Ok(Err(vec![refused("both packages and single modules are included")])),
        Err(why) => return Ok(Err(vec![refused(&why)])),
    };
    let mut files = FileMap::new();
    for (path, entry) in wheel.iter() {
        let extension = path.as_str().rsplit('/').next().and_then(|name| name.rsplit_once('.'));
        let compiled = matches!(extension, Some((stem, "py" | "pyc" | "pyo")) if !stem.is_empty());
        let folder = |package: &String| path.as_str().starts_with(&package.replace('.', "/"));
        if !compiled && !proxied.packages.iter().any(folder) {
            files.add(path.clone(), entry.clone())?;
        }
    }
    let root = RelPath::new(&room.config.package_dir).unwrap_or_else(|_| RelPath::root());
    let name = room.project.name.value.escaped();
    let modules =
        if room.config.editables { proxied.mapped(room, &root)? } else { BTreeMap::new() };
    let requires = if modules.is_empty() { Vec::new() } else { needed() };
    let paths = if modules.is_empty() { vec![root] } else { Vec::new() };
    let path_file = format!("_editable_impl_{name}.pth");
    let data = data.clone();
    Ok(Ok(Editable { path_file, paths, modules, files, data, requires, ..Editable::default() }))
}

fn needed() -> Vec<Requirement> {
    "editables".parse().into_iter().collect()
}

fn refused(why: &str) -> Finding {
    Finding::new(&NO_EDITABLE, format!("no editable wheel: {why}")).in_file("pyproject.toml")
}

impl Proxied {
    fn find(room: &Room) -> Result<Result<Self, String>, Error> {
        let root = RelPath::new(&room.config.package_dir).unwrap_or_else(|_| RelPath::root());
        let mut found = Self::default();
        if room.config.includes.is_empty() {
            packages(room, &root, &root, &mut found.packages)?;
            let tests = |name: &String| name == "tests" || name.starts_with("tests.");
            found.packages.retain(|name| !tests(name));
            if found.packages.is_empty() {
                for item in room.tree.list(&root)? {
                    found
                        .modules
                        .extend(item.path.file_name().strip_suffix(".py").map(str::to_owned));
                }
            }
            return Ok(Ok(found));
        }
        for include in &room.config.includes {
            let text = include.value.strip_suffix("/*").unwrap_or(&include.value);
            let Ok(path) = RelPath::new(text) else { return Ok(Err(climbs(text))) };
            if !text.contains('*') && room.tree.is_folder(&path)? {
                let Some(below) = path.below(&root) else { return Ok(Err(climbs(text))) };
                packages(room, &path, &root, &mut found.packages)?;
                if room.tree.is_file(&path.child("__init__.py"))? {
                    found.packages.insert(below.as_str().replace('/', "."));
                }
            } else if path.parent().is_some_and(|parent| parent.is_root()) {
                let Some(stem) = path.as_str().strip_suffix(".py") else { continue };
                if stem.contains(['*', '?', '[']) {
                    return Ok(Err(format!("`{text}` includes modules by a pattern")));
                }
                if room.tree.is_file(&path)? {
                    found.modules.insert(stem.to_owned());
                }
            }
        }
        Ok(Ok(found))
    }

    /// Top-level packages and modules with their places.
    fn mapped(&self, room: &Room, root: &RelPath) -> Result<BTreeMap<String, RelPath>, Error> {
        let mut map = BTreeMap::new();
        for package in self.packages.iter().filter(|name| !name.contains('.') && !name.is_empty()) {
            map.insert(package.clone(), root.child(package));
        }
        for module in self.modules.iter().filter(|name| !name.contains('.')) {
            let path = root.child(&format!("{module}.py"));
            if room.tree.is_file(&path)? {
                map.insert(module.clone(), path);
            }
        }
        Ok(map)
    }
}

fn climbs(text: &str) -> String {
    format!("`{text}` does not lie below the package folder")
}

/// Every folder below with an `__init__.py`, whatever the folders above it hold.
fn packages(
    room: &Room,
    folder: &RelPath,
    root: &RelPath,
    found: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let mut open = vec![folder.clone()];
    while let Some(folder) = open.pop() {
        for item in room.tree.list(&folder)? {
            if item.kind != EntryKind::Folder || item.path.file_name().contains('.') {
                continue;
            }
            if item.link.is_none() {
                open.push(item.path.clone());
            }
            if room.tree.is_file(&item.path.child("__init__.py"))?
                && let Some(below) = item.path.below(root)
            {
                found.insert(below.as_str().replace('/', "."));
            }
        }
    }
    Ok(())
}
