//! Which requirements and extras count: those of `[project]`, those of `[tool.poetry]`, or both.

use pyrel_diag::Finding;
use pyrel_pep::name::normalize;
use pyrel_pep::{ExtraName, PackageName, Requirement};

use super::Profile;
use super::dependency::Dependency;
use super::table_dependency;
use super::tables::Tables;
use crate::pyproject::{INVALID_VALUE, Reader, Table, Value};
use pyrel_poetry::Reading;

/// The requirements as they are written down, and the extras.
#[derive(Debug)]
pub(super) struct Dependencies {
    pub requirements: Vec<Requirement>,
    pub extras: Vec<ExtraName>,
}

/// An extra with what belongs to it.
type Extra<T> = (ExtraName, Vec<T>);

impl Dependencies {
    pub(super) fn read(tables: &Tables<'_>, profile: &Profile, reader: &mut Reader) -> Self {
        let reading = profile.reading;
        let stated = tables.of_project("dependencies");
        let mut stated = stated.map(|it| requirements(&it, reading, reader)).unwrap_or_default();
        let optional = tables.of_project("optional-dependencies");
        let optional = optional.and_then(|it| reader.table(&it));
        let optional = optional.map(|it| optional_ones(&it, reading, reader)).unwrap_or_default();
        let own = tables.of_poetry("dependencies").and_then(|it| reader.table(&it));
        let own = own.map(|it| table_dependency::read(&it, reading, reader)).unwrap_or_default();
        let own_extras = tables.of_poetry("extras").and_then(|it| reader.table(&it));
        let own_extras = own_extras.map(|it| extras(&it, reader)).unwrap_or_default();
        if stated.is_empty() && optional.is_empty() {
            return Self::of_poetry(own, own_extras, profile, reader);
        }
        stated.extend(optional.iter().flat_map(|(_, all)| all.iter().cloned()));
        let names = optional.into_iter().map(|(name, _)| name).collect();
        Self::written(&combined(tables, stated, own), names, profile, reader)
    }

    fn of_poetry(
        mut all: Vec<Dependency>,
        extras: Vec<Extra<String>>,
        profile: &Profile,
        reader: &mut Reader,
    ) -> Self {
        let mut names = Vec::new();
        for (name, wanted) in extras {
            for wanted in &wanted {
                for dependency in all.iter_mut().filter(|dependency| dependency.name == *wanted) {
                    dependency.extras.push(name.normalized().to_owned());
                }
            }
            names.push(name);
        }
        Self::written(&all, names, profile, reader)
    }

    fn written(
        all: &[Dependency],
        mut extras: Vec<ExtraName>,
        profile: &Profile,
        reader: &mut Reader,
    ) -> Self {
        extras.sort();
        let mut requirements = Vec::new();
        for dependency in all.iter().filter(|it| !profile.drops_optional || it.counts()) {
            match dependency.requirement() {
                Ok(requirement) => requirements.push(requirement),
                Err(finding) => reader.report(finding),
            }
        }
        requirements.sort_by_key(ToString::to_string);
        Self { requirements, extras }
    }
}

/// Where `[project]` leaves one of its two lists to the backend and states the other only.
fn combined(tables: &Tables<'_>, stated: Vec<Dependency>, own: Vec<Dependency>) -> Vec<Dependency> {
    let mixed = tables.is_dynamic("dependencies") || tables.is_dynamic("optional-dependencies");
    let optional = stated.iter().filter(|dependency| dependency.optional).count();
    let wanted = match (mixed, optional) {
        (true, 0) => true,
        (true, count) if count == stated.len() => false,
        _ => return stated,
    };
    let more = own.into_iter().filter(|dependency| dependency.optional == wanted);
    stated.into_iter().chain(more).collect()
}

/// A list of requirements.
fn requirements(value: &Value<'_>, reading: Reading, reader: &mut Reader) -> Vec<Dependency> {
    let Some(items) = value.as_list() else {
        reader.report(value.wrong_type("a list of requirements"));
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in items {
        let Some(requirement) = reader.parse::<Requirement>(&item) else { continue };
        match Dependency::of_requirement(&requirement, reading) {
            Ok(dependency) => found.push(dependency),
            Err(finding) => reader.report(finding),
        }
    }
    found
}

fn optional_ones(
    table: &Table<'_>,
    reading: Reading,
    reader: &mut Reader,
) -> Vec<Extra<Dependency>> {
    let mut found = Vec::new();
    for (name, value) in named(table, reader) {
        let mut all = requirements(&value, reading, reader);
        for dependency in &mut all {
            dependency.optional = true;
            dependency.extras = vec![name.normalized().to_owned()];
        }
        found.push((name, all));
    }
    found
}

/// `[tool.poetry.extras]`: the normalised names of the requirements of each.
fn extras(table: &Table<'_>, reader: &mut Reader) -> Vec<Extra<String>> {
    let mut found = Vec::new();
    for (name, value) in named(table, reader) {
        let mut wanted = Vec::new();
        for text in reader.texts(&value).unwrap_or_default() {
            match text.value.parse::<PackageName>() {
                Ok(_) => wanted.push(normalize(&text.value)),
                Err(error) => {
                    let message = format!("`{}`: {error}", value.path());
                    reader.report(Finding::new(&INVALID_VALUE, message).at(text.location));
                }
            }
        }
        found.push((name, wanted));
    }
    found
}

/// The extras of a table under their normalised names. Two that normalise to the same thing would be
/// one (PEP 685).
fn named<'a>(table: &Table<'a>, reader: &mut Reader) -> Vec<(ExtraName, Value<'a>)> {
    let mut found: Vec<(ExtraName, Value<'a>)> = Vec::new();
    for value in table.values() {
        let mut refuse = |why: String| {
            let message = format!("`{}`: {why}", value.path());
            reader.report(Finding::new(&INVALID_VALUE, message).at(value.key_location()));
        };
        match value.name().parse::<ExtraName>() {
            Ok(name) => {
                if let Some((_, twin)) = found.iter().find(|(known, _)| *known == name) {
                    let (normalized, twin) = (name.normalized(), twin.name());
                    refuse(format!("the extra is `{normalized}` already, written `{twin}`"));
                }
                let normalized = name.normalized().parse().unwrap_or(name);
                found.push((normalized, value));
            }
            Err(error) => refuse(error.to_string()),
        }
    }
    found
}
