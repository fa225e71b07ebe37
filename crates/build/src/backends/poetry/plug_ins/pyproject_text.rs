//! `pyproject.toml` with the version in it, as Python's `tomlkit` leaves it: nothing else changes.

use std::ops::Range;

use pyrel_diag::{Finding, Rule, Severity};

use crate::backends::Input;
use crate::pyproject::{FILE, Plain, Pyproject};

pub(in crate::backends::poetry) static NOT_EDITED: Rule = Rule {
    id: "not-edited",
    severity: Severity::Error,
    words: "a pyproject.toml into which pyrel does not write a version as the backend does",
    remedy: "write `dynamic = [\"version\"]`, `version = \"0.0.0\"` and `enable = true` each on a \
             line of its own, and end [project] with a blank line",
};

/// Where a project has its name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Mode {
    /// In `[tool.poetry]`.
    Classic,
    /// In `[project]`.
    Standard,
}

impl Mode {
    /// How the backend takes the project; none where it leaves it alone.
    pub(super) fn of(input: &Input<'_>) -> Option<Self> {
        let poetry = input.pyproject.table(&["tool", "poetry"])?;
        if poetry.get("name").is_some() {
            return Some(Self::Classic);
        }
        let project = input.pyproject.table(&["project"])?;
        let dynamic = project.get("dynamic")?.as_list()?;
        let is_open = dynamic.iter().any(|field| field.as_text() == Some("version"));
        let has = |key: &str| project.get(key).is_some();
        let counts = is_open && has("name") && !has("version") && poetry.get("version").is_some();
        counts.then_some(Self::Standard)
    }

    pub(super) fn name<'a>(self, input: &Input<'a>) -> Option<&'a str> {
        let path: &[&str] = match self {
            Self::Classic => &["tool", "poetry"],
            Self::Standard => &["project"],
        };
        input.pyproject.table(path)?.get("name")?.as_text()
    }
}

/// The file's text with the version, and with the plug-in switched off.
pub(super) fn edited(input: &Input<'_>, mode: Mode, version: &str) -> Result<String, Finding> {
    let text = input.pyproject.source().text();
    let made = match (version.contains(['"', '\\', '\n']), mode) {
        (true, _) => None,
        (false, Mode::Classic) => classic(input, version),
        (false, Mode::Standard) => standard(input, version),
    };
    let made = made.map(|edits| with_edits(text, edits));
    let holds = |made: &String| means(input, mode, version, made).unwrap_or(false);
    made.filter(holds).ok_or_else(|| {
        let message = format!("the version {version} is not written into `{FILE}`");
        Finding::new(&NOT_EDITED, message).at(input.pyproject.source().locate(0..0))
    })
}

/// A place in the text, and what stands there.
struct Edit {
    range: Range<usize>,
    text: String,
}

fn with_edits(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| edit.range.start);
    let mut made = String::new();
    let mut at = 0;
    for edit in edits {
        made += text.get(at..edit.range.start).unwrap_or_default();
        made += &edit.text;
        at = edit.range.end;
    }
    made + text.get(at..).unwrap_or_default()
}

fn value(input: &Input<'_>, path: &[&str], key: &str, text: String) -> Option<Edit> {
    let range = input.pyproject.table(path)?.get(key)?.span()?;
    Some(Edit { range, text })
}

fn switched_off(input: &Input<'_>) -> Option<Edit> {
    value(input, &["tool", "poetry-dynamic-versioning"], "enable", "false".to_owned())
}

fn classic(input: &Input<'_>, version: &str) -> Option<Vec<Edit>> {
    let version = value(input, &["tool", "poetry"], "version", format!("\"{version}\""))?;
    Some(vec![version, switched_off(input)?])
}

/// `[project]` gets the version at its end, and `[tool.poetry]` loses its own.
fn standard(input: &Input<'_>, version: &str) -> Option<Vec<Edit>> {
    let text = input.pyproject.source().text();
    let dynamic = value(input, &["project"], "dynamic", "[]".to_owned())?;
    let written = text.get(dynamic.range.clone())?;
    if !matches!(written, "[\"version\"]" | "['version']") {
        return None;
    }
    let own = value(input, &["tool", "poetry"], "version", String::new())?;
    let begin = text.get(..own.range.start)?.rfind('\n').map_or(0, |at| at + 1);
    let end = own.range.end + text.get(own.range.end..)?.find('\n')? + 1;
    let own = Edit { range: begin..end, text: String::new() };
    Some(vec![dynamic, at_the_end(text, version)?, own, switched_off(input)?])
}

/// Where the lines of `[project]` end, before the blank ones and the next table.
fn at_the_end(text: &str, version: &str) -> Option<Edit> {
    let mut at = 0;
    let mut end = None;
    let mut follows_blank = false;
    for line in text.split_inclusive('\n') {
        let is_header = line.starts_with('[');
        match end {
            None if line.trim_end() == "[project]" => end = Some(at + line.len()),
            Some(_) if is_header => break,
            Some(_) if line.trim().is_empty() => follows_blank = true,
            Some(_) => {
                (end, follows_blank) = (Some(at + line.len()), false);
            }
            None => {}
        }
        at += line.len();
    }
    // Without a blank line `tomlkit` begins one or not, for reasons of its own.
    let end = end.filter(|_| at < text.len() && follows_blank)?;
    Some(Edit { range: end..end, text: format!("version = \"{version}\"\n") })
}

/// Whether the text says what it should.
fn means(input: &Input<'_>, mode: Mode, version: &str, made: &str) -> Option<bool> {
    let mut expected = input.pyproject.plain();
    let version = Plain::Text(version.to_owned());
    let tool = expected.table_mut("tool")?;
    tool.table_mut("poetry-dynamic-versioning")?.set("enable", Plain::Flag(false));
    match mode {
        Mode::Classic => tool.table_mut("poetry")?.set("version", version),
        Mode::Standard => {
            tool.table_mut("poetry")?.remove("version");
            let project = expected.table_mut("project")?;
            project.set("dynamic", Plain::List(Vec::new()));
            project.set("version", version);
        }
    }
    Some(Pyproject::parse(made).ok()?.plain().means(&expected))
}
