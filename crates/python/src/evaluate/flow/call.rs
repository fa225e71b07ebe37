//! Calls.

use std::rc::Rc;

use ruff_python_ast::Parameters;

use super::arguments::Arguments;
use super::exception::{self, Exception};
use super::frame::{Frame, Locals, Scope};
use super::machine::{Machine, raise};
use super::place::{Place, Stop};
use crate::evaluate::library::native;
use crate::evaluate::values::mapping::Mapping;
use crate::evaluate::values::object::{
    Body, Class, Dict, Function, FunctionKind, Instance, Making, Object, Order,
};

/// Classes of the library whose objects hold something and do nothing when they are made.
const OF_DATA: [&str; 9] = [
    "builtins.dict",
    "builtins.float",
    "builtins.int",
    "builtins.list",
    "builtins.set",
    "builtins.str",
    "builtins.tuple",
    "datetime.tzinfo",
    "threading.local",
];

/// How deep functions of the script may call each other.
const DEEPEST: usize = 60;

impl Machine<'_> {
    pub(crate) fn call(
        &mut self,
        callee: &Object,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        self.spend_steps(1, place)?;
        match callee {
            Object::Function(function) => self.call_function(function, arguments, place),
            Object::Bound(bound) => {
                let mut arguments = arguments;
                arguments.positional.insert(0, bound.0.clone());
                self.call_function(&bound.1, arguments, place)
            }
            Object::Method(method) => self.call_method(&method.0, &method.1, arguments, place),
            Object::Class(class) => self.instantiate(class, arguments, place),
            Object::Native(name) => self.call_native(name, arguments, place),
            Object::Foreign(name) if native::foreign_answers(name) && !hands_on(&arguments) => {
                Err(place.unknown("depends on what is installed"))
            }
            _ => Self::cannot_call(callee, place),
        }
    }

    /// What cannot be called, or not be followed.
    fn cannot_call(callee: &Object, place: Place) -> Result<Object, Stop> {
        match callee {
            Object::Foreign(_) => Err(place.refuse("runs code that is not of this project")),
            Object::Unknown(doubt) => Err(Stop::Refused(Rc::clone(doubt))),
            Object::None
            | Object::Bool(_)
            | Object::Int(_)
            | Object::Float(_)
            | Object::Str(_)
            | Object::List(_)
            | Object::Tuple(_)
            | Object::Dict(_) => {
                let message = format!("'{}' object is not callable", callee.type_name());
                Err(raise("TypeError", message, place))
            }
            _ => Err(place.refuse("is a call that is not followed")),
        }
    }

    fn call_function(
        &mut self,
        function: &Rc<Function>,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let at_once = std::mem::take(&mut self.at_once);
        if function.names.yields && !at_once {
            return Err(place.refuse("is gone through later"));
        }
        if function.names.strange {
            return Err(function.place.refuse("has a body that is not followed"));
        }
        let scope = Scope::new(Rc::clone(&function.names), function.parent.clone());
        bind_parameters(function, arguments, &scope, place)?;
        let frame = Frame {
            source: function.source,
            globals: Rc::clone(&function.globals),
            locals: Locals::Function(Rc::clone(&scope)),
        };
        if self.calls >= DEEPEST {
            return Err(place.refuse("calls functions too deep to be followed"));
        }
        self.calls += 1;
        let result = self.deeper(place, |machine| match function.body {
            Body::Expression(body) => machine.eval(&frame, body),
            Body::Statements(body) => match machine.block(&frame, body) {
                Ok(()) => Ok(Object::None),
                Err(Stop::Return(value)) => Ok(value),
                Err(other) => Err(other),
            },
        });
        self.calls -= 1;
        if !function.names.yields {
            return result;
        }
        match result {
            // When, and whether, it would be raised depends on who goes through the items.
            Err(Stop::Raised(_)) => Err(place.refuse("may raise an exception")),
            Err(other) => Err(other),
            Ok(_) => {
                let order = if self.loose > 0 { Order::Any } else { Order::Kept };
                Ok(Object::iterator(scope.yielded.take(), order))
            }
        }
    }

    fn instantiate(
        &mut self,
        class: &Rc<Class>,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        if let Some(ancestor) = class.exception() {
            let other = ["__init__", "__new__"].iter().any(|it| class.find(it).is_some());
            if other || !class.has_one_line() {
                return Err(place.refuse("makes an exception in a way that is not followed"));
            }
            return Ok(Object::Exception(Rc::new(Exception {
                class: ancestor,
                arguments: arguments.positional,
                own: Some(Rc::clone(class)),
                place,
            })));
        }
        if class.only_answers() && arguments.is_empty() {
            return Err(place.unknown("is an object of a class that is not followed"));
        }
        if !class.is_plain() {
            return Err(place.refuse("makes an object of a class that is not followed"));
        }
        let fields = Dict::new(Mapping::default());
        let object = Object::Instance(Rc::new(Instance { class: Rc::clone(class), fields }));
        match class.find("__init__") {
            Some(Object::Function(init)) => {
                let mut arguments = arguments;
                arguments.positional.insert(0, object.clone());
                self.call_function(&init, arguments, place)?;
            }
            Some(_) => return Err(place.refuse("makes an object in a way that is not followed")),
            None if !arguments.is_empty() => {
                return Err(raise("TypeError", "object takes no arguments", place));
            }
            None => {}
        }
        Ok(object)
    }

    fn call_native(
        &mut self,
        name: &Rc<str>,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        let short = name.strip_prefix("builtins.").unwrap_or(name);
        if let Some(class) = exception::canonical(short) {
            return Ok(Object::Exception(Rc::new(Exception {
                class: Rc::from(class),
                arguments: arguments.positional,
                own: None,
                place,
            })));
        }
        if native::is_silent(name) {
            return Ok(native::answer_of_silent(name));
        }
        if native::is_maker(name) {
            return Ok(Object::Made(Rc::new(Making {
                class: Rc::clone(name),
                arguments: arguments.positional,
                keywords: arguments.named,
                place,
            })));
        }
        if let Some(result) = self.call_known(name, &arguments, place)? {
            return Ok(result);
        }
        if native::only_answers(name) && !hands_on(&arguments) {
            return Err(place.unknown(native::why_unknown(name)));
        }
        Err(place.refuse(native::why_refused(name)))
    }

    /// What the functions do that are followed; `None` for others.
    fn call_known(
        &mut self,
        name: &Rc<str>,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let (module, function) = name.rsplit_once('.').unwrap_or(("", name));
        match module {
            "builtins" => self.builtin(function, arguments, place),
            "os.path" | "posixpath" => self.os_path(function, arguments, place),
            "os" | "os.environ" | "glob" | "setuptools.glob" | "sys" | "sys.path" => {
                self.system(name, arguments, place)
            }
            "re" => self.re(function, arguments, place),
            "pathlib" => self.pathlib(function, arguments, place),
            "setuptools"
            | "setuptools.PackageFinder"
            | "setuptools.PEP420PackageFinder"
            | "setuptools.discovery.PackageFinder"
            | "setuptools.discovery.PEP420PackageFinder" => self.finder(name, arguments, place),
            _ => self.library_function(name, arguments, place),
        }
    }
}

/// Whether a function is handed on, which may be called there.
fn hands_on(arguments: &Arguments) -> bool {
    let calls_back =
        |value: &Object| matches!(value, Object::Function(_) | Object::Bound(_) | Object::Class(_));
    let named = arguments.named.iter().map(|(_, value)| value);
    arguments.positional.iter().chain(named).any(calls_back)
}

fn bind_parameters(
    function: &Function,
    arguments: Arguments,
    scope: &Scope,
    place: Place,
) -> Result<(), Stop> {
    let wrong = || raise("TypeError", format!("{}() got other arguments", function.name), place);
    let mut variables = scope.variables.borrow_mut();
    let empty = Parameters::default();
    let parameters = function.parameters.unwrap_or(&empty);
    let mut positional = arguments.positional.into_iter();
    let mut named = arguments.named;
    let places = parameters.posonlyargs.iter().map(|it| (it, true));
    for (parameter, only) in places.chain(parameters.args.iter().map(|it| (it, false))) {
        let name = parameter.parameter.name.as_str();
        let by_name = named.iter().position(|(given, _)| &**given == name && !only);
        let value = match (positional.next(), by_name) {
            (Some(_), Some(_)) => return Err(wrong()),
            (Some(value), None) => value,
            (None, Some(at)) => named.remove(at).1,
            (None, None) => function.defaults.get(name).cloned().ok_or_else(wrong)?,
        };
        variables.insert(Rc::from(name), value);
    }
    let rest: Vec<Object> = positional.collect();
    match &parameters.vararg {
        Some(vararg) => {
            variables.insert(Rc::from(vararg.name.as_str()), Object::tuple(rest));
        }
        None if rest.is_empty() => {}
        None => return Err(wrong()),
    }
    for parameter in &parameters.kwonlyargs {
        let name = parameter.parameter.name.as_str();
        let value = match named.iter().position(|(given, _)| &**given == name) {
            Some(at) => named.remove(at).1,
            None => function.defaults.get(name).cloned().ok_or_else(wrong)?,
        };
        variables.insert(Rc::from(name), value);
    }
    match &parameters.kwarg {
        Some(kwarg) => {
            let dict = Dict::new(Mapping::default());
            for (name, value) in named {
                dict.bind(&name, value);
            }
            variables.insert(Rc::from(kwarg.name.as_str()), Object::Dict(dict));
        }
        None if named.is_empty() => {}
        None => return Err(wrong()),
    }
    Ok(())
}

impl Class {
    /// A member of the class or of one it is made from.
    pub(crate) fn find(&self, name: &str) -> Option<Object> {
        self.members.name(name).or_else(|| {
            self.bases.iter().find_map(|base| match base {
                Object::Class(class) => class.find(name),
                _ => None,
            })
        })
    }

    /// Whether all that it is made from is the script's own.
    pub(crate) fn is_plain(&self) -> bool {
        self.bases.len() < 2
            && self.find("__new__").is_none()
            && self.find("__getattr__").is_none()
            && self.find("__getattribute__").is_none()
            && self.find("__setattr__").is_none()
            && self.bases.iter().all(|base| match base {
                Object::Class(class) => class.is_plain(),
                Object::Native(name) => &**name == "builtins.object",
                _ => false,
            })
    }

    /// Whether it has one base, which has one base, and so on, all of them known.
    pub(crate) fn has_one_line(&self) -> bool {
        match &*self.bases {
            [] | [Object::Native(_)] => true,
            [Object::Class(base)] => base.has_one_line(),
            _ => false,
        }
    }

    /// Whether making an object of it runs nothing of the script, and nothing else but what only
    /// answers.
    fn only_answers(&self) -> bool {
        let known = |base: &Object| match base {
            Object::Class(class) => class.only_answers() || class.is_plain(),
            Object::Native(name) => &**name == "builtins.object" || OF_DATA.contains(&&**name),
            _ => false,
        };
        !self.is_plain()
            && ["__init__", "__new__", "__setattr__"].iter().all(|it| self.find(it).is_none())
            && self.bases.iter().all(known)
    }

    /// The class of exceptions that it is made from, if it is one.
    pub(crate) fn exception(&self) -> Option<Rc<str>> {
        self.bases.iter().find_map(|base| match base {
            Object::Class(class) => class.exception(),
            Object::Native(name) => {
                let short = name.strip_prefix("builtins.").unwrap_or(name);
                exception::canonical(short).map(Rc::from)
            }
            _ => None,
        })
    }

    /// Whether it is another class or made from it.
    pub(crate) fn is_made_from(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || self.bases.iter().any(|base| match base {
                Object::Class(class) => class.is_made_from(other),
                _ => false,
            })
    }
}

impl Machine<'_> {
    /// Whether a handler for these classes catches an exception.
    pub(crate) fn catches(
        &mut self,
        raised: &Exception,
        classes: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        match classes {
            Object::Tuple(tuple) => {
                for class in &tuple.items {
                    if self.catches(raised, class, place)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Object::Class(class) => match &raised.own {
                Some(own) => Ok(own.is_made_from(class)),
                None if &*raised.class == exception::OPAQUE => {
                    Ok(self.either(&place.doubt("may not be what is raised")))
                }
                None => Ok(false),
            },
            _ => self.catches_native(raised, classes, place),
        }
    }

    /// The same for a class of the library.
    fn catches_native(
        &mut self,
        raised: &Exception,
        classes: &Object,
        place: Place,
    ) -> Result<bool, Stop> {
        match classes {
            Object::Native(name) => {
                let short = name.strip_prefix("builtins.").unwrap_or(name);
                match exception::canonical(short) {
                    Some("Exception" | "BaseException") if &*raised.class == exception::OPAQUE => {
                        Ok(true)
                    }
                    Some(class) if &*raised.class != exception::OPAQUE => {
                        Ok(exception::is_a(&raised.class, class))
                    }
                    _ => Ok(self.either(&place.doubt("may not be what is raised"))),
                }
            }
            _ => Ok(self.either(&place.doubt("may not be what is raised"))),
        }
    }
}

/// What a function of a class becomes where it is asked for by an object.
pub(crate) fn bind_member(member: Object, object: &Object) -> Result<Object, Rc<Function>> {
    match member {
        Object::Function(function) => match function.kind {
            FunctionKind::Static => Ok(Object::Function(function)),
            FunctionKind::Property => Err(function),
            FunctionKind::ClassMethod => match object {
                Object::Instance(instance) => {
                    let class = Object::Class(Rc::clone(&instance.class));
                    Ok(Object::Bound(Rc::new((class, function))))
                }
                _ => Ok(Object::Bound(Rc::new((object.clone(), function)))),
            },
            FunctionKind::Plain => match object {
                Object::Instance(_) => Ok(Object::Bound(Rc::new((object.clone(), function)))),
                _ => Ok(Object::Function(function)),
            },
        },
        other => Ok(other),
    }
}
