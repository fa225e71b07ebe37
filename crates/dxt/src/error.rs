//! What can go wrong while bundles are checked and laid out.

use pyrel_diag::{Explain, Finding, Kind};

use crate::Version;

/// What can go wrong while bundles are checked and laid out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name asked for cannot be the name of a file; whoever asked must choose another.
    #[error("`{name}` cannot be the name of a bundle: {why}")]
    FileName {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The manifest would be refused by hosts; its author must mend what the findings say.
    #[error("`{path}` is not a valid manifest")]
    Invalid {
        /// The manifest.
        path: String,
        /// What is wrong with it, and what was noticed besides.
        findings: Vec<Finding>,
    },
    /// A file of a finished bundle cannot be read; whoever made the bundle must make it again.
    #[error("cannot read `{path}` in the bundle: {why}")]
    Member {
        /// The file.
        path: String,
        /// What the archive says.
        why: String,
    },
    /// The folder holds what cannot be bundled; its owner must mend what the findings say.
    #[error("`{folder}` cannot be bundled")]
    Refused {
        /// The folder.
        folder: String,
        /// What is in the way.
        findings: Vec<Finding>,
    },
    /// A schema of ours does not compile: our mistake.
    #[error("the schema of manifest version {version} is unsound: {why}")]
    Schema {
        /// The version.
        version: Version,
        /// What the checker says.
        why: String,
    },
    /// The tree could not be read.
    #[error(transparent)]
    Tree(#[from] pyrel_tree::Error),
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::FileName { .. } => Kind::Usage,
            Self::Invalid { .. } | Self::Member { .. } | Self::Refused { .. } => Kind::User,
            Self::Schema { .. } => Kind::Bug,
            Self::Tree(error) => error.kind(),
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Tree(error) => error.hint(),
            Self::FileName { .. }
            | Self::Invalid { .. }
            | Self::Member { .. }
            | Self::Refused { .. }
            | Self::Schema { .. } => None,
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Invalid { findings, .. } | Self::Refused { findings, .. } => findings,
            Self::Tree(error) => error.findings(),
            Self::FileName { .. } | Self::Member { .. } | Self::Schema { .. } => &[],
        }
    }
}
