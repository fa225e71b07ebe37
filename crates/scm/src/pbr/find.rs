//! Where the version comes from.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use pyrel_git::{Checkout, Describe, History, Id};
use pyrel_pep::Version;
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::semantic_version::{Increment, SemanticVersion};
use crate::Refusal;
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
    /// A variable of the environment.
    Variable(&'static str),
    /// `PKG-INFO`, or `METADATA`.
    Metadata,
    /// The newest tag that is a version, if there is one, and the commits since then.
    Git(Option<String>, u64),
}

/// ``the version 1.2.1.dev3 is from git: 3 commits since `1.2.0` ``
impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the version {} is from ", self.version)?;
        match &self.source {
            Source::Variable(name) => write!(f, "the variable `{name}`"),
            Source::Metadata => f.write_str("`PKG-INFO`"),
            Source::Git(Some(tag), count) => write!(f, "git: {}", Since(tag, *count)),
            Source::Git(None, _) => f.write_str("git, which has no tag"),
        }
    }
}

/// The variables that say a version, of which the first counts.
const VARIABLES: [&str; 2] = ["PBR_VERSION", "OSLO_PACKAGE_VERSION"];

/// Finds the version of a project of this name; `target` is the one that is worked towards.
///
/// # Errors
/// When the tool would find none, or when what it would do is not rebuilt.
pub fn find(
    (name, target): (&str, Option<&str>),
    tree: &SourceTree,
    checkout: Option<&Checkout>,
    variables: &BTreeMap<String, String>,
) -> Result<Found, Refusal> {
    let variable = VARIABLES.iter().find_map(|name| Some((*name, variables.get(*name)?)));
    if let Some((variable, text)) = variable.filter(|(_, text)| !text.is_empty()) {
        return Ok(Found { version: parse(text)?, source: Source::Variable(variable) });
    }
    if let Some(text) = from_metadata(name, tree)? {
        return Ok(Found { version: parse(&text)?, source: Source::Metadata });
    }
    let Some(checkout) = checkout else {
        let words = format!("there is neither a repository nor a `PKG-INFO` of `{name}`");
        let remedy = "build from a clone with all tags, or set `PBR_VERSION`";
        return Err(Refusal::new(words).remedy(remedy));
    };
    from_history(&checkout.history()?, target)
}

/// `pbr.json`, which tells the commit, and whether it is a release.
///
/// # Errors
/// When the repository cannot be read.
pub fn pbr_json(checkout: &Checkout) -> Result<String, Refusal> {
    let history = checkout.history()?;
    let Some(head) = history.head() else {
        return Ok("{\"git_version\": \"\", \"is_release\": false}".to_owned());
    };
    let short = history.abbreviated(head.id)?;
    // Only a tag is shown without a count; pbr takes any dot in it for that of a version.
    let described = history.describe(&Describe::default())?;
    let described = described.filter(|found| found.distance == 0).map(|found| found.tag);
    // Nor is one whose reference has another name than itself.
    let tags = history.tags()?;
    let described = described.filter(|tag| tags.contains(tag));
    let is_release = described.is_some_and(|tag| !tag.name.contains('-') && tag.name.contains('.'));
    Ok(format!("{{\"git_version\": \"{short}\", \"is_release\": {is_release}}}"))
}

/// The tags of commits that pbr takes for versions, with dots in place of hyphens.
pub(super) fn versions(history: &History) -> Result<BTreeMap<Id, BTreeSet<String>>, Refusal> {
    let mut found: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
    for tag in history.tags()? {
        let name = tag.name.replace('-', ".");
        if SemanticVersion::read(&name).is_some() {
            found.entry(tag.commit).or_default().insert(name);
        }
    }
    Ok(found)
}

fn from_metadata(name: &str, tree: &SourceTree) -> Result<Option<String>, Refusal> {
    let mut fields = BTreeMap::new();
    for file in ["PKG-INFO", "METADATA"] {
        let path = RelPath::root().child(file);
        if let Some(EntryKind::File { .. }) = tree.kind(&path)? {
            fields.clear();
            for line in tree.read_text(&path)?.lines().take_while(|line| !line.is_empty()) {
                if let Some((key, value)) = line.split_once(':') {
                    fields.entry(key.to_lowercase()).or_insert_with(|| value.trim().to_owned());
                }
            }
        }
    }
    let is_ours = fields.get("name").is_some_and(|known| known == name);
    Ok(fields.remove("version").filter(|version| is_ours && !version.is_empty()))
}

fn from_history(history: &History, target: Option<&str>) -> Result<Found, Refusal> {
    let exact = history.describe(&Describe::default())?.filter(|found| found.distance == 0);
    let exact = exact.and_then(|found| SemanticVersion::read(&found.tag.name.replace('-', ".")));
    let wanted = match (exact, target) {
        (Some(exact), _) => Some(exact),
        (None, Some(target)) => Some(SemanticVersion::read(target).ok_or_else(|| {
            Refusal::new(format!("`{target}` is no version that pbr could work towards"))
        })?),
        (None, None) => None,
    };
    let (tag, distance) = newest_tag(history)?;
    let source = Source::Git(tag.clone(), distance);
    let last = tag.as_deref().and_then(SemanticVersion::read);
    let last = last.unwrap_or_else(SemanticVersion::zero);
    let next = match distance {
        0 => last.clone(),
        _ => last.incremented(increment(history, tag.as_deref())?),
    };
    let undecided = || Refusal::new("pbr cannot compare the versions of its tags");
    if let Some(wanted) = &wanted
        && next.is_after(wanted).ok_or_else(undecided)?
    {
        let words = format!("the commits ask for the version {next}, and {wanted} is wanted");
        return Err(Refusal::new(words));
    }
    let mut found = last;
    if distance > 0 {
        found = next.to_dev(distance);
        if let Some(wanted) = wanted.map(|wanted| wanted.to_dev(distance))
            && wanted.is_after(&found).ok_or_else(undecided)?
        {
            found = wanted;
        }
    }
    Ok(Found { version: parse(&found.to_string())?, source })
}

/// The newest commit with a tag that is a version, and how many are newer. Without a tag, the
/// oldest commit is not counted.
fn newest_tag(history: &History) -> Result<(Option<String>, u64), Refusal> {
    let versions = versions(history)?;
    let mut count = 0;
    for (at, commit) in (0..).zip(history.commits()?) {
        count = at;
        let Some(tags) = versions.get(&commit.id) else { continue };
        let mut best: Option<(SemanticVersion, &String)> = None;
        for tag in tags {
            let Some(version) = SemanticVersion::read(tag) else { continue };
            let is_better = match &best {
                None => true,
                Some((best, _)) => {
                    version.compared(best).ok_or_else(|| {
                        Refusal::new(format!("pbr cannot compare `{tag}` with other tags"))
                    })? == Ordering::Greater
                }
            };
            if is_better {
                best = Some((version, tag));
            }
        }
        if let Some((_, tag)) = best {
            return Ok((Some(tag.clone()), at));
        }
    }
    Ok((None, count))
}

/// What the commits since the tag ask for: lines that begin with `Sem-Ver:`.
fn increment(history: &History, tag: Option<&str>) -> Result<Increment, Refusal> {
    let commits = match tag {
        None => history.commits()?,
        // A tag with hyphens is not found under the name with dots, and git says nothing then.
        Some(name) => match history.tags()?.iter().find(|tag| tag.name == name) {
            Some(tag) => history.commits_after(tag.commit)?,
            None => Vec::new(),
        },
    };
    let mut asked = Increment::default();
    for line in commits.iter().flat_map(|commit| commit.message.split('\n')) {
        let line = line.to_lowercase();
        let Some(symbols) = line.trim().strip_prefix("sem-ver:") else { continue };
        for symbol in symbols.split(',').map(str::trim) {
            asked.minor |= matches!(symbol, "feature" | "deprecation");
            asked.major |= symbol == "api-break";
        }
    }
    Ok(asked)
}

fn parse(text: &str) -> Result<Version, Refusal> {
    text.parse().map_err(|_| Refusal::new(format!("`{text}` is no version")))
}
