//! [flit_core](https://flit.pypa.io/en/stable/pyproject_toml.html): one importable module, three
//! small tables, and nothing to run.
//!
//! The pattern room: `OPTIONS` says what becomes of each key, [`config`] reads the keys as
//! written, [`files`] finds what goes into wheel and sdist, and [`metadata`] holds what flit reads
//! out of the module itself. The next room is written by copying this plan.

mod config;
mod files;
mod metadata;
mod module;
#[cfg(test)]
mod tests;

use pyrel_diag::Warned;
use pyrel_pep::MetadataVersion;

use super::profile::{Band, Chosen, newest_allowed};
use super::support::{OptionRow, Verdict};
use super::{Backend, Input};
use crate::pyproject::{ProjectTable, Reader};
use crate::version_place::VersionPlace;
use crate::{Editable, Error, Project, Rules, Stated};
use config::Config;
use module::Module;

/// The room of flit_core.
#[derive(Debug)]
pub(crate) struct Flit;

/// Every key below `[tool.flit]`.
const OPTIONS: &[OptionRow] = &[
    OptionRow {
        key: "module.name",
        verdict: Verdict::Honoured,
        words: "import name of the module, where it is not the project's name",
    },
    OptionRow {
        key: "sdist.include",
        verdict: Verdict::Honoured,
        words: "glob patterns of further files for the sdist",
    },
    OptionRow {
        key: "sdist.exclude",
        verdict: Verdict::Honoured,
        words: "glob patterns of files kept out of the sdist",
    },
    OptionRow {
        key: "external-data.directory",
        verdict: Verdict::Honoured,
        words: "folder whose content is installed below the environment's prefix",
    },
    OptionRow {
        key: "metadata",
        verdict: Verdict::Refused("metadata from before PEP 621 is not read; move it to [project]"),
        words: "metadata before PEP 621",
    },
    OptionRow {
        key: "scripts",
        verdict: Verdict::Refused(
            "scripts from before PEP 621 are not read; use [project.scripts]",
        ),
        words: "scripts before PEP 621",
    },
    OptionRow {
        key: "entrypoints",
        verdict: Verdict::Refused(
            "flit_core 4 reads [project.entry-points] instead; move it there",
        ),
        words: "entry points before PEP 621",
    },
    OptionRow {
        key: "x-*",
        verdict: Verdict::Ignored("keys that begin with `x-` are for other tools"),
        words: "tables of other tools",
    },
];

/// What sets the releases of flit_core apart.
#[derive(Debug)]
pub(super) struct Profile {
    /// The metadata version it always writes.
    metadata_version: MetadataVersion,
    /// Whether `Import-Name` is written and import names are checked (PEP 794).
    import_names: bool,
    /// Licence files that are taken without being named.
    license_globs: &'static [&'static str],
    /// Whether it refuses keys of `[project]` that it does not know.
    strict_project: bool,
    /// Whether `-stubs` at the end of a name is kept.
    stubs: bool,
}

static FLIT_4: Profile = Profile {
    metadata_version: MetadataVersion::V2_5,
    import_names: true,
    license_globs: &["COPYING*", "LICEN[CS]E*", "NOTICE*", "AUTHORS*"],
    strict_project: true,
    stubs: true,
};

static FLIT_3: Profile = Profile {
    metadata_version: MetadataVersion::V2_4,
    import_names: false,
    license_globs: &["COPYING*", "LICEN[CS]E*"],
    strict_project: false,
    stubs: false,
};

/// Newest first. Before 3.11 licence files had no place in wheels, so those releases are refused.
const BANDS: &[Band<Profile>] = &[
    Band { name: "flit_core 4", first: "4.0.0", last: "4.2.0", profile: &FLIT_4 },
    Band { name: "flit_core 3.12", first: "3.11.0", last: "3.12.0", profile: &FLIT_3 },
];

impl Backend for Flit {
    fn name(&self) -> &'static str {
        "flit_core"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["flit_core.buildapi", "flit.buildapi"]
    }

    fn options(&self) -> &'static [OptionRow] {
        OPTIONS
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        let stated = metadata::read(input.tree, &room, &mut reader)?;
        let wheel = files::wheel(input.tree, &room.module)?;
        let data = files::data(input.tree, &room.config)?;
        let sdist = files::sdist(input.tree, &room, &stated.referenced)?;
        let findings = reader.finish()?;
        let editable = Editable {
            path_file: format!("{}.pth", room.module.name),
            paths: vec![room.module.root.clone()],
            data: data.clone(),
            ..Editable::default()
        };
        let project = Project {
            entry_points: stated.entry_points,
            tags: stated.tags,
            rules: room.rules,
            wheel,
            data,
            dist_info: files::licenses(input.tree, &stated.metadata)?,
            sdist: sdist.map,
            no_sdist: sdist.missing,
            editable: Ok(editable),
            metadata: stated.metadata,
        };
        Ok(Warned { value: project, findings })
    }

    fn metadata(&self, input: &Input<'_>) -> Result<Warned<Stated>, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        let metadata = metadata::read(input.tree, &room, &mut reader)?.metadata;
        let findings = reader.finish()?;
        Ok(Warned { value: Stated { metadata, rules: room.rules }, findings })
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        reader.finish()?;
        metadata::version_place(input.tree, &room)
    }
}

/// All that is known before a file is looked into.
#[derive(Debug)]
struct Room {
    profile: &'static Profile,
    rules: Rules,
    project: ProjectTable,
    config: Config,
    module: Module,
}

impl Room {
    fn open(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let Chosen { profile, rules } = newest_allowed(input.build_system, "flit_core", BANDS)?;
        let config = Config::read(input, reader);
        let project = metadata::project_table(input, profile, reader)?;
        let module = Module::find(input.tree, &project, &config, profile)?;
        Ok(Self { profile, rules, project, config, module })
    }
}
