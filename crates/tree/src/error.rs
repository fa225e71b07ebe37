//! What can go wrong while a tree is read.

use std::io;

use pyrel_diag::{Explain, Kind};

use crate::RelPath;

/// What can go wrong while a tree is read. All of it is for the owner of the tree to mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A symbolic link leads out of the tree, so its target would not be there for anybody else.
    #[error("`{path}` is a symbolic link that leads out of the project")]
    Escapes {
        /// The link.
        path: RelPath,
    },
    /// A file could not be read.
    #[error("cannot read `{path}`")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// Symbolic links form a loop.
    #[error("`{path}` is part of a loop of symbolic links")]
    Loop {
        /// Where the loop was entered.
        path: RelPath,
    },
    /// A name that is not Unicode cannot go into an archive that others shall read.
    #[error("`{path}` has a name that is not UTF-8")]
    NotUnicode {
        /// The name, with replacement characters.
        path: String,
    },
    /// A symbolic link that cannot be written down for others.
    #[error("`{path}` is a symbolic link to a name that is not UTF-8")]
    TargetNotUnicode {
        /// The link.
        path: RelPath,
    },
    /// A path that should be a file is a folder, a pipe, a socket or a device.
    #[error("`{path}` is not a regular file")]
    NotAFile {
        /// The path.
        path: RelPath,
    },
    /// A text file is not UTF-8.
    #[error("`{path}` is not UTF-8 (byte {at})")]
    NotUtf8 {
        /// The file.
        path: RelPath,
        /// The first byte that does not fit.
        at: usize,
    },
    /// A path does not exist.
    #[error("`{path}` does not exist")]
    Missing {
        /// The path.
        path: RelPath,
    },
    /// Folders lie deeper than any walk goes.
    #[error("`{path}` lies below more than 128 folders")]
    TooDeep {
        /// The first folder that is too deep.
        path: RelPath,
    },
    /// A file is larger than anything that is read whole.
    #[error("`{path}` has {len} bytes, more than the {limit} that are read of such a file")]
    TooLarge {
        /// The file.
        path: RelPath,
        /// Its size.
        len: u64,
        /// The most that is read.
        limit: u64,
    },
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Escapes { .. } | Self::TargetNotUnicode { .. } => {
                Some("replace the link by a copy of its target".to_owned())
            }
            Self::Loop { .. } => Some("remove one of the links".to_owned()),
            Self::NotUnicode { .. } => Some("rename the file".to_owned()),
            Self::NotUtf8 { .. } => Some("save the file as UTF-8".to_owned()),
            Self::Io { .. }
            | Self::Missing { .. }
            | Self::NotAFile { .. }
            | Self::TooDeep { .. }
            | Self::TooLarge { .. } => None,
        }
    }
}
