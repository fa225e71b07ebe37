//! What is found in one file, and not endlessly.

use std::collections::BTreeMap;

use pyrel_diag::Finding;

/// Findings about one file: of each rule only the first few, and how many more there were. A file can
/// break one rule a hundred thousand times; nobody reads more than a few of them, and no machine should
/// have to hold them.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    few: Vec<Finding>,
    counts: BTreeMap<&'static str, usize>,
}

/// So many findings of a rule are told one by one.
const MOST: usize = 10;
/// So many characters of a note are kept: an index quotes what it was sent, however long.
const MOST_WORDS: usize = 400;

impl Findings {
    /// One more.
    pub(crate) fn push(&mut self, mut finding: Finding) {
        let count = self.counts.entry(finding.rule.id).or_default();
        *count += 1;
        if *count <= MOST {
            finding.note = finding.note.map(shortened);
            self.few.push(finding);
        }
    }

    /// Whether there is such a finding.
    pub(crate) fn has(&self, is_such: impl Fn(&Finding) -> bool) -> bool {
        self.few.iter().any(is_such)
    }

    /// All that is told, in the order in which it was found; after the last finding of a rule a word
    /// about those that are not told.
    pub(crate) fn into_vec(self, file_name: &str) -> Vec<Finding> {
        let Self { few, counts } = self;
        let mut told: BTreeMap<&str, usize> = BTreeMap::new();
        let mut all = Vec::with_capacity(few.len());
        for finding in few {
            let rule = finding.rule;
            all.push(finding);
            let told = told.entry(rule.id).or_default();
            *told += 1;
            let more = counts.get(rule.id).map_or(0, |count| count.saturating_sub(MOST));
            if *told == MOST && more > 0 {
                let places = if more == 1 { "place" } else { "places" };
                let message = format!("the same is so in {more} more {places}");
                all.push(Finding::new(rule, message).in_file(file_name));
            }
        }
        all
    }
}

fn shortened(mut note: String) -> String {
    if let Some((end, _)) = note.char_indices().nth(MOST_WORDS) {
        note.truncate(end);
        note.push('…');
    }
    note
}

impl Extend<Finding> for Findings {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

#[cfg(test)]
mod tests {
    use pyrel_diag::{Rule, Severity};

    use super::*;

    static ONE: Rule = Rule { id: "one", severity: Severity::Error, words: "one", remedy: "none" };
    static TWO: Rule = Rule { id: "two", severity: Severity::Error, words: "two", remedy: "none" };

    fn told(ones: usize) -> Vec<String> {
        let mut findings = Findings::default();
        findings.extend((0..ones).map(|at| Finding::new(&ONE, at.to_string())));
        findings.push(Finding::new(&TWO, "last"));
        let all = findings.into_vec("file").into_iter();
        all.map(|finding| format!("{} {}", finding.rule.id, finding.message)).collect()
    }

    #[test]
    fn few_are_told_as_they_are() {
        assert_eq!(told(2), ["one 0", "one 1", "two last"]);
        assert_eq!(told(MOST).len(), MOST + 1);
    }

    #[test]
    fn those_that_are_not_told_are_counted_behind_the_last_that_is() {
        let told_of_all = told(MOST + 3);
        assert_eq!(told_of_all.len(), MOST + 2);
        assert_eq!(
            told_of_all[MOST - 1..],
            ["one 9", "one the same is so in 3 more places", "two last"]
        );
        assert_eq!(told(MOST + 1)[MOST], "one the same is so in 1 more place");
    }

    #[test]
    fn notes_are_not_endless() {
        let mut findings = Findings::default();
        findings.push(Finding::new(&ONE, "").note("ä".repeat(MOST_WORDS + 1)));
        findings.push(Finding::new(&ONE, "").note("short"));
        let notes: Vec<_> =
            findings.into_vec("file").into_iter().filter_map(|it| it.note).collect();
        assert_eq!(notes, [format!("{}…", "ä".repeat(MOST_WORDS)), "short".to_owned()]);
    }
}
