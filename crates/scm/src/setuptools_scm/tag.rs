//! Tags and what of them is a version.

use pyrel_pep::Version;
use pyrel_python::{Flags, PythonRegex};

use super::options::Options;
use super::release::Release;
use crate::Refusal;

/// A pattern that finds the version in a tag.
#[derive(Debug)]
pub struct TagRegex {
    regex: Option<PythonRegex>,
    pattern: String,
}

/// Any dashed words, then what looks like a version, then what a plus sign adds to it.
const DEFAULT: &str = r"^(?:[\w-]+-)?(?P<version>[vV]?\d+(?:\.\d+){0,2}[^\+]*)(?:\+.*)?$";

impl TagRegex {
    /// A pattern of the project; an empty one is the usual one.
    ///
    /// # Errors
    /// Why Python or the tool refuses it, or why it is not rebuilt here.
    pub fn new(pattern: &str) -> Result<Self, Refusal> {
        let pattern = if pattern.is_empty() { DEFAULT } else { pattern };
        let wrong = |why: String| Refusal::new(why).option("tag.regex");
        let regex = PythonRegex::new(pattern, Flags::NONE).map_err(wrong)?;
        if regex.groups() == 0 || (regex.groups() > 1 && !regex.has_group("version")) {
            let why = "the pattern has neither one group alone nor a group `version`";
            return Err(wrong(why.to_owned()));
        }
        Ok(Self { regex: Some(regex), pattern: pattern.to_owned() })
    }

    /// Whether it is the tool's own.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.pattern == DEFAULT
    }
}

impl Default for TagRegex {
    fn default() -> Self {
        let regex = PythonRegex::new(DEFAULT, Flags::NONE).ok();
        Self { regex, pattern: DEFAULT.to_owned() }
    }
}

/// A version and how it is spelled.
#[derive(Clone, Debug)]
pub(super) struct TagVersion {
    /// In canonical form, or as written where that is asked for.
    pub text: String,
    pub version: Version,
    /// Whether `text` is canonical.
    pub normalized: bool,
}

impl TagVersion {
    pub(super) fn new(text: &str, normalize: bool) -> Option<Self> {
        let version: Version = text.parse().ok()?;
        let text = if normalize { version.to_string() } else { text.to_owned() };
        Some(Self { text, version, normalized: normalize })
    }

    /// It without its local label, as its text goes.
    pub(super) fn public(&self) -> Option<Self> {
        Self::new(self.text.split('+').next()?, self.normalized)
    }
}

/// The parts of a tag: the version, and what follows it.
pub(super) struct TagParts {
    pub version: String,
    pub suffix: String,
}

/// What the pattern finds in a tag, once its prefix is gone.
pub(super) fn parts(tag: &str, options: &Options) -> Result<Option<TagParts>, Refusal> {
    let tags = &options.tags;
    let wrong = |why: String| Refusal::new(why).option("tag.regex");
    let text = tag.strip_prefix(tags.prefix.as_str()).unwrap_or(tag);
    let Some(regex) = &tags.regex.regex else { return Ok(None) };
    // A search that begins elsewhere has found nothing at the beginning.
    let Some(found) = regex.search(text).map_err(wrong)? else { return Ok(None) };
    let Some((whole, _)) = found.group(0).filter(|(range, _)| range.start == 0) else {
        return Ok(None);
    };
    let group = if regex.groups() == 1 { found.group(1) } else { found.named("version") };
    let Some((range, version)) = group.filter(|(_, version)| !version.is_empty()) else {
        let pattern = &tags.regex.pattern;
        return Err(wrong(format!("`{pattern}` finds no version in the tag `{tag}`")));
    };
    let suffix = text.get(range.end..whole.end).unwrap_or_default().to_owned();
    Ok(Some(TagParts { version: version.to_owned(), suffix }))
}

/// The version of a tag, with the local label that it may have.
pub(super) fn version(tag: &str, options: &Options) -> Result<Option<TagVersion>, Refusal> {
    let Some(parts) = parts(tag, options)? else { return Ok(None) };
    let Some(version) = TagVersion::new(&parts.version, options.normalize) else {
        if options.release >= Release::V10 {
            return Ok(None);
        }
        let words = format!("`{}`, which the tag `{tag}` says, is no version", parts.version);
        return Err(Refusal::new(words).option("tag.regex"));
    };
    // What follows the version has counted since 9.0.
    if options.release < Release::V9 {
        return Ok(Some(version));
    }
    let whole = format!("{}{}", parts.version, parts.suffix);
    Ok(Some(TagVersion::new(&whole, options.normalize).unwrap_or(version)))
}

/// The version of a tag that must be one.
pub(super) fn required(tag: &str, options: &Options) -> Result<TagVersion, Refusal> {
    version(tag, options)?.ok_or_else(|| {
        let words = format!("the tag `{tag}`, which is the nearest that may count, is no version");
        let remedy = "let `tag_regex` find the version in it, or have `git_describe_command` or \
                      `tag.prefix` choose other tags";
        Refusal::new(words).remedy(remedy).option("tag.regex")
    })
}
