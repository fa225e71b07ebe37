//! What is wrong with a text, and where in it.

use std::ops::Range;

/// A text that does not follow its standard.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{problem}")]
pub struct Error {
    /// What is wrong.
    pub problem: Problem,
    /// Where: bytes of the text that was parsed. Empty at its end.
    pub range: Range<usize>,
}

/// What can be wrong with a text. All of it is for the author of the text to mend.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Something else should stand here; the commonest of all.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What should stand here, in words.
        expected: &'static str,
        /// What stands here: a literal in backticks, or `the end`.
        found: String,
    },
    /// A local label such as `+ubuntu1` after an operator that orders versions.
    #[error("a local version label such as `+local` fits `==` and `!=` only")]
    LocalLabel,
    /// Text that no quotes can surround, or that no line can hold.
    #[error("the quoted value {value:?} cannot be written in a marker")]
    MarkerValue {
        /// The value, escapes resolved.
        value: String,
    },
    /// A name that is not made as the name format asks.
    #[error(
        "`{name}` is not a valid {what}: only ASCII letters, digits, `-`, `_` and `.`, the first and \
         the last a letter or digit"
    )]
    Name {
        /// Which kind of name.
        what: &'static str,
        /// The text.
        name: String,
    },
    /// A number larger than 64 bits.
    #[error("`{version}` has a number that does not fit into 64 bits")]
    NumberTooLarge {
        /// The version.
        version: String,
    },
    /// Groups in groups in groups.
    #[error("more than {limit} nested parentheses")]
    TooDeep {
        /// How many are allowed.
        limit: usize,
    },
    /// Parentheses that do not match.
    #[error("`{parenthesis}` has no partner")]
    Unbalanced {
        /// The one that stands alone.
        parenthesis: char,
    },
    /// Not an exception of the SPDX list.
    #[error("`{id}` is not an SPDX licence exception")]
    UnknownException {
        /// What was written.
        id: String,
        /// What was perhaps meant.
        near: Option<&'static str>,
    },
    /// Not a licence of the SPDX list.
    #[error("`{id}` is not an SPDX licence identifier")]
    UnknownLicense {
        /// What was written.
        id: String,
        /// What was perhaps meant.
        near: Option<&'static str>,
    },
    /// Not a version as the version specification writes it.
    #[error("`{version}` is not a version")]
    Version {
        /// The text.
        version: String,
    },
    /// `.*` where it means nothing.
    #[error("the suffix `.*` fits `==` and `!=` with a plain release only")]
    Wildcard,
    /// Any other breach, in its own words.
    #[error("{words}")]
    Other {
        /// The words: a fragment as all messages are.
        words: String,
    },
}

impl Error {
    pub(crate) fn new(problem: Problem, range: Range<usize>) -> Self {
        Self { problem, range }
    }

    pub(crate) fn other(words: impl Into<String>, range: Range<usize>) -> Self {
        Self::new(Problem::Other { words: words.into() }, range)
    }

    /// The same error in a text of which the parsed one is a part, beginning at `offset`.
    #[must_use]
    pub fn shifted(mut self, offset: usize) -> Self {
        self.range = self.range.start.saturating_add(offset)..self.range.end.saturating_add(offset);
        self
    }

    /// What to write instead, where something is near enough to be meant.
    #[must_use]
    pub fn suggestion(&self) -> Option<&str> {
        match &self.problem {
            Problem::UnknownException { near, .. } | Problem::UnknownLicense { near, .. } => *near,
            Problem::Expected { .. }
            | Problem::LocalLabel
            | Problem::MarkerValue { .. }
            | Problem::Name { .. }
            | Problem::NumberTooLarge { .. }
            | Problem::Other { .. }
            | Problem::TooDeep { .. }
            | Problem::Unbalanced { .. }
            | Problem::Version { .. }
            | Problem::Wildcard => None,
        }
    }
}
