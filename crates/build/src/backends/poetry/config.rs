//! The keys of `[tool.poetry]` about files, as written.

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Location};
use pyrel_pep::PackageName;
use pyrel_tree::RelPath;
use pyrel_tree::glob::{DotNames, PythonGlob};

use super::Profile;
use super::tables::Tables;
use crate::pyproject::{INVALID_VALUE, Located, Reader, Table, UNKNOWN_KEY, Value};

/// What is packed.
#[derive(Debug)]
pub(super) struct Config {
    /// The module that the project is named after.
    pub module: String,
    /// Where that name is.
    pub name: Location,
    pub packages: Vec<Package>,
    pub include: Vec<Include>,
    pub exclude: Vec<Pattern>,
    /// What is for both formats without a word about it.
    pub unstated: Formats,
}

/// The two formats.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Format {
    Sdist,
    Wheel,
}

/// An item of `packages`.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub pattern: Pattern,
    pub from: RelPath,
    pub to: RelPath,
    pub formats: Formats,
    pub origin: Origin,
}

/// An item of `include`.
#[derive(Debug)]
pub(super) struct Include {
    pub pattern: Pattern,
    pub formats: Formats,
    pub origin: Origin,
}

/// The formats that something is for.
#[derive(Clone, Debug)]
pub(super) struct Formats {
    /// Those that it is for at all.
    pub all: Vec<Format>,
    /// Those in which folders that a pattern finds stand for what is in them.
    pub folders: Vec<Format>,
}

/// A pattern of `pathlib`.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub text: Located<String>,
    pub glob: PythonGlob,
}

impl Config {
    pub(super) fn read(
        tables: &Tables<'_>,
        name: &Located<PackageName>,
        profile: &Profile,
        reader: &mut Reader,
    ) -> Self {
        let list = |key: &str, reader: &mut Reader| {
            tables.poetry.as_ref().and_then(|it| reader.list_of(it, key)).unwrap_or_default()
        };
        let packages = list("packages", reader);
        let include = list("include", reader);
        let exclude = list("exclude", reader);
        Self {
            module: name.value.escaped(),
            name: name.location.clone(),
            unstated: Formats::read(None, &[Format::Sdist, Format::Wheel], profile, reader),
            packages: packages.iter().filter_map(|it| package(it, profile, reader)).collect(),
            include: include.iter().filter_map(|it| included(it, profile, reader)).collect(),
            exclude: exclude.iter().filter_map(|it| pattern(it, reader)).collect(),
        }
    }
}

fn package(value: &Value<'_>, profile: &Profile, reader: &mut Reader) -> Option<Package> {
    let table = reader.table(value)?;
    reader.report_all(table.unknown_keys(&["include", "from", "to", "format"], &UNKNOWN_KEY));
    let Some(include) = table.get("include") else {
        reader.invalid(value, "a package needs `include`");
        return None;
    };
    let (from, to) = (folder(&table, "from", reader), folder(&table, "to", reader));
    let formats = Formats::read(Some(&table), &[Format::Sdist, Format::Wheel], profile, reader);
    let pattern = pattern(&include, reader)?;
    let words = format!("tool.poetry.packages `{}`", pattern.text.value);
    let origin = Origin::option(words, pattern.text.location.clone());
    Some(Package { pattern, from: from?, to: to?, formats, origin })
}

/// The folder that a key names; the project's own where it names none.
fn folder(table: &Table<'_>, key: &str, reader: &mut Reader) -> Option<RelPath> {
    let Some(value) = table.get(key) else { return Some(RelPath::root()) };
    let text = reader.text(&value)?;
    match RelPath::new(&text.value) {
        Ok(path) => Some(path),
        Err(error) => {
            reader.invalid(&value, error);
            None
        }
    }
}

fn included(value: &Value<'_>, profile: &Profile, reader: &mut Reader) -> Option<Include> {
    let default = profile.include_formats;
    let (path, formats) = match value.as_table() {
        Some(table) => {
            reader.report_all(table.unknown_keys(&["path", "format"], &UNKNOWN_KEY));
            let Some(path) = table.get("path") else {
                reader.invalid(value, "an include needs `path`");
                return None;
            };
            (path, Formats::read(Some(&table), default, profile, reader))
        }
        None => (value.clone(), Formats::read(None, default, profile, reader)),
    };
    let pattern = pattern(&path, reader)?;
    let words = format!("tool.poetry.include `{}`", pattern.text.value);
    let origin = Origin::option(words, pattern.text.location.clone());
    Some(Include { pattern, formats, origin })
}

impl Formats {
    fn read(
        table: Option<&Table<'_>>,
        default: &[Format],
        profile: &Profile,
        reader: &mut Reader,
    ) -> Self {
        let Some(value) = table.and_then(|table| table.get("format")) else {
            let folders = if profile.folders_in_wheels { default } else { &[Format::Sdist] };
            return Self { all: default.to_vec(), folders: folders.to_vec() };
        };
        let items = value.as_list().unwrap_or_else(|| vec![value]);
        let mut all = Vec::new();
        for item in items {
            match reader.text(&item).map(|text| text.value).as_deref() {
                Some("sdist") => all.push(Format::Sdist),
                Some("wheel") => all.push(Format::Wheel),
                Some(_) => reader.invalid(&item, "a format is `sdist` or `wheel`"),
                None => {}
            }
        }
        Self { folders: all.clone(), all }
    }
}

fn pattern(value: &Value<'_>, reader: &mut Reader) -> Option<Pattern> {
    let text = reader.text(value)?;
    let partial = |part: &str| part.contains("**") && part != "**";
    if text.value.split('/').any(partial) {
        reader.invalid(value, "`**` must be a whole component of the pattern");
        return None;
    }
    match PythonGlob::with_dot_names(&text.value, DotNames::Match) {
        Ok(glob) => Some(Pattern { text, glob }),
        Err(error) => {
            let message = format!("`{}`: {error}", value.path());
            reader.report(Finding::new(&INVALID_VALUE, message).at(text.location));
            None
        }
    }
}
