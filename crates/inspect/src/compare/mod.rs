//! What differs between two files.

mod facts;
mod members;
#[cfg(test)]
mod tests;
mod texts;

use std::collections::BTreeSet;

use pyrel_pep::{SdistName, WheelName};

use crate::difference::{Aspect, Detail, Difference, Weight};
use crate::entry_pairs::Places;
use crate::text_diff::Budget;
use crate::{Error, Kind, Opened};
use facts::Digested;

/// What two files have in common, and what not.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// How much they have in common.
    pub likeness: Likeness,
    /// What differs: first what matters, each sort in the order of the members.
    pub differences: Vec<Difference>,
}

/// How much two files have in common.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Likeness {
    /// They are not the same.
    Different,
    /// They say and do the same.
    Meaning,
    /// What is unpacked is the same.
    Content,
    /// They are the same to the last byte.
    Bytes,
}

impl Likeness {
    /// The likeness in words.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Different => "differs",
            Self::Meaning => "equal by meaning",
            Self::Content => "equal content",
            Self::Bytes => "equal bytes",
        }
    }
}

/// Compares two files of one kind.
///
/// # Errors
/// When they are of two kinds, or the machine cannot read one of them.
pub fn compare(left: &mut Opened, right: &mut Opened) -> Result<Comparison, Error> {
    if left.kind() != right.kind() {
        return Err(Error::Kinds {
            left: left.artifact().name().to_owned(),
            left_kind: left.kind(),
            right: right.artifact().name().to_owned(),
            right_kind: right.kind(),
        });
    }
    let mut differences: Vec<Difference> = names(left, right).into_iter().collect();
    let same_bytes = left.artifact().sha256() == right.artifact().sha256();
    if !same_bytes {
        let mut search = Search {
            kind: left.kind(),
            left: Digested::of(left)?,
            right: Digested::of(right)?,
            budget: Budget::default(),
            found: Vec::new(),
        };
        search.folders();
        search.members()?;
        differences.extend(search.finish()?);
    }
    // The sort is stable: each weight stays in the order of the members.
    differences.sort_by_key(|it| std::cmp::Reverse(it.weight));
    let likeness = match differences.first().map(|it| it.weight) {
        Some(Weight::Meaning) => Likeness::Different,
        Some(Weight::Spelling) => Likeness::Meaning,
        Some(Weight::Framing) if !same_bytes => Likeness::Content,
        None | Some(Weight::Framing) => Likeness::Bytes,
    };
    Ok(Comparison { likeness, differences })
}

/// A comparison under way.
struct Search<'a> {
    kind: Kind,
    left: Digested<'a>,
    right: Digested<'a>,
    budget: Budget,
    found: Vec<Difference>,
}

/// The names of the files, which say what is inside: unless they are those of copies, as in
/// `old.whl`.
fn names(left: &Opened, right: &Opened) -> Option<Difference> {
    let [old, new] = [left, right].map(|it| it.artifact().name().to_owned());
    let says = |name: &str| match left.kind() {
        Kind::Bundle => false,
        Kind::Sdist => name.parse::<SdistName>().is_ok(),
        Kind::Wheel => name.parse::<WheelName>().is_ok(),
    };
    let weight = if says(&old) && says(&new) { Weight::Meaning } else { Weight::Framing };
    let is_same = old == new;
    let detail = Detail::Values { left: vec![old], right: vec![new] };
    (!is_same).then(|| Difference::new(weight, Aspect::FileName, detail))
}

/// Whether both are signed, and by the same block: what that is worth, nobody has verified.
fn signatures(left: &Opened, right: &Opened) -> Result<Option<Difference>, Error> {
    let blocks = [left.signature_bytes()?, right.signature_bytes()?];
    if blocks[0] == blocks[1] {
        return Ok(None);
    }
    let [left, right] = [left, right].map(|it| {
        let shown = it.signature().map(|block| {
            format!("a signature block of {} bytes ({})", block.len, block.marker.as_str())
        });
        shown.into_iter().collect()
    });
    let values = Detail::Values { left, right };
    Ok(Some(Difference::new(Weight::Meaning, Aspect::Signature, values)))
}

/// Files of which not everything can be read cannot be called equal.
fn unreadable(left: &Opened, right: &Opened) -> Option<Difference> {
    let is_whole = left.findings().is_empty() && right.findings().is_empty();
    let words = Detail::Words("not everything can be read, and so not be compared");
    (!is_whole).then(|| Difference::new(Weight::Meaning, Aspect::Unreadable, words))
}

impl Search<'_> {
    /// The folders that are named after the distribution.
    fn folders(&mut self) {
        let [left, right] = [&self.left.places, &self.right.places];
        let areas: BTreeSet<_> = left.folders.keys().chain(right.folders.keys()).collect();
        for area in areas {
            let [old, new] = [left, right].map(|places: &Places| places.folders.get(area));
            if old != new {
                let [left, right] = [old, new].map(|it| it.into_iter().cloned().collect());
                let values = Detail::Values { left, right };
                self.found.push(Difference::new(Weight::Meaning, Aspect::Folder, values));
            }
        }
    }

    /// What can be seen of the archives alone; there is always something.
    fn finish(mut self) -> Result<Vec<Difference>, Error> {
        self.found.extend(signatures(self.left.opened, self.right.opened)?);
        self.found.extend(unreadable(self.left.opened, self.right.opened));
        let mut words = Vec::new();
        let [old, new] = [&self.left, &self.right].map(|it| &it.places);
        let common = |places: &Places, other: &Places| -> Vec<_> {
            let keys = places.order.iter().filter(|key| other.members.contains_key(key));
            keys.cloned().collect()
        };
        if common(old, new) != common(new, old) {
            words.push("the order of the members");
        }
        if self.left.is_packed_otherwise(&self.right) {
            words.push("how the members are packed");
        }
        if self.left.opened.replaced() != self.right.opened.replaced() {
            words.push("members that come twice, of which the last counts");
        }
        if words.is_empty() && self.found.is_empty() {
            words.push("dates, permissions that mean nothing, or entries for folders");
        }
        for words in words {
            let words = Detail::Words(words);
            self.found.push(Difference::new(Weight::Framing, Aspect::Archive, words));
        }
        Ok(self.found)
    }
}
