//! What variables of the environment say in TOML.

use std::collections::BTreeMap;

use pyrel_diag::Finding;
use pyrel_scm::setuptools_scm::{Pretended, tool_variable};
use pyrel_scm::{Date, Moment};
use pyrel_tree::{RelPath, SourceTree};

use super::settings::Settings;
use crate::Error;
use crate::pyproject::{INVALID_VALUE, Plain, PlainTable, Pyproject, Table, UNKNOWN_KEY};

/// Options that `OVERRIDES` may name; others are passed over.
const OVERRIDABLE: [&str; 19] = [
    "root",
    "version_scheme",
    "local_scheme",
    "tag_regex",
    "parentdir_prefix_version",
    "fallback_version",
    "fallback_root",
    "write_to",
    "write_to_template",
    "version_file",
    "version_file_template",
    "parse",
    "git_describe_command",
    "dist_name",
    "version_cls",
    "normalize",
    "search_parent_directories",
    "parent",
    "scm",
];

/// Options that the file for several projects may name.
const IN_FILE: [&str; 12] = [
    "version_scheme",
    "local_scheme",
    "tag_regex",
    "parentdir_prefix_version",
    "fallback_version",
    "fallback_root",
    "write_to",
    "write_to_template",
    "version_file",
    "version_file_template",
    "dist_name",
    "search_parent_directories",
];

/// The options of `OVERRIDES`, which count before all others.
pub(super) fn overrides(
    variables: &BTreeMap<String, String>,
    dist_name: Option<&str>,
) -> Result<Settings, Error> {
    let Some((document, is_inline)) = document(variables, "OVERRIDES", dist_name)? else {
        return Ok(Settings::default());
    };
    let mut settings = match table(&document, is_inline) {
        Some(table) => Settings::of(&table),
        None => Settings::default(),
    };
    settings.retain(|key| OVERRIDABLE.contains(&key));
    Ok(settings)
}

/// Where the file for several projects lies.
pub(super) fn file() -> RelPath {
    RelPath::root().child(".config").child("python-vcs-versioning.toml")
}

/// The options that `.config/python-vcs-versioning.toml` has for the project at the top.
pub(super) fn of_file(tree: &SourceTree) -> Result<Settings, Error> {
    let path = file();
    if !tree.is_file(&path)? {
        return Ok(Settings::default());
    }
    let document = Pyproject::parse_as(path.as_str(), &tree.read_text(&path)?)?;
    let Some(table) = document.table(&["."]) else { return Ok(Settings::default()) };
    let unknown = table.unknown_keys(&IN_FILE, &UNKNOWN_KEY);
    match unknown.is_empty() {
        true => Ok(Settings::of(&table)),
        false => Err(Error::Refused(unknown)),
    }
}

/// `PRETEND_METADATA`. What is no TOML at all is passed over, as the tool does.
pub(super) fn metadata(
    variables: &BTreeMap<String, String>,
    dist_name: Option<&str>,
) -> Result<Pretended, Error> {
    const NAME: &str = "PRETEND_METADATA";
    let Ok(Some((document, is_inline))) = document(variables, NAME, dist_name) else {
        return Ok(Pretended::default());
    };
    let plain = document.plain();
    let table = match is_inline {
        false => Some(&plain),
        true => plain.iter().next().and_then(|(_, value)| value.as_table()),
    };
    let Some(table) = table else { return Ok(Pretended::default()) };
    read(table).map_err(|key| {
        let message = format!("the variable `…_{NAME}` has a value of another type for `{key}`");
        Error::refused(Finding::new(&INVALID_VALUE, message))
    })
}

/// The TOML of a variable; one that begins with a brace is an inline table.
fn document(
    variables: &BTreeMap<String, String>,
    name: &str,
    dist_name: Option<&str>,
) -> Result<Option<(Pyproject, bool)>, Error> {
    let found = tool_variable(variables, name, dist_name).filter(|(_, text)| !text.is_empty());
    let Some((variable, text)) = found else { return Ok(None) };
    let is_inline = text.starts_with('{');
    let text = if is_inline { format!("cheat={text}") } else { text.to_owned() };
    Ok(Some((Pyproject::parse_as(&format!("${variable}"), &text)?, is_inline)))
}

fn table(document: &Pyproject, is_inline: bool) -> Option<Table<'_>> {
    match is_inline {
        false => Some(document.root()),
        true => document.table(&["cheat"]),
    }
}

/// What the table says, or the key whose value is of another type.
fn read(table: &PlainTable) -> Result<Pretended, String> {
    let mut pretended = Pretended::default();
    for (key, value) in table.iter() {
        let odd = || key.to_owned();
        match (key, value) {
            ("tag", Plain::Text(text)) => pretended.tag = Some(text.clone()),
            ("distance", Plain::Integer(number)) => {
                pretended.distance = Some(u64::try_from(*number).map_err(|_| odd())?);
            }
            ("node", Plain::Text(text)) => pretended.node = Some(text.clone()),
            ("dirty", Plain::Flag(flag)) => pretended.dirty = Some(*flag),
            ("preformatted", Plain::Flag(flag)) => pretended.preformatted = Some(*flag),
            ("branch", Plain::Text(text)) => pretended.branch = Some(text.clone()),
            ("node_date", Plain::Moment(moment)) if moment.time.is_none() => {
                pretended.node_date = Some(date(moment).ok_or_else(odd)?);
            }
            ("time", Plain::Moment(moment)) => {
                let time = moment.time.ok_or_else(odd)?;
                let date = date(moment).ok_or_else(odd)?;
                let (hour, minute) = (time.hour.into(), time.minute.into());
                let second = time.second.unwrap_or_default().into();
                pretended.time = Some(Moment::new(date, hour, minute, second).ok_or_else(odd)?);
            }
            (
                "tag" | "distance" | "node" | "dirty" | "preformatted" | "branch" | "node_date"
                | "time",
                _,
            ) => return Err(odd()),
            _ => {}
        }
    }
    Ok(pretended)
}

fn date(moment: &toml_edit::Datetime) -> Option<Date> {
    let date = moment.date?;
    Date::new(date.year.into(), date.month.into(), date.day.into())
}
