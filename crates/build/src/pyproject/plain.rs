//! `pyproject.toml` as values alone, for backends that write the file anew.

use toml_edit::{ArrayOfTables, Item, TableLike, Value};

/// A TOML value without its place and its spelling. Tables keep the order of the file.
#[derive(Clone, Debug)]
pub(crate) enum Plain {
    /// A string.
    Text(String),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// A boolean.
    Flag(bool),
    /// A date, a time, or both, as TOML spells it.
    Moment(toml_edit::Datetime),
    /// An array.
    List(Vec<Self>),
    /// A table.
    Table(PlainTable),
}

/// A table of plain values.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlainTable {
    rows: Vec<(String, Plain)>,
}

impl Plain {
    /// The table, if it is one.
    pub(crate) fn as_table(&self) -> Option<&PlainTable> {
        if let Self::Table(table) = self { Some(table) } else { None }
    }

    /// Whether two values are the same, whatever the order of keys.
    pub(crate) fn means(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => a == b,
            (Self::Integer(a), Self::Integer(b)) => a == b,
            (Self::Float(a), Self::Float(b)) => a.to_bits() == b.to_bits(),
            (Self::Flag(a), Self::Flag(b)) => a == b,
            (Self::Moment(a), Self::Moment(b)) => a == b,
            (Self::List(a), Self::List(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.means(b))
            }
            (Self::Table(a), Self::Table(b)) => a.means(b),
            _ => false,
        }
    }

    fn of_item(item: &Item) -> Option<Self> {
        Some(match item {
            Item::None => return None,
            Item::Value(value) => Self::of_value(value),
            Item::Table(table) => Self::Table(PlainTable::of(table)),
            Item::ArrayOfTables(tables) => Self::List(Self::of_tables(tables)),
        })
    }

    pub(super) fn of_tables(tables: &ArrayOfTables) -> Vec<Self> {
        tables.iter().map(|table| Self::Table(PlainTable::of(table))).collect()
    }

    pub(super) fn of_value(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.value().clone()),
            Value::Integer(number) => Self::Integer(*number.value()),
            Value::Float(number) => Self::Float(*number.value()),
            Value::Boolean(flag) => Self::Flag(*flag.value()),
            Value::Datetime(moment) => Self::Moment(*moment.value()),
            Value::Array(array) => Self::List(array.iter().map(Self::of_value).collect()),
            Value::InlineTable(table) => Self::Table(PlainTable::of(table)),
        }
    }
}

impl PlainTable {
    pub(super) fn of(table: &dyn TableLike) -> Self {
        let rows =
            table.iter().filter_map(|(key, item)| Some((key.to_owned(), Plain::of_item(item)?)));
        Self { rows: rows.collect() }
    }

    /// The keys with their values.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Plain)> {
        self.rows.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether there are no keys.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether two tables are the same, whatever the order of keys.
    pub(crate) fn means(&self, other: &Self) -> bool {
        let same = |(key, value): (&str, &Plain)| {
            other.rows.iter().any(|(name, other)| name == key && value.means(other))
        };
        self.rows.len() == other.rows.len() && self.iter().all(same)
    }

    /// Takes a key away.
    pub(crate) fn remove(&mut self, key: &str) {
        self.rows.retain(|(name, _)| name != key);
    }

    /// The value of a key.
    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut Plain> {
        self.rows.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The table of a key.
    pub(crate) fn table_mut(&mut self, key: &str) -> Option<&mut Self> {
        match self.get_mut(key) {
            Some(Plain::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// Sets a key where it is, or after all others.
    pub(crate) fn set(&mut self, key: &str, value: Plain) {
        match self.get_mut(key) {
            Some(there) => *there = value,
            None => self.rows.push((key.to_owned(), value)),
        }
    }
}
