//! Bundles that need ZIP64, which not every reader has.

use std::collections::BTreeMap;

use pyrel_archive::{Artifact, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{EntryKind, Item, RelPath};

/// What becomes of a bundle that only readers of ZIP64 can read. Readers without it see the first
/// few files, or none, and call that a success.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Zip64 {
    /// It is made, with a warning.
    Allowed,
    /// It is refused.
    #[default]
    Refused,
}

pub(crate) static RULES: [&Rule; 2] = [&LARGE, &MANY_FILES];

static LARGE: Rule = Rule {
    id: "beyond-4-gib",
    severity: Severity::Error,
    words: "more bytes than every reader of zip archives can count",
    remedy: "leave out what the extension does not need, or allow it with `--zip64 allow`",
};

static MANY_FILES: Rule = Rule {
    id: "many-files",
    severity: Severity::Error,
    words: "more files than every reader of zip archives can count",
    remedy: "leave out what the extension does not need, or allow it with `--zip64 allow`",
};

/// From so many members on an archive has to be ZIP64. The readers that hosts are known to have
/// take it; the reference tool takes it, too, but forgets which of the last files are executable.
const MANY: usize = u16::MAX as usize;

/// From so many bytes on, be it in a member or before the directory.
const FAR: u64 = u32::MAX as u64;

/// What is known before anything is sealed. The manifest is one more member.
pub(crate) fn of_members(files: &BTreeMap<RelPath, (Item, Origin)>, zip64: Zip64) -> Vec<Finding> {
    let mut findings: Vec<Finding> = many_files(files.len() + 1, zip64).into_iter().collect();
    for (path, (item, _)) in files {
        if let EntryKind::File { len, .. } = item.kind
            && len >= FAR
        {
            let message = format!("it has {len} bytes, which only readers of ZIP64 can count");
            findings.push(weighed(Finding::new(&LARGE, message), zip64).in_file(path.as_str()));
        }
    }
    findings
}

fn many_files(count: usize, zip64: Zip64) -> Option<Finding> {
    let most = MANY - 1;
    let message =
        || format!("{count} files, where readers that do not know ZIP64 see {most} at most");
    (count >= MANY).then(|| weighed(Finding::new(&MANY_FILES, message()), zip64))
}

impl Zip64 {
    /// What there is to say of a finished bundle that has become too large for readers without.
    #[must_use]
    pub fn judge(self, bundle: &Artifact) -> Option<Finding> {
        let message = || {
            let len = bundle.len();
            format!("the bundle has {len} bytes, which only readers of ZIP64 can count")
        };
        (bundle.len() >= FAR).then(|| weighed(Finding::new(&LARGE, message()), self))
    }
}

fn weighed(finding: Finding, zip64: Zip64) -> Finding {
    match zip64 {
        Zip64::Allowed => finding.weighing(Severity::Warning),
        Zip64::Refused => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_files_than_a_plain_zip_can_count_are_refused_unless_they_are_allowed() {
        assert_eq!(many_files(65_534, Zip64::Refused), None);
        let refused = many_files(65_535, Zip64::Refused).unwrap();
        let expect = "65535 files, where readers that do not know ZIP64 see 65534 at most";
        assert_eq!((refused.to_string().as_str(), refused.severity()), (expect, Severity::Error));
        let allowed = many_files(65_535, Zip64::Allowed).unwrap();
        assert_eq!(allowed.severity(), Severity::Warning);
    }

    #[test]
    fn a_file_of_4_gib_is_refused_before_it_is_read() {
        let told = |len: u64| {
            let path = RelPath::new("model.bin").unwrap();
            let kind = EntryKind::File { len, executable: false };
            let item = Item { path: path.clone(), kind, link: None };
            let files = BTreeMap::from([(path, (item, Origin::rule("the folder")))]);
            of_members(&files, Zip64::Refused).first().map(ToString::to_string)
        };
        assert_eq!(told(u64::from(u32::MAX) - 1), None);
        let expect = "model.bin: it has 4294967295 bytes, which only readers of ZIP64 can count";
        assert_eq!(told(u64::from(u32::MAX)).as_deref(), Some(expect));
    }
}
