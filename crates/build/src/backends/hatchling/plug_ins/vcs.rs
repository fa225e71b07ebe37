//! [hatch-vcs](https://github.com/ofek/hatch-vcs): the version source `vcs`, which asks
//! setuptools-scm, and the build hook `vcs`, which writes the version into a file.
//!
//! The source reads its own keys alone: neither the tables of setuptools-scm nor the variables that
//! are meant for one distribution count, unless the raw options name it.

use pyrel_diag::{Finding, Location};
use pyrel_pep::Version;
use pyrel_scm::setuptools_scm::version_file as text_of;
use pyrel_tree::RelPath;

use super::super::Room;
use super::super::config::{Config, Hook};
use crate::Error;
use crate::backends::profile::{Band, newest_allowed};
use crate::backends::{Input, OptionRow};
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, MISSING_KEY, ProjectTable, Reader, Table};
use crate::setuptools_scm::rows::scm_rows;
use crate::setuptools_scm::{self, FromGit, Given, Setting, Settings};

/// What the configuration calls source and hook.
pub(in crate::backends::hatchling) const NAME: &str = "vcs";

/// The options of setuptools-scm that the source passes on.
pub(in crate::backends::hatchling) const OPTIONS: &[OptionRow] = scm_rows!("version.raw-options.");

/// What sets the releases of hatch-vcs apart.
#[derive(Debug)]
struct Profile {
    /// Whether `tag-pattern` counts before the raw option `tag_regex`.
    own_pattern_first: bool,
}

const BANDS: &[Band<Profile>] = &[
    Band {
        name: "hatch-vcs 0.5",
        first: "0.5.0",
        last: "0.5.0",
        profile: &Profile { own_pattern_first: true },
    },
    Band {
        name: "hatch-vcs 0.4",
        first: "0.3.0",
        last: "0.4.0",
        profile: &Profile { own_pattern_first: false },
    },
];

/// What `[tool.hatch.version]` says to the source.
#[derive(Debug, Default)]
pub(in crate::backends::hatchling) struct Options {
    location: Option<Location>,
    raw: Settings,
    tag_pattern: Option<Located<String>>,
    fallback_version: Option<Located<String>>,
}

impl Options {
    pub(in crate::backends::hatchling) fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        let mut text = |key| reader.text_of(table, key).filter(|text| !text.value.is_empty());
        let (tag_pattern, fallback_version) = (text("tag-pattern"), text("fallback-version"));
        let raw = reader.table_of(table, "raw-options");
        Self {
            location: Some(table.location()),
            raw: raw.map(|raw| Settings::of(&raw)).unwrap_or_default(),
            tag_pattern,
            fallback_version,
        }
    }

    /// What setuptools-scm is asked with.
    fn settings(&self, profile: &Profile) -> Settings {
        let mut settings = self.raw.clone();
        let mut set = |key: &str, own: &str, text: &Option<Located<String>>| {
            if let Some(text) = text {
                settings.set(Setting {
                    key: key.to_owned(),
                    path: format!("tool.hatch.version.{own}"),
                    value: Given::Text(text.value.clone()),
                    location: Some(text.location.clone()),
                });
            }
        };
        if profile.own_pattern_first || self.raw.get("tag_regex").is_none() {
            set("tag_regex", "tag-pattern", &self.tag_pattern);
        }
        set("fallback_version", "fallback-version", &self.fallback_version);
        settings.remove("write_to");
        settings.remove("write_to_template");
        settings
    }
}

/// The version, where the source `vcs` is asked for it.
pub(in crate::backends::hatchling) fn find(
    input: &Input<'_>,
    config: &Config,
    project: &ProjectTable,
    reader: &mut Reader,
) -> Result<Option<FromGit>, Error> {
    let Some(version) = &config.version else { return Ok(None) };
    let is_asked = version.source.as_ref().is_some_and(|source| source.value == NAME);
    if !is_asked || project.dynamic.get("version").is_none() {
        return Ok(None);
    }
    let profile = newest_allowed(input.build_system, "hatch-vcs", BANDS)?.profile;
    let release = setuptools_scm::release_of(input.build_system, &[])?;
    let options = &version.vcs;
    let location = options.location.clone().unwrap_or_else(|| version.location.clone());
    let around = (input.surroundings, reader);
    setuptools_scm::get_version(options.settings(profile), (location, release), input.tree, around)
}

/// The file that the hook writes, and its text. It knows the version and nothing else.
pub(in crate::backends::hatchling) fn version_file(
    room: &Room,
    hook: &Hook,
    version: &Version,
    reader: &mut Reader,
) -> Result<Option<(RelPath, String)>, Error> {
    let release = setuptools_scm::release_of(&room.build_system, &[])?;
    let Some(name) = &hook.version_file else {
        let finding = Finding::new(&MISSING_KEY, "the build hook `vcs` needs `version-file`");
        reader.report(finding.at(hook.location.clone()));
        return Ok(None);
    };
    let Some(path) = named_file::path("build.hooks.vcs.version-file", name, reader) else {
        return Ok(None);
    };
    let folder = path.parent().unwrap_or_else(RelPath::root);
    if !room.tree.is_folder(&folder)? {
        let message = format!("there is no folder `{folder}` for the version file");
        reader.report(Finding::new(&INVALID_VALUE, message).at(name.location.clone()));
        return Ok(None);
    }
    let template = hook.template.as_ref();
    let text = template.map(|it| it.value.as_str());
    match text_of(&name.value, text, &version.to_string(), (None, release)) {
        Ok(text) => Ok(Some((path, text))),
        Err(refusal) => {
            let at = template.unwrap_or(name).location.clone();
            let finding = Finding::new(&INVALID_VALUE, refusal.words).at(at);
            reader.report(match refusal.remedy {
                Some(remedy) => finding.remedy(remedy),
                None => finding,
            });
            Ok(None)
        }
    }
}
