//! What a rule over finished files is.

use std::fmt;

use pyrel_diag::{Rule, Severity};

/// A rule over finished files, declared once as a `static` beside the code that looks for it.
#[derive(Debug)]
pub struct Check {
    /// What every rule has. Its severity is the one for PyPI's [`Audience`](crate::Audience).
    pub rule: Rule,
    /// Who would refuse the file.
    pub nature: Nature,
    /// What check-wheel-contents calls the same thing, such as `W004`.
    pub codes: &'static [&'static str],
    /// What happens, why it matters, and an example: a paragraph for `--explain`.
    pub why: &'static str,
}

impl Check {
    /// A rule that weighs what its nature does for PyPI.
    pub(crate) const fn of(
        nature: Nature,
        id: &'static str,
        words: &'static str,
        remedy: &'static str,
        why: &'static str,
    ) -> Self {
        let severity = match nature {
            Nature::Advice => Severity::Advice,
            Nature::Contradiction | Nature::Installers | Nature::Policy | Nature::Standard => {
                Severity::Error
            }
            Nature::Doubt | Nature::Harm => Severity::Warning,
        };
        Self { rule: Rule { id, severity, words, remedy }, nature, codes: &[], why }
    }

    /// The same rule, which check-wheel-contents has too, under these codes.
    pub(crate) const fn coded(mut self, codes: &'static [&'static str]) -> Self {
        self.codes = codes;
        self
    }
}

/// What sort of mistake a rule is about.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Nature {
    /// Worth knowing; nobody refuses it.
    Advice,
    /// The file contradicts itself: it says one thing in two ways, or cannot be read.
    Contradiction,
    /// What the index will do cannot be told for certain.
    Doubt,
    /// Nobody refuses it, and it harms who publishes or installs it.
    Harm,
    /// Installers refuse it, and no index looks.
    Installers,
    /// PyPI refuses it, by a rule of its own.
    Policy,
    /// It breaks a packaging standard, and PyPI refuses it for that.
    Standard,
}

impl Nature {
    /// The sort in a few words; none where there is nothing to tell apart.
    #[must_use]
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Advice | Self::Harm => None,
            Self::Contradiction => Some("contradicts itself"),
            Self::Installers => Some("refused by installers"),
            Self::Doubt => Some("may be refused by the index"),
            Self::Policy | Self::Standard => Some("refused by the index"),
        }
    }
}

impl fmt::Display for Nature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Advice => "advice",
            Self::Contradiction => "contradiction",
            Self::Doubt => "doubt",
            Self::Harm => "harm",
            Self::Installers => "installers",
            Self::Policy => "policy",
            Self::Standard => "standard",
        })
    }
}
