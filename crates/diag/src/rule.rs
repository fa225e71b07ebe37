//! What can be found wrong: a kind, not an occurrence.

use std::fmt;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Worth knowing; never changes an exit code.
    Advice,
    /// Probably a mistake; `--strict` makes it count as an error.
    Warning,
    /// The work cannot go on, or its result would be refused.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A kind of mistake, declared once as a `static` beside the code that looks for it.
#[derive(Debug)]
pub struct Rule {
    /// Stable and kebab-case: what `--ignore` takes and machines match on.
    pub id: &'static str,
    /// How much an occurrence weighs, unless `--strict` says more.
    pub severity: Severity,
    /// The kind in a few words, for lists of rules and SARIF.
    pub words: &'static str,
    /// What to do about it, in the imperative. Empty where the finding itself says it.
    pub remedy: &'static str,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}
