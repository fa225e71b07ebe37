//! The call of `setup()`, and values as they are handed out.

use std::collections::BTreeSet;
use std::rc::Rc;

use ruff_python_ast::ExprCall;

use super::flow::arguments::Arguments;
use super::flow::choices::is_placed;
use super::flow::frame::Frame;
use super::flow::machine::{Machine, raise};
use super::flow::place::{Place, Stop};
use super::host::{FindPackages, PackageFinder};
use super::value::{Class, Keyword, Made, SetupCall, Value};
use super::values::object::{Class as Own, Object, Order};

/// Classes of Python's that have small names.
const TYPES: [&str; 8] = [
    "builtins.bool",
    "builtins.bytes",
    "builtins.dict",
    "builtins.int",
    "builtins.list",
    "builtins.object",
    "builtins.str",
    "builtins.tuple",
];

/// How deep values may lie in each other.
const DEEPEST: usize = 60;

impl Machine<'_> {
    /// Takes down what `setup()` is called with. What it does is assumed to succeed.
    pub(super) fn setup(
        &mut self,
        frame: &Frame,
        it: &'static ExprCall,
        arguments: Arguments,
        place: Place,
    ) -> Result<Object, Stop> {
        if !arguments.positional.is_empty() {
            return Err(raise("TypeError", "setup() takes 0 positional arguments", place));
        }
        if self.call.is_some() {
            return Err(place.refuse("calls `setup()` a second time"));
        }
        let stars = it.arguments.keywords.iter().filter(|keyword| keyword.arg.is_none());
        let star = stars.map(|keyword| frame.place(&keyword.value)).next_back();
        let mut keywords: Vec<Keyword> = Vec::new();
        for (name, value) in arguments.named {
            let written = it
                .arguments
                .keywords
                .iter()
                .find(|keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == &*name));
            let of = written.map(|keyword| frame.place(&keyword.value)).or(star).unwrap_or(place);
            if keywords.iter().any(|keyword| keyword.name == *name) {
                return Err(raise("TypeError", "got multiple values for keyword", place));
            }
            let value = self.value_of(&value, of, 0)?;
            keywords.push(Keyword { name: name.to_string(), value, location: of.location() });
        }
        let location = place.location();
        self.call = Some(SetupCall { keywords, location, variables: BTreeSet::new() });
        Ok(Object::Unknown(place.doubt("is what `setup()` gives back")))
    }

    /// A value as it is handed out.
    fn value_of(&mut self, object: &Object, place: Place, depth: usize) -> Result<Value, Stop> {
        self.spend_steps(1, place)?;
        let unknown = |words: &str| Ok(Value::Unknown(place.doubt(words).refusal()));
        if depth > DEEPEST {
            return unknown("is nested too deep to be followed");
        }
        if object.is_view() {
            return unknown("is a view of a dictionary");
        }
        Ok(match object {
            Object::None => Value::None,
            Object::Bool(value) => Value::Bool(*value),
            Object::Int(value) => Value::Int(*value),
            Object::Float(value) => Value::Float(*value),
            Object::Str(text) if is_placed(text) => {
                return unknown("depends on where the project lies");
            }
            Object::Str(text) => {
                self.spend(text.len(), place)?;
                Value::Str(text.to_string())
            }
            Object::Bytes(bytes) => Value::Bytes(bytes.to_vec()),
            Object::List(_) | Object::Tuple(_) | Object::Set(_) => {
                let (items, order) = match self.items(object, place) {
                    Err(Stop::Unknown(doubt)) => return Ok(Value::Unknown(doubt.refusal())),
                    other => other?,
                };
                let mut values = Vec::with_capacity(items.len());
                for item in &items {
                    values.push(self.value_of(item, place, depth + 1)?);
                }
                if order == Order::Any {
                    values.sort_by(by_text);
                }
                match object {
                    Object::List(_) => Value::List(values),
                    Object::Tuple(_) => Value::Tuple(values),
                    _ => Value::Set(values),
                }
            }
            Object::Dict(dict) => {
                if let Some(doubt) = &*dict.lost.borrow() {
                    return Ok(Value::Unknown(doubt.refusal()));
                }
                let pairs: Vec<(Object, Object)> = dict.map.borrow().pairs().cloned().collect();
                let mut values = Vec::with_capacity(pairs.len());
                for (key, value) in &pairs {
                    let key = self.value_of(key, place, depth + 1)?;
                    values.push((key, self.value_of(value, place, depth + 1)?));
                }
                if dict.order.get() == Order::Any {
                    values.sort_by(|(a, _), (b, _)| by_text(a, b));
                }
                Value::Dict(values)
            }
            _ => return self.thing_of(object, place, depth),
        })
    }

    /// Classes, functions and what libraries make.
    fn thing_of(&mut self, object: &Object, place: Place, depth: usize) -> Result<Value, Stop> {
        let unknown = |words: &str| Ok(Value::Unknown(place.doubt(words).refusal()));
        Ok(match object {
            Object::Class(class) => Value::Class(class_of(class, 0)),
            Object::Native(name) => native_value(name),
            Object::Function(function) => Value::Function(function.name.to_string()),
            Object::Made(made) => {
                let mut arguments = Vec::new();
                for argument in &made.arguments {
                    arguments.push(self.value_of(argument, made.place, depth + 1)?);
                }
                let mut keywords = Vec::new();
                for (name, value) in &made.keywords {
                    let value = self.value_of(value, made.place, depth + 1)?;
                    keywords.push((name.to_string(), value));
                }
                let class = made.class.to_string();
                Value::Made(Made { class, arguments, keywords, location: made.place.location() })
            }
            Object::Unknown(doubt) => Value::Unknown(doubt.refusal()),
            Object::Foreign(_) => return unknown("is code that is not of this project"),
            Object::Instance(_) => return unknown("is an object of the script"),
            Object::Path(_) => return unknown("is a path object"),
            Object::Iterator(_) => return unknown("is an iterator"),
            _ => return unknown("is no value that metadata is made from"),
        })
    }

    /// `find_packages()` and `find_namespace_packages()`.
    pub(super) fn finder(
        &mut self,
        name: &str,
        arguments: &Arguments,
        place: Place,
    ) -> Result<Option<Object>, Stop> {
        let finder = match name {
            "setuptools.find_packages"
            | "setuptools.PackageFinder.find"
            | "setuptools.discovery.PackageFinder.find" => PackageFinder::Regular,
            "setuptools.find_namespace_packages"
            | "setuptools.PEP420PackageFinder.find"
            | "setuptools.discovery.PEP420PackageFinder.find" => PackageFinder::Namespace,
            _ => return Ok(None),
        };
        if let Some(stop) = arguments.unknown() {
            return Err(stop);
        }
        let mut given = arguments.clone().bind(["where", "exclude", "include"], place)?;
        let folder = given.take(0).unwrap_or_else(|| Object::text("."));
        // An absolute path leads to the same folder.
        let folder = self.inside(&folder, place)?;
        let mut patterns = |given: Option<Object>, default: &[&str]| match given {
            None => Ok(default.iter().map(|it| (*it).to_owned()).collect()),
            Some(given) => self.patterns(&given, place),
        };
        let exclude: Vec<String> = patterns(given.take(1), &[])?;
        let include: Vec<String> = patterns(given.take(2), &["*"])?;
        let folder = if folder.is_root() { ".".to_owned() } else { folder.as_str().to_owned() };
        let call = FindPackages { finder, folder, exclude, include };
        let found = self.host.find_packages(&call);
        let mut found = found.map_err(|why| place.unknown(&format!("cannot be told: {why}")))?;
        found.sort();
        self.spend(found.iter().map(|name| name.len() + 40).sum(), place)?;
        Ok(Some(Object::list_in(found.iter().map(Object::text).collect(), Order::Any)))
    }

    fn patterns(&mut self, given: &Object, place: Place) -> Result<Vec<String>, Stop> {
        let (items, _) = self.items(given, place)?;
        let mut patterns = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Object::Str(text) if !is_placed(&text) => patterns.push(text.to_string()),
                Object::Unknown(doubt) => return Err(Stop::Unknown(doubt)),
                _ => return Err(place.unknown("has patterns that are not understood")),
            }
        }
        Ok(patterns)
    }
}

fn class_of(class: &Rc<Own>, depth: usize) -> Class {
    let base = |base: &Object| match base {
        Object::Class(class) if depth < DEEPEST => class_of(class, depth + 1),
        Object::Native(name) | Object::Foreign(name) => library_class(name),
        _ => library_class("?"),
    };
    let members = class.members.map.borrow();
    let names = members.pairs().filter_map(|(key, _)| match key {
        Object::Str(name) => Some(name.to_string()),
        _ => None,
    });
    Class {
        name: class.name.to_string(),
        bases: class.bases.iter().map(base).collect(),
        members: names.collect(),
        location: Some(class.place.location()),
    }
}

fn library_class(name: &str) -> Class {
    Class { name: name.to_owned(), bases: Vec::new(), members: Vec::new(), location: None }
}

/// A name of a library: a class of a command, or else a function.
fn native_value(name: &str) -> Value {
    let of_commands = ["setuptools.command.", "distutils.command."];
    let last = name.rsplit('.').next().unwrap_or(name);
    let is_class = of_commands.iter().any(|prefix| name.starts_with(prefix))
        || last.starts_with(|c: char| c.is_ascii_uppercase())
        || TYPES.contains(&name);
    if is_class { Value::Class(library_class(name)) } else { Value::Function(name.to_owned()) }
}

/// An order for values that come in none.
fn by_text(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Str(a), Value::Str(b)) => a.cmp(b),
        _ => format!("{a:?}").cmp(&format!("{b:?}")),
    }
}
