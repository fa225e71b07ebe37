//! What a project can ask for.

use std::collections::BTreeMap;

use super::describe_command::DescribeCommand;
use super::release::Release;
use super::schemes::{LocalScheme, VersionScheme};
use super::tag::TagRegex;
use crate::calendar::{Date, Moment};

/// The options, each with its usual value unless it is given.
///
/// <https://setuptools-scm.readthedocs.io/en/latest/config/>
#[derive(Debug)]
pub struct Options {
    /// The release that is asked.
    pub release: Release,
    /// Where the top of the work tree lies, from the project's folder.
    pub root: String,
    /// Whether the files of an archive are looked for beside the project too, and not at `root`
    /// alone.
    pub looks_beside_project: bool,
    /// Whether the folders above `root` are looked at as well.
    pub search_parent_directories: bool,
    /// The first of these decides.
    pub version_schemes: Vec<VersionScheme>,
    /// The first of these that has an answer decides.
    pub local_schemes: Vec<LocalScheme>,
    /// Which tags count, and what of them is the version.
    pub tags: Tags,
    /// What a custom `git describe` would answer.
    pub describe: Option<DescribeCommand>,
    /// What becomes of a shallow clone.
    pub pre_parse: PreParse,
    /// The beginning of folder names that end with the version.
    pub parentdir_prefix: Option<String>,
    /// The version where there is no other; in a repository without tags, the one that is counted
    /// up.
    pub fallback: Option<String>,
    /// Whether versions are shown in canonical form.
    pub normalize: bool,
    /// The name that variables of the environment may be meant for.
    pub dist_name: Option<String>,
    /// The variables of the environment that begin with the tool's names.
    pub variables: BTreeMap<String, String>,
    /// What `PRETEND_METADATA` says.
    pub pretended: Pretended,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            release: Release::default(),
            root: ".".to_owned(),
            looks_beside_project: true,
            search_parent_directories: false,
            version_schemes: vec![VersionScheme::GuessNextDev],
            local_schemes: vec![LocalScheme::NodeAndDate],
            tags: Tags::default(),
            describe: None,
            pre_parse: PreParse::Unset,
            parentdir_prefix: None,
            fallback: None,
            normalize: true,
            dist_name: None,
            variables: BTreeMap::new(),
            pretended: Pretended::default(),
        }
    }
}

/// Which tags count.
#[derive(Debug, Default)]
pub struct Tags {
    /// What they begin with; no part of the version.
    pub prefix: String,
    /// Whether they need a dot.
    pub strict: bool,
    /// What of them is the version; the usual pattern where there is none.
    pub regex: TagRegex,
}

impl Tags {
    /// The glob that a tag's name must match.
    pub(super) fn glob(&self) -> String {
        let version = if self.strict { "*[0-9]*.*[0-9]*" } else { "*[0-9]*" };
        format!("{}{version}", self.prefix)
    }
}

/// What is looked at before the version is asked for: `scm.git.pre_parse`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PreParse {
    /// Nothing is said. The tool would warn of a shallow clone, and here it is refused: the version
    /// of one is nearly always wrong.
    Unset,
    /// A shallow clone is taken as it is.
    WarnOnShallow,
    /// A shallow clone is an error.
    FailOnShallow,
    /// The rest would be fetched.
    FetchOnShallow,
    /// Submodules must be there.
    FailOnMissingSubmodules,
}

impl PreParse {
    /// Its value by name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "warn_on_shallow" => Some(Self::WarnOnShallow),
            "fail_on_shallow" => Some(Self::FailOnShallow),
            "fetch_on_shallow" => Some(Self::FetchOnShallow),
            "fail_on_missing_submodules" => Some(Self::FailOnMissingSubmodules),
            _ => None,
        }
    }
}

/// What stands in for what source control says.
#[derive(Clone, Debug, Default)]
pub struct Pretended {
    /// The tag, which only goes with `preformatted`.
    pub tag: Option<String>,
    /// The number of commits since then.
    pub distance: Option<u64>,
    /// The commit.
    pub node: Option<String>,
    /// Whether files are changed.
    pub dirty: Option<bool>,
    /// Whether the tag is the whole version.
    pub preformatted: Option<bool>,
    /// The branch.
    pub branch: Option<String>,
    /// The day of the commit.
    pub node_date: Option<Date>,
    /// The time of the build.
    pub time: Option<Moment>,
}
