//! Assembling wheels (binary distribution format 1.0).

mod dist_info;
pub(crate) mod editable;
mod finder;
pub(crate) mod record;
#[cfg(test)]
mod tests;

use pyrel_archive::{ArchivePath, FileMap};
use pyrel_pep::{BuildTag, WheelName};
use pyrel_tree::SourceTree;

pub use editable::editable_wheel;

use crate::layout::{Kind, Layout};
use crate::{Error, Project};

/// Lays out the wheel of a project. `tree` is the tree that the project was read from.
///
/// # Errors
/// When two sources want the same place, or a name is not portable.
pub fn wheel(project: &Project, tree: &SourceTree) -> Result<Layout, Error> {
    assemble(project, tree, None)
}

fn assemble(
    project: &Project,
    tree: &SourceTree,
    build: Option<BuildTag>,
) -> Result<Layout, Error> {
    let metadata = &project.metadata;
    let name = WheelName {
        name: metadata.name.clone(),
        version: metadata.version.clone(),
        build,
        tags: project.tags.clone(),
    };
    let dist_info = name.dist_info();
    let mut map = project.wheel.clone();
    for (scheme, files) in &project.data {
        add_below(&mut map, &format!("{}/{scheme}", name.data()), files, 0)?;
    }
    // The standard recommends to put these last, so that they can be changed in place.
    add_below(&mut map, &dist_info, &dist_info::members(project)?, 1)?;
    Ok(Layout {
        name: name.to_string(),
        kind: Kind::Wheel { dist_info },
        map,
        tree: project.tree(tree),
    })
}

fn add_below(map: &mut FileMap, folder: &str, files: &FileMap, rank: i8) -> Result<(), Error> {
    for (path, entry) in files.iter() {
        map.add_ranked(rank, ArchivePath::new(format!("{folder}/{path}"))?, entry.clone())?;
    }
    Ok(())
}
