//! All that a run could have left behind.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::case::Case;

/// What lies in a case: its project, its home and its folder for temporary files, each path with
/// its time, length and permissions.
pub(crate) fn footprint(case: &Case) -> BTreeMap<PathBuf, (SystemTime, u64, String)> {
    let mut found = BTreeMap::new();
    for root in [case.path("."), case.home(), case.temporary()] {
        look(&root, &mut found);
    }
    found
}

fn look(path: &Path, found: &mut BTreeMap<PathBuf, (SystemTime, u64, String)>) {
    let metadata = fs::symlink_metadata(path).unwrap();
    let (time, len) = (metadata.modified().unwrap(), metadata.len());
    found.insert(path.to_owned(), (time, len, format!("{:?}", metadata.permissions())));
    if metadata.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            look(&entry.unwrap().path(), found);
        }
    }
}
