//! `format`: a template of Python's `str.format`.

use super::Version;
use crate::Refusal;

/// Fills a template. Fields stand as they are: what else Python can do with a field is refused.
pub(super) fn fill(
    template: &str,
    version: &Version,
    commit: Option<&str>,
    escape: &str,
) -> Result<String, Refusal> {
    let mut text = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let doubled = from.get(..2).filter(|it| matches!(*it, "{{" | "}}"));
        if let Some(brace) = doubled {
            text.push_str(brace.get(..1).unwrap_or_default());
            rest = from.get(2..).unwrap_or_default();
            continue;
        }
        let field = from.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let Some((name, after)) = field else {
            return Err(Refusal::new("a single brace in the format").option("format"));
        };
        let value = value(name, version, commit, escape);
        text += &value.ok_or_else(|| {
            let words = format!("the format asks for `{{{name}}}`, which is no plain field");
            Refusal::new(words).option("format")
        })?;
        rest = after;
    }
    Ok(text + rest)
}

fn value(name: &str, version: &Version, commit: Option<&str>, escape: &str) -> Option<String> {
    let number = |number: Option<u64>| number.map(|it| it.to_string()).unwrap_or_default();
    let branch = version.branch.clone().unwrap_or_default();
    let part = |index: usize| version.base.split('.').nth(index).unwrap_or("0").to_owned();
    Some(match name {
        "base" => version.base.clone(),
        "stage" => version.stage.clone().unwrap_or_default(),
        "revision" => number(version.revision),
        "distance" => version.distance.to_string(),
        "commit" => commit.unwrap_or_default().to_owned(),
        "tagged_metadata" => version.tagged_metadata.clone().unwrap_or_default(),
        "dirty" => if version.dirty == Some(true) { "dirty" } else { "clean" }.to_owned(),
        "epoch" => number(version.epoch),
        "branch" => branch,
        "branch_escaped" => escaped(&branch, escape)?,
        "timestamp" => version.timestamp_digits().unwrap_or_default(),
        "major" => part(0),
        "minor" => part(1),
        "patch" => part(2),
        _ => return None,
    })
}

/// A text with something in place of each letter that is neither an ASCII letter nor a digit; none
/// where that something is more than plain text to `re.sub`.
pub(super) fn escaped(text: &str, with: &str) -> Option<String> {
    let plain = !with.contains('\\');
    plain.then(|| {
        text.chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_string() } else { with.to_owned() })
            .collect()
    })
}
