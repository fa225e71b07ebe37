//! TOML as the Rust crate `toml` writes it prettily, and uv_build with it: in the syntax of TOML 1.0,
//! with the seconds that a time may lack in TOML 1.1.

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

use crate::pyproject::{Plain, PlainTable};

/// The text of a whole file.
pub(crate) fn to_string_pretty(root: &PlainTable) -> String {
    let mut document = DocumentMut::new();
    *document.as_table_mut() = table(root);
    document.to_string()
}

fn table(plain: &PlainTable) -> Table {
    let mut table = Table::new();
    for (key, value) in plain.iter() {
        table.insert(key, item(value));
    }
    // A table that only holds others needs no header; an empty one may mean something.
    table.set_implicit(!plain.is_empty());
    table
}

fn item(plain: &Plain) -> Item {
    match plain {
        Plain::Table(inner) => Item::Table(table(inner)),
        Plain::List(items) => match tables(items) {
            Some(tables) => Item::ArrayOfTables(tables),
            None => Item::Value(value(plain)),
        },
        Plain::Text(_)
        | Plain::Integer(_)
        | Plain::Float(_)
        | Plain::Flag(_)
        | Plain::Moment(_) => Item::Value(value(plain)),
    }
}

/// A list of nothing but tables.
fn tables(items: &[Plain]) -> Option<ArrayOfTables> {
    let mut tables = ArrayOfTables::new();
    for item in items {
        let Plain::Table(inner) = item else { return None };
        let mut table = table(inner);
        table.set_implicit(false);
        tables.push(table);
    }
    (!tables.is_empty()).then_some(tables)
}

fn value(plain: &Plain) -> Value {
    match plain {
        Plain::Text(text) => text.as_str().into(),
        Plain::Integer(number) => (*number).into(),
        Plain::Float(number) => (*number).into(),
        Plain::Flag(flag) => (*flag).into(),
        Plain::Moment(moment) => {
            let mut moment = *moment;
            if let Some(time) = &mut moment.time {
                time.second = Some(time.second.unwrap_or_default());
            }
            moment.into()
        }
        Plain::List(items) => array(items).into(),
        Plain::Table(inner) => {
            let pairs = inner.iter().map(|(key, inner)| (key, value(inner)));
            pairs.collect::<InlineTable>().into()
        }
    }
}

/// Each item in a line of its own, if there are several.
fn array(items: &[Plain]) -> Array {
    let mut array: Array = items.iter().map(value).collect();
    if items.len() > 1 {
        for item in array.iter_mut() {
            item.decor_mut().set_prefix("\n    ");
        }
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}
