//! Which members of two files belong together: those at one place, whatever the folders are called
//! that are named after the version.

use std::collections::BTreeMap;

use crate::{Kind, Opened};

/// Where a member is, independent of how the folder at the top is called.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Key {
    pub(crate) area: Area,
    /// The path below the folder of the area.
    pub(crate) path: String,
}

/// A part of a distribution.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Area {
    /// The folder `.data` of a wheel.
    Data,
    /// The folder `.dist-info` of a wheel.
    DistInfo,
    /// All else.
    Files,
}

/// The members of a file by place.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// The number of each member.
    pub(crate) members: BTreeMap<Key, usize>,
    /// The same in the order of the archive.
    pub(crate) order: Vec<Key>,
    /// The folders at the top that are named after the distribution.
    pub(crate) folders: BTreeMap<Area, String>,
}

impl Places {
    pub(crate) fn of(opened: &Opened) -> Self {
        let folders = folders(opened);
        let mut places = Self { folders, ..Self::default() };
        for (at, member) in opened.members().iter().enumerate() {
            let key = places.key(&member.path);
            places.order.push(key.clone());
            places.members.insert(key, at);
        }
        places
    }

    fn key(&self, path: &str) -> Key {
        for (area, folder) in &self.folders {
            let below = path.strip_prefix(folder.as_str()).and_then(|rest| rest.strip_prefix('/'));
            if let Some(below) = below {
                return Key { area: *area, path: below.to_owned() };
            }
        }
        Key { area: Area::Files, path: path.to_owned() }
    }

    /// The place in a file's `.dist-info`.
    pub(crate) fn dist_info(name: &str) -> Key {
        Key { area: Area::DistInfo, path: name.to_owned() }
    }
}

fn folders(opened: &Opened) -> BTreeMap<Area, String> {
    let tops = || opened.members().iter().filter_map(|it| Some(it.path.split_once('/')?.0));
    let mut folders = BTreeMap::new();
    match opened.kind() {
        Kind::Bundle => {}
        Kind::Sdist => {
            // Only where all lies in it is it the folder of the sdist.
            let first = tops().next().unwrap_or_default().to_owned();
            let all = opened
                .members()
                .iter()
                .all(|it| it.path.split_once('/').is_some_and(|(top, _)| top == first));
            if all && !first.is_empty() {
                folders.insert(Area::Files, first);
            }
        }
        Kind::Wheel => {
            for (area, ending) in [(Area::DistInfo, ".dist-info"), (Area::Data, ".data")] {
                if let Some(top) = tops().find(|top| top.ends_with(ending)) {
                    folders.insert(area, top.to_owned());
                }
            }
        }
    }
    folders
}
