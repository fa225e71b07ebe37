//! `[tool.setuptools]`, laid over what `setup.cfg` and `setup.py` say.

use super::super::Input;
use super::super::options::OPTIONS;
use super::distribution::{
    DataFiles, Distribution, Find, FoundRoot, LicensePatterns, LicensesBy, Packages, Patterns,
};
use super::dynamic::DynamicTable;
use crate::backends::support::check_options;
use crate::pyproject::{Located, Reader, Table, UNKNOWN_KEY, Value, check_lines};

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
    let Some(tool) = tool else { return DynamicTable::default() };
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

fn packages(tool: &Table<'_>, said: &mut Distribution, reader: &mut Reader) {
    match packages_of(tool, reader) {
        Packages::Unset => {}
        packages @ (Packages::Listed(_) | Packages::Find(_)) => said.packages = packages,
    }
    if let Some(names) = reader.texts_of(tool, "py-modules") {
        said.py_modules = Some(names);
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
    for (key, place) in [
        ("package-data", &mut said.package_data),
        ("exclude-package-data", &mut said.exclude_package_data),
    ] {
        if tool.get(key).is_some() {
            *place = patterns(tool, key, reader);
        }
    }
    if let Some(flag) = reader.flag_of(tool, "include-package-data") {
        said.include_package_data = Some(flag.value);
    }
    if tool.get("data-files").is_some() {
        let lists = lists(tool, "data-files", reader).into_iter();
        let files = |(folder, files)| DataFiles { folder, files, patterns: true };
        said.data_files = lists.map(files).collect();
    }
    if let Some(scripts) = reader.texts_of(tool, "script-files") {
        said.scripts = scripts;
    }
    if let Some(safe) = reader.flag_of(tool, "zip-safe") {
        said.zip_safe = Some(safe.value);
    }
    if let Some(resources) = reader.texts_of(tool, "eager-resources") {
        said.eager_resources = Some(plain(resources));
    }
}

fn metadata(tool: &Table<'_>, said: &mut Distribution, reader: &mut Reader) {
    if let Some(patterns) = reader.texts_of(tool, "license-files") {
        said.license_files = Some(LicensePatterns { patterns, by: LicensesBy::ToolTable });
        said.computed.remove("license_files");
    }
    for (key, place) in [
        ("platforms", &mut said.platforms),
        ("provides", &mut said.provides),
        ("obsoletes", &mut said.obsoletes),
    ] {
        if let Some(texts) = reader.texts_of(tool, key) {
            *place = plain(texts);
            said.computed.remove(key);
        }
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
