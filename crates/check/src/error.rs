//! What keeps a file from being looked at.

use pyrel_diag::{Explain, Kind};

/// What keeps a file from being looked at: never what is wrong with the file itself.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It could not be read, or not be spooled; its owner or this machine's must see why.
    #[error(transparent)]
    Archive(#[from] pyrel_archive::Error),
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::Archive(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Archive(error) => error.hint(),
        }
    }
}
