//! TOML values that know their key and their place.

use std::ops::Range;

use pyrel_diag::{Finding, Location, Rule, SourceText, nearest};
use toml_edit::{ArrayOfTables, Item, Key, TableLike};

use super::{Plain, PlainTable, WRONG_TYPE};

/// Something read from a file, with its place.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Where.
    pub location: Location,
}

impl<T> Located<T> {
    /// The same place with what was made of the value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: f(self.value), location: self.location }
    }
}

/// A table: a header, an inline table, or dotted keys.
#[derive(Clone)]
pub struct Table<'a> {
    source: &'a SourceText,
    table: &'a dyn TableLike,
    path: String,
    span: Range<usize>,
}

/// A value with its dotted key.
#[derive(Clone)]
pub struct Value<'a> {
    source: &'a SourceText,
    node: Node<'a>,
    path: String,
    name: &'a str,
    key: Option<Range<usize>>,
}

#[derive(Clone, Copy)]
enum Node<'a> {
    Plain(&'a toml_edit::Value),
    Table(&'a toml_edit::Table),
    Tables(&'a ArrayOfTables),
}

impl<'a> Table<'a> {
    pub(super) fn root(source: &'a SourceText, table: &'a toml_edit::Table) -> Self {
        Self { source, table, path: String::new(), span: 0..0 }
    }

    /// Its dotted path; empty for the whole file.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where it begins.
    #[must_use]
    pub fn location(&self) -> Location {
        self.source.locate(self.span.clone())
    }

    /// The value of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Value<'a>> {
        let (key, item) = self.table.get_key_value(key)?;
        self.value(key, item)
    }

    /// All values in the order of the file.
    pub fn values(&self) -> impl Iterator<Item = Value<'a>> {
        let keys = self.table.iter().map(|(key, _)| key);
        keys.filter_map(|key| self.get(key))
    }

    /// A finding for every key that is not known, with the known one that was probably meant.
    #[must_use]
    pub fn unknown_keys(&self, known: &[&str], rule: &'static Rule) -> Vec<Finding> {
        let unknown = self.values().filter(|value| !known.contains(&value.name()));
        unknown.map(|value| value.unknown(known.iter().copied(), rule)).collect()
    }

    fn value(&self, key: &'a Key, item: &'a Item) -> Option<Value<'a>> {
        let node = match item {
            Item::None => return None,
            Item::Value(value) => Node::Plain(value),
            Item::Table(table) => Node::Table(table),
            Item::ArrayOfTables(tables) => Node::Tables(tables),
        };
        let path = if self.path.is_empty() {
            key.display_repr().into_owned()
        } else {
            format!("{}.{}", self.path, key.display_repr())
        };
        Some(Value { source: self.source, node, path, name: key.get(), key: key.span() })
    }
}

impl<'a> Value<'a> {
    /// Its dotted key, for example `project.name`; list items add `[0]`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The last part of its key, unquoted; empty for list items.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Where the value is.
    #[must_use]
    pub fn location(&self) -> Location {
        let span = match self.node {
            Node::Plain(value) => value.span(),
            Node::Table(table) => table.span(),
            Node::Tables(tables) => tables.span(),
        };
        self.source.locate(span.or_else(|| self.key.clone()).unwrap_or(0..0))
    }

    /// Where some bytes of the text are that the value is; the whole value where the file spells
    /// the text with escapes.
    #[must_use]
    pub fn location_of(&self, range: Range<usize>) -> Location {
        let plain = self.span().zip(self.as_text()).filter(|(span, text)| {
            let raw = self.source.text().get(span.clone()).unwrap_or_default();
            raw.len() == text.len() + 2 && raw.get(1..raw.len() - 1) == Some(text)
        });
        match plain {
            Some((span, text)) if range.start < text.len() => {
                self.source.locate(span.start + 1 + range.start..span.start + 1 + range.end)
            }
            _ => self.location(),
        }
    }

    /// Where its key is; the value's place for list items.
    #[must_use]
    pub fn key_location(&self) -> Location {
        match &self.key {
            Some(span) => self.source.locate(span.clone()),
            None => self.location(),
        }
    }

    /// The byte range of the value in the file.
    #[must_use]
    pub fn span(&self) -> Option<Range<usize>> {
        match self.node {
            Node::Plain(value) => value.span(),
            Node::Table(table) => table.span(),
            Node::Tables(tables) => tables.span(),
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&'a str> {
        match self.node {
            Node::Plain(value) => value.as_str(),
            Node::Table(_) | Node::Tables(_) => None,
        }
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.node {
            Node::Plain(value) => value.as_bool(),
            Node::Table(_) | Node::Tables(_) => None,
        }
    }

    /// The integer, if it is one.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self.node {
            Node::Plain(value) => value.as_integer(),
            Node::Table(_) | Node::Tables(_) => None,
        }
    }

    /// The table, if it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<Table<'a>> {
        let table: &'a dyn TableLike = match self.node {
            Node::Plain(value) => value.as_inline_table()?,
            Node::Table(table) => table,
            Node::Tables(_) => return None,
        };
        let span = self.span().or_else(|| self.key.clone()).unwrap_or(0..0);
        Some(Table { source: self.source, table, path: self.path.clone(), span })
    }

    /// The value alone.
    pub(crate) fn plain(&self) -> Plain {
        match self.node {
            Node::Plain(value) => Plain::of_value(value),
            Node::Table(table) => Plain::Table(PlainTable::of(table)),
            Node::Tables(tables) => Plain::List(Plain::of_tables(tables)),
        }
    }

    /// The items, if it is a list.
    #[must_use]
    pub fn as_list(&self) -> Option<Vec<Self>> {
        let item = |(at, node): (usize, Node<'a>)| Self {
            source: self.source,
            node,
            path: format!("{}[{at}]", self.path),
            name: "",
            key: None,
        };
        match self.node {
            Node::Plain(value) => {
                let items = value.as_array()?.iter().map(Node::Plain);
                Some(items.enumerate().map(item).collect())
            }
            Node::Table(_) => None,
            Node::Tables(tables) => {
                Some(tables.iter().map(Node::Table).enumerate().map(item).collect())
            }
        }
    }

    /// A finding that the value should have been something else.
    #[must_use]
    pub fn wrong_type(&self, wanted: &str) -> Finding {
        let message = format!("`{}` must be {wanted}, not {}", self.path, self.type_name());
        Finding::new(&WRONG_TYPE, message).at(self.location())
    }

    /// A finding that the key is not one of those that its table has.
    #[must_use]
    pub fn unknown<'k>(
        &self,
        known: impl IntoIterator<Item = &'k str>,
        rule: &'static Rule,
    ) -> Finding {
        let message = format!("unknown key `{}`", self.path);
        let finding = Finding::new(rule, message).at(self.key_location());
        match nearest(self.name, known) {
            Some(near) => finding.remedy(format!("did you mean `{near}`?")),
            None => finding,
        }
    }

    fn type_name(&self) -> &'static str {
        match self.node {
            Node::Plain(value) => match value.type_name() {
                "string" => "a string",
                "integer" => "an integer",
                "float" => "a float",
                "boolean" => "a boolean",
                "array" => "a list",
                "inline table" => "a table",
                _ => "a date or time",
            },
            Node::Table(_) => "a table",
            Node::Tables(_) => "a list of tables",
        }
    }
}

impl std::fmt::Debug for Table<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}]", self.path)
    }
}

impl std::fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)
    }
}
