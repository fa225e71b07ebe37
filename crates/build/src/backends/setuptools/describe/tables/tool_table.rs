//! `[tool.setuptools]`, laid over what `setup.cfg` and `setup.py` say.

use pyrel_diag::{Finding, Rule, Severity};

use super::super::super::Input;
use super::super::super::options::OPTIONS;
use super::super::distribution::{
    DataFiles, Distribution, Find, FoundRoot, LicensePatterns, LicensesBy, Packages, Patterns,
};
use super::dynamic::DynamicTable;
use crate::backends::support::check_options;
use crate::pyproject::{Located, MISSING_KEY, Reader, Table, UNKNOWN_KEY, Value, check_lines};

pub(in crate::backends::setuptools) static TOO_LATE: Rule = Rule {
    id: "packages-too-late",
    severity: Severity::Error,
    words: "packages are named in pyproject.toml after setuptools looked for them itself",
    remedy: "write the version, or `tool.setuptools.dynamic.version`, into pyproject.toml",
};

/// Lays the table over what is described so far, key by key, and answers with its table of dynamic
/// fields.
pub(crate) fn apply(
    input: &Input<'_>,
    said: &mut Distribution,
    reader: &mut Reader,
) -> DynamicTable {
    let tools = reader.table_of(&input.pyproject.root(), "tool");
    let tool = tools.and_then(|tools| reader.table_of(&tools, "setuptools"));
    let is_filled = |table: &Table<'_>| table.values().next().is_some();
    let project = input.pyproject.table(&["project"]);
    if !tool.as_ref().is_some_and(is_filled) && !project.as_ref().is_some_and(is_filled) {
        return DynamicTable::default();
    }
    // setuptools' default for `pyproject.toml`; where the file is about other tools it is false.
    said.include_package_data.get_or_insert(true);
    said.no_discovery = false;
    let Some(tool) = tool.filter(is_filled) else { return DynamicTable::default() };
    if !project.as_ref().is_some_and(is_filled) {
        let message = "`[tool.setuptools]` makes setuptools ask for [project], which is not there";
        reader.report(Finding::new(&MISSING_KEY, message).at(tool.location()));
    }
    check_early(&tool, said, reader);
    check_options(&tool, OPTIONS, &UNKNOWN_KEY, reader);
    check_lines(&tool, reader);
    packages(&tool, said, reader);
    data(&tool, said, reader);
    metadata(&tool, said, reader);
    match reader.table_of(&tool, "dynamic") {
        Some(dynamic) => DynamicTable::read(&dynamic, reader),
        None => DynamicTable::default(),
    }
}

/// A version that `setup.cfg` takes from a module has setuptools look for packages before it reads
/// this table.
fn check_early(tool: &Table<'_>, said: &Distribution, reader: &mut Reader) {
    let keys = ["packages", "py-modules", "package-dir"];
    for value in keys.into_iter().filter_map(|key| tool.get(key)).filter(|_| said.found_early) {
        let message = format!(
            "`{}` comes too late: `attr:` in setup.cfg looks for packages first",
            value.path()
        );
        reader.report(Finding::new(&TOO_LATE, message).at(value.key_location()));
    }
}

fn packages(tool: &Table<'_>, said: &mut Distribution, reader: &mut Reader) {
    match packages_of(tool, reader) {
        Packages::Unset => {}
        packages @ (Packages::Listed(_) | Packages::Find(_)) => {
            said.packages = packages;
            said.settle("packages");
        }
    }
    if let Some(names) = reader.texts_of(tool, "py-modules") {
        said.py_modules = Some(names);
        said.settle("py_modules");
    }
    if let Some(table) = reader.table_of(tool, "package-dir") {
        for value in table.values() {
            if let Some(folder) = reader.text(&value) {
                said.package_dir.entry(value.name().to_owned()).or_insert(folder);
            }
        }
    }
}

fn data(tool: &Table<'_>, said: &mut Distribution, reader: &mut Reader) {
    if tool.get("package-data").is_some() {
        said.package_data = patterns(tool, "package-data", reader);
        said.settle("package_data");
    }
    if tool.get("exclude-package-data").is_some() {
        said.exclude_package_data = patterns(tool, "exclude-package-data", reader);
        said.settle("exclude_package_data");
    }
    if let Some(flag) = reader.flag_of(tool, "include-package-data") {
        said.include_package_data = Some(flag.value);
        said.settle("include_package_data");
    }
    if tool.get("data-files").is_some() {
        let lists = lists(tool, "data-files", reader).into_iter();
        let files = |(folder, files)| DataFiles { folder, files, patterns: true };
        said.data_files = lists.map(files).collect();
        said.settle("data_files");
    }
    if let Some(scripts) = reader.texts_of(tool, "script-files") {
        said.scripts = scripts;
        said.settle("scripts");
    }
    if let Some(safe) = reader.flag_of(tool, "zip-safe") {
        said.zip_safe = Some(safe.value);
        said.settle("zip_safe");
    }
    if let Some(resources) = reader.texts_of(tool, "eager-resources") {
        said.eager_resources = Some(plain(resources));
        said.settle("eager_resources");
    }
}

fn metadata(tool: &Table<'_>, said: &mut Distribution, reader: &mut Reader) {
    if let Some(patterns) = reader.texts_of(tool, "license-files") {
        said.license_files = Some(LicensePatterns { patterns, by: LicensesBy::ToolTable });
        said.settle("license_files");
    }
    for key in ["platforms", "provides", "obsoletes"] {
        let Some(texts) = reader.texts_of(tool, key) else { continue };
        said.settle(key);
        let place = match key {
            "platforms" => &mut said.platforms,
            "provides" => &mut said.provides,
            _ => &mut said.obsoletes,
        };
        *place = plain(texts);
    }
}

fn packages_of(tool: &Table<'_>, reader: &mut Reader) -> Packages {
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
        root: FoundRoot::Added,
    }
}

fn patterns(tool: &Table<'_>, key: &str, reader: &mut Reader) -> Patterns {
    Patterns::of_lists(lists(tool, key, reader))
}

fn lists(tool: &Table<'_>, key: &str, reader: &mut Reader) -> Vec<(String, Vec<Located<String>>)> {
    let Some(table) = reader.table_of(tool, key) else { return Vec::new() };
    let pair = |value: Value<'_>| Some((value.name().to_owned(), reader.texts(&value)?));
    table.values().filter_map(pair).collect()
}

fn plain(texts: Vec<Located<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}
