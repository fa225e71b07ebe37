//! [hatch-fancy-pypi-readme](https://github.com/hynek/hatch-fancy-pypi-readme#configuration): a
//! readme that is put together from parts of files.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::Version;
use pyrel_python::{Flags, PythonRegex};

use crate::backends::hatchling::Room;
use crate::backends::profile::Band;
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, MISSING_KEY, PASSED_OVER_KEY, Reader};
use crate::pyproject::{Readme, Table, Value};

pub(in crate::backends::hatchling) static FRAGMENT: Rule = Rule {
    id: "readme-fragment",
    severity: Severity::Error,
    words: "a part of the readme is not where the configuration looks for it",
    remedy: "correct the text that is looked for, or the file",
};

/// Readmes are not made longer than this, since a file may be named any number of times.
const LONGEST: usize = 16 << 20;

/// What sets the releases apart.
#[derive(Debug)]
pub(super) struct Profile {
    /// Whether `$HFPR_VERSION` is replaced.
    version: bool,
    /// Whether `$HFPR_PACKAGE_NAME` is.
    name: bool,
}

/// Newest first. Before 22.8 fragments had no `start-at`.
#[rustfmt::skip]
pub(super) const BANDS: &[Band<Profile>] = &[
    Band { name: "hatch-fancy-pypi-readme 25.1", first: "25.1.0", last: "25.1.0", profile: &Profile { version: true, name: true } },
    Band { name: "hatch-fancy-pypi-readme 24.1", first: "23.2.0", last: "24.1.0", profile: &Profile { version: true, name: false } },
    Band { name: "hatch-fancy-pypi-readme 23.1", first: "22.8.0", last: "23.1.0", profile: &Profile { version: false, name: false } },
];

/// `[tool.hatch.metadata.hooks.fancy-pypi-readme]`.
#[derive(Debug)]
pub(super) struct FancyReadme {
    location: Location,
    content_type: Located<String>,
    fragments: Vec<Fragment>,
    substitutions: Vec<Substitution>,
}

#[derive(Debug)]
enum Fragment {
    Text(String),
    Part(Box<Part>),
}

/// A part of a file.
#[derive(Debug)]
struct Part {
    key: String,
    path: Located<String>,
    start: Option<Start>,
    end_before: Option<Located<String>>,
    pattern: Option<Located<String>>,
}

/// Where a part begins.
#[derive(Debug)]
enum Start {
    After(Located<String>),
    At(Located<String>),
}

#[derive(Debug)]
struct Substitution {
    pattern: Located<String>,
    replacement: Located<String>,
    flags: Flags,
}

impl FancyReadme {
    pub(super) fn read(table: &Table<'_>, reader: &mut Reader) -> Option<Self> {
        let known = ["content-type", "fragments", "substitutions"];
        reader.report_all(table.unknown_keys(&known, &PASSED_OVER_KEY));
        let content_type = required(table, "content-type", reader);
        if let Some(stated) = &content_type
            && !["text/markdown", "text/x-rst"].contains(&stated.value.as_str())
        {
            let message = format!("`{}` is neither text/markdown nor text/x-rst", stated.value);
            reader.report(Finding::new(&INVALID_VALUE, message).at(stated.location.clone()));
        }
        let fragments = reader.list_of(table, "fragments").unwrap_or_default();
        if fragments.is_empty() {
            let message = format!("`{}.fragments` is missing or empty", table.path());
            reader.report(Finding::new(&MISSING_KEY, message).at(table.location()));
        }
        let substitutions = reader.list_of(table, "substitutions").unwrap_or_default();
        Some(Self {
            location: table.location(),
            content_type: content_type?,
            fragments: fragments.iter().filter_map(|it| Fragment::read(it, reader)).collect(),
            substitutions: substitutions
                .iter()
                .filter_map(|it| Substitution::read(it, reader))
                .collect(),
        })
    }

    /// The readme, put together; nothing where that is wrong and was reported.
    pub(super) fn render(
        &self,
        room: &Room,
        version: &Version,
        profile: &Profile,
        reader: &mut Reader,
    ) -> Option<Readme> {
        let mut text = self.joined(room, reader)?;
        for substitution in &self.substitutions {
            text = substitution.apply(&text, reader)?;
        }
        if profile.name {
            text = text.replace("$HFPR_PACKAGE_NAME", room.project.name.value.as_str());
        }
        if profile.version {
            text = text.replace("$HFPR_VERSION", &version_text(room, version));
        }
        let text = Located { value: text, location: self.location.clone() };
        Some(Readme::Text { text, content_type: Some(self.content_type.clone()) })
    }

    /// All fragments one after another. All are looked at, so that all that is wrong is told at
    /// once.
    fn joined(&self, room: &Room, reader: &mut Reader) -> Option<String> {
        let mut joined = Some(String::new());
        for fragment in &self.fragments {
            let part = fragment.render(room, reader);
            let text = joined.take().zip(part).map(|(text, part)| text + &part);
            if text.as_ref().is_some_and(|text| text.len() > LONGEST) {
                let message = format!("the readme has more than {LONGEST} bytes");
                reader.report(Finding::new(&INVALID_VALUE, message).at(self.location.clone()));
                return None;
            }
            joined = text;
        }
        joined
    }
}

/// hatchling puts the version in normal form into the table where it has a version source, whether
/// that is asked or not.
fn version_text(room: &Room, version: &Version) -> String {
    match room.config.version {
        Some(_) => version.to_string(),
        None => version.as_written().to_owned(),
    }
}

impl Fragment {
    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let table = reader.table(value)?;
        if table.get("text").is_some() {
            let text = reader.text_of(&table, "text")?;
            if text.value.is_empty() {
                let message = format!("`{}.text` is empty", value.path());
                reader.report(Finding::new(&INVALID_VALUE, message).at(text.location));
                return None;
            }
            return Some(Self::Text(text.value));
        }
        Part::read(&table, reader).map(Box::new).map(Self::Part)
    }

    fn render(&self, room: &Room, reader: &mut Reader) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Part(part) => part.render(room, reader),
        }
    }
}

impl Part {
    fn read(table: &Table<'_>, reader: &mut Reader) -> Option<Self> {
        let known = ["path", "start-after", "start-at", "end-before", "pattern"];
        reader.report_all(table.unknown_keys(&known, &PASSED_OVER_KEY));
        let path = required(table, "path", reader)?;
        let after = reader.text_of(table, "start-after");
        let at = reader.text_of(table, "start-at");
        let has_text =
            |it: &Option<Located<String>>| it.as_ref().is_some_and(|it| !it.value.is_empty());
        if has_text(&after) && has_text(&at) {
            let message = format!("`{}` has both `start-after` and `start-at`", table.path());
            reader.report(Finding::new(&INVALID_VALUE, message).at(table.location()));
        }
        Some(Self {
            key: format!("{}.path", table.path()),
            path,
            start: after.map(Start::After).or_else(|| at.map(Start::At)),
            end_before: reader.text_of(table, "end-before"),
            pattern: reader.text_of(table, "pattern").filter(|it| !it.value.is_empty()),
        })
    }

    fn render(&self, room: &Room, reader: &mut Reader) -> Option<String> {
        let (_, text) = named_file::text(&self.key, &self.path, &room.tree, reader)?;
        self.cut(&text).map_err(|wrong| reader.report(wrong)).ok()
    }

    fn cut(&self, text: &str) -> Result<String, Finding> {
        let mut text = text;
        if let Some(start) = &self.start {
            text = start.cut(text).ok_or_else(|| self.not_found(start.what(), start.text()))?;
        }
        if let Some(end) = &self.end_before {
            let parts = text.split_once(&end.value).filter(|_| !end.value.is_empty());
            text = parts.ok_or_else(|| self.not_found("end-before", end))?.0;
        }
        match &self.pattern {
            Some(pattern) => self.matched(pattern, text),
            None => Ok(text.to_owned()),
        }
    }

    /// The first group of the first match.
    fn matched(&self, pattern: &Located<String>, text: &str) -> Result<String, Finding> {
        let wrong = |why: String| {
            let message = format!("the pattern of `{}`: {why}", self.path.value);
            Finding::new(&INVALID_VALUE, message).at(pattern.location.clone())
        };
        let regex = PythonRegex::new(&pattern.value, Flags::DOTALL).map_err(wrong)?;
        let found = regex.search(text).map_err(wrong)?;
        let found = found.ok_or_else(|| self.not_found("pattern", pattern))?;
        let group = found.group(1);
        group
            .map(|(_, text)| text.to_owned())
            .ok_or_else(|| wrong("it has no group that took part".to_owned()))
    }

    fn not_found(&self, what: &str, text: &Located<String>) -> Finding {
        let message =
            format!("`{}` holds nothing that `{what} = {:?}` finds", self.path.value, text.value);
        Finding::new(&FRAGMENT, message).at(text.location.clone())
    }
}

impl Start {
    fn cut<'t>(&self, text: &'t str) -> Option<&'t str> {
        match self {
            // Python splits at no empty text.
            Self::After(mark) if mark.value.is_empty() => None,
            Self::After(mark) => Some(text.split_once(&mark.value)?.1),
            Self::At(mark) => text.get(text.find(&mark.value)?..),
        }
    }

    fn what(&self) -> &'static str {
        match self {
            Self::After(_) => "start-after",
            Self::At(_) => "start-at",
        }
    }

    fn text(&self) -> &Located<String> {
        match self {
            Self::After(mark) | Self::At(mark) => mark,
        }
    }
}

impl Substitution {
    fn read(value: &Value<'_>, reader: &mut Reader) -> Option<Self> {
        let table = reader.table(value)?;
        let known = ["pattern", "replacement", "ignore-case"];
        reader.report_all(table.unknown_keys(&known, &PASSED_OVER_KEY));
        let (pattern, replacement) =
            (required(&table, "pattern", reader), required(&table, "replacement", reader));
        let ignores_case = reader.flag_of(&table, "ignore-case").is_some_and(|flag| flag.value);
        let flags = if ignores_case { Flags::IGNORECASE } else { Flags::NONE };
        Some(Self { pattern: pattern?, replacement: replacement?, flags })
    }

    fn apply(&self, text: &str, reader: &mut Reader) -> Option<String> {
        let regex = PythonRegex::new(&self.pattern.value, self.flags);
        let made = match regex {
            Err(why) => Err((why, &self.pattern)),
            Ok(regex) => regex
                .replace_all(&self.replacement.value, text)
                .map_err(|why| (why, &self.replacement)),
        };
        made.map_err(|(why, at)| {
            let message = format!("a substitution of the readme: {why}");
            reader.report(Finding::new(&INVALID_VALUE, message).at(at.location.clone()));
        })
        .ok()
    }
}

/// A text that must be there.
fn required(table: &Table<'_>, key: &str, reader: &mut Reader) -> Option<Located<String>> {
    if table.get(key).is_none() {
        let message = format!("`{}.{key}` is missing", table.path());
        reader.report(Finding::new(&MISSING_KEY, message).at(table.location()));
    }
    reader.text_of(table, key)
}
