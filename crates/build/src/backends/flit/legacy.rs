//! The tables from before PEP 621: `[tool.flit.metadata]` and its kin, read into a `[project]`.

use pyrel_diag::{Finding, Location};
use pyrel_pep::{ExtraName, Metadata, PackageName};

use super::Input;
use super::releases::{Knows, Profile};
use crate::Error;
use crate::backends::support::REFUSED_OPTION;
use crate::import_name::is_identifier;
use crate::pyproject::{
    Dynamic, INVALID_VALUE, Located, MISSING_KEY, ProjectTable, Reader, Readme, ScriptGroup, Table,
    Value,
};

/// What only these tables can say.
#[derive(Debug)]
pub(super) struct Legacy {
    author: Option<String>,
    author_email: Option<String>,
    maintainer: Option<String>,
    maintainer_email: Option<String>,
    home_page: Option<String>,
    license: Option<String>,
    keywords: Option<String>,
}

impl Legacy {
    /// Puts it into the metadata.
    pub(super) fn fill(&self, metadata: &mut Metadata) {
        metadata.author.clone_from(&self.author);
        metadata.author_email.clone_from(&self.author_email);
        metadata.maintainer.clone_from(&self.maintainer);
        metadata.maintainer_email.clone_from(&self.maintainer_email);
        metadata.home_page.clone_from(&self.home_page);
        metadata.license.clone_from(&self.license);
        metadata.keywords.extend(self.keywords.clone());
    }
}

/// The project, the module, and the rest; `None` where there is no `[tool.flit.metadata]`.
pub(super) fn read(
    input: &Input<'_>,
    profile: &Profile,
    reader: &mut Reader,
) -> Result<Option<(ProjectTable, Located<String>, Legacy)>, Error> {
    let Some(tool) = input.pyproject.table(&["tool", "flit"]) else { return Ok(None) };
    if input.pyproject.root().get("project").is_some() {
        reader.report_all(refused(&tool, "it cannot stand beside `[project]`"));
        return Ok(None);
    }
    if profile.knows == Knows::ImportNames {
        reader.report_all(refused(&tool, "flit_core 4 reads `[project]` alone"));
        return if reader.has_errors() { Err(std::mem::take(reader).refuse()) } else { Ok(None) };
    }
    let Some(table) = reader.table_of(&tool, "metadata") else { return Ok(None) };
    if let Some(module) = tool.get("module") {
        let message = "`tool.flit.module` cannot stand beside `tool.flit.metadata`";
        reader.report(Finding::new(&INVALID_VALUE, message).at(module.key_location()));
    }
    let Some(module) = module(&table, reader) else {
        return Err(std::mem::take(reader).refuse());
    };
    let Some(name) = name(&table, &module, reader) else {
        return Err(std::mem::take(reader).refuse());
    };
    let mut project = ProjectTable::new(table.location(), name);
    fill(&mut project, &table, &module.location, reader);
    project.entry_points = entry_points(&tool, reader);
    Ok(Some((project, module, rest(&table, reader))))
}

fn refused(tool: &Table<'_>, why: &str) -> Vec<Finding> {
    let found = ["metadata", "scripts", "entrypoints"].into_iter().filter_map(|key| tool.get(key));
    let refusal = |value: Value<'_>| {
        let message = format!("`{}` is refused: {why}", value.path());
        let finding = Finding::new(&REFUSED_OPTION, message).at(value.key_location());
        finding.remedy("move it to `[project]`, or require `flit_core<4` and have it there alone")
    };
    found.map(refusal).collect()
}

fn module(table: &Table<'_>, reader: &mut Reader) -> Option<Located<String>> {
    for key in ["module", "author"] {
        if table.get(key).is_none() {
            let message = format!("`tool.flit.metadata.{key}` is missing");
            reader.report(Finding::new(&MISSING_KEY, message).at(table.location()));
        }
    }
    let module = reader.text_of(table, "module")?;
    if !module.value.split('.').all(is_identifier) {
        let message = format!("`{}` is no name of a module", module.value);
        reader.report(Finding::new(&INVALID_VALUE, message).at(module.location));
        return None;
    }
    Some(module)
}

fn name(
    table: &Table<'_>,
    module: &Located<String>,
    reader: &mut Reader,
) -> Option<Located<PackageName>> {
    match table.get("dist-name") {
        Some(name) => reader.parse(&name),
        None => reader.parse(&table.get("module")?),
    }
    .map(|name| Located { location: module.location.clone(), ..name })
}

/// What `[project]` says as well. Version and description are always the module's.
fn fill(project: &mut ProjectTable, table: &Table<'_>, module: &Location, reader: &mut Reader) {
    project.dynamic = Dynamic::of(["version", "description"], module);
    project.readme = reader
        .text_of(table, "description-file")
        .map(|path| Readme::File { path, content_type: None });
    project.requires_python = reader.parse_of(table, "requires-python");
    project.classifiers = reader.texts_of(table, "classifiers").unwrap_or_default();
    let requires = reader.list_of(table, "requires").unwrap_or_default();
    project.dependencies = requires.iter().filter_map(|it| reader.parse(it)).collect();
    project.optional_dependencies = extras(table, reader);
    if let Some(urls) = reader.table_of(table, "urls") {
        let pair = |value: Value<'_>| Some((value.name().to_owned(), reader.text(&value)?.value));
        project.urls = urls.values().filter_map(pair).collect();
    }
}

fn extras(
    table: &Table<'_>,
    reader: &mut Reader,
) -> Vec<(Located<ExtraName>, Vec<Located<pyrel_pep::Requirement>>)> {
    let mut found = reader.extras_of(table, "requires-extra");
    let Some(value) = table.get("dev-requires") else { return found };
    if found.iter().any(|(name, _)| name.value.normalized() == "dev") {
        reader.invalid(&value, "the extra `dev` is in `requires-extra` already");
    }
    let items = reader.list_of(table, "dev-requires").unwrap_or_default();
    let requirements = items.iter().filter_map(|it| reader.parse(it)).collect();
    if let Ok(name) = "dev".parse() {
        found.push((Located { value: name, location: value.key_location() }, requirements));
    }
    found
}

fn rest(table: &Table<'_>, reader: &mut Reader) -> Legacy {
    let mut text = |key: &str| reader.text_of(table, key).map(|text| text.value);
    Legacy {
        author: text("author"),
        author_email: text("author-email"),
        maintainer: text("maintainer"),
        maintainer_email: text("maintainer-email"),
        home_page: text("home-page"),
        license: text("license"),
        keywords: text("keywords"),
    }
}

/// `[tool.flit.entrypoints]`, in which a dot in a group's name may part tables, and
/// `[tool.flit.scripts]`.
fn entry_points(tool: &Table<'_>, reader: &mut Reader) -> Vec<ScriptGroup> {
    let mut groups = Vec::new();
    for value in reader.table_of(tool, "entrypoints").iter().flat_map(Table::values) {
        if let Some(inner) = reader.table(&value) {
            flatten(value.name(), &inner, reader, &mut groups);
        }
    }
    let Some(scripts) = reader.table_of(tool, "scripts") else { return groups };
    if groups.iter().any(|group| group.group == "console_scripts") {
        let message = "`console_scripts` are in `tool.flit.entrypoints` and in `tool.flit.scripts`";
        reader.report(Finding::new(&INVALID_VALUE, message).at(scripts.location()));
    }
    flatten("console_scripts", &scripts, reader, &mut groups);
    groups
}

fn flatten(group: &str, table: &Table<'_>, reader: &mut Reader, into: &mut Vec<ScriptGroup>) {
    let mut items = Vec::new();
    for value in table.values() {
        match value.as_table() {
            Some(inner) => flatten(&format!("{group}.{}", value.name()), &inner, reader, into),
            None => items.extend(reader.text(&value).map(|it| (value.name().to_owned(), it))),
        }
    }
    if !items.is_empty() {
        into.push(ScriptGroup { group: group.to_owned(), items });
    }
}
