//! Why a Python file cannot be read.

use pyrel_diag::Finding;

/// Why a Python file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It is not Python, or more of it than is read.
    #[error("{}", .0.message)]
    Refused(Box<Finding>),
    /// The tree could not be read.
    #[error(transparent)]
    Tree(#[from] pyrel_tree::Error),
}

impl Error {
    pub(crate) fn refused(finding: Finding) -> Self {
        Self::Refused(Box::new(finding))
    }
}
