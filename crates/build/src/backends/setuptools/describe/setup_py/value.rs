//! Values of keywords in the forms that setuptools wants.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each form is wrong but for one or two, and so would be one that Python may get"
)]

use pyrel_diag::{Finding, Location};
use pyrel_python::{Keyword, Refusal, Value, split_lines};

use super::super::not_built;
use crate::pyproject::{Located, WRONG_TYPE};

/// Why a value cannot be used.
#[derive(Debug)]
pub(super) enum Bad {
    /// Only running the script would tell it.
    Unknown(Refusal),
    /// setuptools fails on it, or makes of it what nobody means.
    Wrong(&'static str),
}

impl Bad {
    /// What is to be said about a keyword with such a value.
    pub(super) fn finding(self, keyword: &str, location: &Location) -> Finding {
        match self {
            Self::Unknown(refusal) => {
                let message = format!("`{keyword}` cannot be proved: {}", refusal.words);
                not_built::code(message, refusal.location)
            }
            Self::Wrong(wanted) => {
                let message = format!("`{keyword}` must be {wanted}");
                Finding::new(&WRONG_TYPE, message).at(location.clone())
            }
        }
    }
}

/// A text; `None` is none.
pub(super) fn text(value: &Value) -> Result<Option<String>, Bad> {
    match value {
        Value::None => Ok(None),
        Value::Str(text) => Ok(Some(text.clone())),
        other => Err(bad(other, "a string")),
    }
}

/// A flag: true, false, one or nought.
pub(super) fn flag(value: &Value) -> Result<Option<bool>, Bad> {
    match value {
        Value::None => Ok(None),
        Value::Bool(flag) => Ok(Some(*flag)),
        Value::Int(0) => Ok(Some(false)),
        Value::Int(1) => Ok(Some(true)),
        other => Err(bad(other, "true or false")),
    }
}

/// The texts of a list or a tuple; `None` is none. A lone string is none either: setuptools takes
/// it letter by letter.
pub(super) fn texts(value: &Value) -> Result<Option<Vec<String>>, Bad> {
    let items = match value {
        Value::None => return Ok(None),
        Value::List(items) | Value::Tuple(items) => items,
        other => return Err(bad(other, "a list of strings")),
    };
    let texts = items.iter().map(|item| match item {
        Value::Str(text) => Ok(text.clone()),
        other => Err(bad(other, "a list of strings")),
    });
    texts.collect::<Result<Vec<_>, _>>().map(Some)
}

/// The pairs of a mapping from strings; `None` is none.
pub(super) fn mapping(value: &Value) -> Result<Option<Vec<(String, &Value)>>, Bad> {
    let pairs = match value {
        Value::None => return Ok(None),
        Value::Dict(pairs) => pairs,
        other => return Err(bad(other, "a dictionary")),
    };
    let mut named: Vec<(String, &Value)> = Vec::new();
    for (key, value) in pairs {
        let Value::Str(key) = key else {
            return Err(bad(key, "a dictionary with strings for keys"));
        };
        match named.iter_mut().find(|(other, _)| other == key) {
            Some((_, there)) => *there = value,
            None => named.push((key.clone(), value)),
        }
    }
    Ok(Some(named))
}

/// The lines of a string or of lists of strings, however deep; blanks around them, empty ones and
/// those that begin with `#` are dropped.
pub(super) fn lines(value: &Value) -> Result<Vec<String>, Bad> {
    let mut found = Vec::new();
    collect_lines(value, &mut found)?;
    Ok(found)
}

fn collect_lines(value: &Value, found: &mut Vec<String>) -> Result<(), Bad> {
    match value {
        Value::None => Ok(()),
        Value::Str(text) => {
            let lines = split_lines(text).into_iter().map(|(line, _)| line.trim());
            let kept = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
            found.extend(kept.map(str::to_owned));
            Ok(())
        }
        Value::List(items) | Value::Tuple(items) => items.iter().try_for_each(|item| match item {
            Value::None => Err(Bad::Wrong("a list of strings")),
            item => collect_lines(item, found),
        }),
        other => Err(bad(other, "a string or a list of strings")),
    }
}

/// The same with the keyword's place, which is all that is known of its parts.
pub(super) fn located(texts: Vec<String>, keyword: &Keyword) -> Vec<Located<String>> {
    let located = |text| Located { value: text, location: keyword.location.clone() };
    texts.into_iter().map(located).collect()
}

/// Whether a value counts as nothing.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::None | Value::Bool(false) | Value::Int(0) => true,
        Value::Str(text) => text.is_empty(),
        Value::Bytes(bytes) => bytes.is_empty(),
        Value::List(items) | Value::Tuple(items) | Value::Set(items) => items.is_empty(),
        Value::Dict(pairs) => pairs.is_empty(),
        Value::Bool(true)
        | Value::Int(_)
        | Value::Float(_)
        | Value::Class(_)
        | Value::Function(_)
        | Value::Made(_)
        | Value::Unknown(_) => false,
    }
}

/// A version: a text, or a number by those who take the word too literally.
pub(super) fn version(value: &Value) -> Result<Option<String>, Bad> {
    match value {
        Value::Int(number) => Ok(Some(number.to_string())),
        Value::Float(number) => Ok(Some(format!("{number:?}"))),
        other => text(other),
    }
}

/// A version as setuptools makes one of a module's value: the parts of a list are joined by dots.
pub(super) fn dotted(value: &Value) -> Option<String> {
    match value {
        Value::Str(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::List(items) | Value::Tuple(items) => {
            let is_part = |item: &Value| matches!(item, Value::Str(_) | Value::Int(_));
            let parts = items.iter().map(|item| dotted(item).filter(|_| is_part(item)));
            parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("."))
        }
        _ => None,
    }
}

/// The texts of a list where nothing is no list.
pub(super) fn some_texts(value: &Value) -> Result<Vec<String>, Bad> {
    texts(value)?.ok_or(Bad::Wrong("a list of strings"))
}

/// A list that may be written as one text with commas.
pub(super) fn parted(value: &Value) -> Result<Vec<String>, Bad> {
    match value {
        Value::Str(text) => {
            let items = text.split(',').map(|item| item.trim().to_owned());
            Ok(items.filter(|item| !item.is_empty()).collect())
        }
        other => some_texts(other),
    }
}

/// The texts that a mapping's values are.
pub(super) fn text_pairs(value: &Value) -> Result<Vec<(String, String)>, Bad> {
    const WANTED: Bad = Bad::Wrong("a dictionary of strings");
    let pairs = mapping(value)?.unwrap_or_default().into_iter();
    pairs.map(|(key, value)| Ok((key, text(value)?.ok_or(WANTED)?))).collect()
}

/// The value of a command's option, as a file would have it.
pub(super) fn option(value: &Value) -> Result<String, Bad> {
    match value {
        Value::Bool(true) => Ok("true".to_owned()),
        Value::Bool(false) => Ok(String::new()),
        Value::Int(number) => Ok(number.to_string()),
        other => Ok(text(other)?.unwrap_or_default()),
    }
}

/// A folder and its files; a lone file has none.
pub(super) fn folder_and_files(value: &Value) -> Result<(String, Vec<String>), Bad> {
    const WANTED: &str = "a list of folders with their files";
    match value {
        Value::Str(file) => Ok((String::new(), vec![file.clone()])),
        Value::List(pair) | Value::Tuple(pair) => match pair.as_slice() {
            [Value::Str(folder), files] => {
                let files = texts(files)?.ok_or(Bad::Wrong(WANTED))?;
                Ok((folder.clone(), files))
            }
            _ => Err(bad(value, WANTED)),
        },
        other => Err(bad(other, WANTED)),
    }
}

/// The items of a list or a tuple; `None` has none.
pub(super) fn items<'a>(value: &'a Value, wanted: &'static str) -> Result<&'a [Value], Bad> {
    match value {
        Value::None => Ok(&[]),
        Value::List(items) | Value::Tuple(items) => Ok(items),
        other => Err(bad(other, wanted)),
    }
}

fn bad(value: &Value, wanted: &'static str) -> Bad {
    match value.refusal() {
        Some(refusal) => Bad::Unknown(refusal.clone()),
        None => Bad::Wrong(wanted),
    }
}
