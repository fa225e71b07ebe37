//! Projects held in memory. What the real poetry-core makes of whole ones is in `fixtures/backends`.

mod files;
mod metadata;
mod plug_ins;
mod refusals;

use pyrel_diag::Finding;

use crate::backends::in_memory::tree;
use crate::{Error, Project, Surroundings, read};

/// Lines 1 to 4 of every project below.
const SYSTEM: &str = "\
[build-system]
requires = [\"poetry-core\"]
build-backend = \"poetry.core.masonry.api\"

";

/// Lines 5 to 8: all that a project needs.
const DEMO: &str = "[tool.poetry]\nname = \"demo\"\nversion = \"1\"\ndescription = \"\"\n";

fn built(tables: &str, files: &[(&str, &str)]) -> Result<Project, Error> {
    let tree = tree(&format!("{SYSTEM}{tables}"), files);
    read(&tree, &Surroundings::none()).map(|warned| warned.value)
}

/// A project with one package.
fn project(tables: &str) -> Project {
    built(tables, &[("demo/__init__.py", "")]).unwrap_or_else(|error| panic!("{error:?}"))
}

/// What is said about a project that is refused.
#[track_caller]
fn refused(tables: &str, files: &[(&str, &str)], expected: &[&str]) {
    let findings = match built(tables, files) {
        Err(Error::Refused(findings)) => findings,
        other => panic!("{other:?}"),
    };
    let errors = findings.iter().filter(|it| it.severity() == pyrel_diag::Severity::Error);
    assert_eq!(errors.map(Finding::to_string).collect::<Vec<_>>(), expected);
}

/// The same for a project with one package.
#[track_caller]
fn wrong(tables: &str, expected: &[&str]) {
    refused(tables, &[("demo/__init__.py", "")], expected);
}
