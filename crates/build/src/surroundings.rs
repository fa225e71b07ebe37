//! What a backend sees of the world around the tree, as values.

use std::collections::BTreeMap;

use pyrel_git::Checkout;

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
        Self { variables: self.variables.clone(), ..Self::default() }
    }
}
