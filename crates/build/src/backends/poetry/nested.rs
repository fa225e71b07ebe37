//! Constraints as the text of a marker: what `python` and `platform` of a dependency mean.

use pyrel_pep::Version;

use pyrel_poetry::of_release;
use pyrel_poetry::{Bound, Constraint};

/// `>=3.8,<4.0` as `python_version >= "3.8" and python_version < "4.0"`.
pub(super) fn pythons(constraint: &Constraint) -> String {
    let ranges = constraint.ranges();
    if let Some(version) = constraint.version() {
        let name = if version.release().len() >= 3 { FULL } else { SHORT };
        return format!("{name} == \"{version}\"");
    }
    let shown = ranges.iter().map(|range| match range.point() {
        Some(version) => pythons(&Constraint::of(pyrel_poetry::Range::exactly(
            version,
            pyrel_poetry::Tops::Bound,
        ))),
        None => {
            let lower = range.min.iter().map(|min| bound(min, ">", ">="));
            let upper = range.max.iter().map(|max| bound(max, "<", "<="));
            lower.chain(upper).collect::<Vec<_>>().join(" and ")
        }
    });
    let parts: Vec<String> = shown.collect();
    match &parts[..] {
        [only] => only.clone(),
        _ => parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" or "),
    }
}

const SHORT: &str = "python_version";
const FULL: &str = "python_full_version";

/// `python_version` has two numbers only, so what is more exact, or excludes them where they would
/// have to be included, is said by `python_full_version`.
fn bound(bound: &Bound, exclusive: &str, inclusive: &str) -> String {
    let version = &bound.version;
    let operator = if bound.inclusive { inclusive } else { exclusive };
    let release = version.release();
    let exact = matches!((operator, release.len()), (">" | "<=", 0..3));
    if exact {
        let mut padded = release.to_vec();
        padded.resize(3, 0);
        return format!("{FULL} {operator} \"{}\"", of_release(version, &padded));
    }
    let name = if release.len() >= 3 { FULL } else { SHORT };
    format!("{name} {operator} \"{}\"", stable(version))
}

fn stable(version: &Version) -> Version {
    if version.is_prerelease() { of_release(version, version.release()) } else { version.clone() }
}

/// `win32 || !=linux,!=darwin` as a marker of `sys_platform`.
///
/// # Errors
/// The part that is none.
pub(super) fn platforms(text: &str) -> Result<String, String> {
    if text.trim() == "*" {
        return Ok(String::new());
    }
    let mut alternatives = Vec::new();
    for alternative in text.trim().replace("||", "|").split('|') {
        let mut parts = Vec::new();
        for part in alternative.split(',').map(str::trim) {
            let (operator, value) = match part.strip_prefix("!=") {
                Some(value) => ("!=", value),
                None => ("==", part.trim_start_matches('=')),
            };
            let value = value.trim();
            let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
            if value.is_empty() || !value.chars().all(fits) {
                return Err(format!("`{part}` is not a platform"));
            }
            parts.push(format!("sys_platform {operator} \"{value}\""));
        }
        alternatives.push(parts.join(" and "));
    }
    match &alternatives[..] {
        [only] => Ok(only.clone()),
        _ => Ok(alternatives.iter().map(|it| format!("({it})")).collect::<Vec<_>>().join(" or ")),
    }
}
