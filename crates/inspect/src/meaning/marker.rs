//! What a marker means, as far as its form goes: `and` and `or` are sets, and a comparison may be
//! written from either side.

use pyrel_pep::Marker;
use pyrel_pep::marker::{Comparator, Joint, MarkerPart, Operand};
use pyrel_pep::normalize;

/// A marker in its normal form.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Form {
    Comparison(String),
    And(Vec<Self>),
    Or(Vec<Self>),
}

/// The marker in one spelling.
pub(super) fn one_spelling(marker: &Marker) -> String {
    match form(marker) {
        Form::Comparison(text) => text,
        Form::And(parts) => joined(&parts, " and "),
        Form::Or(parts) => joined(&parts, " or "),
    }
}

fn form(marker: &Marker) -> Form {
    let mut alternatives = Vec::new();
    let mut together = vec![part(&marker.first)];
    for (joint, next) in &marker.rest {
        if *joint == Joint::Or {
            alternatives.push(all(std::mem::take(&mut together)));
        }
        together.push(part(next));
    }
    alternatives.push(all(together));
    any(alternatives)
}

fn part(part: &MarkerPart) -> Form {
    match part {
        MarkerPart::Comparison { left, comparator, right } => {
            Form::Comparison(comparison(left, *comparator, right))
        }
        MarkerPart::Group(marker) => form(marker),
    }
}

fn all(parts: Vec<Form>) -> Form {
    let parts = parts.into_iter().flat_map(|part| match part {
        Form::And(parts) => parts,
        other @ (Form::Comparison(_) | Form::Or(_)) => vec![other],
    });
    match distinct(parts.collect()) {
        Ok(one) => one,
        Err(parts) => Form::And(parts),
    }
}

fn any(parts: Vec<Form>) -> Form {
    let parts = parts.into_iter().flat_map(|part| match part {
        Form::Or(parts) => parts,
        other @ (Form::Comparison(_) | Form::And(_)) => vec![other],
    });
    match distinct(parts.collect()) {
        Ok(one) => one,
        Err(parts) => Form::Or(parts),
    }
}

/// The parts once each and sorted; or the only one.
fn distinct(mut parts: Vec<Form>) -> Result<Form, Vec<Form>> {
    parts.sort();
    parts.dedup();
    match parts.len() {
        1 => parts.pop().ok_or(parts),
        _ => Err(parts),
    }
}

fn comparison(left: &Operand, comparator: Comparator, right: &Operand) -> String {
    let (left, comparator, right) = match (left, right, mirrored(comparator)) {
        (Operand::Value(_), Operand::Variable(_), Some(mirrored)) => (right, mirrored, left),
        _ => (left, comparator, right),
    };
    let right = match (left, right) {
        (Operand::Variable("extra"), Operand::Value(name)) => Operand::Value(normalize(name)),
        _ => right.clone(),
    };
    format!("{left} {} {right}", comparator.as_str())
}

/// The comparator as it reads from the other side; `in` has none.
fn mirrored(comparator: Comparator) -> Option<Comparator> {
    match comparator {
        Comparator::Greater => Some(Comparator::Less),
        Comparator::GreaterEqual => Some(Comparator::LessEqual),
        Comparator::Less => Some(Comparator::Greater),
        Comparator::LessEqual => Some(Comparator::GreaterEqual),
        Comparator::In | Comparator::NotIn => None,
        Comparator::Compatible | Comparator::Equal | Comparator::Exactly | Comparator::NotEqual => {
            Some(comparator)
        }
    }
}

fn joined(parts: &[Form], joint: &str) -> String {
    let shown = parts.iter().map(|part| match part {
        Form::Comparison(text) => text.clone(),
        Form::And(parts) => format!("({})", joined(parts, " and ")),
        Form::Or(parts) => format!("({})", joined(parts, " or ")),
    });
    shown.collect::<Vec<_>>().join(joint)
}
