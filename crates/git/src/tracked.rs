//! The files that a repository has, as setuptools-scm's finder lists them for archives.

use gix::bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Mode;
use pyrel_tree::RelPath;

use crate::Error;
use crate::attributes::{Attribute, Attributes};
use crate::ignore_rules::parent;
use crate::submodules::{DEPTH, checked_out, too_deep};
use crate::work_tree::WorkTree;

/// What keeps a file, or all of a folder or submodule, out of archives.
const EXPORT_IGNORE: &[&str] = &["export-ignore"];

impl WorkTree {
    /// The tracked files below the project's folder, without those that are kept out of archives,
    /// with those of the submodules that are checked out.
    pub(crate) fn tracked(&self) -> Result<Vec<RelPath>, Error> {
        let mut found = Vec::new();
        self.list(b"".as_bstr(), DEPTH, &mut found)?;
        found.sort();
        found.dedup();
        let project = self.project();
        let below = found.iter().filter_map(|path| path.strip_prefix(project.as_bytes()));
        below.map(|path| self.rel_path(path.as_bstr())).collect()
    }

    /// The files of the index below the project's folder.
    pub(crate) fn in_index(&self) -> Result<Vec<RelPath>, Error> {
        let entries = self.index().entries().iter();
        let files = entries.filter(|entry| !matches!(entry.mode, Mode::COMMIT | Mode::DIR));
        let below = files
            .filter_map(|entry| entry.path(self.index()).strip_prefix(self.project().as_bytes()));
        let mut found: Vec<_> =
            below.map(|path| self.rel_path(path.as_bstr())).collect::<Result<_, _>>()?;
        found.dedup();
        Ok(found)
    }

    fn list(&self, above: &BStr, depth: usize, found: &mut Vec<BString>) -> Result<(), Error> {
        let mut attributes = Attributes::new(self, self.repository(), EXPORT_IGNORE)?;
        let mut out = Folders::default();
        for entry in self.index().entries() {
            let path = entry.path(self.index());
            if out.keep_out(path, &mut attributes)? {
                continue;
            }
            let is_submodule = entry.mode == Mode::COMMIT;
            if is_kept_out(&attributes.of(path, false)?)
                || is_submodule && is_kept_out(&attributes.of(path, true)?)
            {
                continue;
            }
            let full = joined(above, path);
            match entry.mode {
                Mode::COMMIT => self.list_submodule(path, &full, (depth, &mut *found))?,
                // What a sparse index has as one entry is not in the work tree.
                Mode::DIR => {}
                _ => found.push(full),
            }
        }
        Ok(())
    }

    fn list_submodule(
        &self,
        path: &BStr,
        full: &BString,
        (depth, found): (usize, &mut Vec<BString>),
    ) -> Result<(), Error> {
        let folder = self.full(path)?;
        if !checked_out(&folder) {
            return Ok(());
        }
        let depth = depth.checked_sub(1).ok_or_else(|| too_deep(&folder))?;
        Self::open(&folder)?.list(full.as_bstr(), depth, found)
    }

    /// Where the project's folder lies.
    pub(crate) fn below_top(&self) -> Result<RelPath, Error> {
        self.rel_path(self.project())
    }

    fn rel_path(&self, path: &BStr) -> Result<RelPath, Error> {
        let unfit = |why: &str| Error::unfit(self.root(), format!("`{path}` {why}"));
        let text = path.to_str().map_err(|_| unfit("is no name in UTF-8"))?;
        RelPath::new(text).map_err(|error| unfit(&error.to_string()))
    }
}

/// The folders on the way to the path that was asked about last, and whether they are kept out.
#[derive(Default)]
struct Folders {
    known: Vec<(BString, bool)>,
}

impl Folders {
    /// Whether a folder that a path lies in is kept out.
    fn keep_out(&mut self, path: &BStr, attributes: &mut Attributes<'_>) -> Result<bool, Error> {
        let mut missing = Vec::new();
        let mut here = parent(path);
        while !here.is_empty() {
            missing.push(here.to_owned());
            here = parent(here);
        }
        missing.reverse();
        let same = self.known.iter().zip(&missing).take_while(|((known, _), new)| known == *new);
        let same = same.count();
        self.known.truncate(same);
        for folder in missing.into_iter().skip(same) {
            let is_out = is_kept_out(&attributes.of(folder.as_bstr(), true)?);
            self.known.push((folder, is_out));
        }
        Ok(self.known.iter().any(|(_, is_out)| *is_out))
    }
}

fn is_kept_out(found: &[Attribute]) -> bool {
    found.first() == Some(&Attribute::Set)
}

fn joined(above: &BStr, path: &BStr) -> BString {
    let mut full = above.to_owned();
    if !full.is_empty() {
        full.push(b'/');
    }
    full.extend_from_slice(path);
    full
}
