//! Classifiers, of which there is a list.

use pyrel_diag::{Finding, nearest};
use pyrel_pep::metadata::Field;

use std::collections::BTreeSet;

use super::sheet::{Said, Sheet};
use super::words::{repr, shown};
use crate::sorted_lines::SortedLines;
use crate::{Check, Nature};

/// A classifier that PyPI does not have.
pub(super) static UNKNOWN: Check = Check::of(
    Nature::Policy,
    "classifier-unknown",
    "a classifier that PyPI does not have",
    "correct it in `classifiers` of `[project]`: the list is on https://pypi.org/classifiers/",
    "PyPI takes the classifiers of its list only, letter by letter. This program has \
     the list of the day that the note names; a classifier that was added later is \
     taken by PyPI and not known here.",
);

/// A classifier that PyPI has given up.
pub(super) static DEPRECATED: Check = Check::of(
    Nature::Policy,
    "classifier-deprecated",
    "a classifier that PyPI has given up",
    "replace it in `classifiers` of `[project]`",
    "The list of classifiers names some that are deprecated. Releases that have them \
     stay, new ones are refused.",
);

/// A classifier that keeps a project from PyPI.
pub(super) static PRIVATE: Check = Check::of(
    Nature::Policy,
    "classifier-private",
    "a classifier that keeps a project from PyPI",
    "remove it from `classifiers` of `[project]` if the project shall be published",
    "PyPI refuses every classifier that begins with `Private ::`, so that projects \
     that shall stay at home say so with `Private :: Do Not Upload`.",
);

/// A classifier that stands twice.
pub(super) static REPEATED: Check = Check::of(
    Nature::Advice,
    "classifier-repeated",
    "a classifier that stands twice",
    "remove one of them from `classifiers` of `[project]`",
    "PyPI keeps each classifier once. A repetition is harmless, and often another \
     classifier was meant.",
);

/// A licence classifier beside a licence expression.
pub(super) static OF_LICENSE: Check = Check::of(
    Nature::Advice,
    "classifier-license-with-expression",
    "a licence classifier beside a licence expression",
    "remove the `License ::` classifiers from `classifiers` of `[project]`",
    "Since PEP 639 the expression alone says which licence holds. The classifiers are \
     deprecated, and backends such as setuptools refuse both together; PyPI still \
     takes them.",
);

/// PyPI's list: see `refresh.py` beside it.
static CLASSIFIERS: SortedLines = SortedLines::new(include_str!("../../data/classifiers.txt"));

/// Suggestions cost time, and nobody reads a hundred of them.
const SUGGESTIONS: usize = 10;
const LONGEST_TO_COMPARE: usize = 120;

/// Looks at the classifiers.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    let has_expression = sheet.one(Field::LicenseExpression).is_some();
    let (mut seen, mut suggestions) = (BTreeSet::new(), SUGGESTIONS);
    for said in sheet.sent(Field::Classifier) {
        let value = said.value.as_str();
        if !seen.insert(value) {
            let message = format!("`{}` stands here again", shown(value));
            findings.push(sheet.found(&REPEATED, said, message));
            continue;
        }
        if value.starts_with("Private ::") {
            findings.push(private(sheet, said));
            continue;
        }
        match CLASSIFIERS.find(value) {
            None => findings.push(unknown(sheet, said, &mut suggestions)),
            Some(Some(successors)) => findings.push(deprecated(sheet, said, successors)),
            Some(None) if has_expression && value.starts_with("License ::") => {
                let message =
                    format!("`{}` says again what `License-Expression` says", shown(value));
                findings.push(sheet.found(&OF_LICENSE, said, message));
            }
            Some(None) => {}
        }
    }
}

fn private(sheet: &Sheet<'_>, said: &Said<'_>) -> Finding {
    let message = format!("`{}` keeps the project from PyPI", shown(&said.value));
    sheet.found(&PRIVATE, said, message).note(refusal(&said.value))
}

fn refusal(value: &str) -> String {
    format!("{} is not a valid classifier.", repr(value))
}

/// The list and its day, without the licence.
fn list() -> &'static str {
    let source = CLASSIFIERS.source();
    source.rsplit_once(", ").map_or(source, |(list, _)| list)
}

fn unknown(sheet: &Sheet<'_>, said: &Said<'_>, suggestions: &mut usize) -> Finding {
    let message = format!("there is no classifier `{}` in {}", shown(&said.value), list());
    let finding = sheet.found(&UNKNOWN, said, message).note(refusal(&said.value));
    if *suggestions == 0 || said.value.len() > LONGEST_TO_COMPARE {
        return finding;
    }
    *suggestions -= 1;
    let known = CLASSIFIERS.iter().filter(|(_, successors)| successors.is_none());
    match nearest(&said.value, known.map(|(classifier, _)| classifier)) {
        Some(near) => finding.remedy(format!("did you mean `{near}`?")),
        None => finding,
    }
}

fn deprecated(sheet: &Sheet<'_>, said: &Said<'_>, successors: &str) -> Finding {
    let message = format!("the classifier `{}` is deprecated", shown(&said.value));
    let finding = sheet.found(&DEPRECATED, said, message);
    let classifier = repr(&said.value);
    if successors.is_empty() {
        let finding = finding.remedy("remove it from `classifiers` of `[project]`");
        return finding.note(format!("The classifier {classifier} has been deprecated."));
    }
    let successors: Vec<&str> = successors.split('\t').collect();
    let list: Vec<String> = successors.iter().map(|successor| repr(successor)).collect();
    let words = format!(
        "The classifier {classifier} has been deprecated, use one of [{}] instead.",
        list.join(", ")
    );
    finding.remedy(format!("write `{}` instead", successors.join("` or `"))).note(words)
}
