//! `[tool.poetry.dependencies]`: names with constraints, tables, or lists of both.

use pyrel_diag::{Finding, Location};
use pyrel_pep::PackageName;
use pyrel_pep::name::normalize;

use super::dependency::{Dependency, LOCAL_PATH, fault_finding, git, versions, with_extras};
use super::nested;
use crate::pyproject::{INVALID_VALUE, Reader, Table, UNKNOWN_KEY, Value};
use pyrel_poetry::{How, Marker, Simplify};
use pyrel_poetry::{Reading, Use};

/// Keys that say where a requirement comes from; the first that is there decides about the others.
const SOURCES: [&str; 5] = ["version", "git", "file", "path", "url"];
/// Keys that all tables may have.
const SHARED: [&str; 5] = ["python", "platform", "markers", "optional", "extras"];

/// The keys beside those of every table.
fn own_keys(source: &str) -> &'static [&'static str] {
    match source {
        "version" => &["version", "allow-prereleases", "allows-prereleases", "source"],
        "git" => &[
            "git",
            "branch",
            "tag",
            "rev",
            "subdirectory",
            "allow-prereleases",
            "allows-prereleases",
            "develop",
        ],
        "file" => &["file", "subdirectory"],
        "path" => &["path", "subdirectory", "develop"],
        "url" => &["url", "subdirectory"],
        _ => &["allow-prereleases", "source", "develop"],
    }
}

/// Reads the table. What is wrong with a requirement that nobody would get is wrong all the same,
/// save for paths.
pub(super) fn read(table: &Table<'_>, reading: Reading, reader: &mut Reader) -> Vec<Dependency> {
    let mut found: Vec<Dependency> = Vec::new();
    let mut names: Vec<(String, String)> = Vec::new();
    for value in table.values() {
        if value.name().eq_ignore_ascii_case("python") {
            continue;
        }
        if let Err(error) = value.name().parse::<PackageName>() {
            let message = format!("`{}`: {error}", value.path());
            reader.report(Finding::new(&INVALID_VALUE, message).at(value.key_location()));
            continue;
        }
        let normalized = normalize(value.name());
        if let Some((_, twin)) = names.iter().find(|(known, _)| *known == normalized) {
            let message = format!("`{}` is `{normalized}` already, written `{twin}`", value.path());
            reader.report(Finding::new(&INVALID_VALUE, message).at(value.key_location()));
        }
        names.push((normalized, value.name().to_owned()));
        let items = value.as_list().unwrap_or_else(|| vec![value.clone()]);
        if items.is_empty() {
            reader.invalid(&value, "a list of constraints needs at least one");
        }
        for item in items {
            found.extend(one(value.name(), &item, reading, reader));
        }
    }
    found
}

/// Reports values of another type in a table of requirements that nobody else reads.
pub(super) fn check(table: &Table<'_>, reader: &mut Reader) {
    for value in table.values() {
        for item in value.as_list().unwrap_or_else(|| vec![value.clone()]) {
            match item.as_table() {
                Some(table) => check_types(&table, reader),
                None if item.as_text().is_none() => {
                    reader.report(item.wrong_type("a constraint or a table"));
                }
                None => {}
            }
        }
    }
}

fn one(name: &str, value: &Value<'_>, reading: Reading, reader: &mut Reader) -> Option<Dependency> {
    let location = value.location();
    let Some(table) = value.as_table() else {
        let Some(text) = value.as_text() else {
            reader.report(value.wrong_type("a constraint or a table"));
            return None;
        };
        let base = versions(name, text, Some(text), reading, &location);
        return kept(plain(name, base, location), reader);
    };
    let before = reader.has_errors();
    check_types(&table, reader);
    if reader.has_errors() && !before {
        return None;
    }
    let base = base(name, &table, value, reading);
    let mut dependency = plain(name, base, location.clone());
    dependency.optional = flag(&table, "optional");
    match marker(&table, reading, &location) {
        Ok(Marker::Any) => {}
        Ok(marker) => dependency.set_marker(marker),
        Err(finding) => reader.report(*finding),
    }
    kept(dependency, reader)
}

fn plain(name: &str, base: Result<String, Box<Finding>>, location: Location) -> Dependency {
    Dependency {
        name: normalize(name),
        base,
        marker: Marker::Any,
        optional: false,
        extras: Vec::new(),
        location,
    }
}

/// A requirement whose constraint is wrong stops poetry whether anybody gets it or not.
fn kept(dependency: Dependency, reader: &mut Reader) -> Option<Dependency> {
    match &dependency.base {
        Err(finding) if finding.rule.id == INVALID_VALUE.id => {
            reader.report((**finding).clone());
            None
        }
        _ => Some(dependency),
    }
}

fn check_types(table: &Table<'_>, reader: &mut Reader) {
    let source = SOURCES.iter().find(|key| table.get(key).is_some()).copied().unwrap_or("");
    let known: Vec<&str> = SHARED.iter().chain(own_keys(source)).copied().collect();
    reader.report_all(table.unknown_keys(&known, &UNKNOWN_KEY));
    for value in table.values() {
        match value.name() {
            "optional" | "develop" | "allow-prereleases" | "allows-prereleases" => {
                if value.as_bool().is_none() {
                    reader.report(value.wrong_type("a boolean"));
                }
            }
            "extras" => {
                reader.texts(&value);
            }
            _ => {
                reader.text(&value);
            }
        }
    }
}

fn flag(table: &Table<'_>, key: &str) -> bool {
    table.get(key).and_then(|value| value.as_bool()).unwrap_or(false)
}

fn base(
    name: &str,
    table: &Table<'_>,
    value: &Value<'_>,
    reading: Reading,
) -> Result<String, Box<Finding>> {
    let location = value.location();
    let text = |key: &str| table.get(key).and_then(|value| value.as_text());
    let listed = table.get("extras").and_then(|value| value.as_list()).unwrap_or_default();
    let extras: Vec<&str> = listed.iter().filter_map(Value::as_text).collect();
    let name = with_extras(name, &extras);
    let folder = text("subdirectory").filter(|folder| !folder.is_empty());
    if let Some(source) = text("git") {
        let reference =
            ["branch", "tag", "rev"].iter().find_map(|key| text(key).filter(|it| !it.is_empty()));
        return git(&name, source, reference, folder, &location);
    }
    for key in ["file", "path"] {
        if let Some(path) = text(key) {
            let message = format!("`{}` requires `{name}` from the path `{path}`", value.path());
            return Err(Box::new(Finding::new(&LOCAL_PATH, message).at(location)));
        }
    }
    if let Some(url) = text("url") {
        let folder = folder.map(|it| format!("#subdirectory={it}")).unwrap_or_default();
        let rest = url.split_once("://").map(|(_, rest)| rest).filter(|it| !it.starts_with('/'));
        return match rest {
            Some(rest) if !rest.is_empty() => Ok(format!("{name} @ {url}{folder}")),
            _ => {
                let message = format!("`{url}` is no address with a host");
                Err(Box::new(Finding::new(&INVALID_VALUE, message).at(location)))
            }
        };
    }
    let version = text("version").unwrap_or("*");
    versions(&name, version, Some(version), reading, &location)
}

/// The marker, the interpreters and the platforms, all of which must fit.
fn marker(
    table: &Table<'_>,
    reading: Reading,
    location: &Location,
) -> Result<Marker, Box<Finding>> {
    let mut simplify = Simplify::new(reading);
    let text = |key: &str| {
        let value = table.get(key)?;
        let text = value.as_text().filter(|text| !text.is_empty())?;
        Some((text, value.location()))
    };
    let wrong =
        |words: String, at: &Location| Box::new(Finding::new(&INVALID_VALUE, words).at(at.clone()));
    let mut whole = Marker::Any;
    if let Some((text, at)) = text("markers") {
        let read = simplify.read_text(text);
        whole = read.map_err(|fault| Box::new(fault_finding(&fault, &at)))?;
    }
    let mut more = Vec::new();
    if let Some((text, at)) = text("python") {
        let pythons = reading.read(text, Use::Requirement).map_err(|words| wrong(words, &at))?;
        if pythons.is_empty() {
            return Err(wrong(format!("no interpreter satisfies `{text}`"), &at));
        }
        if reading == Reading::Old && text.contains('*') && !pythons.is_any() {
            let words = format!("poetry-core before 2.0 would write odd versions for `{text}`");
            return Err(wrong(words, &at));
        }
        if !pythons.is_any() {
            more.push(nested::pythons(&pythons));
        }
    }
    if let Some((text, at)) = text("platform") {
        more.push(nested::platforms(text).map_err(|words| wrong(words, &at))?);
    }
    for text in more {
        let joined = simplify
            .read_text(&text)
            .and_then(|marker| simplify.join(whole.clone(), marker, How::And));
        whole = joined.map_err(|fault| Box::new(fault_finding(&fault, location)))?;
    }
    let checked = simplify.checked(whole);
    checked.map_err(|fault| Box::new(fault_finding(&fault, location)))
}
