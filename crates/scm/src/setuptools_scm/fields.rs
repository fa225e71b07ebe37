//! The fields of templates: Python's `str.format`, as far as versions go.

use super::release::Release;
use super::scm_version::ScmVersion;
use super::tag::TagVersion;
use super::version_file::Part;
use crate::calendar::{Date, Moment};

/// What a template may name.
pub(super) struct Fields<'a> {
    pub version: &'a str,
    pub tuple: Vec<Part>,
    /// Nothing where the version comes from elsewhere: of that, only `short_node` can be asked.
    pub scm_version: Option<&'a ScmVersion>,
    /// The release that fills the template: 7.1 tells nothing of source control, and before 9.0
    /// there is nothing that stands for it.
    pub release: Release,
}

/// A value of Python.
#[derive(Clone)]
enum Value<'a> {
    None,
    Bool(bool),
    Number(u64),
    Text(String),
    Tuple(Vec<Part>),
    Day(Date),
    Time(Moment),
    Tag(&'a TagVersion),
    Scm(&'a ScmVersion),
    /// What stands for source control where there is none.
    NoScm,
}

/// Fills a template.
///
/// # Errors
/// The field that is not there, or that is not rebuilt.
pub(super) fn filled(template: &str, fields: &Fields<'_>) -> Result<String, String> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        if let Some(after) = from.strip_prefix("{{") {
            text.push('{');
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            text.push('}');
            rest = after;
        } else {
            let parts = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let (field, after) =
                parts.ok_or("a single brace; doubled ones stand for themselves")?;
            text += &replacement(field, fields)?;
            rest = after;
        }
    }
    Ok(text + rest)
}

fn replacement(field: &str, fields: &Fields<'_>) -> Result<String, String> {
    let unknown = || format!("`{{{field}}}` is no field that is rebuilt here");
    let (head, spec) = field.split_once(':').unwrap_or((field, ""));
    let (name, conversion) = match head.split_once('!') {
        Some((name, conversion)) => (name, Some(conversion)),
        None => (head, None),
    };
    let value = value_of(name, fields).ok_or_else(unknown)?;
    match (conversion, spec, value) {
        (Some("r" | "a"), "", value) => repr(&value).ok_or_else(unknown),
        (None | Some("s"), "", value) => Ok(shown(&value).ok_or_else(unknown)?),
        (None, spec, Value::Day(day)) if !spec.contains('{') => {
            let moment = Moment::new(day, 0, 0, 0).ok_or_else(unknown)?;
            moment.strftime(spec).map_err(|_| unknown())
        }
        (None, spec, Value::Time(time)) if !spec.contains('{') => {
            time.strftime(spec).map_err(|_| unknown())
        }
        _ => Err(unknown()),
    }
}

fn value_of<'a>(name: &str, fields: &Fields<'a>) -> Option<Value<'a>> {
    let end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(end);
    let mut value = match first {
        "version" => Value::Text(fields.version.to_owned()),
        "version_tuple" => Value::Tuple(fields.tuple.clone()),
        "scm_version" if fields.release > Release::V7 => {
            fields.scm_version.map_or(Value::NoScm, Value::Scm)
        }
        _ => return None,
    };
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('[') {
            let (index, after) = inner.split_once(']')?;
            value = item(&value, index)?;
            rest = after;
        } else {
            let inner = rest.strip_prefix('.')?;
            let end = inner.find(['.', '[']).unwrap_or(inner.len());
            let (attribute, after) = inner.split_at(end);
            value = attribute_of(&value, attribute, fields.release)?;
            rest = after;
        }
    }
    Some(value)
}

fn item<'a>(value: &Value<'a>, index: &str) -> Option<Value<'a>> {
    let Value::Tuple(parts) = value else { return None };
    let is_number = !index.is_empty() && index.bytes().all(|it| it.is_ascii_digit());
    let at: usize = is_number.then(|| index.parse().ok())??;
    Some(match parts.get(at)? {
        Part::Number(number) => Value::Number(*number),
        Part::Text(text) => Value::Text(text.clone()),
    })
}

fn attribute_of<'a>(value: &Value<'a>, name: &str, release: Release) -> Option<Value<'a>> {
    let text = |text: Option<&str>| text.map_or(Value::None, |it| Value::Text(it.to_owned()));
    match (value, name) {
        (Value::NoScm, "short_node") if release >= Release::V9 => Some(Value::None),
        (Value::Scm(scm), name) => Some(match name {
            "tag" => Value::Tag(&scm.tag),
            "distance" => Value::Number(scm.distance),
            "node" => text(scm.node.as_deref()),
            "short_node" if release >= Release::V9 => text(scm.short_node()),
            "dirty" => Value::Bool(scm.dirty),
            "exact" => Value::Bool(scm.is_exact()),
            "preformatted" => Value::Bool(scm.preformatted),
            "branch" => text(scm.branch.as_deref()),
            "node_date" => scm.node_date.map_or(Value::None, Value::Day),
            "time" => Value::Time(scm.time),
            _ => return None,
        }),
        (Value::Tag(tag), name) => {
            let version = &tag.version;
            let part = |at: usize| Value::Number(version.release().get(at).copied().unwrap_or(0));
            let number = |number: Option<u64>| number.map_or(Value::None, Value::Number);
            Some(match name {
                "epoch" => Value::Number(version.epoch()),
                "major" => part(0),
                "minor" => part(1),
                "micro" => part(2),
                "post" => number(version.post()),
                "dev" => number(version.dev()),
                "local" => text(version.local().as_deref()),
                "public" => text(tag.text.split('+').next()),
                "release" => {
                    let numbers = version.release().iter();
                    Value::Tuple(numbers.map(|number| Part::Number(*number)).collect())
                }
                _ => return None,
            })
        }
        _ => None,
    }
}

/// `str(value)`.
fn shown(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Text(text) => text.clone(),
        Value::Tag(tag) => tag.text.clone(),
        Value::Day(day) => day.to_string(),
        Value::Tuple(_) | Value::None | Value::Bool(_) | Value::Number(_) | Value::Scm(_) => {
            repr(value)?
        }
        // Its end depends on the time zone, and the other is an address in memory.
        Value::Time(_) | Value::NoScm => return None,
    })
}

/// `repr(value)`.
fn repr(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::None => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) => quoted(text)?,
        Value::Tuple(parts) => {
            let parts: Option<Vec<String>> = parts
                .iter()
                .map(|part| match part {
                    Part::Number(number) => Some(number.to_string()),
                    Part::Text(text) => quoted(text),
                })
                .collect();
            match &parts?[..] {
                [part] => format!("({part},)"),
                parts => format!("({})", parts.join(", ")),
            }
        }
        Value::Tag(tag) if tag.normalized => format!("<Version('{}')>", tag.text),
        Value::Scm(scm) => scm.to_string(),
        Value::Tag(_) | Value::Day(_) | Value::Time(_) | Value::NoScm => return None,
    })
}

/// `repr` of a text of printable ASCII; `None` for any other.
fn quoted(text: &str) -> Option<String> {
    let is_printable = text.chars().all(|it| matches!(it, ' '..='~'));
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut quoted = text.replace('\\', "\\\\");
    if quote == '\'' {
        quoted = quoted.replace('\'', "\\'");
    }
    is_printable.then(|| format!("{quote}{quoted}{quote}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_filled_as_python_fills_them() {
        let tuple = vec![Part::Number(1), Part::Text("rc1".to_owned())];
        let fields = Fields { version: "1rc1", tuple, scm_version: None, release: Release::V10 };
        let check = |template: &str, expect: Result<&str, &str>| {
            let text = filled(template, &fields);
            let expect = expect.map(str::to_owned).map_err(|field| match field {
                "" => "a single brace; doubled ones stand for themselves".to_owned(),
                field => format!("`{field}` is no field that is rebuilt here"),
            });
            assert_eq!(text, expect, "{template}");
        };
        check("v = {version!r} {{}}", Ok("v = '1rc1' {}"));
        check(
            "{version_tuple} {version_tuple[1]} {version_tuple[1]!r}",
            Ok("(1, 'rc1') rc1 'rc1'"),
        );
        check("{scm_version.short_node!r}", Ok("None"));
        check("{version!s}", Ok("1rc1"));
        check("{version:>5}", Err("{version:>5}"));
        check("{version_tuple[2]}", Err("{version_tuple[2]}"));
        check("{version_tuple[-1]}", Err("{version_tuple[-1]}"));
        check("{scm_version.node}", Err("{scm_version.node}"));
        check("{scm_version}", Err("{scm_version}"));
        check("{0}", Err("{0}"));
        check("}", Err(""));
        check("{version", Err(""));
    }

    #[test]
    fn texts_are_quoted_as_python_quotes_them() {
        for (text, expect) in
            [("a'b", Some("\"a'b\"")), ("a'\"\\", Some("'a\\'\"\\\\'")), ("é", None)]
        {
            assert_eq!(quoted(text).as_deref(), expect);
        }
    }
}
