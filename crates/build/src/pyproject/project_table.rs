//! `[project]` (PEP 621 and its successors) as written, with what every backend agrees on checked.

use std::collections::BTreeSet;

use pyrel_diag::{Finding, Location, Rule};
use pyrel_pep::{
    ExtraName, LicenseExpression, PackageName, Person, Requirement, Version, VersionSpecifiers,
};

use super::dependencies::{extras, requirements};
use super::dialect::{Dialect, Licenses};
use super::lines::check_lines;
use super::people::people;
use super::rules::STATIC_AND_DYNAMIC;
use super::{
    INVALID_VALUE, Located, MISSING_KEY, Pyproject, Reader, Readme, Table, UNKNOWN_KEY, Value,
};

/// `[project]` as written.
#[derive(Clone, Debug)]
pub struct ProjectTable {
    /// Where the table begins.
    pub location: Location,
    /// `name`.
    pub name: Located<PackageName>,
    /// `version`.
    pub version: Option<Located<Version>>,
    /// `description`.
    pub description: Option<Located<String>>,
    /// `readme`.
    pub readme: Option<Readme>,
    /// `requires-python`.
    pub requires_python: Option<Located<VersionSpecifiers>>,
    /// `license`.
    pub license: Option<LicenseField>,
    /// `license-files`; an empty list means none at all.
    pub license_files: Option<Vec<Located<String>>>,
    /// `authors`.
    pub authors: Vec<Person>,
    /// `maintainers`.
    pub maintainers: Vec<Person>,
    /// `keywords`.
    pub keywords: Vec<String>,
    /// `classifiers`.
    pub classifiers: Vec<Located<String>>,
    /// `urls`, in the order of the file.
    pub urls: Vec<(String, String)>,
    /// `scripts`, `gui-scripts` and `entry-points`, by the group they mean.
    pub entry_points: Vec<ScriptGroup>,
    /// `dependencies`.
    pub dependencies: Vec<Located<Requirement>>,
    /// `optional-dependencies`, in the order of the file.
    pub optional_dependencies: Vec<(Located<ExtraName>, Vec<Located<Requirement>>)>,
    /// `import-names` (PEP 794).
    pub import_names: Option<Vec<Located<String>>>,
    /// `import-namespaces` (PEP 794).
    pub import_namespaces: Option<Vec<Located<String>>>,
    /// `dynamic`.
    pub dynamic: Dynamic,
    /// The keys that are there, whatever their values are worth.
    keys: BTreeSet<String>,
}

/// `license` in one of its three forms.
#[derive(Clone, Debug)]
pub enum LicenseField {
    /// An SPDX expression (PEP 639).
    Expression(Located<LicenseExpression>),
    /// `{file = …}`, deprecated.
    File(Located<String>),
    /// `{text = …}`, deprecated.
    Text(Located<String>),
}

/// A group of entry points.
#[derive(Clone, Debug)]
pub struct ScriptGroup {
    /// The group's name in `entry_points.txt`.
    pub group: String,
    /// Name and object reference, each pair with its place.
    pub items: Vec<(String, Located<String>)>,
}

/// The fields that somebody else fills in.
#[derive(Clone, Debug, Default)]
pub struct Dynamic {
    fields: Vec<Located<String>>,
}

impl Dynamic {
    /// Fields that are dynamic without being listed, with the place that makes them so.
    #[must_use]
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a str>, location: &Location) -> Self {
        let located = |field: &str| Located { value: field.to_owned(), location: location.clone() };
        Self { fields: fields.into_iter().map(located).collect() }
    }

    /// Where a field is listed, if it is.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Location> {
        self.fields.iter().find(|entry| entry.value == field).map(|entry| &entry.location)
    }

    /// The fields in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Located<String>> {
        self.fields.iter()
    }
}

/// The keys of `[project]`.
pub(crate) const KEYS: &[&str] = &[
    "authors",
    "classifiers",
    "dependencies",
    "description",
    "dynamic",
    "entry-points",
    "gui-scripts",
    "import-names",
    "import-namespaces",
    "keywords",
    "license",
    "license-files",
    "maintainers",
    "name",
    "optional-dependencies",
    "readme",
    "requires-python",
    "scripts",
    "urls",
    "version",
];

impl ProjectTable {
    /// A table with a name and nothing else, for backends that keep the rest elsewhere.
    #[must_use]
    pub fn new(location: Location, name: Located<PackageName>) -> Self {
        Self {
            location,
            name,
            version: None,
            description: None,
            readme: None,
            requires_python: None,
            license: None,
            license_files: None,
            authors: Vec::new(),
            maintainers: Vec::new(),
            keywords: Vec::new(),
            classifiers: Vec::new(),
            urls: Vec::new(),
            entry_points: Vec::new(),
            dependencies: Vec::new(),
            optional_dependencies: Vec::new(),
            import_names: None,
            import_namespaces: None,
            dynamic: Dynamic::default(),
            keys: BTreeSet::new(),
        }
    }

    /// Reads the table by the letter of the standards, and reports everything that is wrong with
    /// it. `None` where there is no table, or none with a usable name. `unknown_keys` says how much
    /// a key that is not in the standard weighs, since backends differ about it.
    pub fn read(
        pyproject: &Pyproject,
        unknown_keys: &'static Rule,
        reader: &mut Reader,
    ) -> Option<Self> {
        Self::read_as(pyproject, &Dialect::standard(unknown_keys), reader)
    }

    /// The same, with a rule that says how much a licence classifier beside a licence expression
    /// weighs, since backends differ about that too.
    pub(crate) fn read_weighing(
        pyproject: &Pyproject,
        unknown_keys: &'static Rule,
        license_classifiers: &'static Rule,
        reader: &mut Reader,
    ) -> Option<Self> {
        let dialect = Dialect { license_classifiers, ..Dialect::standard(unknown_keys) };
        Self::read_as(pyproject, &dialect, reader)
    }

    /// Reads the table as a backend does.
    pub(crate) fn read_as(
        pyproject: &Pyproject,
        dialect: &Dialect<'_>,
        reader: &mut Reader,
    ) -> Option<Self> {
        let table = pyproject.root().get("project").and_then(|value| reader.table(&value))?;
        reader.report_all(table.unknown_keys(KEYS, dialect.unknown_keys));
        let Some(name) = table.get("name") else {
            let missing = Finding::new(&MISSING_KEY, "`project.name` is missing");
            reader.report(missing.at(table.location()));
            return None;
        };
        let name = reader.parse(&name);
        check_lines(&table, reader);
        let dependencies = table.get("dependencies");
        let project = Self {
            location: table.location(),
            version: reader.parse_of(&table, "version"),
            description: reader.text_of(&table, "description"),
            readme: Readme::read(&table, reader),
            requires_python: reader.parse_of(&table, "requires-python"),
            license: license(&table, reader),
            license_files: license_files(&table, dialect, reader),
            authors: people(&table, "authors", dialect, reader),
            maintainers: people(&table, "maintainers", dialect, reader),
            keywords: plain(reader.texts_of(&table, "keywords")),
            classifiers: reader.texts_of(&table, "classifiers").unwrap_or_default(),
            urls: urls(&table, reader),
            entry_points: entry_points(&table, reader),
            dependencies: dependencies
                .map(|d| requirements(&d, dialect, reader))
                .unwrap_or_default(),
            optional_dependencies: extras(&table, "optional-dependencies", dialect, reader)
                .unwrap_or_default(),
            import_names: reader.texts_of(&table, "import-names"),
            import_namespaces: reader.texts_of(&table, "import-namespaces"),
            dynamic: dynamic(&table, reader),
            keys: table.values().map(|value| value.name().to_owned()).collect(),
            name: name?,
        };
        if dialect.licenses == Licenses::Standard {
            project.check_license(dialect.license_classifiers, reader);
        }
        Some(project)
    }

    /// Whether a key is there, even if its value is wrong: what is reported as wrong is not missing.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// PEP 639: the old table cannot stand beside `license-files`, nor an expression beside
    /// licence classifiers.
    fn check_license(&self, classifiers: &'static Rule, reader: &mut Reader) {
        match &self.license {
            Some(LicenseField::File(old) | LicenseField::Text(old))
                if self.license_files.is_some() =>
            {
                let message = "`project.license-files` cannot stand beside a license table";
                let finding = Finding::new(&INVALID_VALUE, message).at(old.location.clone());
                reader.report(finding.remedy("write `license` as an SPDX expression"));
            }
            Some(LicenseField::Expression(_)) => {
                for classifier in &self.classifiers {
                    if classifier.value.starts_with("License ::") {
                        let message =
                            "a licence classifier cannot stand beside a license expression";
                        let at = classifier.location.clone();
                        let finding = Finding::new(classifiers, message).at(at);
                        reader.report(finding.remedy("remove the classifier"));
                    }
                }
            }
            Some(LicenseField::File(_) | LicenseField::Text(_)) | None => {}
        }
    }
}

fn plain(texts: Option<Vec<Located<String>>>) -> Vec<String> {
    texts.unwrap_or_default().into_iter().map(|text| text.value).collect()
}

fn license(project: &Table<'_>, reader: &mut Reader) -> Option<LicenseField> {
    let value = project.get("license")?;
    if value.as_text().is_some() {
        return reader.parse(&value).map(LicenseField::Expression);
    }
    let Some(table) = value.as_table() else {
        reader.report(value.wrong_type("a string or a table"));
        return None;
    };
    reader.report_all(table.unknown_keys(&["file", "text"], &UNKNOWN_KEY));
    match (reader.text_of(&table, "file"), reader.text_of(&table, "text")) {
        (Some(file), None) => Some(LicenseField::File(file)),
        (None, Some(text)) => Some(LicenseField::Text(text)),
        (Some(_), Some(_)) => {
            reader.complain(&INVALID_VALUE, &value, "`project.license` has both `file` and `text`");
            None
        }
        (None, None) => {
            reader.complain(&INVALID_VALUE, &value, "`project.license` needs `file` or `text`");
            None
        }
    }
}

/// The patterns; in a draft of PEP 639 they stood in a table, under `globs` or `paths`.
fn license_files(
    project: &Table<'_>,
    dialect: &Dialect<'_>,
    reader: &mut Reader,
) -> Option<Vec<Located<String>>> {
    match project.get("license-files").and_then(|value| value.as_table()) {
        Some(draft) if dialect.licenses == Licenses::Draft => {
            let globs = draft.get("globs").or_else(|| draft.get("paths"));
            globs.map_or_else(|| Some(Vec::new()), |globs| reader.texts(&globs))
        }
        Some(_) | None => reader.texts_of(project, "license-files"),
    }
}

/// The addresses that a table gives below `urls`.
pub(crate) fn urls(project: &Table<'_>, reader: &mut Reader) -> Vec<(String, String)> {
    let Some(table) = reader.table_of(project, "urls") else { return Vec::new() };
    let pair = |value: Value<'_>| Some((value.name().to_owned(), reader.text(&value)?.value));
    table.values().filter_map(pair).collect()
}

fn entry_points(project: &Table<'_>, reader: &mut Reader) -> Vec<ScriptGroup> {
    let mut groups = Vec::new();
    for (key, group) in [("scripts", "console_scripts"), ("gui-scripts", "gui_scripts")] {
        if let Some(table) = reader.table_of(project, key) {
            groups.push(script_group(group, &table, reader));
        }
    }
    let Some(table) = reader.table_of(project, "entry-points") else { return groups };
    for value in table.values() {
        if matches!(value.name(), "console_scripts" | "gui_scripts") {
            let why = "scripts are declared in `project.scripts` and `project.gui-scripts`";
            reader.invalid(&value, why);
        } else if let Some(group) = reader.table(&value) {
            groups.push(script_group(value.name(), &group, reader));
        }
    }
    groups
}

fn script_group(group: &str, table: &Table<'_>, reader: &mut Reader) -> ScriptGroup {
    let pair = |value: Value<'_>| Some((value.name().to_owned(), reader.text(&value)?));
    ScriptGroup { group: group.to_owned(), items: table.values().filter_map(pair).collect() }
}

fn dynamic(project: &Table<'_>, reader: &mut Reader) -> Dynamic {
    let fields = reader.texts_of(project, "dynamic").unwrap_or_default();
    let mut seen = BTreeSet::new();
    for field in &fields {
        let message = match field.value.as_str() {
            "name" => "`name` cannot be dynamic".to_owned(),
            key if !KEYS.contains(&key) || key == "dynamic" => format!("there is no field `{key}`"),
            key if project.get(key).is_some() => {
                let message = format!("`project.{key}` has a value and is listed in `dynamic`");
                reader
                    .report(Finding::new(&STATIC_AND_DYNAMIC, message).at(field.location.clone()));
                continue;
            }
            key if !seen.insert(key) => format!("`{key}` is listed twice"),
            _ => continue,
        };
        reader.report(Finding::new(&INVALID_VALUE, message).at(field.location.clone()));
    }
    Dynamic { fields }
}
