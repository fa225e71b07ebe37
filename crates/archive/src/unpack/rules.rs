//! What keeps an archive from being unpacked.

use pyrel_diag::{Rule, Severity};

/// The rules of unpacking.
pub static RULES: [&Rule; 5] =
    [&ASSUMED_NAME, &DANGLING_LINK, &TWIN_NAMES, &UNSAFE_LINK, &UNSAFE_NAME];

pub(super) static ASSUMED_NAME: Rule = Rule {
    id: "assumed-name",
    severity: Severity::Warning,
    words: "a name in an encoding that nobody names, which readers take for different ones",
    remedy: "pack it anew: the hosts of extensions read another name",
};

pub(super) static DANGLING_LINK: Rule = Rule {
    id: "dangling-link",
    severity: Severity::Warning,
    words: "a symbolic link that leads to nothing in its archive",
    remedy: "",
};

pub(super) static TWIN_NAMES: Rule = Rule {
    id: "twin-names",
    severity: Severity::Error,
    words: "two names that some systems take for one",
    remedy: "its maker has to rename one of them",
};

pub(super) static UNSAFE_LINK: Rule = Rule {
    id: "unsafe-link",
    severity: Severity::Error,
    words: "a symbolic link that leads out of its archive or nowhere",
    remedy: "its maker has to replace the link by what it should lead to",
};

pub(super) static UNSAFE_NAME: Rule = Rule {
    id: "unsafe-name",
    severity: Severity::Error,
    words: "a name that some system takes for something else",
    remedy: "its maker has to rename the file",
};
