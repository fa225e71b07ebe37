//! [poetry-dynamic-versioning](https://github.com/mtkennerly/poetry-dynamic-versioning): a backend
//! around poetry-core that writes a version from git into the project while it is built.

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_diag::Finding;
use pyrel_scm::dunamai::Template;
use pyrel_tree::{RelPath, SourceTree};

use super::pyproject_text::{Mode, edited};
use super::substitution::Substitutions;
use crate::backends::Input;
use crate::backends::profile::{Band, newest_allowed};
use crate::backends::support::REFUSED_OPTION;
use crate::dunamai::{Answer, Configured, Keys, template};
use crate::pyproject::{FILE, INVALID_VALUE, Located, Pyproject, Reader, Table};
use crate::{Error, named_file};

/// The value of `build-system.build-backend`.
pub(in crate::backends::poetry) const BACKEND: &str = "poetry_dynamic_versioning.backend";

const NAME: &str = "poetry-dynamic-versioning";
const BYPASS: &str = "POETRY_DYNAMIC_VERSIONING_BYPASS";
const OVERRIDE: &str = "POETRY_DYNAMIC_VERSIONING_OVERRIDE";

const BANDS: &[Band<()>] = &[Band {
    name: "poetry-dynamic-versioning 1.10",
    first: "1.10.0",
    last: "1.10.1",
    profile: &(),
}];

/// A project with its version written into it.
#[derive(Debug)]
pub(in crate::backends::poetry) struct Applied {
    pub pyproject: Pyproject,
    pub tree: SourceTree,
    /// The files that differ from those of the work tree.
    pub files: BTreeMap<RelPath, Arc<[u8]>>,
    pub note: String,
}

/// A file that is written before the version is put into it.
struct InitialFile {
    name: Located<String>,
    content: Initial,
}

enum Initial {
    Text(String),
    Template(Template),
}

fn table<'a>(input: &Input<'a>) -> Option<Table<'a>> {
    input.pyproject.table(&["tool", NAME])
}

/// Whether the backend does anything but call poetry-core.
pub(in crate::backends::poetry) fn is_enabled(input: &Input<'_>) -> bool {
    let enable = table(input).and_then(|table| table.get("enable")?.as_bool());
    input.build_system.backend == BACKEND && enable == Some(true) && Mode::of(input).is_some()
}

/// The project as it is while it is built, where the backend changes it.
pub(in crate::backends::poetry) fn apply(
    input: &Input<'_>,
    reader: &mut Reader,
) -> Result<Option<Applied>, Error> {
    let (Some(table), Some(mode)) = (table(input).filter(|_| is_enabled(input)), Mode::of(input))
    else {
        return Ok(None);
    };
    newest_allowed(input.build_system, NAME, BANDS)?;
    refuse_fetching(&table, reader);
    let initial = initial_files(&table, reader);
    let substitutions = Substitutions::read(&table, reader);
    let location = table.location();
    let configured = Configured::read(Some(table), Keys::Hyphens, location, reader);
    let Some(configured) = configured.filter(|_| !reader.has_errors()) else {
        return Err(std::mem::take(reader).refuse());
    };
    let told = told(input, mode);
    let told = told.as_ref().map(|(variable, text)| (*variable, text.as_str()));
    let templates: Vec<&Template> = initial.iter().filter_map(InitialFile::template).collect();
    let found = configured.find(input.tree, input.surroundings, (told, &templates));
    let answer = found.map_err(Error::refused)?;
    let text = edited(input, mode, &answer.text).map_err(Error::refused)?;
    let mut files = BTreeMap::new();
    files.insert(RelPath::root().child(FILE), Arc::from(text.into_bytes()));
    let variables = &input.surroundings.variables;
    files.extend(initial_texts(&initial, (&configured, &answer), variables, reader));
    let tree = input.tree.overlaid(files.clone());
    files.extend(substitutions.apply(&answer.text, &tree, reader)?);
    let tree = input.tree.overlaid(files.clone());
    let pyproject = Pyproject::read(&tree)?;
    Ok(Some(Applied { pyproject, tree, files, note: answer.note }))
}

/// The version that a variable says, and which.
fn told(input: &Input<'_>, mode: Mode) -> Option<(&'static str, String)> {
    let variables = &input.surroundings.variables;
    let name = mode.name(input)?;
    let pairs = variables.get(OVERRIDE).map_or("", String::as_str).split(',');
    let mut pairs = pairs.filter_map(|pair| pair.split_once('='));
    if let Some((_, version)) = pairs.find(|(own, _)| own.trim() == name) {
        return Some((OVERRIDE, version.trim().to_owned()));
    }
    variables.get(BYPASS).map(|version| (BYPASS, version.clone()))
}

fn refuse_fetching(table: &Table<'_>, reader: &mut Reader) {
    if let Some(value) = table.get("fix-shallow-repository")
        && value.as_bool() != Some(false)
    {
        let message = format!("`{}` is refused: nothing is fetched", value.path());
        reader.report(Finding::new(&REFUSED_OPTION, message).at(value.key_location()));
    }
}

impl InitialFile {
    fn template(&self) -> Option<&Template> {
        match &self.content {
            Initial::Text(_) => None,
            Initial::Template(template) => Some(template),
        }
    }
}

fn initial_files(table: &Table<'_>, reader: &mut Reader) -> Vec<InitialFile> {
    let Some(files) = reader.table_of(table, "files") else { return Vec::new() };
    let mut found = Vec::new();
    for value in files.values() {
        let Some(file) = reader.table(&value) else { continue };
        let name = Located { value: value.name().to_owned(), location: value.key_location() };
        let jinja = file.get("initial-content-jinja");
        let content = match &jinja {
            Some(jinja) => template(jinja, reader).map(Initial::Template),
            None => reader.text_of(&file, "initial-content").map(|it| Initial::Text(it.value)),
        };
        found.extend(content.map(|content| InitialFile { name, content }));
    }
    found
}

fn initial_texts(
    initial: &[InitialFile],
    (configured, answer): (&Configured, &Answer),
    variables: &BTreeMap<String, String>,
    reader: &mut Reader,
) -> BTreeMap<RelPath, Arc<[u8]>> {
    let mut files = BTreeMap::new();
    for file in initial {
        let key = format!("tool.{NAME}.files");
        let Some(path) = named_file::path(&key, &file.name, reader) else { continue };
        let text = match &file.content {
            Initial::Text(text) => Ok(text.clone()),
            Initial::Template(template) => configured.render(template, answer, variables),
        };
        match text {
            Ok(text) => {
                files.insert(path, Arc::from(dedented(&text).into_bytes()));
            }
            Err(refusal) => {
                let message = format!("`{key}`: {}", refusal.words);
                let finding = Finding::new(&INVALID_VALUE, message);
                reader.report(finding.at(file.name.location.clone()));
            }
        }
    }
    files
}

/// Python's `textwrap.dedent`.
fn dedented(text: &str) -> String {
    let is_blank = |c: char| matches!(c, ' ' | '\t');
    let lines: Vec<&str> = text.split('\n').collect();
    let lines: Vec<&str> = lines
        .iter()
        .map(|line| if line.trim_matches(is_blank).is_empty() { "" } else { line })
        .collect();
    let indent = |line: &&str| line.len() - line.trim_start_matches(is_blank).len();
    let mut margin: Option<&str> = None;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let own = line.get(..indent(line)).unwrap_or_default();
        margin = Some(match margin {
            None => own,
            Some(margin) => {
                let common = margin.bytes().zip(own.bytes()).take_while(|(a, b)| a == b).count();
                margin.get(..common).unwrap_or_default()
            }
        });
    }
    let margin = margin.unwrap_or_default();
    let cut = lines.iter().map(|line| line.strip_prefix(margin).unwrap_or(line));
    cut.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::dedented;

    #[test]
    fn a_text_is_moved_to_the_left() {
        assert_eq!(dedented("  a\n    b\n \n\tc"), "  a\n    b\n\n\tc");
        assert_eq!(dedented("\n  a\n    b\n  "), "\na\n  b\n");
    }
}
