//! Where a dynamic version comes from.

use std::ops::Range;

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_pep::Version;

use super::Room;
use super::config::VersionConfig;
use super::plug_ins::table::refusal;
use super::plug_ins::{uv_dynamic_versioning, vcs};
use crate::Error;
use crate::backends::PlugInKind as Kind;
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, MISSING_KEY, Reader};
use crate::version_place::{Spelling, VersionPlace};
use pyrel_python::{Assigned, Literal, PythonSource};
use pyrel_python::{Flags, PythonRegex};

pub(super) static NOT_STATIC: Rule = Rule {
    id: "not-static",
    severity: Severity::Error,
    words: "a dynamic field could only be found by running code",
    remedy: "write it as a literal, or into [project]",
};

/// The version, as it was found.
struct Found {
    version: Version,
    /// Where, if it is in a file.
    place: Option<VersionPlace>,
}

/// The version of the project. Where something is wrong, that is reported, and some version lets
/// the rest be looked at.
pub(super) fn of(room: &Room, reader: &mut Reader) -> Result<Version, Error> {
    if let Some(version) = &room.project.version {
        return Ok(version.value.clone());
    }
    let found = find(room, reader)?;
    match found.map(|found| found.version).or_else(|| "0".parse().ok()) {
        Some(version) => Ok(version),
        None => Err(std::mem::take(reader).refuse()),
    }
}

/// Where the version is written.
pub(super) fn place(room: &Room) -> Result<VersionPlace, Error> {
    if let Some(told) = room.pkg_info.as_ref().filter(|told| told.gives("version"))
        && let Some(range) = told.version_range()
    {
        return Ok(VersionPlace { source: told.source.clone(), range, spelling: Spelling::Plain });
    }
    let mut reader = Reader::new();
    let place = find(room, &mut reader)?.and_then(|found| found.place);
    reader.finish()?;
    place.ok_or_else(|| {
        let message = "the version is written in no file";
        Error::refused(Finding::new(&NOT_STATIC, message).at(room.project.location.clone()))
    })
}

fn find(room: &Room, reader: &mut Reader) -> Result<Option<Found>, Error> {
    let asked = room.project.dynamic.get("version");
    let (Some(config), Some(asked)) = (&room.config.version, asked) else {
        let (missing, at) = match asked {
            Some(at) => ("`tool.hatch.version`", at),
            None => ("`project.version`", &room.project.location),
        };
        let message = format!("{missing} is missing, and so there is no version");
        reader.report(Finding::new(&MISSING_KEY, message).at(at.clone()));
        return Ok(None);
    };
    match config.source.as_ref().map_or("regex", |source| source.value.as_str()) {
        "regex" => regex(room, config, reader),
        "code" => code(room, config, reader),
        "env" => Ok(env(room, config, asked, reader)),
        vcs::NAME => Ok(room.vcs.as_ref().and_then(|vcs| {
            let version = parsed(&vcs.found.version, &config.location, reader)?;
            Some(Found { version, place: None })
        })),
        uv_dynamic_versioning::NAME => Ok(room.uv_dynamic_versioning.as_ref().and_then(|found| {
            let version = parsed(&found.answer.text, &config.location, reader)?;
            Some(Found { version, place: None })
        })),
        other => {
            let source = config.source.as_ref().map_or(&config.location, |it| &it.location);
            reader.report(refusal(Kind::VersionSource, other).at(source.clone()));
            Ok(None)
        }
    }
}

fn key<'a>(
    config: &'a VersionConfig,
    name: &str,
    value: Option<&'a Located<String>>,
    reader: &mut Reader,
) -> Option<&'a Located<String>> {
    if value.is_none() {
        let message = format!("`tool.hatch.version.{name}` is missing");
        reader.report(Finding::new(&MISSING_KEY, message).at(config.location.clone()));
    }
    value
}

fn regex(room: &Room, config: &VersionConfig, reader: &mut Reader) -> Result<Option<Found>, Error> {
    let Some(name) = key(config, "path", config.path.as_ref(), reader) else { return Ok(None) };
    let path = named_file::text("tool.hatch.version.path", name, &room.tree, reader);
    let Some((path, text)) = path else { return Ok(None) };
    let range = match &config.pattern {
        None => by_default_pattern(&text),
        Some(pattern) => match by_pattern(&pattern.value, &text) {
            Ok(range) => range,
            Err(why) => {
                let message = format!("`tool.hatch.version.pattern`: {why}");
                let finding = Finding::new(&INVALID_VALUE, message);
                reader.report(finding.at(pattern.location.clone()));
                return Ok(None);
            }
        },
    };
    let source = SourceText::new(path.as_str(), text.as_str());
    let Some(range) = range else {
        let message = format!("`{path}` has no version that the pattern finds");
        reader.report(Finding::new(&NOT_STATIC, message).at(name.location.clone()));
        return Ok(None);
    };
    let found = text.get(range.clone()).unwrap_or_default();
    let version = parsed(found, &source.locate(range.clone()), reader);
    // Line ends were changed on reading, so that another version can only be put into a file that
    // has plain ones.
    let plain = room.tree.read_text(&path)? == text;
    let place = plain.then_some(VersionPlace { source, range, spelling: Spelling::Plain });
    Ok(version.map(|version| Found { version, place }))
}

fn parsed(text: &str, at: &Location, reader: &mut Reader) -> Option<Version> {
    let parsed = text.parse();
    if let Err(error) = &parsed {
        reader.report(Finding::new(&INVALID_VALUE, format!("{error}")).at(at.clone()));
    }
    parsed.ok()
}

/// `(?i)^(__version__|VERSION) *= *(['"])v?(?P<version>.+?)\2` at the beginning of any line.
pub(super) fn by_default_pattern(text: &str) -> Option<Range<usize>> {
    let mut at = 0;
    for line in text.split('\n') {
        if let Some(range) = in_line(line) {
            return Some(at + range.start..at + range.end);
        }
        at += line.len() + 1;
    }
    None
}

fn in_line(line: &str) -> Option<Range<usize>> {
    let names = ["__version__", "version"];
    let rest = names.iter().find_map(|name| {
        let head = line.get(..name.len())?;
        head.eq_ignore_ascii_case(name).then(|| line.get(name.len()..))?
    })?;
    let rest = rest.trim_start_matches(' ').strip_prefix('=')?.trim_start_matches(' ');
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let start = line.len() - rest.len() + 1;
    let prefix = line.get(start..)?.starts_with(['v', 'V']);
    // The shortest text has one character, whichever that is.
    let text = |from: usize| {
        let first = line.get(from..)?.chars().next()?;
        let end = line.get(from + first.len_utf8()..)?.find(quote)?;
        Some(from..from + first.len_utf8() + end)
    };
    prefix.then(|| text(start + 1)).flatten().or_else(|| text(start))
}

/// The group `version` of the first match of a pattern; `None` where nothing matches.
pub(super) fn by_pattern(pattern: &str, text: &str) -> Result<Option<Range<usize>>, String> {
    let regex = PythonRegex::new(pattern, Flags::MULTILINE)?;
    let Some(captures) = regex.search(text)? else { return Ok(None) };
    let group = captures.named("version").ok_or("it has no group `version` that took part")?;
    Ok(Some(group.0))
}

fn code(room: &Room, config: &VersionConfig, reader: &mut Reader) -> Result<Option<Found>, Error> {
    const KEY: &str = "tool.hatch.version.path";
    let Some(name) = key(config, "path", config.path.as_ref(), reader) else { return Ok(None) };
    let Some(path) = named_file::path(KEY, name, reader) else { return Ok(None) };
    if !room.tree.is_file(&path)? {
        reader.report(named_file::missing(KEY, name));
        return Ok(None);
    }
    let source = PythonSource::read(&room.tree, &path)?;
    let name = config.expression.as_ref().map_or("__version__", |it| it.value.as_str());
    let assigned = source.only_assignment(name.trim());
    let (text, range, location) = match assigned {
        Some(Assigned::Literal { value: Literal::Text(text), range, location }) => {
            (text, range, location)
        }
        Some(Assigned::Literal { location, .. } | Assigned::Code(location)) => {
            let message = format!("`{name}` is not one string that nothing else can change");
            reader.report(Finding::new(&NOT_STATIC, message).at(location));
            return Ok(None);
        }
        None => {
            let message = format!("`{path}` does not simply assign a string to `{name}`");
            let at = config.expression.as_ref().map_or(&config.location, |it| &it.location);
            reader.report(Finding::new(&NOT_STATIC, message).at(at.clone()));
            return Ok(None);
        }
    };
    let source = source.source().clone();
    let place = VersionPlace { source, range, spelling: Spelling::Python };
    let version = parsed(&text, &location, reader);
    Ok(version.map(|version| Found { version, place: Some(place) }))
}

fn env(
    room: &Room,
    config: &VersionConfig,
    asked: &Location,
    reader: &mut Reader,
) -> Option<Found> {
    let name = key(config, "variable", config.variable.as_ref(), reader)?;
    let Some(text) = room.variables.get(&name.value) else {
        let message = format!("the environment has no variable `{}`", name.value);
        let finding = Finding::new(&NOT_STATIC, message).at(name.location.clone());
        reader.report(finding.remedy("set it, or write the version into [project]"));
        return None;
    };
    let version = parsed(text, asked, reader)?;
    Some(Found { version, place: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_pattern_finds_what_hatchling_finds() {
        let check = |text: &str, expect: Option<&str>| {
            let found = by_default_pattern(text).and_then(|range| text.get(range));
            assert_eq!(found, expect, "{text:?}");
        };
        check("__version__ = '1.2'\n", Some("1.2"));
        check("x\nVersion=\"v3\" # \"\n", Some("3"));
        check("VERSION = 'v'\n", Some("v"));
        check("version = '''\n", Some("'"));
        check("__version__: str = '1'\n", None);
        check(" __version__ = '1'\n", None);
        check("version = '1\n'", None);
        check("__version__ = ''\n__version__ = '2'", Some("2"));
        check("version =\t'1'", None);
    }
}
