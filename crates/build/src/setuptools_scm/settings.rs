//! Options as they are written, wherever they come from.

use pyrel_diag::{Finding, Location};
use pyrel_python::{Keyword, Value};

use crate::pyproject::{INVALID_VALUE, Plain, Reader, Table};

/// The value of an option.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Given {
    /// Python's `None`.
    None,
    Flag(bool),
    Text(String),
    List(Vec<Self>),
    Table(Vec<(String, Self)>),
    /// What no option takes.
    Other,
    /// What cannot be told without running code; why.
    Code(String),
}

/// An option.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    /// Its own name.
    pub key: String,
    /// Its name in words for the user, with the table that it stands in.
    pub path: String,
    pub value: Given,
    /// Where it is written, if that is in a file.
    pub location: Option<Location>,
}

/// Options, each once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    list: Vec<Setting>,
}

impl Given {
    fn of(plain: &Plain) -> Self {
        match plain {
            Plain::Flag(flag) => Self::Flag(*flag),
            Plain::Text(text) => Self::Text(text.clone()),
            Plain::List(items) => Self::List(items.iter().map(Self::of).collect()),
            Plain::Table(table) => {
                Self::Table(table.iter().map(|(key, it)| (key.to_owned(), Self::of(it))).collect())
            }
            Plain::Integer(_) | Plain::Float(_) | Plain::Moment(_) => Self::Other,
        }
    }

    fn of_python(value: &Value) -> Self {
        match value {
            Value::None => Self::None,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Str(text) => Self::Text(text.clone()),
            Value::List(items) | Value::Tuple(items) => {
                Self::List(items.iter().map(Self::of_python).collect())
            }
            Value::Dict(pairs) => {
                let pair = |(key, value): &(Value, Value)| {
                    let Value::Str(key) = key else { return None };
                    Some((key.clone(), Self::of_python(value)))
                };
                pairs.iter().map(pair).collect::<Option<_>>().map_or(Self::Other, Self::Table)
            }
            Value::Function(name) => Self::Code(format!("the function `{name}` is not run")),
            Value::Unknown(refusal) => Self::Code(refusal.words.clone()),
            Value::Int(_)
            | Value::Float(_)
            | Value::Bytes(_)
            | Value::Set(_)
            | Value::Class(_)
            | Value::Made(_) => Self::Other,
        }
    }

    /// The text, if it is one.
    pub(super) fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The boolean, if it is one.
    pub(super) fn as_flag(&self) -> Option<bool> {
        if let Self::Flag(flag) = self { Some(*flag) } else { None }
    }

    /// The texts of a list of texts.
    pub(super) fn as_texts(&self) -> Option<Vec<String>> {
        let Self::List(items) = self else { return None };
        items.iter().map(|item| item.as_text().map(str::to_owned)).collect()
    }
}

impl Settings {
    /// Those of a table.
    pub(crate) fn of(table: &Table<'_>) -> Self {
        let setting = |value: crate::pyproject::Value<'_>| Setting {
            key: value.name().to_owned(),
            path: value.path().to_owned(),
            value: Given::of(&value.plain()),
            location: Some(value.location()),
        };
        Self { list: table.values().map(setting).collect() }
    }

    /// Those of the keyword of a `setup.py`: a mapping, or `True` for none.
    pub(crate) fn of_keyword(keyword: &Keyword, reader: &mut Reader) -> Self {
        let name = &keyword.name;
        let refuse = |why: &str| {
            Finding::new(&INVALID_VALUE, format!("`{name}` {why}")).at(keyword.location.clone())
        };
        let mut settings = Self::default();
        if let Value::Dict(pairs) = &keyword.value {
            for (key, value) in pairs {
                let Value::Str(key) = key else {
                    reader.report(refuse("has a key that is no text"));
                    continue;
                };
                settings.set(Setting {
                    key: key.clone(),
                    path: format!("{name}.{key}"),
                    value: Given::of_python(value),
                    location: Some(keyword.location.clone()),
                });
            }
        } else if let Value::Unknown(refusal) = &keyword.value {
            let finding = Finding::new(&INVALID_VALUE, format!("`{name}`: {}", refusal.words));
            reader.report(finding.at(refusal.location.clone()));
        } else if keyword.value != Value::Bool(true) {
            reader.report(refuse("is neither `True` nor a mapping of options"));
        }
        settings
    }

    /// Sets an option, in place of what it may be already.
    pub(crate) fn set(&mut self, setting: Setting) {
        self.list.retain(|there| there.key != setting.key);
        self.list.push(setting);
    }

    /// Sets others.
    pub(crate) fn update(&mut self, others: Self) {
        for setting in others.list {
            self.set(setting);
        }
    }

    /// Leaves an option out.
    pub(crate) fn remove(&mut self, key: &str) {
        self.list.retain(|setting| setting.key != key);
    }

    /// Keeps those of some names.
    pub(super) fn retain(&mut self, keep: impl Fn(&str) -> bool) {
        self.list.retain(|setting| keep(&setting.key));
    }

    /// The option of a name.
    pub(crate) fn get(&self, key: &str) -> Option<&Setting> {
        self.list.iter().find(|setting| setting.key == key)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.list.iter()
    }

    /// The option of a dotted name, as if it were one of its own.
    pub(super) fn find(&self, dotted: &str) -> Option<Setting> {
        let mut parts = dotted.split('.');
        let mut found = self.get(parts.next()?)?.clone();
        for part in parts {
            let Given::Table(pairs) = found.value else { return None };
            let (_, value) = pairs.into_iter().find(|(key, _)| key == part)?;
            found = Setting {
                key: dotted.to_owned(),
                path: format!("{}.{part}", found.path),
                value,
                location: found.location,
            };
        }
        Some(found)
    }
}
