//! [setuptools](https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html), as far as
//! `pyproject.toml` goes: packages listed, found or discovered, their data, the list of files that
//! `MANIFEST.in` shapes, and dynamic fields out of files and literals.
//!
//! [`options`] says what becomes of each key, [`describe`] reads what the project says of itself,
//! [`packages`] decides on packages and modules, [`files`] on what is in wheel and sdist.

mod commands;
mod describe;
mod files;
mod git_versioning;
mod licensed;
mod options;
mod packages;
mod pbr;
mod plugins;
mod releases;
mod rules;
mod scm;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use pyrel_diag::{Rule, Warned};
use pyrel_tree::{RelPath, SourceTree};

use super::profile::{Chosen, newest_allowed};
use super::support::OptionRow;
use super::{Backend, Input, PlugInRow};
use crate::pyproject::Reader;
use crate::version_place::VersionPlace;
use crate::{Error, Project, Rules};
use commands::Commands;
use describe::distribution::Distribution;
use describe::setup_cfg::SetupCfg;
use describe::tables::{project_table, tool_table};
use describe::{checks, derived_name, license_files, metadata, pkg_info, setup_py, version};
pub use files::STALE_SOURCES;
use files::egg_info::EggInfo;
use files::list::file_list::{FileList, Sources};
use files::namespaces::Namespaces;
use files::{archives, editable, installed_data, leftovers, listed, package_data};
use git_versioning::GitVersioning;
use packages::discovery::Discovered;
use packages::modules;
use pbr::Pbr;
use releases::Profile;
use scm::Scm;

/// The room of setuptools.
#[derive(Debug)]
pub(crate) struct Setuptools;

impl Backend for Setuptools {
    fn name(&self) -> &'static str {
        "setuptools"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["setuptools.build_meta", LEGACY, "pbr.build"]
    }

    fn options(&self) -> &'static [OptionRow] {
        static ALL: LazyLock<Vec<OptionRow>> = LazyLock::new(|| {
            [options::OPTIONS, &scm::OPTIONS.concat(), git_versioning::OPTIONS].concat()
        });
        &ALL
    }

    fn rules(&self) -> &'static [&'static Rule] {
        &rules::RULES
    }

    fn plug_ins(&self) -> &'static [PlugInRow] {
        plugins::PLUG_INS
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let Described { mut room, stated, mut egg_info, tree } =
            Described::read(input, Wanted::Archives, &mut reader)?;
        let parts = Parts::collect(&tree, &room, &mut reader)?;
        // What comes now reads files that the findings so far may be about.
        let mut findings = reader.finish()?;
        let mut reader = Reader::new();
        let pbr = &room.pbr.files;
        let sdist_tree = tree.overlaid(pbr.for_sdist.clone());
        let sources = Sources {
            tree: &sdist_tree,
            parts: &parts,
            egg_info: &egg_info,
            stated: &stated,
            referenced: &room.said.referenced,
            tracked: room.scm.tracked.files().map(<[RelPath]>::to_vec),
            by_pbr: pbr.list.as_deref(),
            script: room.script.as_ref(),
        };
        let list = FileList::build(&sources, &mut reader)?;
        egg_info.set_sources(list.sources_txt());
        let earlier = egg_info.earlier_list().filter(|_| pbr.list.is_some() && pbr.reuses_list);
        let earlier = earlier.map(|earlier| FileList::earlier(&tree, &earlier));
        let listed = package_data::of_list(&tree, &room, earlier.as_ref().unwrap_or(&list))?;
        room.rules.notes.extend_from_slice(&list.notes);
        room.rules.notes.extend(parts.namespaces.note());
        let version = &stated.metadata.version;
        let mut wheel = archives::wheel(&tree, &parts, &listed, (&egg_info, version))?;
        archives::put_over(&mut wheel, room.scm.in_wheel(&room.found, &mut reader))?;
        findings.extend(reader.finish()?);
        let project = Project {
            editable: editable::of(&tree, &room, &parts, (&egg_info, &stated.metadata))?,
            data: parts.installed,
            dist_info: archives::dist_info(&tree, room.profile, &egg_info, &stated.metadata)?,
            sdist: archives::sdist(&sdist_tree, &room, &list, &egg_info)?,
            wheel,
            no_sdist: room.pbr.wheel_alone.clone(),
            written: [room.scm.written().clone(), room.pbr.written()]
                .into_iter()
                .flatten()
                .collect(),
            entry_points: stated.entry_points,
            tags: room.commands.tags(),
            rules: room.rules,
            metadata: stated.metadata,
        };
        Ok(Warned { value: project, findings })
    }

    fn metadata(&self, input: &Input<'_>) -> Result<Warned<crate::Stated>, Error> {
        let mut reader = Reader::new();
        let Described { room, stated, .. } = Described::read(input, Wanted::Metadata, &mut reader)?;
        let findings = reader.finish()?;
        let value = crate::Stated { metadata: stated.metadata, rules: room.rules };
        Ok(Warned { value, findings })
    }

    fn finds_version_elsewhere(&self, input: &Input<'_>) -> Result<bool, Error> {
        let mut quiet = Reader::new();
        let mut commands = Commands::default();
        let mut said = Distribution::new(input.pyproject.source().locate(0..0));
        setup_py::apply(input, &mut said, &mut commands, &mut quiet)?;
        let setup_cfg = SetupCfg::read(input.tree, &mut commands, &mut quiet)?;
        Ok(GitVersioning::is_asked(input, &mut said)
            || Pbr::is_asked(input, &setup_cfg, &mut said)?
            || Scm::is_asked(input, &setup_cfg, &mut said)?)
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        reader.finish()?;
        version::place(&room.tree, &room.said, &room.found)
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
    scm: Scm,
    pbr: Pbr,
    /// The tree with what plug-ins have written.
    tree: SourceTree,
    /// The script that setuptools is started from, where it is in the project: it is no module.
    script: Option<RelPath>,
}

impl Room {
    fn open(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let Chosen { profile, mut rules } =
            newest_allowed(input.build_system, "setuptools", releases::BANDS)?;
        plugins::check(input.build_system, reader);
        let mut commands = Commands::default();
        let mut said = Distribution::new(input.pyproject.source().locate(0..0));
        setup_py::apply(input, &mut said, &mut commands, reader)?;
        let setup_cfg = SetupCfg::read(input.tree, &mut commands, reader)?;
        commands.read_tool_table(input, reader);
        let scm = Scm::act(input, &setup_cfg, &mut said, reader)?;
        let git_versioning = GitVersioning::act(input, &mut said, reader)?;
        let mut pbr = Pbr::act(input, &setup_cfg, &mut said, reader)?;
        let notes = [scm.note(), git_versioning.note(), pbr.note()];
        rules.notes.extend(notes.into_iter().flatten());
        let tree = pbr.over(&scm.over(input.tree));
        let input = &Input { tree: &tree, ..*input };
        pbr.settle(input, &mut said, reader)?;
        setup_cfg.fill(input.tree, &mut said, reader);
        let dynamic = tool_table::apply(input, &mut said, reader);
        project_table::apply(input, &dynamic, profile, &mut said, reader);
        git_versioning.settle(&mut said);
        licensed::apply(input, &mut said, reader)?;
        setup_py::report_unknown(&said, reader);
        plugins::check_described(input.build_system, &said, reader);
        checks::check(&said, reader);
        pkg_info::fill(input.tree, &mut said, reader)?;
        reader.report_all(said.unproved.values().cloned());
        let found = Discovered::find(input.tree, &said, reader)?;
        derived_name::apply(input.tree, &mut said, &found, reader)?;
        let is_legacy = input.build_system.backend == LEGACY;
        let script = is_legacy.then(|| RelPath::root().child("setup.py"));
        Ok(Self { profile, rules, said, commands, setup_cfg, found, scm, pbr, tree, script })
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

/// What a project is described for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wanted {
    Archives,
    Metadata,
}

impl Described {
    fn read(input: &Input<'_>, wanted: Wanted, reader: &mut Reader) -> Result<Self, Error> {
        let mut room = Room::open(input, reader)?;
        if wanted == Wanted::Archives {
            room.scm.track(input)?;
        }
        let tree = room.tree.clone();
        let input = &Input { tree: &tree, ..*input };
        version::resolve(input, &mut room.said, &room.found, reader)?;
        room.rules.notes.append(&mut room.said.notes);
        let tagged = |version| room.commands.tagged(version, reader);
        room.said.version = room.said.version.map(|version| version.map(tagged));
        let stated = metadata::read(&room.tree, &room.said, room.profile, reader)?;
        leftovers::check(&room.tree, &stated.own_root(), reader)?;
        let egg_info = EggInfo::new(&room.tree, &room, &stated, reader)?;
        let tree = egg_info.over(&room.tree);
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
