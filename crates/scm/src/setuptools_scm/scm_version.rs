//! What source control says about the version.

use std::fmt;

use super::release::Release;
use super::tag::TagVersion;
use crate::calendar::{Date, Moment};

/// What the version is made of.
#[derive(Clone, Debug)]
pub struct ScmVersion {
    pub(super) tag: TagVersion,
    pub(super) distance: u64,
    /// The commit, after a `g` for git.
    pub(super) node: Option<String>,
    pub(super) dirty: bool,
    /// Whether the tag is the whole version already.
    pub(super) preformatted: bool,
    pub(super) branch: Option<String>,
    pub(super) node_date: Option<Date>,
    /// The time of the build.
    pub(super) time: Moment,
    /// The release that tells it.
    pub(super) release: Release,
}

/// How much of a commit's name is shown, since 9.0.
const NODE_LENGTH: usize = 10;

impl ScmVersion {
    /// On a tag, with nothing changed.
    pub(super) fn new(tag: TagVersion, time: Moment) -> Self {
        Self {
            tag,
            distance: 0,
            node: None,
            dirty: false,
            preformatted: false,
            branch: None,
            node_date: None,
            time,
            release: Release::default(),
        }
    }

    pub(super) fn is_exact(&self) -> bool {
        self.distance == 0 && !self.dirty
    }

    /// The commit as it is shown.
    pub(super) fn short_node(&self) -> Option<&str> {
        let node = self.node.as_deref()?;
        if self.release < Release::V9 {
            return Some(node);
        }
        let length = NODE_LENGTH + usize::from(node.starts_with('h'));
        let end = node.char_indices().nth(length).map_or(node.len(), |(at, _)| at);
        node.get(..end)
    }

    /// `scm_version.json`, which setuptools-scm lays into egg-info; nothing for a version that was
    /// given whole.
    #[must_use]
    pub fn json(&self) -> Option<String> {
        if self.preformatted {
            return None;
        }
        let text = |text: Option<&str>| text.map_or("null".to_owned(), json_text);
        let day = self.node_date.map(|day| day.to_string());
        Some(format!(
            "{{\n  \"tag\": {},\n  \"distance\": {},\n  \"node\": {},\n  \"dirty\": {},\n  \"branch\": {},\n  \
             \"node_date\": {}\n}}\n",
            json_text(&self.tag.text),
            self.distance,
            text(self.node.as_deref()),
            self.dirty,
            text(self.branch.as_deref()),
            text(day.as_deref()),
        ))
    }
}

/// `repr(scm_version)`.
impl fmt::Display for ScmVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let none = || "None".to_owned();
        let (node, branch) = (self.node.clone(), self.branch.clone());
        let dirty = if self.dirty { "True" } else { "False" };
        write!(
            f,
            "<ScmVersion {} dist={} node={} dirty={dirty} branch={}>",
            self.tag.text,
            self.distance,
            node.unwrap_or_else(none),
            branch.unwrap_or_else(none)
        )
    }
}

/// A list of files as `scm_file_list.json` has it.
#[must_use]
pub fn file_list_json(files: &[String]) -> String {
    let files: Vec<String> = files.iter().map(|file| format!("    {}", json_text(file))).collect();
    match files[..] {
        [] => "{\n  \"files\": []\n}\n".to_owned(),
        _ => format!("{{\n  \"files\": [\n{}\n  ]\n}}\n", files.join(",\n")),
    }
}

/// A text as Python's `json.dumps` writes it: ASCII alone.
fn json_text(text: &str) -> String {
    let mut quoted = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted += "\\\"",
            '\\' => quoted += "\\\\",
            '\n' => quoted += "\\n",
            '\r' => quoted += "\\r",
            '\t' => quoted += "\\t",
            '\u{8}' => quoted += "\\b",
            '\u{c}' => quoted += "\\f",
            ' '..='~' => quoted.push(letter),
            _ => {
                let mut units = [0; 2];
                for unit in letter.encode_utf16(&mut units) {
                    quoted += &format!("\\u{unit:04x}");
                }
            }
        }
    }
    quoted + "\""
}
