//! From the standard's markers to those that poetry computes with.

use pyrel_pep::Marker as Written;
use pyrel_pep::marker::{Joint, MarkerPart, Operand};

use super::atom::{Atom, Single};
use super::{Fault, How, Marker, Simplify};
use crate::constraint::Reading;

impl Simplify {
    /// The simplest form of a marker as it is written.
    ///
    /// # Errors
    /// When poetry-core does not understand it.
    pub fn read(&mut self, written: &Written) -> Result<Marker, Fault> {
        let alternatives = alternatives(written, self.reading)?;
        self.note(Marker::either(alternatives.clone()));
        self.simplest(alternatives, How::Or)
    }

    /// The marker, if it comes out as it was written where it is not known how else it would.
    ///
    /// # Errors
    /// When something was simplified, or would be.
    pub fn checked(&self, marker: Marker) -> Result<Marker, Fault> {
        let plain = Marker::all(self.noted.clone());
        let same = plain.comparisons() == marker.comparisons();
        if self.reading != Reading::Old || same && plain.is_plain() {
            return Ok(marker);
        }
        let words = "poetry-core before 2.0 simplifies this marker by rules that are not rebuilt";
        Err(Fault::Words(words.to_owned()))
    }

    /// The same for a text that was put together here.
    pub fn read_text(&mut self, text: &str) -> Result<Marker, Fault> {
        if text.is_empty() {
            return Ok(Marker::Any);
        }
        let written: Written = text.parse().map_err(|error: pyrel_pep::Error| {
            Fault::Words(format!("the marker `{text}`: {error}"))
        })?;
        self.read(&written)
    }
}

fn alternatives(written: &Written, reading: Reading) -> Result<Vec<Marker>, Fault> {
    let mut groups: Vec<Vec<Marker>> = vec![vec![part(&written.first, reading)?]];
    for (joint, next) in &written.rest {
        let next = part(next, reading)?;
        match (joint, groups.last_mut()) {
            (Joint::And, Some(group)) => group.push(next),
            _ => groups.push(vec![next]),
        }
    }
    Ok(groups
        .into_iter()
        .map(|mut group| match (group.len(), group.pop()) {
            (1, Some(only)) => only,
            (_, last) => Marker::all(group.into_iter().chain(last).collect()),
        })
        .collect())
}

fn part(written: &MarkerPart, reading: Reading) -> Result<Marker, Fault> {
    let (left, comparator, right) = match written {
        MarkerPart::Group(inner) => {
            return Ok(Marker::either(alternatives(inner, reading)?));
        }
        MarkerPart::Comparison { left, comparator, right } => (left, comparator, right),
    };
    let (name, value, swapped) = match (left, right) {
        (Operand::Variable(name), Operand::Value(value)) => (*name, value, false),
        (Operand::Value(value), Operand::Variable(name)) => (*name, value, true),
        _ => {
            let words = "a comparison needs one variable and one value".to_owned();
            return Err(Fault::Words(words));
        }
    };
    if matches!(name, "extras" | "dependency_groups") {
        return Err(Fault::Words(format!("poetry-core does not know `{name}`")));
    }
    let single = Single::new(name, comparator.as_str(), value, swapped, reading)?;
    Ok(Atom::Single(single).alone())
}
