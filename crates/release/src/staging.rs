//! The extension's folder, merged from the project without copying a file.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_build::pyproject::Located;
use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_tree::{Descend, EntryKind, Item, RelPath, Source, SourceTree, TreeEntry, walk};

use crate::Error;
use crate::config::{DxtConfig, Landing};

pub(crate) static MISSING_ASSET: Rule = Rule {
    id: "missing-asset",
    severity: Severity::Error,
    words: "something that shall go into the release is not there",
    remedy: "create it, or correct the path in [tool.pyrel]",
};

pub(crate) static LANDING_CLASH: Rule = Rule {
    id: "landing-clash",
    severity: Severity::Error,
    words: "two files of the project land at one place",
    remedy: "let one of them land elsewhere with `to`, or leave it out",
};

/// Where the manifest lies in the merged folder.
pub(crate) const MANIFEST: &str = "manifest.json";

/// Merges what `[tool.pyrel.dxt]` names into one tree, of which nothing is written.
///
/// # Errors
/// When something named is not there, or two files want one place; all at once.
pub(crate) fn merge(tree: &SourceTree, config: &DxtConfig) -> Result<SourceTree, Error> {
    let mut staging = Staging { entries: BTreeMap::new(), findings: Vec::new() };
    // The template goes first: it takes the place of a manifest among the assets.
    if let Some(manifest) = &config.manifest
        && let Some(item) = staging.item(tree, manifest)?
    {
        staging.put(RelPath::root().child(MANIFEST), &item, manifest);
    }
    for landing in &config.assets {
        staging.assets(tree, landing, config)?;
    }
    for landing in &config.include {
        staging.include(tree, landing)?;
    }
    staging.check_folders();
    if !staging.findings.is_empty() {
        return Err(Error::Refused(staging.findings));
    }
    let entries = staging.entries.into_iter().map(|(path, landed)| (path, landed.entry)).collect();
    Ok(SourceTree::of_entries(Some(tree.clone()), entries))
}

/// A file that must be there.
pub(crate) fn file(tree: &SourceTree, path: &Located<RelPath>) -> Result<Item, Error> {
    match tree.item(&path.value)? {
        Some(item) if matches!(item.kind, EntryKind::File { .. }) => Ok(item),
        _ => Err(Error::refused(absent(path, "file"))),
    }
}

/// A file of the project in its place, and what asked for it.
struct Landed {
    entry: TreeEntry,
    from: RelPath,
    asked: Location,
}

struct Staging {
    entries: BTreeMap<RelPath, Landed>,
    findings: Vec<Finding>,
}

impl Staging {
    /// The content of a folder lands at the root of the bundle, or below `to`.
    fn assets(
        &mut self,
        tree: &SourceTree,
        landing: &Landing,
        config: &DxtConfig,
    ) -> Result<(), Error> {
        let folder = &landing.from.value;
        if !tree.is_folder(folder)? {
            self.findings.push(absent(&landing.from, "folder"));
            return Ok(());
        }
        let template = config.manifest.as_ref().map(|manifest| &manifest.value);
        let root = landing.to.clone().unwrap_or_else(RelPath::root);
        for item in walk(tree, folder, &mut |_| Descend::Into)? {
            if Some(&item.path) != template {
                let inner = item.path.below(folder).unwrap_or_else(|| item.path.clone());
                self.put(root.join(&inner), &item, &landing.from);
            }
        }
        Ok(())
    }

    /// A file or a folder lands at its own path, or at `to`.
    fn include(&mut self, tree: &SourceTree, landing: &Landing) -> Result<(), Error> {
        let from = &landing.from.value;
        let Some(item) = self.item(tree, &landing.from)? else { return Ok(()) };
        let to = landing.to.clone().unwrap_or_else(|| from.clone());
        if item.kind != EntryKind::Folder {
            self.put(to, &item, &landing.from);
            return Ok(());
        }
        for item in walk(tree, from, &mut |_| Descend::Into)? {
            let inner = item.path.below(from).unwrap_or_else(|| item.path.clone());
            self.put(to.join(&inner), &item, &landing.from);
        }
        Ok(())
    }

    fn item(&mut self, tree: &SourceTree, path: &Located<RelPath>) -> Result<Option<Item>, Error> {
        let item = tree.item(&path.value)?;
        if item.is_none() {
            self.findings.push(absent(path, "file or folder"));
        }
        Ok(item)
    }

    fn put(&mut self, at: RelPath, item: &Item, asked: &Located<RelPath>) {
        let executable = matches!(item.kind, EntryKind::File { executable: true, .. });
        let entry = TreeEntry { source: Source::File(item.path.clone()), executable };
        if let Some(first) = self.entries.get(&at)
            && first.from != item.path
        {
            let message = format!("both `{}` and `{}` land at `{at}`", first.from, item.path);
            let finding = Finding::new(&LANDING_CLASH, message).at(asked.location.clone());
            self.findings.push(finding);
            return;
        }
        let (from, asked) = (item.path.clone(), asked.location.clone());
        self.entries.insert(at, Landed { entry, from, asked });
    }

    /// What is a file cannot hold others as well.
    fn check_folders(&mut self) {
        let mut found = BTreeSet::new();
        for (path, landed) in &self.entries {
            let above = std::iter::successors(path.parent(), RelPath::parent);
            for (folder, file) in above.filter_map(|it| Some((it.clone(), self.entries.get(&it)?)))
            {
                if found.insert(folder.clone()) {
                    let message = format!(
                        "`{}` lands at `{folder}`, where `{}` needs a folder",
                        file.from, landed.from
                    );
                    let finding = Finding::new(&LANDING_CLASH, message).at(file.asked.clone());
                    self.findings.push(finding);
                }
            }
        }
    }
}

fn absent(path: &Located<RelPath>, what: &str) -> Finding {
    let message = format!("there is no {what} `{}`", path.value);
    Finding::new(&MISSING_ASSET, message).at(path.location.clone())
}

#[cfg(test)]
mod tests;
