//! `os.environ`: the variables that a build backend sees as well.

use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::choices::is_placed;
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::object::Object;

/// Variables that front ends, virtual environments, shells or Python itself set for the backend.
const OF_FRONT_ENDS: [&str; 6] = ["LC_CTYPE", "OLDPWD", "PATH", "PWD", "VIRTUAL_ENV", "_"];
/// What the names of further ones begin with.
const PREFIXES_OF_FRONT_ENDS: [&str; 7] =
    ["CONDA", "PEP517_", "PIP_", "PYTHON", "UV_", "_PYPROJECT_HOOKS_", "__PYVENV_"];
/// Variables that only compilers look at.
const OF_COMPILERS: [&str; 8] = [
    "ARCHFLAGS",
    "CC",
    "CFLAGS",
    "CPPFLAGS",
    "CXX",
    "CXXFLAGS",
    "LDFLAGS",
    "MACOSX_DEPLOYMENT_TARGET",
];

impl Machine<'_> {
    /// Functions of the environment; `None` for others.
    pub(crate) fn environment(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        if !matches!(name, "os.getenv" | "os.environ.get" | "os.environ.setdefault") {
            return Ok(None);
        }
        let mut given = arguments.clone().bind(["key", "default"], place)?;
        let key = given.need(0, place)?;
        let default = given.take(1).unwrap_or(Object::None);
        if let Some(value) = self.variable(&key, place)? {
            return Ok(Some(value));
        }
        if name == "os.environ.setdefault" {
            self.set_variable(&key, place)?;
        }
        Ok(Some(default))
    }

    /// `os.environ[key]`.
    pub(crate) fn variable_or_raise(&mut self, key: &Object, place: Place) -> Result<Object, Stop> {
        let value = self.variable(key, place)?;
        value.ok_or_else(|| raise("KeyError", "", place))
    }

    /// The value of a variable, if it is set.
    pub(crate) fn variable(&mut self, key: &Object, place: Place) -> Result<Option<Object>, Stop> {
        let name = match key {
            Object::Str(name) if !is_placed(name) => name,
            Object::Unknown(doubt) => return Err(Stop::Unknown(doubt.clone())),
            _ => return Err(place.unknown("depends on the environment")),
        };
        let by_prefix = PREFIXES_OF_FRONT_ENDS.iter().any(|prefix| name.starts_with(prefix));
        if by_prefix || OF_FRONT_ENDS.contains(&&**name) || self.changed.contains(name) {
            return Err(place.unknown("depends on the environment"));
        }
        self.spend(name.len() + 200, place)?;
        self.library.asked.borrow_mut().insert(name.to_string());
        match self.host.variable(name) {
            // A byte that is no UTF-8 was replaced, or the character that stands for a place.
            Some(value) if value.contains('\u{fffd}') || is_placed(value) => {
                Err(place.unknown("depends on a variable that is no text"))
            }
            Some(value) => self.text(value, place).map(Some),
            None => Ok(None),
        }
    }

    /// Sets a variable, as far as only compilers look at it.
    pub(crate) fn set_variable(&mut self, key: &Object, place: Place) -> Result<(), Stop> {
        match key {
            Object::Str(name) if OF_COMPILERS.contains(&&**name) => {
                self.changed.insert(name.clone());
                Ok(())
            }
            _ => Err(place.refuse("changes the environment")),
        }
    }
}
