//! The smallest parts of a marker: comparisons of one variable.

use std::collections::BTreeSet;

use pyrel_pep::Version;

use super::texts::{Operator, Term, Texts};
use super::{Fault, How, Marker};
use crate::constraint::{Constraint, Reading, Use};
use crate::releases::{Part, next};

pub(super) const VERSION: &str = "python_version";
pub(super) const FULL_VERSION: &str = "python_full_version";

/// A comparison of one variable, or several that were made one.
#[derive(Clone, Debug)]
pub enum Atom {
    Single(Single),
    /// All of these hold.
    Each(&'static str, Vec<Term>),
    /// One of these holds.
    Either(&'static str, Vec<Term>),
}

/// A comparison.
#[derive(Clone, Debug)]
pub struct Single {
    pub name: &'static str,
    pub operator: String,
    pub value: String,
    /// Whether the value stands before the variable.
    pub swapped: bool,
    meaning: Meaning,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Meaning {
    Versions(Constraint),
    Texts(Texts),
}

/// Two comparisons are equal if they are written alike.
impl PartialEq for Single {
    fn eq(&self, other: &Self) -> bool {
        (self.name, &self.operator, &self.value) == (other.name, &other.operator, &other.value)
    }
}

impl PartialEq for Atom {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Single(a), Self::Single(b)) => a == b,
            (Self::Each(name, a), Self::Each(other, b))
            | (Self::Either(name, a), Self::Either(other, b)) => name == other && a == b,
            _ => false,
        }
    }
}

impl Single {
    pub(super) fn new(
        name: &'static str,
        operator: &str,
        value: &str,
        swapped: bool,
        reading: Reading,
    ) -> Result<Self, Fault> {
        let mut value = value.to_owned();
        let is_python = matches!(name, VERSION | FULL_VERSION);
        let versions = (is_python || name == "platform_release") && !swapped;
        let listed = matches!(operator, "in" | "not in");
        if name == FULL_VERSION && !listed {
            for _ in value.matches('.').count()..2 {
                value += ".0";
            }
        }
        let odd = operator == "===" || is_python && swapped || value.trim().is_empty();
        if odd || swapped && !listed {
            let text = format!("the comparison of `{name}` with `{value}` by `{operator}`");
            return Err(Fault::Words(format!("{text} is not understood by poetry-core")));
        }
        let meaning = match versions {
            true => Meaning::Versions(versions_of(operator, &value, reading)?),
            false => Meaning::Texts(texts_of(name, operator, &value, swapped, reading)?),
        };
        Ok(Self { name, operator: operator.to_owned(), value, swapped, meaning })
    }

    /// The comparison that a constraint of one part is.
    fn of_constraint(name: &'static str, shown: &str, reading: Reading) -> Result<Self, Fault> {
        let operators = ["!=", ">=", "<=", "==", ">", "<"];
        let found = operators.iter().find_map(|it| Some((*it, shown.strip_prefix(it)?)));
        let (operator, value) = found.unwrap_or(("==", shown));
        Self::new(name, operator, value, false, reading)
    }

    fn is_python(&self) -> bool {
        matches!(self.name, VERSION | FULL_VERSION)
    }

    /// The versions of the interpreter that a comparison with either of its variables admits:
    /// `python_version` has two numbers only.
    pub(super) fn pythons(&self, reading: Reading) -> Result<Constraint, Fault> {
        let dots = self.value.matches('.').count();
        let starred = self.value.contains('*');
        let two_numbers = || match dots {
            0 => format!("{}.0", self.value),
            _ => self.value.clone(),
        };
        let text = match self.operator.as_str() {
            "==" if !starred && dots < 2 => format!("~{}", two_numbers()),
            "!=" if !starred && dots < 2 => format!("!={}.*", two_numbers()),
            operator @ ("<=" | ">") => {
                let version: Version = self.value.parse().map_err(|_| self.odd())?;
                match (version.release().len() < 3, operator) {
                    (false, _) => format!("{operator}{}", self.value),
                    (true, "<=") => format!("<{}", next(&version, Part::Minor)),
                    (true, _) => format!(">={}", next(&version, Part::Minor)),
                }
            }
            "in" | "not in" => series(&self.operator, &self.value),
            operator => format!("{operator}{}", self.value),
        };
        reading.read(&text, Use::Marker).map_err(Fault::Words)
    }

    fn odd(&self) -> Fault {
        Fault::Words(format!("`{}` is not a version", self.value))
    }
}

impl Atom {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Single(single) => single.name,
            Self::Each(name, _) | Self::Either(name, _) => name,
        }
    }

    /// Its comparisons as texts.
    pub(super) fn comparisons(&self) -> BTreeSet<String> {
        let shown = |terms: &[Term], name: &str| {
            let shown =
                |term: &Term| format!("{name} {} \"{}\"", term.operator.as_str(), term.value);
            terms.iter().map(shown).collect()
        };
        match self {
            Self::Single(_) => BTreeSet::from([self.to_string()]),
            Self::Each(name, terms) | Self::Either(name, terms) => shown(terms, name),
        }
    }

    /// Whether releases before 2.0 write it otherwise.
    pub(super) fn is_odd(&self) -> bool {
        matches!(self, Self::Single(single)
            if single.swapped || single.name == FULL_VERSION || single.value.contains("dev"))
    }

    /// How many comparisons it is made of.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Single(_) => 1,
            Self::Each(_, terms) | Self::Either(_, terms) => terms.len(),
        }
    }

    pub(super) fn python(&self) -> Option<&Single> {
        match self {
            Self::Single(single) => Some(single).filter(|single| single.is_python()),
            Self::Each(..) | Self::Either(..) => None,
        }
    }

    /// The texts that a variable may have to be equal to.
    pub(super) fn equal_texts(&self, name: &str) -> impl Iterator<Item = &str> {
        let alone = match self {
            Self::Single(it) if it.operator == "==" => Some(it.value.as_str()),
            Self::Single(_) | Self::Each(..) | Self::Either(..) => None,
        };
        let terms = match self {
            Self::Single(_) => &[][..],
            Self::Each(_, terms) | Self::Either(_, terms) => terms,
        };
        let equal = terms.iter().filter(|term| term.operator == Operator::Equal);
        let texts = alone.into_iter().chain(equal.map(|term| term.value.as_str()));
        let wanted = self.name() == name;
        texts.filter(move |_| wanted)
    }

    fn meaning(&self) -> Meaning {
        match self {
            Self::Single(single) => single.meaning.clone(),
            Self::Each(_, terms) => Meaning::Texts(Texts::All(terms.clone())),
            Self::Either(_, terms) => {
                Meaning::Texts(Texts::Either(terms.iter().cloned().map(Texts::One).collect()))
            }
        }
    }

    /// Both as one, if there is one that is simple enough.
    pub(super) fn merge(
        &self,
        other: &Self,
        how: How,
        reading: Reading,
    ) -> Result<Option<Marker>, Fault> {
        if let (Some(a), Some(b)) = (self.python(), other.python())
            && a.name != b.name
        {
            return merge_pythons(a, b, how, reading);
        }
        if self.name() != other.name() {
            return Ok(None);
        }
        match (self.meaning(), other.meaning()) {
            (Meaning::Versions(a), Meaning::Versions(b)) => {
                self.merge_versions(other, (&a, &b), how, reading)
            }
            (Meaning::Texts(a), Meaning::Texts(b)) => {
                self.merge_texts(other, (&a, &b), how, reading)
            }
            _ => Ok(None),
        }
    }

    fn merge_versions(
        &self,
        other: &Self,
        (a, b): (&Constraint, &Constraint),
        how: How,
        reading: Reading,
    ) -> Result<Option<Marker>, Fault> {
        let both = how.of_versions(a, b);
        let single = |constraint: &Constraint| {
            Single::of_constraint(self.name(), &constraint.to_string(), reading)
                .map(|single| Marker::Atom(Self::Single(single)))
        };
        Ok(if both.is_empty() {
            Some(Marker::Empty)
        } else if both.is_any() {
            Some(Marker::Any)
        } else if both == *a {
            Some(Marker::Atom(self.clone()))
        } else if both == *b {
            Some(Marker::Atom(other.clone()))
        } else if both.is_simple() {
            Some(single(&both)?)
        } else if let (VERSION, Some(ours), Some(theirs)) =
            (self.name(), self.python(), other.python())
        {
            match how {
                How::And => intersected(ours, theirs, &both, reading)?,
                How::Or if both.single().is_some() => None,
                How::Or => united(ours, theirs, reading)?,
            }
        } else {
            None
        })
    }

    fn merge_texts(
        &self,
        other: &Self,
        (a, b): (&Texts, &Texts),
        how: How,
        reading: Reading,
    ) -> Result<Option<Marker>, Fault> {
        let name = self.name();
        let fits = |term: &Term, wanted: Operator| {
            let equality = matches!(term.operator, Operator::Equal | Operator::NotEqual);
            if name == "extra" { equality } else { term.operator == wanted }
        };
        Ok(Some(match how.of_texts(a, b) {
            Texts::Empty => Marker::Empty,
            Texts::Any => Marker::Any,
            both if both == *a => Marker::Atom(self.clone()),
            both if both == *b => Marker::Atom(other.clone()),
            Texts::One(term) => {
                let operator = term.operator.as_str();
                let single = Single::new(name, operator, &term.value, false, reading)?;
                Marker::Atom(Self::Single(single))
            }
            Texts::Either(texts) => {
                let term = |text| match text {
                    Texts::One(term) => Some(term).filter(|term| fits(term, Operator::Equal)),
                    Texts::Any | Texts::Empty | Texts::All(_) | Texts::Either(_) => None,
                };
                match texts.into_iter().map(term).collect() {
                    Some(terms) => Marker::Atom(Self::Either(name, terms)),
                    None => return Ok(None),
                }
            }
            Texts::All(terms) if terms.iter().all(|term| fits(term, Operator::NotEqual)) => {
                Marker::Atom(Self::Each(name, terms))
            }
            Texts::All(_) => return Ok(None),
        }))
    }
}

/// A range of `python_version` that is one version, or nothing: `>= "3.8"` and `< "3.9"`.
fn intersected(
    a: &Single,
    b: &Single,
    both: &Constraint,
    reading: Reading,
) -> Result<Option<Marker>, Fault> {
    let Some(range) = both.single() else { return Ok(None) };
    if let Some(min) = &range.min {
        let one = Single::new(VERSION, "==", &min.version.to_string(), false, reading)?;
        if one.pythons(reading)? == *both {
            return Ok(Some(Marker::Atom(Atom::Single(one))));
        }
    }
    let pythons = a.pythons(reading)?.intersect(&b.pythons(reading)?);
    Ok(pythons.is_empty().then_some(Marker::Empty))
}

/// Comparisons of `python_version` that join to one range: `== "3.8"` or `== "3.9"`.
fn united(a: &Single, b: &Single, reading: Reading) -> Result<Option<Marker>, Fault> {
    let pythons = a.pythons(reading)?.union(&b.pythons(reading)?);
    let single = |text: &str| {
        Single::of_constraint(VERSION, text, reading).map(|it| Marker::Atom(Atom::Single(it)))
    };
    if pythons.is_any() {
        return Ok(Some(Marker::Any));
    }
    if pythons.is_simple() {
        return Ok(Some(single(&pythons.to_string())?));
    }
    let Some((min, max)) = pythons.single().and_then(|it| it.min.clone().zip(it.max.clone()))
    else {
        return Ok(None);
    };
    let lower = format!("{}{}", if min.inclusive { ">=" } else { ">" }, min.version);
    let upper = format!("{}{}", if max.inclusive { "<=" } else { "<" }, max.version);
    Ok(Some(Marker::all(vec![single(&lower)?, single(&upper)?])))
}

/// `python_version` and `python_full_version`, compared by the latter.
fn merge_pythons(
    a: &Single,
    b: &Single,
    how: How,
    reading: Reading,
) -> Result<Option<Marker>, Fault> {
    let (short, full) = if a.name == VERSION { (a, b) } else { (b, a) };
    let pythons = short.pythons(reading)?;
    let Meaning::Versions(theirs) = &full.meaning else { return Ok(None) };
    let both = how.of_versions(&pythons, theirs);
    Ok(Some(if both.is_empty() {
        Marker::Empty
    } else if both.is_any() {
        Marker::Any
    } else if both == pythons {
        Marker::Atom(Atom::Single(short.clone()))
    } else if both == *theirs {
        Marker::Atom(Atom::Single(shortened(full.clone(), reading)?))
    } else if both.is_simple() {
        let full = Single::of_constraint(FULL_VERSION, &both.to_string(), reading)?;
        Marker::Atom(Atom::Single(shortened(full, reading)?))
    } else {
        return Ok(None);
    }))
}

/// A bound that falls between two minor releases is one of `python_version`.
fn shortened(full: Single, reading: Reading) -> Result<Single, Fault> {
    let short = full.value.strip_suffix(".0").filter(|short| {
        matches!(full.operator.as_str(), "<" | ">=") && short.matches('.').count() == 1
    });
    match short {
        Some(short) => Single::new(VERSION, &full.operator, short, false, reading),
        None => Ok(full),
    }
}

fn versions_of(operator: &str, value: &str, reading: Reading) -> Result<Constraint, Fault> {
    let text = match operator {
        "in" | "not in" => series(operator, value),
        _ => format!("{operator} {value}"),
    };
    let constraint = reading.read(&text, Use::Marker).map_err(Fault::Words)?;
    if constraint.is_local() {
        return Err(Fault::Words(format!("`{value}` is a local version")));
    }
    Ok(constraint)
}

/// The constraint of a list of versions, in which those of two numbers stand for their series.
fn series(operator: &str, value: &str) -> String {
    let one = |version: &str| match (version.matches('.').count() < 2, operator) {
        (true, "in") => format!("{version}.*"),
        (false, "in") => format!("=={version}"),
        (true, _) => format!("!={version}.*"),
        (false, _) => format!("!={version}"),
    };
    let glue = if operator == "in" { " || " } else { ", " };
    listed(value).map(one).collect::<Vec<_>>().join(glue)
}

fn listed(value: &str) -> impl Iterator<Item = &str> {
    value.split([' ', ',', '|']).filter(|part| !part.is_empty())
}

fn texts_of(
    name: &str,
    operator: &str,
    value: &str,
    swapped: bool,
    reading: Reading,
) -> Result<Texts, Fault> {
    let extra = name == "extra";
    let term = |operator, value: &str| Term { operator, value: value.to_owned(), extra };
    let list = |operator| listed(value).map(|part| term(operator, part)).collect::<Vec<_>>();
    let odd = extra && !matches!(operator, "==" | "!=")
        || value.contains(['\'', '"'])
        || reading != Reading::Canonical
            && value.contains(' ')
            && !matches!(operator, "in" | "not in")
        || value.contains([',', '|']) && !matches!(operator, "in" | "not in");
    if odd {
        let text = format!("the comparison of `{name}` with `{value}` by `{operator}`");
        return Err(Fault::Words(format!("{text} is not understood by poetry-core")));
    }
    Ok(match (operator, swapped) {
        ("in", true) => Texts::One(term(Operator::In, value)),
        ("not in", true) => Texts::One(term(Operator::NotIn, value)),
        ("in", false) => {
            let mut texts: Vec<Texts> = list(Operator::Equal).into_iter().map(Texts::One).collect();
            match (texts.len(), texts.pop()) {
                (1, Some(only)) => only,
                (_, last) => Texts::Either(texts.into_iter().chain(last).collect()),
            }
        }
        ("not in", false) => {
            let terms = list(Operator::NotEqual).into_iter().map(Texts::One);
            terms.fold(Texts::Any, |so_far, term| so_far.intersect(&term))
        }
        ("==", _) => Texts::One(term(Operator::Equal, value)),
        ("!=", _) => Texts::One(term(Operator::NotEqual, value)),
        _ if reading == Reading::Canonical => {
            Texts::One(term(Operator::Equal, &format!("{operator} {value}")))
        }
        _ => {
            let text = format!("`{name}` cannot be compared by `{operator}`");
            return Err(Fault::Words(format!("{text} before poetry-core 2.5")));
        }
    })
}
