//! Whether setuptools-scm is there, who asks it for the version, and with which options.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::Requirement;
use pyrel_python::Keyword;
use pyrel_scm::setuptools_scm::Release;

use super::super::describe::distribution::Distribution;
use super::super::describe::setup_cfg::SetupCfg;
use super::NAME;
use crate::Error;
use crate::backends::Input;
use crate::pyproject::{INVALID_VALUE, Reader, Table};
use crate::setuptools_scm::{Configured, Given, Settings, release_of};

pub(in crate::backends::setuptools) static VERSION_ALREADY_SET: Rule = Rule {
    id: "version-already-set",
    severity: Severity::Warning,
    words: "setuptools-scm is asked for a version that is written down, and does not find another",
    remedy: "remove the version, or what asks setuptools-scm for one",
};

/// The tables that may ask, of which the first counts.
const TABLES: [&str; 2] = ["setuptools_scm", VCS_VERSIONING];
/// The table of the engine, which is read since 10.
const VCS_VERSIONING: &str = "vcs-versioning";
/// The keyword of `setup()`.
const KEYWORD: &str = "use_scm_version";
/// Options that the tables may have and that do not count there.
const OF_THE_FILE: [&str; 2] = ["relative_to", "dist_name"];

/// setuptools-scm where it is there.
#[derive(Debug)]
pub(super) struct Asked {
    /// Where it finds the version, and does not merely list files.
    pub configured: Option<Configured>,
    /// Which it is.
    pub release: Release,
    /// What has it there, or asks it.
    pub location: Location,
}

impl Asked {
    pub(super) fn read(
        input: &Input<'_>,
        setup_cfg: &SetupCfg,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<Option<Self>, Error> {
        let required = required(input, said);
        let Some((_, required_at)) = required.first() else { return Ok(None) };
        let required_at = required_at.clone();
        let release = release_of(input.build_system, &said.setup_requires)?;
        let is_simple = required.iter().any(|(requirement, _)| {
            requirement.extras.iter().any(|extra| extra.as_str() == "simple")
        }) && release >= Release::V9;
        let keyword = said.other_keywords.iter().position(|keyword| keyword.name == KEYWORD);
        let keyword = keyword.map(|at| said.other_keywords.remove(at));
        let tables =
            TABLES.iter().filter(|name| release >= Release::V10 || **name != VCS_VERSIONING);
        let mut tables = tables;
        let table = tables.find_map(|name| input.pyproject.table(&["tool", name]));
        let is_dynamic = is_dynamic(input);
        let asks = table.is_some() || keyword.is_some() || (is_simple && is_dynamic);
        let location = keyword
            .as_ref()
            .map(|keyword| keyword.location.clone())
            .or_else(|| table.as_ref().map(Table::location))
            .unwrap_or(required_at);
        if !asks {
            return Ok(Some(Self { configured: None, release, location }));
        }
        if is_set(input, setup_cfg, said) {
            if !release.passes_over_known_versions() {
                let message =
                    "the version is written down, and the old setuptools-scm is asked for one";
                reader.report(Finding::new(&INVALID_VALUE, message).at(location.clone()));
            }
            let message = "the version is written down, so setuptools-scm finds none";
            reader.report(Finding::new(&VERSION_ALREADY_SET, message).at(location.clone()));
            return Ok(Some(Self { configured: None, release, location }));
        }
        check_keyword(table.as_ref(), keyword.as_ref(), release, reader);
        let name = name(input, setup_cfg, said);
        let settings = settings(table.as_ref(), keyword.as_ref(), name.as_deref(), reader);
        let around = (input.surroundings, &mut *reader);
        let place = location.clone();
        let configured = Configured::of_project(
            settings,
            input.tree,
            (name.as_deref(), release),
            place,
            around,
        )?;
        Ok(Some(Self { configured: Some(configured), release, location }))
    }
}

/// 7.1 takes table and keyword for two questions, of which the second answer counts.
fn check_keyword(
    table: Option<&Table<'_>>,
    keyword: Option<&Keyword>,
    release: Release,
    reader: &mut Reader,
) {
    if let (Some(_), Some(keyword), Release::V7) = (table, keyword, release) {
        let message = format!("`{KEYWORD}` and a table both ask the old setuptools-scm");
        let finding = Finding::new(&INVALID_VALUE, message).at(keyword.location.clone());
        reader.report(finding.remedy("remove one of them"));
    }
}

/// The requirements that name it: those of the build system, and those of a `setup.py`.
fn required(input: &Input<'_>, said: &Distribution) -> Vec<(Requirement, Location)> {
    let all = input.build_system.requires.iter().chain(&said.setup_requires);
    let ours = all.filter(|it| it.value.name.normalized() == NAME);
    ours.map(|it| (it.value.clone(), it.location.clone())).collect()
}

fn is_dynamic(input: &Input<'_>) -> bool {
    let dynamic = input.pyproject.table(&["project"]).and_then(|project| project.get("dynamic"));
    let fields = dynamic.and_then(|dynamic| dynamic.as_list()).unwrap_or_default();
    fields.iter().any(|field| field.as_text() == Some("version"))
}

/// Whether there is a version before it is asked: in `setup.cfg`, unless that is an attribute, in
/// `setup.py`, or in `[project]`.
fn is_set(input: &Input<'_>, setup_cfg: &SetupCfg, said: &Distribution) -> bool {
    let in_cfg = setup_cfg.metadata("version").is_some_and(|version| !version.contains("attr"));
    let project = input.pyproject.table(&["project"]);
    in_cfg
        || said.version.is_some()
        || said.unproved.contains_key("version")
        || project.is_some_and(|project| project.get("version").is_some())
}

/// The name as far as it is known by then.
fn name(input: &Input<'_>, setup_cfg: &SetupCfg, said: &Distribution) -> Option<String> {
    let of_project = || {
        let name = input.pyproject.table(&["project"])?.get("name")?;
        name.as_text().map(str::to_owned)
    };
    let of_call = || said.name.as_ref().map(|name| name.value.to_string());
    setup_cfg.metadata("name").map(str::to_owned).or_else(of_call).or_else(of_project)
}

/// The options of the table, and over them those of the keyword.
fn settings(
    table: Option<&Table<'_>>,
    keyword: Option<&Keyword>,
    name: Option<&str>,
    reader: &mut Reader,
) -> Settings {
    let mut settings = table.map(Settings::of).unwrap_or_default();
    if let Some(named) = settings.get("dist_name")
        && let (Some(name), Some(at)) = (name, &named.location)
        && named.value != Given::Text(name.to_owned())
    {
        let message = format!("`{}` is not the project's name, `{name}`", named.path);
        reader.report(Finding::new(&INVALID_VALUE, message).at(at.clone()));
    }
    for key in OF_THE_FILE {
        settings.remove(key);
    }
    if let Some(keyword) = keyword {
        settings.update(Settings::of_keyword(keyword, reader));
    }
    settings
}
