//! Code that nobody can read.

use std::collections::BTreeMap;

use super::contents::Contents;
use super::scan::Seen;
use crate::findings::Findings;
use crate::marks::Mark;
use crate::{Check, Nature};

pub(super) static OBFUSCATED: Check = Check::of(
    Nature::Policy,
    "obfuscated-code",
    "code that PyArmor or SourceDefender has encrypted",
    "publish the code as it was written, or distribute it elsewhere",
    "PyPI's acceptable use policy wants code that people can read. Every `.py` and `.pye` file of up \
     to 5 MiB is searched for the marks of PyArmor (such as a call of `__pyarmor__`) and of \
     SourceDefender (`---BEGIN PYE FILE---`), and one hit refuses the upload.",
);

/// Looks at what was seen.
pub(super) fn look(contents: &Contents<'_>, seen: &BTreeMap<&str, Seen>, findings: &mut Findings) {
    for (path, seen) in seen {
        let tool = match seen.mark {
            Some(Mark::PyArmor) => "PyArmor",
            Some(Mark::SourceDefender) => "SourceDefender",
            Some(Mark::PrivateKey) | None => continue,
        };
        let note = format!(
            "Invalid distribution file. {tool}-encrypted content is not allowed. See \
             https://pypi.org/policy/acceptable-use-policy/ for more information."
        );
        let message = format!("this is encrypted by {tool}");
        findings.push(contents.of_entry(&OBFUSCATED, path, message).note(note));
    }
}
