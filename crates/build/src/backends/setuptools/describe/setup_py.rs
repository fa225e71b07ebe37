//! `setup.py`, as far as it does nothing.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, SourceTree};

use crate::Error;
use crate::pyproject::Reader;
use pyrel_python::{PythonSource, SetupScript};

static SETUP_PY: Rule = Rule {
    id: "setup-py-logic",
    severity: Severity::Error,
    words: "setup.py does more than call `setup()` without arguments",
    remedy: "move what it says to pyproject.toml, or build with setuptools itself (`python -m build`)",
};

/// A project that is described in `pyproject.toml` needs no `setup.py`; one that only calls
/// `setup()` changes nothing.
pub(crate) fn check(tree: &SourceTree, reader: &mut Reader) -> Result<(), Error> {
    let path = RelPath::root().child("setup.py");
    if !tree.is_file(&path)? {
        return Ok(());
    }
    let script = PythonSource::read(tree, &path)?;
    match script.setup_script() {
        SetupScript::Bare => {}
        SetupScript::NoCall => {
            let finding = Finding::new(&SETUP_PY, "setup.py never calls `setup()`");
            reader.report(finding.in_file("setup.py"));
        }
        SetupScript::Logic(location) => {
            let message = "setup.py has logic of its own, which only running it would tell";
            reader.report(Finding::new(&SETUP_PY, message).at(location));
        }
    }
    Ok(())
}
