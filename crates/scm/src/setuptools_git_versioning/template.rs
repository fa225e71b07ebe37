//! Templates: variables of the environment first, then the fields of `str.format`.

use std::collections::BTreeMap;

use pyrel_python::{Flags, PythonRegex};

use crate::Refusal;

/// What the fields of a template stand for.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    pub tag: &'a str,
    pub ccount: u64,
    pub sha: &'a str,
    pub full_sha: &'a str,
    /// None where there is no repository: Python shows that as `None`.
    pub branch: Option<&'a str>,
}

const VARIABLE: &str = r"\{env:(?P<name>[^:}]+):?(?P<default>[^}]+\}*)?\}";

/// How often variables are looked for in what variables held.
const ROUNDS: usize = 16;
/// How long a text may become.
const LENGTH: usize = 64 << 10;

/// Fills a template.
pub(super) fn fill(
    template: &str,
    fields: &Fields<'_>,
    variables: &BTreeMap<String, String>,
) -> Result<String, Refusal> {
    let mut text = template.to_owned();
    for round in 0.. {
        if !text.contains("{env") {
            break;
        }
        let next = with_variables(&text, variables)?;
        if next == text {
            break;
        }
        if round == ROUNDS || next.len() > LENGTH {
            return Err(Refusal::new(format!("the variables in `{template}` hold one another")));
        }
        text = next;
    }
    if text.contains("{timestamp") {
        let words = format!("`{template}` asks for the time, and no two builds would be the same");
        return Err(Refusal::new(words));
    }
    format(&text, fields)
}

/// One round: each variable that the text has now, in the place of the first that is left.
fn with_variables(text: &str, variables: &BTreeMap<String, String>) -> Result<String, Refusal> {
    let regex = PythonRegex::new(VARIABLE, Flags::IGNORECASE).map_err(Refusal::new)?;
    let mut asked = Vec::new();
    let mut at = 0;
    while let Some(found) =
        regex.search(text.get(at..).unwrap_or_default()).map_err(Refusal::new)?
    {
        let part = |name| found.named(name).map(|(_, text)| text.to_owned());
        asked.push((part("name").unwrap_or_default(), part("default").unwrap_or_default()));
        at += found.group(0).map_or(0, |(range, _)| range.end.max(1));
    }
    let mut text = text.to_owned();
    for (name, default) in asked {
        let default = match default.as_str() {
            "" => "UNKNOWN",
            ignore if ignore.eq_ignore_ascii_case("ignore") => "",
            default => default,
        };
        let value = variables.get(&name).map_or(default, String::as_str);
        if value.contains('\\') {
            let words =
                format!("the variable `{name}` holds a backslash, which has a meaning here");
            return Err(Refusal::new(words));
        }
        let found = regex.search(&text).map_err(Refusal::new)?;
        if let Some((range, _)) = found.and_then(|found| found.group(0)) {
            text.replace_range(range, value);
        }
    }
    Ok(text)
}

/// `str.format` with fields that are names alone.
fn format(text: &str, fields: &Fields<'_>) -> Result<String, Refusal> {
    let wrong = |why: &str| Refusal::new(format!("the template `{text}` {why}"));
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        if let Some(after) = after.strip_prefix("{{").or_else(|| after.strip_prefix("}}")) {
            out.push_str(rest.get(at..=at).unwrap_or_default());
            rest = after;
            continue;
        }
        let field = after.strip_prefix('{').and_then(|after| after.split_once('}'));
        let (name, after) = field.ok_or_else(|| wrong("has a brace too many"))?;
        match name {
            "tag" => out.push_str(fields.tag),
            "ccount" => out.push_str(&fields.ccount.to_string()),
            "sha" => out.push_str(fields.sha),
            "full_sha" => out.push_str(fields.full_sha),
            "branch" => out.push_str(fields.branch.unwrap_or("None")),
            _ => return Err(wrong(&format!("has a field `{{{name}}}` that is not known here"))),
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> Result<String, String> {
        let fields =
            Fields { tag: "1.2", ccount: 3, sha: "abcdef01", full_sha: "abcdef0123", branch: None };
        let variables = BTreeMap::from([("SET".to_owned(), "x".to_owned())]);
        fill(template, &fields, &variables).map_err(|refusal| refusal.words)
    }

    /// As `resolve_substitutions` of setuptools-git-versioning 3.2.0.
    #[test]
    fn variables_come_before_fields() {
        for (template, expect) in [
            ("{tag}.post{ccount}+git.{sha}", "1.2.post3+git.abcdef01"),
            ("{{{branch}}}", "{None}"),
            ("{env:SET}{env:UNSET}", "xUNKNOWN"),
            ("{env:UNSET:1}.{env:UNSET:IGNORE}", "1."),
            ("{env:UNSET:{tag}}", "1.2"),
            ("{env:UNSET:{env:SET}}", "x"),
        ] {
            assert_eq!(filled(template).as_deref(), Ok(expect), "{template}");
        }
    }

    #[test]
    fn what_changes_with_every_build_is_refused() {
        let error = filled("{tag}.{timestamp}").unwrap_err();
        assert_eq!(
            error,
            "`{tag}.{timestamp}` asks for the time, and no two builds would be the same"
        );
        assert_eq!(filled("{tag").unwrap_err(), "the template `{tag` has a brace too many");
        let error = filled("{other}").unwrap_err();
        assert_eq!(error, "the template `{other}` has a field `{other}` that is not known here");
    }
}
