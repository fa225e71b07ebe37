//! `entry_points.txt`: what a project offers to others by name.
//!
//! <https://packaging.python.org/en/latest/specifications/entry-points/>

mod configured;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use crate::ExtraName;
use crate::error::{Error, Problem};

pub use configured::{ConfigBreach, ConfigProblem, Configured, Point};

/// Entry points: groups of names, each with the object that it stands for.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct EntryPoints {
    groups: BTreeMap<String, Group>,
}

/// The names of a group in their order, and once more to find them in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Group {
    names: Vec<(String, String)>,
    known: BTreeSet<String>,
}

/// The object behind an entry point: `module:attribute [extra]`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ObjectReference {
    /// The module, dotted.
    pub module: String,
    /// The object in it, dotted; none stands for the module itself.
    pub attribute: Option<String>,
    /// Extras that the object needs; old, and no longer recommended.
    pub extras: Vec<ExtraName>,
}

/// What is wrong with entry points.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BadEntryPoints {
    /// The name of a group that the file could not hold, or that is no dotted name.
    #[error("`{group}` is not a group of entry points: words joined by dots")]
    Group {
        /// The group.
        group: String,
    },
    /// A line that is neither a group nor `name = value`.
    #[error("line {line}: neither `[group]` nor `name = value`")]
    Line {
        /// 1-based number of the line.
        line: usize,
    },
    /// A name that the file could not hold or, for scripts, the file system.
    #[error("`{name}` cannot be a name in the group `{group}`")]
    Name {
        /// The group.
        group: String,
        /// The name.
        name: String,
    },
    /// One name twice.
    #[error("`{name}` stands twice in the group `{group}`")]
    Repeated {
        /// The group.
        group: String,
        /// The name.
        name: String,
    },
    /// A value that refers to no object.
    #[error("`{name}` in the group `{group}`: {error}")]
    Value {
        /// The group.
        group: String,
        /// The name.
        name: String,
        /// What is wrong with the value.
        error: Error,
    },
}

/// The groups that become commands.
const SCRIPTS: [&str; 2] = ["console_scripts", "gui_scripts"];

impl EntryPoints {
    /// No groups.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is not even a group.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The groups in their order, each with its names in theirs.
    pub fn groups(&self) -> impl Iterator<Item = (&str, &[(String, String)])> {
        self.groups.iter().map(|(name, group)| (name.as_str(), group.names.as_slice()))
    }

    /// Adds a group, which may stay empty.
    pub fn add_group(&mut self, group: &str) {
        self.groups.entry(group.to_owned()).or_default();
    }

    /// Adds a name to a group, after those that it has.
    ///
    /// # Errors
    /// When the name is there already; the rest is for [`EntryPoints::check`].
    pub fn add(&mut self, group: &str, name: &str, value: &str) -> Result<(), BadEntryPoints> {
        let entries = self.groups.entry(group.to_owned()).or_default();
        if !entries.known.insert(name.to_owned()) {
            let (group, name) = (group.to_owned(), name.to_owned());
            return Err(BadEntryPoints::Repeated { group, name });
        }
        entries.names.push((name.to_owned(), value.to_owned()));
        Ok(())
    }

    /// Puts the names of every group into the order of their bytes.
    pub fn sort_names(&mut self) {
        for group in self.groups.values_mut() {
            group.names.sort();
        }
    }

    /// All that is wrong with the groups, names and values.
    #[must_use]
    pub fn check(&self) -> Vec<BadEntryPoints> {
        let mut found = Vec::new();
        for (group, names) in self.groups() {
            if !is_dotted(group) {
                found.push(BadEntryPoints::Group { group: group.to_owned() });
            }
            for (name, value) in names {
                found.extend(check_name(group, name));
                found.extend(check_value(group, name, value));
            }
        }
        found
    }

    /// The text of the file: groups in their order, a blank line between them.
    ///
    /// Line ends inside of a name or a value become blanks, so that none makes a line of its own;
    /// [`EntryPoints::check`] finds them.
    #[must_use]
    pub fn write(&self) -> String {
        let line = |text: &str| text.replace(|c: char| c.is_control(), " ");
        let groups = self.groups().map(|(group, names)| {
            let mut text = format!("[{}]\n", line(group));
            for (name, value) in names {
                text.push_str(&format!("{} = {}\n", line(name), line(value)));
            }
            text
        });
        groups.collect::<Vec<_>>().join("\n")
    }

    /// Reads the text of the file as `importlib.metadata` does: blanks around everything, lines
    /// that begin with `#` and lines before the first group count for nothing.
    ///
    /// # Errors
    /// All lines that are none, and all repeated names.
    pub fn read(text: &str) -> Result<Self, Vec<BadEntryPoints>> {
        let mut entry_points = Self::new();
        let mut wrong = Vec::new();
        let mut group: Option<&str> = None;
        for (at, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if line.starts_with('[') && line.ends_with(']') {
                let name = line.trim_matches(['[', ']']);
                entry_points.add_group(name);
                group = Some(name);
                continue;
            }
            let Some(group) = group else { continue };
            let added = match line.split_once('=') {
                Some((name, value)) => entry_points.add(group, name.trim(), value.trim()),
                None => Err(BadEntryPoints::Line { line: at + 1 }),
            };
            wrong.extend(added.err());
        }
        if wrong.is_empty() { Ok(entry_points) } else { Err(wrong) }
    }
}

/// Any name may stand that the file can hold; that of a script becomes the name of a file.
fn check_name(group: &str, name: &str) -> Option<BadEntryPoints> {
    let of_script = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let holdable = !name.is_empty()
        && name.trim() == name
        && !name.starts_with(['[', '#'])
        && !name.contains(|c: char| c == '=' || c.is_control());
    let fits = holdable && (!SCRIPTS.contains(&group) || name.chars().all(of_script));
    (!fits).then(|| BadEntryPoints::Name { group: group.to_owned(), name: name.to_owned() })
}

fn check_value(group: &str, name: &str, value: &str) -> Option<BadEntryPoints> {
    let of_module = Error::other("a command needs `module:function`", 0..value.len());
    let error = match value.parse::<ObjectReference>() {
        Ok(object) if object.attribute.is_none() && SCRIPTS.contains(&group) => of_module,
        Ok(_) => return None,
        Err(error) => error,
    };
    let (group, name) = (group.to_owned(), name.to_owned());
    Some(BadEntryPoints::Value { group, name, error })
}

impl FromStr for ObjectReference {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (object, extras) = match text.trim_end().strip_suffix(']') {
            Some(rest) => rest.split_once('[').unwrap_or((text, "")),
            None => (text, ""),
        };
        let (module, attribute) = match object.split_once(':') {
            Some((module, attribute)) => (module.trim(), Some(attribute.trim())),
            None => (object.trim(), None),
        };
        if !is_path(module) || !attribute.is_none_or(is_path) {
            let (expected, found) = ("`module:attribute`", format!("`{text}`"));
            return Err(Error::new(Problem::Expected { expected, found }, 0..text.len()));
        }
        let extras = extras.split(',').map(str::trim).filter(|extra| !extra.is_empty());
        let extras = extras.map(|extra| {
            extra.parse().map_err(|error: Error| Error::new(error.problem, 0..text.len()))
        });
        Ok(Self {
            module: module.to_owned(),
            attribute: attribute.map(str::to_owned),
            extras: extras.collect::<Result<_, _>>()?,
        })
    }
}

/// Python identifiers joined by dots.
fn is_path(text: &str) -> bool {
    is_dotted(text) && !text.split('.').any(|part| part.starts_with(|c: char| c.is_ascii_digit()))
}

/// Words joined by dots.
fn is_dotted(text: &str) -> bool {
    let of_word = |c: char| c.is_alphanumeric() || c == '_';
    text.split('.').all(|part| !part.is_empty() && part.chars().all(of_word))
}

impl fmt::Display for ObjectReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.module)?;
        if let Some(attribute) = &self.attribute {
            write!(f, ":{attribute}")?;
        }
        if !self.extras.is_empty() {
            let extras: Vec<&str> = self.extras.iter().map(ExtraName::as_str).collect();
            write!(f, " [{}]", extras.join(","))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(points: &[(&str, &str, &str)]) -> EntryPoints {
        let mut entry_points = EntryPoints::new();
        for (group, name, value) in points {
            entry_points.add(group, name, value).unwrap();
        }
        entry_points
    }

    #[test]
    fn groups_are_sorted_and_names_stay_in_order() {
        let entry_points = of(&[
            ("gui_scripts", "g", "m:g"),
            ("console_scripts", "z", "m:z"),
            ("console_scripts", "a", "m:a [x]"),
        ]);
        let text = "[console_scripts]\nz = m:z\na = m:a [x]\n\n[gui_scripts]\ng = m:g\n";
        assert_eq!(entry_points.write(), text);
        assert_eq!(EntryPoints::read(text), Ok(entry_points));
        let mut sorted = EntryPoints::read(text).unwrap();
        sorted.sort_names();
        assert!(sorted.write().starts_with("[console_scripts]\na = m:a [x]\nz"));
    }

    #[test]
    fn a_file_is_read_as_python_reads_it() {
        let text = "stray\n[ a ]\n # note\n b=c \r\n  d = e = f\n[a]\n[empty]\n";
        let read = EntryPoints::read(text).unwrap();
        assert_eq!(read.write(), "[ a ]\nb = c\nd = e = f\n\n[a]\n\n[empty]\n");
        let wrong = EntryPoints::read("[a]\nb\nc=1\nc=2\n").unwrap_err();
        assert_eq!(
            wrong.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["line 2: neither `[group]` nor `name = value`", "`c` stands twice in the group `a`"]
        );
    }

    #[test]
    fn all_that_is_wrong_is_named() {
        let wrong = of(&[
            ("a.b-c", "n", "m"),
            ("console_scripts", "a b", "m:f"),
            ("console_scripts", "c", "m"),
            ("pytest11", "x y", "m.n:o.p [E,f]"),
            ("pytest11", "#", "m"),
            ("pytest11", "z", "m:f(1)"),
            ("pytest11", "e", "m [-]"),
        ]);
        assert_eq!(
            wrong.check().iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "`a.b-c` is not a group of entry points: words joined by dots",
                "`a b` cannot be a name in the group `console_scripts`",
                "`c` in the group `console_scripts`: a command needs `module:function`",
                "`#` cannot be a name in the group `pytest11`",
                "`z` in the group `pytest11`: expected `module:attribute`, found `m:f(1)`",
                "`e` in the group `pytest11`: `-` is not a valid extra name: only ASCII letters, \
                 digits, `-`, `_` and `.`, the first and the last a letter or digit",
            ]
        );
    }

    #[test]
    fn a_reference_is_taken_apart() {
        for (text, shown) in [
            ("m.n : o.p [ A , b ] ", "m.n:o.p [A,b]"),
            ("m", "m"),
            ("m:f", "m:f"),
            ("m[x]", "m [x]"),
        ] {
            assert_eq!(text.parse::<ObjectReference>().unwrap().to_string(), shown);
        }
        for text in ["", "m:", ":f", "m f", "m:f:g", "1m", "m..n", "m ]", "m-n"] {
            assert!(text.parse::<ObjectReference>().is_err(), "{text}");
        }
    }

    #[test]
    fn no_value_makes_a_line_of_its_own() {
        let text = of(&[("a", "b", "c\n[d]\ne = f")]).write();
        assert_eq!(text, "[a]\nb = c [d] e = f\n");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            points in prop::collection::btree_map(("[a-c]\\.[a-z]", "[!a-z\"%-/]{1,4}"), "[a-z.:= ]{0,6}", 0..6),
        ) {
            let mut entry_points = EntryPoints::new();
            for ((group, name), value) in &points {
                entry_points.add(group, name, value.trim()).unwrap();
            }
            prop_assert_eq!(EntryPoints::read(&entry_points.write()), Ok(entry_points));
        }
    }
}
