//! What can go wrong while a plan is performed.

use std::io;
use std::path::PathBuf;

use pyrel_diag::{Explain, Finding, Kind};

/// What can go wrong while a plan is performed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not get its place or be removed; the owner of the machine must make room or
    /// give leave.
    #[error("cannot write `{}`", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A secret is not where the plan says.
    #[error("the credentials are gone from {0}")]
    NoSecret(String),
    /// A step cannot go on, and the user can mend that, in the words of whoever knows why.
    #[error("{message}")]
    Step {
        /// What happened.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A server refused or could not be reached, in the words of the crate that asked it.
    #[error("{message}")]
    Remote {
        /// What happened.
        message: String,
        /// What to do about it.
        hint: Option<String>,
        /// The same as findings, where the server's words can be taken apart.
        findings: Vec<Finding>,
    },
}

impl Error {
    /// A server's refusal without more to say about it.
    pub fn remote(message: impl Into<String>) -> Self {
        Self::Remote { message: message.into(), hint: None, findings: Vec::new() }
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        match self {
            Self::File { .. } | Self::NoSecret(_) | Self::Step { .. } => Kind::User,
            Self::Remote { .. } => Kind::Remote,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::File { .. } | Self::NoSecret(_) => None,
            Self::Step { hint, .. } | Self::Remote { hint, .. } => hint.clone(),
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::File { .. } | Self::NoSecret(_) | Self::Step { .. } => &[],
            Self::Remote { findings, .. } => findings,
        }
    }
}
