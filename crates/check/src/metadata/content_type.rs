//! What a description is said to be written in.
//!
//! <https://packaging.python.org/en/latest/specifications/core-metadata/#description-content-type>

use pyrel_diag::{Finding, nearest};
use pyrel_pep::metadata::Field;

use super::sheet::{Said, Sheet};
use super::summary::is_described;
use super::words::{repr, shown};
use crate::{Check, Nature};

/// A description that does not say what it is written in.
pub(super) static TYPE_MISSING: Check = Check::of(
    Nature::Advice,
    "description-type-missing",
    "a description that does not say what it is written in",
    "set `readme` in `[project]` to a file that ends in `.md` or `.rst`, or name its `content-type`",
    "PyPI takes a description without `Description-Content-Type` for \
     reStructuredText. Markdown then fails to render, or looks wrong. `twine check \
     --strict` fails for it.",
);

/// A description in a format that PyPI does not render.
pub(super) static TYPE_UNKNOWN: Check = Check::of(
    Nature::Standard,
    "description-type-unknown",
    "a description in a format that PyPI does not render",
    "set `content-type` of `readme` to `text/markdown`, `text/x-rst` or `text/plain`",
    "A description is Markdown, reStructuredText or plain text. PyPI refuses all \
     other types, `text/html` and `text/x-markdown` among them.",
);

/// A description in another encoding than UTF-8.
pub(super) static CHARSET: Check = Check::of(
    Nature::Standard,
    "description-charset",
    "a description in another encoding than UTF-8",
    "leave `charset` of `readme` away, or set it to `UTF-8`",
    "Metadata are UTF-8, and so is the description in them. PyPI refuses any other \
     `charset`.",
);

/// A variant of Markdown that PyPI does not know.
pub(super) static VARIANT: Check = Check::of(
    Nature::Standard,
    "description-variant",
    "a variant of Markdown that PyPI does not know",
    "leave `variant` away, or set it to `GFM` or `CommonMark`",
    "PyPI renders GitHub's Markdown, `GFM`, and `CommonMark`, spelled exactly so.",
);

/// A content type in a doubtful spelling.
pub(super) static TYPE_DOUBTFUL: Check = Check::of(
    Nature::Doubt,
    "description-type-doubtful",
    "a content type in a doubtful spelling",
    "write it as `text/markdown; charset=UTF-8; variant=GFM`, with what is needed of it",
    "Releases of the packaging library, which PyPI judges by, differ: until 26.2 \
     `charset=utf-8` in small letters was refused, and since 26.3 whatever is no \
     proper parameter is.",
);

const TYPES: [&str; 3] = ["text/markdown", "text/plain", "text/x-rst"];
const VARIANTS: [&str; 2] = ["GFM", "CommonMark"];

/// Looks at the type and its parameters.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    let Some(said) = sheet.one(Field::DescriptionContentType) else {
        if is_described(sheet) {
            let message = "the description does not say what it is written in";
            findings.push(sheet.missing(&TYPE_MISSING, message));
        }
        return;
    };
    let parts = Parts::of(&said.value);
    findings.extend(unknown(sheet, said, &parts));
    findings.extend(charset(sheet, said, &parts));
    findings.extend(variant(sheet, said, &parts));
    if let Some(odd) = parts.odd {
        let message = format!("`{}` is no parameter of a content type", shown(odd));
        findings.push(sheet.found(&TYPE_DOUBTFUL, said, message));
    }
}

fn unknown(sheet: &Sheet<'_>, said: &Said<'_>, parts: &Parts<'_>) -> Option<Finding> {
    if TYPES.contains(&parts.kind.as_str()) {
        return None;
    }
    let message = format!(
        "`{}` is none of `text/markdown`, `text/x-rst` and `text/plain`",
        shown(&parts.kind)
    );
    let words = format!(
        "'description-content-type' must be one of ['text/plain', 'text/x-rst', 'text/markdown'], \
         not {}.",
        repr(&said.value)
    );
    let finding = sheet.found(&TYPE_UNKNOWN, said, message).note(words);
    let near = match parts.kind.as_str() {
        "text/md" | "text/x-markdown" | "text/gfm" | "markdown" => Some("text/markdown"),
        "text/rst" | "text/restructuredtext" | "rst" => Some("text/x-rst"),
        kind if kind.len() < 64 => nearest(kind, TYPES),
        _ => None,
    };
    Some(match near {
        Some(near) => finding.remedy(format!("did you mean `{near}`?")),
        None => finding,
    })
}

fn charset(sheet: &Sheet<'_>, said: &Said<'_>, parts: &Parts<'_>) -> Option<Finding> {
    let charset = parts.value_of("charset").filter(|charset| *charset != "UTF-8")?;
    let words = format!(
        "'description-content-type' can only specify the UTF-8 charset, not {}.",
        repr(charset)
    );
    let (check, message) = if charset.eq_ignore_ascii_case("UTF-8") {
        (&TYPE_DOUBTFUL, format!("`charset={charset}` is best written `UTF-8`"))
    } else {
        (&CHARSET, format!("the description is said to be in `{}`", shown(charset)))
    };
    Some(sheet.found(check, said, message).note(words))
}

fn variant(sheet: &Sheet<'_>, said: &Said<'_>, parts: &Parts<'_>) -> Option<Finding> {
    let variant = parts.value_of("variant").filter(|variant| !VARIANTS.contains(variant))?;
    if parts.kind != "text/markdown" {
        return None;
    }
    let message = format!("there is no variant `{}` of Markdown", shown(variant));
    let words = format!(
        "valid Markdown variants for 'description-content-type' are ['GFM', 'CommonMark'], not {}.",
        repr(variant)
    );
    let finding = sheet.found(&VARIANT, said, message).note(words);
    Some(match VARIANTS.iter().find(|known| known.eq_ignore_ascii_case(variant)) {
        Some(known) => finding.remedy(format!("write `{known}`")),
        None => finding,
    })
}

/// A content type as Python's mail parser takes it apart.
struct Parts<'a> {
    /// In small letters.
    kind: String,
    /// Names in small letters, and values without their quotes.
    parameters: Vec<(String, &'a str)>,
    /// The first part that is no parameter.
    odd: Option<&'a str>,
}

impl<'a> Parts<'a> {
    fn of(value: &'a str) -> Self {
        let mut parts = value.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let mut read = Self { kind, parameters: Vec::new(), odd: None };
        let mut parts = parts.peekable();
        while let Some(part) = parts.next() {
            // A semicolon may end the value.
            if part.is_empty() && parts.peek().is_none() {
                break;
            }
            match parameter(part) {
                Some((name, value)) if read.value_of(&name).is_none() => {
                    read.parameters.push((name, value));
                }
                _ => read.odd = read.odd.or(Some(part)),
            }
        }
        read
    }

    fn value_of(&self, name: &str) -> Option<&'a str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
    }
}

fn parameter(text: &str) -> Option<(String, &str)> {
    let is_token = |text: &str| {
        let fits = |c: char| c.is_ascii_graphic() && !"\"'*%()<>@,:\\/[]?=".contains(c);
        !text.is_empty() && text.chars().all(fits)
    };
    let (name, value) = text.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    let quoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
    let value = match quoted {
        Some(quoted) if !quoted.contains(['"', '\\']) => quoted,
        _ if is_token(value) => value,
        _ => return None,
    };
    is_token(name).then(|| (name.to_ascii_lowercase(), value))
}
