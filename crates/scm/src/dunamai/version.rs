//! What is known of a version before it is written.

use crate::{Moment, Refusal};

use super::pattern::{Matched, Pattern};

/// A version as dunamai knows it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Version {
    /// The numbers of the release, as they are written.
    pub base: String,
    /// What kind of pre-release it is, as it is written.
    pub stage: Option<String>,
    /// The number of the pre-release.
    pub revision: Option<u64>,
    /// The commits since the tag.
    pub distance: u64,
    /// The commit.
    pub commit: Option<String>,
    /// Whether there are changes that are not committed; unknown where nobody looked.
    pub dirty: Option<bool>,
    /// What the tag says after `+`.
    pub tagged_metadata: Option<String>,
    /// The epoch.
    pub epoch: Option<u64>,
    /// The branch.
    pub branch: Option<String>,
    /// When the commit was made.
    pub timestamp: Option<Moment>,
    /// Whether it is the version to come, so that the distance makes a pre-release of it.
    pub(super) is_next: bool,
}

impl Version {
    /// A version of which nothing but its release is known.
    #[must_use]
    pub fn of(base: impl Into<String>) -> Self {
        Self { base: base.into(), ..Self::default() }
    }

    /// What a matched tag says.
    pub(super) fn of_tag(matched: &Matched) -> Self {
        Self {
            base: matched.base.clone(),
            stage: matched.stage.clone(),
            revision: matched.revision,
            tagged_metadata: matched.tagged_metadata.clone(),
            epoch: matched.epoch,
            ..Self::default()
        }
    }

    /// Reads a version that somebody wrote (`Version.parse`). What the pattern does not match is
    /// the release as a whole.
    ///
    /// # Errors
    /// When the pattern is none, or beyond what is rebuilt.
    pub fn parse(text: &str, pattern: &Pattern) -> Result<Self, Refusal> {
        if !text.is_ascii() {
            return Err(Refusal::new(format!("the version `{text}` is not ASCII")));
        }
        if let Some(parsed) = Self::parse_as_is(text, pattern)? {
            return Ok(parsed);
        }
        if let Some(other) = without_post(text)
            && let Some(parsed) = Self::parse_as_is(&other, pattern)?
        {
            return Ok(parsed);
        }
        Ok(Self::of(text))
    }

    fn parse_as_is(text: &str, pattern: &Pattern) -> Result<Option<Self>, Refusal> {
        let adds_letter = pattern.adds_letter() && !text.starts_with('v');
        let text = if adds_letter { format!("v{text}") } else { text.to_owned() };
        // Numbers that are none fail as a text that does not match.
        let Some(Ok(matched)) = pattern.matched(&text)? else { return Ok(None) };
        let mut version = Self::of_tag(&matched);
        let distance = version.read_metadata();
        version.distance = distance.unwrap_or(0);
        if version.stage.as_deref() == Some("dev")
            && let Some(revision) = version.revision
        {
            version.distance = version.distance.saturating_add(revision);
            version.stage = None;
            version.revision = None;
        }
        Ok(Some(version))
    }

    /// Takes out of the metadata what dunamai itself puts there; the distance is given back.
    fn read_metadata(&mut self) -> Option<u64> {
        let metadata = self.tagged_metadata.take().filter(|text| !text.is_empty())?;
        let mut distance = None;
        let mut rest = Vec::new();
        for part in metadata.split('.') {
            if self.dirty.is_none() && matches!(part, "dirty" | "clean") {
                self.dirty = Some(part == "dirty");
            } else if let (None, Some(number)) = (distance, leading_number(part)) {
                distance = Some(number);
            } else if let (None, Some(commit)) = (&self.commit, leading_commit(part)) {
                self.commit = Some(commit.to_owned());
            } else {
                rest.push(part);
            }
        }
        self.tagged_metadata = Some(rest.join(".")).filter(|text| !text.trim().is_empty());
        distance
    }

    /// A part of the release as a number, 0 where there is none.
    pub(super) fn part(&self, index: usize) -> u64 {
        self.base.split('.').nth(index).and_then(|part| part.parse().ok()).unwrap_or(0)
    }

    /// The time of the commit as `YYYYMMDDHHMMSS`.
    pub(super) fn timestamp_digits(&self) -> Option<String> {
        self.timestamp.map(|moment| moment.day_digits() + &moment.time_digits())
    }
}

/// `.post4.dev0` becomes `.dev4`.
fn without_post(text: &str) -> Option<String> {
    let starts = text.match_indices(".post").map(|(at, _)| at);
    for at in starts {
        let after = text.get(at + ".post".len()..)?;
        let (post, rest) = digits(after);
        let Some(dev) = rest.strip_prefix(".dev").filter(|_| !post.is_empty()) else { continue };
        let (dev, rest) = digits(dev);
        if !dev.is_empty() {
            return Some(format!("{}.dev{post}{rest}", text.get(..at)?));
        }
    }
    None
}

fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// `d?(\d+)` at the beginning.
fn leading_number(part: &str) -> Option<u64> {
    let (number, _) = digits(part.strip_prefix('d').unwrap_or(part));
    number.parse().ok()
}

/// `g?([\da-z]+)` at the beginning.
fn leading_commit(part: &str) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase();
    let run = |text: &str| text.find(|c: char| !is_plain(c)).unwrap_or(text.len());
    let without = part.strip_prefix('g').filter(|rest| run(rest) > 0).unwrap_or(part);
    without.get(..run(without)).filter(|commit| !commit.is_empty())
}
