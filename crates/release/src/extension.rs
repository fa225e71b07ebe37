//! The desktop extension of a project, merged, checked and sealed.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;

use pyrel_archive::{Artifact, Format, Job, seal};
use pyrel_diag::{Finding, Place, Severity, Warned};
use pyrel_dxt::{
    Bundle, Inspection, PackOptions, Selection, Zip64, inspect_bundle, inspect_packed, layout,
};
use pyrel_tree::{RelPath, SourceTree};

use crate::config::{Config, DxtConfig};
use crate::dists::Sealing;
use crate::staging::{MANIFEST, merge};
use crate::{Error, Facts};

/// An extension, laid out.
#[derive(Clone, Debug)]
pub struct Extension {
    /// What is in it.
    pub bundle: Bundle,
    /// The tree that its members are relative to: for a project, merged from it.
    pub tree: SourceTree,
    /// What becomes of it where only readers of ZIP64 can read it.
    pub zip64: Zip64,
}

/// What is asked for besides what a project says of its extension.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Other values for the manifest, by placeholder or key.
    pub settings: BTreeMap<String, String>,
    /// Which of the merged files go in.
    pub selection: Selection,
    /// What becomes of a bundle that only readers of ZIP64 can read, if not what the project says.
    pub zip64: Option<Zip64>,
}

/// How much work is put into sealing a bundle.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// The deflate level, 1 to 9, or [`SEARCH`](pyrel_archive::SEARCH).
    pub level: u8,
    /// How many threads; all cores if not said. The bytes do not depend on it.
    pub workers: Option<NonZeroUsize>,
}

/// The deflate level of bundles. At 5 they are no larger than what the reference tool makes at its
/// 9, and 6 would take a third longer to save a third of a per cent.
const LEVEL: u8 = 5;

impl Default for Effort {
    fn default() -> Self {
        Self { level: LEVEL, workers: None }
    }
}

impl Extension {
    /// Lays out the extension that `[tool.pyrel.dxt]` describes, as it is wished for. `None` where
    /// there is no such table.
    ///
    /// # Errors
    /// When something named is not there, or the manifest is invalid.
    pub fn of_project(
        tree: &SourceTree,
        config: &Config,
        facts: &Facts,
        wishes: &Wishes,
    ) -> Result<Option<Warned<Self>>, Error> {
        let Some(dxt) = &config.dxt else { return Ok(None) };
        let merged = merge(tree, dxt)?;
        let options = PackOptions {
            format: dxt.format,
            stem: dxt.name.as_ref().map(|stem| stem.value.clone()),
            values: Some(facts.values()),
            settings: wishes.settings.clone(),
            selection: wishes.selection.clone(),
            zip64: wishes.zip64.unwrap_or(dxt.zip64),
            ..PackOptions::default()
        };
        let laid_out = layout(&merged, &options).map_err(|error| error_at_home(error, dxt))?;
        let Warned { value: bundle, findings } = laid_out;
        let findings = findings.into_iter().map(|finding| at_home(finding, dxt));
        let findings = findings.chain(facts.remark(&bundle.manifest)).collect();
        let zip64 = options.zip64;
        Ok(Some(Warned { value: Self { bundle, tree: merged, zip64 }, findings }))
    }

    /// What there is to say of an extension that was laid out, each at its place in the project.
    #[must_use]
    pub fn inspected(&self, config: &DxtConfig, inspection: &Inspection) -> Vec<Finding> {
        let findings = inspect_bundle(&self.bundle, &self.tree, inspection).into_iter();
        findings.map(|finding| from_home(at_home(finding, config), &self.tree)).collect()
    }

    /// What was found while it was laid out, and what else `pyrel dxt validate` would say: as warnings,
    /// since a bundle can be made all the same. Only secrets are errors, as everybody could read them.
    #[must_use]
    pub fn remarks(&self, config: Option<&DxtConfig>, mut laid_out: Vec<Finding>) -> Vec<Finding> {
        // What the layout warns of is found again, and more closely.
        laid_out.retain(|found| !["entry-point-missing", "image-missing"].contains(&found.rule.id));
        let more = inspect_packed(&self.bundle, &self.tree).into_iter();
        laid_out.extend(more.map(|found| match config {
            Some(config) => from_home(at_home(found, config), &self.tree),
            None => found,
        }));
        laid_out
    }

    /// Reads every member once and makes the finished bundle.
    ///
    /// # Errors
    /// When a member cannot be read, the spool cannot be written, or the bundle has become larger
    /// than all readers can read.
    pub fn seal(&self, sealing: &Sealing<'_>) -> Result<Artifact, Error> {
        self.seal_with(sealing, Effort::default())
    }

    /// The same with another effort.
    ///
    /// # Errors
    /// As [`Extension::seal`].
    pub fn seal_with(&self, sealing: &Sealing<'_>, effort: Effort) -> Result<Artifact, Error> {
        let job = Job {
            name: &self.bundle.file_name,
            format: Format::Zip,
            map: &self.bundle.map,
            tree: &self.tree,
            epoch: sealing.epoch,
            level: effort.level,
            trailer: None,
            spool: sealing.spool,
            workers: effort.workers,
        };
        let artifact = seal(&job, sealing.progress)?;
        match self.zip64.judge(&artifact) {
            Some(found) if found.severity() == Severity::Error => Err(Error::refused(found)),
            Some(_) | None => Ok(artifact),
        }
    }
}

fn error_at_home(error: pyrel_dxt::Error, config: &DxtConfig) -> Error {
    let pyrel_dxt::Error::Invalid { path, findings } = error else { return error.into() };
    let findings = findings.into_iter().map(|it| at_home(it, config)).collect();
    pyrel_dxt::Error::Invalid { path, findings }.into()
}

/// The merged folder exists nowhere, so what is found in its manifest is shown where the manifest
/// lies in the project.
fn at_home(mut finding: Finding, config: &DxtConfig) -> Finding {
    let Some(home) = config.home() else { return finding };
    match &mut finding.place {
        Some(Place::Text(location)) if &*location.path == MANIFEST => {
            location.path = home.as_str().into();
        }
        Some(Place::File(path)) if path == MANIFEST => home.as_str().clone_into(path),
        Some(Place::Entry { .. } | Place::File(_) | Place::Text(_)) | None => {}
    }
    finding
}

/// What is found in any other file is shown where that file was taken from.
fn from_home(mut finding: Finding, tree: &SourceTree) -> Finding {
    let home = |path: &str| {
        let path = RelPath::new(path).ok()?;
        tree.read_from(&path).map(ToString::to_string)
    };
    match &mut finding.place {
        Some(Place::Text(location)) => {
            if let Some(home) = home(&location.path) {
                location.path = home.into();
            }
        }
        Some(Place::File(path)) => {
            if let Some(home) = home(path) {
                *path = home;
            }
        }
        Some(Place::Entry { .. }) | None => {}
    }
    finding
}
