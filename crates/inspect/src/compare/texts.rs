//! The files that mean something, by what they mean.

use std::collections::BTreeSet;

use super::Search;
use crate::difference::{Aspect, Detail, Difference, Weight};
use crate::entry_pairs::Key;
use crate::meaning::headers::Headers;
use crate::meaning::metadata::MetadataMeaning;
use crate::meaning::wheel_file::WheelFile;
use crate::meaning::{entry_points, record, setup_cfg};
use crate::text_diff::text_diff;
use crate::{Error, json_text};

/// As many faults of a `RECORD`, or differing values of a field, are told.
const MOST: usize = 100;

impl Search<'_> {
    /// Field by field; the description line by line.
    pub(super) fn metadata(&mut self, key: &Key) -> Result<(), Error> {
        let Some([old, new]) = self.both(key)? else { return self.by_bytes(key) };
        let [old, new] = [old, new].map(|text| MetadataMeaning::of(&Headers::read(&text)));
        let before = self.found.len();
        let fields: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
        for field in fields {
            let [left, right] =
                [&old, &new].map(|it| it.fields.get(field).map_or(&[][..], |it| it));
            if left != right {
                let found = self.values(Aspect::Metadata, key, left, right);
                self.found.push(found.in_field(field));
            }
        }
        if old.description != new.description {
            let [left, right] = [&old, &new].map(|it| format!("{}\n", it.description));
            let diff = text_diff(left.as_bytes(), right.as_bytes(), &mut self.budget);
            let [left, right] = [left, right].map(|text| crate::difference::Facts {
                len: text.len() as u64 - 1,
                sha256: Some(pyrel_archive::Sha256::of(text.as_bytes())),
            });
            let detail = match diff {
                Some(diff) => Detail::Text { left, right, diff },
                None => Detail::Bytes { left, right },
            };
            let path = self.path(key);
            let found = Difference::new(Weight::Meaning, Aspect::Metadata, detail);
            self.found.push(found.in_entry(&path).in_field("Description"));
        }
        self.else_spelled_otherwise(
            before,
            Aspect::Metadata,
            key,
            "it says the same in another way",
        );
        Ok(())
    }

    pub(super) fn wheel_file(&mut self, key: &Key) -> Result<(), Error> {
        let Some([old, new]) = self.both(key)? else { return self.by_bytes(key) };
        let [old, new] = [old, new].map(|text| Headers::read(&text));
        // What follows an empty line is seen by some readers only.
        if old.body.trim() != new.body.trim() {
            return self.by_bytes(key);
        }
        let [old, new] = [old, new].map(|headers| WheelFile::of(&headers));
        let before = self.found.len();
        for (field, left, right) in [
            ("Wheel-Version", &old.wheel_version, &new.wheel_version),
            ("Root-Is-Purelib", &old.root_is_purelib, &new.root_is_purelib),
            ("Build", &old.build, &new.build),
            ("Generator", &old.generator, &new.generator),
        ] {
            if left != right {
                let [left, right] = [left, right].map(|value| vec![value.clone()]);
                let mut found = self.values(Aspect::WheelFile, key, &left, &right);
                if field == "Generator" {
                    found.weight = Weight::Spelling;
                }
                self.found.push(found.in_field(field));
            }
        }
        if old.tags != new.tags {
            let found = self.values(Aspect::WheelFile, key, &old.tags, &new.tags);
            self.found.push(found.in_field("Tag"));
        }
        self.else_spelled_otherwise(
            before,
            Aspect::WheelFile,
            key,
            "it says the same in another way",
        );
        Ok(())
    }

    /// What is wrong in one and not in the other.
    pub(super) fn record(&mut self, key: &Key) -> Result<(), Error> {
        let [old, new] = [self.left.read_whole(key)?, self.right.read_whole(key)?];
        let (Some(old), Some(new)) = (old, new) else { return self.by_bytes(key) };
        let is_same_text = old == new;
        let mut faults = Vec::new();
        for (side, text) in [(&self.left, old), (&self.right, new)] {
            let itself =
                side.member(key).map(|(member, _)| member.path.clone()).unwrap_or_default();
            let text = String::from_utf8_lossy(&text);
            faults.push(record::faults(&text, &itself, &side.known()));
        }
        let before = self.found.len();
        if let [old, new] = faults.as_slice()
            && old != new
        {
            let [left, right] = [old.difference(new), new.difference(old)]
                .map(|faults| faults.cloned().collect::<Vec<_>>());
            let found = self.values(Aspect::Record, key, &left, &right);
            self.found.push(found);
        }
        if !is_same_text {
            let words = "it follows from the other members";
            self.else_spelled_otherwise(before, Aspect::Record, key, words);
        }
        Ok(())
    }

    pub(super) fn entry_points(&mut self, key: &Key) -> Result<(), Error> {
        let Some([old, new]) = self.both(key)? else { return self.by_bytes(key) };
        let [old, new] = [old, new].map(|text| {
            let all = entry_points::of(&String::from_utf8_lossy(&text));
            all.into_iter().collect::<Vec<_>>()
        });
        let before = self.found.len();
        if old != new {
            let found = self.values(Aspect::EntryPoints, key, &old, &new);
            self.found.push(found);
        }
        self.else_spelled_otherwise(
            before,
            Aspect::EntryPoints,
            key,
            "it says the same in another way",
        );
        Ok(())
    }

    /// A file that is a set of words.
    pub(super) fn words(&mut self, key: &Key) -> Result<(), Error> {
        let Some([old, new]) = self.both(key)? else { return self.by_bytes(key) };
        let [left, right] = [&old, &new].map(|text| {
            let text = String::from_utf8_lossy(text);
            let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            words.sort();
            words
        });
        if left != right {
            return self.by_bytes(key);
        }
        let words = Detail::Words("it lists the same in another order");
        self.add(Weight::Spelling, Aspect::Content, key, words);
        Ok(())
    }

    /// `setup.cfg`, which setuptools writes anew for the sdist.
    pub(super) fn setup_cfg(&mut self, key: &Key) -> Result<(), Error> {
        let Some([old, new]) = self.both(key)? else { return self.by_bytes(key) };
        let [left, right] = [&old, &new].map(|text| setup_cfg::of(&String::from_utf8_lossy(text)));
        if left.is_none() || left != right {
            return self.by_bytes(key);
        }
        let words = Detail::Words("setuptools has written it anew, to the same end");
        self.add(Weight::Spelling, Aspect::Content, key, words);
        Ok(())
    }

    /// By JSON pointer.
    pub(super) fn manifest(&mut self, key: &Key) -> Result<(), Error> {
        let Some([old, new]) = self.both(key)? else { return self.by_bytes(key) };
        let Some(differing) = json_text::differing(&old, &new) else { return self.by_bytes(key) };
        let before = self.found.len();
        for one in differing {
            let [left, right] = [one.left, one.right].map(|it| it.into_iter().collect());
            let path = self.path(key);
            let values = Detail::Values { left, right };
            let found = Difference::new(Weight::Meaning, Aspect::Manifest, values);
            self.found.push(found.in_entry(&path).in_field(&one.pointer));
        }
        self.else_spelled_otherwise(
            before,
            Aspect::Manifest,
            key,
            "it says the same in another way",
        );
        Ok(())
    }

    /// Both texts, one that is missing as an empty one; `None` where one cannot be read whole.
    fn both(&mut self, key: &Key) -> Result<Option<[Vec<u8>; 2]>, Error> {
        let mut texts = [Vec::new(), Vec::new()];
        for (side, text) in [&mut self.left, &mut self.right].into_iter().zip(&mut texts) {
            if side.member(key).is_some() {
                match side.read_whole(key)? {
                    Some(read) => *text = read,
                    None => return Ok(None),
                }
            }
        }
        Ok(Some(texts))
    }

    /// A file whose meaning cannot be told, or says less than its lines.
    fn by_bytes(&mut self, key: &Key) -> Result<(), Error> {
        let [old, new] = [&self.left, &self.right].map(|it| it.member(key).map(|(_, facts)| facts));
        match (old, new) {
            (Some(left), Some(right)) if left == right => {}
            (Some(left), Some(right)) => self.content(key, left, right)?,
            (Some(facts), None) => {
                self.add(Weight::Meaning, Aspect::Content, key, Detail::OnlyLeft(facts));
            }
            (None, Some(facts)) => {
                self.add(Weight::Meaning, Aspect::Content, key, Detail::OnlyRight(facts));
            }
            (None, None) => {}
        }
        Ok(())
    }

    /// The values that only one side has, as often as it has them more.
    fn values(&self, aspect: Aspect, key: &Key, left: &[String], right: &[String]) -> Difference {
        let values = Detail::Values { left: beyond(left, right), right: beyond(right, left) };
        Difference::new(Weight::Meaning, aspect, values).in_entry(&self.path(key))
    }

    fn else_spelled_otherwise(
        &mut self,
        before: usize,
        aspect: Aspect,
        key: &Key,
        words: &'static str,
    ) {
        if self.found.len() == before {
            self.add(Weight::Spelling, aspect, key, Detail::Words(words));
        }
    }
}

/// What of some sorted values is not among others, which are sorted as well.
fn beyond(values: &[String], others: &[String]) -> Vec<String> {
    let mut others = others.iter().peekable();
    let mut beyond = Vec::new();
    for value in values {
        while others.next_if(|other| *other < value).is_some() {}
        if others.next_if(|other| *other == value).is_none() {
            beyond.push(value.clone());
        }
    }
    let more = beyond.len().saturating_sub(MOST);
    if more > 0 {
        beyond.truncate(MOST);
        beyond.push(format!("… and {more} more"));
    }
    beyond
}
