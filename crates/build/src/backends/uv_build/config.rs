//! `[tool.uv.build-backend]` as written.

use pyrel_diag::Finding;
use pyrel_tree::RelPath;
use pyrel_tree::glob::{GlobError, UvGlob};

use super::{Input, OPTIONS};
use crate::Scheme;
use crate::backends::support::check_options;
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, PASSED_OVER_KEY, Reader, Table, UNKNOWN_KEY};

/// What is always kept out unless `default-excludes` says otherwise.
const EXCLUDED: &[&str] = &["__pycache__", "*.pyc", "*.pyo"];
/// The schemes of `data`, in the order of uv_build.
const SCHEMES: &[&str] = &["purelib", "platlib", "headers", "scripts", "data"];

/// A pattern of files as written.
#[derive(Debug)]
pub(super) struct Pattern {
    pub text: Located<String>,
    pub glob: UvGlob,
}

/// The table as written; globs are compiled.
#[derive(Debug, Default)]
pub(super) struct Config {
    pub module_root: Option<Located<String>>,
    /// `module-name`: one name, or the list.
    pub module_names: Option<Vec<Located<String>>>,
    pub namespace: bool,
    pub source_include: Vec<Pattern>,
    /// All excludes that are written down.
    pub excludes: Vec<Pattern>,
    /// Of the sdist.
    pub source_exclude: Vec<UvGlob>,
    /// Of the wheel: these and those of the sdist.
    pub wheel_exclude: Vec<UvGlob>,
    pub data: Vec<(Scheme, Located<RelPath>)>,
}

impl Config {
    pub(super) fn read(input: &Input<'_>, reader: &mut Reader) -> Self {
        let mut config = Self::default();
        let tools = reader.table_of(&input.pyproject.root(), "tool");
        let uv = tools.and_then(|tools| reader.table_of(&tools, "uv"));
        let table = uv.and_then(|uv| reader.table_of(&uv, "build-backend"));
        let mut defaults = true;
        let mut excludes = Vec::new();
        let mut wheel_excludes = Vec::new();
        if let Some(table) = &table {
            check_options(table, OPTIONS, &PASSED_OVER_KEY, reader);
            config.read_modules(table, reader);
            config.source_include = globs(table, "source-include", UvGlob::anchored, reader);
            defaults = reader.flag_of(table, "default-excludes").is_none_or(|flag| flag.value);
            excludes = globs(table, "source-exclude", UvGlob::anywhere, reader);
            wheel_excludes = globs(table, "wheel-exclude", UvGlob::anywhere, reader);
            config.read_data(table, reader);
        }
        let defaults = EXCLUDED.iter().filter(|_| defaults);
        let defaults = defaults.filter_map(|glob| UvGlob::anywhere(glob).ok());
        let compiled = |it: &Pattern| it.glob.clone();
        config.source_exclude = defaults.chain(excludes.iter().map(compiled)).collect();
        config.wheel_exclude.clone_from(&config.source_exclude);
        config.wheel_exclude.extend(wheel_excludes.iter().map(compiled));
        config.excludes = excludes;
        config.excludes.extend(wheel_excludes);
        config
    }

    fn read_modules(&mut self, table: &Table<'_>, reader: &mut Reader) {
        self.module_root = reader.text_of(table, "module-root");
        self.namespace = reader.flag_of(table, "namespace").is_some_and(|flag| flag.value);
        if let Some(value) = table.get("module-name") {
            self.module_names = match value.as_list() {
                Some(_) => reader.texts(&value),
                None => reader.text(&value).map(|name| vec![name]),
            };
        }
    }

    fn read_data(&mut self, table: &Table<'_>, reader: &mut Reader) {
        let Some(data) = reader.table_of(table, "data") else { return };
        reader.report_all(data.unknown_keys(SCHEMES, &UNKNOWN_KEY));
        for key in SCHEMES {
            let path = format!("tool.uv.build-backend.data.{key}");
            let Some(name) = reader.text_of(&data, key) else { continue };
            let Some(folder) = named_file::path(&path, &name, reader) else { continue };
            let odd = |c: char| !(c.is_alphanumeric() || "_-./".contains(c));
            if folder.is_root() || folder.as_str().contains(odd) {
                let message =
                    format!("`{path}`: uv_build does not take the folder `{}`", name.value);
                reader.report(Finding::new(&INVALID_VALUE, message).at(name.location));
            } else if let Some(scheme) = Scheme::of(key) {
                self.data.push((scheme, name.map(|_| folder)));
            }
        }
    }
}

fn globs(
    table: &Table<'_>,
    key: &str,
    compile: fn(&str) -> Result<UvGlob, GlobError>,
    reader: &mut Reader,
) -> Vec<Pattern> {
    let mut globs = Vec::new();
    for text in reader.texts_of(table, key).unwrap_or_default() {
        match compile(&text.value) {
            Ok(glob) => globs.push(Pattern { text, glob }),
            Err(why) => {
                let message = format!("`tool.uv.build-backend.{key}`: {why}");
                reader.report(Finding::new(&INVALID_VALUE, message).at(text.location));
            }
        }
    }
    globs
}
