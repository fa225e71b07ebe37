//! Why a repository cannot be read.

use pyrel_diag::{Explain, Kind};

/// Why a repository cannot be read. It is for its owner to mend.
#[derive(Debug, thiserror::Error)]
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
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        Some("`git fsck` says what is wrong with it".to_owned())
    }
}
