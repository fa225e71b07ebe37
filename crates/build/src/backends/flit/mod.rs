//! [flit_core](https://flit.pypa.io/en/stable/pyproject_toml.html): one importable module, three
//! small tables, and nothing to run.
//!
//! The pattern room: `OPTIONS` says what becomes of each key, [`config`] reads the keys as
//! written, [`files`] finds what goes into wheel and sdist, and [`metadata`] holds what flit reads
//! out of the module itself. The next room is written by copying this plan.

mod config;
mod files;
mod legacy;
mod metadata;
mod module;
mod releases;
mod rules;
mod scm;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use pyrel_diag::{Rule, Warned};
use pyrel_tree::{RelPath, SourceTree};

use super::profile::Chosen;
use super::support::{OptionRow, Verdict};
use super::{Backend, Input, PlugInRow};
use crate::pyproject::{ProjectTable, Reader};
use crate::version_place::VersionPlace;
use crate::{Editable, Error, Project, Rules, Stated};
use config::Config;
use legacy::Legacy;
use module::Module;
use releases::Profile;

/// The room of flit_core.
#[derive(Debug)]
pub(crate) struct Flit;

const fn honoured(key: &'static str, words: &'static str) -> OptionRow {
    OptionRow { key, verdict: Verdict::Honoured, words }
}

/// Every key below `[tool.flit]`.
const OPTIONS: &[OptionRow] = &[
    honoured("module.name", "import name of the module, where it is not the project's name"),
    honoured("sdist.include", "glob patterns of further files for the sdist"),
    honoured("sdist.exclude", "glob patterns of files kept out of the sdist"),
    honoured(
        "external-data.directory",
        "folder whose content is installed below the environment's prefix",
    ),
    // The tables from before PEP 621, which the fourth series refuses.
    honoured("metadata.module", "import name of the module, which is the project's name as well"),
    honoured("metadata.dist-name", "the project's name, where it is not the module's"),
    honoured("metadata.author", "name of the author"),
    honoured("metadata.author-email", "address of the author"),
    honoured("metadata.maintainer", "name of the maintainer"),
    honoured("metadata.maintainer-email", "address of the maintainer"),
    honoured("metadata.home-page", "address of the project"),
    honoured("metadata.license", "the licence in a word"),
    honoured("metadata.keywords", "keywords as one text"),
    honoured("metadata.requires-python", "versions of Python that the project runs on"),
    honoured("metadata.description-file", "the readme"),
    honoured("metadata.requires", "requirements"),
    honoured("metadata.dev-requires", "requirements of the extra `dev`"),
    honoured("metadata.requires-extra", "requirements of extras"),
    honoured("metadata.classifiers", "trove classifiers"),
    honoured("metadata.urls", "further addresses"),
    honoured("scripts.*", "commands"),
    honoured("entrypoints.*", "entry points, nested as one likes"),
    OptionRow {
        key: "x-*",
        verdict: Verdict::Ignored("keys that begin with `x-` are for other tools"),
        words: "tables of other tools",
    },
];

impl Backend for Flit {
    fn name(&self) -> &'static str {
        "flit_core"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["flit_core.buildapi", "flit.buildapi", scm::ENTRY_POINT]
    }

    fn options(&self) -> &'static [OptionRow] {
        static ALL: LazyLock<Vec<OptionRow>> = LazyLock::new(|| [OPTIONS, scm::OPTIONS].concat());
        &ALL
    }

    fn rules(&self) -> &'static [&'static Rule] {
        &rules::RULES
    }

    fn plug_ins(&self) -> &'static [PlugInRow] {
        scm::PLUG_INS
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let mut room = Room::open(input, &mut reader)?;
        let stated = metadata::read(&room.tree, &room, &mut reader)?;
        room.rules.notes.extend(stated.note);
        let tree = &room.tree;
        let wheel = files::wheel(tree, &room.module)?;
        let data = files::data(tree, &room.config)?;
        let sdist = files::sdist(tree, &room, &stated.referenced, &mut reader)?;
        let mut no_sdist = sdist.missing;
        no_sdist.extend(releases::no_sdist(&room));
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
            dist_info: files::licenses(tree, room.profile, &stated.licenses)?,
            sdist: sdist.map,
            no_sdist,
            written: room.written,
            editable: Ok(editable),
            metadata: stated.metadata,
        };
        Ok(Warned { value: project, findings })
    }

    fn metadata(&self, input: &Input<'_>) -> Result<Warned<Stated>, Error> {
        let mut reader = Reader::new();
        let mut room = Room::open(input, &mut reader)?;
        let metadata::Stated { metadata, note, .. } =
            metadata::read(&room.tree, &room, &mut reader)?;
        room.rules.notes.extend(note);
        let findings = reader.finish()?;
        Ok(Warned { value: Stated { metadata, rules: room.rules }, findings })
    }

    fn finds_version_elsewhere(&self, input: &Input<'_>) -> Result<bool, Error> {
        Ok(scm::is_asked(input))
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        reader.finish()?;
        metadata::version_place(&room.tree, &room)
    }
}

/// All that is known before a file is looked into.
#[derive(Debug)]
struct Room {
    profile: &'static Profile,
    rules: Rules,
    project: ProjectTable,
    /// What only the tables from before PEP 621 say.
    legacy: Option<Legacy>,
    config: Config,
    module: Module,
    /// The tree with what flit_scm has written.
    tree: SourceTree,
    written: BTreeMap<RelPath, Arc<[u8]>>,
}

impl Room {
    fn open(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let Chosen { profile, mut rules } = releases::chosen(input.build_system)?;
        let from_git = scm::act(input, reader)?;
        rules.notes.extend(from_git.as_ref().map(|it| it.found.to_string()));
        let written = from_git.map(|it| it.written).unwrap_or_default();
        let tree = match written.is_empty() {
            true => input.tree.clone(),
            false => input.tree.overlaid(written.clone()),
        };
        let input = &Input { tree: &tree, ..*input };
        let mut config = Config::read(input, profile, reader);
        let (project, legacy) = match legacy::read(input, profile, reader)? {
            Some((project, module, legacy)) => {
                config.module = Some(module);
                (project, Some(legacy))
            }
            None => (metadata::project_table(input, profile, reader)?, None),
        };
        releases::check_name(&project.name, profile, reader);
        let module = Module::find(input.tree, &project, &config, profile)?;
        Ok(Self { profile, rules, project, legacy, config, module, tree, written })
    }
}
