//! Fields that a wheel built from an sdist may change (PEP 643).

use pyrel_diag::{Finding, nearest};
use pyrel_pep::metadata::Field;

use super::sheet::{Said, Sheet};
use super::words::{repr, shown};
use crate::{Check, Nature};

/// A field that may not change, and is said to.
pub(super) static FORBIDDEN: Check = Check::of(
    Nature::Standard,
    "dynamic-forbidden",
    "a field that may not change, and is said to",
    "build again with a current backend; it writes `Dynamic`",
    "`Dynamic` names fields that differ from wheel to wheel. Name, version and the \
     version of the format never may; PyPI refuses files that say so.",
);

/// A `Dynamic` field that the standard does not have.
pub(super) static UNKNOWN: Check = Check::of(
    Nature::Standard,
    "dynamic-unknown",
    "a `Dynamic` field that the standard does not have",
    "build again with a current backend; it writes `Dynamic`",
    "`Dynamic` holds names of metadata fields, `Requires-Dist`, and not keys of \
     `pyproject.toml`, `dependencies`. PyPI refuses others.",
);

/// Looks at the names.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    for said in sheet.sent(Field::Dynamic) {
        findings.extend(dynamic(sheet, said));
    }
}

fn dynamic(sheet: &Sheet<'_>, said: &Said<'_>) -> Option<Finding> {
    let small = said.value.to_lowercase();
    match Field::of(&small) {
        Some(Field::Name | Field::Version | Field::MetadataVersion) => {
            let message = format!("`{}` may not be dynamic", shown(&said.value));
            let words = format!("{} is not allowed as a dynamic field.", repr(&small));
            Some(sheet.found(&FORBIDDEN, said, message).note(words))
        }
        Some(_) => None,
        None => {
            let message = format!("there is no field `{}`", shown(&said.value));
            let words = format!("{} is not a valid dynamic field.", repr(&small));
            let finding = sheet.found(&UNKNOWN, said, message).note(words);
            let known = Field::all().map(Field::as_str);
            // Longer names are no slips of the pen.
            Some(
                match Some(&small).filter(|name| name.len() < 64).and_then(|it| nearest(it, known))
                {
                    Some(near) => finding.remedy(format!("did you mean `{near}`?")),
                    None => finding,
                },
            )
        }
    }
}
