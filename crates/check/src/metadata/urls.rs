//! Addresses of a project, and the labels that they go by.

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;

use std::collections::BTreeMap;

use super::sheet::{Said, Sheet};
use super::uri;
use super::words::{repr, shown};
use crate::{Check, Nature};

/// An address that PyPI does not take.
pub(super) static INVALID: Check = Check::of(
    Nature::Policy,
    "url-invalid",
    "an address that PyPI does not take",
    "write the whole address, beginning with `https://`, in `urls` of `[project]`",
    "PyPI links to addresses that begin with `http://` or `https://`. It refuses \
     others, such as `www.example.org` or `git@github.com:me/project.git`.",
);

/// An address without a label.
pub(super) static LABEL_MISSING: Check = Check::of(
    Nature::Policy,
    "url-label-missing",
    "an address without a label",
    "write `Label = \"https://…\"` in `[project.urls]`",
    "A project's address has a label, `Project-URL: Homepage, https://…`, which PyPI \
     shows. It refuses an address without one.",
);

/// A label of more than 32 characters.
pub(super) static LABEL_TOO_LONG: Check = Check::of(
    Nature::Policy,
    "url-label-too-long",
    "a label of more than 32 characters",
    "shorten the key in `[project.urls]`",
    "PyPI shows the label of an address beside an icon, and takes 32 characters at \
     most.",
);

/// A label that stands twice.
pub(super) static LABEL_REPEATED: Check = Check::of(
    Nature::Standard,
    "url-label-repeated",
    "a label that stands twice",
    "give each address a label of its own in `[project.urls]`",
    "The labels of addresses tell them apart. packaging, and with it twine and PyPI, \
     refuses two of one label.",
);

/// Two labels that mean the same.
pub(super) static LABEL_ALIKE: Check = Check::of(
    Nature::Advice,
    "url-label-alike",
    "two labels that mean the same",
    "give each address a label of its own in `[project.urls]`",
    "Labels are compared without punctuation, blanks and letter case: `Home-Page` and \
     `homepage` are one, and a page may show one address only.",
);

/// A label without an address.
pub(super) static MISSING: Check = Check::of(
    Nature::Policy,
    "url-missing",
    "a label without an address",
    "write `Label = \"https://…\"` in `[project.urls]`",
    "`Project-URL` is a label, a comma and an address. PyPI refuses a label alone, \
     and an address without a comma is taken for a label.",
);

/// How many characters of a label PyPI takes.
const LONGEST: usize = 32;

/// Looks at the addresses.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    for field in [Field::HomePage, Field::DownloadUrl] {
        if let Some(said) = sheet.one(field).filter(|said| !uri::is_valid(&said.value)) {
            let message = format!("`{}` is no web address", shown(&said.value));
            let words = format!("{} is not a valid url.", repr(&said.value));
            findings.push(remedied(sheet.found(&INVALID, said, message), &said.value).note(words));
        }
    }
    let (mut labels, mut alike) = (BTreeMap::new(), BTreeMap::new());
    for said in sheet.sent(Field::ProjectUrl) {
        let (label, url) = said.value.split_once(',').unwrap_or((&said.value, ""));
        let (label, url) = (label.trim(), url.trim());
        findings.extend(address(sheet, said, label, url));
        let earlier = labels.insert(label, ()).is_some();
        let meant = alike.insert(normalized(label), label);
        findings.extend(again(sheet, said, label, meant.filter(|_| !label.is_empty()), earlier));
    }
}

fn address(sheet: &Sheet<'_>, said: &Said<'_>, label: &str, url: &str) -> Option<Finding> {
    let (name, value) = (shown(label), shown(&said.value));
    let label_at = 0..label.len();
    if label.is_empty() {
        let message = format!("`{value}` has no label");
        return Some(sheet.found(&LABEL_MISSING, said, message).note("Must have a label."));
    }
    let count = label.chars().count();
    if count > LONGEST {
        let message = format!("the label `{name}` has {count} characters, more than {LONGEST}");
        let words = format!("{} must be 32 characters or less.", repr(label));
        return Some(sheet.within(&LABEL_TOO_LONG, said, label_at, message).note(words));
    }
    if url.is_empty() {
        let message = format!("the label `{name}` has no address");
        return Some(sheet.found(&MISSING, said, message).note("Must have a URL."));
    }
    if uri::is_valid(url) {
        return None;
    }
    let message = format!("`{}` of `{name}` is no web address", shown(url));
    let at = said.value.len() - url.len()..said.value.len();
    let finding = sheet.within(&INVALID, said, at, message);
    Some(remedied(finding, url).note(format!("{} is not a valid url.", repr(url))))
}

/// What was perhaps meant.
fn remedied(finding: Finding, url: &str) -> Finding {
    let meant = if let Some((host, path)) =
        url.strip_prefix("git@").and_then(|rest| rest.split_once(':'))
    {
        format!("https://{host}/{path}")
    } else if let Some(rest) = url.strip_prefix("git+https://") {
        format!("https://{rest}")
    } else if url.starts_with("www.") {
        format!("https://{url}")
    } else {
        return finding;
    };
    if uri::is_valid(&meant) {
        finding.remedy(format!("did you mean `{}`?", shown(&meant)))
    } else {
        finding
    }
}

fn again(
    sheet: &Sheet<'_>,
    said: &Said<'_>,
    label: &str,
    meant: Option<&str>,
    is_earlier: bool,
) -> Option<Finding> {
    let at = 0..label.len();
    if is_earlier {
        let message = format!("the label `{}` stands here again", shown(label));
        let finding = sheet.within(&LABEL_REPEATED, said, at, message);
        return Some(finding.note("'project_urls' has invalid data."));
    }
    let other = meant?;
    let message = format!("the labels `{}` and `{}` mean the same", shown(other), shown(label));
    Some(sheet.within(&LABEL_ALIKE, said, at, message))
}

/// As labels are compared:
/// <https://packaging.python.org/en/latest/specifications/well-known-project-urls/#label-normalization>
fn normalized(label: &str) -> String {
    let kept = |c: &char| !(c.is_ascii_punctuation() || c.is_whitespace());
    label.chars().filter(kept).collect::<String>().to_lowercase()
}
