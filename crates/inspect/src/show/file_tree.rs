//! Files as a tree, with the sizes of folders.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::extension::sizes;
use super::plain::{grouped, plain};

/// A folder with what is in it.
#[derive(Debug, Default)]
pub struct FileTree {
    folders: BTreeMap<String, Self>,
    files: BTreeMap<String, u64>,
    count: usize,
    len: u64,
}

/// As many items of one folder are shown.
const SHOWN: usize = 100;

impl FileTree {
    /// The tree of some files, by their paths, with their sizes.
    #[must_use]
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let mut tree = Self::default();
        for (path, len) in files {
            tree.add(path, len);
        }
        tree
    }

    fn add(&mut self, path: &str, len: u64) {
        let mut folder = self;
        let mut rest = path;
        loop {
            folder.count += 1;
            folder.len = folder.len.saturating_add(len);
            let Some((name, below)) = rest.split_once('/') else { break };
            folder = folder.folders.entry(name.to_owned()).or_default();
            rest = below;
        }
        folder.files.insert(rest.to_owned(), len);
    }

    /// How many files there are, and how many bytes.
    #[must_use]
    pub fn sizes(&self) -> String {
        sizes(self.count, self.len)
    }

    /// The tree as indented lines, down to some depth: folders first, each with all that is in it.
    #[must_use]
    pub fn to_text(&self, depth: usize) -> String {
        let mut text = String::new();
        self.write(depth, 1, &mut text);
        text
    }

    /// No deeper than `depth`, so that no tree is too deep for it.
    fn write(&self, depth: usize, level: usize, text: &mut String) {
        if depth == 0 {
            return;
        }
        let indent = "  ".repeat(level);
        for (name, folder) in self.folders.iter().take(SHOWN) {
            let _ = writeln!(text, "{indent}{}/  {}", plain(name), folder.sizes());
            folder.write(depth - 1, level + 1, text);
        }
        let left = SHOWN.saturating_sub(self.folders.len());
        for (name, len) in self.files.iter().take(left) {
            let _ = writeln!(text, "{indent}{}  {}", plain(name), grouped(*len));
        }
        let more = (self.folders.len() + self.files.len()).saturating_sub(SHOWN);
        if more > 0 {
            let _ = writeln!(text, "{indent}… and {} more", grouped(more as u64));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_with_all_that_is_in_them() {
        let files = [("b.js", 1), ("a/x", 10), ("a/b/y", 1000), ("manifest.json", 5)];
        let tree = FileTree::of(files);
        assert_eq!(tree.sizes(), "4 files, 1,016 bytes");
        assert_eq!(
            tree.to_text(2),
            "  a/  2 files, 1,010 bytes\n    b/  1 file, 1,000 bytes\n    x  10\n  b.js  1\n  \
             manifest.json  5\n"
        );
        assert_eq!(tree.to_text(1).lines().count(), 3);
    }

    #[test]
    fn a_path_of_many_folders_and_a_folder_of_many_files_are_cut() {
        let deep = "a/".repeat(120) + "x";
        assert_eq!(FileTree::of([(deep.as_str(), 1)]).to_text(3).lines().count(), 3);
        let names: Vec<_> = (0..150).map(|number| format!("{number}")).collect();
        let text = FileTree::of(names.iter().map(|name| (name.as_str(), 1))).to_text(1);
        assert!(text.ends_with("  … and 50 more\n"));
    }
}
