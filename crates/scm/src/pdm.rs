//! [pdm-backend](https://backend.pdm-project.org/metadata/#dynamic-versioning)'s own versions from git,
//! which began as a copy of setuptools-scm and went another way.
//!
//! Knowingly different: a shallow clone off a tag is refused where the tool warns, and repositories of
//! Mercurial are refused.

use std::fmt;

use pyrel_git::{Checkout, Describe, History};
use pyrel_pep::Version;
use pyrel_python::{Flags, PythonRegex};

use crate::words::{Commits, Since};
use crate::{Moment, Refusal};

/// Any dashed words, then what looks like a version, then what a plus sign adds to it.
const TAG: &str = r"^(?:[\w-]+-)?(?P<version>[vV]?\d+(?:\.\d+){0,2}[^\+]*)(?:\+.*)?$";
/// Tags with a dot.
const FILTER: &str = "*.*";

/// What a project can ask for.
#[derive(Debug)]
pub struct Options {
    /// How a tag is read.
    pub tag_regex: TagRegex,
    /// Which tags are looked at (`git describe --match`).
    pub tag_filter: Option<String>,
}

/// How a tag is read.
#[derive(Debug)]
pub struct TagRegex {
    regex: PythonRegex,
}

/// A version from git.
#[derive(Clone, Debug)]
pub struct Found {
    /// The version, as it is written into files.
    pub text: String,
    /// Whether the day is part of it.
    pub is_dated: bool,
    tag: Option<String>,
    distance: Option<u64>,
}

impl TagRegex {
    /// A pattern of the project, or the usual one.
    ///
    /// # Errors
    /// Why Python refuses it, or why it is not rebuilt here.
    pub fn new(pattern: Option<&str>) -> Result<Self, Refusal> {
        let pattern = pattern.filter(|pattern| !pattern.is_empty()).unwrap_or(TAG);
        let wrong = |why: String| Refusal::new(why).option("tag_regex");
        let regex = PythonRegex::new(pattern, Flags::NONE).map_err(wrong)?;
        if regex.groups() != 1 && !regex.has_group("version") {
            let why = "the pattern has neither one group alone nor a group `version`";
            return Err(wrong(why.to_owned()));
        }
        Ok(Self { regex })
    }

    /// The version of a tag; 0.0.0 where the pattern does not match.
    fn version(&self, tag: &str) -> Result<Version, Refusal> {
        let wrong = |why: String| Refusal::new(why).option("tag_regex");
        // Python's `match` looks at the beginning alone, which a search would find first.
        let found = self.regex.search(tag).map_err(wrong)?;
        let found = found.filter(|found| found.group(0).is_some_and(|(at, _)| at.start == 0));
        let group = found.as_ref().and_then(|found| match self.regex.groups() {
            1 => found.group(1),
            _ => found.named("version"),
        });
        let text = group.map_or("", |(_, text)| text);
        let text = if text.is_empty() { "0.0.0" } else { text };
        text.parse().map_err(|_| wrong(format!("`{text}` of the tag `{tag}` is no version")))
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the version {} is from git: ", self.text)?;
        let distance = self.distance.unwrap_or(0);
        match &self.tag {
            Some(tag) => Since(tag, distance).fmt(f),
            None => write!(f, "{} and no tag", Commits(distance)),
        }
    }
}

/// What is known before the version is written.
struct State {
    version: Version,
    tag: Option<String>,
    distance: Option<u64>,
    node: Option<String>,
}

/// Finds the version of a checkout; `now` is the day that a version with changes ends with.
///
/// # Errors
/// When a tag is no version, or the next one cannot be told from it.
pub fn find(options: &Options, checkout: &Checkout, now: Moment) -> Result<Found, Refusal> {
    let history = checkout.history()?;
    let state = state(options, &history)?;
    if history.is_shallow() && state.distance.is_some() {
        let refusal =
            Refusal::new("the repository is a shallow clone, in which tags may be missing");
        return Err(refusal.remedy("fetch all of it: `git fetch --unshallow`"));
    }
    let main = match state.distance {
        None => state.version.to_string(),
        Some(distance) => format!("{}.dev{distance}", next(&state.version)?),
    };
    let node = state.node.filter(|_| state.distance.is_some());
    let day = checkout.is_dirty()?.then(|| format!("d{}", now.day_digits()));
    let is_dated = day.is_some();
    let local: Vec<String> = node.into_iter().chain(day).collect();
    let text = match local.is_empty() {
        true => main,
        false => format!("{main}+{}", local.join(".")),
    };
    Ok(Found { text, is_dated, tag: state.tag, distance: state.distance })
}

fn state(options: &Options, history: &History) -> Result<State, Refusal> {
    let filter = options.tag_filter.as_deref().filter(|filter| !filter.is_empty());
    let asked = Describe {
        matching: vec![filter.unwrap_or(FILTER).to_owned()],
        lightweight: true,
        ..Describe::default()
    };
    if let Some(found) = history.describe(&asked)? {
        let node = history.head().map(|head| history.abbreviated(head.id)).transpose()?;
        return Ok(State {
            version: options.tag_regex.version(&found.tag.name)?,
            tag: Some(found.tag.name),
            distance: Some(found.distance).filter(|distance| *distance > 0),
            node: node.map(|node| format!("g{node}")),
        });
    }
    let version = options.tag_regex.version("0.0")?;
    let Some(head) = history.head() else {
        return Ok(State { version, tag: None, distance: Some(0), node: None });
    };
    let id = head.id.to_string();
    let node = id.get(..7).map(|short| format!("g{short}"));
    Ok(State { version, tag: None, distance: Some(history.count()?), node })
}

/// The version to come: without `.dev0`, or with its last number one higher.
fn next(version: &Version) -> Result<String, Refusal> {
    let text = version.to_string();
    let public = text.split('+').next().unwrap_or_default();
    if let Some((before, number)) = public.rsplit_once(".dev") {
        return match number {
            "0" => Ok(before.to_owned()),
            _ => Err(Refusal::new(format!(
                "pdm-backend makes no version of the tag {public}: development releases of one's own \
                 other than `.dev0` are beyond it"
            ))),
        };
    }
    let digits = public.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (before, last) = public.split_at(public.len() - digits);
    let number = last.parse::<u64>().ok().and_then(|number| number.checked_add(1));
    let number = number.ok_or_else(|| Refusal::new(format!("{public} has no next version")))?;
    Ok(format!("{before}{number}"))
}
