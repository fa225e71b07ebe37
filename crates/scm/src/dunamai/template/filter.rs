//! Filters.

use super::evaluate::Evaluation;
use super::expression::{Arguments, Filter};
use super::value::{Value, refuse};
use crate::Refusal;

pub(super) fn apply(
    evaluation: &Evaluation<'_>,
    filter: Filter,
    value: Value,
    arguments: &Arguments,
) -> Result<Value, Refusal> {
    if !arguments.named.is_empty() {
        return refuse("a filter's argument with a name");
    }
    let given = evaluation.values(&arguments.positional)?;
    match (filter, &given[..]) {
        (Filter::Default, [] | [_] | [_, _]) => default(value, &given),
        (Filter::String, []) => Ok(Value::Text(evaluation.shown(&value)?)),
        (Filter::Int, []) => int(&value),
        (Filter::Lower, []) => Ok(Value::Text(evaluation.plain(&value)?.to_ascii_lowercase())),
        (Filter::Upper, []) => Ok(Value::Text(evaluation.plain(&value)?.to_ascii_uppercase())),
        (Filter::Trim, []) => Ok(Value::Text(evaluation.plain(&value)?.trim().to_owned())),
        (Filter::Replace, [Value::Text(old), Value::Text(new)]) if !old.is_empty() => {
            Ok(Value::Text(evaluation.plain(&value)?.replace(old.as_str(), new)))
        }
        (Filter::Length, []) => length(&value),
        (Filter::First, []) => end(&value, <[Value]>::first),
        (Filter::Last, []) => end(&value, <[Value]>::last),
        (Filter::Join, []) => join(evaluation, &value, ""),
        (Filter::Join, [Value::Text(between)]) => join(evaluation, &value, between),
        _ => refuse(format!("the filter `{filter:?}` with such arguments").to_lowercase()),
    }
}

fn default(value: Value, given: &[Value]) -> Result<Value, Refusal> {
    let (other, falsy) = match given {
        [] => (Value::Text(String::new()), false),
        [other] => (other.clone(), false),
        [other, falsy, ..] => (other.clone(), falsy.is_true()?),
    };
    let counts = !matches!(value, Value::Undefined) && (!falsy || value.is_true()?);
    Ok(if counts { value } else { other })
}

fn int(value: &Value) -> Result<Value, Refusal> {
    let number = match value {
        Value::Text(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        other => other.number(),
    };
    match number {
        Some(number) => Ok(Value::Integer(number)),
        None => refuse(format!("{} as a number", value.kind())),
    }
}

fn length(value: &Value) -> Result<Value, Refusal> {
    let length = match value {
        Value::Text(text) => text.chars().count(),
        Value::List(items) => items.len(),
        _ => return refuse(format!("the length of {}", value.kind())),
    };
    Ok(i64::try_from(length).map_or(Value::None, Value::Integer))
}

fn end(value: &Value, of: fn(&[Value]) -> Option<&Value>) -> Result<Value, Refusal> {
    match value {
        Value::List(items) => Ok(of(items).cloned().unwrap_or(Value::Undefined)),
        _ => refuse(format!("an end of {}", value.kind())),
    }
}

fn join(evaluation: &Evaluation<'_>, value: &Value, between: &str) -> Result<Value, Refusal> {
    let Value::List(items) = value else { return refuse(format!("{} is joined", value.kind())) };
    let shown: Result<Vec<String>, Refusal> =
        items.iter().map(|item| evaluation.shown(item)).collect();
    Ok(Value::Text(shown?.join(between)))
}

impl Evaluation<'_> {
    /// What a filter of texts works on: anything is made a text first.
    fn plain(&self, value: &Value) -> Result<String, Refusal> {
        let text = Value::Text(self.shown(value)?);
        text.plain_text().map(str::to_owned)
    }
}
