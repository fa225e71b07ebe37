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
            | (Nature::Standard, Self::Generic | Self::PyPi)
            | (Nature::Policy, Self::PyPi) => Severity::Error,
            (Nature::Standard, Self::Build) | (Nature::Doubt, Self::PyPi) => Severity::Warning,
            (Nature::Advice, _) | (Nature::Doubt | Nature::Policy, Self::Build | Self::Generic) => {
                Severity::Advice
            }
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
    match check.nature.label() {
        Some(label) => finding.labelled(label),
        None => finding,
    }
}
