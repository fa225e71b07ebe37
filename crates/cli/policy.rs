//! What findings weigh in this run: the one place where `--strict` and `--ignore` count.

use std::collections::BTreeSet;

use pyrel_diag::{Explain, Finding, Kind, Rule, Severity};
use pyrel_release::Config;

use crate::rules;

/// How findings are weighed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    /// What warnings count as.
    pub(crate) warnings: Warnings,
    /// Ids of rules whose findings are dropped.
    pub(crate) ignored: BTreeSet<String>,
}

/// What warnings count as.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Warnings {
    /// As what they are.
    #[default]
    Warn,
    /// As errors: `--strict`.
    Refuse,
}

/// A finding with the weight it has in this run.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Judged {
    /// The finding.
    pub(crate) finding: Finding,
    /// Its weight.
    pub(crate) severity: Severity,
}

impl Policy {
    /// The same, with more rules ignored.
    pub(crate) fn ignoring(&self, more: &BTreeSet<String>) -> Self {
        Self { ignored: self.ignored.union(more).cloned().collect(), ..self.clone() }
    }

    /// Weighs the findings of a command that could do its work.
    pub(crate) fn judge(&self, findings: Vec<Finding>) -> Vec<Judged> {
        let heard = findings.into_iter().filter(|found| !self.ignored.contains(found.rule.id));
        heard.map(|finding| Judged { severity: self.weigh(&finding), finding }).collect()
    }

    fn weigh(&self, finding: &Finding) -> Severity {
        match (finding.severity(), self.warnings) {
            (Severity::Warning, Warnings::Refuse) => Severity::Error,
            (severity, _) => severity,
        }
    }
}

impl Judged {
    /// A finding as part of an error: it stopped the work, so there is nothing to weigh or ignore.
    pub(crate) fn fatal(finding: &Finding) -> Self {
        Self { finding: finding.clone(), severity: finding.severity() }
    }
}

/// The rules that a project ignores.
///
/// # Errors
/// A rule that there is not.
pub(crate) fn ignored(config: Option<&Config>) -> Result<BTreeSet<String>, UnknownRules> {
    let (mut ignored, mut findings) = (BTreeSet::new(), Vec::new());
    for name in config.iter().flat_map(|config| &config.check.ignore) {
        match rules::ids(&name.value) {
            Ok(ids) => ignored.extend(ids),
            Err(unknown) => {
                let finding = Finding::new(&UNKNOWN_RULE, unknown.to_string());
                let finding = finding.at(name.location.clone());
                findings.push(match unknown.hint() {
                    Some(hint) => finding.remedy(hint),
                    None => finding,
                });
            }
        }
    }
    if findings.is_empty() { Ok(ignored) } else { Err(UnknownRules(findings)) }
}

/// The rules about what a project ignores.
pub(crate) static RULES: [&Rule; 1] = [&UNKNOWN_RULE];

static UNKNOWN_RULE: Rule = Rule {
    id: "unknown-rule",
    severity: Severity::Error,
    words: "the name of a rule that there is not",
    remedy: "`pyrel check --explain` lists all rules",
};

/// `check.ignore` with names of no rules; the project must correct them.
#[derive(Debug, thiserror::Error)]
#[error("[tool.pyrel.check] ignores rules that there are not")]
pub(crate) struct UnknownRules(Vec<Finding>);

impl Explain for UnknownRules {
    fn kind(&self) -> Kind {
        Kind::User
    }

    fn findings(&self) -> &[Finding] {
        &self.0
    }
}

/// Why a run cannot end well, if its findings say so.
pub(crate) fn refusal(findings: &[Judged]) -> Option<String> {
    match findings.iter().filter(|found| found.severity == Severity::Error).count() {
        0 => None,
        1 => Some("one error was found".to_owned()),
        count => Some(format!("{count} errors were found")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static ADVICE: Rule =
        Rule { id: "an-advice", severity: Severity::Advice, words: "", remedy: "" };
    static WARNING: Rule =
        Rule { id: "a-warning", severity: Severity::Warning, words: "", remedy: "" };
    static ERROR: Rule = Rule { id: "an-error", severity: Severity::Error, words: "", remedy: "" };

    #[track_caller]
    fn check(warnings: Warnings, ignored: &[&str], expect: &[(&str, Severity)]) {
        let policy =
            Policy { warnings, ignored: ignored.iter().map(|&id| id.to_owned()).collect() };
        let findings = [&ADVICE, &WARNING, &ERROR].map(|rule| Finding::new(rule, "x"));
        let judged = policy.judge(findings.to_vec());
        let got: Vec<_> = judged.iter().map(|it| (it.finding.rule.id, it.severity)).collect();
        assert_eq!(got, expect);
    }

    #[test]
    fn strict_makes_errors_of_warnings_but_not_of_advice() {
        use Severity::{Advice, Error, Warning};
        let all = [("an-advice", Advice), ("a-warning", Warning), ("an-error", Error)];
        check(Warnings::Warn, &[], &all);
        let strict = [("an-advice", Advice), ("a-warning", Error), ("an-error", Error)];
        check(Warnings::Refuse, &[], &strict);
    }

    #[test]
    fn an_ignored_rule_is_not_heard_whatever_its_weight() {
        check(Warnings::Warn, &["an-error", "a-warning"], &[("an-advice", Severity::Advice)]);
    }

    #[test]
    fn errors_forbid_the_plan() {
        let judged = |rules: &[&'static Rule]| {
            Policy::default().judge(rules.iter().map(|rule| Finding::new(rule, "x")).collect())
        };
        assert_eq!(refusal(&judged(&[&ADVICE, &WARNING])), None);
        assert_eq!(refusal(&judged(&[&ERROR])).unwrap(), "one error was found");
        assert_eq!(refusal(&judged(&[&ERROR, &ERROR])).unwrap(), "2 errors were found");
    }
}
