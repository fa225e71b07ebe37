//! The file name of a bundle.

use std::fmt;

use crate::{Error, Manifest};

/// What a bundle is called. Both are the same format inside.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum BundleFormat {
    /// The first name, `.dxt`.
    Dxt,
    /// The name since manifest version 0.2, `.mcpb`.
    #[default]
    Mcpb,
}

/// The reference tool cuts names here.
const LONGEST: usize = 100;

impl fmt::Display for BundleFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Dxt => "dxt",
            Self::Mcpb => "mcpb",
        })
    }
}

/// `<name>-<version>.<format>`, as the reference tool prints it; it writes another one. A stem that
/// is given stands as it is.
pub(crate) fn usual(manifest: &Manifest, stem: Option<&str>, format: BundleFormat) -> String {
    let name = stem.map_or_else(|| sanitised(&manifest.name), ToOwned::to_owned);
    let name = if name.is_empty() { "extension" } else { &name };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
    let version: String =
        manifest.version.chars().map(|c| if is_plain(c) { c } else { '-' }).take(LONGEST).collect();
    format!("{name}-{version}.{format}")
}

/// Takes a name that was asked for.
pub(crate) fn asked(name: &str) -> Result<String, Error> {
    let refuse = |why| Err(Error::FileName { name: name.to_owned(), why });
    match name {
        "" => refuse("it is empty"),
        "." | ".." => refuse("it is a folder"),
        _ if name.contains(['/', '\\']) => refuse("it holds a separator"),
        _ if name.chars().any(char::is_control) => refuse("it holds a control character"),
        _ => Ok(name.to_owned()),
    }
}

/// Small letters, digits, `_`, `.`, and single hyphens for blanks; no hyphen at either end.
fn sanitised(name: &str) -> String {
    let mut text = String::new();
    for c in name.to_lowercase().chars() {
        let c = if c.is_whitespace() || c == '\u{feff}' { '-' } else { c };
        let is_plain = c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        if is_plain && !(c == '-' && text.ends_with('-')) {
            text.push(c);
        }
    }
    text.trim_matches('-').chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_plain_as_by_the_reference_tool() {
        for (name, expect) in [
            ("My  Extension!", "my-extension"),
            ("a--b - c", "a-b-c"),
            ("-ÄÖ x-", "x"),
            ("../../evil", "....evil"),
            ("ext_1.0", "ext_1.0"),
            ("", ""),
            ("\u{212a}", "k"),
        ] {
            assert_eq!(sanitised(name), expect, "{name:?}");
        }
        assert_eq!(sanitised(&"x".repeat(200)).len(), 100);
    }

    #[test]
    fn a_name_that_is_asked_for_must_be_a_file_name() {
        assert_eq!(asked("my.mcpb").unwrap(), "my.mcpb");
        for (name, why) in [
            ("", "it is empty"),
            ("..", "it is a folder"),
            ("a/b", "it holds a separator"),
            ("a\\b", "it holds a separator"),
            ("a\nb", "it holds a control character"),
        ] {
            let message = format!("`{name}` cannot be the name of a bundle: {why}");
            assert_eq!(asked(name).unwrap_err().to_string(), message);
        }
    }
}
