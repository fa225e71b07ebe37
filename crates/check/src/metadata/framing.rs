//! What is wrong with the text as such, whatever its fields say.

use pyrel_diag::{Finding, nearest};
use pyrel_pep::metadata::Field;

use std::collections::BTreeSet;

use super::sheet::{MOST, Said, Sheet};
use super::words::{repr, shown};
use crate::{Check, Nature};

/// Metadata whose bytes are not UTF-8.
pub(super) static NOT_UTF8: Check = Check::of(
    Nature::Standard,
    "metadata-not-utf8",
    "metadata whose bytes are not UTF-8",
    "write the texts of `pyproject.toml` and the readme in UTF-8 and build again",
    "Core metadata are UTF-8. twine and `pyrel upload` refuse anything else, and \
     installers fail or show nonsense. It happens when a readme in Latin-1 or UTF-16 \
     is copied as it is.",
);

/// A line among the headers that is no header.
pub(super) static STRAY_LINE: Check = Check::of(
    Nature::Doubt,
    "metadata-stray-line",
    "a line among the headers that is no header",
    "build again with a backend that indents what follows the first line of a value",
    "Metadata are headers, `Name: value`, followed by an empty line and the \
     description. At a line that is neither a header nor indented, Python takes the \
     headers to be over: twine and pip see nothing of what follows, and the \
     description begins there. Other readers go on or give up. It happens when a \
     value of several lines, such as a licence text, is written without indentation.",
);

/// A character that no text should have.
pub(super) static CONTROL_CHARACTER: Check = Check::of(
    Nature::Advice,
    "metadata-control-character",
    "a character that no text should have",
    "remove it from the value in `pyproject.toml`, or from the readme",
    "Control characters are invisible, and terminals obey them. PyPI writes a NUL as \
     `\\x00`.",
);

/// A field that may stand once and stands again.
pub(super) static REPEATED: Check = Check::of(
    Nature::Standard,
    "field-repeated",
    "a field that may stand once and stands again",
    "keep one of them; if no key of `pyproject.toml` is set twice, the backend is at fault",
    "Fields such as `Summary` have one value. packaging, and with it twine and PyPI, \
     refuses to choose among several. The description may stand as a field or below \
     the headers, and not in both places.",
);

/// A field that the standard does not have.
pub(super) static UNKNOWN_FIELD: Check = Check::of(
    Nature::Advice,
    "field-unknown",
    "a field that the standard does not have",
    "correct its spelling, or leave it away",
    "PyPI ignores fields that it does not know, so that what they say is lost without \
     a word; twine refuses such files. The fields are those of the core metadata \
     specification.",
);

/// A field that is newer than the metadata version.
pub(super) static TOO_NEW: Check = Check::of(
    Nature::Standard,
    "field-too-new",
    "a field that is newer than the metadata version",
    "build again with a newer backend, which writes the version that the field needs",
    "Each version of the format has its fields: `License-Expression` came with 2.4, \
     `Dynamic` with 2.2, `Description-Content-Type` with 2.1. PyPI refuses a field in \
     a version that does not have it.",
);

/// `License-File` in metadata before version 2.4.
pub(super) static LICENSE_FILE_TOO_NEW: Check = Check::of(
    Nature::Doubt,
    "license-file-too-new",
    "`License-File` in metadata before version 2.4",
    "build again with a newer backend, such as setuptools 77",
    "setuptools wrote `License-File` for years before the format had it. twine and \
     `pyrel upload` leave it away, and PyPI takes the file; uv sends it, and PyPI \
     refuses: `license-file introduced in metadata version 2.4, not 2.1`.",
);

/// The value `UNKNOWN`.
pub(super) static UNKNOWN_VALUE: Check = Check::of(
    Nature::Advice,
    "field-value-unknown",
    "the value `UNKNOWN`",
    "set the value, or leave the field away",
    "Old tools wrote `UNKNOWN` where a project said nothing. PyPI deletes such \
     values; other indexes and installers show them.",
);

/// A field without a value.
pub(super) static EMPTY: Check = Check::of(
    Nature::Advice,
    "field-empty",
    "a field without a value",
    "set the value, or leave the field away",
    "A field that says nothing is as good as none to PyPI, and other readers may \
     stumble over it: twine refuses an empty `Requires-Dist`.",
);

/// A value with blanks after it.
pub(super) static TRAILING_BLANK: Check = Check::of(
    Nature::Doubt,
    "field-trailing-blank",
    "a value with blanks after it",
    "remove the blanks from the value in `pyproject.toml`",
    "twine sends values with the blanks that follow them, and PyPI compares them as \
     they are: `MIT License ` is no classifier. uv and `pyrel upload` take the blanks \
     away.",
);

/// More fields than anybody ever wrote.
pub(super) static TOO_MANY: Check = Check::of(
    Nature::Doubt,
    "metadata-too-many-fields",
    "more fields than anybody ever wrote",
    "build again with a backend that writes each field once",
    "No project has ten thousand fields. What follows them is not looked at here, so \
     that hostile files cost neither time nor memory; it is not known what an index \
     says of it.",
);

/// Fields whose values are compared as they are, blanks included.
const COMPARED: [Field; 10] = [
    Field::Classifier,
    Field::DownloadUrl,
    Field::Dynamic,
    Field::HomePage,
    Field::ImportName,
    Field::ImportNamespace,
    Field::LicenseFile,
    Field::MetadataVersion,
    Field::Name,
    Field::ProvidesExtra,
];

/// Bytes that are not UTF-8: where the first of them is.
pub(super) fn not_utf8(sheet: &Sheet<'_>, bytes: &[u8]) -> Finding {
    let valid = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let byte = bytes.get(valid).copied().unwrap_or_default();
    let message = format!("the byte 0x{byte:02x} is no part of UTF-8");
    sheet.at(&NOT_UTF8, valid..valid + 1, message)
}

/// Looks at the text as such.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    findings.extend(sheet.stray.first().map(|line| {
        let message =
            "neither a header nor the continuation of one: for Python the headers end here";
        sheet.at(&STRAY_LINE, line.range.clone(), message.to_owned())
    }));
    findings.extend(sheet.left_out.clone().map(|header| {
        let message =
            format!("there are more than {MOST} fields: those from here on are not looked at");
        sheet.at(&TOO_MANY, header, message)
    }));
    let mut too_new = BTreeSet::new();
    for said in sheet.all() {
        findings.extend(control_character(sheet, said));
        match said.field {
            Some(field) => {
                if too_new.insert(field) {
                    findings.extend(newer(sheet, said, field));
                }
                findings.extend(value(sheet, said, field));
            }
            None => findings.push(unknown(sheet, said)),
        }
    }
    findings.extend(Field::all().filter_map(|field| repeated(sheet, field)));
    findings.extend(sheet.body.find('\0').map(|at| {
        let at = sheet.body_at + at;
        sheet.at(&CONTROL_CHARACTER, at..at + 1, "the description has a NUL".to_owned())
    }));
}

fn control_character(sheet: &Sheet<'_>, said: &Said<'_>) -> Option<Finding> {
    let is_odd = |c: char| c.is_ascii_control() && !matches!(c, '\n' | '\r' | '\t');
    let (at, c) = said.value.char_indices().find(|(_, c)| is_odd(*c))?;
    let message =
        format!("the value of `{}` has the control character U+{:04X}", said.name, u32::from(c));
    Some(sheet.within(&CONTROL_CHARACTER, said, at..at + 1, message))
}

fn newer(sheet: &Sheet<'_>, said: &Said<'_>, field: Field) -> Option<Finding> {
    let version = sheet.version().filter(|version| field.since() > *version)?;
    // What is not sent cannot be refused.
    sheet.sent(field).first()?;
    let (name, since) = (field.as_str(), field.since());
    let is_license_file = field == Field::LicenseFile;
    let check = if is_license_file { &LICENSE_FILE_TOO_NEW } else { &TOO_NEW };
    let message = format!("`{name}` came with metadata version {since}, and this is {version}");
    let small = name.to_ascii_lowercase();
    let words = format!("{small} introduced in metadata version {since}, not {version}.");
    Some(sheet.at(check, said.name_at.clone(), message).note(words))
}

fn unknown(sheet: &Sheet<'_>, said: &Said<'_>) -> Finding {
    let message = format!("there is no field `{}`", shown(said.name));
    let finding = sheet.at(&UNKNOWN_FIELD, said.name_at.clone(), message);
    // Longer names are no slips of the pen.
    let known = Field::all().map(Field::as_str);
    match Some(said.name).filter(|name| name.len() < 64).and_then(|name| nearest(name, known)) {
        Some(near) => finding.remedy(format!("did you mean `{near}`?")),
        None => finding,
    }
}

fn value(sheet: &Sheet<'_>, said: &Said<'_>, field: Field) -> Option<Finding> {
    let name = field.as_str();
    let is_identity = matches!(field, Field::Name | Field::Version | Field::MetadataVersion);
    if said.value.is_empty() && !is_identity && field != Field::ImportName {
        return Some(sheet.found(&EMPTY, said, format!("`{name}` is empty")));
    }
    if said.is_unknown() && !is_identity {
        let message = format!("`{name}` is `UNKNOWN`, which says nothing");
        return Some(sheet.found(&UNKNOWN_VALUE, said, message));
    }
    let is_compared = said.is_trailed && !said.value.is_empty() && COMPARED.contains(&field);
    let message = || format!("`{name}: {}` has blanks after it", shown(&said.value));
    is_compared.then(|| sheet.found(&TRAILING_BLANK, said, message()))
}

fn repeated(sheet: &Sheet<'_>, field: Field) -> Option<Finding> {
    if field.is_multiple() {
        return None;
    }
    let said = sheet.every(field);
    let name = field.as_str();
    let key = field.json_name();
    let words = format!("{} has invalid data.", repr(&key));
    if let Some(second) = said.get(1) {
        let message = format!("`{name}` stands {} times", said.len());
        return Some(sheet.found(&REPEATED, second, message).note(words));
    }
    let first = said.first().filter(|_| field == Field::Description && !sheet.body.is_empty())?;
    let message = "there is a description here, and another below the headers".to_owned();
    Some(sheet.found(&REPEATED, first, message).note(words))
}
