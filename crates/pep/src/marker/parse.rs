//! Reading markers.

use std::str::FromStr;

use super::quoted::quoted;
use super::{Comparator, Joint, Marker, MarkerPart, Operand};
use crate::cursor::Cursor;
use crate::error::{Error, Problem};
use crate::name::normalize;

/// How deep groups may lie in groups. Nobody writes more than three.
const DEEPEST: usize = 64;

/// The variables by all their spellings, the dotted ones from before PEP 508.
const VARIABLES: [(&str, &str); 18] = [
    ("python_version", "python_version"),
    ("python_full_version", "python_full_version"),
    ("os_name", "os_name"),
    ("os.name", "os_name"),
    ("sys_platform", "sys_platform"),
    ("sys.platform", "sys_platform"),
    ("platform_release", "platform_release"),
    ("platform_system", "platform_system"),
    ("platform_version", "platform_version"),
    ("platform.version", "platform_version"),
    ("platform_machine", "platform_machine"),
    ("platform.machine", "platform_machine"),
    ("platform_python_implementation", "platform_python_implementation"),
    ("platform.python_implementation", "platform_python_implementation"),
    ("python_implementation", "platform_python_implementation"),
    ("implementation_name", "implementation_name"),
    ("implementation_version", "implementation_version"),
    ("extra", "extra"),
];

/// The variables that hold several values (lock files, PEP 751).
const SETS: [&str; 2] = ["extras", "dependency_groups"];

/// The comparators made of signs, each before those it begins with.
const COMPARATORS: [Comparator; 8] = [
    Comparator::Exactly,
    Comparator::Equal,
    Comparator::Compatible,
    Comparator::NotEqual,
    Comparator::LessEqual,
    Comparator::GreaterEqual,
    Comparator::Less,
    Comparator::Greater,
];

/// Reads a marker as far as it goes, blanks after it included.
pub(crate) fn parse(cursor: &mut Cursor<'_>) -> Result<Marker, Error> {
    marker(cursor, 0)
}

impl FromStr for Marker {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let mut cursor = Cursor::new(text);
        let marker = parse(&mut cursor)?;
        if cursor.is_at_end() { Ok(marker) } else { Err(cursor.expected("`and`, `or` or the end")) }
    }
}

fn marker(cursor: &mut Cursor<'_>, depth: usize) -> Result<Marker, Error> {
    let first = part(cursor, depth)?;
    let mut rest = Vec::new();
    while let Some(joint) = joint(cursor) {
        rest.push((joint, part(cursor, depth)?));
    }
    // A pair of parentheses around everything says nothing.
    Ok(match (first, rest.is_empty()) {
        (MarkerPart::Group(inner), true) => *inner,
        (first, _) => Marker { first, rest },
    })
}

fn joint(cursor: &mut Cursor<'_>) -> Option<Joint> {
    if cursor.eat_word("and") {
        Some(Joint::And)
    } else if cursor.eat_word("or") {
        Some(Joint::Or)
    } else {
        None
    }
}

fn part(cursor: &mut Cursor<'_>, depth: usize) -> Result<MarkerPart, Error> {
    cursor.skip_blanks();
    let open = cursor.at();
    let part = if cursor.eat("(") {
        if depth >= DEEPEST {
            return Err(Error::new(Problem::TooDeep { limit: DEEPEST }, open..cursor.at()));
        }
        let inner = marker(cursor, depth + 1)?;
        if !cursor.eat(")") {
            return Err(cursor.expected("`and`, `or` or `)`"));
        }
        if inner.rest.is_empty() { inner.first } else { MarkerPart::Group(Box::new(inner)) }
    } else {
        comparison(cursor)?
    };
    cursor.skip_blanks();
    Ok(part)
}

fn comparison(cursor: &mut Cursor<'_>) -> Result<MarkerPart, Error> {
    let left = operand(cursor)?;
    cursor.skip_blanks();
    let comparator = comparator(cursor)?;
    cursor.skip_blanks();
    let right = operand(cursor)?;
    let (left, right) = normalize_extras(left, right);
    Ok(MarkerPart::Comparison { left, comparator, right })
}

fn operand(cursor: &mut Cursor<'_>) -> Result<Operand, Error> {
    for (spelling, name) in VARIABLES.into_iter().chain(SETS.map(|name| (name, name))) {
        if cursor.eat_word(spelling) {
            return Ok(Operand::Variable(name));
        }
    }
    match quoted(cursor)? {
        Some(value) => Ok(Operand::Value(value)),
        None => Err(cursor.expected("a marker variable or a quoted value")),
    }
}

fn comparator(cursor: &mut Cursor<'_>) -> Result<Comparator, Error> {
    if cursor.eat_word("in") {
        return Ok(Comparator::In);
    }
    if cursor.eat_word("not") {
        cursor.skip_blanks();
        return if cursor.eat_word("in") {
            Ok(Comparator::NotIn)
        } else {
            Err(cursor.expected("`in` after `not`"))
        };
    }
    let sign = COMPARATORS.into_iter().find(|comparator| cursor.eat(comparator.as_str()));
    sign.ok_or_else(|| {
        cursor.expected("one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `~=`, `===`, `in`, `not in`")
    })
}

/// Extras are compared as names are (PEP 685), so they are written normalised. The variables with
/// several values stand on the right only.
fn normalize_extras(left: Operand, right: Operand) -> (Operand, Operand) {
    let names = |operand: &Operand, of_extras: &dyn Fn(&str) -> bool| match operand {
        Operand::Value(_) => false,
        Operand::Variable(name) => of_extras(name),
    };
    let normalized = |operand: Operand| match operand {
        Operand::Value(value) => Operand::Value(normalize(&value)),
        Operand::Variable(name) => Operand::Variable(name),
    };
    if names(&left, &|name| name == "extra") {
        (left, normalized(right))
    } else if names(&right, &|name| name == "extra" || SETS.contains(&name)) {
        (normalized(left), right)
    } else {
        (left, right)
    }
}
