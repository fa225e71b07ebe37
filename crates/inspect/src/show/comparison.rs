//! A comparison as lines.

use std::fmt::Write as _;

use super::plain::{bytes, count, lines, plain};
use crate::{Aspect, Comparison, Detail, Difference, Facts, Likeness, Weight};

/// As many digits of a digest are shown: enough to tell two apart.
const DIGITS: usize = 12;

impl Comparison {
    /// What differs, as lines: first what matters.
    #[must_use]
    pub fn to_text(&self) -> String {
        self.differences.iter().map(Difference::to_text).collect()
    }

    /// How much two files have in common, in a few words with the number of differences.
    #[must_use]
    pub fn verdict(&self) -> String {
        let of_weight = |weight| self.differences.iter().filter(|it| it.weight == weight).count();
        let beside = |weight| match of_weight(weight) {
            0 => String::new(),
            found => format!(" ({})", count(found, "difference", "differences")),
        };
        let beside = match self.likeness {
            Likeness::Different => beside(Weight::Meaning),
            Likeness::Meaning => beside(Weight::Spelling),
            Likeness::Content | Likeness::Bytes => String::new(),
        };
        format!("{}{beside}", self.likeness.as_str())
    }
}

impl Difference {
    /// The difference as lines: what it is about, then what each has.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let mark = match self.weight {
            Weight::Meaning => "",
            Weight::Spelling => "(by meaning equal) ",
            Weight::Framing => "(bytes only) ",
        };
        let _ = write!(text, "{mark}{}", self.headline());
        match &self.detail {
            Detail::Words(words) => {
                let _ = writeln!(text, ": {words}");
            }
            Detail::Bytes { left, right } => {
                text.push('\n');
                let _ = writeln!(text, "  - {}\n  + {}", of_facts(*left), of_facts(*right));
            }
            Detail::OnlyLeft(facts) => {
                let _ = writeln!(text, "\n  - {}", of_facts(*facts));
            }
            Detail::OnlyRight(facts) => {
                let _ = writeln!(text, "\n  + {}", of_facts(*facts));
            }
            Detail::Values { left, right } => {
                text.push('\n');
                for (mark, values) in [('-', left), ('+', right)] {
                    for line in values.iter().flat_map(|value| lines(value)) {
                        let _ = writeln!(text, "  {mark} {line}");
                    }
                }
            }
            Detail::Text { diff, .. } => {
                text.push('\n');
                for line in lines(diff.text.trim_end_matches('\n')) {
                    let _ = writeln!(text, "  {line}");
                }
                if !diff.is_whole {
                    text.push_str("  … and more\n");
                }
            }
        }
        text
    }

    /// What it is about, on one line.
    #[must_use]
    pub fn headline(&self) -> String {
        let entry = self.entry.as_deref().map(plain).unwrap_or_default();
        let field = self.field.as_deref().map(plain);
        match (self.aspect, &self.detail) {
            (_, Detail::OnlyLeft(_)) => format!("only in the first: {entry}"),
            (_, Detail::OnlyRight(_)) => format!("only in the second: {entry}"),
            (Aspect::Archive, _) => "the archive".to_owned(),
            (Aspect::FileName, _) => "the name of the file".to_owned(),
            (Aspect::Folder, _) => "the name of the folder".to_owned(),
            (Aspect::Mode, _) => format!("{entry}: permissions"),
            (Aspect::Signature, _) => "the signature".to_owned(),
            (Aspect::Type, _) => format!("{entry}: type"),
            (Aspect::Unreadable, _) => "the files".to_owned(),
            (
                Aspect::Content
                | Aspect::EntryPoints
                | Aspect::Manifest
                | Aspect::Metadata
                | Aspect::Record
                | Aspect::WheelFile,
                _,
            ) => match field {
                Some(field) => format!("{entry}: {field}"),
                None => entry,
            },
        }
    }
}

fn of_facts(facts: Facts) -> String {
    let digest = facts.sha256.map(|it| it.to_string());
    match digest.as_deref().and_then(|digest| digest.get(..DIGITS)) {
        Some(digest) => format!("{}, sha256 {digest}…", bytes(facts.len)),
        None => bytes(facts.len),
    }
}
