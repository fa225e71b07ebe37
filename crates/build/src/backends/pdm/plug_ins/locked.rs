//! [pdm-build-locked](https://github.com/pdm-project/pdm-build-locked): extras with the very versions
//! that `pdm.lock` names.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::{ExtraName, Requirement, Version};

use super::lock_file::LockFile;
use crate::Error;
use crate::backends::pdm::Input;
use crate::backends::profile::{Band, newest_allowed};
use crate::pyproject::{INVALID_VALUE, Located, ProjectTable, Reader};

pub(in crate::backends::pdm) static NOT_LOCKED: Rule = Rule {
    id: "not-locked",
    severity: Severity::Warning,
    words: "locked requirements are asked for, and the lock file does not give them",
    remedy: "run `pdm lock --strategy inherit_metadata`, or remove `tool.pdm.build.locked`",
};

pub(in crate::backends::pdm) static LOCK_FILE: Rule = Rule {
    id: "lock-file",
    severity: Severity::Error,
    words: "locked requirements that are none, or that contradict those of the project",
    remedy: "run `pdm lock` again",
};

const NAME: &str = "pdm-build-locked";

/// The variable that switches it on.
const VARIABLE: &str = "PDM_BUILD_LOCKED";

/// The variable that names the lock file.
const FILE_VARIABLE: &str = "PDM_LOCKFILE";

/// Releases whose rules are the same, but that those before the last do not look for
/// contradictions.
const BANDS: &[Band<()>] =
    &[Band { name: "pdm-build-locked 0.3", first: "0.3.5", last: "0.3.8", profile: &() }];

/// The extras that were added, with their requirements as they are written.
#[derive(Debug, Default)]
pub(in crate::backends::pdm) struct Locked {
    pub extras: Vec<(String, Vec<String>)>,
}

impl Locked {
    /// What is said of them.
    pub(in crate::backends::pdm) fn note(&self) -> Option<String> {
        let names: Vec<&str> = self.extras.iter().map(|(name, _)| name.as_str()).collect();
        let of =
            |names: Vec<&str>| format!("the extras {} are from the lock file", names.join(", "));
        (!names.is_empty()).then(|| of(names))
    }
}

/// Adds the locked extras to a project that asks for them.
pub(in crate::backends::pdm) fn add_locked(
    input: &Input<'_>,
    project: &mut ProjectTable,
    reader: &mut Reader,
) -> Result<Locked, Error> {
    let named = |it: &Located<Requirement>| it.value.name.normalized() == NAME;
    let build = input.pyproject.table(&["tool", "pdm", "build"]);
    let flag = build.as_ref().and_then(|build| reader.flag_of(build, "locked"));
    let groups = build.as_ref().and_then(|build| reader.texts_of(build, "locked-groups"));
    let variables = &input.surroundings.variables;
    let by_variable = variables.get(VARIABLE).is_some_and(|value| value != "false");
    let is_on = by_variable || flag.as_ref().is_some_and(|flag| flag.value);
    if !is_on || !input.build_system.requires.iter().any(named) {
        return Ok(Locked::default());
    }
    newest_allowed(input.build_system, NAME, BANDS)?;
    let location = flag.map_or_else(|| project.location.clone(), |flag| flag.location);
    let file = variables.get(FILE_VARIABLE).map_or("pdm.lock", String::as_str);
    let file = Located { value: file.to_owned(), location: location.clone() };
    let Some(lock) = LockFile::read(&file, input.tree, reader)? else {
        not_locked(project, format!("there is no `{}`", file.value), &location, reader);
        return Ok(Locked::default());
    };
    if !lock.inherits_metadata {
        let message = format!("`{}` was made without the strategy `inherit_metadata`", file.value);
        not_locked(project, message, &location, reader);
        return Ok(Locked::default());
    }
    let groups = groups.unwrap_or_else(|| all_groups(project, &location));
    let mut adding = Adding { lock: &lock, project, locked: Locked::default(), reader };
    let stated: Vec<String> = adding.extras();
    for group in &groups {
        adding.group(group, &stated);
    }
    Ok(adding.locked)
}

/// Says that nothing is locked, unless an sdist has it already.
fn not_locked(project: &ProjectTable, message: String, at: &Location, reader: &mut Reader) {
    let is_locked = |name: &str| name == "locked" || name.ends_with("-locked");
    if !project.optional_dependencies.iter().any(|(name, _)| is_locked(name.value.as_str())) {
        reader.report(Finding::new(&NOT_LOCKED, message).at(at.clone()));
    }
}

fn all_groups(project: &ProjectTable, location: &Location) -> Vec<Located<String>> {
    let default = Located { value: "default".to_owned(), location: location.clone() };
    let extras = project.optional_dependencies.iter();
    let extras = extras.map(|(name, _)| name.clone().map(|name| name.as_str().to_owned()));
    std::iter::once(default).chain(extras).collect()
}

struct Adding<'a, 'r> {
    lock: &'a LockFile,
    project: &'a mut ProjectTable,
    locked: Locked,
    reader: &'r mut Reader,
}

impl Adding<'_, '_> {
    fn extras(&self) -> Vec<String> {
        let extras = self.project.optional_dependencies.iter();
        extras.map(|(name, _)| name.value.as_str().to_owned()).collect()
    }

    /// Adds the locked form of a group, unless there is one or the lock file has not the group.
    fn group(&mut self, group: &Located<String>, stated: &[String]) {
        let name = match group.value.as_str() {
            "default" => "locked".to_owned(),
            other => format!("{other}-locked"),
        };
        if stated.contains(&name) || !self.lock.groups.contains(&group.value) {
            return;
        }
        let extra: ExtraName = match name.parse() {
            Ok(extra) => extra,
            Err(error) => {
                let message = format!("`tool.pdm.build.locked-groups`: {error}");
                let finding = Finding::new(&INVALID_VALUE, message);
                return self.reader.report(finding.at(group.location.clone()));
            }
        };
        let base = self.base(&group.value);
        let mut texts = Vec::new();
        let mut requirements = Vec::new();
        for package in self.lock.packages.iter().filter(|it| it.groups.contains(&group.value)) {
            let Some(text) = &package.requirement else { continue };
            match checked(&text.value, &base) {
                Ok(requirement) => requirements.push(text.clone().map(|_| requirement)),
                Err(why) => {
                    let finding = Finding::new(&LOCK_FILE, format!("`{}`: {why}", text.value));
                    self.reader.report(finding.at(text.location.clone()));
                }
            }
            texts.push(text.value.clone());
        }
        let extra = Located { value: extra, location: group.location.clone() };
        self.project.optional_dependencies.push((extra, requirements));
        self.locked.extras.push((name, texts));
    }

    /// What is installed beside a group.
    fn base(&self, group: &str) -> Vec<Requirement> {
        let extras = self.project.optional_dependencies.iter();
        let extra = extras.filter(|(name, _)| group != "default" && name.value.as_str() == group);
        let extra = extra.flat_map(|(_, requirements)| requirements);
        let all = self.project.dependencies.iter().chain(extra);
        all.map(|requirement| requirement.value.clone()).collect()
    }
}

/// A locked requirement that contradicts none beside it.
fn checked(text: &str, base: &[Requirement]) -> Result<Requirement, String> {
    let requirement: Requirement = text.parse().map_err(|error| format!("{error}"))?;
    let pinned = requirement.specifiers().and_then(|specifiers| {
        let mut all = specifiers.iter();
        let only = all.next().filter(|_| specifiers.iter().len() == 1)?;
        (only.operator() == pyrel_pep::Operator::Equal).then(|| only.version())
    });
    let Some(pinned) = pinned else { return Ok(requirement) };
    let pinned: Version = pinned.parse().map_err(|error| format!("{error}"))?;
    let name = requirement.name.normalized();
    for other in base.iter().filter(|other| other.name.normalized() == name) {
        if other.specifiers().is_some_and(|it| !it.is_empty() && !it.contains(&pinned)) {
            return Err(format!("`{other}` does not admit it"));
        }
    }
    Ok(requirement)
}
