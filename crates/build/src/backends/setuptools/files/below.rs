//! All files below a folder, as `graft` and `global-include` look for them.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{Descend, Item, RelPath, SourceTree, walk};

use super::list::manifest_in::is_dropped;
use super::listed::Listed;
use crate::Error;

pub(in crate::backends::setuptools) static FOLDER_TWICE: Rule = Rule {
    id: "folder-twice",
    severity: Severity::Error,
    words: "a line of MANIFEST.in finds a folder twice, at least once through a link",
    remedy: "remove the link, or name in MANIFEST.in what to take",
};

/// The files below a folder, but for those of folders of which nothing would stay.
#[derive(Debug)]
pub(crate) struct Below {
    files: Vec<RelPath>,
    twice: Vec<[RelPath; 2]>,
}

impl Below {
    pub(crate) fn of(tree: &SourceTree, folder: &RelPath) -> Result<Self, Error> {
        // Where else each folder can be seen that is reached through a link.
        let mut seen: Vec<[RelPath; 2]> = Vec::new();
        let mut twice = Vec::new();
        let mut enter = |item: &Item| {
            if is_dropped(&item.path) {
                return Descend::Past;
            }
            if let Some(place) = item.link.as_deref().and_then(|link| target(&item.path, link)) {
                if let Some([_, other]) = seen.iter().find(|[other, _]| overlap(other, &place)) {
                    twice.push([other.clone(), item.path.clone()]);
                } else if overlap(folder, &place) {
                    twice.push([place.clone(), item.path.clone()]);
                }
                seen.push([place, item.path.clone()]);
            }
            Descend::Into
        };
        let files = walk(tree, folder, &mut enter)?.into_iter().map(|item| item.path).collect();
        Ok(Self { files, twice })
    }

    /// Those that are wanted. setuptools enters no folder a second time, and which of its names
    /// comes first is up to the file system, so such a folder has no answer.
    pub(crate) fn files(&self, wanted: impl Fn(&RelPath) -> bool) -> Result<Vec<Listed>, Error> {
        let files: Vec<&RelPath> = self.files.iter().filter(|path| wanted(path)).collect();
        for [one, other] in &self.twice {
            if files.iter().any(|path| path.below(other).is_some()) {
                let message = format!("`{one}` and `{other}` lead to the same files");
                let finding = Finding::new(&FOLDER_TWICE, message).in_file("MANIFEST.in");
                return Err(Error::refused(finding));
            }
        }
        Ok(files.into_iter().cloned().map(Listed::plain).collect())
    }
}

/// The path that a link means; `None` where it leads elsewhere, which the walk finds out.
fn target(link: &RelPath, text: &str) -> Option<RelPath> {
    let folder = link.parent().unwrap_or_else(RelPath::root);
    RelPath::new([folder.as_str(), text].join("/").trim_start_matches('/')).ok()
}

fn overlap(one: &RelPath, other: &RelPath) -> bool {
    one == other || one.below(other).is_some() || other.below(one).is_some()
}
