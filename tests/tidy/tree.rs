//! The files of this repository.

use std::fs;
use std::path::Path;

use crate::harness::case::REPOSITORY;

/// What is made here and never committed.
const MADE: [&str; 5] = [".git", "dist", "local-index", "node_modules", "target"];

/// A file, by its path from the root of the repository, with `/` between the parts.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
}

impl File {
    /// The text; nothing where it is not UTF-8.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// Whether it is Rust.
    pub(super) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// All files below a folder, sorted by path, build output left out.
pub(super) fn files(below: &str) -> Vec<File> {
    let mut found = Vec::new();
    let mut folders = vec![below.to_owned()];
    while let Some(folder) = folders.pop() {
        for name in names(&folder) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            let on_disk = Path::new(REPOSITORY).join(&path);
            let kind = fs::symlink_metadata(&on_disk).unwrap().file_type();
            if kind.is_dir() {
                let made = MADE.contains(&name.as_str()) || on_disk.join("CACHEDIR.TAG").exists();
                if !made {
                    folders.push(path);
                }
            } else if kind.is_file() {
                found.push(File { path, bytes: fs::read(on_disk).unwrap() });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// The names in a folder, sorted; nothing where there is no such folder.
pub(super) fn names(folder: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(Path::new(REPOSITORY).join(folder)) else { return Vec::new() };
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// The text of a file.
pub(super) fn read(path: &str) -> String {
    fs::read_to_string(Path::new(REPOSITORY).join(path)).unwrap()
}
