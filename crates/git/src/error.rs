//! Why a repository cannot be read.

use std::path::Path;

use pyrel_diag::{Explain, Kind};

/// Why a repository cannot be read. It is for its owner to mend.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The repository is there and broken, or of a kind that cannot be read.
    #[error("the git repository in `{folder}` cannot be read: {why}")]
    Broken {
        /// Its folder.
        folder: String,
        /// What is wrong with it.
        why: String,
    },
    /// Whether a file differs from the one in the repository can be said only by running a program.
    #[error("whether `{path}` in `{folder}` was changed cannot be said: it goes through {through}")]
    Unproved {
        /// The folder of the work tree.
        folder: String,
        /// The file.
        path: String,
        /// What converts it.
        through: String,
    },
}

impl Error {
    /// Something that the reader of repositories stumbled over, with all that it says of causes.
    pub(crate) fn broken(folder: &Path, error: &gix::Error) -> Self {
        let mut why: Vec<_> = error.iter_errors().map(ToString::to_string).collect();
        why.dedup();
        let why = why.join(": ").replace('\n', " ");
        Self::unfit(folder, why)
    }

    /// A repository that cannot answer.
    pub(crate) fn unfit(folder: &Path, why: impl Into<String>) -> Self {
        Self::Broken { folder: folder.display().to_string(), why: why.into() }
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Broken { .. } => "`git fsck` says what is wrong with it",
            Self::Unproved { .. } => "after `git status`, git knows the file as it is",
        };
        Some(hint.to_owned())
    }
}
