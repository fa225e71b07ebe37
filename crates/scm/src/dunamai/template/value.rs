//! What expressions are worth.

use std::cmp::Ordering;

use crate::Refusal;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Value {
    /// What no name stands for.
    Undefined,
    None,
    Bool(bool),
    Integer(i64),
    Text(String),
    List(Vec<Self>),
    /// The version, as an object.
    Version,
    /// The environment.
    Environment,
    /// Something that can be called.
    Function(Function),
}

/// Something that can be called.
#[derive(Clone, Debug)]
pub(super) enum Function {
    BumpVersion,
    Pep440,
    SemVer,
    Pvp,
    /// `version.serialize`
    Serialize,
    /// `env.get`
    EnvironmentGet,
    /// A method of a text.
    OfText(String, TextMethod),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum TextMethod {
    EndsWith,
    Lower,
    Replace,
    Split,
    StartsWith,
    Strip,
    Upper,
}

pub(super) fn refuse<T>(words: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::new(format!("the template: {}", words.into())))
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::None, Self::Text)
    }
}

impl From<Option<u64>> for Value {
    fn from(number: Option<u64>) -> Self {
        let number = number.and_then(|number| i64::try_from(number).ok());
        number.map_or(Self::None, Self::Integer)
    }
}

impl Value {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Undefined => "nothing",
            Self::None => "`none`",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Version => "the version",
            Self::Environment => "the environment",
            Self::Function(_) => "a function",
        }
    }

    /// Whether Python takes it for true.
    pub(super) fn is_true(&self) -> Result<bool, Refusal> {
        Ok(match self {
            Self::Undefined | Self::None => false,
            Self::Bool(flag) => *flag,
            Self::Integer(number) => *number != 0,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Version | Self::Function(_) => true,
            Self::Environment => return refuse("whether there is an environment"),
        })
    }

    /// A number, which a boolean is as well.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            Self::Bool(flag) => Some(i64::from(*flag)),
            _ => None,
        }
    }

    pub(super) fn equals(&self, other: &Self) -> Result<bool, Refusal> {
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::None, Self::None) => Ok(true),
            (Self::Text(a), Self::Text(b)) => Ok(a == b),
            (Self::List(a), Self::List(b)) => {
                let mut equal = a.len() == b.len();
                for (a, b) in a.iter().zip(b) {
                    equal = equal && a.equals(b)?;
                }
                Ok(equal)
            }
            (Self::Version | Self::Environment | Self::Function(_), _)
            | (_, Self::Version | Self::Environment | Self::Function(_)) => {
                refuse(format!("{} and {} are compared", self.kind(), other.kind()))
            }
            _ => Ok(match (self.number(), other.number()) {
                (Some(a), Some(b)) => a == b,
                _ => false,
            }),
        }
    }

    pub(super) fn order(&self, other: &Self) -> Result<Ordering, Refusal> {
        if let (Self::Text(a), Self::Text(b)) = (self, other) {
            return Ok(a.cmp(b));
        }
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => Ok(a.cmp(&b)),
            _ => refuse(format!("{} and {} are compared", self.kind(), other.kind())),
        }
    }

    pub(super) fn contains(&self, item: &Self) -> Result<bool, Refusal> {
        match (self, item) {
            (Self::Text(text), Self::Text(part)) => Ok(text.contains(part.as_str())),
            (Self::List(items), item) => {
                for other in items {
                    if other.equals(item)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ => refuse(format!("{} is looked for in {}", item.kind(), self.kind())),
        }
    }

    /// A text of which it is known what its letters do to Python's methods.
    pub(super) fn plain_text(&self) -> Result<&str, Refusal> {
        match self {
            Self::Text(text)
                if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n' | b'\t')) =>
            {
                Ok(text)
            }
            Self::Text(_) => refuse("a text beyond ASCII is changed"),
            other => refuse(format!("{} in the place of a text", other.kind())),
        }
    }
}
