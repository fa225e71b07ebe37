//! Where the version comes from: a variable, the checkout, or what an archive holds.

use std::fmt;

use pyrel_git::Checkout;
use pyrel_pep::Version;
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::fallbacks::{from_constants, from_files};
use super::live::from_checkout;
use super::options::{Options, Pretended};
use super::schemes;
use super::scm_version::ScmVersion;
use super::tag::TagVersion;
use super::variables::{tool_variable, usual_variable};
use crate::Refusal;
use crate::calendar::Moment;
use crate::words::{Commits, Since};

/// What the version is looked for in.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The project.
    pub tree: &'a SourceTree,
    /// The work tree that it lies in.
    pub checkout: Option<&'a Checkout>,
    /// The name of its folder.
    pub folder_name: Option<&'a str>,
    /// The time of the build, in seconds since 1970.
    pub time: u64,
}

/// A version and where it comes from.
#[derive(Clone, Debug)]
pub struct Found {
    /// The version, which need not be in canonical form.
    pub version: String,
    /// What it is made of.
    pub scm_version: ScmVersion,
    /// Where it comes from.
    pub source: Source,
}

/// Where a version comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// It was asked for.
    Asked,
    /// A variable of the environment.
    Variable(String),
    /// The repository; and the description of its newest commit, if there is a tag.
    Git(Option<(String, u64)>),
    /// A file that an archive holds.
    File(RelPath),
    /// The name of the folder.
    FolderName,
    /// The option for when there is nothing else.
    Fallback,
}

impl Found {
    /// A version that was asked for, in place of any other.
    #[must_use]
    pub fn asked(version: &Version, around: &Around<'_>) -> Self {
        let text = version.to_string();
        let tag = TagVersion { text: text.clone(), version: version.clone(), normalized: false };
        let scm_version = ScmVersion { preformatted: true, ..ScmVersion::new(tag, around.now()) };
        Self { version: text, scm_version, source: Source::Asked }
    }
}

/// ``the version 1.2.dev3 is from git: 3 commits since `v1.1` ``
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the version {} is from ", self.version)?;
        match &self.source {
            Source::Asked => f.write_str("the command line"),
            Source::Variable(name) => write!(f, "the variable `{name}`"),
            Source::File(path) => write!(f, "`{path}`"),
            Source::FolderName => f.write_str("the name of the folder"),
            Source::Fallback => f.write_str("`fallback_version`"),
            Source::Git(tag) => {
                f.write_str("git: ")?;
                match tag {
                    Some((tag, distance)) => Since(tag, *distance).fmt(f)?,
                    None => write!(f, "{} and no tag", Commits(self.scm_version.distance))?,
                }
                if self.scm_version.dirty { f.write_str(", with changed files") } else { Ok(()) }
            }
        }
    }
}

impl Around<'_> {
    pub(super) fn now(&self) -> Moment {
        Moment::of_seconds(i64::try_from(self.time).unwrap_or_default())
    }

    pub(super) fn has_folder(&self, name: &str) -> Result<bool, Refusal> {
        Ok(self.tree.is_folder(&RelPath::root().child(name))?)
    }

    pub(super) fn text_of(&self, path: &RelPath) -> Result<Option<String>, Refusal> {
        match self.tree.kind(path)? {
            Some(EntryKind::File { .. }) => Ok(Some(self.tree.read_text(path)?)),
            _ => Ok(None),
        }
    }
}

/// Finds the version.
///
/// # Errors
/// When the tool would find none, or when what it would do is not rebuilt.
pub fn find(options: &Options, around: &Around<'_>) -> Result<Found, Refusal> {
    let steps = [pretended, from_checkout, from_files, from_constants];
    let mut found = None;
    for step in steps {
        if found.is_none() {
            found = step(options, around)?;
        }
    }
    let (scm_version, source) = found.ok_or_else(|| nothing(options, around))?;
    let scm_version = ScmVersion { release: options.release, ..scm_version };
    let scm_version = options.pretended.over(scm_version)?;
    let version = schemes::format(&scm_version, options)?;
    Ok(Found { version, scm_version, source })
}

fn nothing(options: &Options, around: &Around<'_>) -> Refusal {
    let is_below = around.checkout.is_some_and(|it| it.below_top().is_ok_and(|it| !it.is_root()));
    let words = "neither git nor a file of the project says what the version is";
    if is_below {
        let words = format!("{words}; the project lies below the top of its repository");
        let remedy = "let `root` lead to the top, or set `search_parent_directories = true`";
        return Refusal::new(words).remedy(remedy).option("root");
    }
    let variable = usual_variable("PRETEND_VERSION", options.dist_name.as_deref());
    Refusal::new(words).remedy(format!(
        "build from a git checkout or an sdist, ask for a version (`--set-version`), or set `{variable}`"
    ))
}

/// The version that a variable of the environment says.
fn pretended(
    options: &Options,
    around: &Around<'_>,
) -> Result<Option<(ScmVersion, Source)>, Refusal> {
    let dist_name = options.dist_name.as_deref();
    let Some((name, text)) = tool_variable(&options.variables, "PRETEND_VERSION", dist_name)
        .filter(|(_, text)| !text.is_empty())
    else {
        return Ok(None);
    };
    let source = Source::Variable(name.clone());
    let whole = whole(text, around).ok_or_else(|| {
        let words = format!("the variable `{name}` holds `{text}`, which is no version");
        Refusal::new(words).remedy("set it to a version")
    })?;
    Ok(Some((whole, source)))
}

/// A version that is not to be changed any more; `None` where it is none.
pub(super) fn whole(text: &str, around: &Around<'_>) -> Option<ScmVersion> {
    let tag = TagVersion::new(text, false)?;
    Some(ScmVersion { preformatted: true, ..ScmVersion::new(tag, around.now()) })
}

impl Pretended {
    /// Lays what it says over what was found.
    fn over(&self, found: ScmVersion) -> Result<ScmVersion, Refusal> {
        let preformatted = self.preformatted.unwrap_or(found.preformatted);
        let tag = match &self.tag {
            None => found.tag,
            Some(text) => {
                let tag = TagVersion::new(text, false).filter(|_| preformatted);
                tag.ok_or_else(|| {
                    let words = "`PRETEND_METADATA` gives a tag as text, with which the tool fails";
                    Refusal::new(words).remedy("set `PRETEND_VERSION` instead")
                })?
            }
        };
        Ok(ScmVersion {
            tag,
            preformatted,
            distance: self.distance.unwrap_or(found.distance),
            node: self.node.clone().or(found.node),
            dirty: self.dirty.unwrap_or(found.dirty),
            branch: self.branch.clone().or(found.branch),
            node_date: self.node_date.or(found.node_date),
            time: self.time.unwrap_or(found.time),
            release: found.release,
        })
    }
}
