//! [pbr](https://docs.openstack.org/pbr/latest/): the version out of git tags and commits, a dialect
//! of `setup.cfg`, and files that tell of the history.
//!
//! It acts in two ways: for a `setup.py` with `pbr=True` it takes over what `setup.cfg` says
//! ([`dialect`]) and makes lists of files of its own ([`files`]); as a backend beside a
//! `pyproject.toml` alone it fills the version and the requirements, where they are dynamic.

mod data_files;
mod dialect;
mod files;
mod requirements;

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::Version;
use pyrel_python::Value;
use pyrel_scm::Refusal;
use pyrel_scm::pbr as engine;
use pyrel_tree::{RelPath, SourceTree};

use super::describe::distribution::Distribution;
use super::describe::setup_cfg::SetupCfg;
use crate::Error;
use crate::backends::{Band, Input, newest_allowed};
use crate::pyproject::{Located, Reader};
use crate::setuptools_scm::finding;
use dialect::Dialect;
pub(super) use files::PbrFiles;

pub(super) static PBR: Rule = Rule {
    id: "pbr",
    severity: Severity::Error,
    words: "something of pbr that pyrel does not rebuild",
    remedy: "say it in the way of setuptools, or build with pbr itself (`python -m build`)",
};

/// The distribution that it is, and the keyword of `setup()`.
const NAME: &str = "pbr";

/// The releases whose rules are known: before 7.1 markers of wheels were told in another way.
const BANDS: &[Band<()>] = &[Band { name: "pbr 7.1", first: "7.1.3", last: "7.1.3", profile: &() }];

/// What pbr does for a project.
#[derive(Debug)]
pub(super) struct Pbr {
    acts: Option<Acts>,
    version: Option<Located<Version>>,
    note: Option<String>,
    pub files: PbrFiles,
    /// Why only a wheel can be made.
    pub wheel_alone: Vec<Finding>,
}

/// Who asks for it.
#[derive(Debug)]
enum Acts {
    /// A `setup.py`, by its keyword.
    ForSetup(Dialect),
    /// `pyproject.toml`, by its backend.
    ForProject,
}

impl Pbr {
    /// Whether the version is to be found by it.
    pub(super) fn is_asked(
        input: &Input<'_>,
        setup_cfg: &SetupCfg,
        said: &mut Distribution,
    ) -> Result<bool, Error> {
        Ok(asked(input, setup_cfg, said, &mut Reader::new())?.is_some())
    }

    /// Has it do what comes before a project's files are read.
    pub(super) fn act(
        input: &Input<'_>,
        setup_cfg: &SetupCfg,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let nothing = Self {
            acts: None,
            version: None,
            note: None,
            files: PbrFiles::default(),
            wheel_alone: Vec::new(),
        };
        let Some((acts, location)) = asked(input, setup_cfg, said, reader)? else {
            return Ok(nothing);
        };
        newest_allowed(input.build_system, NAME, BANDS)?;
        let (name, target) = match &acts {
            Acts::ForSetup(dialect) => (dialect.name(), dialect.text("metadata", "version")),
            Acts::ForProject => (project_name(input), None),
        };
        let Some(name) = name.filter(|_| !reader.has_errors()) else { return Ok(nothing) };
        let (version, note) = version(&name, target.as_deref(), input, &location)?;
        let version = Some(Located { value: version, location: location.clone() });
        let files = match &acts {
            Acts::ForSetup(dialect) => PbrFiles::of(dialect, &name, input)
                .map_err(|refusal| Error::refused(finding(refusal, location)))?,
            Acts::ForProject => PbrFiles::default(),
        };
        said.version.clone_from(&version);
        Ok(Self { acts: Some(acts), version, note, files, ..nothing })
    }

    /// Puts what it knows over a `setup.py`, before `setup.cfg` fills what is missing and
    /// `pyproject.toml` has the last word.
    pub(super) fn settle(
        &mut self,
        input: &Input<'_>,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<(), Error> {
        match &self.acts {
            None => return Ok(()),
            Some(Acts::ForSetup(dialect)) => {
                self.wheel_alone = dialect.apply(input, said, reader)?;
            }
            Some(Acts::ForProject) => {
                let dynamic = dynamic(input);
                if dynamic.iter().any(|field| field == "dependencies") {
                    let at = said.place.clone();
                    let lines = requirements::lines(input, &at, reader)?;
                    said.install_requires = requirements::parse(lines, reader);
                    if !said.install_requires.is_empty() {
                        said.computed.insert("install_requires");
                    }
                }
                if !dynamic.iter().any(|field| field == "version") {
                    return Ok(());
                }
            }
        }
        said.version.clone_from(&self.version);
        said.version_from = None;
        Ok(())
    }

    /// The tree with what is written before anything is looked for.
    pub(super) fn over(&self, tree: &SourceTree) -> SourceTree {
        match self.files.written.is_empty() {
            true => tree.clone(),
            false => tree.overlaid(self.files.written.clone()),
        }
    }

    /// All that is written into the work tree.
    pub(super) fn written(&self) -> BTreeMap<RelPath, Arc<[u8]>> {
        let both = self.files.written.iter().chain(&self.files.for_sdist);
        both.map(|(path, text)| (path.clone(), text.clone())).collect()
    }

    /// A sentence about where the version is from.
    pub(super) fn note(&self) -> Option<String> {
        self.note.clone()
    }
}

/// Whether it is there, and who asks it to act.
fn asked(
    input: &Input<'_>,
    setup_cfg: &SetupCfg,
    said: &mut Distribution,
    reader: &mut Reader,
) -> Result<Option<(Acts, Location)>, Error> {
    let mut required = input.build_system.requires.iter().chain(&said.setup_requires);
    if !required.any(|it| it.value.name.normalized() == NAME) {
        return Ok(None);
    }
    let keyword = said.other_keywords.iter().position(|keyword| keyword.name == NAME);
    let keyword = keyword.map(|at| said.other_keywords.remove(at));
    if let Some(keyword) = keyword {
        let is_on = keyword.value == Value::Bool(true);
        let is_off = matches!(keyword.value, Value::Bool(false) | Value::None);
        if is_on && setup_cfg.is_there() {
            let dialect = Dialect::read(setup_cfg, keyword.location.clone(), reader);
            return Ok(Some((Acts::ForSetup(dialect), keyword.location)));
        }
        let pyproject = RelPath::root().child("pyproject.toml");
        let is_left_to_project = is_on && input.tree.is_file(&pyproject)?;
        if !is_off && !is_left_to_project {
            let message = "`pbr` names no `setup.cfg` that is there";
            reader.report(refused(message, keyword.location));
            return Ok(None);
        }
    }
    let is_backend = input.build_system.backend.as_str().starts_with(NAME);
    Ok(is_backend.then(|| (Acts::ForProject, input.build_system.location.clone())))
}

fn version(
    name: &str,
    target: Option<&str>,
    input: &Input<'_>,
    location: &Location,
) -> Result<(Version, Option<String>), Error> {
    let around = input.surroundings;
    if let Some(version) = &around.version {
        return Ok((version.clone(), None));
    }
    let checkout = around.checkout.as_ref();
    let found = engine::find((name, target), input.tree, checkout, &around.variables);
    let found = found.map_err(|refusal| Error::refused(finding(refusal, location.clone())))?;
    Ok((found.version.clone(), Some(found.to_string())))
}

fn project_name(input: &Input<'_>) -> Option<String> {
    let name = input.pyproject.table(&["project"])?.get("name")?;
    name.as_text().map(str::to_owned)
}

fn dynamic(input: &Input<'_>) -> Vec<String> {
    let project = input.pyproject.table(&["project"]);
    let dynamic = project.and_then(|project| project.get("dynamic")?.as_list());
    let fields = dynamic.unwrap_or_default();
    fields.iter().filter_map(|field| field.as_text().map(str::to_owned)).collect()
}

fn refused(message: impl Into<String>, at: Location) -> Finding {
    Finding::new(&PBR, message).at(at)
}

fn beyond(words: impl Into<String>) -> Refusal {
    Refusal::new(words)
}
