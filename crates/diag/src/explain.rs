//! Errors that say whose turn it is.

use crate::Finding;

/// Who can mend an error; decides the exit code.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// pyrel itself is wrong: exit 70.
    Bug,
    /// A server refused or could not be reached: exit 3.
    Remote,
    /// The command line or the environment is wrong: exit 2.
    Usage,
    /// The project, a file or the machine is wrong: exit 1.
    User,
}

/// What an error can tell beyond its message. Texts are lower-case fragments that read well after
/// "cannot …:"; the sources of an error are its causes.
pub trait Explain: std::error::Error + Send + Sync + 'static {
    /// Who can mend it.
    fn kind(&self) -> Kind;

    /// What to try next, where the message does not say it.
    fn hint(&self) -> Option<String> {
        None
    }

    /// The findings that led to the error, each with its place. Where there are any, they are
    /// shown instead of the message.
    fn findings(&self) -> &[Finding] {
        &[]
    }
}
