//! Environment markers: when a requirement counts.
//!
//! <https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers>
//!
//! A marker is kept as it was written, order and groups included: no algebra. Only what the
//! `packaging` library rewrites is rewritten: aliases of variables, superfluous parentheses, and
//! names of extras, which are normalised.

mod parse;
mod quoted;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::ExtraName;

pub(crate) use parse::parse;

/// A marker: comparisons and groups of them, joined by `and` and `or`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Marker {
    /// The first part.
    pub first: MarkerPart,
    /// The other parts, each with what joins it to those before; `and` binds more tightly.
    pub rest: Vec<(Joint, MarkerPart)>,
}

/// A part of a marker.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum MarkerPart {
    /// A comparison.
    Comparison {
        /// What stands on the left.
        left: Operand,
        /// How both are compared.
        comparator: Comparator,
        /// What stands on the right.
        right: Operand,
    },
    /// Parts in parentheses; never a single one.
    Group(Box<Marker>),
}

/// What joins two parts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Joint {
    /// `and`
    And,
    /// `or`
    Or,
}

/// One side of a comparison.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Operand {
    /// A quoted value, escapes resolved.
    Value(String),
    /// A variable of the environment, under its own name.
    Variable(&'static str),
}

/// How the sides of a comparison are compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Comparator {
    /// `~=`
    Compatible,
    /// `==`
    Equal,
    /// `===`
    Exactly,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `!=`
    NotEqual,
    /// `not in`
    NotIn,
}

impl Marker {
    /// `extra == "name"`.
    #[must_use]
    pub fn extra(name: &ExtraName) -> Self {
        let first = MarkerPart::Comparison {
            left: Operand::Variable("extra"),
            comparator: Comparator::Equal,
            right: Operand::Value(name.normalized().to_owned()),
        };
        Self { first, rest: Vec::new() }
    }

    /// This marker, and the extra besides: `(a or b) and extra == "name"`. Several parts become a
    /// group, as `packaging` groups them, even where they are joined by `and` only.
    #[must_use]
    pub fn and_extra(self, name: &ExtraName) -> Self {
        let first =
            if self.rest.is_empty() { self.first } else { MarkerPart::Group(Box::new(self)) };
        Self { first, rest: vec![(Joint::And, Self::extra(name).first)] }
    }

    /// Whether the marker mentions an extra at all.
    #[must_use]
    pub fn mentions_extra(&self) -> bool {
        let is_extra = |operand: &Operand| *operand == Operand::Variable("extra");
        std::iter::once(&self.first).chain(self.rest.iter().map(|(_, part)| part)).any(|part| {
            match part {
                MarkerPart::Comparison { left, right, .. } => is_extra(left) || is_extra(right),
                MarkerPart::Group(marker) => marker.mentions_extra(),
            }
        })
    }

    /// The names of the extras that the marker asks for by `extra == "…"`, as written.
    #[must_use]
    pub fn extras(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.add_extras(&mut names);
        names
    }

    fn add_extras<'a>(&'a self, names: &mut Vec<&'a str>) {
        for part in std::iter::once(&self.first).chain(self.rest.iter().map(|(_, part)| part)) {
            match part {
                MarkerPart::Comparison {
                    left: Operand::Variable("extra"),
                    comparator: Comparator::Equal,
                    right: Operand::Value(name),
                }
                | MarkerPart::Comparison {
                    left: Operand::Value(name),
                    comparator: Comparator::Equal,
                    right: Operand::Variable("extra"),
                } => names.push(name),
                MarkerPart::Comparison { .. } => {}
                MarkerPart::Group(marker) => marker.add_extras(names),
            }
        }
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)?;
        for (joint, part) in &self.rest {
            f.write_str(match joint {
                Joint::And => " and ",
                Joint::Or => " or ",
            })?;
            part.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Display for MarkerPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comparison { left, comparator, right } => {
                write!(f, "{left} {} {right}", comparator.as_str())
            }
            Self::Group(marker) => write!(f, "({marker})"),
        }
    }
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) if value.contains('"') => write!(f, "'{value}'"),
            Self::Value(value) => write!(f, "\"{value}\""),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

impl Comparator {
    /// The comparator as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compatible => "~=",
            Self::Equal => "==",
            Self::Exactly => "===",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::In => "in",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::NotEqual => "!=",
            Self::NotIn => "not in",
        }
    }
}
