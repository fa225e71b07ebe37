//! The value that a module gives one of its names, where that is no literal.

use pyrel_python::{PythonSource, Refusal, SetupPy, Value, quote};
use pyrel_tree::RelPath;

use super::super::super::Input;
use super::host::Host;
use super::value;

/// The name of the script below.
const NAME: &str = "setup.py";

/// The version that a module computes. setuptools executes its file alone, under the module's name,
/// as this script does.
pub(crate) fn computed_version(
    input: &Input<'_>,
    (module, path): (&str, &RelPath),
    name: &str,
) -> Result<String, Option<Refusal>> {
    if !crate::import_name::is_identifier(name) {
        return Err(None);
    }
    let script = format!(
        "import importlib.util\n\
         from setuptools import setup\n\
         spec = importlib.util.spec_from_file_location({}, {})\n\
         module = importlib.util.module_from_spec(spec)\n\
         spec.loader.exec_module(module)\n\
         setup(version=module.{name})\n",
        quote(module),
        quote(path.as_str())
    );
    // What is said about this script is said about a file that nobody has.
    let in_module = |refusal: Refusal| Some(refusal).filter(|it| it.location.path.as_ref() != NAME);
    let script = PythonSource::parse(NAME, &script).map_err(|_| None)?;
    let call = SetupPy::evaluate(&script, &Host::of(input)).map_err(in_module)?;
    match call.keyword("version").map(|keyword| &keyword.value) {
        Some(Value::Unknown(refusal)) => Err(in_module(refusal.clone())),
        Some(value) => value::dotted(value).ok_or(None),
        None => Err(None),
    }
}
