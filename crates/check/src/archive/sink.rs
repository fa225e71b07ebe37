//! Where findings about a container go: of each rule only so many, since an archive can have a
//! hundred thousand members that are all wrong in the same way.

use std::collections::BTreeMap;

use pyrel_diag::Finding;

use crate::Check;

/// Findings about one archive.
pub(super) struct Sink<'a> {
    archive: &'a str,
    findings: Vec<Finding>,
    counts: BTreeMap<&'static str, (usize, &'static Check)>,
}

/// So many findings of a rule are told one by one.
const MOST: usize = 8;
/// So many characters of a name are shown.
const MOST_SHOWN: usize = 120;

impl<'a> Sink<'a> {
    pub(super) fn new(archive: &'a str) -> Self {
        Self { archive, findings: Vec::new(), counts: BTreeMap::new() }
    }

    /// Something about the archive as a whole.
    pub(super) fn whole(
        &mut self,
        check: &'static Check,
        message: impl Into<String>,
        note: Option<String>,
    ) {
        let finding = Finding::new(&check.rule, message).in_file(self.archive);
        self.push(check, finding, note);
    }

    /// Something about a member.
    pub(super) fn member(
        &mut self,
        check: &'static Check,
        entry: &str,
        message: impl Into<String>,
        note: Option<String>,
    ) {
        let finding = Finding::new(&check.rule, message).in_entry(self.archive, shown(entry));
        self.push(check, finding, note);
    }

    fn push(&mut self, check: &'static Check, finding: Finding, note: Option<String>) {
        let (count, _) = self.counts.entry(check.rule.id).or_insert((0, check));
        *count += 1;
        if *count <= MOST {
            self.findings.push(Finding { note, ..finding });
        }
    }

    /// Whether there is such a finding.
    pub(super) fn has(&self, is_such: impl Fn(&Finding) -> bool) -> bool {
        self.findings.iter().any(is_such)
    }

    /// All of them, and a word about those that were not told.
    pub(super) fn finish(self) -> Vec<Finding> {
        let Self { archive, mut findings, counts } = self;
        for (count, check) in counts.into_values().filter(|(count, _)| *count > MOST) {
            let message = format!("the same is so in {} more places", count - MOST);
            findings.push(Finding::new(&check.rule, message).in_file(archive));
        }
        findings
    }
}

/// A name as it can be shown: control characters and turns of direction escaped, and not endless.
pub(super) fn shown(name: &str) -> String {
    let mut shown: String = name.chars().take(MOST_SHOWN).flat_map(char::escape_debug).collect();
    if name.chars().nth(MOST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// What PyPI says of a file that it does not take for a distribution.
pub(super) fn refusal(words: impl std::fmt::Display) -> Option<String> {
    Some(format!("Invalid distribution file. {words}"))
}
