//! How findings about a container come to be: with names that can be shown.

use pyrel_diag::Finding;

use crate::Check;
use crate::findings::Findings;

/// Where findings about one archive go.
pub(super) struct Sink<'a> {
    archive: &'a str,
    findings: &'a mut Findings,
}

/// So many characters of a name are shown.
const MOST_SHOWN: usize = 120;

impl<'a> Sink<'a> {
    pub(super) fn new(archive: &'a str, findings: &'a mut Findings) -> Self {
        Self { archive, findings }
    }

    /// Something about the archive as a whole.
    pub(super) fn whole(
        &mut self,
        check: &'static Check,
        message: impl Into<String>,
        note: Option<String>,
    ) {
        let finding = Finding::new(&check.rule, message).in_file(self.archive);
        self.findings.push(Finding { note, ..finding });
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
        self.findings.push(Finding { note, ..finding });
    }

    /// Whether there is such a finding.
    pub(super) fn has(&self, is_such: impl Fn(&Finding) -> bool) -> bool {
        self.findings.has(is_such)
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
