//! `[tool.pdm.build]` and `[tool.pdm.version]` as written.

use pyrel_diag::{Finding, Location};
use pyrel_tree::{RelPath, SourceTree};

use super::version::Scm;
use super::{Input, OPTIONS};
use crate::Error;
use crate::backends::support::{REFUSED_OPTION, check_below};
use crate::pyproject::{
    INVALID_VALUE, Located, PASSED_OVER_KEY, Reader, Table, UNKNOWN_KEY, Value,
};

/// The two tables as written.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub includes: Vec<Located<String>>,
    pub excludes: Vec<Located<String>>,
    /// Never empty: what pdm-backend takes for an empty list is put in.
    pub source_includes: Vec<Located<String>>,
    /// As written or found, since wheels cut it off as it is written; empty for the root.
    pub package_dir: String,
    /// Where it is written, if it is.
    pub package_dir_at: Option<Location>,
    pub data: Vec<DataFiles>,
    pub editables: bool,
    /// `[tool.pdm.version]`, unless it is missing or empty.
    pub version: Option<VersionSource>,
}

/// An entry of `wheel-data`.
#[derive(Debug)]
pub(super) struct DataFiles {
    /// The scheme's key.
    pub scheme: Located<String>,
    pub pattern: Located<String>,
    pub relative_to: Option<Located<String>>,
}

/// `[tool.pdm.version]`.
#[derive(Debug)]
pub(super) struct VersionSource {
    pub source: Option<Located<String>>,
    pub path: Option<Located<String>>,
    pub pattern: Option<Located<String>>,
    /// What the source `scm` reads.
    pub scm: Option<Scm>,
    /// Where the table is.
    pub location: pyrel_diag::Location,
    /// Keys that the source `file` does not have.
    pub unknown: Vec<Finding>,
}

impl Config {
    pub(super) fn read(
        input: &Input<'_>,
        tree: &SourceTree,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let mut config = Self::default();
        let tools = reader.table_of(&input.pyproject.root(), "tool");
        let tool = tools.and_then(|tools| reader.table_of(&tools, "pdm"));
        let build = tool.as_ref().and_then(|tool| reader.table_of(tool, "build"));
        if let Some(build) = &build {
            check_below(build, "build.", OPTIONS, &PASSED_OVER_KEY, reader);
            config.read_build(build, reader);
        }
        let stated = build.as_ref().and_then(|build| reader.text_of(build, "package-dir"));
        config.package_dir = match stated {
            Some(stated) => {
                check_package_dir(&stated, reader)?;
                config.package_dir_at = Some(stated.location);
                stated.value
            }
            None => config.default_package_dir(tree)?,
        };
        if let Some(table) = tool.and_then(|tool| reader.table_of(&tool, "version"))
            && table.values().next().is_some()
        {
            config.version = Some(VersionSource::read(&table, reader));
        }
        Ok(config)
    }

    fn read_build(&mut self, build: &Table<'_>, reader: &mut Reader) {
        for (key, list) in [
            ("includes", &mut self.includes),
            ("excludes", &mut self.excludes),
            ("source-includes", &mut self.source_includes),
        ] {
            *list = reader.texts_of(build, key).unwrap_or_default();
        }
        for (key, refused, why) in [
            ("is-purelib", false, "the wheel's platform is that of the Python which builds it"),
            ("run-setuptools", true, "setuptools runs Python code"),
        ] {
            if let Some(flag) = reader.flag_of(build, key)
                && flag.value == refused
            {
                let message = format!("`tool.pdm.build.{key} = {refused}` is refused: {why}");
                reader.report(Finding::new(&REFUSED_OPTION, message).at(flag.location));
            }
        }
        if let Some(backend) = reader.text_of(build, "editable-backend") {
            self.editables = backend.value == "editables";
        }
        if let Some(data) = reader.table_of(build, "wheel-data") {
            for scheme in data.values() {
                self.read_data(&scheme, reader);
            }
        }
    }

    fn read_data(&mut self, scheme: &Value<'_>, reader: &mut Reader) {
        let Some(items) = scheme.as_list() else {
            reader.report(scheme.wrong_type("a list of patterns"));
            return;
        };
        let key = Located { value: scheme.name().to_owned(), location: scheme.key_location() };
        for item in items {
            let (pattern, relative_to) = match item.as_table() {
                None => (reader.text(&item), None),
                Some(table) => {
                    let known = ["path", "relative-to"];
                    reader.report_all(table.unknown_keys(&known, &PASSED_OVER_KEY));
                    if table.get("path").is_none() {
                        reader.invalid(&item, "`path` is missing");
                    }
                    (reader.text_of(&table, "path"), reader.text_of(&table, "relative-to"))
                }
            };
            let relative_to = relative_to.filter(|folder| !folder.value.is_empty());
            if let Some(pattern) = pattern {
                self.data.push(DataFiles { scheme: key.clone(), pattern, relative_to });
            }
        }
    }

    /// `src`, if it is there and nothing else is asked for, or if something in it is.
    fn default_package_dir(&self, tree: &SourceTree) -> Result<String, Error> {
        let is_source = |pattern: &Located<String>| {
            let mut parts = pattern.value.split('/').filter(|part| !matches!(*part, "" | "."));
            parts.next() == Some("src") && !pattern.value.starts_with('/')
        };
        let excluded = |pattern: &Located<String>| matches!(pattern.value.as_str(), "src" | "src/");
        let found = self.includes.is_empty() && tree.is_folder(&RelPath::root().child("src"))?
            || self.includes.iter().any(is_source) && !self.excludes.iter().any(excluded);
        Ok(if found { "src".to_owned() } else { String::new() })
    }
}

/// What leads nowhere cannot be looked into either, so nothing more is read.
fn check_package_dir(folder: &Located<String>, reader: &mut Reader) -> Result<(), Error> {
    let Err(error) = RelPath::new(&folder.value) else { return Ok(()) };
    let message = format!("`tool.pdm.build.package-dir`: {error}");
    reader.report(Finding::new(&INVALID_VALUE, message).at(folder.location.clone()));
    Err(std::mem::take(reader).refuse())
}

impl VersionSource {
    fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        let source = reader.text_of(table, "source").filter(|source| !source.value.is_empty());
        let is_scm = source.as_ref().is_some_and(|source| source.value == "scm");
        Self {
            path: reader.text_of(table, "path"),
            pattern: reader.text_of(table, "pattern"),
            location: table.location(),
            unknown: match is_scm {
                true => Vec::new(),
                false => table.unknown_keys(&["source", "path", "pattern"], &UNKNOWN_KEY),
            },
            scm: is_scm.then(|| Scm::read(table, reader)),
            source,
        }
    }
}
