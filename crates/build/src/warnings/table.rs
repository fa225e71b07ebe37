//! The rules with their reasons, for the page in `docs`.

use pyrel_diag::Rule;

use super::{extras, git, leftovers, modules, secrets, strays};
use crate::backends::{STALE_SOURCES, UNMATCHED_PATTERN};
use crate::pyproject::PASSED_OVER_KEY;

/// A rule, and why it is one.
#[derive(Clone, Copy, Debug)]
pub struct WarningRow {
    /// The rule.
    pub rule: &'static Rule,
    /// Why a maintainer wants to hear of it.
    pub reason: &'static str,
}

/// The warnings that no backend gives, in the order of the page.
pub static WARNINGS: &[WarningRow] = &[
    WarningRow {
        rule: &UNMATCHED_PATTERN,
        reason: "The file was renamed, or the pattern has a slip: what was to be published is \
                 not, or what was not to be is. Nothing is said of exclusions in a tree that was \
                 unpacked from an sdist, which no longer holds what they exclude, nor of \
                 exclusions of caches and compiled code, which are there for the day when there \
                 is some.",
    },
    WarningRow {
        rule: &PASSED_OVER_KEY,
        reason: "The backend does not look at the key, so whatever it was written for does not \
                 happen.",
    },
    WarningRow {
        rule: &modules::EMPTY_WHEEL,
        reason: "It installs without a complaint, and the first import fails.",
    },
    WarningRow {
        rule: &modules::MODULE_NOT_IN_WHEEL,
        reason: "A list of packages has fallen behind the packages: tests pass in the work tree, \
                 and what is installed lacks a module. Tests are not meant, and neither is what \
                 the backend's own configuration names.",
    },
    WarningRow {
        rule: &strays::STRAY_PACKAGE,
        reason: "It lands in `site-packages` beside everything else, where two projects with a \
                 `tests` overwrite each other's. What the backend's own configuration names is \
                 not meant.",
    },
    WarningRow {
        rule: &secrets::SECRET_FILE,
        reason: "What was published once is known, even if it is deleted at once. Private keys \
                 are told from certificates by what is in them; specimens among tests, examples \
                 and documents are not meant.",
    },
    WarningRow {
        rule: &leftovers::VIRTUAL_ENVIRONMENT,
        reason: "Thousands of files of other projects, made for one machine.",
    },
    WarningRow {
        rule: &leftovers::CACHE_FILE,
        reason: "It is made again whenever it is needed, differs from machine to machine, and may \
                 tell about the one it was made on.",
    },
    WarningRow {
        rule: &git::UNKNOWN_TO_GIT,
        reason: "It is on this machine only: a build from a fresh clone gives another artefact. \
                 Files that git ignores are not meant.",
    },
    WarningRow {
        rule: &git::IGNORED_BY_GIT,
        reason: "Most backends do not look at `.gitignore`, so a log, a note or a download that \
                 nobody meant to share goes along. Modules are not meant, since builds generate \
                 them, nor what the backend's own configuration names.",
    },
    WarningRow {
        rule: &STALE_SOURCES,
        reason: "setuptools adds the files that the `SOURCES.txt` of an earlier build lists, as far \
                 as they are still there, so what is built depends on what was built here before. \
                 In a tree that was unpacked from an sdist that is what the list is for, and \
                 nothing is said.",
    },
    WarningRow {
        rule: &extras::CYCLIC_EXTRA,
        reason: "Installers put up with it, and hatchling does not; what each of the extras is for \
                 cannot be told from it.",
    },
    WarningRow {
        rule: &git::UNREADABLE_GIT,
        reason: "The work tree cannot be compared with what git knows.",
    },
];
