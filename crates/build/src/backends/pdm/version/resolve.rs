//! Finds the version, and the file that holds it.

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_tree::RelPath;

use crate::Error;
use crate::backends::pdm::config::VersionSource;
use crate::backends::pdm::{Input, Resolved, Room};
use crate::named_file::{self, universal_newlines};
use crate::pyproject::{INVALID_VALUE, Located, MISSING_FILE, MISSING_KEY, Reader};
use crate::version_place::{Spelling, VersionPlace};
use pyrel_python::{Flags, PythonRegex};

pub(in crate::backends::pdm) static VERSION_NOT_FOUND: Rule = Rule {
    id: "version-not-found",
    severity: Severity::Error,
    words: "the file that should hold the version holds none",
    remedy: "write it as `__version__ = \"…\"`, or say in `tool.pdm.version.pattern` how it is written",
};

pub(in crate::backends::pdm) static VERSION_SOURCE: Rule = Rule {
    id: "version-source",
    severity: Severity::Error,
    words: "the version comes from where pyrel does not look",
    remedy: "write it into `[project]`, or into a file that `tool.pdm.version.path` names",
};

pub(in crate::backends::pdm) static NO_VERSION_SOURCE: Rule = Rule {
    id: "no-version-source",
    severity: Severity::Warning,
    words: "the version is dynamic and nothing says where it is, so it is 0.0.0",
    remedy: "add `[tool.pdm.version]`, or write the version into `[project]`",
};

pub(in crate::backends::pdm) static UNREBUILT_PATTERN: Rule = Rule {
    id: "unrebuilt-pattern",
    severity: Severity::Error,
    words: "a regular expression that Python refuses, or that pyrel does not read as Python does",
    remedy: "write it in another way",
};

/// How pdm-backend looks for the version by itself.
const PATTERN: &str = r#"^(?:__version__|VERSION)\s*=\s*["'](.+?)["']\s*(?:#.*)?$"#;

/// The version of the project.
pub(in crate::backends::pdm) fn resolve(
    input: &Input<'_>,
    room: &Room,
    reader: &mut Reader,
) -> Result<Resolved, Error> {
    let project = &room.project;
    if let Some(version) = &project.version {
        return Ok(Resolved { stated: true, ..Resolved::of(version.value.clone()) });
    }
    let Some(asked) = project.dynamic.get("version") else {
        if !project.has("version") {
            let message = "`project.version` is missing and not listed in `dynamic`";
            reader.report(Finding::new(&MISSING_KEY, message).at(project.location.clone()));
        }
        return Err(std::mem::take(reader).refuse());
    };
    let Some(source) = &room.config.version else {
        let message = "the version is dynamic, but there is no `[tool.pdm.version]`";
        reader.report(Finding::new(&NO_VERSION_SOURCE, message).at(asked.clone()));
        let zero = "0.0.0".parse().map_err(|_| std::mem::take(reader).refuse())?;
        return Ok(Resolved::of(zero));
    };
    if let Some(scm) = &source.scm {
        return scm.resolve(input, reader);
    }
    reader.report_all(source.unknown.iter().cloned());
    let found = Found::read(room, source)?;
    match found.text().parse() {
        Ok(version) => Ok(Resolved::of(version)),
        Err(error) => {
            let at = found.source.locate(found.range.clone());
            reader.report(Finding::new(&INVALID_VALUE, format!("the version: {error}")).at(at));
            Err(std::mem::take(reader).refuse())
        }
    }
}

/// Where a file holds it.
pub(in crate::backends::pdm) fn place(room: &Room) -> Result<VersionPlace, Error> {
    match &room.config.version {
        Some(VersionSource { scm: Some(_), location, .. }) => {
            let message = "the version is written in no file";
            let finding = Finding::new(&VERSION_SOURCE, message).at(location.clone());
            Err(Error::refused(finding))
        }
        Some(source) => {
            let Found { source, range } = Found::read(room, source)?;
            Ok(VersionPlace { source, range, spelling: Spelling::Plain })
        }
        None => {
            let message = "the version is written nowhere";
            let finding = Finding::new(&NO_VERSION_SOURCE, message);
            Err(Error::refused(finding.at(room.project.location.clone())))
        }
    }
}

/// A version in a file.
struct Found {
    source: SourceText,
    range: std::ops::Range<usize>,
}

impl Found {
    fn read(room: &Room, source: &VersionSource) -> Result<Self, Error> {
        let path = path(room, source)?;
        let text = room.tree.read_text(&path.value)?;
        let text = SourceText::new(path.value.as_str(), universal_newlines(&text));
        let (pattern, at) = match &source.pattern {
            Some(pattern) => (pattern.value.as_str(), &pattern.location),
            None => (PATTERN, &path.location),
        };
        let refuse = |why: &str| {
            let message = format!("`tool.pdm.version.pattern`: {why}");
            Error::refused(Finding::new(&UNREBUILT_PATTERN, message).at(at.clone()))
        };
        let regex = PythonRegex::new(pattern, Flags::MULTILINE).map_err(|why| refuse(&why))?;
        let found = regex.search(text.text()).map_err(|why| refuse(&why))?;
        let Some(found) = found else {
            let message = format!("`{}` holds no version", path.value);
            return Err(Error::refused(Finding::new(&VERSION_NOT_FOUND, message).at(at.clone())));
        };
        let (range, _) = found.group(1).ok_or_else(|| refuse("its first group finds nothing"))?;
        Ok(Self { source: text, range })
    }

    fn text(&self) -> &str {
        self.source.text().get(self.range.clone()).unwrap_or_default()
    }
}

/// The file of the source `file`, which is also meant where a path that is there stands alone.
fn path(room: &Room, source: &VersionSource) -> Result<Located<RelPath>, Error> {
    const KEY: &str = "tool.pdm.version.path";
    let refuse = |rule, message: String, at: &Location| {
        Err(Error::refused(Finding::new(rule, message).at(at.clone())))
    };
    match &source.source {
        Some(stated) if stated.value != "file" => {
            let message = format!("the version source `{}` is not rebuilt", stated.value);
            return refuse(&VERSION_SOURCE, message, &stated.location);
        }
        None if source.path.is_none() => {
            let message = "`tool.pdm.version.source` is missing".to_owned();
            return refuse(&MISSING_KEY, message, &source.location);
        }
        _ => {}
    }
    let Some(name) = &source.path else {
        return refuse(&MISSING_KEY, format!("`{KEY}` is missing"), &source.location);
    };
    let mut reader = Reader::new();
    let Some(path) = named_file::path(KEY, name, &mut reader) else { return Err(reader.refuse()) };
    if !room.tree.is_file(&path)? {
        let message = format!("`{KEY}`: there is no file `{}`", name.value);
        return refuse(&MISSING_FILE, message, &name.location);
    }
    Ok(Located { value: path, location: name.location.clone() })
}
