//! Why a project cannot be built.

use pyrel_diag::{Explain, Finding, Kind};

/// Why a project cannot be built. All of it is for the project's owner to mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The archive could not be laid out or written.
    #[error(transparent)]
    Archive(#[from] pyrel_archive::Error),
    /// The project is wrong, or wants what pyrel will not do; the findings say what and where.
    #[error("{}", summary(.0))]
    Refused(Vec<Finding>),
    /// The tree could not be read.
    #[error(transparent)]
    Tree(#[from] pyrel_tree::Error),
}

impl Error {
    /// A refusal with one reason.
    #[must_use]
    pub fn refused(finding: Finding) -> Self {
        Self::Refused(vec![finding])
    }
}

fn summary(findings: &[Finding]) -> String {
    match findings {
        // The place is the finding's to tell: whoever shows it knows where the project lies.
        [only] => only.message.clone(),
        _ => format!("the project has {} mistakes", findings.len()),
    }
}

impl From<pyrel_python::Error> for Error {
    fn from(error: pyrel_python::Error) -> Self {
        match error {
            pyrel_python::Error::Refused(finding) => Self::refused(*finding),
            pyrel_python::Error::Tree(error) => Self::Tree(error),
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
        Kind::User
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Archive(error) => error.hint(),
            Self::Refused(_) => None,
            Self::Tree(error) => error.hint(),
        }
    }

    fn findings(&self) -> &[Finding] {
        match self {
            Self::Refused(findings) => findings,
            Self::Archive(_) | Self::Tree(_) => &[],
        }
    }
}
