//! `dependencies` and `optional-dependencies` (PEP 508, PEP 685).

use pyrel_pep::{ExtraName, Requirement};

use super::dialect::Dialect;
use super::{Located, Reader, Table, UNKNOWN_KEY, Value};

/// An extra as written, with its requirements.
pub(crate) type Extra = (Located<ExtraName>, Vec<Located<Requirement>>);

/// Reads a list of requirements.
pub(super) fn requirements(
    value: &Value<'_>,
    dialect: &Dialect<'_>,
    reader: &mut Reader,
) -> Vec<Located<Requirement>> {
    let Some(items) = value.as_list() else {
        reader.report(value.wrong_type("a list of requirements"));
        return Vec::new();
    };
    items.iter().filter_map(|item| requirement(item, dialect, reader)).collect()
}

fn requirement(
    item: &Value<'_>,
    dialect: &Dialect<'_>,
    reader: &mut Reader,
) -> Option<Located<Requirement>> {
    let written = item.as_text().unwrap_or_default();
    let expanded = match (dialect.expand)(written) {
        Ok(expanded) if expanded == written => return reader.parse(item),
        Ok(expanded) => expanded,
        Err(why) => {
            reader.invalid(item, why);
            return None;
        }
    };
    match expanded.parse() {
        Ok(requirement) => Some(Located { value: requirement, location: item.location() }),
        Err(error) => {
            reader.invalid(item, format!("`{expanded}`: {error}"));
            None
        }
    }
}

impl Reader {
    /// The extras of a table, in the order of the file, if the key is there.
    pub(crate) fn extras_of(&mut self, table: &Table<'_>, key: &str) -> Vec<Extra> {
        extras(table, key, &Dialect::standard(&UNKNOWN_KEY), self).unwrap_or_default()
    }
}

/// Reads the table of extras, in the order of the file. Two names that normalise to the same thing
/// are a mistake: PEP 685 makes them one extra.
pub(super) fn extras(
    table: &Table<'_>,
    key: &str,
    dialect: &Dialect<'_>,
    reader: &mut Reader,
) -> Option<Vec<Extra>> {
    let table = reader.table_of(table, key)?;
    let mut extras: Vec<Extra> = Vec::new();
    for value in table.values() {
        let name = match value.name().parse::<ExtraName>() {
            Ok(name) => Located { value: name, location: value.key_location() },
            Err(error) => {
                reader.invalid(&value, error);
                continue;
            }
        };
        let twin = extras
            .iter()
            .find(|(other, _)| other.value.normalized() == name.value.normalized())
            .map(|(other, _)| other.value.as_str().to_owned());
        if let Some(twin) = twin {
            let why =
                format!("the extra is `{}` already, written `{twin}`", name.value.normalized());
            reader.invalid(&value, why);
        }
        let requirements = requirements(&value, dialect, reader);
        extras.push((name, requirements));
    }
    Some(extras)
}
