//! What can be wrong with a pattern.

use std::sync::Arc;

/// A pattern that its dialect does not allow, or that could never match.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("`{pattern}` is not a valid pattern: {fault} (byte {at})")]
pub struct GlobError {
    /// The pattern as it was written.
    pub pattern: Arc<str>,
    /// The byte of the pattern where the fault begins.
    pub at: usize,
    /// What is wrong there.
    #[source]
    pub fault: GlobFault,
}

/// What is wrong with a pattern.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GlobFault {
    /// It starts with a slash or a drive letter.
    #[error("it must be relative to the project")]
    Absolute,
    /// A backslash where the dialect has no escapes.
    #[error("`\\` is not allowed, components are separated by `/`")]
    Backslash,
    /// A character outside the dialect.
    #[error("the character `{0}` is not allowed")]
    Character(char),
    /// `..` where it cannot be resolved.
    #[error("`..` must not be used")]
    Climbs,
    /// Nothing is left to match.
    #[error("it is empty")]
    Empty,
    /// `[]`.
    #[error("the set of characters is empty")]
    EmptySet,
    /// `[z-a]`.
    #[error("the range `{0}-{1}` is empty")]
    EmptyRange(char, char),
    /// A backslash with nothing after it.
    #[error("`\\` at the end escapes nothing")]
    LoneEscape,
    /// `**` together with something else in one component, or `***`.
    #[error("`**` must be a whole component")]
    PartialDoubleStar,
    /// A `[` that is never closed.
    #[error("`[` is never closed")]
    UnclosedSet,
    /// `[[:name:]]` with a name nobody knows.
    #[error("the character class is unknown")]
    UnknownClass,
    /// A `]` that closes nothing.
    #[error("`]` closes nothing")]
    UnopenedSet,
}

impl GlobError {
    /// The fault at a character of a pattern.
    pub(super) fn at_char(pattern: &str, index: usize, fault: GlobFault) -> Self {
        let at = pattern.char_indices().nth(index).map_or(pattern.len(), |(at, _)| at);
        Self { pattern: Arc::from(pattern), at, fault }
    }
}
