//! [setuptools-scm](https://setuptools-scm.readthedocs.io/en/latest/integrations/): the version out
//! of git, the files that it is written to, and the list of files that git tracks.
//!
//! It acts on three conditions: merely installed it finds files, and where it is asked for, by a
//! table, by the extra `simple` or by the keyword of a `setup.py`, it finds the version as well.
//! [`asked`] reads who asks and how, [`version_files`] says what is written, [`tracked`] lists files.

pub(super) mod asked;
mod tracked;
mod version_files;

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_pep::Version;
use pyrel_scm::setuptools_scm::{Found, Release};
use pyrel_tree::{RelPath, SourceTree};

use super::describe::distribution::Distribution;
use super::describe::setup_cfg::SetupCfg;
use super::packages::discovery::Discovered;
use crate::Error;
use crate::backends::{Input, OptionRow};
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::setuptools_scm::Configured;
use crate::setuptools_scm::rows::{scm_rows, scm_table_rows};
use pyrel_diag::{Finding, Location};
pub(super) use tracked::Tracked;

/// Its options, as they are written out in `pyproject.toml`.
pub(super) const OPTIONS: [&[OptionRow]; 2] =
    [scm_rows!("tool.setuptools_scm."), scm_table_rows!("tool.setuptools_scm.")];

/// The distribution that it is, as requirements name it.
const NAME: &str = "setuptools-scm";

/// What setuptools-scm does for a project.
#[derive(Debug)]
pub(super) struct Scm {
    inferred: Option<Inferred>,
    /// Who asks, where it is merely there: it finds files then, and no version.
    merely_there: Option<(Release, Location)>,
    /// Files that are written beside the sources, before anything is looked for.
    written: BTreeMap<RelPath, Arc<[u8]>>,
    /// What git says of the files, once they are listed.
    pub tracked: Tracked,
}

/// The version as it was found.
#[derive(Debug)]
struct Inferred {
    configured: Configured,
    found: Found,
}

impl Scm {
    /// Whether the version is to be found by it.
    pub(super) fn is_asked(
        input: &Input<'_>,
        setup_cfg: &SetupCfg,
        said: &mut Distribution,
    ) -> Result<bool, Error> {
        let asked = asked::Asked::read(input, setup_cfg, said, &mut Reader::new())?;
        Ok(asked.is_some_and(|asked| asked.configured.is_some()))
    }

    /// Has it do what comes before a project's files are read: find the version, and write it.
    pub(super) fn act(
        input: &Input<'_>,
        setup_cfg: &SetupCfg,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let mut own = Reader::new();
        let asked = asked::Asked::read(input, setup_cfg, said, &mut own)?;
        let is_wrong = own.has_errors();
        reader.report_all(own.findings());
        let mut scm = Self {
            inferred: None,
            merely_there: None,
            written: BTreeMap::new(),
            tracked: Tracked::unasked(),
        };
        let Some(asked) = asked else { return Ok(scm) };
        let Some(configured) = asked.configured else {
            scm.merely_there = Some((asked.release, asked.location));
            return Ok(scm);
        };
        let found = match is_wrong {
            true => None,
            false => find(&configured, input, reader),
        };
        // What is wrong is reported; with some version the rest can be looked at all the same.
        let version = found.as_ref().map_or("0", |found| found.version.trim()).parse::<Version>();
        match version {
            Ok(value) => said.version = Some(Located { value, location: asked.location }),
            Err(error) => {
                let finding = Finding::new(&INVALID_VALUE, error.to_string());
                reader.report(finding.at(asked.location));
            }
        }
        if let Some(found) = found {
            scm.written = version_files::beside_sources(&configured, &found, input, reader)?;
            scm.inferred = Some(Inferred { configured, found });
        }
        Ok(scm)
    }

    /// Has it list the files. That takes a look at each, and nothing but an archive asks for it.
    pub(super) fn track(&mut self, input: &Input<'_>) -> Result<(), Error> {
        if let Some(Inferred { configured, .. }) = &self.inferred {
            let tree = self.over(input.tree);
            self.tracked = Tracked::of(configured, &Input { tree: &tree, ..*input })?;
        } else if let Some((release, location)) = &self.merely_there {
            self.tracked = Tracked::found(input, *release, location)?;
        }
        Ok(())
    }

    /// Files that are written beside the sources.
    pub(super) fn written(&self) -> &BTreeMap<RelPath, Arc<[u8]>> {
        &self.written
    }

    /// The tree as setuptools sees it after the version was written.
    pub(super) fn over(&self, tree: &SourceTree) -> SourceTree {
        match self.written.is_empty() {
            true => tree.clone(),
            false => tree.overlaid(self.written.clone()),
        }
    }

    /// A sentence about where the version is from.
    pub(super) fn note(&self) -> Option<String> {
        self.inferred.as_ref().map(|inferred| inferred.found.to_string())
    }

    /// Files that are written into the wheel's packages.
    pub(super) fn in_wheel(
        &self,
        found: &Discovered,
        reader: &mut Reader,
    ) -> BTreeMap<RelPath, Arc<[u8]>> {
        let Some(inferred) = self.since_10() else { return BTreeMap::new() };
        version_files::in_packages(&inferred.configured, &inferred.found, found, reader)
    }

    /// What was found, where it is told and written while the project is built as well.
    fn since_10(&self) -> Option<&Inferred> {
        let inferred = self.inferred.as_ref()?;
        (inferred.configured.options().release >= Release::V10).then_some(inferred)
    }

    /// What egg-info tells of source control, which wheels do not: text by name. Nothing is told,
    /// and nothing kept out of wheels, where the version is found elsewhere.
    pub(super) fn egg_info(&self) -> Option<BTreeMap<&'static str, String>> {
        let inferred = self.since_10()?;
        let version = inferred.found.scm_version.json();
        let files = self.tracked.json();
        let texts = [("scm_version.json", version), ("scm_file_list.json", files)];
        Some(texts.into_iter().filter_map(|(name, text)| Some((name, text?))).collect())
    }
}

/// Finds the version, or reports why there is none.
fn find(configured: &Configured, input: &Input<'_>, reader: &mut Reader) -> Option<Found> {
    let found = configured.find(input.tree, input.surroundings);
    found.map_err(|finding| reader.report(finding)).ok()
}
