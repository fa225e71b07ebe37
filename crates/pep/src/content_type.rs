//! What a description is written in.
//!
//! <https://packaging.python.org/en/latest/specifications/core-metadata/#description-content-type>

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// A kind of markup that an index renders.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum ContentType {
    /// `text/markdown`
    Markdown,
    /// `text/plain`
    PlainText,
    /// `text/x-rst`
    ReStructuredText,
}

impl ContentType {
    /// The kind that a file's name promises. The rules for `pyproject.toml` name `.md` and `.rst`,
    /// in any letter case; `.txt` is what backends add. `None` for any other: the kind must be
    /// said.
    #[must_use]
    pub fn of_file(name: &str) -> Option<Self> {
        let (stem, suffix) = name.rsplit_once('.')?;
        match suffix.to_ascii_lowercase().as_str() {
            _ if stem.is_empty() || stem.ends_with('/') => None,
            "md" => Some(Self::Markdown),
            "rst" => Some(Self::ReStructuredText),
            "txt" => Some(Self::PlainText),
            _ => None,
        }
    }

    /// The kind as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::PlainText => "text/plain",
            Self::ReStructuredText => "text/x-rst",
        }
    }

    const ALL: [Self; 3] = [Self::Markdown, Self::PlainText, Self::ReStructuredText];
}

impl FromStr for ContentType {
    type Err = Error;

    /// Reads a whole field, parameters included: `text/markdown; charset=UTF-8; variant=GFM`. Only
    /// those two parameters have a meaning, and only UTF-8, GFM and `CommonMark` are allowed.
    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |words: String| Error::other(words, 0..text.len());
        let mut parts = text.split(';').map(str::trim);
        let written = parts.next().unwrap_or_default();
        let kind = Self::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(written));
        let kind = kind.ok_or_else(|| {
            refuse(format!("`{written}` is none of `text/markdown`, `text/plain` and `text/x-rst`"))
        })?;
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim().trim_matches('"');
            let allowed: &[&str] = match name.trim().to_ascii_lowercase().as_str() {
                "charset" => &["utf-8"],
                "variant" if kind == Self::Markdown => &["gfm", "commonmark"],
                _ => continue,
            };
            if !allowed.contains(&value.to_ascii_lowercase().as_str()) {
                return Err(refuse(format!("`{part}` is not allowed here")));
            }
        }
        Ok(kind)
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_promises_a_kind() {
        for (name, kind) in [
            ("README.md", Some(ContentType::Markdown)),
            ("docs/README.MD", Some(ContentType::Markdown)),
            ("a.b.Rst", Some(ContentType::ReStructuredText)),
            ("README.txt", Some(ContentType::PlainText)),
            ("README", None),
            ("README.markdown", None),
            ("docs/.md", None),
        ] {
            assert_eq!(ContentType::of_file(name), kind, "{name}");
        }
    }

    #[test]
    fn parameters_are_read_and_judged() {
        for (text, kind) in [
            ("text/markdown", ContentType::Markdown),
            ("Text/Markdown; charset=utf-8; variant=CommonMark", ContentType::Markdown),
            ("text/x-rst;charset=\"UTF-8\"", ContentType::ReStructuredText),
            ("text/plain; variant=x", ContentType::PlainText),
        ] {
            assert_eq!(text.parse(), Ok(kind));
        }
        for (text, words) in [
            ("text/html", "`text/html` is none of `text/markdown`, `text/plain` and `text/x-rst`"),
            ("text/plain; charset=latin-1", "`charset=latin-1` is not allowed here"),
            ("text/markdown; variant=x", "`variant=x` is not allowed here"),
        ] {
            assert_eq!(text.parse::<ContentType>().unwrap_err().to_string(), words);
        }
    }
}
