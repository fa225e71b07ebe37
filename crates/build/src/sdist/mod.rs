//! Assembling sdists (source distribution format, PEP 625 and PEP 643).

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_pep::SdistName;
use pyrel_tree::{Source, SourceTree};

use crate::layout::{Kind, Layout};
use crate::{Error, Project};

/// Lays out the sdist of a project. `tree` is the tree that the project was read from.
///
/// # Errors
/// When the backend makes no sdist of it, two sources want the same place, or a name is not portable.
pub fn sdist(project: &Project, tree: &SourceTree) -> Result<Layout, Error> {
    if !project.no_sdist.is_empty() {
        return Err(Error::Refused(project.no_sdist.clone()));
    }
    let metadata = &project.metadata;
    let name = SdistName { name: metadata.name.clone(), version: metadata.version.clone() };
    let top = name.top();
    let mut map = FileMap::new();
    let own = project.sdist.get(&ArchivePath::new("PKG-INFO")?).map(|entry| &entry.source);
    let source = match own {
        Some(Source::Bytes(text)) => Source::Bytes(text.clone()),
        Some(_) | None => Source::Bytes(metadata.write().into_bytes().into()),
    };
    let origin = Origin::rule("generated for every sdist");
    let pkg_info = Entry { source, mode: Mode::Regular, origin };
    // Before everything else: readers that look for nothing but metadata need not go on.
    map.add_ranked(-1, ArchivePath::new(format!("{top}/PKG-INFO"))?, pkg_info)?;
    for (path, entry) in project.sdist.iter().filter(|(path, _)| path.as_str() != "PKG-INFO") {
        map.add(path.below(&top)?, entry.clone())?;
    }
    Ok(Layout { name: name.to_string(), kind: Kind::Sdist { top }, map, tree: project.tree(tree) })
}
