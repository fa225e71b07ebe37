//! Member by member.

use std::collections::BTreeSet;

use super::Search;
use super::facts::is_egg_info;
use crate::difference::{Aspect, Detail, Difference, Facts, Weight};
use crate::entry_pairs::{Area, Key};
use crate::text_diff::{LONGEST_TEXT, text_diff};
use crate::{Error, Kind, Member, MemberKind};

impl Search<'_> {
    pub(super) fn members(&mut self) -> Result<(), Error> {
        let [left, right] = [&self.left, &self.right].map(|it| &it.places.members);
        let keys: BTreeSet<Key> = left.keys().chain(right.keys()).cloned().collect();
        let by_setuptools = self.left.has_egg_info() || self.right.has_egg_info();
        for key in keys {
            let special = self.special(&key, by_setuptools);
            if special == Special::EggInfo {
                self.egg_info(&key);
                continue;
            }
            match special.is_read_where_it_is_missing() || self.is_in_both(&key) {
                true => self.pair(&key, special)?,
                false => self.only(&key),
            }
        }
        Ok(())
    }

    /// Which of the files it is that mean something.
    fn special(&self, key: &Key, by_setuptools: bool) -> Special {
        match (self.kind, key.area, key.path.as_str()) {
            (Kind::Wheel, Area::DistInfo, name) => match name {
                "METADATA" => Special::Metadata,
                "WHEEL" => Special::WheelFile,
                "RECORD" => Special::Record,
                "entry_points.txt" => Special::EntryPoints,
                "top_level.txt" | "namespace_packages.txt" => Special::Words,
                _ => Special::None,
            },
            (Kind::Sdist, _, "PKG-INFO") => Special::Metadata,
            (Kind::Sdist, _, path) if is_egg_info(path) => Special::EggInfo,
            (Kind::Sdist, _, "setup.cfg") if by_setuptools => Special::SetupCfg,
            (Kind::Bundle, _, "manifest.json") => Special::Manifest,
            _ => Special::None,
        }
    }

    fn is_in_both(&self, key: &Key) -> bool {
        self.left.member(key).is_some() && self.right.member(key).is_some()
    }

    /// The path of a member: in the second file, or in the first where only that has it.
    pub(super) fn path(&self, key: &Key) -> String {
        let member = self.right.member(key).or_else(|| self.left.member(key));
        member.map_or_else(|| key.path.clone(), |(member, _)| member.path.clone())
    }

    fn only(&mut self, key: &Key) {
        let [old, new] = [&self.left, &self.right].map(|it| it.member(key).map(|(_, facts)| facts));
        let detail = match (old, new) {
            (Some(facts), None) => Detail::OnlyLeft(facts),
            (None, Some(facts)) => Detail::OnlyRight(facts),
            _ => return,
        };
        self.add(Weight::Meaning, Aspect::Content, key, detail);
    }

    /// What setuptools writes for itself into an sdist: no installer looks at it.
    fn egg_info(&mut self, key: &Key) {
        let [old, new] = [&self.left, &self.right].map(|it| it.member(key).map(|(_, facts)| facts));
        let detail = match (old, new) {
            (Some(left), Some(right)) if left == right => return,
            (Some(left), Some(right)) => Detail::Bytes { left, right },
            (Some(facts), None) => Detail::OnlyLeft(facts),
            (None, Some(facts)) => Detail::OnlyRight(facts),
            (None, None) => return,
        };
        self.add(Weight::Spelling, Aspect::Content, key, detail);
    }

    fn pair(&mut self, key: &Key, special: Special) -> Result<(), Error> {
        let old = self.left.member(key).map(|(member, facts)| (member.clone(), facts));
        let new = self.right.member(key).map(|(member, facts)| (member.clone(), facts));
        if let (Some((old, _)), Some((new, _))) = (&old, &new) {
            self.types(key, old, new);
        }
        let [old, new] = [old, new].map(|it| it.map(|(_, facts)| facts));
        if old == new && special != Special::Record {
            return Ok(());
        }
        match (special, old, new) {
            (Special::Metadata, ..) => self.metadata(key),
            (Special::WheelFile, ..) => self.wheel_file(key),
            (Special::Record, ..) => self.record(key),
            (Special::EntryPoints, ..) => self.entry_points(key),
            (Special::SetupCfg, ..) => self.setup_cfg(key),
            (Special::Words, ..) => self.words(key),
            (Special::Manifest, ..) => self.manifest(key),
            (Special::None | Special::EggInfo, Some(left), Some(right)) => {
                self.content(key, left, right)
            }
            (Special::None | Special::EggInfo, ..) => Ok(()),
        }
    }

    fn types(&mut self, key: &Key, old: &Member, new: &Member) {
        if old.kind != new.kind {
            let [left, right] = [old, new].map(|member| match &member.kind {
                MemberKind::File => vec!["a file".to_owned()],
                MemberKind::Link(target) => vec![format!("a link to `{target}`")],
            });
            self.add(Weight::Meaning, Aspect::Type, key, Detail::Values { left, right });
        } else if old.is_executable != new.is_executable && old.kind == MemberKind::File {
            let [left, right] = [old, new].map(|member| match member.is_executable {
                true => vec!["executable".to_owned()],
                false => vec!["not executable".to_owned()],
            });
            self.add(Weight::Meaning, Aspect::Mode, key, Detail::Values { left, right });
        }
    }

    /// Members whose bytes are all there is to them.
    pub(super) fn content(&mut self, key: &Key, left: Facts, right: Facts) -> Result<(), Error> {
        let detail = self.differing_bytes(key, left, right)?;
        self.add(Weight::Meaning, Aspect::Content, key, detail);
        Ok(())
    }

    fn differing_bytes(&mut self, key: &Key, left: Facts, right: Facts) -> Result<Detail, Error> {
        let is_short = left.len <= LONGEST_TEXT && right.len <= LONGEST_TEXT;
        if is_short && !self.budget.is_spent() {
            let old = self.left.read(key, LONGEST_TEXT)?;
            let new = self.right.read(key, LONGEST_TEXT)?;
            if let (Some(old), Some(new)) = (old, new)
                && let Some(diff) = text_diff(&old, &new, &mut self.budget)
            {
                return Ok(Detail::Text { left, right, diff });
            }
        }
        Ok(Detail::Bytes { left, right })
    }

    pub(super) fn add(&mut self, weight: Weight, aspect: Aspect, key: &Key, detail: Detail) {
        let path = self.path(key);
        self.found.push(Difference::new(weight, aspect, detail).in_entry(&path));
    }
}

/// A file that is compared by what it means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Special {
    EggInfo,
    EntryPoints,
    Manifest,
    Metadata,
    None,
    Record,
    SetupCfg,
    WheelFile,
    Words,
}

impl Special {
    /// A file of entry points that is empty is as good as none, and so is a `setup.cfg` that says
    /// nothing.
    fn is_read_where_it_is_missing(self) -> bool {
        matches!(self, Self::EntryPoints | Self::SetupCfg)
    }
}
