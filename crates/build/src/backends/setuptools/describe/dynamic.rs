//! Dynamic fields: out of files, and the version out of a literal.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::{ExtraName, Requirement, Version};
use pyrel_tree::{RelPath, SourceTree};

use super::super::Room;
use super::super::packages::discovery::Discovered;
use super::config::{Config, Directive, UNUSED_DYNAMIC};
use super::file_directive::FileTexts;
use crate::Error;
use crate::pyproject::{
    INVALID_VALUE, Located, MISSING_KEY, ProjectTable, Reader, Readme, ScriptGroup,
};
use crate::requirement_lines::requirements;
use crate::version_place::{Spelling, VersionPlace};
use pyrel_python::Ini;
use pyrel_python::{Assigned, Literal, PythonSource};

static NOT_STATIC: Rule = Rule {
    id: "not-static",
    severity: Severity::Error,
    words: "a dynamic field could only be found by running the module",
    remedy: "write it as a literal, `NAME = \"…\"`, or into [project]",
};

static NO_SOURCE: Rule = Rule {
    id: "dynamic-without-source",
    severity: Severity::Error,
    words: "a field is listed in `dynamic`, but nothing says where its value is",
    remedy: "describe it in `[tool.setuptools.dynamic]`, or write its value into [project]",
};

/// What `[tool.setuptools.dynamic]` can say, by the field that it fills.
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

/// Puts the values of dynamic fields into the table, and answers with the files they came from.
pub(crate) fn fill(
    tree: &SourceTree,
    project: &mut ProjectTable,
    config: &Config,
    found: &Discovered,
    reader: &mut Reader,
) -> Result<Vec<RelPath>, Error> {
    let mut filler = Filler { tree, config, referenced: Vec::new(), reader };
    filler.check_sources(project);
    if project.version.is_none() {
        project.version = filler.version(project, found)?;
    }
    let mut scripts_done = false;
    for field in project.dynamic.iter().map(|field| field.value.clone()).collect::<Vec<_>>() {
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
    Ok(filler.referenced)
}

/// The place of a version that is dynamic.
pub(crate) fn version_place(tree: &SourceTree, room: &Room) -> Result<VersionPlace, Error> {
    let at = room.project.dynamic.get("version").unwrap_or(&room.project.location);
    match room.config.dynamic.get("version") {
        Some(Directive::Attr(attr)) => {
            let (source, assigned) = attribute(tree, attr, &room.found)?;
            match assigned {
                Some(Assigned::Literal { value: Literal::Text(_), range, .. }) => {
                    Ok(VersionPlace {
                        source: source.source().clone(),
                        range,
                        spelling: Spelling::Python,
                    })
                }
                _ => Err(Error::refused(not_static(attr, None))),
            }
        }
        Some(Directive::Files { paths, .. }) => {
            let mut reader = Reader::new();
            let texts =
                FileTexts::read("tool.setuptools.dynamic.version.file", paths, tree, &mut reader);
            reader.finish()?;
            let [(_, source)] = texts.files.as_slice() else {
                let message = "the version is made of more than one file";
                return Err(Error::refused(Finding::new(&NO_SOURCE, message).at(at.clone())));
            };
            let text = source.text();
            let start = text.len() - text.trim_start().len();
            let range = start..start + text.trim().len();
            Ok(VersionPlace { source: source.clone(), range, spelling: Spelling::Plain })
        }
        None => Err(Error::refused(no_source("version", at))),
    }
}

struct Filler<'a> {
    tree: &'a SourceTree,
    config: &'a Config,
    referenced: Vec<RelPath>,
    reader: &'a mut Reader,
}

impl Filler<'_> {
    /// Every dynamic field needs a source, and a source without its field is a slip.
    fn check_sources(&mut self, project: &ProjectTable) {
        for field in project.dynamic.iter() {
            let source = SOURCES.iter().find(|(name, _)| *name == field.value);
            let has_source = match source {
                Some((_, "optional-dependencies")) => !self.config.dynamic_extras.is_empty(),
                Some((_, source)) => self.config.dynamic.contains_key(*source),
                None => false,
            };
            if !has_source {
                self.reader.report(no_source(&field.value, &field.location));
            }
        }
        for (source, directive) in &self.config.dynamic {
            let asked =
                |(field, of): &(&str, &str)| of == source && project.dynamic.get(field).is_some();
            if !SOURCES.iter().any(asked) {
                let location = match directive {
                    Directive::Attr(attr) => Some(attr.location.clone()),
                    Directive::Files { paths, .. } => {
                        paths.first().map(|path| path.location.clone())
                    }
                };
                let message = format!("`tool.setuptools.dynamic.{source}` is not asked for");
                let finding = Finding::new(&UNUSED_DYNAMIC, message);
                self.reader.report(match location {
                    Some(location) => finding.at(location),
                    None => finding,
                });
            }
        }
    }

    fn version(
        &mut self,
        project: &ProjectTable,
        found: &Discovered,
    ) -> Result<Option<Located<Version>>, Error> {
        if project.dynamic.get("version").is_none() {
            if !project.has("version") {
                let message = "`project.version` is missing and not listed in `dynamic`";
                let finding = Finding::new(&MISSING_KEY, message);
                self.reader.report(finding.at(project.location.clone()));
            }
            return Ok(None);
        }
        let text = match self.config.dynamic.get("version") {
            None => return Ok(None),
            Some(Directive::Attr(attr)) => self.version_attribute(attr, found)?,
            Some(Directive::Files { .. }) => {
                let texts = self.texts("version");
                let location = texts.location();
                location.map(|location| Located { value: texts.joined(), location })
            }
        };
        let Some(text) = text else { return Ok(None) };
        match text.value.trim().parse() {
            Ok(version) => Ok(Some(text.map(|_| version))),
            Err(error) => {
                self.reader.report(
                    Finding::new(&INVALID_VALUE, error.to_string().replace('\n', "\\n"))
                        .at(text.location),
                );
                Ok(None)
            }
        }
    }

    fn version_attribute(
        &mut self,
        attr: &Located<String>,
        found: &Discovered,
    ) -> Result<Option<Located<String>>, Error> {
        let (_, assigned) = attribute(self.tree, attr, found)?;
        let refused = match assigned {
            Some(Assigned::Literal { value, location, .. }) => match version_text(&value) {
                Some(value) => return Ok(Some(Located { value, location })),
                None => Some(location),
            },
            Some(Assigned::Code(location)) => Some(location),
            None => None,
        };
        self.reader.report(not_static(attr, refused));
        Ok(None)
    }

    fn readme(&mut self) -> Option<Readme> {
        let texts = self.texts("readme");
        let location = texts.location()?;
        let content_type = match self.config.dynamic.get("readme") {
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
        for (name, directive) in &self.config.dynamic_extras {
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
        let joined = pyrel_diag::SourceText::new(source.path(), texts.joined());
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
            if project.dynamic.get(field).is_none() {
                let message = format!("`[{}]` needs `{field}` in `project.dynamic`", section.name);
                let at = joined.locate(section.range.clone());
                self.reader.report(Finding::new(&INVALID_VALUE, message).at(at));
            }
            let item = |option: &pyrel_python::IniOption| {
                let location = joined.locate(option.range.clone());
                (option.key.clone(), Located { value: option.value.clone(), location })
            };
            // What `[DEFAULT]` holds every section has as well, unless it says otherwise.
            let own = |key: &str| section.options.iter().any(|option| option.key == key);
            let inherited = ini.defaults.iter().filter(|option| !own(&option.key));
            let options = || section.options.iter().chain(inherited.clone());
            for option in options().filter(|option| option.value.contains('%')) {
                let message = "a percent sign means something else in this file";
                let at = joined.locate(option.range.clone());
                self.reader.report(Finding::new(&INVALID_VALUE, message).at(at));
            }
            let items = options().filter(|option| !option.value.contains('%')).map(item).collect();
            project.entry_points.push(ScriptGroup { group: section.name.clone(), items });
        }
    }

    fn texts(&mut self, field: &str) -> FileTexts {
        let Some(Directive::Files { paths, .. }) = self.config.dynamic.get(field) else {
            return FileTexts::default();
        };
        let key = format!("tool.setuptools.dynamic.{field}.file");
        let texts = FileTexts::read(&key, paths, self.tree, self.reader);
        self.referenced.extend(texts.files.iter().map(|(path, _)| path.clone()));
        texts
    }
}

/// What the module assigns to the attribute, and the module. The file is looked for where packages
/// lie, `m.py` before `m/__init__.py`; modules of other projects would have to be imported.
fn attribute(
    tree: &SourceTree,
    attr: &Located<String>,
    found: &Discovered,
) -> Result<(PythonSource, Option<Assigned>), Error> {
    let (module, name) =
        attr.value.trim().rsplit_once('.').unwrap_or(("__init__", attr.value.trim()));
    let place = found.dirs.of(module).path();
    let mut candidates = vec![place.child("__init__.py")];
    if let Some(folder) = place.parent() {
        candidates.insert(0, folder.child(&format!("{}.py", place.file_name())));
    }
    for path in candidates {
        if tree.is_file(&path)? {
            let source = PythonSource::read(tree, &path)?;
            let assigned = source.first_assignment(name);
            return Ok((source, assigned));
        }
    }
    let message = format!("there is no file for the module `{module}`");
    Err(Error::refused(Finding::new(&NOT_STATIC, message).at(attr.location.clone())))
}

/// A version as text: the parts of a list are joined by dots. A float would lose its last zero.
fn version_text(literal: &Literal) -> Option<String> {
    match literal {
        Literal::Int(text) | Literal::Text(text) => Some(text.clone()),
        Literal::Items(items) => {
            let is_part = |item: &Literal| matches!(item, Literal::Int(_) | Literal::Text(_));
            let parts = items.iter().map(|item| version_text(item).filter(|_| is_part(item)));
            parts.collect::<Option<Vec<_>>>().map(|parts| parts.join("."))
        }
        Literal::Bool(_) | Literal::None | Literal::Other(_) => None,
    }
}

fn no_source(field: &str, location: &Location) -> Finding {
    let message = format!("nothing says where the value of the dynamic field `{field}` is");
    Finding::new(&NO_SOURCE, message).at(location.clone())
}

fn not_static(attr: &Located<String>, found: Option<Location>) -> Finding {
    let message = format!("the attribute `{}` is not statically readable", attr.value);
    Finding::new(&NOT_STATIC, message).at(found.unwrap_or_else(|| attr.location.clone()))
}
