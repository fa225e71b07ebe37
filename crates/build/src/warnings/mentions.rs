//! What the project's configuration speaks of, and so is no oversight.

use std::collections::BTreeSet;

use pyrel_tree::glob::Fnmatch;
use pyrel_tree::{RelPath, SourceTree};

use crate::pyproject::{Pyproject, Table, Value};

/// The tables in which backends are told about files.
const TABLES: [&[&str]; 6] = [
    &["tool", "flit"],
    &["tool", "hatch", "build"],
    &["tool", "pdm", "build"],
    &["tool", "poetry"],
    &["tool", "setuptools"],
    &["tool", "uv", "build-backend"],
];

/// The names of files, folders and packages that the configuration of a backend holds anywhere.
/// What is named there was decided by somebody; what it was is for the backend to know.
#[derive(Debug, Default)]
pub(super) struct Mentions {
    names: BTreeSet<String>,
    patterns: Vec<Fnmatch>,
}

impl Mentions {
    pub(super) fn read(tree: &SourceTree) -> Self {
        let mut mentions = Self::default();
        if let Ok(pyproject) = Pyproject::read(tree) {
            for path in TABLES {
                if let Some(table) = pyproject.table(path) {
                    mentions.add_table(&table);
                }
            }
        }
        for name in ["setup.cfg", "setup.py"] {
            if let Ok(text) = tree.read_text(&RelPath::root().child(name)) {
                let words = text.split(|c: char| c.is_whitespace() || "=,\"'[]()".contains(c));
                words.for_each(|word| mentions.add(word));
            }
        }
        mentions
    }

    /// Whether one of the parts of a path is named, a module also without its ending.
    pub(super) fn names(&self, path: &str) -> bool {
        path.split('/').map(|part| part.strip_suffix(".py").unwrap_or(part)).any(|part| {
            self.names.contains(part) || self.patterns.iter().any(|glob| glob.matches(part))
        })
    }

    fn add_table(&mut self, table: &Table<'_>) {
        for value in table.values() {
            self.add(value.name());
            self.add_value(&value);
        }
    }

    fn add_value(&mut self, value: &Value<'_>) {
        if let Some(text) = value.as_text() {
            self.add(text);
        } else if let Some(list) = value.as_list() {
            list.iter().for_each(|item| self.add_value(item));
        } else if let Some(table) = value.as_table() {
            self.add_table(&table);
        }
    }

    /// Takes a path, a dotted name or a pattern apart. What stands for any name names none.
    fn add(&mut self, text: &str) {
        let parts = text.trim_start_matches(['!', '^']).split(['/', '.']);
        for part in parts.filter(|part| !part.trim_matches('*').is_empty()) {
            match part.contains(['*', '?', '[']) {
                true => self.patterns.push(Fnmatch::new(part)),
                false => self.names.extend([part.to_owned()]),
            }
        }
    }
}
