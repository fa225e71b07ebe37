//! Reading `[tool.pyrel]`.

use pyrel_archive::ArchivePath;
use pyrel_build::pyproject::{Located, Pyproject, Reader, Table, UNKNOWN_KEY, Value};
use pyrel_check::Audience;
use pyrel_diag::{Finding, Location, Rule, Severity, Warned};
use pyrel_dxt::{BundleFormat, Zip64};
use pyrel_tree::{NotRelative, RelPath, SourceTree};

use super::{CheckConfig, Config, DxtConfig, Landing, ReleaseConfig, SETTINGS, Shape};
use crate::Error;

pub(crate) static PATH_OUTSIDE: Rule = Rule {
    id: "path-outside",
    severity: Severity::Error,
    words: "a path leads out of the project",
    remedy: "name a path inside the project, relative to pyproject.toml",
};

pub(crate) static NOT_A_CHOICE: Rule = Rule {
    id: "not-a-choice",
    severity: Severity::Error,
    words: "a text that is none of those possible",
    remedy: "write one of those named",
};

pub(crate) static NOT_A_FILE_NAME: Rule = Rule {
    id: "not-a-file-name",
    severity: Severity::Error,
    words: "the name of a file that is to be made is none",
    remedy: "write a name without folders that every system takes",
};

pub(crate) static UNKNOWN_PLACEHOLDER: Rule = Rule {
    id: "unknown-placeholder",
    severity: Severity::Error,
    words: "a name in braces that stands for nothing",
    remedy: "`{name}` and `{version}` are those that are filled in",
};

pub(crate) static LANDING_WITHOUT_FROM: Rule = Rule {
    id: "landing-without-from",
    severity: Severity::Error,
    words: "a table that says where something lands, but not what",
    remedy: "name what lands there: `{ from = \"…\", to = \"…\" }`",
};

const ZIP: &str = "{name}-{version}-release.zip";

impl Config {
    /// Reads the table of a project; all keys are optional, and so is the table.
    ///
    /// # Errors
    /// Unknown keys, wrong types and paths that lead out of the project, all at once.
    pub fn read(tree: &SourceTree) -> Result<Warned<Self>, Error> {
        let pyproject = Pyproject::read(tree)?;
        let mut reader = Reader::new();
        let config = Self::of(&pyproject, &mut reader);
        let findings = reader.finish()?;
        Ok(Warned { value: config, findings })
    }

    fn of(pyproject: &Pyproject, reader: &mut Reader) -> Self {
        let start = pyproject.source().locate(0..0);
        let tool = pyproject.root().get("tool").and_then(|value| value.as_table());
        let Some(table) = tool.and_then(|tool| reader.table_of(&tool, "pyrel")) else {
            return Self::absent(start);
        };
        check_keys(&table, None, reader);
        let release = reader.table_of(&table, "release");
        let check = reader.table_of(&table, "check");
        let dxt = reader.table_of(&table, "dxt");
        Self {
            dist_dir: path_of(&table, "dist-dir", reader).map_or_else(dist, |path| path.value),
            repository: reader.text_of(&table, "repository"),
            check: check.map_or_else(CheckConfig::default, |it| CheckConfig::of(&it, reader)),
            dxt: dxt.map(|table| DxtConfig::of(&table, reader)),
            release: ReleaseConfig::of(release.as_ref(), start, reader),
        }
    }

    fn absent(start: Location) -> Self {
        let release = ReleaseConfig { zip: default_zip(start), files: Vec::new() };
        let check = CheckConfig::default();
        Self { dist_dir: dist(), repository: None, check, dxt: None, release }
    }
}

impl CheckConfig {
    fn of(table: &Table<'_>, reader: &mut Reader) -> Self {
        check_keys(table, Some("check"), reader);
        let target = match choice(table, "target", reader) {
            Some("generic") => Some(Audience::Generic),
            Some("pypi") => Some(Audience::PyPi),
            _ => None,
        };
        Self { target, ignore: reader.texts_of(table, "ignore").unwrap_or_default() }
    }
}

impl DxtConfig {
    fn of(table: &Table<'_>, reader: &mut Reader) -> Self {
        check_keys(table, Some("dxt"), reader);
        Self {
            location: table.location(),
            manifest: path_of(table, "manifest", reader),
            assets: landings(table, "assets", reader),
            include: landings(table, "include", reader),
            name: file_name(table, "name", reader),
            format: match choice(table, "format", reader) {
                Some("dxt") => BundleFormat::Dxt,
                _ => BundleFormat::Mcpb,
            },
            zip64: match choice(table, "zip64", reader) {
                Some("allow") => Zip64::Allowed,
                _ => Zip64::Refused,
            },
        }
    }
}

impl ReleaseConfig {
    fn of(table: Option<&Table<'_>>, start: Location, reader: &mut Reader) -> Self {
        let Some(table) = table else {
            return Self { zip: default_zip(start), files: Vec::new() };
        };
        check_keys(table, Some("release"), reader);
        let zip = zip_of(table, reader).unwrap_or_else(|| default_zip(table.location()));
        let items = reader.list_of(table, "files").unwrap_or_default();
        let files = items.iter().filter_map(|item| path(item, reader)).collect();
        Self { zip, files }
    }
}

/// The pattern of the release zip's name; an empty one is none.
fn zip_of(table: &Table<'_>, reader: &mut Reader) -> Option<Located<String>> {
    let zip = table.get("zip")?;
    if zip.as_text() == Some("") {
        return reader.text(&zip);
    }
    let text = file_name(table, "zip", reader)?;
    let filled = text.value.replace("{name}", "").replace("{version}", "");
    if filled.contains(['{', '}']) {
        let message = format!("`{}`: not all braces of `{}` are known", zip.path(), text.value);
        reader.complain(&UNKNOWN_PLACEHOLDER, &zip, message);
    }
    Some(text)
}

/// A name that leads nowhere else.
fn file_name(table: &Table<'_>, key: &str, reader: &mut Reader) -> Option<Located<String>> {
    let value = table.get(key)?;
    let text = reader.text(&value)?;
    let portable = ArchivePath::new(text.value.as_str());
    if portable.is_err() || text.value.contains('/') {
        let message = format!("`{}`: `{}` is no file name", value.path(), text.value);
        reader.complain(&NOT_A_FILE_NAME, &value, message);
        return None;
    }
    Some(text)
}

fn default_zip(location: Location) -> Located<String> {
    Located { value: ZIP.to_owned(), location }
}

fn dist() -> RelPath {
    RelPath::root().child("dist")
}

/// A finding for every key that [`SETTINGS`] does not have in this table.
fn check_keys(table: &Table<'_>, below: Option<&str>, reader: &mut Reader) {
    let mut names: Vec<&str> = Vec::new();
    for setting in SETTINGS {
        match (setting.split(), below) {
            ((inner, name), below) if inner == below => names.push(name),
            ((Some(inner), _), None) if !names.contains(&inner) => names.push(inner),
            _ => {}
        }
    }
    reader.report_all(table.unknown_keys(&names, &UNKNOWN_KEY));
}

fn path_of(table: &Table<'_>, key: &str, reader: &mut Reader) -> Option<Located<RelPath>> {
    path(&table.get(key)?, reader)
}

fn path(value: &Value<'_>, reader: &mut Reader) -> Option<Located<RelPath>> {
    let text = reader.text(value)?;
    match RelPath::new(&text.value) {
        Ok(path) => Some(text.map(|_| path)),
        Err(error) => {
            outside(value, &error, reader);
            None
        }
    }
}

fn outside(value: &Value<'_>, error: &NotRelative, reader: &mut Reader) {
    reader.complain(&PATH_OUTSIDE, value, format!("`{}`: {error}", value.path()));
}

fn landings(table: &Table<'_>, key: &str, reader: &mut Reader) -> Vec<Landing> {
    let items = reader.list_of(table, key).unwrap_or_default();
    items.iter().filter_map(|item| landing(item, reader)).collect()
}

fn landing(item: &Value<'_>, reader: &mut Reader) -> Option<Landing> {
    let Some(table) = item.as_table() else {
        if item.as_text().is_none() {
            reader.report(item.wrong_type("a path or a table with `from` and `to`"));
            return None;
        }
        return Some(Landing { from: path(item, reader)?, to: None });
    };
    reader.report_all(table.unknown_keys(&["from", "to"], &UNKNOWN_KEY));
    let Some(from) = table.get("from") else {
        reader.complain(&LANDING_WITHOUT_FROM, item, format!("`{}` has no `from`", item.path()));
        return None;
    };
    let from = path(&from, reader)?;
    let to = path_of(&table, "to", reader).map(|to| to.value);
    Some(Landing { from, to })
}

fn choice<'a>(table: &Table<'a>, key: &str, reader: &mut Reader) -> Option<&'a str> {
    let value = table.get(key)?;
    let text = reader.text(&value)?;
    let setting = SETTINGS.iter().find(|setting| setting.split().1 == key);
    if let Some(Shape::Choice(texts)) = setting.map(|setting| setting.shape)
        && !texts.contains(&text.value.as_str())
    {
        let message = format!("`{}` must be one of {}", value.path(), texts.join(", "));
        reader.report(Finding::new(&NOT_A_CHOICE, message).at(text.location));
    }
    value.as_text()
}
