//! [pdm-backend](https://backend.pdm-project.org/build_config/): globs that are weighed against each
//! other, and an sdist whose `pyproject.toml` is written anew.

mod config;
mod editable;
mod files;
mod metadata;
mod plug_ins;
mod rewritten;
mod rules;
mod selection;
#[cfg(test)]
mod tests;
mod version;
mod wheel_data;

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_pep::Version;
use pyrel_tree::{RelPath, SourceTree};

use super::profile::{Band, Chosen, newest_allowed};
use super::support::{OptionRow, Verdict};
use super::{Backend, Input, PlugInRow};
use crate::metadata::license_as_written;
use crate::pyproject::{PASSED_OVER_KEY, ProjectTable, Reader};
use crate::version_place::VersionPlace;
use crate::{Error, Project};
use config::Config;
use plug_ins::Locked;
use selection::{Selection, Target};
use version::WrittenFile;

/// The room of pdm-backend.
#[derive(Debug)]
pub(crate) struct Pdm;

const OPTIONS: &[OptionRow] = &[
    OptionRow {
        key: "build.includes",
        verdict: Verdict::Honoured,
        words: "glob patterns of what is packed, instead of all packages",
    },
    OptionRow {
        key: "build.excludes",
        verdict: Verdict::Honoured,
        words: "glob patterns of what is not packed",
    },
    OptionRow {
        key: "build.source-includes",
        verdict: Verdict::Honoured,
        words: "glob patterns of what only the sdist holds; `tests` if there are none",
    },
    OptionRow {
        key: "build.package-dir",
        verdict: Verdict::Honoured,
        words: "folder that packages lie in",
    },
    OptionRow {
        key: "build.wheel-data.*",
        verdict: Verdict::Honoured,
        words: "files that are installed elsewhere, by scheme",
    },
    OptionRow {
        key: "build.editable-backend",
        verdict: Verdict::Honoured,
        words: "how an editable wheel makes packages be found",
    },
    OptionRow {
        key: "build.is-purelib",
        verdict: Verdict::Honoured,
        words: "whether the wheel is for every platform; `false` is refused",
    },
    OptionRow {
        key: "build.run-setuptools",
        verdict: Verdict::Honoured,
        words: "whether setuptools builds extension modules; `true` is refused",
    },
    OptionRow {
        key: "build.locked",
        verdict: Verdict::Honoured,
        words: "whether pdm-build-locked, if it is required, adds extras with locked versions",
    },
    OptionRow {
        key: "build.locked-groups",
        verdict: Verdict::Honoured,
        words: "the groups that it locks",
    },
    OptionRow {
        key: "build.custom-hook",
        verdict: Verdict::Refused("a build hook is Python code of the project"),
        words: "the build hook, where it is not `pdm_build.py`",
    },
    OptionRow {
        key: "build.hooks.*",
        verdict: Verdict::Refused("build hooks are Python code, which is not run"),
        words: "settings of build hooks",
    },
    OptionRow {
        key: "version.source",
        verdict: Verdict::Honoured,
        words: "where a dynamic version is read from: `file` or `scm`; `call` is refused",
    },
    OptionRow {
        key: "version.path",
        verdict: Verdict::Honoured,
        words: "the file that holds the version",
    },
    OptionRow {
        key: "version.pattern",
        verdict: Verdict::Honoured,
        words: "regular expression whose first group is the version",
    },
    OptionRow {
        key: "version.write_to",
        verdict: Verdict::Honoured,
        words: "file that is written with a version from git, below the package folder",
    },
    OptionRow {
        key: "version.write_template",
        verdict: Verdict::Honoured,
        words: "what is written there, with the version in place of `{}`",
    },
    OptionRow {
        key: "version.tag_regex",
        verdict: Verdict::Honoured,
        words: "regular expression for the version in a tag",
    },
    OptionRow {
        key: "version.tag_filter",
        verdict: Verdict::Honoured,
        words: "glob pattern of the tags that count; `*.*` if there is none",
    },
    OptionRow {
        key: "version.fallback_version",
        verdict: Verdict::Honoured,
        words: "version where there is no repository",
    },
    OptionRow {
        key: "version.version_format",
        verdict: Verdict::Refused("it is code of the project"),
        words: "function that writes a version from git",
    },
    OptionRow {
        key: "version.getter",
        verdict: Verdict::Refused("it is code of the project"),
        words: "function that the source `call` asks for the version",
    },
];

/// What sets the releases of pdm-backend apart.
#[derive(Debug)]
struct Profile {
    /// Whether import names (PEP 794) are read and written.
    import_names: bool,
    /// Whether names beyond ASCII are written as they are, and not encoded (RFC 2047).
    unicode_addresses: bool,
}

static PDM_2_5: Profile = Profile { import_names: true, unicode_addresses: true };
static PDM_2_4: Profile = Profile { import_names: false, unicode_addresses: false };

/// Newest first. Releases before 2.4.9 look for the version in other ways.
const BANDS: &[Band<Profile>] = &[
    Band { name: "pdm-backend 2.5", first: "2.5.0", last: "2.5.0", profile: &PDM_2_5 },
    Band { name: "pdm-backend 2.4", first: "2.4.9", last: "2.4.10", profile: &PDM_2_4 },
];

static BUILD_HOOK: Rule = Rule {
    id: "pdm-build-hook",
    severity: Severity::Error,
    words: "the project has a build hook, which is Python code",
    remedy: "pyrel runs no Python code: remove the hook, or build with `python -m build`",
};

/// What pdm-backend runs if it is there.
const HOOK: &str = "pdm_build.py";

impl Backend for Pdm {
    fn name(&self) -> &'static str {
        "pdm-backend"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["pdm.backend", "pdm.backend.intree"]
    }

    fn options(&self) -> &'static [OptionRow] {
        OPTIONS
    }

    fn rules(&self) -> &'static [&'static Rule] {
        &rules::RULES
    }

    fn plug_ins(&self) -> &'static [PlugInRow] {
        plug_ins::PLUG_INS
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        let version = version::resolve(input, &room, &mut reader)?;
        let stated = metadata::read(&room, &version, &mut reader)?;
        let wheel = Selection::of(&room, Target::Wheel)?;
        let sdist = Selection::of(&room, Target::Sdist)?;
        selection::report_unmatched(&room, &mut reader)?;
        let data = wheel_data::read(&room, &mut reader)?;
        let findings = reader.finish()?;
        let mut wheel = files::wheel(&room, &wheel)?;
        let mut sdist = files::sdist(input, &room, &sdist, &stated.licenses, &version)?;
        let mut written = BTreeMap::new();
        if let Some(file) = &version.written {
            file.put(&room, Target::Wheel, &mut wheel)?;
            file.put(&room, Target::Sdist, &mut sdist)?;
            written.insert(file.in_tree(&room), file.text.clone());
        }
        let mut rules = room.chosen.rules.clone();
        rules.notes.extend(version.notes);
        rules.notes.extend(room.locked.note());
        let project = Project {
            entry_points: Some(stated.entry_points),
            tags: stated.tags,
            rules,
            dist_info: files::licenses(&room, &stated.licenses)?,
            sdist,
            no_sdist: Vec::new(),
            written,
            editable: editable::read(&room, &wheel, &data)?,
            wheel,
            data,
            metadata: stated.metadata,
        };
        Ok(Warned { value: project, findings })
    }

    fn finds_version_elsewhere(&self, input: &Input<'_>) -> Result<bool, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        let is_open = room.project.version.is_none();
        Ok(is_open && room.config.version.is_some_and(|version| version.scm.is_some()))
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        reader.finish()?;
        version::place(&room)
    }
}

/// All that is known before a file is looked into.
#[derive(Debug)]
struct Room {
    chosen: Chosen<Profile>,
    project: ProjectTable,
    /// Extras that `pdm.lock` gives.
    locked: Locked,
    config: Config,
    /// The licence expression as it is written.
    license: Option<String>,
    /// The tree without the folder in which pdm-backend works, which it empties first.
    tree: SourceTree,
}

impl Room {
    fn open(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let chosen = newest_allowed(input.build_system, "pdm-backend", BANDS)?;
        let project = ProjectTable::read(input.pyproject, &PASSED_OVER_KEY, reader);
        let mut project = input.project(project, reader)?;
        check_hooks(input, &project, reader)?;
        let locked = plug_ins::add_locked(input, &mut project, reader)?;
        metadata::check_people(input, reader);
        let hidden = BTreeSet::from_iter(RelPath::new(".pdm-build"));
        let tree = input.tree.without(hidden);
        let config = Config::read(input, &tree, reader)?;
        let license = license_as_written(input.pyproject).map(str::to_owned);
        Ok(Self { chosen, project, locked, config, license, tree })
    }
}

/// Hooks run because they are there: those of the project, and those of whatever is installed. The
/// in-tree backend has the project's own requirements installed too.
fn check_hooks(
    input: &Input<'_>,
    project: &ProjectTable,
    reader: &mut Reader,
) -> Result<(), Error> {
    let in_tree = input.build_system.backend.ends_with(".intree");
    let own = project.dependencies.iter().filter(|_| in_tree);
    for requirement in input.build_system.requires.iter().chain(own) {
        plug_ins::check(requirement, reader);
    }
    let hook = RelPath::root().child(HOOK);
    if input.tree.item(&hook)?.is_some() {
        let message = format!("`{HOOK}` is a build hook, and is not run");
        reader.report(Finding::new(&BUILD_HOOK, message).in_file(HOOK));
    }
    Ok(())
}

/// The version that was found.
#[derive(Debug)]
struct Resolved {
    version: Version,
    /// Whether `[project]` states it.
    stated: bool,
    /// What is written with it.
    written: Option<WrittenFile>,
    /// Where it is from, if that is another place than a file.
    notes: Vec<String>,
}

impl Resolved {
    /// A version that is written in the tree.
    fn of(version: Version) -> Self {
        Self { version, stated: false, written: None, notes: Vec::new() }
    }
}
