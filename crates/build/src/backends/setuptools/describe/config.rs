//! `[tool.setuptools]` as written.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};

use super::super::Input;
use super::super::options::OPTIONS;
use crate::backends::support::check_options;
use crate::pyproject::{INVALID_VALUE, Located, Reader, Table, UNKNOWN_KEY, Value, check_lines};

/// `[tool.setuptools]` as written.
#[derive(Debug, Default)]
pub(crate) struct Config {
    pub packages: Packages,
    pub package_dir: BTreeMap<String, Located<String>>,
    pub py_modules: Option<Vec<Located<String>>>,
    pub package_data: Patterns,
    pub exclude_package_data: Patterns,
    /// True unless the file says otherwise: setuptools' default for `pyproject.toml`.
    pub include_package_data: bool,
    pub data_files: Vec<(String, Vec<Located<String>>)>,
    pub script_files: Vec<Located<String>>,
    pub license_files: Option<Vec<Located<String>>>,
    pub platforms: Vec<String>,
    pub provides: Vec<String>,
    pub obsoletes: Vec<String>,
    pub zip_safe: Option<bool>,
    pub eager_resources: Option<Vec<String>>,
    pub dynamic: BTreeMap<String, Directive>,
    pub dynamic_extras: Vec<(Located<String>, Directive)>,
}

/// `packages` in its three forms.
#[derive(Debug, Default)]
pub(crate) enum Packages {
    /// Left to discovery.
    #[default]
    Unset,
    Listed(Vec<Located<String>>),
    Find(Find),
}

/// `packages.find`.
#[derive(Debug)]
pub(crate) struct Find {
    pub wheres: Vec<Located<String>>,
    /// Everything, where it is not written.
    pub include: Option<Vec<Located<String>>>,
    pub exclude: Vec<Located<String>>,
    pub namespaces: bool,
}

/// Glob patterns by package; `*` stands for all.
#[derive(Debug, Default)]
pub(crate) struct Patterns(BTreeMap<String, Vec<Located<String>>>);

/// Where the value of a dynamic field is.
#[derive(Clone, Debug)]
pub(crate) enum Directive {
    Attr(Located<String>),
    Files { paths: Vec<Located<String>>, content_type: Option<Located<String>> },
}

pub(crate) static UNUSED_DYNAMIC: Rule = Rule {
    id: "unused-dynamic",
    severity: Severity::Warning,
    words: "a dynamic value is described that the project does not ask for",
    remedy: "list the field in `project.dynamic`, or remove the key",
};

impl Patterns {
    /// Those for all packages, then those for this one.
    pub(crate) fn of(&self, package: &str) -> impl Iterator<Item = &Located<String>> {
        let of = |name: &str| self.0.get(name).into_iter().flatten();
        of("*").chain(of(package))
    }

    /// Those for whatever package.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Located<String>> {
        self.0.values().flatten()
    }
}

impl Config {
    pub(crate) fn read(input: &Input<'_>, reader: &mut Reader) -> Self {
        let tools = reader.table_of(&input.pyproject.root(), "tool");
        let Some(tool) = tools.and_then(|tools| reader.table_of(&tools, "setuptools")) else {
            return Self { include_package_data: true, ..Self::default() };
        };
        check_options(&tool, OPTIONS, &UNKNOWN_KEY, reader);
        check_lines(&tool, reader);
        let flag = |key, reader: &mut Reader| reader.flag_of(&tool, key).map(|flag| flag.value);
        let mut config = Self {
            packages: packages(&tool, reader),
            py_modules: reader.texts_of(&tool, "py-modules"),
            package_data: patterns(&tool, "package-data", reader),
            exclude_package_data: patterns(&tool, "exclude-package-data", reader),
            include_package_data: flag("include-package-data", reader).unwrap_or(true),
            data_files: lists(&tool, "data-files", reader),
            script_files: reader.texts_of(&tool, "script-files").unwrap_or_default(),
            license_files: reader.texts_of(&tool, "license-files"),
            platforms: plain(reader.texts_of(&tool, "platforms")).unwrap_or_default(),
            provides: plain(reader.texts_of(&tool, "provides")).unwrap_or_default(),
            obsoletes: plain(reader.texts_of(&tool, "obsoletes")).unwrap_or_default(),
            zip_safe: flag("zip-safe", reader),
            eager_resources: plain(reader.texts_of(&tool, "eager-resources")),
            ..Self::default()
        };
        if let Some(table) = reader.table_of(&tool, "package-dir") {
            let pair = |value: Value<'_>| Some((value.name().to_owned(), reader.text(&value)?));
            config.package_dir = table.values().filter_map(pair).collect();
        }
        if let Some(dynamic) = reader.table_of(&tool, "dynamic") {
            config.read_dynamic(&dynamic, reader);
        }
        config
    }

    fn read_dynamic(&mut self, dynamic: &Table<'_>, reader: &mut Reader) {
        for value in dynamic.values() {
            if value.name() == "optional-dependencies" {
                let Some(extras) = reader.table(&value) else { continue };
                for extra in extras.values() {
                    let name =
                        Located { value: extra.name().to_owned(), location: extra.key_location() };
                    if let Some(directive) = directive(&extra, &["file"], reader) {
                        self.dynamic_extras.push((name, directive));
                    }
                }
                continue;
            }
            let known: &[&str] = match value.name() {
                "version" => &["attr", "file"],
                "readme" => &["file", "content-type"],
                _ => &["file"],
            };
            if let Some(directive) = directive(&value, known, reader) {
                self.dynamic.insert(value.name().to_owned(), directive);
            }
        }
    }
}

fn packages(tool: &Table<'_>, reader: &mut Reader) -> Packages {
    let Some(value) = tool.get("packages") else { return Packages::Unset };
    if value.as_list().is_some() {
        return Packages::Listed(reader.texts(&value).unwrap_or_default());
    }
    let Some(table) = value.as_table() else {
        reader.report(value.wrong_type("a list of names or a table with `find`"));
        return Packages::Unset;
    };
    reader.report_all(table.unknown_keys(&["find"], &UNKNOWN_KEY));
    match reader.table_of(&table, "find") {
        Some(find) => Packages::Find(read_find(&find, reader)),
        None => {
            if table.get("find").is_none() {
                reader.invalid(&value, "a table here needs `find`");
            }
            Packages::Unset
        }
    }
}

fn read_find(find: &Table<'_>, reader: &mut Reader) -> Find {
    reader.report_all(
        find.unknown_keys(&["where", "include", "exclude", "namespaces"], &UNKNOWN_KEY),
    );
    let root = || vec![Located { value: ".".to_owned(), location: find.location() }];
    Find {
        wheres: reader.texts_of(find, "where").unwrap_or_else(root),
        include: reader.texts_of(find, "include"),
        exclude: reader.texts_of(find, "exclude").unwrap_or_default(),
        namespaces: reader.flag_of(find, "namespaces").is_none_or(|flag| flag.value),
    }
}

fn directive(value: &Value<'_>, known: &[&str], reader: &mut Reader) -> Option<Directive> {
    let table = reader.table(value)?;
    reader.report_all(table.unknown_keys(known, &UNKNOWN_KEY));
    match (table.get("file"), table.get("attr").filter(|_| known.contains(&"attr"))) {
        (Some(file), None) => {
            let paths = match file.as_list() {
                Some(_) => reader.texts(&file)?,
                None => vec![reader.text(&file)?],
            };
            Some(Directive::Files { paths, content_type: reader.text_of(&table, "content-type") })
        }
        (None, Some(attr)) => reader.text(&attr).map(Directive::Attr),
        (Some(_), Some(_)) => {
            reader.invalid(value, "it has both `file` and `attr`");
            None
        }
        (None, None) => {
            reader.invalid(value, format!("it needs `{}`", known.join("` or `")));
            None
        }
    }
}

fn patterns(tool: &Table<'_>, key: &str, reader: &mut Reader) -> Patterns {
    let mut patterns = BTreeMap::new();
    for (package, list) in lists(tool, key, reader) {
        // The empty name is what `setup.py` calls the same; where both are there, `*` counts.
        if package.is_empty() {
            patterns.entry("*".to_owned()).or_insert(list);
        } else {
            patterns.insert(package, list);
        }
    }
    Patterns(patterns)
}

fn lists(tool: &Table<'_>, key: &str, reader: &mut Reader) -> Vec<(String, Vec<Located<String>>)> {
    let Some(table) = reader.table_of(tool, key) else { return Vec::new() };
    let pair = |value: Value<'_>| Some((value.name().to_owned(), reader.texts(&value)?));
    table.values().filter_map(pair).collect()
}

fn plain(texts: Option<Vec<Located<String>>>) -> Option<Vec<String>> {
    texts.map(|texts| texts.into_iter().map(|text| text.value).collect())
}

/// A finding that a value cannot be used, and why.
pub(crate) fn invalid(value: &Located<String>, why: impl std::fmt::Display) -> Finding {
    Finding::new(&INVALID_VALUE, format!("`{}`: {why}", value.value)).at(value.location.clone())
}
