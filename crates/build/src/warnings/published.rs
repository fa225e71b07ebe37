//! What would be published, and all that is said about it.

use std::collections::BTreeSet;

use pyrel_archive::FileMap;
use pyrel_diag::Finding;
use pyrel_git::Checkout;
use pyrel_tree::{RelPath, Source, SourceTree};

use super::{extras, git, leftovers, modules, secrets, strays};
use crate::{Kind, Layout, Project};

/// The files of a project that the artefacts asked for hold.
pub(crate) struct Published<'a> {
    /// The tree that the project was read from.
    pub(super) tree: &'a SourceTree,
    pub(super) project: &'a Project,
    pub(super) checkout: Option<&'a Checkout>,
    /// What goes into `site-packages`, if a wheel is made.
    pub(super) wheel: Option<&'a FileMap>,
    /// What goes into the sdist, if one is made or could be made beside the wheel.
    pub(super) sdist: Option<&'a FileMap>,
    /// The files of the tree that become members, each once.
    pub(super) files: BTreeSet<&'a RelPath>,
}

impl<'a> Published<'a> {
    /// What the layouts of a project publish. Where the wheel is made from the sdist, it is the
    /// files of the tree that are spoken of all the same.
    pub(crate) fn of(
        project: &'a Project,
        layouts: &[Layout],
        tree: &'a SourceTree,
        checkout: Option<&'a Checkout>,
    ) -> Self {
        let is_made = |wanted: fn(&Kind) -> bool| layouts.iter().any(|made| wanted(&made.kind));
        let is_wheel_made = is_made(|kind| matches!(kind, Kind::Wheel { .. }));
        let is_sdist_made = is_made(|kind| matches!(kind, Kind::Sdist { .. }));
        let mut files = BTreeSet::new();
        if is_sdist_made {
            files.extend(sources(&project.sdist));
        }
        if is_wheel_made {
            let maps = [&project.wheel, &project.dist_info];
            files.extend(maps.into_iter().chain(project.data.values()).flat_map(sources));
        }
        // What the backend writes is nobody's file yet, and git shall not know it.
        files.retain(|path| !project.written.contains_key(*path));
        let has_sdist = is_sdist_made || project.no_sdist.is_empty();
        Self {
            tree,
            project,
            checkout,
            wheel: is_wheel_made.then_some(&project.wheel),
            sdist: has_sdist.then_some(&project.sdist),
            files,
        }
    }
}

/// The files of the tree that are members of a map.
pub(super) fn sources(map: &FileMap) -> impl Iterator<Item = &RelPath> {
    map.iter().filter_map(|(_, entry)| match &entry.source {
        Source::File(path) => Some(path),
        Source::Bytes(_) | Source::Link(_) | Source::Slice(_) => None,
    })
}

/// Everything there is to say, family by family.
pub(crate) fn warnings(published: &Published<'_>) -> Vec<Finding> {
    let families = [
        modules::empty,
        modules::missing,
        strays::strays,
        secrets::secrets,
        leftovers::leftovers,
        git::unknown,
        git::ignored,
        extras::circles,
    ];
    families.iter().flat_map(|family| family(published)).collect()
}

/// Whether a path lies among tests, examples, templates or documents, where keys and environments are
/// specimens.
pub(super) fn is_specimen(path: &RelPath) -> bool {
    const FOLDERS: [&str; 17] = [
        "doc",
        "docs",
        "example",
        "examples",
        "fixtures",
        "sample",
        "samples",
        "skeleton",
        "template",
        "templates",
        "test",
        "test_data",
        "testdata",
        "testing",
        "tests",
        "unittest",
        "unittests",
    ];
    path.components().any(|part| FOLDERS.contains(&part))
}
