//! What a project can ask for.

use std::sync::OnceLock;

use pyrel_python::{Flags, PythonRegex};
use pyrel_tree::RelPath;

use crate::Refusal;

/// The keys of `[tool.setuptools-git-versioning]`, under their own names.
/// <https://setuptools-git-versioning.readthedocs.io/en/stable/options/index.html>
#[derive(Debug)]
pub struct Options {
    /// For a commit that has a tag.
    pub template: String,
    /// For one that has none.
    pub dev_template: String,
    /// For a work tree in which something was changed.
    pub dirty_template: String,
    /// Where there is neither a tag nor a file.
    pub starting_version: String,
    /// Whether a function finds the version, which an sdist does without.
    pub version_callback: bool,
    /// A file that holds the version.
    pub version_file: Option<RelPath>,
    /// Whether the commits since its last change are counted.
    pub count_commits_from_version_file: bool,
    /// Whether a tag comes before the file.
    pub prefer_tag: bool,
    /// What is taken out of a tag.
    pub tag_formatter: Option<Pattern>,
    /// What is taken out of a branch.
    pub branch_formatter: Option<Pattern>,
    /// The tags that count.
    pub tag_filter: Option<Pattern>,
    /// Which tag is the newest.
    pub sort_by: SortBy,
}

/// The order of tags, of which the last is taken.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum SortBy {
    /// By the time at which they were made.
    #[default]
    CreatorDate,
    /// By their names.
    Name,
}

/// A pattern that is held against the beginning of a name.
#[derive(Debug)]
pub struct Pattern {
    text: String,
    /// It is looked at when it is needed: an sdist has its version without.
    regex: OnceLock<Result<PythonRegex, Refusal>>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            template: "{tag}".to_owned(),
            dev_template: "{tag}.post{ccount}+git.{sha}".to_owned(),
            dirty_template: "{tag}.post{ccount}+git.{sha}.dirty".to_owned(),
            starting_version: "0.0.1".to_owned(),
            version_callback: false,
            version_file: None,
            count_commits_from_version_file: false,
            prefer_tag: false,
            tag_formatter: None,
            branch_formatter: None,
            tag_filter: None,
            sort_by: SortBy::CreatorDate,
        }
    }
}

impl SortBy {
    /// A field of `git for-each-ref`.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "creatordate" => Some(Self::CreatorDate),
            "refname" => Some(Self::Name),
            _ => None,
        }
    }
}

impl Pattern {
    /// A pattern, or the name of a function, which only running it would tell from one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), regex: OnceLock::new() }
    }

    fn regex(&self) -> Result<&PythonRegex, Refusal> {
        self.regex.get_or_init(|| compiled(&self.text)).as_ref().map_err(Refusal::clone)
    }

    /// Whether a name begins as the pattern says.
    pub(super) fn matches(&self, name: &str) -> Result<bool, Refusal> {
        let found = self.regex()?.search(name).map_err(Refusal::new)?;
        Ok(found.and_then(|found| found.group(0)).is_some_and(|(range, _)| range.start == 0))
    }

    /// What a group finds in a name.
    pub(super) fn group(&self, group: &str, name: &str) -> Result<String, Refusal> {
        if !self.matches(name)? {
            let words = format!("the {group} `{name}` does not match `{}`", self.text);
            return Err(Refusal::new(words));
        }
        if !self.regex()?.has_group(group) {
            return Err(Refusal::new(format!("`{}` has no group `{group}`", self.text)));
        }
        let found = self.regex()?.search(name).map_err(Refusal::new)?;
        let found = found.and_then(|found| found.named(group).map(|(_, text)| text.to_owned()));
        found.ok_or_else(|| Refusal::new(format!("`{}` finds no {group} in `{name}`", self.text)))
    }
}

fn compiled(text: &str) -> Result<PythonRegex, Refusal> {
    match text.split(':').collect::<Vec<_>>().as_slice() {
        [_] => {}
        [module, _] if !is_module(module) => {}
        [_, _] => {
            let words = format!("`{text}` is a function, which would have to be run");
            return Err(Refusal::new(words).remedy("write a pattern in its place"));
        }
        _ => {
            let words = format!("setuptools-git-versioning fails for the colons in `{text}`");
            return Err(Refusal::new(words));
        }
    }
    PythonRegex::new(text, Flags::NONE).map_err(Refusal::new)
}

/// Whether something could be imported: a dotted name, or one that begins with dots.
fn is_module(text: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.starts_with('.')
        || text.split('.').all(|part| !part.is_empty() && part.chars().all(is_word))
}
