//! Attributes.

use std::rc::Rc;

use super::object::Object;
use crate::evaluate::flow::arguments::Arguments;
use crate::evaluate::flow::call::bind_member;
use crate::evaluate::flow::choices::{COMMANDS, ELSEWHERE};
use crate::evaluate::flow::exception::{Exception, OPAQUE};
use crate::evaluate::flow::machine::{Machine, raise};
use crate::evaluate::flow::place::{Place, Stop};
use crate::evaluate::library::native;

/// The fields of `sys.version_info`.
const VERSION_INFO: &[&str] = &["major", "minor", "micro", "releaselevel", "serial"];

impl Machine<'_> {
    pub(crate) fn attribute(
        &mut self,
        owner: &Object,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        match owner {
            Object::Native(module) => self.native_attribute(module, name, place),
            Object::Foreign(module) => Ok(Object::Foreign(Rc::from(format!("{module}.{name}")))),
            Object::Module(module) => match module.globals.name(name) {
                Some(value) => Ok(value),
                None if module.globals.name("*").is_some() => {
                    Err(place.unknown("may be of another module"))
                }
                None if name.starts_with("__") => Err(place.unknown("is not followed")),
                None => Err(missing(name, place)),
            },
            _ => self.attribute_of_own(owner, name, place),
        }
    }

    /// Attributes of objects and classes of the script.
    fn attribute_of_own(
        &mut self,
        owner: &Object,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        match owner {
            Object::Instance(instance) => {
                if let Some(value) = instance.fields.name(name) {
                    return Ok(value);
                }
                match instance.class.find(name).map(|member| bind_member(member, owner)) {
                    Some(Ok(value)) => Ok(value),
                    Some(Err(property)) => {
                        let arguments = Arguments::of(vec![owner.clone()]);
                        self.call(&Object::Function(property), arguments, place)
                    }
                    None if name.starts_with("__") => Err(place.unknown("is not followed")),
                    None => Err(missing(name, place)),
                }
            }
            _ => self.attribute_of_class(owner, name, place),
        }
    }

    /// Attributes of classes, functions and tuples.
    fn attribute_of_class(
        &mut self,
        owner: &Object,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        match owner {
            Object::Class(class) => match class.find(name).map(|it| bind_member(it, owner)) {
                Some(Ok(value)) => Ok(value),
                Some(Err(_)) => Err(place.unknown("is a property of a class")),
                None if name == "__name__" => Ok(Object::Str(Rc::clone(&class.name))),
                None if class.is_plain() && !name.starts_with("__") => Err(missing(name, place)),
                None => Err(place.unknown("may be of another class")),
            },
            Object::Tuple(tuple) if tuple.names.contains(&name) => {
                let at = tuple.names.iter().position(|it| *it == name).unwrap_or_default();
                tuple.items.get(at).cloned().ok_or_else(|| missing(name, place))
            }
            Object::Function(function) if name == "__name__" => {
                Ok(Object::Str(Rc::clone(&function.name)))
            }
            Object::Function(_) | Object::Bound(_) => {
                Err(place.unknown("is an attribute that is not followed"))
            }
            Object::Exception(exception) => self.exception_attribute(exception, name, place),
            Object::Path(path) => self.path_attribute(&Rc::clone(path), name, place),
            _ => Self::attribute_of_plain(owner, name, place),
        }
    }

    /// Attributes of plain values.
    fn attribute_of_plain(owner: &Object, name: &str, place: Place) -> Result<Object, Stop> {
        match owner {
            Object::Made(_) if name == "loader" => Ok(owner.clone()),
            Object::File(file) if name == "name" => Ok(Object::Str(Rc::clone(&file.name))),
            Object::Match(found) if name == "string" => Ok(Object::Str(Rc::clone(&found.text))),
            Object::Pattern(pattern) if name == "pattern" => {
                Ok(Object::Str(Rc::clone(&pattern.text)))
            }
            Object::None | Object::Bool(_) | Object::Int(_) | Object::Float(_)
                if !name.starts_with('_') && !native::has(native::OF_NUMBERS, name) =>
            {
                Err(missing(name, place))
            }
            _ => Ok(Object::Method(Rc::new((owner.clone(), Rc::from(name))))),
        }
    }

    fn exception_attribute(
        &mut self,
        exception: &Exception,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        match name {
            "args" if &*exception.class != OPAQUE => Ok(Object::tuple(exception.arguments.clone())),
            _ => Err(place.unknown("is an attribute that is not followed")),
        }
    }

    fn native_attribute(
        &mut self,
        module: &Rc<str>,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        let full = format!("{module}.{name}");
        Ok(match &*full {
            "sys.version_info" => {
                let minor = self.python(place);
                let rest = || Object::Unknown(place.doubt("depends on the Python release"));
                let items = vec![Object::Int(3), Object::Int(minor), rest(), rest(), rest()];
                Object::named_tuple(items, VERSION_INFO)
            }
            "sys.argv" => self.arguments_of_command(place),
            "sys.platform" => Object::text(self.platform(place)[0]),
            "os.name" => Object::text(self.platform(place)[1]),
            "sys.hexversion" | "sys.version" => {
                return Err(place.unknown("depends on the Python release"));
            }
            "os.sep" | "os.path.sep" => Object::text("/"),
            "os.curdir" | "os.path.curdir" | "os.extsep" => Object::text("."),
            "os.pardir" | "os.path.pardir" => Object::text(".."),
            "os.altsep" | "os.linesep" | "os.pathsep" | "os.devnull" => {
                return Err(place.unknown("depends on the platform"));
            }
            _ => return self.machine_attribute(module, name, place),
        })
    }

    /// Attributes of the machine, and constants.
    fn machine_attribute(
        &mut self,
        module: &Rc<str>,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        let full = format!("{module}.{name}");
        Ok(match &*full {
            "sys.maxsize" | "sys.maxunicode" | "sys.byteorder" | "sys.executable"
            | "sys.prefix" | "sys.base_prefix" | "sys.exec_prefix" | "sys.implementation"
            | "sys.flags" | "sys.stdin" => {
                return Err(place.unknown("depends on where Python runs"));
            }
            "string.ascii_letters" => {
                Object::text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            }
            "string.ascii_lowercase" => Object::text("abcdefghijklmnopqrstuvwxyz"),
            "string.digits" => Object::text("0123456789"),
            "typing.TYPE_CHECKING" => Object::Bool(false),
            "setuptools.__version__" => {
                return Err(place.unknown("depends on the release of setuptools"));
            }
            _ => return self.constant_attribute(module, name, place),
        })
    }

    /// The rest.
    fn constant_attribute(
        &mut self,
        module: &Rc<str>,
        name: &str,
        place: Place,
    ) -> Result<Object, Stop> {
        let full = format!("{module}.{name}");
        Ok(match &*full {
            "os.error" | "socket.error" => Object::native("builtins.OSError"),
            "codecs.BOM_UTF8" => Object::Bytes(Rc::from(*b"\xef\xbb\xbf")),
            _ if full.starts_with("re.") => match crate::evaluate::library::search::flag(name) {
                Some(flag) => Object::Int(flag),
                None => Object::native(full),
            },
            _ => return self.library_member(module, name, place),
        })
    }

    /// What nobody can change here, since that would be another command.
    fn arguments_of_command(&mut self, place: Place) -> Object {
        let why = || place.doubt("depends on the command that is run");
        let index = self.choices.once("command", COMMANDS.len(), why);
        let command = COMMANDS.get(index).copied().unwrap_or_default();
        let first = match self.host.imports_own_modules() {
            true => Object::text("setup.py"),
            false => Object::text(ELSEWHERE),
        };
        let rest = command.iter().map(Object::text);
        Object::tuple([first].into_iter().chain(rest).collect())
    }
}

fn missing(name: &str, place: Place) -> Stop {
    let message = format!("no attribute '{name}'");
    raise("AttributeError", message, place)
}
