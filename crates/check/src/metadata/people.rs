//! Authors and maintainers, and where to reach them.

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;

use super::sheet::{Said, Sheet};
use super::words::{repr, shown};
use super::{address, email};
use crate::{Check, Nature};

/// An e-mail address that PyPI does not take.
pub(super) static EMAIL_INVALID: Check = Check::of(
    Nature::Policy,
    "email-invalid",
    "an e-mail address that PyPI does not take",
    "correct `email` in `authors` or `maintainers` of `[project]`",
    "PyPI checks the address of `Author-email` and `Maintainer-email` if there is one \
     alone: it must have a domain with a dot that is not set aside for other things. \
     `root@localhost`, `me@example.test` and `see README` are refused; an address at \
     `example.com` is taken.",
);

/// A broken e-mail address among several.
pub(super) static EMAIL_OF_SEVERAL: Check = Check::of(
    Nature::Advice,
    "email-of-several-invalid",
    "a broken e-mail address among several",
    "correct `email` in `authors` or `maintainers` of `[project]`",
    "PyPI checks an address only where it stands alone. Among several a broken one \
     passes, and nobody can be reached by it.",
);

/// Looks at the addresses.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    for field in [Field::AuthorEmail, Field::MaintainerEmail] {
        if let Some(said) = sheet.one(field) {
            judge(sheet, said, field, findings);
        }
    }
}

fn judge(sheet: &Sheet<'_>, said: &Said<'_>, field: Field, findings: &mut Vec<Finding>) {
    let Some(addresses) = address::all(&said.value) else { return };
    let is_alone = addresses.len() == 1;
    // A domain in brackets makes Python give up, and what it gives up is not checked.
    for address in addresses.iter().filter(|address| !(address.is_empty() || address.contains('[')))
    {
        let Err(why) = email::check(address) else { continue };
        let at = said.value.find(address.as_str()).unwrap_or(said.value.len());
        let at = at..at + address.len();
        let message = format!("`{}` in `{}` is no e-mail address", shown(address), field.as_str());
        let words = format!("{} is not a valid email address: {why}", repr(address));
        findings.push(if is_alone {
            sheet.within(&EMAIL_INVALID, said, at, message).note(words)
        } else {
            let message = format!("{message}: {}", why.trim_end_matches('.'));
            sheet.within(&EMAIL_OF_SEVERAL, said, at, message)
        });
    }
}
