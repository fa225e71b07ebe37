//! Markers as poetry-core simplifies them.
//!
//! What it writes into `Requires-Dist` is not the author's marker but the simplest one that it
//! finds, by rules that must be followed for the same one to come out.

mod atom;
mod read;
mod simplify;
#[cfg(test)]
mod tests;
mod texts;

use std::collections::BTreeSet;
use std::fmt;

use crate::constraint::Constraint;
use atom::Atom;
use texts::Texts;

pub use simplify::Simplify;

/// A marker.
#[derive(Clone, Debug, PartialEq)]
pub enum Marker {
    /// Always true.
    Any,
    /// Never true.
    Empty,
    /// A comparison, or several of one variable that were made one.
    Atom(Atom),
    /// Parts that must all hold; none of them is such a list itself.
    All(Vec<Self>),
    /// Parts of which one must hold; none of them is such a list itself.
    Either(Vec<Self>),
}

/// Why a marker cannot be simplified.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
    /// poetry would go in circles here, notices, and takes another way.
    Circle,
    /// It would take too long.
    TooMuch,
    /// What is wrong with it.
    Words(String),
}

/// How two markers are put together.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum How {
    /// Both must hold.
    And,
    /// One must hold.
    Or,
}

impl How {
    fn of_versions(self, a: &Constraint, b: &Constraint) -> Constraint {
        match self {
            Self::And => a.intersect(b),
            Self::Or => a.union(b),
        }
    }

    fn of_texts(self, a: &Texts, b: &Texts) -> Texts {
        match self {
            Self::And => a.intersect(b),
            Self::Or => a.union(b),
        }
    }
}

impl Marker {
    /// All of these, as they are; lists of the same kind and repetitions are taken out.
    fn all(markers: Vec<Self>) -> Self {
        Self::All(flattened(markers, How::And))
    }

    /// One of these, as they are; lists of the same kind and repetitions are taken out.
    fn either(markers: Vec<Self>) -> Self {
        Self::Either(flattened(markers, How::Or))
    }

    /// A list of this kind.
    fn of(how: How, markers: Vec<Self>) -> Self {
        match how {
            How::And => Self::all(markers),
            How::Or => Self::either(markers),
        }
    }

    /// The parts, if it is a list of this kind.
    fn parts(&self, how: How) -> Option<&[Self]> {
        match (self, how) {
            (Self::All(markers), How::And) | (Self::Either(markers), How::Or) => Some(markers),
            _ => None,
        }
    }

    /// How many comparisons it has, and how many if those that were made one count as one.
    fn complexity(&self) -> (usize, usize) {
        match self {
            Self::Any | Self::Empty => (1, 1),
            Self::Atom(atom) => (atom.len(), 1),
            Self::All(markers) | Self::Either(markers) => {
                let add = |(a, b): (usize, usize), (c, d)| (a + c, b + d);
                markers.iter().map(Self::complexity).fold((0, 0), add)
            }
        }
    }

    /// Whether it says anything about extras.
    pub fn mentions_extra(&self) -> bool {
        match self {
            Self::Any | Self::Empty => false,
            Self::Atom(atom) => atom.name() == "extra",
            Self::All(markers) | Self::Either(markers) => markers.iter().any(Self::mentions_extra),
        }
    }

    /// Its comparisons as texts, sorted, each once.
    fn comparisons(&self) -> BTreeSet<String> {
        match self {
            Self::Any | Self::Empty => BTreeSet::new(),
            Self::Atom(atom) => atom.comparisons(),
            Self::All(markers) | Self::Either(markers) => {
                markers.iter().flat_map(Self::comparisons).collect()
            }
        }
    }

    /// Whether all of it is joined alike, and nothing in it is spelled as old releases do not.
    fn is_plain(&self) -> bool {
        let kinds = self.joints();
        kinds.len() < 2 && !self.any_atom(&|atom| atom.is_odd())
    }

    fn joints(&self) -> BTreeSet<&'static str> {
        let (markers, own) = match self {
            Self::Any | Self::Empty | Self::Atom(_) => return BTreeSet::new(),
            Self::All(markers) => (markers, "and"),
            Self::Either(markers) => (markers, "or"),
        };
        let inner = markers.iter().flat_map(Self::joints);
        inner.chain((markers.len() > 1).then_some(own)).collect()
    }

    fn any_atom(&self, wanted: &dyn Fn(&Atom) -> bool) -> bool {
        match self {
            Self::Any | Self::Empty => false,
            Self::Atom(atom) => wanted(atom),
            Self::All(markers) | Self::Either(markers) => {
                markers.iter().any(|marker| marker.any_atom(wanted))
            }
        }
    }

    /// The extras that it asks for, normalised, each once.
    pub fn extras(&self) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let asked: Vec<String> = match self {
            Self::Any | Self::Empty => Vec::new(),
            Self::Atom(atom) => atom.equal_texts("extra").map(pyrel_pep::name::normalize).collect(),
            Self::All(markers) | Self::Either(markers) => {
                markers.iter().flat_map(Self::extras).collect()
            }
        };
        for extra in asked {
            if !found.contains(&extra) {
                found.push(extra);
            }
        }
        found
    }
}

fn flattened(markers: Vec<Marker>, how: How) -> Vec<Marker> {
    let mut flat: Vec<Marker> = Vec::new();
    for marker in markers {
        let inner = match marker.parts(how) {
            Some(parts) => flattened(parts.to_vec(), how),
            None => vec![marker],
        };
        for marker in inner {
            if !flat.contains(&marker) {
                flat.push(marker);
            }
        }
    }
    flat
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grouped = |marker: &Self| match marker {
            Self::Either(_) | Self::Atom(Atom::Either(..)) => format!("({marker})"),
            Self::Any | Self::Empty | Self::Atom(_) | Self::All(_) => marker.to_string(),
        };
        let joined = |parts: Vec<String>, glue: &str| parts.join(glue);
        match self {
            Self::Any => Ok(()),
            Self::Empty => f.write_str("<empty>"),
            Self::Atom(atom) => atom.fmt(f),
            Self::All(markers) => {
                f.write_str(&joined(markers.iter().map(grouped).collect(), " and "))
            }
            Self::Either(markers) => {
                f.write_str(&joined(markers.iter().map(Self::to_string).collect(), " or "))
            }
        }
    }
}

impl fmt::Display for Atom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = |name: &str, terms: &[texts::Term], glue: &str| {
            let shown = terms
                .iter()
                .map(|term| format!("{name} {} \"{}\"", term.operator.as_str(), term.value));
            shown.collect::<Vec<_>>().join(glue)
        };
        match self {
            Self::Single(single) if single.swapped => {
                write!(f, "\"{}\" {} {}", single.value, single.operator, single.name)
            }
            Self::Single(single) => {
                write!(f, "{} {} \"{}\"", single.name, single.operator, single.value)
            }
            Self::Each(name, all) => f.write_str(&terms(name, all, " and ")),
            Self::Either(name, either) => f.write_str(&terms(name, either, " or ")),
        }
    }
}
