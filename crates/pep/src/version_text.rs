//! The parts of a version as they stand in a text: appendix B of PEP 440, read by hand.
//!
//! A specifier may end in the middle of what looks like a version, so this reads the longest
//! beginning that is one and says how long it is; the numbers are looked at last.

use pep440_rs::{LocalSegment, Prerelease, PrereleaseKind, Version};

/// A version at the beginning of a text.
#[derive(Clone, Debug)]
pub(crate) struct VersionText {
    epoch: String,
    release: Vec<String>,
    pre: Option<(PrereleaseKind, String)>,
    post: Option<String>,
    dev: Option<String>,
    local: Vec<String>,
    len: usize,
}

/// The stages of reading: first only the release, then what may follow it.
#[derive(Debug)]
pub(crate) struct Stages {
    lower: String,
    release: Option<VersionText>,
}

const PHASES: [(&str, PrereleaseKind); 8] = [
    ("alpha", PrereleaseKind::Alpha),
    ("beta", PrereleaseKind::Beta),
    ("preview", PrereleaseKind::Rc),
    ("pre", PrereleaseKind::Rc),
    ("a", PrereleaseKind::Alpha),
    ("b", PrereleaseKind::Beta),
    ("c", PrereleaseKind::Rc),
    ("rc", PrereleaseKind::Rc),
];

impl VersionText {
    /// Looks at the beginning of a text. What follows the release is read by [`Stages`].
    pub(crate) fn prefix_of(text: &str) -> Stages {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '!');
        let end = text.find(|c| !fits(c)).unwrap_or(text.len());
        let lower = text.get(..end).unwrap_or_default().to_ascii_lowercase();
        let release = release(&lower);
        Stages { lower, release }
    }

    /// How many bytes of the text it takes.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// How many numbers the release has.
    pub(crate) fn segments(&self) -> usize {
        self.release.len()
    }

    /// Its value, if its numbers are not too large.
    pub(crate) fn value(&self) -> Option<Version> {
        let number =
            |digits: &String| if digits.is_empty() { Some(0) } else { digits.parse().ok() };
        let optional = |digits: &Option<String>| match digits {
            Some(digits) => number(digits).map(Some),
            None => Some(None),
        };
        let release: Vec<u64> = self.release.iter().map(number).collect::<Option<_>>()?;
        let pre = match &self.pre {
            Some((kind, digits)) => Some(Prerelease { kind: *kind, number: number(digits)? }),
            None => None,
        };
        let local: Vec<LocalSegment> =
            self.local.iter().map(|text| local_segment(text)).collect::<Option<_>>()?;
        let version = Version::new(release)
            .with_epoch(number(&self.epoch)?)
            .with_pre(pre)
            .with_post(optional(&self.post)?)
            .with_dev(optional(&self.dev)?);
        Some(if local.is_empty() { version } else { version.with_local(local) })
    }
}

impl Stages {
    /// The release alone, as a wildcard follows it.
    pub(crate) fn release(&self) -> Option<VersionText> {
        self.release.clone()
    }

    /// The version without a local label.
    pub(crate) fn public(self) -> Option<VersionText> {
        let mut version = self.release?;
        let mut rest = Rest(self.lower.get(version.len..).unwrap_or_default());
        version.pre = rest.phase();
        version.post = rest.post();
        version.dev = rest.one_of(&["dev"]).map(|_| rest.number());
        version.len = self.lower.len() - rest.0.len();
        Some(version)
    }

    /// The version with the local label it may have.
    pub(crate) fn with_local(self) -> Option<VersionText> {
        let lower = self.lower.clone();
        let mut version = self.public()?;
        let mut rest = Rest(lower.get(version.len..).unwrap_or_default());
        version.local = rest.local();
        version.len = lower.len() - rest.0.len();
        Some(version)
    }
}

fn release(lower: &str) -> Option<VersionText> {
    let mut rest = Rest(lower.strip_prefix('v').unwrap_or(lower));
    let mut first = rest.digits();
    let mut epoch = String::new();
    if !first.is_empty()
        && let Some(after) = rest.0.strip_prefix('!')
    {
        rest.0 = after;
        epoch = std::mem::replace(&mut first, rest.digits());
    }
    if first.is_empty() {
        return None;
    }
    let mut release = vec![first];
    while let Some(digits) = rest.dotted_digits() {
        release.push(digits);
    }
    let len = lower.len() - rest.0.len();
    Some(VersionText { epoch, release, pre: None, post: None, dev: None, local: Vec::new(), len })
}

fn local_segment(text: &str) -> Option<LocalSegment> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok().map(LocalSegment::Number)
    } else {
        Some(LocalSegment::String(text.to_owned()))
    }
}

/// The lower-case text that is left to read.
struct Rest<'a>(&'a str);

impl Rest<'_> {
    fn take(&mut self, fits: impl Fn(char) -> bool) -> String {
        let end = self.0.find(|c| !fits(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken.to_owned()
    }

    fn digits(&mut self) -> String {
        self.take(|c| c.is_ascii_digit())
    }

    fn dotted_digits(&mut self) -> Option<String> {
        let mut after = Rest(self.0.strip_prefix('.')?);
        let digits = after.digits();
        if digits.is_empty() {
            return None;
        }
        self.0 = after.0;
        Some(digits)
    }

    /// A separator, if there is one, is part of what follows it.
    fn skip_separator(&mut self) {
        self.0 = self.0.strip_prefix(['-', '_', '.']).unwrap_or(self.0);
    }

    /// A number after a word; none means 0, and even then the separator belongs to the word.
    fn number(&mut self) -> String {
        self.skip_separator();
        self.digits()
    }

    /// Reads the first of the words that comes next, with the separator before it.
    fn one_of(&mut self, words: &[&'static str]) -> Option<&'static str> {
        let mut after = Rest(self.0);
        after.skip_separator();
        let (word, rest) =
            words.iter().find_map(|word| Some((*word, after.0.strip_prefix(word)?)))?;
        self.0 = rest;
        Some(word)
    }

    fn phase(&mut self) -> Option<(PrereleaseKind, String)> {
        let word = self.one_of(&PHASES.map(|(word, _)| word))?;
        let (_, kind) = PHASES.into_iter().find(|(name, _)| *name == word)?;
        Some((kind, self.number()))
    }

    fn post(&mut self) -> Option<String> {
        if let Some(after) = self.0.strip_prefix('-') {
            let mut after = Rest(after);
            let digits = after.digits();
            if !digits.is_empty() {
                self.0 = after.0;
                return Some(digits);
            }
        }
        self.one_of(&["post", "rev", "r"]).map(|_| self.number())
    }

    fn local(&mut self) -> Vec<String> {
        let mut segments = Vec::new();
        let mut separators: &[char] = &['+'];
        while let Some(after) = self.0.strip_prefix(separators) {
            let mut after = Rest(after);
            let segment = after.take(|c| c.is_ascii_alphanumeric());
            if segment.is_empty() {
                break;
            }
            segments.push(segment);
            self.0 = after.0;
            separators = &['-', '_', '.'];
        }
        segments
    }
}
