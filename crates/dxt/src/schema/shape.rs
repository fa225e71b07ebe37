//! What a value of a manifest may be, said once: as a JSON Schema, and in words.

use serde_json::{Map, Value, json};

use super::Version;
use crate::json::Step;

/// What a value may be.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Anything,
    /// One of these strings.
    Choice(Vec<&'static str>),
    Email,
    /// A string that is not empty.
    Filled,
    Flag,
    List(Box<Self>),
    /// This string and no other.
    Literal(Version),
    /// An object with names of the author's choice.
    Map(Box<Self>),
    Number,
    /// A string that matches, and the same in words.
    Pattern {
        pattern: &'static str,
        words: &'static str,
    },
    Record(Record),
    /// What `user_config` takes as a default: a string, a number, a boolean or a list of strings.
    Setting,
    Text,
    Url,
}

/// An object with these members and no others.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    fields: Vec<Field>,
}

/// A member of a [`Record`].
#[derive(Clone, Debug)]
pub(crate) struct Field {
    name: &'static str,
    need: Need,
    shape: Shape,
    /// What it is for, as editors show it.
    words: &'static str,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Need {
    Optional,
    Required,
}

/// A member that must be there.
pub(crate) fn required(name: &'static str, shape: Shape, words: &'static str) -> Field {
    Field { name, need: Need::Required, shape, words }
}

/// A member that may be there.
pub(crate) fn optional(name: &'static str, shape: Shape, words: &'static str) -> Field {
    Field { name, need: Need::Optional, shape, words }
}

impl Record {
    pub(crate) fn new(fields: Vec<Field>) -> Self {
        Self { fields }
    }

    /// The same record with one more member behind another.
    pub(crate) fn with(mut self, after: &str, field: Field) -> Self {
        let at = self.fields.iter().position(|field| field.name == after);
        self.fields.insert(at.map_or(self.fields.len(), |at| at + 1), field);
        self
    }

    /// Changes the shape of one member.
    pub(crate) fn amend(&mut self, name: &str, change: impl FnOnce(&mut Shape)) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.name == name) {
            change(&mut field.shape);
        }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.fields.iter().map(|field| field.name)
    }

    /// As a JSON Schema.
    pub(crate) fn to_schema(&self) -> Map<String, Value> {
        let properties: Map<_, _> =
            self.fields.iter().map(|field| (field.name.to_owned(), field.to_schema())).collect();
        let required = self.fields.iter().filter(|field| field.need == Need::Required);
        let required: Vec<_> = required.map(|field| field.name).collect();
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("properties".to_owned(), properties.into());
        if !required.is_empty() {
            schema.insert("required".to_owned(), required.into());
        }
        schema.insert("additionalProperties".to_owned(), false.into());
        schema
    }

    fn field(&self, name: &str) -> Option<&Shape> {
        self.fields.iter().find(|field| field.name == name).map(|field| &field.shape)
    }
}

impl Field {
    fn to_schema(&self) -> Value {
        let mut schema = self.shape.to_schema();
        if let Value::Object(schema) = &mut schema {
            schema.insert("description".to_owned(), self.words.into());
        }
        schema
    }
}

impl Shape {
    pub(crate) fn list(items: Self) -> Self {
        Self::List(Box::new(items))
    }

    pub(crate) fn map(values: Self) -> Self {
        Self::Map(Box::new(values))
    }

    pub(crate) fn record(fields: Vec<Field>) -> Self {
        Self::Record(Record::new(fields))
    }

    /// Changes the shape of one member of a record.
    pub(crate) fn amend(&mut self, name: &str, change: impl FnOnce(&mut Self)) {
        if let Self::Record(record) = self {
            record.amend(name, change);
        }
    }

    /// Adds a string to a choice.
    pub(crate) fn allow(&mut self, choice: &'static str) {
        if let Self::Choice(choices) = self {
            choices.push(choice);
        }
    }

    /// The shape of the value that some steps lead to.
    pub(crate) fn follow(&self, steps: &[Step]) -> Option<&Self> {
        steps.iter().try_fold(self, |shape, step| match (shape, step) {
            (Self::List(items), Step::Index(_)) => Some(&**items),
            (Self::Map(values), Step::Name(_)) => Some(&**values),
            (Self::Record(record), Step::Name(name)) => record.field(name),
            (Self::Setting, Step::Index(_)) => Some(&Self::Text),
            _ => None,
        })
    }

    /// Whether only strings fit.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            Self::Choice(_)
            | Self::Email
            | Self::Filled
            | Self::Literal(_)
            | Self::Pattern { .. }
            | Self::Text
            | Self::Url => true,
            Self::Anything
            | Self::Flag
            | Self::List(_)
            | Self::Map(_)
            | Self::Number
            | Self::Record(_)
            | Self::Setting => false,
        }
    }

    /// As a JSON Schema of draft 7, which editors know best.
    fn to_schema(&self) -> Value {
        match self {
            Self::Anything => json!({}),
            Self::Choice(choices) => json!({"enum": choices}),
            Self::Email => json!({"type": "string", "format": "email"}),
            Self::Filled => json!({"type": "string", "minLength": 1}),
            Self::Flag => json!({"type": "boolean"}),
            Self::List(items) => json!({"type": "array", "items": items.to_schema()}),
            Self::Literal(version) => json!({"const": version.text()}),
            Self::Map(values) => {
                json!({"type": "object", "additionalProperties": values.to_schema()})
            }
            Self::Number => json!({"type": "number"}),
            Self::Pattern { pattern, .. } => json!({"type": "string", "pattern": pattern}),
            Self::Record(record) => record.to_schema().into(),
            Self::Setting => json!({
                "type": ["string", "number", "boolean", "array"],
                "items": {"type": "string"},
            }),
            Self::Text => json!({"type": "string"}),
            Self::Url => json!({"type": "string", "format": "uri"}),
        }
    }

    /// What a value must be, fitting after "must be".
    pub(crate) fn words(&self) -> String {
        match self {
            Self::Anything => "any value".to_owned(),
            Self::Choice(choices) => alternatives(choices),
            Self::Email => "an e-mail address".to_owned(),
            Self::Filled => "a string that is not empty".to_owned(),
            Self::Flag => "`true` or `false`".to_owned(),
            Self::List(_) => "an array".to_owned(),
            Self::Literal(version) => format!("`{version}`"),
            Self::Map(_) | Self::Record(_) => "an object".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Pattern { words, .. } => (*words).to_owned(),
            Self::Setting => "a string, a number, a boolean or an array of strings".to_owned(),
            Self::Text => "a string".to_owned(),
            Self::Url => "a URL".to_owned(),
        }
    }
}

/// `a`, `b` or `c`.
fn alternatives(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [head @ .., last] => format!("`{}` or `{last}`", head.join("`, `")),
    }
}
