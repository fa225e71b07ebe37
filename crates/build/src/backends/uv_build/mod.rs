//! [uv_build](https://docs.astral.sh/uv/concepts/build-backend/): modules by name, files by strict
//! globs, and nothing dynamic.
//!
//! `uv build` does not run the release that `build-system.requires` names if it knows that its own
//! does the same: it then builds itself. What it makes is what is made here, and so the last
//! release of each series stands for the newest one.
//!
//! Excludes are matched against paths inside of the project. uv_build also matches them against
//! the place of the project, so that `build/**` excludes everything below a folder `build`; that is
//! not rebuilt.

mod config;
mod files;
mod marker;
mod metadata;
mod module;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use pyrel_archive::FileMap;
use pyrel_diag::{Finding, Rule, Severity, Warned};

use super::profile::{Band, Chosen, newest_allowed};
use super::support::{OptionRow, Verdict};
use super::{Backend, Input};
use crate::pyproject::{MISSING_KEY, PASSED_OVER_KEY, ProjectTable, Reader};
use crate::version_place::VersionPlace;
use crate::{Editable, Error, Project};
use config::Config;
use module::Modules;

/// The room of uv_build.
#[derive(Debug)]
pub(crate) struct UvBuild;

/// Every key below `[tool.uv.build-backend]`.
const OPTIONS: &[OptionRow] = &[
    OptionRow {
        key: "module-root",
        verdict: Verdict::Honoured,
        words: "folder that modules lie in; `src` if it is not given",
    },
    OptionRow {
        key: "module-name",
        verdict: Verdict::Honoured,
        words: "names of the modules, where they are not the project's name",
    },
    OptionRow {
        key: "namespace",
        verdict: Verdict::Honoured,
        words: "whether modules need no `__init__.py`",
    },
    OptionRow {
        key: "source-include",
        verdict: Verdict::Honoured,
        words: "glob patterns of further files for the sdist, from the root",
    },
    OptionRow {
        key: "source-exclude",
        verdict: Verdict::Honoured,
        words: "glob patterns of files kept out of sdist and wheel, at any depth",
    },
    OptionRow {
        key: "wheel-exclude",
        verdict: Verdict::Honoured,
        words: "glob patterns of files kept out of the wheel, at any depth",
    },
    OptionRow {
        key: "default-excludes",
        verdict: Verdict::Honoured,
        words: "whether compiled Python files are kept out",
    },
    OptionRow {
        key: "data.*",
        verdict: Verdict::Honoured,
        words: "folders whose content is installed elsewhere, by scheme",
    },
];

/// What sets the releases of uv_build apart.
#[derive(Debug)]
struct Profile {
    /// Whether sdists hold a rewritten `pyproject.toml` and the written one beside it.
    rewrites: bool,
    /// Whether files are taken that a pattern only begins with, names are written in their normal
    /// form, nothing is excluded from data, and a module may not be named twice.
    early: bool,
}

static UV_0_13: Profile = Profile { rewrites: true, early: false };
static UV_0_8: Profile = Profile { rewrites: false, early: true };

/// The release whose rules were looked at last, and those that `uv build` uses it in place of.
const FRONT_END: &[Band<Profile>] = &[
    Band { name: "uv_build 0.13", first: "0.13.0", last: "0.13.9", profile: &UV_0_13 },
    Band { name: "uv 0.13 as uv_build 0.12", first: "0.12.24", last: "0.12.24", profile: &UV_0_13 },
    Band { name: "uv 0.13 as uv_build 0.11", first: "0.11.33", last: "0.11.33", profile: &UV_0_13 },
    Band { name: "uv 0.13 as uv_build 0.10", first: "0.10.12", last: "0.10.12", profile: &UV_0_13 },
    Band { name: "uv 0.13 as uv_build 0.9", first: "0.9.30", last: "0.9.30", profile: &UV_0_13 },
    Band { name: "uv_build 0.8", first: "0.8.0", last: "0.8.24", profile: &UV_0_8 },
    Band { name: "uv_build 0.7", first: "0.7.19", last: "0.7.22", profile: &UV_0_8 },
];

/// The same where `uv build` leaves the work to the release that is required: where other
/// requirements stand beside it.
const BANDS: &[Band<Profile>] = &[
    Band { name: "uv_build 0.13", first: "0.13.0", last: "0.13.9", profile: &UV_0_13 },
    Band { name: "uv_build 0.8", first: "0.8.0", last: "0.8.24", profile: &UV_0_8 },
    Band { name: "uv_build 0.7", first: "0.7.19", last: "0.7.22", profile: &UV_0_8 },
];

static UNBOUNDED_BACKEND: Rule = Rule {
    id: "unbounded-backend",
    severity: Severity::Warning,
    words: "the sdist may not build any more once a newer uv_build is released",
    remedy: "give the requirement an upper bound, for example `uv_build>=0.13,<0.14`",
};

static LICENSE_CLASSIFIER: Rule = Rule {
    id: "license-classifier",
    severity: Severity::Warning,
    words: "a licence classifier stands beside a licence expression",
    remedy: "remove the classifier",
};

impl Backend for UvBuild {
    fn name(&self) -> &'static str {
        "uv_build"
    }

    fn entry_points(&self) -> &'static [&'static str] {
        &["uv_build"]
    }

    fn options(&self) -> &'static [OptionRow] {
        OPTIONS
    }

    fn rules(&self) -> &'static [&'static Rule] {
        &rules::RULES
    }

    fn read(&self, input: &Input<'_>) -> Result<Warned<Project>, Error> {
        let mut reader = Reader::new();
        let room = Room::open(input, &mut reader)?;
        let stated = metadata::read(input, &room, &mut reader)?;
        check_requirement(input, &mut reader);
        if reader.has_errors() {
            return Err(reader.refuse());
        }
        let wheel = files::wheel(input.tree, &room)?;
        let data = files::data(input.tree, &room)?;
        let sdist = files::sdist(input, &room);
        let (sdist, no_sdist) = match sdist {
            Ok(map) => (map, Vec::new()),
            Err(Error::Refused(findings)) => (pyrel_archive::FileMap::new(), findings),
            Err(error) => return Err(error),
        };
        files::report_unmatched(input.tree, &room.config, &mut reader);
        let editable = Editable {
            path_file: format!("{}.pth", room.project.name.value.escaped()),
            paths: vec![room.modules.root.clone()],
            data: data.clone(),
            // uv names licence files in an editable wheel's metadata, and does not put them in.
            dist_info: Some(FileMap::new()),
            ..Editable::default()
        };
        let project = Project {
            dist_info: files::licenses(input.tree, &stated.metadata)?,
            metadata: stated.metadata,
            entry_points: stated.entry_points,
            tags: pyrel_pep::TagSet::py3(),
            rules: room.chosen.rules,
            wheel,
            data,
            sdist,
            no_sdist,
            written: BTreeMap::new(),
            editable: Ok(editable),
        };
        Ok(Warned { value: project, findings: reader.finish()? })
    }

    fn version_place(&self, input: &Input<'_>) -> Result<VersionPlace, Error> {
        let at = input.pyproject.source().locate(0..0);
        Err(Error::refused(Finding::new(&MISSING_KEY, "`project.version` is missing").at(at)))
    }
}

/// All that is known before a file is looked into.
#[derive(Debug)]
struct Room {
    chosen: Chosen<Profile>,
    project: ProjectTable,
    config: Config,
    modules: Modules,
}

impl Room {
    fn open(input: &Input<'_>, reader: &mut Reader) -> Result<Self, Error> {
        let bands = if input.build_system.requires.len() == 1 { FRONT_END } else { BANDS };
        let chosen = newest_allowed(input.build_system, "uv_build", bands)?;
        let project = ProjectTable::read_weighing(
            input.pyproject,
            &PASSED_OVER_KEY,
            &LICENSE_CLASSIFIER,
            reader,
        );
        let project = input.project(project, reader)?;
        let config = Config::read(input, reader);
        let modules = Modules::find(input.tree, &project, &config, chosen.profile, reader)?;
        Ok(Self { chosen, project, config, modules })
    }
}

/// Without an upper bound, uv warns.
fn check_requirement(input: &Input<'_>, reader: &mut Reader) {
    use pyrel_pep::Operator::{Compatible, Equal, Exactly, Less, LessEqual};
    for requirement in &input.build_system.requires {
        let bounded = requirement.value.url().is_some()
            || requirement.value.specifiers().is_some_and(|specifiers| {
                let bounds = [Compatible, Equal, Exactly, Less, LessEqual];
                specifiers.iter().any(|it| bounds.contains(&it.operator()))
            });
        if requirement.value.name.normalized() == "uv-build" && !bounded {
            let message = format!("`{}` has no upper bound", requirement.value);
            let finding = Finding::new(&UNBOUNDED_BACKEND, message);
            reader.report(finding.at(requirement.location.clone()));
        }
    }
}
