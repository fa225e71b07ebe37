//! The name of a project that says none: that of what it distributes.

use pyrel_tree::SourceTree;

use super::super::packages::discovery::Discovered;
use super::distribution::Distribution;
use super::setup_cfg::safe_name;
use crate::Error;
use crate::pyproject::{Located, Reader};

/// Names the project after its one package or module, or after the package around all others.
pub(crate) fn apply(
    tree: &SourceTree,
    said: &mut Distribution,
    found: &Discovered,
    reader: &mut Reader,
) -> Result<(), Error> {
    if said.name.is_some() || said.unproved.contains_key("name") || reader.has_errors() {
        return Ok(());
    }
    let name = match (found.packages.as_slice(), found.modules.as_slice()) {
        ([only], _) | (_, [only]) => Some(only.clone()),
        _ => around_all(tree, found)?,
    };
    if let Some(name) = name {
        let name = Located { value: name, location: said.place.clone() };
        said.name = safe_name(&name, reader);
    }
    Ok(())
}

/// The outermost package with code of its own that all other packages lie in.
fn around_all(tree: &SourceTree, found: &Discovered) -> Result<Option<String>, Error> {
    let is_stubs = |name: &str| name.split('.').next().is_some_and(|top| top.ends_with("-stubs"));
    let mut names: Vec<&String> = found.packages.iter().filter(|name| !is_stubs(name)).collect();
    names.sort_by_key(|name| name.chars().count());
    for (at, name) in names.iter().enumerate() {
        let below = format!("{name}.");
        if !names.iter().skip(at + 1).all(|other| other.starts_with(&below)) {
            return Ok(None);
        }
        if tree.is_file(&found.dirs.of(name).path().child("__init__.py"))? {
            return Ok(Some((*name).clone()));
        }
    }
    Ok(None)
}
