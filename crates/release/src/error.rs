//! Why a release cannot be prepared.

use pyrel_diag::{Explain, Finding, Kind};

/// Why a release cannot be prepared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An archive could not be laid out or written.
    #[error(transparent)]
    Archive(#[from] pyrel_archive::Error),
    /// The project could not be built.
    #[error(transparent)]
    Build(#[from] pyrel_build::Error),
    /// The dists could not be looked at.
    #[error(transparent)]
    Check(#[from] pyrel_check::Error),
    /// The desktop extension could not be made.
    #[error(transparent)]
    Dxt(#[from] pyrel_dxt::Error),
    /// The configuration asks for something that is not there.
    #[error("{}", .0.first().map_or("", |first| first.message.as_str()))]
    Refused(Vec<Finding>),
    /// The tree could not be read.
    #[error(transparent)]
    Tree(#[from] pyrel_tree::Error),
    /// The dists could not be published.
    #[error(transparent)]
    Upload(#[from] pyrel_upload::Error),
}

impl Error {
    /// A refusal with one reason.
    #[must_use]
    pub fn refused(finding: Finding) -> Self {
        Self::Refused(vec![finding])
    }

    fn inner(&self) -> Option<&dyn Explain> {
        match self {
            Self::Archive(error) => Some(error),
            Self::Build(error) => Some(error),
            Self::Check(error) => Some(error),
            Self::Dxt(error) => Some(error),
            Self::Refused(_) => None,
            Self::Tree(error) => Some(error),
            Self::Upload(error) => Some(error),
        }
    }
}

impl From<pyrel_archive::Clash> for Error {
    fn from(clash: pyrel_archive::Clash) -> Self {
        Self::Archive(clash.into())
    }
}

impl From<pyrel_archive::NotPortable> for Error {
    fn from(error: pyrel_archive::NotPortable) -> Self {
        Self::Archive(error.into())
    }
}

impl Explain for Error {
    fn kind(&self) -> Kind {
        self.inner().map_or(Kind::User, Explain::kind)
    }

    fn hint(&self) -> Option<String> {
        self.inner().and_then(Explain::hint)
    }

    fn findings(&self) -> &[Finding] {
        match (self, self.inner()) {
            (Self::Refused(findings), _) => findings,
            (_, Some(inner)) => inner.findings(),
            (_, None) => &[],
        }
    }
}
