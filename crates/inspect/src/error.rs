//! What can go wrong while finished files are looked into.

use pyrel_diag::Explain;

use crate::Kind;

/// What can go wrong while finished files are looked into. What is wrong with the files themselves
/// is a finding, and never an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be read or unpacked.
    #[error(transparent)]
    Archive(#[from] pyrel_archive::Error),
    /// Two files that have nothing to be compared by.
    #[error("`{left}` is {left_kind} and `{right}` is {right_kind}", left_kind = with_article(*.left_kind), right_kind = with_article(*.right_kind))]
    Kinds {
        /// The first file.
        left: String,
        /// What it is.
        left_kind: Kind,
        /// The second file.
        right: String,
        /// What that is.
        right_kind: Kind,
    },
    /// A file that neither its name nor its content shows to be of any kind.
    #[error("`{file}` is neither a wheel nor an sdist nor a bundle")]
    Unknown {
        /// The file.
        file: String,
    },
}

fn with_article(kind: Kind) -> &'static str {
    match kind {
        Kind::Bundle => "a bundle",
        Kind::Sdist => "an sdist",
        Kind::Wheel => "a wheel",
    }
}

impl Explain for Error {
    fn kind(&self) -> pyrel_diag::Kind {
        match self {
            Self::Archive(error) => error.kind(),
            Self::Kinds { .. } | Self::Unknown { .. } => pyrel_diag::Kind::Usage,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Archive(error) => error.hint(),
            Self::Kinds { .. } => Some("name two files of one kind".to_owned()),
            Self::Unknown { .. } => {
                Some("name a file that ends in `.whl`, `.tar.gz`, `.mcpb` or `.dxt`".to_owned())
            }
        }
    }
}
