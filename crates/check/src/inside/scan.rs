//! What the bytes of the members tell.

use std::collections::BTreeMap;

use pyrel_archive::Sha256;

use super::contents::Contents;
use crate::Error;
use crate::marks::{self, Mark};
use crate::specimen::{Kind, Member, Unread};

/// What was seen of a member.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seen {
    /// The digest; none in an sdist, which has nothing to compare it with.
    pub(super) sha256: Option<Sha256>,
    /// How many bytes there are.
    pub(super) len: u64,
    /// What stands in it.
    pub(super) mark: Option<Mark>,
}

/// Reads the members that there is a reason to read. What cannot be read is not there.
pub(super) fn scan<'a>(contents: &Contents<'a>) -> Result<BTreeMap<&'a str, Seen>, Error> {
    let mut seen = BTreeMap::new();
    for (path, member) in &contents.files {
        match look(contents, member) {
            Ok(Some(it)) => drop(seen.insert(*path, it)),
            Ok(None) | Err(Unread::Broken(_)) => {}
            Err(Unread::Machine(error)) => return Err(error),
        }
    }
    Ok(seen)
}

fn look(contents: &Contents<'_>, member: &Member) -> Result<Option<Seen>, Unread> {
    if contents.kind() == Kind::Wheel {
        let it = contents.specimen.digest(member)?;
        return Ok(Some(Seen { sha256: Some(it.sha256), len: it.len, mark: it.mark }));
    }
    if !marks::are_looked_for(member) {
        return Ok(None);
    }
    let bytes = contents.specimen.read(member, member.len)?;
    let mark = Mark::of(&member.path, &bytes);
    Ok(Some(Seen { sha256: None, len: bytes.len() as u64, mark }))
}
