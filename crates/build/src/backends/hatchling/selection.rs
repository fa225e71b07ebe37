//! Which files a target takes, and where they go.

use std::collections::BTreeSet;

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::HatchSpec;
use pyrel_tree::{Descend, EntryKind, Item, RelPath, SourceTree, walk_once};

use super::Profile;
use super::config::Inclusion;
use super::patterns::Patterns;
use super::sources::Sources;
use crate::Error;

pub(super) static OUTSIDE_LINK: Rule = Rule {
    id: "outside-link",
    severity: Severity::Error,
    words: "a link leads out of the project, and hatchling would look through what it points at",
    remedy: "exclude the link, or put the files themselves in its place",
};

/// How a target chooses.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    pub tree: &'a SourceTree,
    pub profile: &'static Profile,
    pub patterns: Patterns,
    /// What build hooks declare to be part of the build.
    pub built: &'a HatchSpec,
    /// Whether nothing is taken but artifacts and what is put somewhere by force.
    pub exclude_all: bool,
    pub only_packages: bool,
    pub skip_excluded_dirs: bool,
    pub sources: Sources,
    /// What is looked through; empty for the whole project.
    pub roots: Vec<Inclusion>,
    /// Places in the archive that files put somewhere by force have left.
    pub reserved: BTreeSet<String>,
}

/// A file and its place in the archive.
#[derive(Clone, Debug)]
pub(super) struct Picked {
    pub item: Item,
    pub place: String,
    /// Its path as patterns see it.
    pub path: String,
    pub origin: Origin,
}

impl Selection<'_> {
    /// The files of the project that are taken.
    pub(super) fn selected(&self) -> Result<Vec<Picked>, Error> {
        match self.roots[..] {
            [] => self.project(),
            _ => self.explicit(&self.roots),
        }
    }

    /// Everything below the root that is included and not excluded.
    fn project(&self) -> Result<Vec<Picked>, Error> {
        let origin = Origin::rule("everything that is not excluded");
        let items = walk_once(self.tree, &RelPath::root(), &mut |folder| {
            let past = self.is_never_entered(folder)
                || self.reserved.contains(folder.path.as_str())
                || (self.skip_excluded_dirs && self.excludes_folder(&folder.path));
            if past { Descend::Past } else { Descend::Into }
        })?;
        let mut picked = Vec::new();
        for item in items {
            let path = item.path.to_string();
            picked.extend(self.pick(item, path, How::Project, &origin)?);
        }
        Ok(picked)
    }

    /// Files and folders by name. A file that is named is taken whatever excludes it; one that is
    /// not there is passed over.
    pub(super) fn explicit(&self, inclusions: &[Inclusion]) -> Result<Vec<Picked>, Error> {
        let mut picked = Vec::new();
        for inclusion in inclusions {
            if self.tree.is_file(&inclusion.source)? {
                let file = self.named(inclusion)?;
                picked.extend(file.filter(|file| !self.reserved.contains(&file.place)));
            }
            for (item, path) in self.below(inclusion)? {
                picked.extend(self.pick(item, path, How::Named, &inclusion.origin)?);
            }
        }
        Ok(picked)
    }

    /// Files and folders that are put somewhere by force.
    pub(super) fn forced(&self, inclusions: &[Inclusion]) -> Result<Vec<Picked>, Error> {
        let mut picked = Vec::new();
        for inclusion in inclusions {
            if self.tree.is_file(&inclusion.source)? {
                picked.extend(self.named(inclusion)?);
            }
            for (item, path) in self.below(inclusion)? {
                picked.extend(self.pick(item, path, How::Forced, &inclusion.origin)?);
            }
        }
        Ok(picked)
    }

    fn named(&self, inclusion: &Inclusion) -> Result<Option<Picked>, Error> {
        let file = self.tree.item(&inclusion.source)?.map(|item| Picked {
            place: self.sources.place(&inclusion.target),
            path: item.path.to_string(),
            origin: inclusion.origin.clone(),
            item,
        });
        Ok(file)
    }

    /// What lies below a folder, with the paths as seen from the target.
    fn below(&self, inclusion: &Inclusion) -> Result<Vec<(Item, String)>, Error> {
        let (source, target) = (&inclusion.source, inclusion.target.as_str());
        if !self.tree.is_folder(source)? {
            return Ok(Vec::new());
        }
        let items = walk_once(self.tree, source, &mut |folder| {
            if self.is_never_entered(folder) { Descend::Past } else { Descend::Into }
        })?;
        let path = |item: &Item| {
            let below = item.path.below(source).unwrap_or_else(|| item.path.clone());
            if target.is_empty() { below.to_string() } else { format!("{target}/{below}") }
        };
        Ok(items.into_iter().map(|item| (item.clone(), path(&item))).collect())
    }

    fn pick(
        &self,
        item: Item,
        path: String,
        how: How,
        origin: &Origin,
    ) -> Result<Option<Picked>, Error> {
        let place = self.sources.place(&path);
        let name = item.path.file_name();
        if self.profile.never_taken.contains(&name) || self.reserved.contains(&place) {
            return Ok(None);
        }
        if how != How::Forced && !self.takes(&item, &path, how)? {
            self.refuse_outside_folder(&item, &path)?;
            return Ok(None);
        }
        Ok(Some(Picked { item, place, path, origin: origin.clone() }))
    }

    fn takes(&self, item: &Item, path: &str, how: How) -> Result<bool, Error> {
        let Ok(path) = RelPath::new(path) else { return Ok(false) };
        if self.built.matches(&path) || self.patterns.artifacts.matches(&path) {
            return Ok(true);
        }
        if self.exclude_all || self.patterns.exclude.matches(&path) {
            return Ok(false);
        }
        let included = how == How::Named
            || self.patterns.include.as_ref().is_none_or(|include| include.matches(&path));
        Ok(included && (!self.only_packages || self.is_in_package(item)?))
    }

    /// Whether the folder around a file has an `__init__.py`.
    fn is_in_package(&self, item: &Item) -> Result<bool, Error> {
        let folder = item.path.parent().unwrap_or_else(RelPath::root);
        let init = self.tree.kind(&folder.child("__init__.py"))?;
        Ok(init.is_some_and(|kind| kind != EntryKind::Folder))
    }

    /// A link out of the project may be one to a folder, whose files were to be taken.
    fn refuse_outside_folder(&self, item: &Item, path: &str) -> Result<(), Error> {
        let folder = RelPath::new(path).unwrap_or_else(|_| RelPath::root());
        let leads_out = item.link.is_some() && self.tree.is_folder(&item.path).is_err();
        if !leads_out || self.excludes_folder(&folder) || self.is_never_entered(item) {
            return Ok(());
        }
        let message = format!("`{}` leads out of the project", item.path);
        Err(Error::refused(Finding::new(&OUTSIDE_LINK, message).in_file(item.path.as_str())))
    }

    fn excludes_folder(&self, folder: &RelPath) -> bool {
        self.exclude_all || self.patterns.exclude.matches_folder(folder)
    }

    fn is_never_entered(&self, folder: &Item) -> bool {
        self.profile.never_entered.contains(&folder.path.file_name())
    }
}

/// Why a file is looked at.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum How {
    /// It is put somewhere by force.
    Forced,
    /// It lies below a folder that is named.
    Named,
    /// It is there.
    Project,
}
