//! Wheel and sdist, sealed.

use std::fmt;

use pyrel_archive::{Artifact, Epoch, SpoolFolder};
use pyrel_build::Rules;
use pyrel_diag::{Progress, Warned};
use pyrel_pep::Metadata;
use pyrel_tree::SourceTree;

pub use pyrel_build::{Formats, Surroundings};

use crate::Error;

/// What sealing needs besides the files.
#[derive(Clone, Copy)]
pub struct Sealing<'a> {
    /// The time of all members.
    pub epoch: Epoch,
    /// Where archives grow.
    pub spool: &'a SpoolFolder,
    /// Who watches.
    pub progress: &'a dyn Progress,
}

/// A project's dists, sealed.
#[derive(Clone, Debug)]
pub struct Dists {
    /// What they say about the project.
    pub metadata: Metadata,
    /// Whose rules were followed.
    pub rules: Rules,
    /// The files, sdist first.
    pub artifacts: Vec<Artifact>,
}

impl Dists {
    /// Builds and seals the dists of a tree.
    ///
    /// # Errors
    /// When the project cannot be built.
    pub fn seal(
        tree: &SourceTree,
        surroundings: &Surroundings,
        formats: Formats,
        sealing: &Sealing<'_>,
    ) -> Result<Warned<Self>, Error> {
        let mut findings = Vec::new();
        let dists = pyrel_build::dists(tree, surroundings, formats)?.collect_into(&mut findings);
        let mut artifacts = Vec::new();
        for layout in &dists.layouts {
            artifacts.push(layout.seal(sealing.epoch, sealing.spool, sealing.progress)?);
        }
        let pyrel_build::Project { metadata, rules, .. } = dists.project;
        Ok(Warned { value: Self { metadata, rules, artifacts }, findings })
    }
}

impl fmt::Debug for Sealing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealing").field("epoch", &self.epoch).finish_non_exhaustive()
    }
}
