//! `{…}` in requirements: what hatchling formats before it reads them.

use std::collections::BTreeMap;

/// Replaces the fields of a text. Doubled braces stand for themselves.
///
/// `{root…}` and `{home…}` would put folders of this machine into the metadata, and are refused.
///
/// # Errors
/// Why a field cannot be replaced.
pub(super) fn expand(text: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        expanded.push_str(before);
        if let Some(after) = from.strip_prefix("{{") {
            expanded.push('{');
            rest = after;
        } else if let Some(after) = from.strip_prefix("}}") {
            expanded.push('}');
            rest = after;
        } else {
            let inner = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
            let (inner, after) =
                inner.ok_or("a single brace; doubled ones stand for themselves")?;
            expanded += &field(inner, variables)?;
            rest = after;
        }
    }
    Ok(expanded + rest)
}

fn field(field: &str, variables: &BTreeMap<String, String>) -> Result<String, String> {
    if field.contains(['{', '!']) {
        return Err(format!("`{{{field}}}` is more than a plain field"));
    }
    let (name, data) = field.split_once(':').unwrap_or((field, ""));
    match name {
        "/" => Ok("/".to_owned()),
        ";" => Ok(":".to_owned()),
        "env" => {
            let (variable, default) = match data.split_once(':') {
                Some((variable, default)) => (variable, Some(default)),
                None => (data, None),
            };
            let found = variables.get(variable).map(String::as_str).or(default);
            let none = || format!("the environment has no variable `{variable}`");
            found.map(str::to_owned).ok_or_else(none)
        }
        "root" | "home" => {
            Err(format!("`{{{field}}}` would name a folder of this machine in the metadata"))
        }
        _ => Err(format!("`{{{field}}}` is no field that hatchling knows")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_replaced_and_doubled_braces_stand_for_themselves() {
        let variables = BTreeMap::from([("TAG".to_owned(), "v1".to_owned())]);
        let check = |text: &str, expect: Result<&str, &str>| {
            let got = expand(text, &variables);
            assert_eq!(got.as_deref().map_err(String::as_str), expect, "{text}");
        };
        check("a>=1", Ok("a>=1"));
        check("a @ https://e.org{/}a-{env:TAG}.zip", Ok("a @ https://e.org/a-v1.zip"));
        check("a{env:NO:>=2}{{x}}", Ok("a>=2{x}"));
        check("a{env:NO}", Err("the environment has no variable `NO`"));
        check("a {", Err("a single brace; doubled ones stand for themselves"));
        check("a }", Err("a single brace; doubled ones stand for themselves"));
        check("{x}", Err("`{x}` is no field that hatchling knows"));
        let root = "`{root:uri}` would name a folder of this machine in the metadata";
        check("a @ {root:uri}/a", Err(root));
    }
}
