//! Whom a file is for, which decides how much a finding weighs.

use pyrel_diag::{Finding, Severity};

use crate::{Nature, find};

/// Who is going to get the file.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Audience {
    /// Nobody yet: it was just built, and only what contradicts itself may stop that.
    Build,
    /// An index that keeps to the standards, and has no rules of its own.
    Generic,
    /// PyPI or TestPyPI.
    PyPi,
}

impl Audience {
    fn severity(self, nature: Nature) -> Severity {
        match (nature, self) {
            (Nature::Contradiction, _)
            | (Nature::Installers | Nature::Standard, Self::Generic | Self::PyPi)
            | (Nature::Policy, Self::PyPi) => Severity::Error,
            (Nature::Installers | Nature::Standard, Self::Build)
            | (Nature::Doubt, Self::PyPi)
            | (Nature::Harm, Self::Generic | Self::PyPi) => Severity::Warning,
            // What harms is warned about while it is built, from the files themselves.
            (Nature::Advice, _)
            | (Nature::Doubt | Nature::Policy, Self::Build | Self::Generic)
            | (Nature::Harm, Self::Build) => Severity::Advice,
        }
    }

    /// What a finding is called. Who reads "the index" takes it for the one that they upload to.
    fn label(self, nature: Nature) -> Option<&'static str> {
        match (nature, self) {
            (Nature::Policy, Self::Build | Self::Generic) => Some("refused by PyPI"),
            (Nature::Doubt, Self::Build | Self::Generic) => Some("may be refused by PyPI"),
            _ => nature.label(),
        }
    }
}

/// Gives findings of this crate the weight and the label that they have for an audience.
#[must_use]
pub fn weigh(findings: Vec<Finding>, audience: Audience) -> Vec<Finding> {
    findings.into_iter().map(|finding| weighed(finding, audience)).collect()
}

fn weighed(finding: Finding, audience: Audience) -> Finding {
    let Some(check) = find(finding.rule.id) else { return finding };
    let finding = finding.weighing(audience.severity(check.nature));
    match audience.label(check.nature) {
        Some(label) => finding.labelled(label),
        None => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Another index than PyPI does not refuse what PyPI alone does.
    #[test]
    fn a_label_names_who_would_refuse_the_file() {
        let check = |audience: Audience, nature, expect| {
            assert_eq!(audience.label(nature), expect, "{audience:?} {nature:?}");
        };
        check(Audience::PyPi, Nature::Policy, Some("refused by the index"));
        check(Audience::PyPi, Nature::Doubt, Some("may be refused by the index"));
        check(Audience::PyPi, Nature::Installers, Some("refused by installers"));
        for audience in [Audience::Build, Audience::Generic] {
            check(audience, Nature::Policy, Some("refused by PyPI"));
            check(audience, Nature::Doubt, Some("may be refused by PyPI"));
            check(audience, Nature::Standard, Some("refused by the index"));
            check(audience, Nature::Advice, None);
            check(audience, Nature::Harm, None);
        }
    }
}
