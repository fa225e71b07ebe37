//! Where backends differ in how they read `[project]`.

use std::fmt;

use pyrel_diag::Rule;

use super::INVALID_VALUE;

/// How a backend reads `[project]`.
pub(crate) struct Dialect<'a> {
    /// How much a key weighs that is not in the standard.
    pub unknown_keys: &'static Rule,
    /// What it makes of the text of a requirement before it reads it.
    pub expand: &'a dyn Fn(&str) -> Result<String, String>,
    /// Which of the rules for licences it holds.
    pub licenses: Licenses,
    /// How much a licence classifier beside a licence expression weighs.
    pub license_classifiers: &'static Rule,
    /// Whether an empty address of a person is none, as long as there is a name.
    pub empty_addresses: bool,
}

/// Which rules for licences a backend holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Licenses {
    /// Those of PEP 639.
    Standard,
    /// Those of its drafts: whatever stands beside what, and patterns in a table.
    Draft,
}

impl Dialect<'static> {
    /// By the letter of the standards.
    pub(crate) fn standard(unknown_keys: &'static Rule) -> Self {
        Self {
            unknown_keys,
            expand: &|text| Ok(text.to_owned()),
            licenses: Licenses::Standard,
            license_classifiers: &INVALID_VALUE,
            empty_addresses: false,
        }
    }
}

impl fmt::Debug for Dialect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Dialect").field("licenses", &self.licenses).finish_non_exhaustive()
    }
}
