//! A finding before its place is known: a range of the text that was read.

use std::collections::BTreeSet;
use std::ops::Range;

use pyrel_diag::{Finding, Place, Rule, Severity};

use crate::manuscript::Manuscript;

/// What is wrong, where, and what to do about it.
#[derive(Clone, Debug)]
pub(crate) struct Misfit {
    pub(crate) rule: &'static Rule,
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) remedy: Option<String>,
    /// How much it weighs in this case, where that is not what the rule says.
    pub(crate) severity: Option<Severity>,
    /// Whether what stands there is a secret, which is not shown again.
    pub(crate) is_secret: bool,
}

pub(crate) static RULES: [&Rule; 1] = [&MORE];

static MORE: Rule = Rule {
    id: "more-findings",
    severity: Severity::Advice,
    words: "more findings than are shown",
    remedy: "mend those that are shown first",
};

/// Nobody reads more findings than these, and making their places takes time.
pub(crate) const MOST: usize = 200;

/// Longer names and values are cut in messages.
const LONGEST_SHOWN: usize = 60;

impl Misfit {
    pub(crate) fn new(rule: &'static Rule, span: Range<usize>, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { rule, span, message, remedy: None, severity: None, is_secret: false }
    }

    pub(crate) fn advise(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    pub(crate) fn weighing(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    pub(crate) fn about_a_secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    pub(crate) fn severity(&self) -> Severity {
        self.severity.unwrap_or(self.rule.severity)
    }

    fn into_finding(self, manuscript: &Manuscript) -> Finding {
        let mut finding = Finding::new(self.rule, self.message).at(manuscript.locate(self.span));
        finding.remedy = self.remedy;
        finding.severity = self.severity;
        finding
    }
}

/// The findings in the order of the text. Where there are too many, errors stay before warnings.
pub(crate) fn into_findings(mut misfits: Vec<Misfit>, manuscript: &Manuscript) -> Vec<Finding> {
    let too_many = misfits.len() > MOST;
    if too_many {
        misfits.sort_by_key(|misfit| (std::cmp::Reverse(misfit.severity()), misfit.span.start));
        misfits.truncate(MOST);
    }
    misfits.sort_by_key(|misfit| misfit.span.start);
    let secrets = misfits.iter().filter(|misfit| misfit.is_secret);
    let secrets: BTreeSet<usize> =
        secrets.map(|misfit| manuscript.locate(misfit.span.clone()).line).collect();
    let mut findings: Vec<Finding> =
        misfits.into_iter().map(|misfit| misfit.into_finding(manuscript)).collect();
    findings.iter_mut().for_each(|finding| veil(finding, &secrets));
    if too_many {
        let message = format!("more than {MOST} findings; the others are not shown");
        findings.push(Finding::new(&MORE, message).in_file(manuscript.path()));
    }
    findings
}

/// Takes away the line that a finding shows, where that is one with a secret.
fn veil(finding: &mut Finding, secrets: &BTreeSet<usize>) {
    if let Some(Place::Text(location)) = &mut finding.place
        && secrets.contains(&location.line)
    {
        location.excerpt = "".into();
    }
}

/// A text of a stranger as messages show it: on one line, without control characters, and short.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for (count, c) in text.chars().enumerate() {
        if count == LONGEST_SHOWN {
            shown.push('…');
            break;
        }
        if c.is_control() { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}
