//! `pyproject.toml` as written: every value with its place in the file.

mod build_system;
mod dependencies;
mod dialect;
mod lines;
mod people;
mod plain;
mod project_table;
mod reader;
mod readme;
pub(crate) mod rules;
mod value;

use pyrel_diag::{Finding, SourceText};
use pyrel_tree::{RelPath, SourceTree};
use toml_edit::Document;

pub use build_system::BuildSystem;
pub(crate) use dialect::{Dialect, Licenses};
pub(crate) use lines::check_lines;
pub use project_table::{Dynamic, LicenseField, ProjectTable, ScriptGroup};
pub(crate) use project_table::{KEYS as PROJECT_KEYS, urls};
pub use reader::Reader;
pub use readme::Readme;
pub use value::{Located, Table, Value};

pub(crate) use plain::{Plain, PlainTable};
pub use rules::UNKNOWN_KEY;
pub(crate) use rules::{INVALID_VALUE, MISSING_FILE, MISSING_KEY, PASSED_OVER_KEY, WRONG_TYPE};

use crate::Error;
use rules::{MISSING_PYPROJECT, TOML_SYNTAX};

/// The name of the file.
pub const FILE: &str = "pyproject.toml";

/// The files that make a folder a project without it.
const BEFORE: [&str; 2] = ["setup.py", "setup.cfg"];

/// Whether the folder that a tree shows is a Python project at all.
#[must_use]
pub fn is_project(tree: &SourceTree) -> bool {
    let mut names = [FILE].into_iter().chain(BEFORE);
    names.any(|name| tree.is_file(&RelPath::root().child(name)).unwrap_or_default())
}

/// The tables that the file may have (PEP 518, PEP 621, PEP 735, and PEP 725, which is a draft).
pub(crate) const TABLES: &[&str] =
    &["build-system", "dependency-groups", "external", "project", "tool"];

/// A parsed `pyproject.toml`.
#[derive(Debug)]
pub struct Pyproject {
    source: SourceText,
    document: Document<String>,
}

impl Pyproject {
    /// Reads the file at the root of a tree. One that is missing is empty where the folder is a
    /// project as there were before PEP 518, with `setup.py` or `setup.cfg`: installers build it with
    /// setuptools (PEP 517). Places are then in that file.
    ///
    /// # Errors
    /// When it is missing, not UTF-8 or not TOML; each as a finding with its place.
    pub fn read(tree: &SourceTree) -> Result<Self, Error> {
        let root = RelPath::root();
        if !tree.is_file(&root.child(FILE))? {
            for name in BEFORE {
                if tree.is_file(&root.child(name))? {
                    return Self::absent(name, &tree.read(&root.child(name))?);
                }
            }
        }
        Self::read_in(tree, &root)
    }

    /// An empty file in the place of one that is not there.
    fn absent(stand_in: &str, bytes: &[u8]) -> Result<Self, Error> {
        let source = SourceText::new(stand_in, String::from_utf8_lossy(bytes));
        Ok(Self { source, ..Self::parse("")? })
    }

    /// Reads the file in a folder of a tree; findings name it relative to the tree.
    ///
    /// # Errors
    /// As [`Pyproject::read`].
    pub fn read_in(tree: &SourceTree, folder: &RelPath) -> Result<Self, Error> {
        let path = folder.child(FILE);
        if !tree.is_file(&path)? {
            return Err(Error::refused(missing()));
        }
        let bytes = tree.read(&path)?;
        match str::from_utf8(&bytes) {
            Ok(text) => Self::parse_as(path.as_str(), text),
            Err(error) => Err(Error::refused(not_utf8(path.as_str(), &bytes, error.valid_up_to()))),
        }
    }

    /// Reads the file's text.
    ///
    /// # Errors
    /// When it is not TOML.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::parse_as(FILE, text)
    }

    /// Reads the text of another TOML file, or of one that lies in a folder.
    pub(crate) fn parse_as(file: &str, text: &str) -> Result<Self, Error> {
        let source = SourceText::new(file, text);
        let document = Document::parse(text.to_owned()).map_err(|error| {
            let at = source.locate(error.span().unwrap_or(0..0));
            let message = error.message().trim_end().replace('\n', ", ");
            Error::refused(Finding::new(&TOML_SYNTAX, message).at(at))
        })?;
        Ok(Self { source, document })
    }

    /// The whole file as a table.
    #[must_use]
    pub fn root(&self) -> Table<'_> {
        Table::root(&self.source, self.document.as_table())
    }

    /// The table at a path such as `["tool", "flit"]`, if there is one.
    #[must_use]
    pub fn table(&self, path: &[&str]) -> Option<Table<'_>> {
        path.iter().try_fold(self.root(), |table, key| table.get(key)?.as_table())
    }

    /// The whole file as values alone.
    pub(crate) fn plain(&self) -> PlainTable {
        PlainTable::of(self.document.as_table())
    }

    /// The text with its name, to make places from.
    #[must_use]
    pub fn source(&self) -> &SourceText {
        &self.source
    }
}

/// The place is counted in the text before the first byte that does not fit.
fn not_utf8(file: &str, bytes: &[u8], at: usize) -> Finding {
    let source = SourceText::new(file, String::from_utf8_lossy(bytes));
    let message = format!("`{file}` is not UTF-8 (byte {at})");
    let finding = Finding::new(&TOML_SYNTAX, message).at(source.locate(at..at));
    finding.remedy("save the file as UTF-8")
}

fn missing() -> Finding {
    Finding::new(
        &MISSING_PYPROJECT,
        "there is no `pyproject.toml`, and no `setup.py` or `setup.cfg` either",
    )
    .in_file(FILE)
}
