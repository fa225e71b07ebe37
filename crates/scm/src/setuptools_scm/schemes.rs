//! Version schemes and local schemes.
//!
//! <https://setuptools-scm.readthedocs.io/en/latest/extending/#setuptools_scmversion_scheme>

use super::calver;
use super::options::Options;
use super::release::Release;
use super::scm_version::ScmVersion;
use super::tag::{self, TagVersion};
use crate::Refusal;

/// How the public part of the version comes about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum VersionScheme {
    /// `calver-by-date`
    CalverByDate,
    /// `guess-next-dev`
    GuessNextDev,
    /// `no-guess-dev`
    NoGuessDev,
    /// `only-version`
    OnlyVersion,
    /// `post-release`
    PostRelease,
    /// `semver-pep440`, once `python-simplified-semver`
    Semver,
    /// `semver-pep440-release-branch`, once `release-branch-semver`
    SemverReleaseBranch,
}

/// How the local label comes about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LocalScheme {
    /// `dirty-tag`
    DirtyTag,
    /// `fail-on-uncommitted-changes`
    FailOnUncommittedChanges,
    /// `no-local-version`
    NoLocalVersion,
    /// `no-local-version-strict`
    NoLocalVersionStrict,
    /// `node-and-date`
    NodeAndDate,
    /// `node-and-timestamp`
    NodeAndTimestamp,
}

impl VersionScheme {
    /// A scheme by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "calver-by-date" => Some(Self::CalverByDate),
            "guess-next-dev" => Some(Self::GuessNextDev),
            "no-guess-dev" => Some(Self::NoGuessDev),
            "only-version" => Some(Self::OnlyVersion),
            "post-release" => Some(Self::PostRelease),
            "python-simplified-semver" | "semver-pep440" => Some(Self::Semver),
            "release-branch-semver" | "semver-pep440-release-branch" => {
                Some(Self::SemverReleaseBranch)
            }
            _ => None,
        }
    }

    fn apply(self, version: &ScmVersion, options: &Options) -> Result<String, Refusal> {
        let tag = &version.tag;
        let guessed = match self {
            Self::OnlyVersion => return Ok(tag.text.clone()),
            Self::CalverByDate => match calver::guess(version, options)? {
                calver::Guess::Whole(text) => return Ok(text),
                calver::Guess::Base(base) => base,
            },
            Self::Semver if version.is_exact() && options.release < Release::V10 => {
                return semver_before_10(tag, (3, 0), options.release);
            }
            _ if version.is_exact() => return Ok(tag.text.clone()),
            Self::PostRelease => return Ok(format!("{}.post{}", tag.text, version.distance)),
            Self::GuessNextDev => next(without_local(&tag.text))?,
            Self::NoGuessDev => post(without_local(&tag.text))?,
            Self::Semver => {
                let is_feature = version.branch.as_ref().is_some_and(|it| it.contains("feature"));
                next_semver(tag, if is_feature { 2 } else { 3 }, options.release)?
            }
            Self::SemverReleaseBranch if is_on_release_branch(version, options)? => {
                next(without_local(&tag.text))?
            }
            Self::SemverReleaseBranch => next_semver(tag, 2, options.release)?,
        };
        Ok(format!("{guessed}.dev{}", version.distance))
    }
}

impl LocalScheme {
    /// A scheme by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "dirty-tag" => Some(Self::DirtyTag),
            "fail-on-uncommitted-changes" => Some(Self::FailOnUncommittedChanges),
            "no-local-version" => Some(Self::NoLocalVersion),
            "no-local-version-strict" => Some(Self::NoLocalVersionStrict),
            "node-and-date" => Some(Self::NodeAndDate),
            "node-and-timestamp" => Some(Self::NodeAndTimestamp),
            _ => None,
        }
    }

    fn apply(self, version: &ScmVersion) -> Result<Option<String>, Refusal> {
        let day = || version.time.day_digits();
        let local = match self {
            Self::FailOnUncommittedChanges | Self::NoLocalVersionStrict if version.dirty => {
                let words = "files are changed, and the local scheme allows none";
                let remedy = "commit the changes, or put them aside";
                return Err(Refusal::new(words).remedy(remedy).option("local_scheme"));
            }
            Self::FailOnUncommittedChanges => return Ok(None),
            Self::DirtyTag if version.dirty => "+dirty".to_owned(),
            Self::DirtyTag | Self::NoLocalVersion | Self::NoLocalVersionStrict => String::new(),
            Self::NodeAndDate => node_and(version, &day()),
            Self::NodeAndTimestamp => {
                node_and(version, &format!("{}{}", day(), version.time.time_digits()))
            }
        };
        Ok(Some(local))
    }
}

/// The version in its final form.
pub(super) fn format(version: &ScmVersion, options: &Options) -> Result<String, Refusal> {
    if version.preformatted {
        return Ok(version.tag.text.clone());
    }
    let no_scheme = || Refusal::new("no version scheme is named").option("version_scheme");
    let scheme = options.version_schemes.first().ok_or_else(no_scheme)?;
    let public = version.tag.public().ok_or_else(|| {
        Refusal::new(format!("`{}` is no version without its local label", version.tag.text))
    })?;
    let is_parted = options.release >= Release::V9;
    let tag = if is_parted { public } else { version.tag.clone() };
    let base = ScmVersion { tag, ..version.clone() };
    let main = scheme.apply(&base, options)?;
    if options.local_schemes.is_empty() {
        return Err(Refusal::new("no local scheme is named").option("local_scheme"));
    }
    let mut local = None;
    for scheme in &options.local_schemes {
        local = scheme.apply(version)?;
        if local.is_some() {
            break;
        }
    }
    let local = local.unwrap_or_else(|| "+unknown".to_owned());
    if !is_parted {
        return Ok(format!("{main}{local}"));
    }
    let of_tag = version.tag.version.local().unwrap_or_default();
    Ok(with_local(&main, [&of_tag, &local]))
}

/// A version with segments for its local label, each once.
fn with_local(main: &str, parts: [&str; 2]) -> String {
    let (public, own) = main.split_once('+').unwrap_or((main, ""));
    let mut segments: Vec<&str> =
        if own.is_empty() && !main.contains('+') { Vec::new() } else { own.split('.').collect() };
    for segment in parts.iter().flat_map(|part| part.trim_matches('+').split('.')) {
        if !segment.is_empty() && !segments.contains(&segment) {
            segments.push(segment);
        }
    }
    match segments[..] {
        [] => public.to_owned(),
        _ => format!("{public}+{}", segments.join(".")),
    }
}

fn node_and(version: &ScmVersion, when: &str) -> String {
    match (version.short_node().filter(|_| !version.is_exact()), version.dirty) {
        (None, false) => String::new(),
        (None, true) => format!("+d{when}"),
        (Some(node), false) => format!("+{node}"),
        (Some(node), true) => format!("+{node}.d{when}"),
    }
}

/// What is counted up is without a local label, which before 9.0 a tag may still have here.
fn without_local(version: &str) -> &str {
    version.split('+').next().unwrap_or(version)
}

/// The version that comes after one: its last number counted up.
pub(super) fn next(version: &str) -> Result<String, Refusal> {
    if let Some(base) = without_dev(version)? {
        return Ok(base);
    }
    let digits = version.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (head, last) = version.split_at(version.len() - digits);
    if last.is_empty() {
        let words = format!("`{version}` does not end with a number that could be counted up");
        return Err(Refusal::new(words).option("version_scheme"));
    }
    Ok(format!("{head}{}", counted_up(last)))
}

/// A development release without its `.dev0`; any other number is refused.
fn without_dev(version: &str) -> Result<Option<String>, Refusal> {
    match version.rsplit_once(".dev") {
        None => Ok(None),
        Some((base, "0")) => Ok(Some(base.to_owned())),
        Some(_) => {
            let words = format!("`{version}` counts development releases by itself");
            let remedy = "let tags of development releases end with `.dev0`";
            Err(Refusal::new(words).remedy(remedy))
        }
    }
}

fn post(version: &str) -> Result<String, Refusal> {
    if let Some(base) = without_dev(version)? {
        return Ok(base);
    }
    if version.contains("post") {
        let words = format!("`{version}` is a post-release, after which none is guessed");
        return Err(Refusal::new(words).option("version_scheme"));
    }
    Ok(format!("{version}.post1"))
}

/// Decimal digits counted up by one, however many they are, without leading zeros.
fn counted_up(digits: &str) -> String {
    let mut digits: Vec<u8> = digits.trim_start_matches('0').bytes().collect();
    for digit in digits.iter_mut().rev() {
        if *digit < b'9' {
            *digit += 1;
            return String::from_utf8_lossy(&digits).into_owned();
        }
        *digit = b'0';
    }
    digits.insert(0, b'1');
    String::from_utf8_lossy(&digits).into_owned()
}

/// The release counted up at its last of so many places; a `.dev0` is taken for what it announces.
fn next_semver(tag: &TagVersion, places: usize, release: Release) -> Result<String, Refusal> {
    if release < Release::V10 {
        return semver_before_10(tag, (places, 1), release);
    }
    let version = &tag.version;
    let mut parts = version.release().to_vec();
    if version.dev() == Some(0) {
        parts.resize(parts.len().max(3), 0);
    } else {
        parts.resize(places, 0);
        if let Some(last) = parts.last_mut() {
            *last = last.saturating_add(1);
        }
        parts.resize(3, 0);
    }
    let parts: Vec<String> = parts.iter().map(u64::to_string).collect();
    Ok(match version.epoch() {
        0 => parts.join("."),
        epoch => format!("{epoch}!{}", parts.join(".")),
    })
}

/// The same before 10.0: nothing but the release counts, and before 8.1 nothing else may be there.
fn semver_before_10(
    tag: &TagVersion,
    (places, step): (usize, u64),
    release: Release,
) -> Result<String, Refusal> {
    let mut parts: Vec<u64> = tag.version.release().iter().copied().take(places).collect();
    if release < Release::V8_1 {
        let written: Option<Vec<u64>> =
            tag.text.split('.').take(places).map(|part| part.parse().ok()).collect();
        parts = written.ok_or_else(|| {
            let words = format!("`{}` has parts that are no numbers", tag.text);
            Refusal::new(words).option("version_scheme")
        })?;
    }
    parts.resize(places, 0);
    if let Some(last) = parts.last_mut() {
        *last = last.saturating_add(step);
    }
    parts.resize(3, 0);
    let parts: Vec<String> = parts.iter().map(u64::to_string).collect();
    Ok(parts.join("."))
}

/// Whether the branch is named after the minor version of the tag.
fn is_on_release_branch(version: &ScmVersion, options: &Options) -> Result<bool, Refusal> {
    let Some(branch) = &version.branch else { return Ok(false) };
    let last = branch.rsplit('/').next().unwrap_or(branch);
    let Some(parts) = tag::parts(last, options)? else { return Ok(false) };
    let named = parts.version.strip_prefix('v').unwrap_or(&parts.version);
    let minor = |text: &str| text.split('.').take(2).map(str::to_owned).collect::<Vec<_>>();
    Ok(minor(named) == minor(&version.tag.text))
}
