//! Commands: entry points, and script files that are installed as they are.

use pyrel_diag::Finding;
use pyrel_pep::EntryPoints;
use pyrel_tree::{RelPath, SourceTree};

use super::Profile;
use super::tables::{Tables, says_something};
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, MISSING_FILE, Reader, Table, UNKNOWN_KEY, Value};

/// The names and references of a group.
type Items = Vec<(String, Located<String>)>;

/// The entry points; `None` where there are none at all.
pub(super) fn entry_points(
    tables: &Tables<'_>,
    profile: &Profile,
    reader: &mut Reader,
) -> Option<EntryPoints> {
    let mut entry_points = EntryPoints::new();
    let stated = |key: &str| tables.of_project(key).filter(says_something);
    let own = tables.of_poetry("scripts").and_then(|value| reader.table(&value));
    let own = own.map(|table| console_scripts(&table, profile, reader)).unwrap_or_default();
    match stated("scripts").and_then(|value| reader.table(&value)) {
        Some(table) => add("console_scripts", items(&table, reader), &mut entry_points, reader),
        None if !own.is_empty() => add("console_scripts", own, &mut entry_points, reader),
        None => {}
    }
    if let Some(table) = stated("gui-scripts").and_then(|value| reader.table(&value)) {
        add("gui_scripts", items(&table, reader), &mut entry_points, reader);
    }
    let groups = stated("entry-points").or_else(|| tables.of_poetry("plugins"));
    let groups = groups.and_then(|value| reader.table(&value));
    for value in groups.iter().flat_map(Table::values) {
        let Some(table) = reader.table(&value) else { continue };
        let of_project = value.path().starts_with("project.");
        if of_project && value.name().replace('-', "_").ends_with("_scripts") && is_reserved(&value)
        {
            let message = format!("`{}` is what `project.scripts` is for", value.path());
            reader.report(Finding::new(&INVALID_VALUE, message).at(value.key_location()));
        }
        add(value.name(), items(&table, reader), &mut entry_points, reader);
    }
    if entry_points.is_empty() {
        return None;
    }
    entry_points.sort_names();
    Some(entry_points)
}

fn is_reserved(value: &Value<'_>) -> bool {
    matches!(value.name().replace('-', "_").as_str(), "console_scripts" | "gui_scripts")
}

fn items(table: &Table<'_>, reader: &mut Reader) -> Items {
    let text = |value: Value<'_>| Some((value.name().to_owned(), reader.text(&value)?));
    table.values().filter_map(text).collect()
}

/// poetry takes the blanks out of names and references alike.
fn add(group: &str, items: Items, entry_points: &mut EntryPoints, reader: &mut Reader) {
    entry_points.add_group(group);
    for (name, object) in items {
        let (name, reference) = (name.replace(' ', ""), object.value.replace(' ', ""));
        let mut alone = EntryPoints::new();
        let mut wrong = Vec::from_iter(alone.add(group, &name, &reference).err());
        wrong.extend(alone.check());
        wrong.extend(entry_points.add(group, &name, &reference).err());
        for error in wrong {
            let finding = Finding::new(&INVALID_VALUE, error.to_string());
            reader.report(finding.at(object.location.clone()));
        }
    }
}

/// The scripts of `[tool.poetry.scripts]` that are entry points. `callable` without a type is no
/// script since 2.0.
fn console_scripts(table: &Table<'_>, profile: &Profile, reader: &mut Reader) -> Items {
    let mut found = Vec::new();
    for value in table.values() {
        if value.as_text().is_some() {
            found.extend(reader.text(&value).map(|text| (value.name().to_owned(), text)));
            continue;
        }
        let Some(script) = value.as_table() else {
            reader.report(value.wrong_type("a string or a table"));
            continue;
        };
        check_script(&value, &script, reader);
        let kind = script.get("type").and_then(|kind| kind.as_text());
        let mut reference = match (script.get("callable"), kind) {
            (Some(callable), _) if profile.callable_scripts => reader.text(&callable),
            (None, Some("console")) => reader.text_of(&script, "reference"),
            _ => None,
        };
        if profile.callable_scripts
            && script.get("callable").is_none()
            && let Some(text) = &mut reference
        {
            let extras = reader.texts_of(&script, "extras").unwrap_or_default();
            let extras: Vec<String> = extras.into_iter().map(|extra| extra.value).collect();
            if !extras.is_empty() {
                text.value += &format!("[{}]", extras.join(","));
            }
        }
        let reference = reference.filter(|text| !text.value.is_empty());
        found.extend(reference.map(|text| (value.name().to_owned(), text)));
    }
    found
}

fn check_script(value: &Value<'_>, script: &Table<'_>, reader: &mut Reader) {
    reader.report_all(
        script.unknown_keys(&["reference", "type", "callable", "extras"], &UNKNOWN_KEY),
    );
    reader.texts_of(script, "extras");
    if script.get("callable").is_some() {
        return;
    }
    for key in ["reference", "type"] {
        if script.get(key).is_none() && script.values().any(|it| it.name() != "extras") {
            reader.invalid(value, format!("a script needs `{key}`"));
        }
    }
    if let Some(kind) = reader.text_of(script, "type")
        && !matches!(kind.value.as_str(), "console" | "file")
    {
        let message = format!("`{}.type` must be `console` or `file`", value.path());
        reader.report(Finding::new(&INVALID_VALUE, message).at(kind.location));
    }
}

/// The files of `[tool.poetry.scripts]` with the type `file`.
pub(super) fn files(
    tables: &Tables<'_>,
    tree: &SourceTree,
    reader: &mut Reader,
) -> Vec<Located<RelPath>> {
    let mut found = Vec::new();
    let Some(table) = tables.of_poetry("scripts").and_then(|value| value.as_table()) else {
        return found;
    };
    for value in table.values() {
        let Some(script) = value.as_table() else { continue };
        if script.get("type").and_then(|kind| kind.as_text()) != Some("file") {
            continue;
        }
        let Some(reference) = script.get("reference").and_then(|it| reader.text(&it)) else {
            continue;
        };
        let key = format!("{}.reference", value.path());
        let Some(path) = named_file::path(&key, &reference, reader) else { continue };
        if tree.is_file(&path).unwrap_or(false) {
            found.push(reference.map(|_| path));
        } else {
            let message = format!("`{key}`: there is no file `{path}`");
            reader.report(Finding::new(&MISSING_FILE, message).at(reference.location));
        }
    }
    found
}
