//! Option tables: what becomes of each key of a backend's own tables.

use pyrel_diag::{Finding, Rule, Severity};

use crate::pyproject::{Reader, Table, Value};

/// One option of a backend.
#[derive(Clone, Copy, Debug)]
pub struct OptionRow {
    /// The key below the backend's table, for example `sdist.include`. A last part `*` stands for
    /// every key and everything below it.
    pub key: &'static str,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What it is for, in one line.
    pub words: &'static str,
}

/// What becomes of an option.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It does here what it does there.
    Honoured,
    /// It changes nothing in the artefacts; why.
    Ignored(&'static str),
    /// The project is refused; why, and what to do instead.
    Refused(&'static str),
}

pub(crate) static REFUSED_OPTION: Rule = Rule {
    id: "refused-option",
    severity: Severity::Error,
    words: "an option that would need code to run, or that pyrel does not rebuild",
    remedy: "remove the option, or build with the backend itself (`python -m build`)",
};

pub(crate) static IGNORED_OPTION: Rule = Rule {
    id: "ignored-option",
    severity: Severity::Advice,
    words: "an option that changes nothing in the artefacts",
    remedy: "",
};

/// Holds every key below a backend's table against its options. An unknown key is an error where
/// the backend itself refuses it; `unknown` says which rule that is.
pub(crate) fn check_options(
    table: &Table<'_>,
    rows: &[OptionRow],
    unknown: &'static Rule,
    reader: &mut Reader,
) {
    check_below(table, "", rows, unknown, reader);
}

/// The same for a table that itself stands at a key below the backend's own; `prefix` ends with a
/// dot.
pub(crate) fn check_below(
    table: &Table<'_>,
    prefix: &str,
    rows: &[OptionRow],
    unknown: &'static Rule,
    reader: &mut Reader,
) {
    for value in table.values() {
        let key = format!("{prefix}{}", value.name());
        match rows.iter().find(|row| covers(row.key, &key)) {
            Some(row) => judge(row, &value, reader),
            None => {
                let below = format!("{key}.");
                match value.as_table() {
                    Some(inner) if rows.iter().any(|row| row.key.starts_with(&below)) => {
                        check_below(&inner, &below, rows, unknown, reader);
                    }
                    _ => {
                        let parts = rows.iter().filter_map(|row| row.key.strip_prefix(prefix));
                        let siblings = parts.filter_map(|rest| rest.split('.').next());
                        reader.report(value.unknown(siblings, unknown));
                    }
                }
            }
        }
    }
}

fn covers(row: &str, key: &str) -> bool {
    match row.strip_suffix('*') {
        Some(prefix) => key.starts_with(prefix),
        None => row == key,
    }
}

fn judge(row: &OptionRow, value: &Value<'_>, reader: &mut Reader) {
    match row.verdict {
        Verdict::Honoured => {}
        Verdict::Ignored(why) => {
            let message = format!("`{}` changes nothing here: {why}", value.path());
            reader.report(Finding::new(&IGNORED_OPTION, message).at(value.key_location()));
        }
        Verdict::Refused(why) => {
            let message = format!("`{}` is refused: {why}", value.path());
            reader.report(Finding::new(&REFUSED_OPTION, message).at(value.key_location()));
        }
    }
}
