//! The version of a checkout (`Version.from_vcs`).

use std::fmt;

use pyrel_git::{Checkout, History, Tag};
use pyrel_tree::{RelPath, SourceTree};

use super::Version;
use super::archival::Archival;
use super::order::ordered;
use super::pattern::{Matched, Pattern};
use crate::words::{Commits, Since};
use crate::{Moment, Refusal};

/// What a project can ask for.
#[derive(Debug)]
pub struct Options {
    /// The kind of repository.
    pub vcs: Vcs,
    /// The pattern for tags.
    pub pattern: Pattern,
    /// Whether the newest tag must match.
    pub latest_tag: bool,
    /// Whether there must be a tag.
    pub strict: bool,
    /// Whether the commit is named in full.
    pub full_commit: bool,
    /// The letters that are taken of a commit's full name.
    pub commit_length: Option<i64>,
    /// Whether files that are not tracked are no changes.
    pub ignore_untracked: bool,
}

/// A kind of repository.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Vcs {
    /// Whichever it is.
    #[default]
    Any,
    /// Git.
    Git,
}

/// Whether it matters that there are changes that are not committed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LookForChanges {
    /// It does.
    Yes,
    /// Nobody asks.
    No,
}

/// A version and where it is from.
#[derive(Clone, Debug)]
pub struct Found {
    /// The version.
    pub version: Version,
    /// The tag.
    pub tag: Option<String>,
}

/// Why there is no version.
#[derive(Clone, Debug)]
pub enum NoVersion {
    /// There is nothing to take it from: callers that know another version take that.
    Nowhere(Refusal),
    /// What is there is wrong.
    Wrong(Refusal),
}

impl From<Refusal> for NoVersion {
    fn from(refusal: Refusal) -> Self {
        Self::Wrong(refusal)
    }
}

impl From<pyrel_git::Error> for NoVersion {
    fn from(error: pyrel_git::Error) -> Self {
        Self::Wrong(error.into())
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.tag {
            Some(tag) => Since(tag, self.version.distance).fmt(f),
            None => write!(f, "no tag that is a version, {}", Commits(self.version.distance)),
        }
    }
}

/// Finds the version. Whether there are changes that are not committed is looked for where that is
/// asked for: it costs time, and few need it.
///
/// # Errors
/// When there is none, or what is there is wrong.
pub fn find(
    options: &Options,
    changes: LookForChanges,
    tree: &SourceTree,
    checkout: Option<&Checkout>,
) -> Result<Found, NoVersion> {
    if let Some(archival) = Archival::read(tree)? {
        let (version, tag) = archival.version(options, &options.pattern)?;
        return Ok(Found { version, tag });
    }
    refuse_others(options, tree)?;
    let Some(checkout) = checkout else {
        return Err(NoVersion::Nowhere(Refusal::new("there is no git repository")));
    };
    let history = checkout.history()?;
    if options.strict && history.is_shallow() {
        return Err(NoVersion::Nowhere(Refusal::new("the repository is a shallow clone")));
    }
    let known = state(options, changes, checkout, &history)?;
    let found = by_tag(options, &history, known)?;
    if history.is_shallow() && (found.tag.is_none() || found.version.distance > 0) {
        let refusal =
            Refusal::new("the repository is a shallow clone, in which tags may be missing");
        return Err(NoVersion::Wrong(refusal.remedy("fetch all of it: `git fetch --unshallow`")));
    }
    Ok(found)
}

/// Repositories of other kinds.
fn refuse_others(options: &Options, tree: &SourceTree) -> Result<(), Refusal> {
    const OTHERS: [&str; 6] = [".hg", ".hg_archival.txt", "_darcs", ".svn", ".bzr", ".pijul"];
    if options.vcs == Vcs::Git {
        return Ok(());
    }
    for name in OTHERS {
        if tree.item(&RelPath::root().child(name))?.is_some() {
            let words = format!("`{name}` belongs to a repository that is not git's");
            return Err(Refusal::new(words).option("vcs"));
        }
    }
    Ok(())
}

/// What is known without a tag.
fn state(
    options: &Options,
    changes: LookForChanges,
    checkout: &Checkout,
    history: &History,
) -> Result<Version, NoVersion> {
    let branch = branch(history)?;
    let Some(head) = history.head() else {
        return Ok(Version { branch, dirty: Some(true), ..Version::default() });
    };
    let commit = match options.full_hash() {
        true => head.id.to_string(),
        false => history.abbreviated(head.id)?,
    };
    Ok(Version {
        commit: Some(options.shortened(&commit)?),
        dirty: dirty(options, changes, checkout)?,
        timestamp: Some(Moment::of_seconds(head.committer.time.seconds)),
        branch,
        ..Version::default()
    })
}

/// The branch, in the shortest form in which git finds it before a tag (`git symbolic-ref --short`).
fn branch(history: &History) -> Result<Option<String>, Refusal> {
    let Some(branch) = history.branch() else { return Ok(None) };
    let is_tag = history.tags()?.iter().any(|tag| tag.name == branch);
    Ok(Some(if is_tag { format!("heads/{branch}") } else { branch.to_owned() }))
}

fn dirty(
    options: &Options,
    changes: LookForChanges,
    checkout: &Checkout,
) -> Result<Option<bool>, Refusal> {
    if changes == LookForChanges::No {
        return Ok(None);
    }
    let dirty = match options.ignore_untracked {
        true => checkout.is_dirty()?,
        false => {
            let changes = checkout.changes()?;
            changes.tracked || changes.untracked
        }
    };
    Ok(Some(dirty))
}

fn by_tag(options: &Options, history: &History, known: Version) -> Result<Found, NoVersion> {
    if history.head().is_none() {
        return Ok(Found { version: options.fallback(known)?, tag: None });
    }
    let tags = ordered(history)?;
    match chosen(options, &tags)? {
        None => {
            let known = Version { distance: history.count()?, ..known };
            Ok(Found { version: options.fallback(known)?, tag: None })
        }
        Some((tag, matched)) => {
            let version = Version {
                distance: history.commits_since(tag)?,
                commit: known.commit,
                dirty: known.dirty,
                branch: known.branch,
                timestamp: known.timestamp,
                ..Version::of_tag(&matched)
            };
            Ok(Found { version, tag: Some(tag.name.clone()) })
        }
    }
}

/// The first tag that is a version.
fn chosen<'a>(options: &Options, tags: &'a [Tag]) -> Result<Option<(&'a Tag, Matched)>, NoVersion> {
    let asked = if options.latest_tag { 1 } else { tags.len() };
    for tag in tags.iter().take(asked) {
        if let Some(matched) = options.pattern.matched(&tag.name)? {
            return Ok(Some((tag, matched?)));
        }
    }
    match tags.first() {
        Some(newest) => options.unmatched(&newest.name).map(|()| None),
        None => Ok(None),
    }
}

impl Options {
    pub(super) fn full_hash(&self) -> bool {
        self.full_commit || self.commit_length.is_some()
    }

    /// `commit[:length]`.
    pub(super) fn shortened(&self, commit: &str) -> Result<String, Refusal> {
        let Some(length) = self.commit_length else { return Ok(commit.to_owned()) };
        let length = match length {
            0.. => length,
            _ => length.saturating_add(i64::try_from(commit.len()).unwrap_or(i64::MAX)).max(0),
        };
        let end = usize::try_from(length).unwrap_or(usize::MAX).min(commit.len());
        let short = commit.get(..end).map(str::to_owned);
        short.ok_or_else(|| Refusal::new("the commit's name is not ASCII"))
    }

    /// Whether it is an error that no tag matches.
    pub(super) fn unmatched(&self, newest: &str) -> Result<(), NoVersion> {
        let words = match (self.latest_tag, self.strict) {
            (true, _) => format!("the newest tag `{newest}` is no version"),
            (false, true) => format!("no tag is a version, `{newest}` as the newest not either"),
            (false, false) => return Ok(()),
        };
        Err(NoVersion::Wrong(Refusal::new(words).option("pattern")))
    }

    /// The version where no tag gives one.
    pub(super) fn fallback(&self, known: Version) -> Result<Version, NoVersion> {
        match self.strict {
            true => Err(NoVersion::Nowhere(Refusal::new("no tag is a version").option("strict"))),
            false => Ok(Version { base: "0.0.0".to_owned(), ..known }),
        }
    }
}
