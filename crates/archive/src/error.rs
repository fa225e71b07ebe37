//! What can go wrong while archives are written and read.

use std::io;

use pyrel_diag::{Explain, Finding, Kind};

use crate::{ArchivePath, Clash, NotPortable};

/// What can go wrong while archives are written and read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A member has another size than when it was looked at; the project's owner must stop
    /// whatever writes to it.
    #[error("`{path}` changed while it was read")]
    Changed {
        /// The member.
        path: ArchivePath,
    },
    /// Two sources for one member.
    #[error(transparent)]
    Clash(#[from] Clash),
    /// A symbolic link, for which a zip archive has no portable form; its owner must replace it.
    #[error("`{path}` is a symbolic link, which a zip archive cannot hold")]
    Link {
        /// The member.
        path: ArchivePath,
    },
    /// A foreign archive is broken or does what no honest one does; its maker must mend it.
    #[error("`{archive}` is not a sound archive: {why}")]
    Malformed {
        /// The archive's file name.
        archive: String,
        /// What is wrong.
        why: String,
    },
    /// A file has a name that cannot be told to anybody; its owner must rename it.
    #[error("`{path}` has a name that is not UTF-8")]
    NameNotUnicode {
        /// The file, with replacement characters.
        path: String,
    },
    /// A member's name is not portable.
    #[error(transparent)]
    NotPortable(#[from] NotPortable),
    /// The archive could not be written; usually the disk is full.
    #[error("cannot write `{name}`")]
    Spool {
        /// The archive's file name.
        name: String,
        /// What the system said.
        source: io::Error,
    },
    /// A source could not be read.
    #[error(transparent)]
    Tree(#[from] pyrel_tree::Error),
    /// More members than the container can count.
    #[error("{count} members are more than the archive format can hold")]
    TooManyMembers {
        /// How many there are.
        count: usize,
    },
    /// A foreign archive would do harm where it is unpacked; its maker must mend it.
    #[error("`{archive}` cannot be unpacked without harm")]
    Unsafe {
        /// The archive's file name.
        archive: String,
        /// What would do harm.
        findings: Vec<Finding>,
    },
    /// A finished file could not be read.
    #[error("cannot read `{path}`")]
    Unreadable {
        /// The file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Changed { .. } => Some("wait until nothing writes to the project".to_owned()),
            Self::Link { .. } => Some("replace the link by a copy of its target".to_owned()),
            Self::NameNotUnicode { .. } => Some("rename the file".to_owned()),
            Self::Tree(error) => error.hint(),
            Self::Clash(_)
            | Self::Malformed { .. }
            | Self::NotPortable(_)
            | Self::Spool { .. }
            | Self::TooManyMembers { .. }
            | Self::Unreadable { .. }
            | Self::Unsafe { .. } => None,
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Unsafe { findings, .. } => findings,
            Self::Changed { .. }
            | Self::Clash(_)
            | Self::Link { .. }
            | Self::Malformed { .. }
            | Self::NameNotUnicode { .. }
            | Self::NotPortable(_)
            | Self::Spool { .. }
            | Self::TooManyMembers { .. }
            | Self::Tree(_)
            | Self::Unreadable { .. } => &[],
        }
    }
}
