//! Keywords that are metadata.

use pyrel_diag::{Finding, SourceText};
use pyrel_python::{Assigned, Keyword, Literal, PythonSource, Value};

use super::super::distribution::{Distribution, LicensePatterns, LicensesBy, VersionFrom};
use super::super::setup_cfg::safe_name;
use super::super::version;
use super::value::{self, Bad, located, text, text_pairs, texts};
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::version_place::{Spelling, VersionPlace};

/// Takes a keyword that is metadata; whether it was one.
pub(super) fn take(
    keyword: &Keyword,
    script: &PythonSource,
    said: &mut Distribution,
    reader: &mut Reader,
) -> Result<bool, Bad> {
    match keyword.name.as_str() {
        "name" => {
            let written = text(&keyword.value)?.filter(|text| !text.is_empty());
            let located = |text| Located { value: text, location: keyword.location.clone() };
            said.name = written.map(located).and_then(|name| safe_name(&name, reader));
        }
        "version" => take_version(keyword, script, said, reader)?,
        "license" | "licence" => take_text("license", keyword, said)?,
        "license_expression" => license_expression(keyword, said, reader)?,
        "license_file" | "license_files" => license_files(keyword, said)?,
        "keywords" | "platforms" => parted(keyword, said)?,
        "classifiers" => {
            let items = value::some_texts(&keyword.value)?;
            note("classifiers", !items.is_empty(), said);
            said.classifiers = located(items, keyword);
        }
        "requires" | "provides" | "obsoletes" => dated(keyword, said)?,
        "project_urls" => {
            if keyword.value == Value::None {
                return Err(Bad::Wrong("a dictionary of strings"));
            }
            said.project_urls = text_pairs(&keyword.value)?;
            note("project_urls", !said.project_urls.is_empty(), said);
        }
        name => match TEXTS.iter().find(|text| **text == name) {
            Some(name) => take_text(name, keyword, said)?,
            None => return Ok(false),
        },
    }
    Ok(true)
}

const TEXTS: [&str; 9] = [
    "author",
    "author_email",
    "maintainer",
    "maintainer_email",
    "url",
    "download_url",
    "description",
    "long_description",
    "long_description_content_type",
];

fn take_text(name: &'static str, keyword: &Keyword, said: &mut Distribution) -> Result<(), Bad> {
    let text = text(&keyword.value)?;
    let located = text.map(|text| Located { value: text, location: keyword.location.clone() });
    note(name, located.as_ref().is_some_and(|text| !text.value.is_empty()), said);
    if let Some(place) = said.text_mut(name) {
        *place = located;
    }
    Ok(())
}

/// What is not empty came from code.
pub(super) fn note(attribute: &'static str, is_filled: bool, said: &mut Distribution) {
    if is_filled {
        said.computed.insert(attribute);
    }
}

fn take_version(
    keyword: &Keyword,
    script: &PythonSource,
    said: &mut Distribution,
    reader: &mut Reader,
) -> Result<(), Bad> {
    let Some(text) = value::version(&keyword.value)? else { return Ok(()) };
    let written = Located { value: text, location: keyword.location.clone() };
    said.version = version::parse(&written, reader);
    said.version_from = place(keyword, &written.value, script).map(VersionFrom::Place);
    Ok(())
}

/// Where the version is written, if it is a string in the call or at the name that stands there.
fn place(keyword: &Keyword, version: &str, script: &PythonSource) -> Option<VersionPlace> {
    let source = script.source();
    let range = range_of(source, &keyword.location)?;
    let written = source.text().get(range.clone())?;
    if written.len() > 2 && written.trim_matches(['"', '\'']) == version && written != version {
        return Some(VersionPlace { source: source.clone(), range, spelling: Spelling::Python });
    }
    match script.first_assignment(written) {
        Some(Assigned::Literal { value: Literal::Text(text), range, .. }) if text == version => {
            Some(VersionPlace { source: source.clone(), range, spelling: Spelling::Python })
        }
        _ => None,
    }
}

/// The bytes of a place on one line.
fn range_of(
    source: &SourceText,
    location: &pyrel_diag::Location,
) -> Option<std::ops::Range<usize>> {
    let lines = source.text().split_inclusive('\n');
    let before: usize = lines.clone().take(location.line - 1).map(str::len).sum();
    let line = lines.clone().nth(location.line - 1)?;
    let at = |column: usize| line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
    Some(before + at(location.column)..before + at(location.end_column))
}

fn license_expression(
    keyword: &Keyword,
    said: &mut Distribution,
    reader: &mut Reader,
) -> Result<(), Bad> {
    let Some(text) = text(&keyword.value)?.filter(|text| !text.is_empty()) else { return Ok(()) };
    match text.parse() {
        Ok(expression) => {
            let location = keyword.location.clone();
            said.license_expression = Some(Located { value: expression, location });
            said.computed.insert("license_expression");
        }
        Err(error) => {
            let finding = Finding::new(&INVALID_VALUE, format!("`{text}`: {error}"));
            reader.report(finding.at(keyword.location.clone()));
        }
    }
    Ok(())
}

fn license_files(keyword: &Keyword, said: &mut Distribution) -> Result<(), Bad> {
    if keyword.name == "license_file" {
        let text = text(&keyword.value)?;
        let located = |text| Located { value: text, location: keyword.location.clone() };
        said.license_file = text.map(located);
        return Ok(());
    }
    if let Some(patterns) = texts(&keyword.value)? {
        let patterns = located(patterns, keyword);
        said.license_files = Some(LicensePatterns { patterns, by: LicensesBy::Keyword });
    }
    Ok(())
}

/// Lists that may be written as one string with commas, and with line breaks by mistake.
fn parted(keyword: &Keyword, said: &mut Distribution) -> Result<(), Bad> {
    let items = value::parted(&keyword.value)?;
    let (attribute, place) = match keyword.name.as_str() {
        "keywords" => ("keywords", &mut said.keywords),
        _ => ("platforms", &mut said.platforms),
    };
    *place = items;
    let is_filled = !place.is_empty();
    note(attribute, is_filled, said);
    Ok(())
}

/// The fields of a time before requirements.
fn dated(keyword: &Keyword, said: &mut Distribution) -> Result<(), Bad> {
    let items = value::some_texts(&keyword.value)?;
    let (attribute, place) = match keyword.name.as_str() {
        "requires" => ("requires", &mut said.requires),
        "provides" => ("provides", &mut said.provides),
        _ => ("obsoletes", &mut said.obsoletes),
    };
    *place = items;
    let is_filled = !place.is_empty();
    note(attribute, is_filled, said);
    Ok(())
}
