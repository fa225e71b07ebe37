//! The extras of a project.

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;
use pyrel_pep::{ExtraName, Requirement, normalize};

use std::collections::BTreeSet;
use std::ops::Range;

use super::sheet::{Said, Sheet};
use super::words::{repr, shown};
use crate::{Check, Nature};

/// An extra whose name is none.
pub(super) static INVALID: Check = Check::of(
    Nature::Standard,
    "extra-invalid",
    "an extra whose name is none",
    "rename it in `optional-dependencies` of `[project]`: ASCII letters, digits, `-`, `_` and `.`",
    "Extras are named as projects are. PyPI refuses others.",
);

/// An extra that stands twice.
pub(super) static REPEATED: Check = Check::of(
    Nature::Advice,
    "extra-repeated",
    "an extra that stands twice",
    "join the two in `optional-dependencies` of `[project]`",
    "Names of extras are compared as names of projects are: `Test_Tools` and \
     `test-tools` are one.",
);

/// A dependency for an extra that there is not.
pub(super) static UNDECLARED: Check = Check::of(
    Nature::Advice,
    "extra-undeclared",
    "a dependency for an extra that there is not",
    "declare the extra in `optional-dependencies` of `[project]`, or correct its name",
    "A dependency with the marker `extra == \"name\"` counts for those who ask for \
     that extra. pip warns that a project does not provide an extra that \
     `Provides-Extra` does not name.",
);

/// Looks at the extras.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    let mut declared = BTreeSet::new();
    for said in sheet.sent(Field::ProvidesExtra) {
        findings.extend(extra(sheet, said, &mut declared));
    }
    for said in sheet.sent(Field::RequiresDist) {
        findings.extend(undeclared(sheet, said, &declared));
    }
}

fn extra(sheet: &Sheet<'_>, said: &Said<'_>, declared: &mut BTreeSet<String>) -> Option<Finding> {
    let value = shown(&said.value);
    if said.value.parse::<ExtraName>().is_err() {
        let words = format!("{} is invalid for 'provides-extra'.", repr(&said.value));
        let message = format!("`{value}` is no extra's name");
        return Some(sheet.found(&INVALID, said, message).note(words));
    }
    let is_new = declared.insert(normalize(&said.value));
    let message = || format!("the extra `{value}` stands here again");
    (!is_new).then(|| sheet.found(&REPEATED, said, message()))
}

fn undeclared(sheet: &Sheet<'_>, said: &Said<'_>, declared: &BTreeSet<String>) -> Option<Finding> {
    let requirement: Requirement = said.value.parse().ok()?;
    let marker = requirement.marker.as_ref()?;
    let extras = marker.extras();
    let extra = extras.into_iter().find(|extra| !declared.contains(&normalize(extra)))?;
    let message = format!(
        "`{}` is for the extra `{}`, which is not declared",
        requirement.name.as_str(),
        shown(extra)
    );
    Some(sheet.within(&UNDECLARED, said, quoted(&said.value, extra), message))
}

/// Where the name of an extra stands in quotes; the marker itself has it normalised.
fn quoted(text: &str, extra: &str) -> Range<usize> {
    let mut at = 0;
    for part in text.split(['"', '\'']) {
        if normalize(part) == extra {
            return at..at + part.len();
        }
        at += part.len() + 1;
    }
    0..text.len()
}
