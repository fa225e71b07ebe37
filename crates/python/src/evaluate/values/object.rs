//! Values while a script is followed: shared and changed as Python's are.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use ruff_python_ast::{Expr, Parameters, Stmt};

use super::mapping::{Key, Mapping};
use crate::PythonSource;
use crate::evaluate::flow::exception::Exception;
use crate::evaluate::flow::frame::Scope;
use crate::evaluate::flow::place::{Doubt, Place};
use crate::evaluate::library::file::File;
use crate::evaluate::library::search::{Found, Pattern};

/// A value.
#[derive(Clone, Debug)]
pub(crate) enum Object {
    None,
    Ellipsis,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(Rc<str>),
    Bytes(Rc<[u8]>),
    List(Rc<List>),
    Tuple(Rc<Tuple>),
    Dict(Rc<Dict>),
    Set(Rc<Set>),
    /// What is gone through once: generators, `map`, files line by line.
    Iterator(Rc<Stream>),
    Function(Rc<Function>),
    /// A function of a class, with the object that it is called on.
    Bound(Rc<(Self, Rc<Function>)>),
    /// A method of a value that is built in.
    Method(Rc<(Self, Rc<str>)>),
    Class(Rc<Class>),
    Instance(Rc<Instance>),
    Module(Rc<Module>),
    /// Something of Python's library or of setuptools, by its dotted name.
    Native(Rc<str>),
    /// Something of other people's packages, whether they are there or not.
    Foreign(Rc<str>),
    Made(Rc<Making>),
    File(Rc<File>),
    /// A `pathlib` path.
    Path(Rc<str>),
    Pattern(Rc<Pattern>),
    Match(Rc<Found>),
    Exception(Rc<Exception>),
    Unknown(Rc<Doubt>),
}

/// What tells views from tuples.
const VIEW: &[&str] = &["a view of a dictionary"];

/// Whether the order of some items is the script's or that of a folder or a set.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Order {
    Kept,
    Any,
}

#[derive(Debug)]
pub(crate) struct List {
    pub(crate) items: RefCell<Vec<Object>>,
    pub(crate) order: Cell<Order>,
    /// Why it is not known any more what is in it.
    pub(crate) lost: RefCell<Option<Rc<Doubt>>>,
}

#[derive(Debug)]
pub(crate) struct Tuple {
    pub(crate) items: Vec<Object>,
    pub(crate) order: Order,
    /// The names of its fields, for a named one.
    pub(crate) names: &'static [&'static str],
}

#[derive(Debug)]
pub(crate) struct Dict {
    pub(crate) map: RefCell<Mapping>,
    pub(crate) order: Cell<Order>,
    pub(crate) lost: RefCell<Option<Rc<Doubt>>>,
    /// What makes the value of a missing key, for a `defaultdict`; `None` for an `OrderedDict`.
    pub(crate) missing: Option<Object>,
}

#[derive(Debug)]
pub(crate) struct Set {
    pub(crate) items: RefCell<BTreeMap<Key, Object>>,
    pub(crate) lost: RefCell<Option<Rc<Doubt>>>,
    pub(crate) frozen: bool,
}

#[derive(Debug)]
pub(crate) struct Stream {
    pub(crate) items: RefCell<Vec<Object>>,
    pub(crate) at: Cell<usize>,
    pub(crate) order: Order,
}

/// A function of the script.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: Rc<str>,
    pub(crate) parameters: Option<&'static Parameters>,
    pub(crate) defaults: BTreeMap<&'static str, Object>,
    pub(crate) body: Body,
    pub(crate) source: &'static PythonSource,
    pub(crate) globals: Rc<Dict>,
    pub(crate) parent: Option<Rc<Scope>>,
    pub(crate) names: Rc<crate::evaluate::flow::names::Names>,
    pub(crate) place: Place,
    pub(crate) kind: FunctionKind,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Body {
    Statements(&'static [Stmt]),
    Expression(&'static Expr),
}

/// How a function behaves in a class.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum FunctionKind {
    Plain,
    Static,
    ClassMethod,
    Property,
}

/// A class of the script.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: Rc<str>,
    pub(crate) bases: Vec<Object>,
    pub(crate) members: Rc<Dict>,
    pub(crate) place: Place,
}

#[derive(Debug)]
pub(crate) struct Instance {
    pub(crate) class: Rc<Class>,
    pub(crate) fields: Rc<Dict>,
}

/// A module of the project.
#[derive(Debug)]
pub(crate) struct Module {
    pub(crate) name: Rc<str>,
    pub(crate) globals: Rc<Dict>,
}

/// What a class of a library was called with.
#[derive(Debug)]
pub(crate) struct Making {
    pub(crate) class: Rc<str>,
    pub(crate) arguments: Vec<Object>,
    pub(crate) keywords: Vec<(Rc<str>, Object)>,
    pub(crate) place: Place,
}

impl Object {
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self::Str(Rc::from(text.as_ref()))
    }

    pub(crate) fn native(name: impl AsRef<str>) -> Self {
        Self::Native(Rc::from(name.as_ref()))
    }

    pub(crate) fn list(items: Vec<Self>) -> Self {
        Self::list_in(items, Order::Kept)
    }

    pub(crate) fn list_in(items: Vec<Self>, order: Order) -> Self {
        Self::List(Rc::new(List {
            items: RefCell::new(items),
            order: Cell::new(order),
            lost: RefCell::default(),
        }))
    }

    pub(crate) fn tuple(items: Vec<Self>) -> Self {
        Self::tuple_in(items, Order::Kept)
    }

    pub(crate) fn tuple_in(items: Vec<Self>, order: Order) -> Self {
        Self::Tuple(Rc::new(Tuple { items, order, names: &[] }))
    }

    pub(crate) fn named_tuple(items: Vec<Self>, names: &'static [&'static str]) -> Self {
        Self::Tuple(Rc::new(Tuple { items, order: Order::Kept, names }))
    }

    pub(crate) fn dict(map: Mapping) -> Self {
        Self::Dict(Dict::new(map))
    }

    pub(crate) fn set(items: BTreeMap<Key, Self>) -> Self {
        Self::Set(Rc::new(Set {
            items: RefCell::new(items),
            lost: RefCell::default(),
            frozen: false,
        }))
    }

    pub(crate) fn iterator(items: Vec<Self>, order: Order) -> Self {
        Self::Iterator(Rc::new(Stream { items: RefCell::new(items), at: Cell::new(0), order }))
    }

    /// A view of a dictionary's keys, values or items.
    pub(crate) fn view(items: Vec<Self>, order: Order) -> Self {
        Self::Tuple(Rc::new(Tuple { items, order, names: VIEW }))
    }

    /// Whether it is a view, which is no tuple but for going through it.
    pub(crate) fn is_view(&self) -> bool {
        matches!(self, Self::Tuple(tuple) if tuple.names == VIEW)
    }

    /// The name of the type, as Python has it.
    pub(crate) fn type_name(&self) -> &str {
        match self {
            Self::None => "NoneType",
            Self::Ellipsis => "ellipsis",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Str(_) => "str",
            Self::Bytes(_) => "bytes",
            Self::List(_) => "list",
            Self::Tuple(_) if self.is_view() => "object",
            Self::Tuple(_) => "tuple",
            Self::Dict(_) => "dict",
            Self::Set(set) if set.frozen => "frozenset",
            Self::Set(_) => "set",
            Self::Function(_) => "function",
            Self::Instance(instance) => &instance.class.name,
            Self::Exception(exception) => &exception.class,
            _ => "object",
        }
    }

    /// Whether two are the same object, as far as `is` can tell without doubt.
    pub(crate) fn is_same(&self, other: &Self) -> Option<bool> {
        match (self, other) {
            (Self::None, Self::None) | (Self::Ellipsis, Self::Ellipsis) => Some(true),
            (Self::Bool(a), Self::Bool(b)) => Some(a == b),
            (Self::List(a), Self::List(b)) => Some(Rc::ptr_eq(a, b)),
            (Self::Dict(a), Self::Dict(b)) => Some(Rc::ptr_eq(a, b)),
            (Self::Set(a), Self::Set(b)) => Some(Rc::ptr_eq(a, b)),
            (Self::Class(a), Self::Class(b)) => Some(Rc::ptr_eq(a, b)),
            (Self::Instance(a), Self::Instance(b)) => Some(Rc::ptr_eq(a, b)),
            (Self::Native(a), Self::Native(b)) if a == b => Some(true),
            (Self::None | Self::Bool(_), other) | (other, Self::None | Self::Bool(_))
                if !matches!(other, Self::Unknown(_) | Self::Foreign(_)) =>
            {
                Some(false)
            }
            _ => None,
        }
    }
}

impl Dict {
    pub(crate) fn new(map: Mapping) -> Rc<Self> {
        Self::with_missing(map, None)
    }

    pub(crate) fn with_missing(map: Mapping, missing: Option<Object>) -> Rc<Self> {
        Rc::new(Self {
            map: RefCell::new(map),
            order: Cell::new(Order::Kept),
            lost: RefCell::default(),
            missing,
        })
    }

    /// What a name stands for, where this is a namespace.
    pub(crate) fn name(&self, name: &str) -> Option<Object> {
        self.map.borrow().get(&Key::Str(Rc::from(name)))
    }

    pub(crate) fn bind(&self, name: &str, value: Object) {
        self.map.borrow_mut().insert(Key::Str(Rc::from(name)), Object::text(name), value);
    }

    /// Gives a name up; whether there was one.
    pub(crate) fn unbind(&self, name: &str) -> bool {
        self.map.borrow_mut().remove(&Key::Str(Rc::from(name))).is_some()
    }
}

impl Stream {
    /// What is left of it, which is gone then.
    pub(crate) fn drain(&self) -> Vec<Object> {
        let items = self.items.borrow();
        let rest = items.get(self.at.get()..).unwrap_or_default().to_vec();
        self.at.set(items.len());
        rest
    }

    pub(crate) fn next(&self) -> Option<Object> {
        let next = self.items.borrow().get(self.at.get()).cloned();
        self.at.set(self.at.get() + usize::from(next.is_some()));
        next
    }
}

impl Order {
    pub(crate) fn and(self, other: Self) -> Self {
        if self == Self::Any { self } else { other }
    }
}
