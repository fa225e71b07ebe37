//! Who asks for a version, and with which options.

use pyrel_diag::Location;
use pyrel_python::{Keyword, Value as PythonValue};
use pyrel_scm::setuptools_git_versioning::{Options, Pattern, SortBy};
use pyrel_tree::RelPath;

use super::super::describe::distribution::Distribution;
use super::{NAME, wrong};
use crate::backends::support::Verdict::{self, Honoured, Refused};
use crate::backends::{Input, OptionRow};
use crate::pyproject::Reader;

/// Every key of `[tool.setuptools-git-versioning]`, and what becomes of it.
pub(in super::super) const ROWS: &[OptionRow] = &[
    row("tool.setuptools-git-versioning.enabled", Honoured, "whether it acts at all"),
    row("tool.setuptools-git-versioning.template", Honoured, "the version of a tagged commit"),
    row("tool.setuptools-git-versioning.dev_template", Honoured, "the version of any other"),
    row(
        "tool.setuptools-git-versioning.dirty_template",
        Honoured,
        "the version where something is changed",
    ),
    row(
        "tool.setuptools-git-versioning.starting_version",
        Honoured,
        "the version where there is no tag",
    ),
    row("tool.setuptools-git-versioning.version_file", Honoured, "a file that holds the version"),
    row(
        "tool.setuptools-git-versioning.count_commits_from_version_file",
        Honoured,
        "whether the commits since its last change count",
    ),
    row(
        "tool.setuptools-git-versioning.prefer_tag",
        Honoured,
        "whether a tag comes before the file",
    ),
    row(
        "tool.setuptools-git-versioning.tag_formatter",
        Honoured,
        "the pattern that finds the version in a tag; functions are refused",
    ),
    row(
        "tool.setuptools-git-versioning.branch_formatter",
        Honoured,
        "the same for the branch; functions are refused",
    ),
    row(
        "tool.setuptools-git-versioning.tag_filter",
        Honoured,
        "the pattern of tags that count; functions are refused",
    ),
    row(
        "tool.setuptools-git-versioning.sort_by",
        Honoured,
        "which tag is the newest: by `creatordate` or by `refname`",
    ),
    row(
        "tool.setuptools-git-versioning.version_callback",
        Refused("it is code of the project"),
        "a function that finds the version",
    ),
];

const fn row(key: &'static str, verdict: Verdict, words: &'static str) -> OptionRow {
    OptionRow { key, verdict, words }
}

const KEYWORD: &str = "setuptools_git_versioning";

/// The plug-in where it is there, and asked for a version.
#[derive(Debug)]
pub(super) struct Asked {
    pub options: Options,
    pub location: Location,
}

/// A value, whatever it is written in.
enum Given {
    Text(String),
    Flag(bool),
    Nothing,
    Other,
}

impl Asked {
    pub(super) fn read(
        input: &Input<'_>,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Option<Self> {
        let keyword = said.other_keywords.iter().position(|keyword| keyword.name == KEYWORD);
        let required = input.build_system.requires.iter().chain(&said.setup_requires);
        let mut required = required.filter(|it| it.value.name.normalized() == NAME);
        required.next()?;
        let keyword = keyword.map(|at| said.other_keywords.remove(at));
        let table = input.pyproject.table(&["tool", NAME]);
        let table = table.filter(|table| table.values().next().is_some());
        let (given, location) = match (keyword, table) {
            (Some(keyword), Some(table)) => {
                let message =
                    format!("`[tool.{NAME}]` cannot stand beside the keyword `{KEYWORD}`");
                reader.report(wrong(message, table.location()));
                let location = keyword.location;
                (Vec::new(), location)
            }
            (Some(keyword), None) => (of_keyword(&keyword, reader), keyword.location),
            (None, Some(table)) => {
                let given = table.values().map(|value| {
                    let given = match (value.as_text(), value.as_bool()) {
                        (Some(text), _) => Given::Text(text.to_owned()),
                        (None, Some(flag)) => Given::Flag(flag),
                        (None, None) => Given::Other,
                    };
                    (value.name().to_owned(), given, value.location())
                });
                (given.collect(), table.location())
            }
            (None, None) => return None,
        };
        let is_off = |(key, given, _): &(String, Given, Location)| {
            key == "enabled" && matches!(given, Given::Flag(false) | Given::Nothing)
        };
        if given.iter().any(is_off) || given.is_empty() {
            return None;
        }
        let mut options = Options::default();
        for (key, given, at) in given {
            if let Err(why) = take(&mut options, &key, given) {
                reader.report(wrong(format!("`{key}` {why}"), at));
            }
        }
        Some(Self { options, location })
    }
}

fn of_keyword(keyword: &Keyword, reader: &mut Reader) -> Vec<(String, Given, Location)> {
    let at = &keyword.location;
    let PythonValue::Dict(items) = &keyword.value else {
        if keyword.value != PythonValue::None {
            reader.report(wrong(format!("`{KEYWORD}` is no dictionary"), at.clone()));
        }
        return Vec::new();
    };
    let mut given = Vec::new();
    for (key, value) in items {
        let PythonValue::Str(key) = key else {
            reader.report(wrong(format!("a key of `{KEYWORD}` is no text"), at.clone()));
            continue;
        };
        let value = if let PythonValue::Str(text) = value {
            Given::Text(text.clone())
        } else if let PythonValue::Bool(flag) = value {
            Given::Flag(*flag)
        } else if *value == PythonValue::None {
            Given::Nothing
        } else {
            Given::Other
        };
        given.push((key.clone(), value, at.clone()));
    }
    given
}

/// Takes an option; or says what is wrong with it.
fn take(options: &mut Options, key: &str, given: Given) -> Result<(), String> {
    match (key, given) {
        ("enabled", Given::Flag(_))
        | (
            "version_file" | "tag_formatter" | "branch_formatter" | "tag_filter"
            | "version_callback",
            Given::Nothing,
        ) => {}
        ("template", Given::Text(text)) => options.template = text,
        ("dev_template", Given::Text(text)) => options.dev_template = text,
        ("dirty_template", Given::Text(text)) => options.dirty_template = text,
        ("starting_version", Given::Text(text)) => options.starting_version = text,
        ("version_file", Given::Text(text)) if text.is_empty() => options.version_file = None,
        ("version_file", Given::Text(text)) => {
            options.version_file = Some(RelPath::new(&text).map_err(|why| format!("{why}"))?);
        }
        ("count_commits_from_version_file", Given::Flag(flag)) => {
            options.count_commits_from_version_file = flag;
        }
        ("prefer_tag", Given::Flag(flag)) => options.prefer_tag = flag,
        ("tag_formatter", Given::Text(text)) => options.tag_formatter = Some(Pattern::new(&text)),
        ("branch_formatter", Given::Text(text)) => {
            options.branch_formatter = Some(Pattern::new(&text));
        }
        ("tag_filter", Given::Text(text)) => {
            options.tag_filter = Some(Pattern::new(&text)).filter(|_| !text.is_empty());
        }
        ("sort_by", Given::Text(text)) => {
            let known = SortBy::read(&text);
            options.sort_by =
                known.ok_or_else(|| format!("sorts by `{text}`, which is not rebuilt"))?;
        }
        ("version_callback", _) => options.version_callback = true,
        _ if ROWS.iter().any(|row| row.key.rsplit('.').next() == Some(key)) => {
            return Err("has a value of the wrong type".to_owned());
        }
        _ => return Err(format!("is no option of {NAME}, which fails for it")),
    }
    Ok(())
}
