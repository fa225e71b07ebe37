//! What goes into an archive, decided before anything is written.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use pyrel_diag::Location;
use pyrel_tree::Source;

use crate::ArchivePath;
use crate::unpack::Folded;

/// The members of a future archive in their final order: by rank, then by the bytes of the path.
#[derive(Clone, Debug, Default)]
pub struct FileMap {
    entries: BTreeMap<ArchivePath, (i8, Entry)>,
    starts: &'static [&'static [u8]],
}

/// One member of a future archive.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where its bytes are.
    pub source: Source,
    /// Its permissions.
    pub mode: Mode,
    /// What admitted it.
    pub origin: Origin,
}

/// The only permissions that carry meaning.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Mode {
    /// 0755.
    Executable,
    /// 0644.
    Regular,
}

/// What admitted a member: the option or rule in the words of its documentation, and where it is
/// written if it is written anywhere. `--list` and `--why` show it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Origin {
    /// For example ``[tool.flit.sdist] include `docs/` `` or `the package `demo``.
    pub words: Arc<str>,
    /// The place of the option.
    pub location: Option<Location>,
}

/// Two different sources for one member.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("two sources for `{path}`: {first} and {second}")]
pub struct Clash {
    /// The member.
    pub path: ArchivePath,
    /// What admitted the first source.
    pub first: String,
    /// What admitted the second source.
    pub second: String,
}

impl Mode {
    /// The permission bits.
    #[must_use]
    pub fn bits(self) -> u32 {
        match self {
            Self::Executable => 0o755,
            Self::Regular => 0o644,
        }
    }

    /// The mode for a file that is or is not executable.
    #[must_use]
    pub fn of(executable: bool) -> Self {
        if executable { Self::Executable } else { Self::Regular }
    }
}

impl Origin {
    /// A rule that is written nowhere: a default of the backend.
    #[must_use]
    pub fn rule(words: impl Into<Arc<str>>) -> Self {
        Self { words: words.into(), location: None }
    }

    /// An option and its place.
    #[must_use]
    pub fn option(words: impl Into<Arc<str>>, location: Location) -> Self {
        Self { words: words.into(), location: Some(location) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)?;
        match &self.location {
            Some(at) => write!(f, " ({}:{})", at.path, at.line),
            None => Ok(()),
        }
    }
}

impl Entry {
    /// Whether both entries take their bytes from the same place.
    fn same_source(&self, other: &Self) -> bool {
        match (&self.source, &other.source) {
            (Source::Bytes(a), Source::Bytes(b)) => a == b,
            (Source::File(a), Source::File(b)) => a == b,
            (Source::Link(a), Source::Link(b)) => a == b,
            (Source::Slice(a), Source::Slice(b)) => {
                Arc::ptr_eq(&a.content, &b.content) && a.offset == b.offset && a.len == b.len
            }
            (Source::Bytes(_) | Source::File(_) | Source::Link(_) | Source::Slice(_), _) => false,
        }
    }
}

impl FileMap {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a member of rank 0. The same source once more is no mistake: the first origin stays.
    ///
    /// # Errors
    /// A second, different source for the same path.
    pub fn add(&mut self, path: ArchivePath, entry: Entry) -> Result<(), Clash> {
        self.add_ranked(0, path, entry)
    }

    /// Adds a member of a rank: lower ranks are written first, whatever their names.
    ///
    /// # Errors
    /// As [`FileMap::add`].
    pub fn add_ranked(&mut self, rank: i8, path: ArchivePath, entry: Entry) -> Result<(), Clash> {
        if let Some((_, present)) = self.entries.get(&path) {
            if present.same_source(&entry) {
                return Ok(());
            }
            return Err(Clash {
                first: present.origin.to_string(),
                second: entry.origin.to_string(),
                path,
            });
        }
        self.entries.insert(path, (rank, entry));
        Ok(())
    }

    /// Members that begin with one of these will be executable, whatever their entries say: on
    /// systems without permission bits there is no other sign. Nothing is read for it: it is seen
    /// when the members are.
    pub fn make_executable(&mut self, starts: &'static [&'static [u8]]) {
        self.starts = starts;
    }

    /// The permissions of a member that begins so, where its entry gives it these.
    #[must_use]
    pub fn mode(&self, given: Mode, head: &[u8]) -> Mode {
        match self.starts.iter().any(|start| head.starts_with(start)) {
            true => Mode::Executable,
            false => given,
        }
    }

    /// How many of the first bytes of a member decide about its permissions.
    pub(crate) fn longest_start(&self) -> usize {
        self.starts.iter().map(|start| start.len()).max().unwrap_or(0)
    }

    /// Takes a member out again.
    pub fn remove(&mut self, path: &ArchivePath) -> Option<Entry> {
        self.entries.remove(path).map(|(_, entry)| entry)
    }

    /// The member at a path.
    #[must_use]
    pub fn get(&self, path: &ArchivePath) -> Option<&Entry> {
        self.entries.get(path).map(|(_, entry)| entry)
    }

    /// Whether there is a member at a path.
    #[must_use]
    pub fn contains(&self, path: &ArchivePath) -> bool {
        self.entries.contains_key(path)
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The members in the order in which they are written.
    pub fn iter(&self) -> impl Iterator<Item = (&ArchivePath, &Entry)> {
        let mut ordered: Vec<_> = self.entries.iter().collect();
        ordered.sort_by_key(|(_, (rank, _))| *rank);
        ordered.into_iter().map(|(path, (_, entry))| (path, entry))
    }

    /// The paths of all members that clash with another one where letter case or the composition
    /// of accents does not count, as on Windows and macOS; each with its twin, which may be a folder.
    #[must_use]
    pub fn twins(&self) -> Vec<(ArchivePath, &ArchivePath)> {
        let mut seen = Folded::default();
        self.entries.keys().filter_map(|path| Some((seen.add(path)?, path))).collect()
    }
}
