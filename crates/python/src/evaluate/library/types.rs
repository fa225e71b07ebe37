//! `type()`, `isinstance()` and `issubclass()`.

use std::rc::Rc;

use crate::evaluate::flow::exception;
use crate::evaluate::flow::machine::Machine;
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::values::object::{Class, Object};

impl Machine<'_> {
    pub(crate) fn type_of(&mut self, object: &Object) -> Result<Option<Object>, Stop> {
        Ok(match object {
            Object::Instance(instance) => Some(Object::Class(Rc::clone(&instance.class))),
            Object::Str(_)
            | Object::Int(_)
            | Object::Bool(_)
            | Object::Float(_)
            | Object::List(_)
            | Object::Tuple(_)
            | Object::Dict(_)
            | Object::Set(_)
            | Object::Bytes(_) => Some(Object::native(format!("builtins.{}", object.type_name()))),
            _ => None,
        })
    }

    pub(crate) fn is_instance(
        &mut self,
        value: &Object,
        class: &Object,
        place: Place,
    ) -> Result<Object, Stop> {
        let unclear = || place.unknown("asks for a type that is not followed");
        match class {
            _ if matches!(value, Object::Unknown(_)) => match value {
                Object::Unknown(doubt) => Err(Stop::Unknown(Rc::clone(doubt))),
                _ => Err(unclear()),
            },
            Object::Tuple(classes) => {
                for class in &classes.items {
                    if let Object::Bool(true) = self.is_instance(value, class, place)? {
                        return Ok(Object::Bool(true));
                    }
                }
                Ok(Object::Bool(false))
            }
            Object::Class(class) => match value {
                Object::Instance(instance) => Ok(Object::Bool(instance.class.is_made_from(class))),
                Object::Exception(exception) => {
                    let own = exception.own.as_ref();
                    Ok(Object::Bool(own.is_some_and(|own| own.is_made_from(class))))
                }
                _ => Ok(Object::Bool(false)),
            },
            Object::Native(name) => {
                let name = name.strip_prefix("builtins.").ok_or_else(unclear)?;
                let own = value.type_name();
                let known = [
                    "str",
                    "bytes",
                    "int",
                    "float",
                    "bool",
                    "list",
                    "tuple",
                    "dict",
                    "set",
                    "frozenset",
                ];
                match (name, own) {
                    ("object", _) | ("int", "bool") => Ok(Object::Bool(true)),
                    _ if known.contains(&name) && own != "object" => Ok(Object::Bool(own == name)),
                    _ => Err(unclear()),
                }
            }
            _ => Err(unclear()),
        }
    }
}

/// Whether a class of the script is made from another class, or one of several.
pub(crate) fn is_subclass(class: &Rc<Class>, of: &Object, place: Place) -> Result<Object, Stop> {
    let unclear = || place.unknown("asks for a type that is not followed");
    let made = match of {
        Object::Class(of) if class.is_made_from(of) => true,
        Object::Class(_) if class.has_one_line() => false,
        Object::Native(name) if class.has_one_line() => {
            let name = name.strip_prefix("builtins.").unwrap_or(name);
            let ancestor = exception::canonical(name).ok_or_else(unclear)?;
            exception::is_a(&class.exception().ok_or_else(unclear)?, ancestor)
        }
        _ => return Err(unclear()),
    };
    Ok(Object::Bool(made))
}
