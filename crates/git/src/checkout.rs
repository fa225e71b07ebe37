//! A work tree and what git knows of its files.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use pyrel_tree::RelPath;

use crate::Error;

/// What git knows of the files below a project's folder; cheap to clone.
#[derive(Clone, Debug)]
pub struct Checkout {
    known: Arc<BTreeMap<RelPath, Standing>>,
}

/// What git thinks of a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// It is in the index, whatever the ignore rules say.
    Tracked,
    /// It is not in the index, and an ignore rule keeps it, or a folder above it, out.
    Ignored,
    /// Neither.
    Unknown,
}

impl Checkout {
    /// The work tree that a folder lies in; `None` where there is none.
    ///
    /// # Errors
    /// When there is a repository that cannot be read.
    pub fn discover(_folder: &Path) -> Result<Option<Self>, Error> {
        Ok(None)
    }

    /// A checkout of which everything is known: for tests, and for trees that lie on no disk. What
    /// is not listed, and below nothing that is listed, is unknown.
    #[must_use]
    pub fn of(known: BTreeMap<RelPath, Standing>) -> Self {
        Self { known: Arc::new(known) }
    }

    /// What git thinks of a path below the project's folder.
    ///
    /// # Errors
    /// When the index or an ignore file cannot be read.
    pub fn standing(&self, path: &RelPath) -> Result<Standing, Error> {
        let mut here = Some(path.clone());
        while let Some(path) = here {
            if let Some(standing) = self.known.get(&path) {
                return Ok(*standing);
            }
            here = path.parent();
        }
        Ok(Standing::Unknown)
    }

    /// Whether the project's folder itself is ignored by the work tree around it: poetry-core asks
    /// git no further then.
    ///
    /// # Errors
    /// As [`Checkout::standing`].
    pub fn is_ignored_itself(&self) -> Result<bool, Error> {
        Ok(self.standing(&RelPath::root())? == Standing::Ignored)
    }
}
