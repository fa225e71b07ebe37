//! How a tag is recognised.

use pyrel_python::{Captures, Flags, PythonRegex};

use crate::Refusal;

/// A tag that is a version, after what stands for the beginning: the release after a `v`, a stage
/// with its number, and metadata.
const DEFAULT: &str = concat!(
    r"v((?P<epoch>\d+)!)?(?P<base>\d+(\.\d+)*)",
    r"([-._]?((?P<stage>[a-zA-Z]+)[-._]?(?P<revision>\d+)?))?",
    r"(\+(?P<tagged_metadata>.+))?$"
);

/// A pattern for tags.
#[derive(Debug)]
pub struct Pattern {
    regex: PythonRegex,
    /// Whether dunamai puts a `v` before versions that it reads with it.
    adds_letter: bool,
}

/// What a pattern finds in a tag.
#[derive(Clone, Debug)]
pub(super) struct Matched {
    pub base: String,
    pub stage: Option<String>,
    pub revision: Option<u64>,
    pub tagged_metadata: Option<String>,
    pub epoch: Option<u64>,
}

impl Pattern {
    /// The pattern of an option: `default`, `default-unprefixed`, or one with a group `base`.
    ///
    /// # Errors
    /// When it is none of them, or no pattern that is read here as Python reads it.
    pub fn new(text: &str, prefix: Option<&str>) -> Result<Self, Refusal> {
        let prefix = prefix.unwrap_or_default();
        let preset = match text {
            "default" => Some(format!("(?x)^{prefix}{DEFAULT}")),
            "default-unprefixed" => {
                Some(format!("(?x)^{prefix}v?{}", DEFAULT.trim_start_matches('v')))
            }
            _ => None,
        };
        let is_preset = preset.is_some();
        let text = match preset {
            // The preset is written in several lines, of which a comment would hide only one.
            Some(_) if prefix.contains(['#', '\n']) => {
                let words = format!("the prefix `{prefix}` would be part of a comment");
                return Err(Refusal::new(words).option("pattern-prefix"));
            }
            Some(text) => text,
            None if text.contains("?P<base>") => text.replacen('^', &format!("^{prefix}"), 1),
            None => {
                let words = format!("the pattern `{text}` has no group `base` and is no preset");
                return Err(Refusal::new(words).option("pattern"));
            }
        };
        let regex = PythonRegex::new(&text, Flags::NONE).map_err(|why| {
            let option = if is_preset { "pattern-prefix" } else { "pattern" };
            Refusal::new(format!("the pattern for tags: {why}")).option(option)
        })?;
        Ok(Self { regex, adds_letter: false })
    }

    /// The preset that a tool names by itself, with which versions are read that have no `v`.
    ///
    /// # Errors
    /// Never, as long as the preset is a pattern.
    pub fn preset() -> Result<Self, Refusal> {
        Ok(Self { adds_letter: true, ..Self::new("default", None)? })
    }

    pub(super) fn adds_letter(&self) -> bool {
        self.adds_letter
    }

    /// What it finds, or why that is no version; none where it does not match, or its group `base`
    /// takes no part.
    pub(super) fn matched(&self, tag: &str) -> Result<Option<Result<Matched, Refusal>>, Refusal> {
        let found = self.regex.search(tag);
        let found = found.map_err(|why| Refusal::new(why).option("pattern"))?;
        Ok(found
            .and_then(|captures| Some(Matched::read(tag, &captures, group(&captures, "base")?))))
    }
}

fn group(captures: &Captures<'_, '_>, name: &str) -> Option<String> {
    captures.named(name).map(|(_, text)| text.to_owned())
}

impl Matched {
    fn read(tag: &str, captures: &Captures<'_, '_>, base: String) -> Result<Self, Refusal> {
        let number = |name: &str, text: Option<String>| match text {
            None => Ok(None),
            Some(text) => number(&text).map(Some).ok_or_else(|| {
                Refusal::new(format!("the {name} of the tag `{tag}` is no number"))
                    .option("pattern")
            }),
        };
        let stage = group(captures, "stage");
        let revision = group(captures, "revision").filter(|_| stage.is_some());
        Ok(Self {
            base,
            revision: number("revision", revision)?,
            epoch: number("epoch", group(captures, "epoch"))?,
            tagged_metadata: group(captures, "tagged_metadata"),
            stage,
        })
    }
}

/// A number in plain digits: what else Python reads as one is no version.
fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}
