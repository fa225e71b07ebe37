//! Where the version comes from.

use std::collections::BTreeMap;
use std::fmt;

use pyrel_git::{Checkout, History, Tag};
use pyrel_pep::Version;
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::options::{Options, SortBy};
use super::template::{Fields, fill};
use crate::Refusal;
use crate::setuptools_scm::headers;
use crate::words::Since;

/// A version and where it comes from.
#[derive(Clone, Debug)]
pub struct Found {
    /// The version.
    pub version: Version,
    /// Where it comes from.
    pub source: Source,
}

/// Where a version comes from.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Source {
    /// A file: `PKG-INFO`, what `git archive` leaves of a repository, or one that the project names.
    File(String),
    /// The newest tag, and the commits since then.
    Git(String, u64),
    /// There was nothing else.
    StartingVersion,
}

/// ``the version 1.2.post3 is from git: 3 commits since `v1.1` ``
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the version {} is from ", self.version)?;
        match &self.source {
            Source::File(path) => write!(f, "`{path}`"),
            Source::Git(tag, count) => write!(f, "git: {}", Since(tag, *count)),
            Source::StartingVersion => f.write_str("`starting_version`: there is no tag"),
        }
    }
}

/// What `git archive` leaves of a repository.
const ARCHIVAL: &str = ".git_archival.txt";

/// Finds the version.
///
/// # Errors
/// When the tool would find none, or when what it would do is not rebuilt.
pub fn find(
    options: &Options,
    tree: &SourceTree,
    checkout: Option<&Checkout>,
    variables: &BTreeMap<String, String>,
) -> Result<Found, Refusal> {
    if let Some(text) = text_of(tree, &RelPath::root().child("PKG-INFO"))? {
        let version = text.lines().find_map(|line| line.strip_prefix("Version:"));
        if let Some(version) = version {
            let version = parse(version.trim())?;
            return Ok(Found { version, source: Source::File("PKG-INFO".to_owned()) });
        }
    }
    let finder = Finder { options, tree, checkout, variables };
    match finder.archival()? {
        Some(found) => Ok(found),
        None if options.version_callback => {
            let words = "the version is found by a function, which would have to be run";
            Err(Refusal::new(words).remedy("write the version into a file, and name that file"))
        }
        None => finder.live(),
    }
}

struct Finder<'a> {
    options: &'a Options,
    tree: &'a SourceTree,
    checkout: Option<&'a Checkout>,
    variables: &'a BTreeMap<String, String>,
}

/// What git knows, once it was asked.
struct Live<'a> {
    checkout: &'a Checkout,
    history: History,
}

impl Finder<'_> {
    fn archival(&self) -> Result<Option<Found>, Refusal> {
        let Some(text) = text_of(self.tree, &RelPath::root().child(ARCHIVAL))? else {
            return Ok(None);
        };
        let headers: BTreeMap<_, _> =
            headers(&text).into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
        if headers.values().any(|value| value.contains("$Format")) {
            return Ok(None);
        }
        let field = |name: &str| headers.get(name).map_or("", |value| value.trim());
        let node = field("node");
        let is_full = matches!(node.len(), 40 | 64)
            && node.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let mut described = Described::default();
        let describe = field("describe-name");
        if describe.is_empty() || describe.contains("%(describe") {
            let Some(tag) = tag_among(field("ref-names")) else { return Ok(None) };
            described.tag = tag.to_owned();
        } else {
            described = Described::read(describe);
        }
        let full = if is_full { node } else { described.sha.as_str() };
        let branch = branch_among(field("ref-names")).unwrap_or("HEAD");
        let tag = self.formatted_tag(&described.tag)?;
        let branch = self.formatted_branch(branch)?;
        let template = match described {
            Described { dirty: true, .. } => &self.options.dirty_template,
            Described { count: 1.., .. } => &self.options.dev_template,
            Described { .. } => &self.options.template,
        };
        let fields = Fields {
            tag: &tag,
            ccount: described.count,
            sha: beginning(full),
            full_sha: full,
            branch: Some(&branch),
        };
        let version = sanitized(&fill(template, &fields, self.variables)?)?;
        Ok(Some(Found { version, source: Source::File(ARCHIVAL.to_owned()) }))
    }

    fn live(&self) -> Result<Found, Refusal> {
        let live = match self.checkout {
            Some(checkout) => Some(Live { checkout, history: checkout.history()? }),
            None => None,
        };
        let live = live.as_ref();
        let newest = live.map(|live| self.newest_tag(live)).transpose()?.flatten();
        let mut count = Some(0);
        let mut is_on_tag = false;
        let mut text = None;
        if let (Some(live), Some(tag)) = (live, &newest) {
            is_on_tag = live.history.head().is_some_and(|head| head.id == tag.commit);
            count = Some(live.history.commits_since(tag)?);
            text = Some(self.formatted_tag(&tag.name)?);
        }
        let mut source = newest.map(|tag| Source::Git(tag.name, count.unwrap_or_default()));
        if let Some(path) = &self.options.version_file {
            let file = text_of(self.tree, path)?.map(|text| text.trim().to_owned());
            let file = file.filter(|text| !text.is_empty());
            if let Some(file) = file.filter(|_| !self.options.prefer_tag || text.is_none()) {
                source = Some(Source::File(path.as_str().to_owned()));
                if !self.options.count_commits_from_version_file {
                    let version = sanitized(&file)?;
                    return Ok(Found { version, source: Source::File(path.as_str().to_owned()) });
                }
                count = live.map(|live| since_change(live, path)).transpose()?.flatten();
                text = Some(file);
            }
        }
        let (Some(tag), Some(source)) = (text, source) else {
            let version = sanitized(&self.options.starting_version)?;
            return Ok(Found { version, source: Source::StartingVersion });
        };
        let version = self.filled(live, &tag, count, is_on_tag)?;
        Ok(Found { version, source })
    }

    fn filled(
        &self,
        live: Option<&Live<'_>>,
        tag: &str,
        count: Option<u64>,
        is_on_tag: bool,
    ) -> Result<Version, Refusal> {
        let changes = live.map(|live| live.checkout.changes()).transpose()?;
        let is_dirty = changes.is_some_and(|changes| changes.tracked || changes.untracked);
        // Before the first commit, git has no other name for it.
        let branch = live.map(|live| {
            let is_born = live.history.head().is_some();
            live.history.branch().filter(|_| is_born).unwrap_or("HEAD")
        });
        let branch = branch.map(|branch| self.formatted_branch(branch)).transpose()?;
        let template = match (is_dirty, is_on_tag, count) {
            (true, ..) => &self.options.dirty_template,
            (false, false, Some(_)) => &self.options.dev_template,
            (false, ..) => &self.options.template,
        };
        let head = live.and_then(|live| live.history.head());
        let full = head.map(|head| head.id.to_string()).unwrap_or_default();
        let fields = Fields {
            tag,
            ccount: count.unwrap_or_default(),
            sha: beginning(&full),
            full_sha: &full,
            branch: branch.as_deref(),
        };
        sanitized(&fill(template, &fields, self.variables)?)
    }

    /// `git tag --merged`, in the order that is asked for; the last one, and of several that are
    /// equal the first by its name.
    fn newest_tag(&self, live: &Live<'_>) -> Result<Option<Tag>, Refusal> {
        let mut newest: Option<Tag> = None;
        for tag in live.history.merged_tags()? {
            let is_newer = match (&newest, self.options.sort_by) {
                (None, _) | (_, SortBy::Name) => true,
                (Some(newest), SortBy::CreatorDate) => tag.time.seconds > newest.time.seconds,
            };
            let counts = match &self.options.tag_filter {
                Some(filter) if is_newer => filter.matches(&tag.name)?,
                _ => is_newer,
            };
            if counts {
                newest = Some(tag);
            }
        }
        Ok(newest)
    }

    fn formatted_tag(&self, tag: &str) -> Result<String, Refusal> {
        let Some(formatter) = &self.options.tag_formatter else { return Ok(tag.to_owned()) };
        formatter.group("tag", tag)
    }

    fn formatted_branch(&self, branch: &str) -> Result<String, Refusal> {
        let Some(formatter) = &self.options.branch_formatter else { return Ok(branch.to_owned()) };
        formatter.group("branch", branch)
    }
}

/// What `git describe` said.
#[derive(Debug, Default)]
struct Described {
    tag: String,
    count: u64,
    sha: String,
    dirty: bool,
}

impl Described {
    fn read(text: &str) -> Self {
        let dirty = text.ends_with("-dirty");
        let text = text.strip_suffix("-dirty").unwrap_or(text);
        let parts: Vec<_> = text.rsplitn(3, '-').collect();
        if let [node, count, tag] = parts.as_slice()
            && let Ok(count) = count.trim().parse()
        {
            let sha = node.strip_prefix('g').unwrap_or(node).to_owned();
            return Self { tag: (*tag).to_owned(), count, sha, dirty };
        }
        Self { tag: text.to_owned(), dirty, ..Self::default() }
    }
}

/// The first tag among the names of references: `HEAD -> main, tag: v1.0`.
fn tag_among(names: &str) -> Option<&str> {
    names.match_indices("tag: ").find_map(|(at, found)| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let is_first = !names.get(..at).unwrap_or_default().ends_with(is_word);
        let tag = names.get(at + found.len()..)?.split(',').next()?;
        let tag = tag.trim_end_matches(|c| !is_word(c));
        (is_first && !tag.is_empty()).then(|| tag.trim())
    })
}

fn branch_among(names: &str) -> Option<&str> {
    names.match_indices("HEAD").find_map(|(at, found)| {
        let rest = names.get(at + found.len()..)?.trim_start().strip_prefix("->")?.trim_start();
        let branch = rest.split(',').next()?;
        (!branch.is_empty()).then(|| branch.trim())
    })
}

/// The commits since a file was last changed.
fn since_change(live: &Live<'_>, path: &RelPath) -> Result<Option<u64>, Refusal> {
    let path = live.checkout.below_top()?.join(path);
    let Some(change) = live.history.last_change(&path)? else { return Ok(None) };
    Ok(Some(live.history.commits_since_commit(change)?))
}

fn text_of(tree: &SourceTree, path: &RelPath) -> Result<Option<String>, Refusal> {
    match tree.kind(path)? {
        Some(EntryKind::File { .. }) => Ok(Some(tree.read_text(path)?)),
        _ => Ok(None),
    }
}

/// What stands in place of a full hash where a short one is asked for.
fn beginning(full: &str) -> &str {
    full.get(..8).unwrap_or(full)
}

/// A text as a version: what no version can hold becomes a dot.
fn sanitized(text: &str) -> Result<Version, Refusal> {
    let (public, local) = text.split_once('+').map_or((text, None), |(a, b)| (a, Some(b)));
    let dotted = |text: &str| {
        let mut out = String::new();
        let mut was_kept = true;
        for letter in text.chars() {
            let is_kept = letter.is_alphanumeric() || letter == '_' || letter == '!';
            if is_kept {
                out.push(letter);
            } else if was_kept {
                out.push('.');
            }
            was_kept = is_kept;
        }
        out
    };
    let mut made = dotted(public);
    if let Some(local) = local {
        made.push('+');
        made.push_str(&dotted(local));
    }
    parse(made.trim_end_matches('.'))
}

fn parse(text: &str) -> Result<Version, Refusal> {
    text.parse().map_err(|_| Refusal::new(format!("`{text}` is no version")))
}
