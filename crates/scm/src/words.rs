//! How commits and tags are spoken of.

use std::fmt;

/// `1 commit`, `3 commits`
pub(crate) struct Commits(pub(crate) u64);

/// ``the tag `v1.1` ``, or ``3 commits since `v1.1` ``
pub(crate) struct Since<'a>(pub(crate) &'a str, pub(crate) u64);

impl fmt::Display for Commits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(count) = self;
        write!(f, "{count} {}", if *count == 1 { "commit" } else { "commits" })
    }
}

impl fmt::Display for Since<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self(tag, 0) => write!(f, "the tag `{tag}`"),
            Self(tag, count) => write!(f, "{} since `{tag}`", Commits(*count)),
        }
    }
}
