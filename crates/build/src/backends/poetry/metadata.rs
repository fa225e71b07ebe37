//! What wheel and sdist say about the project.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{LicenseExpression, Metadata, VersionSpecifiers};
use pyrel_tree::glob::DotNames;
use pyrel_tree::{Descend, EntryKind, RelPath, SourceTree, walk};
use unicode_normalization::UnicodeNormalization;

use super::Profile;
use super::dependencies::Dependencies;
use super::license::License;
use super::pythons::Pythons;
use super::tables::{Tables, says_something};
use crate::Error;
use crate::license_files;
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, Reader, Readme, Table, UNKNOWN_KEY, Value};

pub(super) static LICENSE_TEXT: Rule = Rule {
    id: "license-text",
    severity: Severity::Warning,
    words: "the licence is no SPDX expression",
    remedy: "write `license` as an SPDX expression, such as `MIT` or `LicenseRef-Proprietary`",
};

/// The metadata with the files that are named in it.
#[derive(Debug)]
pub(super) struct Stated {
    pub metadata: Metadata,
    pub pythons: Pythons,
    pub readmes: Vec<RelPath>,
    pub licenses: Vec<RelPath>,
}

pub(super) fn read(
    tables: &Tables<'_>,
    tree: &SourceTree,
    profile: &'static Profile,
    reader: &mut Reader,
) -> Result<Stated, Error> {
    let (name, version) = tables.identity(reader)?;
    let mut metadata = Metadata::new(name.value, version.value);
    metadata.at_least = profile.metadata_version;
    metadata.summary = Some(summary(tables, reader));
    (metadata.author, metadata.author_email) = person(tables, "authors", profile, reader);
    (metadata.maintainer, metadata.maintainer_email) =
        person(tables, "maintainers", profile, reader);
    let keywords = tables.texts("keywords", reader);
    metadata.keywords = keywords.into_iter().map(|keyword| keyword.value).collect();
    let (mut urls, home_page) = urls(tables, reader);
    urls.sort_by_key(|(label, _)| label.chars().next());
    metadata.project_urls = urls;
    if profile.home_page {
        let is_home =
            |url: &(String, String)| url.0 == "Homepage" && Some(&url.1) == home_page.as_ref();
        metadata.project_urls.retain(|url| !is_home(url));
        metadata.home_page = home_page;
    }
    let pythons = requires_python(&mut metadata, tables, profile, reader);
    let license = license(&mut metadata, tables, tree, profile, reader);
    let classifiers = tables.texts("classifiers", reader);
    let mut classifiers: Vec<String> = classifiers.into_iter().map(|text| text.value).collect();
    if !tables.of_project("classifiers").is_some_and(|value| says_something(&value)) {
        classifiers.extend(license.as_ref().map(|license| license.classifier.clone()));
        classifiers = pythons.with_classifiers(classifiers);
    }
    metadata.classifiers = classifiers;
    metadata.license = license.map(|license| license.text);
    let dependencies = Dependencies::read(tables, profile, reader);
    metadata.requires_dist = dependencies.requirements;
    metadata.provides_extra = dependencies.extras;
    let readmes = readme(&mut metadata, tables, tree, profile, reader);
    let licenses = licenses(tables, tree, profile, reader)?;
    if profile.license_files {
        metadata.license_files = licenses.iter().map(RelPath::to_string).collect();
    }
    Ok(Stated { metadata, pythons, readmes, licenses })
}

/// The summary, which may be empty. A second line would become a header.
fn summary(tables: &Tables<'_>, reader: &mut Reader) -> String {
    let Some(summary) = tables.text("description", reader) else { return String::new() };
    if summary.value.contains(['\n', '\r']) {
        let message = "the description has several lines, of which poetry-core makes headers";
        reader.report(Finding::new(&INVALID_VALUE, message).at(summary.location.clone()));
    }
    summary.value
}

/// The first person's name and address.
fn person(
    tables: &Tables<'_>,
    key: &str,
    profile: &Profile,
    reader: &mut Reader,
) -> (Option<String>, Option<String>) {
    let Some(person) = tables.people(key, reader) else { return (None, None) };
    let text: String = person.value.nfc().collect();
    let (name, email) = match text.split_once(" <") {
        Some((name, rest)) => (name, rest.strip_suffix('>').filter(|it| !it.is_empty())),
        None => (text.as_str(), Some("")),
    };
    // Before 2.0 a name had letters, digits and a few signs only.
    let usual = |c: char| c.is_alphanumeric() || "_- .,'\u{2019}\"():&".contains(c);
    let odd = !profile.reads_project && !name.chars().all(usual)
        || name.is_empty()
        || name.contains(['<', '>'])
        || text.contains(['\n', '\r']);
    match email {
        Some(email) if !odd && !email.contains('>') => {
            (Some(name.to_owned()), Some(email.to_owned()).filter(|it| !it.is_empty()))
        }
        _ => {
            let message = format!("`{text}` is not of the form `Name <address>`");
            reader.report(Finding::new(&INVALID_VALUE, message).at(person.location));
            (None, None)
        }
    }
}

/// Addresses that have keys of their own in `[tool.poetry]`, with their labels.
const KNOWN_URLS: [(&str, &str); 3] =
    [("homepage", "Homepage"), ("repository", "Repository"), ("documentation", "Documentation")];

/// The addresses with their labels; and the one that was the home page before 2.0.
fn urls(tables: &Tables<'_>, reader: &mut Reader) -> (Vec<(String, String)>, Option<String>) {
    let stated = tables.of_project("urls").filter(says_something);
    let stated = stated.and_then(|value| reader.table(&value));
    let own = tables.of_poetry("urls").and_then(|value| reader.table(&value));
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    for (key, label) in KNOWN_URLS {
        let own = tables.of_poetry(key).and_then(|value| address(&value, reader));
        known.extend(own.filter(|_| stated.is_none()).map(|url| (label, url)));
    }
    let mut others: Vec<(String, String)> = Vec::new();
    for value in stated.as_ref().or(own.as_ref()).iter().flat_map(|table| table.values()) {
        let Some(url) = address(&value, reader) else { continue };
        let lower = value.name().to_lowercase();
        match KNOWN_URLS.iter().find(|(key, _)| *key == lower).filter(|_| stated.is_some()) {
            Some((_, label)) => {
                known.insert(label, url);
            }
            None => others.push((value.name().to_owned(), url)),
        }
    }
    known.retain(|_, url| !url.is_empty());
    let home_page = known.get("Homepage").or_else(|| known.get("Repository")).cloned();
    let in_order = KNOWN_URLS.iter().filter_map(|(_, label)| Some((*label, known.get(label)?)));
    let mut urls: Vec<(String, String)> =
        in_order.map(|(label, url)| (label.to_owned(), url.clone())).collect();
    for (label, url) in others {
        match urls.iter_mut().find(|(known, _)| *known == label) {
            Some((_, known)) => *known = url,
            None => urls.push((label, url)),
        }
    }
    (urls, home_page)
}

fn address(value: &Value<'_>, reader: &mut Reader) -> Option<String> {
    let url = reader.text(value)?;
    let custom = value.path().starts_with("tool.poetry.urls");
    let scheme = url.value.split_once(':').map(|(scheme, _)| scheme).unwrap_or_default();
    let word = |c: char| c.is_alphanumeric() || c == '_';
    let is_uri = !scheme.is_empty()
        && scheme.chars().all(word)
        && url.value.len() > scheme.len() + 1
        && !url.value.contains(char::is_whitespace);
    if !is_uri && !custom {
        reader.invalid(value, format!("`{}` is not an address with a scheme", url.value));
        return None;
    }
    Some(url.value)
}

/// `Requires-Python`: that of `[project]` as it stands, else what poetry makes of its own.
fn requires_python(
    metadata: &mut Metadata,
    tables: &Tables<'_>,
    profile: &'static Profile,
    reader: &mut Reader,
) -> Pythons {
    let stated = tables.of_project("requires-python").and_then(|value| reader.text(&value));
    let stated = stated.filter(|text| text.value != "*");
    let own = tables.of_poetry("dependencies").and_then(|value| value.as_table());
    let own = own
        .and_then(|table| table.values().find(|value| value.name().eq_ignore_ascii_case("python")));
    let own = own.and_then(|value| reader.text(&value));
    let whole = pythons_of(stated.as_ref(), profile, reader);
    let narrow = pythons_of(own.as_ref(), profile, reader);
    let Some(stated) = &stated else {
        metadata.requires_python = narrow.requires_python();
        return narrow;
    };
    metadata.requires_python = standard(stated, reader);
    let Some(own) = &own else { return whole };
    if !whole.covers(&narrow) {
        let words = "it is no part of `project.requires-python`";
        reader.report(wrong_python(own, words));
    }
    narrow
}

fn pythons_of(
    text: Option<&Located<String>>,
    profile: &'static Profile,
    reader: &mut Reader,
) -> Pythons {
    let unstated = Pythons::unstated(profile);
    let Some(text) = text else { return unstated };
    match Pythons::read(&text.value, profile) {
        Ok(pythons) if pythons.is_empty() => {
            reader.report(wrong_python(text, "no interpreter satisfies it"));
            unstated
        }
        Ok(pythons) => pythons,
        Err(words) => {
            reader.report(wrong_python(text, &words));
            unstated
        }
    }
}

fn wrong_python(text: &Located<String>, words: &str) -> Finding {
    let message = format!("the interpreters `{}`: {words}", text.value);
    Finding::new(&INVALID_VALUE, message).at(text.location.clone())
}

/// What the standard makes of `project.requires-python`, which poetry copies.
fn standard(text: &Located<String>, reader: &mut Reader) -> Option<String> {
    match text.value.parse::<VersionSpecifiers>() {
        Ok(specifiers) => Some(specifiers.to_string()).filter(|text| !text.is_empty()),
        Err(error) => {
            let message = format!("`project.requires-python`: {error}");
            reader.report(Finding::new(&INVALID_VALUE, message).at(text.location.clone()));
            None
        }
    }
}

/// The licence: an expression, or what poetry makes of another text.
fn license(
    metadata: &mut Metadata,
    tables: &Tables<'_>,
    tree: &SourceTree,
    profile: &Profile,
    reader: &mut Reader,
) -> Option<License> {
    let stated = tables.of_project("license").filter(says_something);
    let own = tables.of_poetry("license").and_then(|value| reader.text(&value));
    let Some(stated) = stated else {
        return own.filter(|text| !text.value.is_empty()).map(|text| License::of(&text.value));
    };
    if let Some(table) = stated.as_table() {
        return license_table(&stated, &table, tables, tree, reader);
    }
    let text = reader.text(&stated)?;
    match text.value.parse::<LicenseExpression>() {
        Ok(expression) if profile.license_files => {
            metadata.license_expression = Some(expression);
            None
        }
        Ok(_) => Some(License::of(&text.value)),
        Err(error) => {
            let message = format!("`project.license`: {error}");
            reader.report(Finding::new(&LICENSE_TEXT, message).at(text.location));
            Some(License::of(&text.value))
        }
    }
}

fn license_table(
    value: &Value<'_>,
    table: &Table<'_>,
    tables: &Tables<'_>,
    tree: &SourceTree,
    reader: &mut Reader,
) -> Option<License> {
    reader.report_all(table.unknown_keys(&["file", "text"], &UNKNOWN_KEY));
    if tables.of_project("license-files").is_some() {
        let message = "`project.license-files` cannot stand beside a license table";
        let finding = Finding::new(&INVALID_VALUE, message).at(value.location());
        reader.report(finding.remedy("write `license` as an SPDX expression"));
    }
    match (reader.text_of(table, "text"), reader.text_of(table, "file")) {
        (Some(text), None) => {
            Some(text.value).filter(|it| !it.is_empty()).map(|it| License::of(&it))
        }
        (None, Some(file)) => {
            let (_, text) = named_file::text("project.license.file", &file, tree, reader)?;
            Some(text).filter(|it| !it.is_empty()).map(|it| License::of(&it))
        }
        _ => {
            reader.invalid(value, "a license table needs either `file` or `text`");
            None
        }
    }
}

/// The licence files, sorted.
fn licenses(
    tables: &Tables<'_>,
    tree: &SourceTree,
    profile: &Profile,
    reader: &mut Reader,
) -> Result<Vec<RelPath>, Error> {
    let stated = tables.of_project("license-files").filter(|_| profile.license_files);
    let mut found = match stated.and_then(|value| reader.texts(&value)) {
        Some(patterns) => license_files::matching(tree, &patterns, DotNames::Match, reader)?,
        None => usual_licenses(tables, tree, profile)?,
    };
    found.sort();
    found.dedup();
    Ok(found)
}

/// The files with the usual names, all in `LICENSES`, and the one that an old table names.
fn usual_licenses(
    tables: &Tables<'_>,
    tree: &SourceTree,
    profile: &Profile,
) -> Result<Vec<RelPath>, Error> {
    const USUAL: &[&str] = &["COPYING*", "LICEN[SC]E*", "AUTHORS*", "NOTICE*"];
    let mut found = license_files::usual(tree, USUAL)?;
    let folder = RelPath::root().child("LICENSES");
    if tree.is_folder(&folder)? {
        let past_links = &mut |item: &pyrel_tree::Item| match item.link {
            Some(_) => Descend::Past,
            None => Descend::Into,
        };
        let items = walk(tree, &folder, past_links)?;
        let files = items.into_iter().filter(|it| matches!(it.kind, EntryKind::File { .. }));
        found.extend(files.map(|item| item.path));
    }
    let named = tables.of_project("license").and_then(|value| value.as_table());
    let named = named.and_then(|table| table.get("file")).filter(|_| profile.license_files);
    let named = named.and_then(|file| RelPath::new(file.as_text()?).ok());
    found.extend(named);
    Ok(found)
}

/// The description, from one file, from several one after the other, or as it is written.
fn readme(
    metadata: &mut Metadata,
    tables: &Tables<'_>,
    tree: &SourceTree,
    profile: &Profile,
    reader: &mut Reader,
) -> Vec<RelPath> {
    let stated = tables.of_project("readme").filter(says_something);
    let (key, names, content_type) = match stated {
        Some(value) if value.as_text().is_some() => {
            ("project.readme", reader.text(&value).into_iter().collect::<Vec<_>>(), None)
        }
        Some(value) => {
            let Some(readme) = tables.project.as_ref().and_then(|it| Readme::read(it, reader))
            else {
                return Vec::new();
            };
            match readme {
                Readme::File { path, content_type } => {
                    ("project.readme.file", vec![path], content_type)
                }
                Readme::Text { text, content_type } => {
                    if text.value.is_empty() || !profile.license_files {
                        let words = "a readme as a text is lost before poetry-core 2.2";
                        let empty = text.value.is_empty();
                        reader.invalid(&value, if empty { "the readme is empty" } else { words });
                    }
                    metadata.description = Some(text.value);
                    metadata.description_content_type = content_type.map(|it| it.value);
                    return Vec::new();
                }
            }
        }
        None => {
            let value = tables.of_poetry("readme");
            let names = value.and_then(|value| match value.as_list() {
                Some(_) => reader.texts(&value),
                None => reader.text(&value).map(|name| vec![name]),
            });
            ("tool.poetry.readme", names.unwrap_or_default(), None)
        }
    };
    let names: Vec<_> = names.into_iter().filter(|name| !name.value.is_empty()).collect();
    let files: Vec<(RelPath, String)> =
        names.iter().filter_map(|name| named_file::text(key, name, tree, reader)).collect();
    if let Some((first, _)) = files.first() {
        let texts: Vec<&str> = files.iter().map(|(_, text)| text.as_str()).collect();
        metadata.description = Some(texts.join("\n"));
        let stated = content_type.map(|it| it.value).filter(|it| !it.is_empty());
        metadata.description_content_type =
            Some(stated.unwrap_or_else(|| type_of(first.file_name()).to_owned()));
    }
    files.into_iter().map(|(path, _)| path).collect()
}

/// The content type that an ending stands for, letter case counting.
fn type_of(name: &str) -> &'static str {
    let ending = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty());
    match ending.map(|(_, ending)| ending) {
        Some("rst") => "text/x-rst",
        Some("md" | "markdown") => "text/markdown",
        _ => "text/plain",
    }
}
