//! What the script is and whether it can be proved.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_python::{PythonSource, SetupPy, SetupScript};
use pyrel_tree::RelPath;

use super::super::super::Input;
use super::super::super::commands::Commands;
use super::super::distribution::Distribution;
use super::host::Host;
use super::keywords;
use crate::Error;
use crate::pyproject::Reader;

pub(in crate::backends::setuptools) static SETUP_PY: Rule = Rule {
    id: "setup-py-logic",
    severity: Severity::Error,
    words: "setup.py does what only running it would tell",
    remedy: "move what it says to pyproject.toml, or build with setuptools itself (`python -m build`)",
};

/// Takes what the script says, if there is one and it says anything.
pub(crate) fn apply(
    input: &Input<'_>,
    said: &mut Distribution,
    commands: &mut Commands,
    reader: &mut Reader,
) -> Result<(), Error> {
    let path = RelPath::root().child("setup.py");
    if !input.tree.is_file(&path)? {
        return Ok(());
    }
    let script = PythonSource::read(input.tree, &path)?;
    if matches!(script.setup_script(), SetupScript::Bare) {
        return Ok(());
    }
    match SetupPy::evaluate(&script, &Host::of(input)) {
        Ok(call) => {
            said.place = call.location;
            let variables = call.variables.iter();
            said.notes.extend(variables.map(|name| asked(name, &input.surroundings.variables)));
            keywords::apply(call.keywords, &script, said, commands, reader);
        }
        Err(refusal) => {
            let message = format!("setup.py cannot be proved: {}", refusal.words);
            reader.report(Finding::new(&SETUP_PY, message).at(refusal.location));
            // What is found without the script is not what the project says.
            return Err(std::mem::take(reader).refuse());
        }
    }
    Ok(())
}

/// What is said of a variable of the environment that the script asks for. Its value may be a
/// secret.
fn asked(name: &str, variables: &BTreeMap<String, String>) -> String {
    let state = if variables.contains_key(name) { "set" } else { "not set" };
    format!("setup.py asks for the variable `{name}`, which is {state}")
}
