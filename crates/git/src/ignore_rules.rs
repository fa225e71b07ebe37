//! The ignore files of a work tree, each read once.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use gix::Repository;
use gix::bstr::{BStr, BString, ByteSlice};
use gix::glob::pattern::Case;
use gix::ignore::Search;
use gix::index::entry::Flags;
use gix::worktree::Index;

use crate::Error;

/// The rules of the repository as a whole and of the folders that were asked about.
///
/// gix has a cache of its own for this. It asks the rules of the repository about the work tree
/// itself, though, whose empty path `*/` matches, and then takes all that is in it for ignored.
pub(crate) struct IgnoreRules {
    /// `info/exclude`, and before it the file that the repository's configuration names.
    common: Search,
    folders: BTreeMap<BString, Search>,
    case: Case,
}

impl IgnoreRules {
    pub(crate) fn read(repository: &Repository) -> Result<Self, Error> {
        let folder = repository.common_dir();
        let configuration = repository.config_snapshot();
        let named = configuration.trusted_path("core.excludesFile");
        let named = named.map_err(|error| Error::broken(folder, &error))?;
        if let Some(path) = named.as_deref().filter(|path| path.exists() && !path.is_file()) {
            return Err(Error::unfit(folder, format!("`{}` is no regular file", path.display())));
        }
        let common = Search::from_git_dir(folder, named, &mut Vec::new(), PARSE);
        let common = common.map_err(|error| Error::unfit(folder, error.to_string()))?;
        Ok(Self { common, folders: BTreeMap::new(), case: case(repository) })
    }

    /// Reads the ignore file of a folder of the work tree.
    pub(crate) fn enter(
        &mut self,
        folder: &BStr,
        within: (&Path, &Index, &Repository),
    ) -> Result<(), Error> {
        if self.folders.contains_key(folder) {
            return Ok(());
        }
        let (root, ..) = within;
        let (full, text) = file_in(folder, ".gitignore", within)?;
        let mut search = Search::default();
        search.add_patterns_buffer(&text, full, Some(root), PARSE).map_err(|error| {
            Error::unfit(root, format!("the ignore file of `{folder}`: {error}"))
        })?;
        self.folders.insert(folder.to_owned(), search);
        Ok(())
    }

    /// Whether a path is ignored whose folders are not, and were all entered.
    pub(crate) fn ignores(&self, path: &BStr, is_folder: bool) -> bool {
        let mut folder = path;
        while !folder.is_empty() {
            folder = parent(folder);
            let rules = self.folders.get(folder);
            let found = rules.and_then(|rules| self.verdict(rules, path, is_folder));
            if let Some(verdict) = found {
                return verdict;
            }
        }
        self.verdict(&self.common, path, is_folder).unwrap_or_default()
    }

    fn verdict(&self, rules: &Search, path: &BStr, is_folder: bool) -> Option<bool> {
        let found = rules.pattern_matching_relative_path(path, Some(is_folder), self.case)?;
        Some(!found.pattern.is_negative())
    }
}

const PARSE: gix::ignore::search::Ignore = gix::ignore::search::Ignore { support_precious: false };

/// The folder that a path lies in; the root lies in itself.
pub(crate) fn parent(path: &BStr) -> &BStr {
    path.rfind_byte(b'/').and_then(|at| path.get(..at)).unwrap_or_default().as_bstr()
}

/// Whether the repository's patterns tell letters of both cases apart.
pub(crate) fn case(repository: &Repository) -> Case {
    let folds = repository.config_snapshot().boolean("core.ignoreCase").unwrap_or_default();
    if folds { Case::Fold } else { Case::Sensitive }
}

/// A file with patterns in a folder of the work tree: where it is and its text, which is empty where
/// there is none.
pub(crate) fn file_in(
    folder: &BStr,
    name: &str,
    (root, index, repository): (&Path, &Index, &Repository),
) -> Result<(PathBuf, Vec<u8>), Error> {
    let mut path = folder.to_owned();
    if !path.is_empty() {
        path.push(b'/');
    }
    path.extend_from_slice(name.as_bytes());
    let why = |error: io::Error| Error::unfit(root, format!("`{path}`: {error}"));
    let relative = gix::path::from_bstr(path.as_bstr());
    let full = root.join(relative.map_err(|error| Error::broken(root, &error))?);
    let text = match text_of(&full).map_err(why)? {
        Some(text) => text,
        None => left_out(path.as_bstr(), index, repository)
            .map_err(|error| Error::broken(root, &error))?,
    };
    Ok((full, text))
}

/// The text of a file with patterns. A link does not count, and neither does a folder.
#[expect(clippy::disallowed_methods, reason = "ignore files lie above the project as well")]
pub(crate) fn text_of(full: &Path) -> io::Result<Option<Vec<u8>>> {
    match std::fs::symlink_metadata(full) {
        Ok(found) if found.is_file() => std::fs::read(full).map(Some),
        Ok(_) => Ok(Some(Vec::new())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(None),
        Err(error) => Err(error),
    }
}

/// The text of an ignore file that a sparse checkout left out.
fn left_out(path: &BStr, index: &Index, repository: &Repository) -> gix::Result<Vec<u8>> {
    match index.entry_by_path(path) {
        Some(entry) if entry.flags.contains(Flags::SKIP_WORKTREE) => {
            Ok(repository.find_blob(entry.id)?.take_data())
        }
        _ => Ok(Vec::new()),
    }
}
