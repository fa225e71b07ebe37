//! A comparison as lines.

use std::fmt::Write as _;

use super::plain::{bytes, count, lines, plain};
use crate::{Aspect, Comparison, Detail, Difference, Facts, Likeness, Weight};

/// As many digits of a digest are shown: enough to tell two apart.
const DIGITS: usize = 12;

/// What two files are called where only one of them has something.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// The first.
    pub left: &'a str,
    /// The second.
    pub right: &'a str,
}

/// How much is told of differences.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Telling {
    /// What differs.
    Brief,
    /// How it differs.
    Full,
}

impl Comparison {
    /// What differs, as lines: first what matters.
    #[must_use]
    pub fn to_text(&self, sides: Sides<'_>, telling: Telling) -> String {
        self.differences.iter().map(|it| it.to_text(sides, telling)).collect()
    }

    /// How much two files have in common, in a few words with the number of differences.
    #[must_use]
    pub fn verdict(&self) -> String {
        let of_weight = |weight| {
            let found = self.differences.iter().filter(|it| it.weight == weight).count();
            count(found, "difference", "differences")
        };
        let likeness = self.likeness.as_str();
        match self.likeness {
            Likeness::Different => format!("{likeness}: {}", of_weight(Weight::Meaning)),
            Likeness::Meaning => format!("{likeness}: {} in form", of_weight(Weight::Spelling)),
            Likeness::Content | Likeness::Bytes => likeness.to_owned(),
        }
    }
}

impl Difference {
    /// The difference as lines: what it is about, then what each has.
    #[must_use]
    pub fn to_text(&self, sides: Sides<'_>, telling: Telling) -> String {
        let mark = match self.weight {
            Weight::Meaning => "",
            Weight::Spelling => "(in form) ",
            Weight::Framing => "(in bytes) ",
        };
        let mut text = format!("{mark}{}\n", self.headline(sides));
        if telling == Telling::Full {
            for line in self.lines() {
                let _ = writeln!(text, "  {line}");
            }
        }
        text
    }

    /// What each has.
    fn lines(&self) -> Vec<String> {
        let both = |left: &[String], right: &[String]| {
            let marked = |mark, values: &[String]| -> Vec<String> {
                let all = values.iter().flat_map(|value| lines(value));
                all.map(|line| format!("{mark} {line}")).collect()
            };
            [marked('-', left), marked('+', right)].concat()
        };
        match &self.detail {
            Detail::Words(_) => Vec::new(),
            Detail::Bytes { left, right } => both(&[of_facts(*left)], &[of_facts(*right)]),
            Detail::OnlyLeft(facts) => both(&[of_facts(*facts)], &[]),
            Detail::OnlyRight(facts) => both(&[], &[of_facts(*facts)]),
            Detail::Values { left, right } => both(left, right),
            Detail::Text { diff, .. } => {
                let mut told: Vec<String> = lines(diff.text.trim_end_matches('\n')).collect();
                if !diff.is_whole {
                    told.push("… and more".to_owned());
                }
                told
            }
        }
    }

    /// What it is about, on one line.
    #[must_use]
    pub fn headline(&self, sides: Sides<'_>) -> String {
        let entry = self.entry.as_deref().map(plain).unwrap_or_default();
        let about = match self.aspect {
            Aspect::Archive => "the archive".to_owned(),
            Aspect::FileName => "the name of the file".to_owned(),
            Aspect::Folder => "the name of the folder".to_owned(),
            Aspect::Mode => format!("{entry}: permissions"),
            Aspect::Signature => "the signature".to_owned(),
            Aspect::Type => format!("{entry}: type"),
            Aspect::Unreadable => "the files".to_owned(),
            Aspect::Content
            | Aspect::EntryPoints
            | Aspect::Manifest
            | Aspect::Metadata
            | Aspect::Record
            | Aspect::WheelFile => match self.field.as_deref().map(plain) {
                Some(field) => format!("{entry}: {field}"),
                None => entry,
            },
        };
        match &self.detail {
            Detail::OnlyLeft(_) => format!("only in {}: {about}", sides.left),
            Detail::OnlyRight(_) => format!("only in {}: {about}", sides.right),
            Detail::Words(words) => format!("{about}: {words}"),
            Detail::Bytes { .. } | Detail::Text { .. } | Detail::Values { .. } => about,
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
