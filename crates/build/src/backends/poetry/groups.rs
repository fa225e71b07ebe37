//! Dependency groups: they reach neither wheel nor sdist, yet poetry-core looks at their names.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Location};
use pyrel_pep::name::normalize;

use super::table_dependency;
use super::tables::Tables;
use crate::pyproject::{INVALID_VALUE, Located, Pyproject, Reader, Value};

/// A group with those that it includes.
#[derive(Debug, Default)]
struct Group {
    /// The spellings of its name.
    names: Vec<String>,
    includes: Vec<String>,
    location: Option<Location>,
}

/// Reports groups that are one after normalisation, and those that include themselves.
pub(super) fn check(pyproject: &Pyproject, tables: &Tables<'_>, reader: &mut Reader) {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    let standard = reader.table_of(&pyproject.root(), "dependency-groups");
    for value in standard.iter().flat_map(|table| table.values()) {
        let items = value.as_list();
        if items.is_none() {
            reader.report(value.wrong_type("a list of requirements"));
        }
        let mut includes = Vec::new();
        for item in items.unwrap_or_default() {
            match item.as_table() {
                Some(table) => includes.extend(reader.text_of(&table, "include-group")),
                None => {
                    reader.text(&item);
                }
            }
        }
        note(&mut groups, &value, &includes);
    }
    let own = tables.of_poetry("group").and_then(|value| reader.table(&value));
    for value in own.iter().flat_map(|table| table.values()) {
        let Some(table) = reader.table(&value) else { continue };
        if let Some(requirements) = reader.table_of(&table, "dependencies") {
            table_dependency::check(&requirements, reader);
        }
        reader.flag_of(&table, "optional");
        let includes = reader.texts_of(&table, "include-groups").unwrap_or_default();
        note(&mut groups, &value, &includes);
    }
    if let Some(old) = tables.of_poetry("dev-dependencies").and_then(|it| reader.table(&it)) {
        table_dependency::check(&old, reader);
    }
    for (name, group) in &groups {
        report(name, group, &groups, reader);
    }
}

fn note(groups: &mut BTreeMap<String, Group>, value: &Value<'_>, includes: &[Located<String>]) {
    let group = groups.entry(normalize(value.name())).or_default();
    if !group.names.iter().any(|name| name == value.name()) {
        group.names.push(value.name().to_owned());
    }
    group.includes.extend(includes.iter().map(|name| normalize(&name.value)));
    group.location = Some(value.key_location());
}

fn report(name: &str, group: &Group, groups: &BTreeMap<String, Group>, reader: &mut Reader) {
    let mut refuse = |message: String| {
        let finding = Finding::new(&INVALID_VALUE, message);
        reader.report(match &group.location {
            Some(at) => finding.at(at.clone()),
            None => finding,
        });
    };
    if group.names.len() > 1 {
        let names = group.names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
        refuse(format!("{} are the same dependency group `{name}`", names.join(" and ")));
    }
    if reaches(name, name, groups) {
        refuse(format!("the dependency group `{name}` includes itself"));
    }
}

/// Whether a group is among those that another includes, directly or not.
fn reaches(from: &str, to: &str, groups: &BTreeMap<String, Group>) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut open: Vec<&str> = vec![from];
    while let Some(name) = open.pop() {
        let includes = groups.get(name).map(|group| &group.includes[..]).unwrap_or_default();
        for include in includes {
            if include == to {
                return true;
            }
            if !seen.contains(&include.as_str()) {
                seen.push(include);
                open.push(include);
            }
        }
    }
    false
}
