//! Whether the container is sound: what an index, an installer and a person unpacking it must agree
//! about.

use pyrel_diag::{Rule, Severity};

use crate::{Check, Nature};

/// The rules of this family.
pub(crate) static RULES: [&Check; 1] = [&UNREADABLE];

/// A file that is no archive of its kind.
pub(crate) static UNREADABLE: Check = Check {
    rule: Rule {
        id: "archive-unreadable",
        severity: Severity::Error,
        words: "a file that is not a sound archive",
        remedy: "build it again; if it was downloaded, it may be cut off",
    },
    nature: Nature::Contradiction,
    codes: &[],
    why: "A wheel is a zip archive and an sdist a gzipped tar archive. This file is neither, or it \
          is broken, so that nobody can install it, and nothing can be said about what is inside.",
};
