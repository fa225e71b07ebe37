//! How large a bundle is, and which folders make it so.

use std::collections::BTreeMap;

use pyrel_archive::zip::{Archive, Member};
use pyrel_diag::{Finding, Rule, Severity};

/// The sizes of a finished bundle.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sizes {
    /// How many bytes the bundle has.
    pub bundle: u64,
    /// All of it, as one folder.
    pub whole: FolderSize,
    /// Each folder with what lies in it at any depth, by its path.
    pub folders: BTreeMap<String, FolderSize>,
}

/// How large a file of a bundle is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FileSize {
    /// How many bytes it has.
    pub len: u64,
    /// How many it has as it is packed.
    pub packed: u64,
}

/// What a folder of a bundle holds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct FolderSize {
    /// How many files.
    pub files: u64,
    /// How many bytes they have.
    pub len: u64,
    /// How many they have as they are packed, without what the archive says of them.
    pub packed: u64,
}

pub(crate) static RULES: [&Rule; 1] = [&TOO_LARGE];

static TOO_LARGE: Rule = Rule {
    id: "bundle-too-large",
    severity: Severity::Error,
    words: "a bundle with more bytes than it may have",
    remedy: "leave out what the extension does not need, or raise `--max-size`",
};

/// So many folders are named where a bundle is too large.
const NAMED: usize = 5;

impl Sizes {
    /// Adds up what an archive holds.
    #[must_use]
    pub fn of(archive: &Archive) -> Self {
        let mut sizes = Self {
            bundle: archive.packed_len(),
            whole: FolderSize::default(),
            folders: BTreeMap::new(),
        };
        for member in archive.members() {
            let path = member.path.as_str();
            let ends = path.match_indices('/').map(|(at, _)| at);
            for folder in ends.filter_map(|end| path.get(..end)) {
                let size = sizes.folders.entry(folder.to_owned()).or_default();
                size.add(member.len, member.packed_len());
            }
            sizes.whole.add(member.len, member.packed_len());
        }
        sizes
    }

    /// The folders that are largest as they are packed, down to this depth, and further where most of
    /// the bundle lies deeper: packages may be in `node_modules` or in `server/lib`.
    #[must_use]
    pub fn largest(&self, depth: usize) -> Vec<(&str, FolderSize)> {
        let mut folders: Vec<_> = self
            .folders
            .iter()
            .filter(|(path, _)| path.matches('/').count() < depth || self.is_within_most(path))
            .map(|(path, size)| (path.as_str(), *size))
            .collect();
        folders.sort_by_key(|(_, size)| std::cmp::Reverse(size.packed));
        folders
    }

    /// Whether a folder lies in one that has more than half of the bundle.
    fn is_within_most(&self, folder: &str) -> bool {
        let around = folder.rsplit_once('/').and_then(|(around, _)| self.folders.get(around));
        around.is_some_and(|size| size.packed > self.whole.packed / 2)
    }

    /// What there is to say of a bundle that may have this many bytes.
    #[must_use]
    pub fn judge(&self, most: u64) -> Option<Finding> {
        (self.bundle > most).then(|| {
            let over = self.bundle - most;
            let message = format!(
                "the bundle has {} bytes, {over} more than the {most} that it may have",
                self.bundle
            );
            let largest = self.largest(2).into_iter().take(NAMED);
            let largest = largest.map(|(path, size)| format!("`{path}` has {}", size.packed));
            let largest: Vec<String> = largest.collect();
            let finding = Finding::new(&TOO_LARGE, message);
            match largest.is_empty() {
                true => finding,
                false => finding.remedy(format!("{}: {}", TOO_LARGE.remedy, largest.join(", "))),
            }
        })
    }
}

/// The files of an archive that are largest as they are packed, so many.
#[must_use]
pub fn largest_files(archive: &Archive, most: usize) -> Vec<(&str, FileSize)> {
    let size = |it: &Member| FileSize { len: it.len, packed: it.packed_len() };
    let files = archive.members().iter().map(|it| (it.path.as_str(), size(it)));
    let mut files: Vec<_> = files.collect();
    files.sort_by_key(|(path, size)| (std::cmp::Reverse(size.packed), *path));
    files.truncate(most);
    files
}

impl FolderSize {
    fn add(&mut self, len: u64, packed: u64) {
        self.files += 1;
        self.len += len;
        self.packed += packed;
    }
}
