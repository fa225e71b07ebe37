//! What an evaluation answers.

use std::collections::BTreeSet;
use std::fmt;

use pyrel_diag::Location;

/// The one call of `setup()` that a script makes.
#[derive(Clone, Debug, PartialEq)]
pub struct SetupCall {
    /// The keywords in the order of the call, those out of `**` where it stands.
    pub keywords: Vec<Keyword>,
    /// Where it is called.
    pub location: Location,
    /// The names of the variables of the environment that the script asks for.
    pub variables: BTreeSet<String>,
}

/// A keyword of `setup()`.
#[derive(Clone, Debug, PartialEq)]
pub struct Keyword {
    /// Its name.
    pub name: String,
    /// What it is given.
    pub value: Value,
    /// The place of the value, or of the mapping that it is out of.
    pub location: Location,
}

/// A value of Python's. What holds others may hold ones that are unknown.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `None`.
    None,
    /// `True` or `False`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a point.
    Float(f64),
    /// Text.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list. Where its order is that of a folder on some disk, it is sorted.
    List(Vec<Self>),
    /// A tuple.
    Tuple(Vec<Self>),
    /// A mapping, in the order in which its keys came.
    Dict(Vec<(Self, Self)>),
    /// A set, sorted as far as that can be done.
    Set(Vec<Self>),
    /// A class, of the script or of a library.
    Class(Class),
    /// A function, of the script or of a library, by its name.
    Function(String),
    /// What a call of a library's class made, such as `Extension("a", ["a.c"])`.
    Made(Made),
    /// What cannot be proved.
    Unknown(Refusal),
}

/// A class as a value: for `cmdclass` and its like.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Its name, with dots for one of a library: `setuptools.command.test.test`.
    pub name: String,
    /// The classes it is made from.
    pub bases: Vec<Self>,
    /// What its body defines.
    pub members: Vec<String>,
    /// Where it is made, unless it is of a library.
    pub location: Option<Location>,
}

/// What a call of a library's class made.
#[derive(Clone, Debug, PartialEq)]
pub struct Made {
    /// The name of the class, with dots: `setuptools.Extension`.
    pub class: String,
    /// What it was called with, positionally.
    pub arguments: Vec<Value>,
    /// What it was called with by name.
    pub keywords: Vec<(String, Value)>,
    /// Where.
    pub location: Location,
}

/// Why something cannot be told without running Python.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// The reason, a lower-case fragment that names the expression.
    pub words: String,
    /// The place of the expression.
    pub location: Location,
}

impl SetupCall {
    /// The value of a keyword.
    #[must_use]
    pub fn keyword(&self, name: &str) -> Option<&Keyword> {
        self.keywords.iter().find(|keyword| keyword.name == name)
    }
}

impl Value {
    /// The first thing in the value that cannot be proved.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Unknown(refusal) => Some(refusal),
            Self::List(items) | Self::Tuple(items) | Self::Set(items) => {
                items.iter().find_map(Self::refusal)
            }
            Self::Dict(pairs) => {
                pairs.iter().find_map(|(key, value)| key.refusal().or_else(|| value.refusal()))
            }
            Self::Made(made) => {
                let named = made.keywords.iter().map(|(_, value)| value);
                made.arguments.iter().chain(named).find_map(Self::refusal)
            }
            Self::None
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Str(_)
            | Self::Bytes(_)
            | Self::Class(_)
            | Self::Function(_) => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}
