//! `[project]` and `[tool.poetry]` side by side: which of the two says what.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::{PackageName, Version};

use super::{Input, OPTIONS, Profile};
use crate::Error;
use crate::backends::support::check_options;
use crate::pyproject::{
    INVALID_VALUE, Located, MISSING_KEY, PASSED_OVER_KEY, PROJECT_KEYS, Reader, Table, Value,
    check_lines,
};

pub(super) static NOT_A_PACKAGE: Rule = Rule {
    id: "package-mode",
    severity: Severity::Error,
    words: "the project says itself that it is no package",
    remedy: "take `package-mode = false` out of [tool.poetry] to build it",
};

/// The two tables.
#[derive(Debug)]
pub(super) struct Tables<'a> {
    /// `[project]`, where the release of the backend reads it.
    pub project: Option<Table<'a>>,
    /// `[tool.poetry]`.
    pub poetry: Option<Table<'a>>,
    /// Where the file begins, for what is missing altogether.
    start: Location,
}

impl<'a> Tables<'a> {
    pub(super) fn read(input: &Input<'a>, profile: &Profile, reader: &mut Reader) -> Self {
        let root = input.pyproject.root();
        let start = input.pyproject.source().locate(0..0);
        let project = reader.table_of(&root, "project").filter(|_| profile.reads_project);
        if let Some(project) = &project {
            reader.report_all(project.unknown_keys(PROJECT_KEYS, &PASSED_OVER_KEY));
            check_empty_values(project, reader);
            check_lines(project, reader);
            reader.texts_of(project, "dynamic");
        }
        let tool = reader.table_of(&root, "tool");
        let poetry = tool.and_then(|tool| reader.table_of(&tool, "poetry"));
        if let Some(poetry) = &poetry {
            check_options(poetry, OPTIONS, &PASSED_OVER_KEY, reader);
            check_lines(poetry, reader);
            if let Some(Located { value: false, location }) = reader.flag_of(poetry, "package-mode")
            {
                let message = "`tool.poetry.package-mode` is false";
                reader.report(Finding::new(&NOT_A_PACKAGE, message).at(location));
            }
        }
        Self { project, poetry, start }
    }

    pub(super) fn of_project(&self, key: &str) -> Option<Value<'a>> {
        self.project.as_ref()?.get(key)
    }

    pub(super) fn of_poetry(&self, key: &str) -> Option<Value<'a>> {
        self.poetry.as_ref()?.get(key)
    }

    /// Of the two values of a key that of `[project]`, unless it is empty.
    pub(super) fn either(&self, key: &str) -> Option<Value<'a>> {
        let stated = self.of_project(key).filter(says_something);
        stated.or_else(|| self.of_poetry(key))
    }

    /// The text of a key, if there is one that is not empty.
    pub(super) fn text(&self, key: &str, reader: &mut Reader) -> Option<Located<String>> {
        self.check_both(key, reader);
        let text = reader.text(&self.either(key)?)?;
        Some(text).filter(|text| !text.value.is_empty())
    }

    /// The texts of a key's list.
    pub(super) fn texts(&self, key: &str, reader: &mut Reader) -> Vec<Located<String>> {
        let value = self.either(key);
        value.and_then(|value| reader.texts(&value)).unwrap_or_default()
    }

    /// A text that is passed over must be one all the same.
    fn check_both(&self, key: &str, reader: &mut Reader) {
        if let (Some(stated), Some(other)) =
            (self.of_project(key).filter(says_something), self.of_poetry(key))
            && stated.as_text().is_some()
        {
            reader.text(&other);
        }
    }

    /// The project's name and version, without which there is no package.
    pub(super) fn identity(
        &self,
        reader: &mut Reader,
    ) -> Result<(Located<PackageName>, Located<Version>), Error> {
        self.missing("name", reader);
        self.missing("version", reader);
        self.check_both("name", reader);
        self.check_both("version", reader);
        let name = self.either("name").and_then(|value| reader.parse(&value));
        let version = self.version().and_then(|value| reader.parse(&value));
        self.check_spelling(reader);
        match (name, version) {
            (Some(name), Some(version)) => Ok((name, version)),
            _ => Err(std::mem::take(reader).refuse()),
        }
    }

    /// Where the version is.
    pub(super) fn version(&self) -> Option<Value<'a>> {
        self.either("version")
    }

    /// The schema of `[project]` knows versions in small letters only.
    fn check_spelling(&self, reader: &mut Reader) {
        let Some(value) = self.of_project("version") else { return };
        let text = value.as_text().unwrap_or_default();
        let public = text.split('+').next().unwrap_or_default();
        if public.contains(|c: char| c.is_uppercase() || c.is_whitespace()) {
            reader.invalid(&value, format!("poetry-core refuses `{text}` for its spelling"));
        }
    }

    fn missing(&self, key: &str, reader: &mut Reader) {
        if self.either(key).is_some_and(|value| says_something(&value)) {
            return;
        }
        let at = self.poetry.as_ref().or(self.project.as_ref()).map(Table::location);
        let message = match &self.project {
            Some(_) => format!("neither `project.{key}` nor `tool.poetry.{key}` is there"),
            None => format!("`tool.poetry.{key}` is missing"),
        };
        let finding = Finding::new(&MISSING_KEY, message);
        reader.report(finding.at(at.unwrap_or_else(|| self.start.clone())));
    }

    /// The first person of a list as `Name <address>`; further ones are passed over.
    pub(super) fn people(&self, key: &str, reader: &mut Reader) -> Option<Located<String>> {
        if let Some(stated) = self.of_project(key).filter(says_something) {
            let people = reader.list_of(self.project.as_ref()?, key).unwrap_or_default();
            let mut read: Vec<_> = people.iter().filter_map(|it| person(it, reader)).collect();
            read.truncate(1);
            let first = read.pop()?;
            return Some(Located { value: first, location: stated.location() });
        }
        let value = self.of_poetry(key)?;
        let people = reader.texts(&value).unwrap_or_default();
        people.into_iter().next()
    }

    /// Whether `[project]` leaves a field to the backend.
    pub(super) fn is_dynamic(&self, field: &str) -> bool {
        let listed = self.of_project("dynamic").and_then(|value| value.as_list());
        listed.unwrap_or_default().iter().any(|item| item.as_text() == Some(field))
    }
}

/// What says nothing is passed over, but not what is of another type.
fn check_empty_values(project: &Table<'_>, reader: &mut Reader) {
    for value in project.values().filter(|value| !says_something(value)) {
        let (text, list) = (value.as_text().is_some(), value.as_list().is_some());
        let wanted = match value.name() {
            "name" | "version" | "description" | "requires-python" if !text => "a string",
            "authors" | "maintainers" | "keywords" | "classifiers" | "license-files"
            | "dependencies"
                if !list =>
            {
                "a list"
            }
            "urls" | "scripts" | "gui-scripts" | "entry-points" | "optional-dependencies"
                if text || list =>
            {
                "a table"
            }
            "readme" | "license" if !text => "a string or a table with a key",
            _ => continue,
        };
        reader.report(value.wrong_type(wanted));
    }
}

/// Whether Python would call a value true.
pub(super) fn says_something(value: &Value<'_>) -> bool {
    if let Some(text) = value.as_text() {
        return !text.is_empty();
    }
    if let Some(items) = value.as_list() {
        return !items.is_empty();
    }
    value.as_table().is_none_or(|table| table.values().next().is_some())
}

fn person(value: &Value<'_>, reader: &mut Reader) -> Option<String> {
    let table = value.as_table();
    let Some(table) = table else {
        reader.report(value.wrong_type("a table with `name` and `email`"));
        return None;
    };
    reader.report_all(table.unknown_keys(&["name", "email"], &crate::pyproject::UNKNOWN_KEY));
    let name = reader.text_of(&table, "name").map(|text| text.value);
    let email = reader.text_of(&table, "email").map(|text| text.value);
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    match (some(name), some(email)) {
        (Some(name), Some(email)) => Some(format!("{name} <{email}>")),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => {
            reader.complain(&INVALID_VALUE, value, format!("`{}` names nobody", value.path()));
            None
        }
    }
}
