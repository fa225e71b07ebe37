//! The value that a module gives one of its names, where that is no literal.

use pyrel_python::{PythonSource, Refusal, SetupPy, Value, quote};
use pyrel_tree::RelPath;

use super::super::super::Input;
use super::host::Host;
use super::value;

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
    let script = PythonSource::parse(path.as_str(), &script).map_err(|_| None)?;
    let call = SetupPy::evaluate(&script, &Host::of(input)).map_err(Some)?;
    match call.keyword("version").map(|keyword| &keyword.value) {
        Some(Value::Unknown(refusal)) => Err(Some(refusal.clone())),
        Some(value) => value::dotted(value).ok_or(None),
        None => Err(None),
    }
}
