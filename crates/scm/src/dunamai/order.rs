//! The tags of a history, in dunamai's order.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use pyrel_git::{History, Tag};

use crate::Refusal;

/// The tags of the commits that led to the one that is checked out: by how far they are, in
/// topological order; of one commit the youngest first, and of one age by name.
pub(super) fn ordered(history: &History) -> Result<Vec<Tag>, Refusal> {
    let tags = history.tags()?;
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let commits = history.topological()?;
    let places: BTreeMap<_, usize> =
        commits.into_iter().enumerate().map(|(place, id)| (id, place)).collect();
    let merged = tags.iter().filter_map(|tag| Some((*places.get(&tag.commit)?, tag)));
    let mut merged: Vec<(usize, &Tag)> = merged.collect();
    merged.sort_by_key(|(place, tag)| (*place, Reverse(tag.time.seconds)));
    Ok(merged.into_iter().map(|(_, tag)| tag.clone()).collect())
}
