//! `.git_archival.json`, which `git archive` fills in.

use pyrel_python::Json;
use pyrel_tree::{RelPath, SourceTree};

use super::Version;
use super::find::{NoVersion, Options};
use super::pattern::{Matched, Pattern};
use crate::{Date, JSON_DEPTH, Moment, Refusal};

/// The name of the file.
pub(super) const FILE: &str = ".git_archival.json";

/// The file, filled in.
#[derive(Debug)]
pub(super) struct Archival {
    values: Json,
}

impl Archival {
    /// The file, where it is there and filled in.
    pub(super) fn read(tree: &SourceTree) -> Result<Option<Self>, Refusal> {
        let path = RelPath::root().child(FILE);
        if !tree.is_file(&path)? {
            return Ok(None);
        }
        let text = tree.read_text(&path)?;
        if text.contains("$Format:") {
            return Ok(None);
        }
        let values =
            Json::read(&text, JSON_DEPTH).filter(|values| matches!(values, Json::Table(_)));
        match values {
            Some(values) => Ok(Some(Self { values })),
            None => Err(Refusal::new(format!("`{FILE}` is not the JSON that git writes"))),
        }
    }

    fn text(&self, key: &str) -> Option<&str> {
        self.values.get(key)?.as_text().filter(|text| !text.is_empty())
    }

    /// What it knows, and the tag.
    pub(super) fn version(
        &self,
        options: &Options,
        pattern: &Pattern,
    ) -> Result<(Version, Option<String>), NoVersion> {
        let mut known = Version { distance: 0, ..self.without_tag(options)? };
        let Some(described) = self.text("describe") else {
            return Ok((fallback(options, known)?, None));
        };
        let (described, dirty) = match described.strip_suffix("-dirty") {
            Some(clean) => (clean, true),
            None => (described, false),
        };
        known.dirty = Some(dirty);
        let (tag, distance) = parts(described);
        known.distance = distance;
        match matched(pattern, tag, options)? {
            None => Ok((fallback(options, known)?, None)),
            Some(matched) => {
                let version = Version {
                    distance,
                    commit: known.commit,
                    dirty: known.dirty,
                    branch: known.branch,
                    timestamp: known.timestamp,
                    ..Version::of_tag(&matched)
                };
                Ok((version, Some(tag.to_owned())))
            }
        }
    }

    fn without_tag(&self, options: &Options) -> Result<Version, Refusal> {
        let key = if options.full_hash() { "hash-full" } else { "hash-short" };
        let commit = self.text(key).map(|commit| options.shortened(commit)).transpose()?;
        let timestamp = match self.text("timestamp") {
            None => None,
            Some(text) => Some(moment(text).ok_or_else(|| {
                Refusal::new(format!("`{FILE}`: `{text}` is not a time as git writes it"))
            })?),
        };
        let refs = self.text("refs").unwrap_or_default();
        let branch = match refs.split(" -> ").collect::<Vec<_>>()[..] {
            [_, branch] => branch.split(", ").next().map(str::to_owned),
            _ => None,
        };
        Ok(Version { commit, timestamp, branch, ..Version::default() })
    }
}

fn fallback(options: &Options, known: Version) -> Result<Version, NoVersion> {
    options.fallback(known)
}

fn matched(pattern: &Pattern, tag: &str, options: &Options) -> Result<Option<Matched>, NoVersion> {
    match pattern.matched(tag)? {
        Some(matched) => Ok(Some(matched?)),
        None => options.unmatched(tag).map(|()| None),
    }
}

/// `TAG-DISTANCE-gCOMMIT`, or a tag alone.
fn parts(described: &str) -> (&str, u64) {
    let split = described.rsplit_once("-g").and_then(|(before, commit)| {
        let is_commit = !commit.is_empty()
            && commit.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let (tag, distance) = before.rsplit_once('-').filter(|(tag, _)| !tag.is_empty())?;
        is_commit.then(|| Some((tag, distance.parse().ok()?)))?
    });
    split.unwrap_or((described, 0))
}

/// `2024-01-02T03:04:05+01:00`, or with `Z`.
fn moment(text: &str) -> Option<Moment> {
    let (date, rest) = text.split_once('T')?;
    let (time, zone) = rest.split_at_checked(8)?;
    let two = |text: Option<&str>| {
        let text = text?;
        let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse::<u32>().ok())?
    };
    let [hour, minute, second] = time.split(':').collect::<Vec<_>>()[..] else { return None };
    let local = Moment::new(
        Date::from_iso(date)?,
        two(Some(hour))?,
        two(Some(minute))?,
        two(Some(second))?,
    )?;
    if zone == "Z" {
        return Some(local);
    }
    let (sign, zone) = zone.split_at_checked(1)?;
    let (hours, minutes) = (zone.get(..2), zone.get(2..)?.trim_start_matches(':'));
    let offset = i64::from(two(hours)? * 3600 + two(Some(minutes))? * 60);
    let offset = match sign {
        "+" => offset,
        "-" => -offset,
        _ => return None,
    };
    Some(Moment::of_seconds(local.seconds() - offset))
}
