//! Both files with the digests of all their members.

use std::collections::BTreeMap;

use crate::difference::Facts;
use crate::entry_pairs::{Key, Places};
use crate::meaning::record::Known;
use crate::{Error, Member, Opened};

/// A file with the digests of all its members.
pub(super) struct Digested<'a> {
    pub(super) opened: &'a mut Opened,
    pub(super) places: Places,
    facts: Vec<Facts>,
}

/// Files that are compared by meaning are read whole up to this many bytes; larger ones are
/// compared by digest alone.
const WHOLE: u64 = 16 << 20;

impl<'a> Digested<'a> {
    pub(super) fn of(opened: &'a mut Opened) -> Result<Self, Error> {
        let mut facts = Vec::with_capacity(opened.members().len());
        for member in opened.members().to_vec() {
            facts.push(Facts { len: member.len, sha256: opened.sha256(&member)? });
        }
        let places = Places::of(opened);
        Ok(Self { opened, places, facts })
    }

    pub(super) fn member(&self, key: &Key) -> Option<(&Member, Facts)> {
        let at = *self.places.members.get(key)?;
        Some((self.opened.members().get(at)?, *self.facts.get(at)?))
    }

    /// The bytes at a place, if they are there, can be read and are not too many.
    pub(super) fn read(&mut self, key: &Key, most: u64) -> Result<Option<Vec<u8>>, Error> {
        match self.member(key).map(|(member, _)| member.clone()) {
            Some(member) => self.opened.read(&member, most),
            None => Ok(None),
        }
    }

    /// The same for what is compared by meaning.
    pub(super) fn read_whole(&mut self, key: &Key) -> Result<Option<Vec<u8>>, Error> {
        self.read(key, WHOLE)
    }

    /// Whether there is anything of setuptools' in the sdist.
    pub(super) fn has_egg_info(&self) -> bool {
        self.places.members.keys().any(|key| is_egg_info(&key.path))
    }

    /// What `RECORD` can be held against.
    pub(super) fn known(&self) -> BTreeMap<&str, Known> {
        let members = self.opened.members().iter().zip(&self.facts);
        let known = members.map(|(member, facts)| {
            let Facts { len, sha256 } = *facts;
            (member.path.as_str(), Known { len, sha256 })
        });
        known.collect()
    }

    /// Whether a member of the same bytes has another packed size.
    pub(super) fn is_packed_otherwise(&self, other: &Self) -> bool {
        self.places.members.keys().any(|key| match (self.member(key), other.member(key)) {
            (Some((old, facts)), Some((new, other))) => facts == other && old.packed != new.packed,
            _ => false,
        })
    }
}

/// Whether a file lies in a folder that setuptools makes for itself.
pub(super) fn is_egg_info(path: &str) -> bool {
    path.split('/').any(|part| part.ends_with(".egg-info"))
}
