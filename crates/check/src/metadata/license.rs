//! Under which licence a project is, and where its text lies (PEP 639).

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;
use pyrel_pep::{LicenseExpression, MetadataVersion};

use super::sheet::{Said, Sheet};
use super::words::{repr, shown, told};
use crate::{Check, Nature};

/// A licence in two fields.
pub(super) static BOTH: Check = Check::of(
    Nature::Policy,
    "license-and-expression",
    "a licence in two fields",
    "set `license` in `[project]` to the expression, and remove the old text",
    "`License` is the free text of old, `License-Expression` says the same by rule. \
     PyPI refuses a file with both.",
);

/// A licence expression that is none.
pub(super) static EXPRESSION_INVALID: Check = Check::of(
    Nature::Standard,
    "license-expression-invalid",
    "a licence expression that is none",
    "set `license` in `[project]` to identifiers of the SPDX list, joined by `AND`, `OR` and `WITH`, or to `LicenseRef-` and a name",
    "An expression is made of the identifiers of https://spdx.org/licenses/. `Apache \
     2.0`, `BSD` and `MIT License` are none; `Apache-2.0`, `BSD-3-Clause` and `MIT` \
     are. PyPI refuses others.",
);

/// The path of a licence file that the format does not allow.
pub(super) static FILE_PATH: Check = Check::of(
    Nature::Standard,
    "license-file-path",
    "the path of a licence file that the format does not allow",
    "write the path from the project's folder, with `/` and without `.`, `..` and `*`, in `license-files` of `[project]`",
    "`License-File` names a file inside of the distribution, so that its path is \
     relative, plain and complete. PyPI refuses others.",
);

/// Looks at what is said of the licence.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    if let Some(said) = sheet.one(Field::LicenseExpression) {
        findings.extend(expression(sheet, said));
        findings.extend(sheet.one(Field::License).map(|license| both(sheet, license)));
    }
    // Before version 2.4 the field is not sent, or refused whatever it says.
    if sheet.version().is_none_or(|version| version >= MetadataVersion::V2_4) {
        let files = sheet.sent(Field::LicenseFile);
        findings.extend(files.into_iter().filter_map(|said| file(sheet, said)));
    }
}

fn both(sheet: &Sheet<'_>, license: &Said<'_>) -> Finding {
    let message = "`License` stands beside `License-Expression`".to_owned();
    let words = "License is deprecated when License-Expression is present. Only License-Expression \
                 should be present.";
    sheet.found(&BOTH, license, message).note(words)
}

fn expression(sheet: &Sheet<'_>, said: &Said<'_>) -> Option<Finding> {
    let error = said.value.parse::<LicenseExpression>().err()?;
    let words = format!("{} is invalid for 'license-expression'.", repr(&said.value));
    let at = error.range.clone();
    let finding = sheet.within(&EXPRESSION_INVALID, said, at, told(&error)).note(words);
    Some(match error.suggestion() {
        Some(near) => finding.remedy(format!("did you mean `{near}`?")),
        None => finding,
    })
}

fn file(sheet: &Sheet<'_>, said: &Said<'_>) -> Option<Finding> {
    let path = said.value.as_str();
    let (ours, theirs) = if path.contains("..") {
        (
            "leads, or may lead, out of the distribution",
            "parent directory indicators are not allowed",
        )
    } else if path.contains('*') {
        ("is a pattern and no path", "paths must be resolved")
    } else if is_absolute(path) {
        ("is absolute", "paths must be relative")
    } else if !is_plain(path) {
        ("is not a plain path with `/` between its parts", "paths must use '/' delimiter")
    } else {
        return None;
    };
    let message = format!("`{}` {ours}", shown(path));
    let words = format!("{} is invalid for 'license-file', {theirs}.", repr(path));
    Some(sheet.found(&FILE_PATH, said, message).note(words))
}

/// On POSIX or on Windows.
fn is_absolute(path: &str) -> bool {
    let is_share = path.starts_with("\\\\");
    path.starts_with('/')
        || is_share
        || drive(path).is_some_and(|rest| rest.starts_with(['/', '\\']))
}

/// What follows a drive such as `C:`.
fn drive(path: &str) -> Option<&str> {
    let mut chars = path.chars();
    let (_, colon) = (chars.next()?, chars.next()?);
    (colon == ':').then_some(chars.as_str())
}

/// Whether Windows, too, would write the path as it is written here.
fn is_plain(path: &str) -> bool {
    let rest = drive(path).unwrap_or(path);
    let is_part = |part: &str| !(part.is_empty() || part == ".");
    path == "." || !path.contains('\\') && (rest.is_empty() || rest.split('/').all(is_part))
}
