//! What a backend sees of the world around the tree, as values.

use std::collections::BTreeMap;

use pyrel_git::Checkout;
use pyrel_pep::Version;

/// What a build depends on besides the tree: all of it comes in here, and nothing is looked up.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The environment's variables, of which backends heed a few (hatchling's version source
    /// `env`, `{env:…}` in its fields, `PDM_BUILD_…`).
    pub variables: BTreeMap<String, String>,
    /// The git work tree that the project's folder lies in, if it lies in one.
    pub checkout: Option<Checkout>,
    /// The nearest `.gitignore` in the folders above the project's own, as hatchling looks for it.
    pub gitignore_above: Option<FileAbove>,
    /// The name of the project's folder, where it has one: setuptools-scm reads versions out of it.
    pub folder_name: Option<String>,
    /// The time, in seconds since 1970, as the clock has it. Plug-ins that heed `SOURCE_DATE_EPOCH`
    /// take that: [`Surroundings::build_time`].
    pub now: u64,
    /// The version to take in place of one that would be found out from git: what was asked for on
    /// the command line.
    pub version: Option<Version>,
}

/// A file that lies outside of the project and counts all the same.
#[derive(Clone, Debug)]
pub struct FileAbove {
    /// How the project's folder lies below that file's folder, for example `packages/demo`.
    pub project: String,
    /// Its text.
    pub text: String,
}

impl Surroundings {
    /// Nothing around: as for a tree that was unpacked somewhere.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Of these surroundings, what an sdist unpacked in a temporary folder still sees.
    #[must_use]
    pub fn unpacked(&self) -> Self {
        Self {
            variables: self.variables.clone(),
            now: self.now,
            version: self.version.clone(),
            ..Self::default()
        }
    }

    /// `SOURCE_DATE_EPOCH`, or the time, in seconds since 1970.
    #[must_use]
    pub fn build_time(&self) -> u64 {
        let fixed = self.variables.get("SOURCE_DATE_EPOCH").and_then(|value| value.parse().ok());
        fixed.unwrap_or(self.now)
    }
}
