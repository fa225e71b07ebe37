//! What a project says of itself to people: summary and description.

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;

use super::sheet::Sheet;
use super::words::shown;
use crate::{Check, Nature};

/// A summary of several lines.
pub(super) static SUMMARY_LINES: Check = Check::of(
    Nature::Standard,
    "summary-lines",
    "a summary of several lines",
    "set `description` in `[project]` to one line",
    "The summary is one line, shown in lists and beneath the name of the project. \
     PyPI refuses a longer one: what belongs below is the readme's.",
);

/// A summary with a character that may end a line.
pub(super) static SUMMARY_BREAK: Check = Check::of(
    Nature::Doubt,
    "summary-line-break",
    "a summary with a character that may end a line",
    "replace it by a blank in `description` of `[project]`",
    "Besides the line feed there are other characters that end lines, such as U+2028 \
     or a form feed. The newest packaging library refuses them in a summary; whether \
     PyPI uses it already cannot be told from here.",
);

/// A summary of more than 512 characters.
pub(super) static SUMMARY_TOO_LONG: Check = Check::of(
    Nature::Policy,
    "summary-too-long",
    "a summary of more than 512 characters",
    "shorten `description` in `[project]`; what is more belongs into the readme",
    "PyPI takes summaries of 512 characters at most.",
);

/// A project without a description.
pub(super) static DESCRIPTION_MISSING: Check = Check::of(
    Nature::Advice,
    "description-missing",
    "a project without a description",
    "set `readme` in `[project]`",
    "The page of a project without a description says that its author has not \
     provided one. `twine check --strict` fails for it.",
);

/// How many characters of a summary PyPI takes.
const LONGEST: usize = 512;

/// Looks at summary and description.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    findings.extend(lines(sheet));
    findings.extend(length(sheet));
    if !is_described(sheet) {
        findings.push(sheet.missing(&DESCRIPTION_MISSING, "there is no description"));
    }
}

/// Whether there is a description with something in it.
pub(super) fn is_described(sheet: &Sheet<'_>) -> bool {
    sheet.description().is_some_and(|(text, _)| !text.trim().is_empty())
}

fn lines(sheet: &Sheet<'_>) -> Option<Finding> {
    let said = sheet.one(Field::Summary)?;
    if said.value.contains('\n') {
        let message = format!("the summary has {} lines", said.value.lines().count());
        let finding = sheet.found(&SUMMARY_LINES, said, message);
        return Some(finding.note("'summary' must be a single line."));
    }
    let ends_line = |c: char| "\r\u{b}\u{c}\u{1c}\u{1d}\u{1e}\u{85}\u{2028}\u{2029}".contains(c);
    let (at, c) = said.value.char_indices().find(|(_, c)| ends_line(*c))?;
    let message = format!("the summary has U+{:04X}, which ends a line", u32::from(c));
    Some(sheet.within(&SUMMARY_BREAK, said, at..at + c.len_utf8(), message))
}

fn length(sheet: &Sheet<'_>) -> Option<Finding> {
    let said = sheet.one(Field::Summary)?;
    let count = said.value.chars().count();
    let (over, _) = said.value.char_indices().nth(LONGEST)?;
    let message = format!(
        "the summary has {count} characters, {} too many: `{}`",
        count - LONGEST,
        shown(&said.value)
    );
    let finding = sheet.within(&SUMMARY_TOO_LONG, said, over..said.value.len(), message);
    Some(finding.note("'summary' field must be 512 characters or less."))
}
