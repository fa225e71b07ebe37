//! `[tool.flit]` as written.

use pyrel_diag::{Finding, Location};
use pyrel_tree::RelPath;

use super::releases::{Knows, Patterns, Profile};
use super::{Input, OPTIONS};
use crate::backends::support::check_options;
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, Located, Reader, UNKNOWN_KEY};

/// `[tool.flit]` as written.
#[derive(Debug, Default)]
pub(super) struct Config {
    /// `module.name`.
    pub module: Option<Located<String>>,
    /// `sdist.include`, normalised.
    pub include: Vec<Located<String>>,
    /// `sdist.exclude`, normalised. flit adds its own patterns as soon as there is an `sdist`
    /// table, and only then.
    pub exclude: Vec<Located<String>>,
    /// `external-data.directory`.
    pub data: Option<Located<RelPath>>,
}

/// What flit excludes from sdists by itself.
const EXCLUDED: &[&str] = &["**/__pycache__", "**.pyc"];

impl Config {
    pub(super) fn read(input: &Input<'_>, profile: &Profile, reader: &mut Reader) -> Self {
        let mut config = Self::default();
        let tools = reader.table_of(&input.pyproject.root(), "tool");
        let Some(tool) = tools.and_then(|tools| reader.table_of(&tools, "flit")) else {
            return config;
        };
        check_options(&tool, OPTIONS, &UNKNOWN_KEY, reader);
        if let Some(module) = reader.table_of(&tool, "module") {
            config.module = reader.text_of(&module, "name");
        }
        if let Some(sdist) = reader.table_of(&tool, "sdist") {
            config.include = patterns(reader.texts_of(&sdist, "include"), profile, reader);
            config.exclude = patterns(reader.texts_of(&sdist, "exclude"), profile, reader);
            if profile.patterns == Patterns::Deep {
                config.exclude.extend(automatic(&sdist.location()));
            }
        }
        if let Some(value) = tool.get("external-data").filter(|_| profile.knows < Knows::Data) {
            reader.invalid(&value, "flit_core knows this table since 3.7");
        }
        if let Some(external) = reader.table_of(&tool, "external-data")
            && let Some(directory) = reader.text_of(&external, "directory")
        {
            config.data = data_folder(directory, input, reader);
        }
        config
    }
}

fn automatic(location: &Location) -> impl Iterator<Item = Located<String>> {
    let located = |text: &&str| Located { value: (*text).to_owned(), location: location.clone() };
    EXCLUDED.iter().map(located).collect::<Vec<_>>().into_iter()
}

/// Patterns with `./`, doubled and trailing slashes taken out, as `os.path.normpath` does.
fn patterns(
    texts: Option<Vec<Located<String>>>,
    profile: &Profile,
    reader: &mut Reader,
) -> Vec<Located<String>> {
    let mut normalised = Vec::new();
    for text in texts.unwrap_or_default() {
        match check_pattern(&text.value, profile) {
            Ok(path) => normalised.push(text.map(|_| path.to_string())),
            Err(why) => {
                let message = format!("the pattern `{}` {why}", text.value.escape_debug());
                reader.report(Finding::new(&INVALID_VALUE, message).at(text.location));
            }
        }
    }
    normalised
}

fn check_pattern(text: &str, profile: &Profile) -> Result<RelPath, String> {
    if profile.patterns == Patterns::Flat && text.contains("**") {
        return Err("needs flit_core 3.8 or newer, before which there was no `**`".to_owned());
    }
    if let Some(bad) = text.chars().find(|c| c.is_control() || "<>:\"\\".contains(*c)) {
        return Err(format!("holds `{}`, which not every file system allows", bad.escape_debug()));
    }
    RelPath::new(text).map_err(|_| "leads out of the project".to_owned())
}

fn data_folder(
    directory: Located<String>,
    input: &Input<'_>,
    reader: &mut Reader,
) -> Option<Located<RelPath>> {
    const KEY: &str = "tool.flit.external-data.directory";
    let path = named_file::path(KEY, &directory, reader)?;
    let mut refuse = |why: &str| {
        let message = format!("`{KEY}`: {why}");
        reader.report(Finding::new(&INVALID_VALUE, message).at(directory.location.clone()));
    };
    if path.is_root() {
        refuse("the project itself cannot be installed as data");
        return None;
    }
    if !input.tree.is_folder(&path).unwrap_or(false) {
        refuse(&format!("there is no folder `{path}`"));
        return None;
    }
    Some(directory.map(|_| path))
}
