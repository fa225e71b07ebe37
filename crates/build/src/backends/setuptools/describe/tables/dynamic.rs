//! `[tool.setuptools.dynamic]`: fields of `[project]` out of files.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_pep::{ExtraName, Requirement};
use pyrel_python::{Ini, IniOption};
use pyrel_tree::{RelPath, SourceTree};

use super::super::file_directive::FileTexts;
use crate::pyproject::{
    INVALID_VALUE, Located, ProjectTable, Reader, Readme, ScriptGroup, Table, UNKNOWN_KEY, Value,
};
use crate::requirement_lines::requirements;

/// The table as written.
#[derive(Debug, Default)]
pub(crate) struct DynamicTable {
    fields: BTreeMap<String, Directive>,
    extras: Option<Vec<(Located<String>, Directive)>>,
}

/// Where the value of a dynamic field is.
#[derive(Clone, Debug)]
pub(crate) enum Directive {
    Attr(Located<String>),
    Files { paths: Vec<Located<String>>, content_type: Option<Located<String>> },
}

pub(crate) static NO_SOURCE: Rule = Rule {
    id: "dynamic-without-source",
    severity: Severity::Error,
    words: "a field is listed in `dynamic`, but nothing says where its value is",
    remedy: "describe it in `[tool.setuptools.dynamic]`, or write its value into [project]",
};

pub(in crate::backends::setuptools) static UNUSED_DYNAMIC: Rule = Rule {
    id: "unused-dynamic",
    severity: Severity::Warning,
    words: "a dynamic value is described that the project does not ask for",
    remedy: "list the field in `project.dynamic`, or remove the key",
};

/// What the table can say, by the field that it fills.
const SOURCES: [(&str, &str); 9] = [
    ("version", "version"),
    ("readme", "readme"),
    ("description", "description"),
    ("classifiers", "classifiers"),
    ("dependencies", "dependencies"),
    ("optional-dependencies", "optional-dependencies"),
    ("entry-points", "entry-points"),
    ("scripts", "entry-points"),
    ("gui-scripts", "entry-points"),
];

impl DynamicTable {
    pub(crate) fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        let mut read = Self::default();
        for value in table.values() {
            if value.name() == "optional-dependencies" {
                let Some(extras) = reader.table(&value) else { continue };
                let items = extras.values().filter_map(|extra| {
                    let name =
                        Located { value: extra.name().to_owned(), location: extra.key_location() };
                    Some((name, directive(&extra, &["file"], reader)?))
                });
                read.extras = Some(items.collect());
                continue;
            }
            let known: &[&str] = match value.name() {
                "version" => &["attr", "file"],
                "readme" => &["file", "content-type"],
                _ => &["file"],
            };
            if let Some(directive) = directive(&value, known, reader) {
                read.fields.insert(value.name().to_owned(), directive);
            }
        }
        read
    }

    /// Where the version is.
    pub(crate) fn version(&self) -> Option<&Directive> {
        self.fields.get("version")
    }

    /// Whether the table says where a field's value is.
    pub(crate) fn has(&self, field: &str) -> bool {
        match SOURCES.iter().find(|(name, _)| *name == field) {
            Some((_, "optional-dependencies")) => self.extras.is_some(),
            Some((_, source)) => self.fields.contains_key(*source),
            None => false,
        }
    }

    /// A source without its field is a slip.
    fn check_unused(&self, project: &ProjectTable, reader: &mut Reader) {
        for (source, directive) in &self.fields {
            let asked =
                |(field, of): &(&str, &str)| of == source && project.dynamic.get(field).is_some();
            if SOURCES.iter().any(asked) {
                continue;
            }
            let location = match directive {
                Directive::Attr(attr) => Some(attr.location.clone()),
                Directive::Files { paths, .. } => paths.first().map(|path| path.location.clone()),
            };
            let message = format!("`tool.setuptools.dynamic.{source}` is not asked for");
            let finding = Finding::new(&UNUSED_DYNAMIC, message);
            reader.report(match location {
                Some(location) => finding.at(location),
                None => finding,
            });
        }
    }

    /// Puts the values that are in files into the table, but for the version, and answers with the
    /// files they came from.
    pub(crate) fn fill(
        &self,
        tree: &SourceTree,
        project: &mut ProjectTable,
        reader: &mut Reader,
    ) -> Vec<RelPath> {
        self.check_unused(project, reader);
        let mut filler = Filler { tree, table: self, referenced: Vec::new(), reader };
        let mut scripts_done = false;
        let fields: Vec<String> = project.dynamic.iter().map(|field| field.value.clone()).collect();
        for field in fields.iter().filter(|field| self.has(field)) {
            match field.as_str() {
                "readme" => project.readme = filler.readme(),
                "description" => project.description = filler.description(),
                "classifiers" => project.classifiers = filler.lines("classifiers"),
                "dependencies" => {
                    let lines = filler.lines("dependencies");
                    project.dependencies = requirements(lines, filler.reader);
                }
                "optional-dependencies" => project.optional_dependencies = filler.extras(),
                "entry-points" | "scripts" | "gui-scripts" if !scripts_done => {
                    scripts_done = true;
                    filler.entry_points(project);
                }
                _ => {}
            }
        }
        filler.referenced
    }
}

/// A finding that nothing says what a dynamic field is.
pub(crate) fn no_source(field: &str, location: &Location) -> Finding {
    let message = format!("nothing says where the value of the dynamic field `{field}` is");
    Finding::new(&NO_SOURCE, message).at(location.clone())
}

fn directive(value: &Value<'_>, known: &[&str], reader: &mut Reader) -> Option<Directive> {
    let table = reader.table(value)?;
    reader.report_all(table.unknown_keys(known, &UNKNOWN_KEY));
    match (table.get("file"), table.get("attr").filter(|_| known.contains(&"attr"))) {
        (Some(file), None) => {
            let paths = match file.as_list() {
                Some(_) => reader.texts(&file)?,
                None => vec![reader.text(&file)?],
            };
            Some(Directive::Files { paths, content_type: reader.text_of(&table, "content-type") })
        }
        (None, Some(attr)) => reader.text(&attr).map(Directive::Attr),
        (Some(_), Some(_)) => {
            reader.invalid(value, "it has both `file` and `attr`");
            None
        }
        (None, None) => {
            reader.invalid(value, format!("it needs `{}`", known.join("` or `")));
            None
        }
    }
}

struct Filler<'a> {
    tree: &'a SourceTree,
    table: &'a DynamicTable,
    referenced: Vec<RelPath>,
    reader: &'a mut Reader,
}

impl Filler<'_> {
    fn readme(&mut self) -> Option<Readme> {
        let texts = self.texts("readme");
        let location = texts.location()?;
        let content_type = match self.table.fields.get("readme") {
            Some(Directive::Files { content_type: Some(stated), .. }) => stated.clone(),
            _ => Located { value: "text/x-rst".to_owned(), location: location.clone() },
        };
        let text = Located { value: texts.joined(), location };
        Some(Readme::Text { text, content_type: Some(content_type) })
    }

    fn description(&mut self) -> Option<Located<String>> {
        let texts = self.texts("description");
        texts.location().map(|location| Located { value: texts.joined(), location })
    }

    fn lines(&mut self, field: &str) -> Vec<Located<String>> {
        self.texts(field).lines()
    }

    fn extras(&mut self) -> Vec<(Located<ExtraName>, Vec<Located<Requirement>>)> {
        let mut extras = Vec::new();
        for (name, directive) in self.table.extras.iter().flatten() {
            let Directive::Files { paths, .. } = directive else { continue };
            let key = format!("tool.setuptools.dynamic.optional-dependencies.{}.file", name.value);
            let texts = FileTexts::read(&key, paths, self.tree, self.reader);
            self.referenced.extend(texts.files.iter().map(|(path, _)| path.clone()));
            let requirements = requirements(texts.lines(), self.reader);
            match name.value.parse::<ExtraName>() {
                Ok(extra) => extras.push((name.clone().map(|_| extra), requirements)),
                Err(error) => self.reader.report(
                    Finding::new(&INVALID_VALUE, error.to_string()).at(name.location.clone()),
                ),
            }
        }
        extras
    }

    fn entry_points(&mut self, project: &mut ProjectTable) {
        let texts = self.texts("entry-points");
        let Some((_, source)) = texts.files.first() else { return };
        // Several files are read as one text, as every `file` is.
        let joined = SourceText::new(source.path(), texts.joined());
        let ini = match Ini::parse(joined.text(), &['=']) {
            Ok(ini) => ini,
            Err(error) => {
                let at = joined.locate(error.range.clone());
                self.reader.report(Finding::new(&INVALID_VALUE, error.why).at(at));
                return;
            }
        };
        for section in &ini.sections {
            let field = match section.name.as_str() {
                "console_scripts" => "scripts",
                "gui_scripts" => "gui-scripts",
                _ => "entry-points",
            };
            // Other groups come along whichever of the fields is listed.
            let is_wanted = match field {
                "entry-points" => !project.has(field),
                _ => project.dynamic.get(field).is_some(),
            };
            if !is_wanted {
                let message = format!("`[{}]` needs `{field}` in `project.dynamic`", section.name);
                let at = joined.locate(section.range.clone());
                self.reader.report(Finding::new(&INVALID_VALUE, message).at(at));
            }
            // What `[DEFAULT]` holds every section has as well, unless it says otherwise.
            let own = |key: &str| section.options.iter().any(|option| option.key == key);
            let inherited = ini.defaults.iter().filter(|option| !own(&option.key));
            let options: Vec<&IniOption> = section.options.iter().chain(inherited).collect();
            let items = self.items(&options, &joined);
            project.entry_points.push(ScriptGroup { group: section.name.clone(), items });
        }
    }

    fn items(
        &mut self,
        options: &[&IniOption],
        source: &SourceText,
    ) -> Vec<(String, Located<String>)> {
        let mut items = Vec::new();
        for option in options {
            let location = source.locate(option.range.clone());
            if option.value.contains('%') {
                let message = "a percent sign means something else in this file";
                self.reader.report(Finding::new(&INVALID_VALUE, message).at(location));
                continue;
            }
            items.push((option.key.clone(), Located { value: option.value.clone(), location }));
        }
        items
    }

    fn texts(&mut self, field: &str) -> FileTexts {
        let Some(Directive::Files { paths, .. }) = self.table.fields.get(field) else {
            return FileTexts::default();
        };
        let key = format!("tool.setuptools.dynamic.{field}.file");
        let texts = FileTexts::read(&key, paths, self.tree, self.reader);
        self.referenced.extend(texts.files.iter().map(|(path, _)| path.clone()));
        texts
    }
}
