//! [hatchling](https://hatch.pypa.io/latest/config/build/): everything below the project's folder
//! that patterns choose, put where `sources` and `force-include` say.
//!
//! [`options`] says what becomes of each key, [`config`] reads the keys as written, [`plug_ins`]
//! holds what other distributions add. [`roots`] decides on what is looked through, [`patterns`] and
//! [`selection`] on what is taken, [`sources`] on where it goes, and [`generated`] lays over the
//! tree what build hooks write; [`files`] makes wheel and sdist of it, [`editable`] what stands in
//! for the wheel. [`metadata`] and [`requirements`] write `[project]` in hatchling's own way, with
//! [`version`], [`pkg_info`] and metadata hooks for what is dynamic.
//!
//! Knowingly different: where the project lies decides nothing. hatchling drops ignore patterns that
//! match any folder of its absolute path, and puts that path into requirements with `{root}`.

mod config;
mod context;
mod editable;
mod files;
mod generated;
mod legacy;
mod metadata;
mod options;
mod patterns;
mod pkg_info;
mod plug_ins;
mod requirements;
mod roots;
mod rules;
mod scripts;
mod selection;
mod sources;
#[cfg(test)]
mod tests;
mod unmatched;
mod version;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pyrel_archive::FileMap;
use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_pep::{MetadataVersion, VersionSpelling};
use pyrel_tree::SourceTree;

use super::profile::{Band, Chosen, newest_allowed};
use super::support::OptionRow;
use super::{Backend, Input, PlugInRow};
use crate::named_file;
use crate::pyproject::{BuildSystem, Dialect, Licenses, PASSED_OVER_KEY, ProjectTable, Reader};
use crate::setuptools_scm::FromGit;
use crate::version_place::VersionPlace;
use crate::{Error, Project, Rules};
use config::Config;
use patterns::IgnoreFiles;
use pkg_info::PkgInfo;
use plug_ins::{uv_dynamic_versioning, vcs};

/// The room of hatchling.
#[derive(Debug)]
pub(crate) struct Hatchling;

/// What sets the releases of hatchling apart.
#[derive(Debug)]
pub(super) struct Profile {
    /// The metadata version that it writes unless another one is asked for.
    metadata_version: MetadataVersion,
    /// The newest that can be asked for.
    newest_metadata: MetadataVersion,
    /// How metadata spells the version.
    version_spelling: VersionSpelling,
    /// Whether it reads import names (PEP 794).
    import_names: bool,
    /// Whether import names may say `; private`.
    private_names: bool,
    /// Whether licences stand in metadata as a draft of PEP 639 had it, whatever its version.
    draft_licenses: bool,
    /// Whether ignore patterns count that match the project itself.
    may_ignore_project: bool,
    /// Whether it takes bills of materials (PEP 770).
    sboms: bool,
    /// Whether only the very first line of a script can name its interpreter.
    plain_shebang: bool,
    /// What it does with scripts that are installed as commands.
    scripts: Scripts,
    /// Whether a `setup.py` says how it is encoded.
    coding_line: bool,
    /// Whether extras may stand for others of the same project.
    extras_of_itself: bool,
    /// Folders that are never looked into.
    never_entered: &'static [&'static str],
    /// Files that are never taken.
    never_taken: &'static [&'static str],
}

/// What becomes of `shared-scripts`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Scripts {
    /// They keep their permissions.
    WithModes,
    /// None of them may be executed.
    Plain,
    /// There is no such option yet.
    None,
}

static SINCE_1_33: Profile = Profile {
    metadata_version: MetadataVersion::V2_5,
    newest_metadata: MetadataVersion::V2_5,
    version_spelling: VersionSpelling::AsWritten,
    import_names: true,
    private_names: true,
    draft_licenses: false,
    may_ignore_project: false,
    sboms: true,
    plain_shebang: true,
    scripts: Scripts::WithModes,
    coding_line: false,
    extras_of_itself: true,
    never_entered: &[
        "__pycache__",
        ".venv",
        ".git",
        ".hg",
        ".hatch",
        ".tox",
        ".nox",
        ".ruff_cache",
        ".pytest_cache",
        ".mypy_cache",
        ".pixi",
    ],
    never_taken: &[".DS_Store", ".git"],
};

static SINCE_1_32: Profile = Profile { version_spelling: VersionSpelling::Canonical, ..SINCE_1_33 };

static SINCE_1_31: Profile =
    Profile { metadata_version: MetadataVersion::V2_4, private_names: false, ..SINCE_1_32 };

static SINCE_1_30: Profile = Profile { plain_shebang: false, ..SINCE_1_31 };

static SINCE_1_28: Profile = Profile {
    newest_metadata: MetadataVersion::V2_4,
    import_names: false,
    never_taken: &[".DS_Store"],
    ..SINCE_1_30
};

static SINCE_1_27: Profile = Profile { sboms: false, coding_line: true, ..SINCE_1_28 };

static SINCE_1_26: Profile = Profile { metadata_version: MetadataVersion::V2_3, ..SINCE_1_27 };

static SINCE_1_24: Profile = Profile {
    newest_metadata: MetadataVersion::V2_3,
    draft_licenses: true,
    may_ignore_project: true,
    never_entered: &[
        "__pycache__",
        ".venv",
        ".git",
        ".hg",
        ".hatch",
        ".tox",
        ".nox",
        ".ruff_cache",
        ".pytest_cache",
        ".mypy_cache",
    ],
    ..SINCE_1_26
};

static SINCE_1_24_0: Profile = Profile {
    never_entered: &[
        "__pycache__",
        ".git",
        ".hg",
        ".hatch",
        ".tox",
        ".nox",
        ".ruff_cache",
        ".pytest_cache",
        ".mypy_cache",
    ],
    ..SINCE_1_24
};

static SINCE_1_23: Profile = Profile { scripts: Scripts::Plain, ..SINCE_1_24_0 };

static SINCE_1_22: Profile =
    Profile { scripts: Scripts::None, extras_of_itself: false, ..SINCE_1_23 };

/// Newest first. Before 1.22.5 hatchling read an sdist's own metadata otherwise, or not at all.
const BANDS: &[Band<Profile>] = &[
    Band { name: "hatchling 1.33", first: "1.32.3", last: "1.33.0", profile: &SINCE_1_33 },
    Band { name: "hatchling 1.32", first: "1.32.0", last: "1.32.0", profile: &SINCE_1_32 },
    Band { name: "hatchling 1.31", first: "1.31.0", last: "1.31.0", profile: &SINCE_1_31 },
    Band { name: "hatchling 1.30", first: "1.30.1", last: "1.30.1", profile: &SINCE_1_30 },
    Band { name: "hatchling 1.28", first: "1.28.0", last: "1.29.0", profile: &SINCE_1_28 },
    Band { name: "hatchling 1.27", first: "1.27.0", last: "1.27.0", profile: &SINCE_1_27 },
    Band { name: "hatchling 1.26", first: "1.26.0", last: "1.26.3", profile: &SINCE_1_26 },
    Band { name: "hatchling 1.25", first: "1.24.2", last: "1.25.0", profile: &SINCE_1_24 },
    Band { name: "hatchling 1.24", first: "1.24.0", last: "1.24.1", profile: &SINCE_1_24_0 },
    Band { name: "hatchling 1.23", first: "1.23.0", last: "1.23.0", profile: &SINCE_1_23 },
    Band { name: "hatchling 1.22", first: "1.22.5", last: "1.22.5", profile: &SINCE_1_22 },
];

static NO_SDIST: Rule = Rule {
    id: "no-sdist",
    severity: Severity::Error,
    words: "a file that the sdist would hold cannot be read or put there",
    remedy: "exclude it in `[tool.hatch.build.targets.sdist]`",
};

static OWN_NAME: Rule = Rule {
    id: "strict-naming",
    severity: Severity::Error,
    words: "file names that do not hold the normalised name of the project",
    remedy: "leave `strict-naming` out: indexes refuse such files",
};

impl Backend for Hatchling {
    fn name(&self) -> &'static str {
        "hatchling"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["hatchling.build", "hatchling.ouroboros"]
    }

    fn options(&self) -> &'static [OptionRow] {
        static ALL: LazyLock<Vec<OptionRow>> =
            LazyLock::new(|| [options::OPTIONS, vcs::OPTIONS].concat());
        &ALL
    }

    fn rules(&self) -> &'static [&'static Rule] {
        &rules::RULES
    }

    fn plug_ins(&self) -> &'static [PlugInRow] {
        plug_ins::table::PLUG_INS
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let mut room = Room::open(input, &mut reader)?;
        room.check(&mut reader);
        unmatched::report(&room, &mut reader)?;
        let stated = room.state(input, &mut reader)?;
        let wheel = files::wheel(&room, &stated, &mut reader)?;
        let findings = reader.finish()?;
        let sdist = stated.pkg_info.clone().map_err(Error::refused);
        let sdist = sdist.and_then(|pkg_info| files::sdist(&room, &stated, &pkg_info));
        let (sdist, no_sdist) = match sdist {
            Ok(sdist) => (sdist, Vec::new()),
            Err(Error::Refused(findings)) => (FileMap::new(), findings),
            Err(error) => (FileMap::new(), vec![Finding::new(&NO_SDIST, error.to_string())]),
        };
        let mut written = room.vcs.as_ref().map(|vcs| vcs.written.clone()).unwrap_or_default();
        written.extend(generated::by_all_hooks(&room, &stated.stated.version)?);
        let project = Project {
            editable: editable::editable(&room, &wheel),
            entry_points: stated.entry_points,
            tags: stated.tags,
            rules: room.rules,
            wheel: wheel.package,
            data: wheel.data,
            dist_info: wheel.dist_info,
            sdist,
            no_sdist,
            written,
            metadata: stated.metadata,
        };
        Ok(Warned { value: project, findings })
    }

    /// Without a look at the files that would go into archives.
    fn metadata(&self, input: &Input<'_>) -> Result<Warned<crate::Stated>, Error> {
        let mut reader = Reader::new();
        let mut room = Room::open(input, &mut reader)?;
        room.check(&mut reader);
        let stated = room.state(input, &mut reader)?;
        let findings = reader.finish()?;
        let value = crate::Stated { metadata: stated.metadata, rules: room.rules };
        Ok(Warned { value, findings })
    }

    fn finds_version_elsewhere(&self, input: &Input<'_>) -> Result<bool, Error> {
        let mut reader = Reader::new();
        let config = Config::read(input.pyproject, input.tree, &mut reader)?;
        let variables = &input.surroundings.variables;
        let project = project_table(input, variables, &mut reader)?;
        let told = PkgInfo::read(input.tree, &project.dynamic, &mut reader)?;
        let told = told.is_some_and(|told| told.gives("version"));
        let source = config.version.and_then(|version| version.source);
        let is_elsewhere = source.is_some_and(|source| {
            [vcs::NAME, uv_dynamic_versioning::NAME].contains(&source.value.as_str())
        });
        Ok(is_elsewhere && !told && project.dynamic.get("version").is_some())
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        reader.finish()?;
        version::place(&room)
    }
}

/// All that is known before a file is looked for.
#[derive(Debug)]
struct Room {
    tree: SourceTree,
    build_system: BuildSystem,
    variables: BTreeMap<String, String>,
    profile: &'static Profile,
    rules: Rules,
    project: ProjectTable,
    config: Config,
    ignore: IgnoreFiles,
    /// The sdist's own metadata, where that gives something.
    pkg_info: Option<PkgInfo>,
    /// Fields that are dynamic and that it does not give; the version aside.
    dynamic: Vec<String>,
    /// What the version source `vcs` has found, where it is asked.
    vcs: Option<FromGit>,
    /// What the version source `uv-dynamic-versioning` has, where it is asked.
    uv_dynamic_versioning: Option<uv_dynamic_versioning::Found>,
}

impl Room {
    fn open(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let Chosen { profile, mut rules } = newest_allowed(input.build_system, "hatchling", BANDS)?;
        let config = Config::read(input.pyproject, input.tree, reader)?;
        let variables = &input.surroundings.variables;
        let mut project = project_table(input, variables, reader)?;
        if profile.draft_licenses {
            check_draft_licenses(input, reader)?;
        }
        project.entry_points.retain(|group| !group.items.is_empty());
        let pkg_info = PkgInfo::read(input.tree, &project.dynamic, reader)?;
        if let Some(told) = &pkg_info {
            told.fill(&mut project, reader);
        }
        let told = |field: &str| pkg_info.as_ref().is_some_and(|it| it.gives(field));
        let dynamic = project.dynamic.iter().map(|field| field.value.clone());
        let dynamic = dynamic.filter(|field| !told(field) && field != "version").collect();
        let vcs = match told("version") {
            true => None,
            false => vcs::find(input, &config, &project, reader)?,
        };
        rules.notes.extend(vcs.as_ref().map(|vcs| vcs.found.to_string()));
        let uv_dynamic_versioning = match told("version") {
            true => None,
            false => uv_dynamic_versioning::find(input, &config, &project, reader)?,
        };
        rules.notes.extend(uv_dynamic_versioning.as_ref().map(|found| found.answer.note.clone()));
        let mut quiet = Reader::new();
        let unread = config.wheel.ignore_vcs && config.sdist.ignore_vcs;
        let findings = if unread { &mut quiet } else { reader };
        let above = input.surroundings.gitignore_above.as_ref();
        let mut ignore = IgnoreFiles::read(input.tree, above, findings)?;
        ignore.judge(profile, findings);
        let written = vcs.as_ref().map(|vcs| vcs.written.clone()).unwrap_or_default();
        let tree = match written.is_empty() {
            true => input.tree.clone(),
            false => input.tree.overlaid(written),
        };
        let variables = variables.clone();
        Ok(Self {
            tree,
            build_system: input.build_system.clone(),
            variables,
            profile,
            rules,
            project,
            config,
            ignore,
            pkg_info,
            dynamic,
            vcs,
            uv_dynamic_versioning,
        })
    }

    /// What would have to run, or is not made.
    fn check(&self, reader: &mut Reader) {
        let mut found = Vec::new();
        for target in [&self.config.wheel, &self.config.sdist] {
            found.extend(plug_ins::table::build_hooks(&target.hooks, &self.variables));
            let name = &self.project.name.value;
            if let Some(strict) = target.strict_naming.as_ref().filter(|it| !it.value)
                && roots::component(name.as_str()) != name.escaped()
            {
                let message = format!("`strict-naming` would keep `{name}` in file names");
                found.push(Finding::new(&OWN_NAME, message).at(strict.location.clone()));
            }
        }
        // What stands in `build` counts for both targets and is said once.
        let mut told: Vec<Finding> = Vec::new();
        found.retain(|finding| {
            let is_new = !told.contains(finding);
            told.push(finding.clone());
            is_new
        });
        reader.report_all(found);
    }

    /// What the project states about itself.
    fn state(&mut self, input: &Input<'_>, reader: &mut Reader) -> Result<metadata::Stated, Error> {
        let version = version::of(self, reader)?;
        plug_ins::metadata_hooks::ask(self, input, &version, reader)?;
        metadata::read(self, version, reader)
    }

    /// hatchling asks its metadata hooks only where something is left to fill in.
    fn hooks_are_asked(&self) -> bool {
        let told = self.pkg_info.as_ref().is_some_and(|told| told.gives("version"));
        !self.dynamic.is_empty() || (self.project.dynamic.get("version").is_some() && !told)
    }
}

/// A draft of PEP 639 had licence files in a table: names under `paths`, or patterns under `globs`.
fn check_draft_licenses(input: &Input<'_>, reader: &mut Reader) -> Result<(), Error> {
    let project = input.pyproject.table(&["project"]);
    let Some(value) = project.and_then(|project| project.get("license-files")) else {
        return Ok(());
    };
    let Some(table) = value.as_table() else {
        reader.report(value.wrong_type("a table with `paths` or `globs`"));
        return Ok(());
    };
    match (table.get("paths"), table.get("globs")) {
        (Some(paths), None) => {
            for name in reader.texts(&paths).unwrap_or_default() {
                let path = named_file::path(paths.path(), &name, reader);
                if let Some(path) = path
                    && !input.tree.is_file(&path)?
                {
                    reader.report(named_file::missing(paths.path(), &name));
                }
            }
        }
        (None, Some(_)) => {}
        (Some(_), Some(_)) | (None, None) => {
            reader.report(value.wrong_type("a table with either `paths` or `globs`"));
        }
    }
    Ok(())
}

fn project_table(
    input: &Input<'_>,
    variables: &BTreeMap<String, String>,
    reader: &mut Reader,
) -> Result<ProjectTable, Error> {
    let dialect = Dialect {
        expand: &|text| context::expand(text, variables),
        licenses: Licenses::Draft,
        empty_addresses: true,
        ..Dialect::standard(&PASSED_OVER_KEY)
    };
    input.project(ProjectTable::read_as(input.pyproject, &dialect, reader), reader)
}
