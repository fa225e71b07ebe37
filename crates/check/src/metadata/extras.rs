//! The extras of a project.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::metadata::Field;
use pyrel_pep::{ExtraName, Requirement, normalize};

use std::collections::BTreeSet;
use std::ops::Range;

use super::sheet::{Said, Sheet};
use super::words::{repr, shown};
use crate::{Check, Nature};

/// An extra whose name is none.
pub(super) static INVALID: Check = Check {
    rule: Rule {
        id: "extra-invalid",
        severity: Severity::Error,
        words: "an extra whose name is none",
        remedy: "rename it in `optional-dependencies` of `[project]`: ASCII letters, digits, `-`, `_` and `.`",
    },
    nature: Nature::Standard,
    codes: &[],
    why: "Extras are named as projects are. PyPI refuses others.",
};

/// An extra that stands twice.
pub(super) static REPEATED: Check = Check {
    rule: Rule {
        id: "extra-repeated",
        severity: Severity::Advice,
        words: "an extra that stands twice",
        remedy: "join the two in `optional-dependencies` of `[project]`",
    },
    nature: Nature::Advice,
    codes: &[],
    why: "Names of extras are compared as names of projects are: `Test_Tools` and \
          `test-tools` are one.",
};

/// A dependency for an extra that there is not.
pub(super) static UNDECLARED: Check = Check {
    rule: Rule {
        id: "extra-undeclared",
        severity: Severity::Advice,
        words: "a dependency for an extra that there is not",
        remedy: "declare the extra in `optional-dependencies` of `[project]`, or correct its name",
    },
    nature: Nature::Advice,
    codes: &[],
    why: "A dependency with the marker `extra == \"name\"` counts for those who ask for \
          that extra. pip warns that a project does not provide an extra that \
          `Provides-Extra` does not name.",
};

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
