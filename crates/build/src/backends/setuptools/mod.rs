//! [setuptools](https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html), as far as
//! `pyproject.toml` goes: packages listed, found or discovered, their data, the list of files that
//! `MANIFEST.in` shapes, and dynamic fields out of files and literals.
//!
//! [`options`] says what becomes of each key, [`describe`] reads what the project says of itself,
//! [`packages`] decides on packages and modules, [`files`] on what is in wheel and sdist.

mod commands;
mod describe;
mod files;
mod licensed;
mod options;
mod packages;
mod plugins;
mod releases;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pyrel_diag::Warned;
use pyrel_tree::{RelPath, SourceTree};

use super::profile::{Chosen, newest_allowed};
use super::support::OptionRow;
use super::{Backend, Input};
use crate::pyproject::Reader;
use crate::version_place::VersionPlace;
use crate::{Error, Project, Rules};
use commands::Commands;
use describe::distribution::Distribution;
use describe::setup_cfg::SetupCfg;
use describe::{
    checks, derived_name, license_files, metadata, project_table, setup_py, tool_table, version,
};
pub use files::STALE_SOURCES;
use files::egg_info::EggInfo;
use files::file_list::{FileList, Sources};
use files::namespaces::Namespaces;
use files::{archives, editable, installed_data, leftovers, listed, package_data};
use packages::discovery::Discovered;
use packages::modules;
use releases::Profile;

/// The room of setuptools.
#[derive(Debug)]
pub(crate) struct Setuptools;

impl Backend for Setuptools {
    fn name(&self) -> &'static str {
        "setuptools"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["setuptools.build_meta", LEGACY]
    }

    fn options(&self) -> &'static [OptionRow] {
        options::OPTIONS
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let Described { mut room, stated, mut egg_info, tree } =
            Described::read(input, &mut reader)?;
        let parts = Parts::collect(&tree, &room, &mut reader)?;
        // What comes now reads files that the findings so far may be about.
        let mut findings = reader.finish()?;
        let mut reader = Reader::new();
        let sources = Sources {
            tree: &tree,
            parts: &parts,
            egg_info: &egg_info,
            stated: &stated,
            referenced: &room.said.referenced,
            tracked: None,
        };
        let list = FileList::build(&sources, &mut reader)?;
        egg_info.set_sources(list.sources_txt());
        room.rules.notes.extend_from_slice(&list.notes);
        room.rules.notes.extend(parts.namespaces.note());
        let listed = package_data::of_list(&tree, &room, &list)?;
        let wheel = archives::wheel(&tree, &parts, &listed, (&egg_info, &stated.metadata.version))?;
        findings.extend(reader.finish()?);
        let project = Project {
            editable: editable::of(&tree, &room, &parts, &stated.metadata)?,
            data: parts.installed,
            dist_info: archives::dist_info(&tree, room.profile, &egg_info, &stated.metadata)?,
            sdist: archives::sdist(&tree, &room, &list, &egg_info)?,
            wheel,
            no_sdist: Vec::new(),
            written: BTreeMap::new(),
            entry_points: stated.entry_points,
            tags: room.commands.tags(),
            rules: room.rules,
            metadata: stated.metadata,
        };
        Ok(Warned { value: project, findings })
    }

    fn metadata(&self, input: &Input<'_>) -> Result<Warned<crate::Stated>, Error> {
        let mut reader = Reader::new();
        let Described { room, stated, .. } = Described::read(input, &mut reader)?;
        let findings = reader.finish()?;
        let value = crate::Stated { metadata: stated.metadata, rules: room.rules };
        Ok(Warned { value, findings })
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        reader.finish()?;
        version::place(input.tree, &room.said, &room.found)
    }
}

/// The entry point of projects that name none: it runs `setup.py` as a script.
const LEGACY: &str = "setuptools.build_meta:__legacy__";

/// All that is known before a module or a data file is looked for.
#[derive(Debug)]
struct Room {
    profile: &'static Profile,
    rules: Rules,
    said: Distribution,
    commands: Commands,
    setup_cfg: SetupCfg,
    found: Discovered,
    /// The script that setuptools is started from, where it is in the project: it is no module.
    script: Option<RelPath>,
}

impl Room {
    fn open(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let Chosen { profile, rules } =
            newest_allowed(input.build_system, "setuptools", releases::BANDS)?;
        plugins::check(input.build_system, reader);
        let mut commands = Commands::default();
        let mut said = Distribution::new(input.pyproject.source().locate(0..0));
        setup_py::apply(input, &mut said, &mut commands, reader)?;
        let setup_cfg = SetupCfg::read(input.tree, &mut commands, reader)?;
        commands.read_tool_table(input, reader);
        setup_cfg.fill(input.tree, &mut said, reader);
        let dynamic = tool_table::apply(input, &mut said, reader);
        project_table::apply(input, &dynamic, profile, &mut said, reader);
        licensed::apply(input, &mut said, reader)?;
        setup_py::report_unknown(&said, reader);
        checks::check(&said, reader);
        reader.report_all(said.unproved.values().cloned());
        let found = Discovered::find(input.tree, &said, reader)?;
        derived_name::apply(input.tree, &mut said, &found, reader)?;
        let is_legacy = input.build_system.backend == LEGACY;
        let script = is_legacy.then(|| RelPath::root().child("setup.py"));
        Ok(Self { profile, rules, said, commands, setup_cfg, found, script })
    }
}

/// All that is known before files are taken for a wheel or an sdist.
#[derive(Debug)]
struct Described {
    room: Room,
    stated: metadata::Stated,
    egg_info: EggInfo,
    /// The tree with the folder that setuptools writes first, so all that follows may find it.
    tree: SourceTree,
}

impl Described {
    fn read(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let mut room = Room::open(input, reader)?;
        version::resolve(input, &mut room.said, &room.found, reader)?;
        let tagged = |version| room.commands.tagged(version, reader);
        room.said.version = room.said.version.map(|version| version.map(tagged));
        let stated = metadata::read(input.tree, &room.said, room.profile, reader)?;
        leftovers::check(input.tree, &stated.own_root(), reader)?;
        let egg_info = EggInfo::new(input.tree, &room, &stated, reader)?;
        let tree = egg_info.over(input.tree);
        license_files::check(&tree, &room.said, &stated, reader)?;
        Ok(Self { room, stated, egg_info, tree })
    }
}

/// The project's own files by the part they play.
#[derive(Debug)]
struct Parts {
    modules: Vec<modules::Module>,
    /// Data that patterns name; what the list of files adds comes later.
    data: Vec<package_data::DataFile>,
    /// Scripts and data that are installed outside of packages.
    installed: installed_data::ByScheme,
    /// Data that is installed into a folder at the root of the wheel.
    at_root: Vec<package_data::DataFile>,
    /// Where those came from.
    installed_sources: Vec<listed::Listed>,
    namespaces: Namespaces,
}

impl Parts {
    fn collect(tree: &SourceTree, room: &Room, reader: &mut Reader) -> Result<Self, Error> {
        let modules = modules::find(tree, room, reader)?;
        let data = package_data::of_patterns(tree, room, reader)?;
        let installed = installed_data::collect(tree, &room.said, reader)?;
        let namespaces = Namespaces::read(tree, &room.said, &room.found, reader)?;
        Ok(Self {
            modules,
            data,
            installed: installed.files,
            at_root: installed.at_root,
            installed_sources: installed.sources,
            namespaces,
        })
    }
}
