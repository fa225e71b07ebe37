//! How a version is written.

use pyrel_python::{Flags, PythonRegex};

use super::Version;
use super::format;
use crate::Refusal;

/// A style of versions.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Style {
    /// Python's own.
    #[default]
    Pep440,
    /// <https://semver.org>.
    SemVer,
    /// Haskell's.
    Pvp,
}

/// How a version is written.
#[derive(Clone, Debug, Default)]
pub struct Serialization {
    /// Whether the commit is named; off the tag, unless it says otherwise.
    pub metadata: Option<bool>,
    /// Whether changes that are not committed are told.
    pub dirty: bool,
    /// Whether the metadata of the tag is kept.
    pub tagged_metadata: bool,
    /// A template in place of all that (`{base}+{commit}`).
    pub format: Option<String>,
    /// The style, which a template's result must have as well.
    pub style: Option<Style>,
    /// What stands in for the letters of a branch that are neither letters nor digits.
    pub escape_with: Option<String>,
    /// What stands before the commit.
    pub commit_prefix: Option<String>,
}

impl Style {
    /// The style of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "pep440" => Some(Self::Pep440),
            "semver" => Some(Self::SemVer),
            "pvp" => Some(Self::Pvp),
            _ => None,
        }
    }

    /// Refuses a version that is not of the style (`check_version`).
    ///
    /// # Errors
    /// When it is not.
    pub fn check(self, version: &str) -> Result<(), Refusal> {
        let (name, pattern) = match self {
            Self::Pep440 => ("PEP 440", PEP440),
            Self::SemVer => ("Semantic Versioning", SEMVER),
            Self::Pvp => ("PVP", PVP),
        };
        let regex = PythonRegex::new(pattern, Flags::NONE).map_err(Refusal::new)?;
        let mut holds = regex.search(version).map_err(Refusal::new)?.is_some();
        if self == Self::SemVer {
            let public = version.split('+').next().unwrap_or_default();
            let padded = |part: &str| {
                let number = part.strip_suffix('\n').unwrap_or(part);
                number.len() > 1
                    && number.starts_with('0')
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            };
            holds &= !public.split(['.', '-']).any(padded);
        }
        match holds {
            true => Ok(()),
            false => {
                Err(Refusal::new(format!("the version `{version}` is not of the {name} style")))
            }
        }
    }
}

const PEP440: &str = concat!(
    r"^(\d+!)?\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?",
    r"(\+([a-zA-Z0-9]|[a-zA-Z0-9]{2}|[a-zA-Z0-9][a-zA-Z0-9.]+[a-zA-Z0-9]))?$"
);
const SEMVER: &str = concat!(
    r"^\d+\.\d+\.\d+(\-[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*)?",
    r"(\+[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*)?$"
);
const PVP: &str = r"^\d+(\.\d+)*(-[a-zA-Z0-9]+)*$";

impl Serialization {
    /// The text of a version.
    ///
    /// # Errors
    /// When it is not of the style, or the template asks for what is not there.
    pub fn write(&self, version: &Version) -> Result<String, Refusal> {
        let commit = version.commit.as_ref().map(|commit| {
            let prefix = self.commit_prefix.as_deref().unwrap_or_default();
            format!("{prefix}{commit}")
        });
        if let Some(format) = &self.format {
            let escape = self.escape_with.as_deref().unwrap_or_default();
            let text = format::fill(format, version, commit.as_deref(), escape)?;
            if let Some(style) = self.style {
                style.check(&text)?;
            }
            return Ok(text);
        }
        let metadata = self.metadata_of(version, commit);
        let style = self.style.unwrap_or_default();
        match style {
            Style::Pep440 => pep440_of(version, &metadata),
            Style::SemVer => semver(&version.base, &pre_parts(version), &metadata),
            Style::Pvp => pvp(&version.base, &[pre_parts(version), metadata].concat()),
        }
    }

    fn metadata_of(&self, version: &Version, commit: Option<String>) -> Vec<String> {
        if self.metadata == Some(false) {
            return Vec::new();
        }
        let tagged = version.tagged_metadata.clone();
        let mut parts: Vec<String> =
            tagged.filter(|text| self.tagged_metadata && !text.is_empty()).into_iter().collect();
        parts.extend(commit.filter(|_| self.metadata == Some(true) || version.distance > 0));
        if self.dirty && version.dirty == Some(true) {
            parts.push("dirty".to_owned());
        }
        parts
    }

    /// Whether its text depends on changes that are not committed.
    #[must_use]
    pub fn looks_for_changes(&self) -> bool {
        self.dirty || self.format.as_ref().is_some_and(|format| format.contains("{dirty}"))
    }
}

fn pre_parts(version: &Version) -> Vec<String> {
    let mut parts: Vec<String> = version.stage.iter().cloned().collect();
    if version.stage.is_some() {
        parts.extend(version.revision.map(|revision| revision.to_string()));
    }
    if version.distance > 0 {
        parts.push(if version.is_next { "pre" } else { "post" }.to_owned());
        parts.push(version.distance.to_string());
    }
    parts
}

fn pep440_of(version: &Version, metadata: &[String]) -> Result<String, Refusal> {
    let revision = version.revision;
    let (stage, mut post, mut dev) = match version.stage.as_deref() {
        Some("post") => (None, revision, None),
        Some("dev") => (None, None, revision),
        stage => (stage, None, None),
    };
    let distance = version.distance;
    if distance > 0 {
        if dev.is_some() || version.is_next || post.is_some() {
            dev = Some(dev.unwrap_or(0).saturating_add(distance));
        } else {
            (post, dev) = (Some(distance), Some(0));
        }
    }
    let text = |number: Option<u64>| number.map(|number| number.to_string());
    pep440(&Pep440 {
        base: &version.base,
        stage,
        revision: text(revision),
        post: text(post),
        dev: text(dev),
        epoch: text(version.epoch),
        metadata,
    })
}

/// What `serialize_pep440` is given.
#[derive(Debug, Default)]
pub(super) struct Pep440<'a> {
    pub base: &'a str,
    pub stage: Option<&'a str>,
    pub revision: Option<String>,
    pub post: Option<String>,
    pub dev: Option<String>,
    pub epoch: Option<String>,
    pub metadata: &'a [String],
}

pub(super) fn pep440(parts: &Pep440<'_>) -> Result<String, Refusal> {
    let mut text = parts.epoch.as_ref().map(|epoch| format!("{epoch}!")).unwrap_or_default();
    text += parts.base;
    if let Some(stage) = parts.stage {
        let lower = stage.to_lowercase();
        text += match lower.as_str() {
            "alpha" => "a",
            "beta" => "b",
            "c" | "pre" | "preview" => "rc",
            other => other,
        };
        text += parts.revision.as_deref().unwrap_or("0");
    }
    for (name, number) in [(".post", &parts.post), (".dev", &parts.dev)] {
        text += &number.as_ref().map(|number| format!("{name}{number}")).unwrap_or_default();
    }
    if !parts.metadata.is_empty() {
        text += &format!("+{}", parts.metadata.join("."));
    }
    Style::Pep440.check(&text)?;
    Ok(text)
}

pub(super) fn semver(base: &str, pre: &[String], metadata: &[String]) -> Result<String, Refusal> {
    let mut text = base.to_owned();
    for (sign, parts) in [('-', pre), ('+', metadata)] {
        if !parts.is_empty() {
            text.push(sign);
            text += &parts.join(".");
        }
    }
    Style::SemVer.check(&text)?;
    Ok(text)
}

pub(super) fn pvp(base: &str, metadata: &[String]) -> Result<String, Refusal> {
    let text = std::iter::once(base).chain(metadata.iter().map(String::as_str));
    let text = text.collect::<Vec<_>>().join("-");
    Style::Pvp.check(&text)?;
    Ok(text)
}
