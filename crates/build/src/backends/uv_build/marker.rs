//! Markers as uv shows them: as alternatives of conditions, with `python_full_version` in place of
//! `python_version` and `sys_platform` in place of `platform_system`.
//!
//! uv reads a marker into a decision diagram and writes the diagram down. Here only such markers
//! are rebuilt whose outcome is plain: conditions that say nothing about each other.

use pyrel_pep::ExtraName;
use pyrel_pep::marker::{Comparator, Joint, Marker, MarkerPart, Operand};

/// More alternatives than anybody writes.
const MOST: usize = 16;

const UNUSUAL: &str = "it compares a Python version in an unusual way";

/// A condition.
#[derive(Clone, Debug, Eq, PartialEq)]
enum Atom {
    /// Pythons from one version to before another.
    Python { from: Option<Vec<u64>>, to: Option<Vec<u64>> },
    /// All Pythons but a minor version.
    NotPython(Vec<u64>),
    /// Any other comparison, kept as it is.
    Other { variable: &'static str, comparator: Comparator, value: String, reversed: bool },
}

/// Conditions that hold together.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
struct Clause(Vec<Atom>);

/// A requirement's marker as uv shows it, with the extra that the requirement belongs to.
///
/// # Errors
/// Why it is not rebuilt.
pub(super) fn shown(
    marker: Option<&Marker>,
    extra: Option<&ExtraName>,
) -> Result<Option<Marker>, String> {
    let mut clauses = match marker {
        Some(marker) => alternatives(marker)?,
        None => vec![Clause::default()],
    };
    for clause in &mut clauses {
        clause.simplify()?;
    }
    let mut distinct: Vec<Clause> = Vec::new();
    for clause in clauses {
        if !distinct.contains(&clause) {
            distinct.push(clause);
        }
    }
    check_alternatives(&distinct)?;
    let extra = extra.map(|extra| Marker::extra(extra).first);
    let shown = distinct.into_iter().map(|clause| clause.parts().into_iter().chain(extra.clone()));
    let mut groups = shown.filter_map(|parts| joined(parts, Joint::And));
    match (groups.next(), groups.collect::<Vec<_>>()) {
        (None, _) => Ok(None),
        (Some(only), rest) if rest.is_empty() => Ok(Some(only)),
        (Some(first), rest) => {
            let group = |marker: Marker| match marker.rest.is_empty() {
                true => marker.first,
                false => MarkerPart::Group(Box::new(marker)),
            };
            Ok(joined(std::iter::once(first).chain(rest).map(group), Joint::Or))
        }
    }
}

fn joined(mut parts: impl Iterator<Item = MarkerPart>, joint: Joint) -> Option<Marker> {
    let first = parts.next()?;
    Some(Marker { first, rest: parts.map(|part| (joint, part)).collect() })
}

/// Multiplies a marker out.
fn alternatives(marker: &Marker) -> Result<Vec<Clause>, String> {
    let mut found = Vec::new();
    let mut current = part_alternatives(&marker.first)?;
    for (joint, part) in &marker.rest {
        let next = part_alternatives(part)?;
        match joint {
            Joint::Or => found.extend(std::mem::replace(&mut current, next)),
            Joint::And => {
                let with = |clause: &Clause| {
                    let both = |other: &Clause| Clause([&clause.0[..], &other.0[..]].concat());
                    next.iter().map(both).collect::<Vec<_>>()
                };
                current = current.iter().flat_map(with).collect();
            }
        }
        if found.len() + current.len() > MOST {
            return Err("it has too many alternatives".to_owned());
        }
    }
    found.extend(current);
    Ok(found)
}

fn part_alternatives(part: &MarkerPart) -> Result<Vec<Clause>, String> {
    match part {
        MarkerPart::Group(marker) => alternatives(marker),
        MarkerPart::Comparison { left, comparator, right } => {
            Ok(vec![Clause(vec![Atom::of(left, *comparator, right)?])])
        }
    }
}

impl Atom {
    fn of(left: &Operand, comparator: Comparator, right: &Operand) -> Result<Self, String> {
        let (variable, value, reversed) = match (left, right) {
            (Operand::Variable(variable), Operand::Value(value)) => (*variable, value, false),
            (Operand::Value(value), Operand::Variable(variable)) => (*variable, value, true),
            _ => return Err("it compares two variables, or two values".to_owned()),
        };
        match variable {
            "python_version" => Self::python(comparator, value, reversed, 2),
            "python_full_version" => Self::python(comparator, value, reversed, 3),
            "platform_system" => Self::platform(comparator, value, reversed),
            "os_name"
            | "sys_platform"
            | "platform_machine"
            | "implementation_name"
            | "platform_python_implementation" => {
                let kept =
                    [Comparator::Equal, Comparator::NotEqual, Comparator::In, Comparator::NotIn];
                if !kept.contains(&comparator) {
                    return Err(format!("it compares `{variable}` by order"));
                }
                let turned = reversed && matches!(comparator, Comparator::In | Comparator::NotIn);
                let value = value.clone();
                Ok(Self::Other { variable, comparator, value, reversed: turned })
            }
            _ => Err(format!("it asks for `{variable}`")),
        }
    }

    /// `platform_system` says no more than `sys_platform`.
    fn platform(comparator: Comparator, value: &str, reversed: bool) -> Result<Self, String> {
        let value = match value {
            "Windows" => "win32",
            "Linux" => "linux",
            "Darwin" => "darwin",
            _ => return Err(format!("it asks for the platform `{value}`")),
        };
        if !matches!(comparator, Comparator::Equal | Comparator::NotEqual) {
            return Err("it compares `platform_system` by order".to_owned());
        }
        let left = Operand::Variable("sys_platform");
        let right = Operand::Value(value.to_owned());
        if reversed {
            Self::of(&right, comparator, &left)
        } else {
            Self::of(&left, comparator, &right)
        }
    }

    /// A comparison of a Python version with so many parts at most.
    fn python(
        comparator: Comparator,
        value: &str,
        reversed: bool,
        parts: usize,
    ) -> Result<Self, String> {
        let version = version(value, parts)?;
        let comparator = if reversed { turned(comparator)? } else { comparator };
        let whole = parts == 2;
        Ok(match comparator {
            Comparator::GreaterEqual => Self::Python { from: Some(version), to: None },
            Comparator::Less => Self::Python { from: None, to: Some(version) },
            Comparator::Greater if whole => Self::Python { from: Some(next(&version)?), to: None },
            Comparator::LessEqual if whole => {
                Self::Python { from: None, to: Some(next(&version)?) }
            }
            Comparator::Equal if whole => {
                Self::Python { to: Some(next(&version)?), from: Some(version) }
            }
            Comparator::NotEqual if whole => {
                next(&version)?;
                Self::NotPython(version)
            }
            Comparator::Compatible
            | Comparator::Equal
            | Comparator::Exactly
            | Comparator::Greater
            | Comparator::In
            | Comparator::LessEqual
            | Comparator::NotEqual
            | Comparator::NotIn => return Err(UNUSUAL.to_owned()),
        })
    }

    /// What it is about.
    fn variable(&self) -> &'static str {
        match self {
            Self::Python { .. } | Self::NotPython(_) => "python_full_version",
            Self::Other { variable, .. } => variable,
        }
    }

    fn parts(&self) -> Vec<MarkerPart> {
        let python = |comparator, version: &str| MarkerPart::Comparison {
            left: Operand::Variable("python_full_version"),
            comparator,
            right: Operand::Value(version.to_owned()),
        };
        match self {
            Self::NotPython(version) => {
                vec![python(Comparator::NotEqual, &format!("{}.*", spelled(version)))]
            }
            Self::Python { from: Some(from), to: Some(to) } if next(from).as_ref() == Ok(to) => {
                vec![python(Comparator::Equal, &format!("{}.*", spelled(from)))]
            }
            Self::Python { from, to } => {
                let from = from.iter().map(|it| python(Comparator::GreaterEqual, &spelled(it)));
                let to = to.iter().map(|it| python(Comparator::Less, &spelled(it)));
                from.chain(to).collect()
            }
            Self::Other { variable, comparator, value, reversed } => {
                let (mut left, mut right) =
                    (Operand::Variable(variable), Operand::Value(value.clone()));
                if *reversed {
                    std::mem::swap(&mut left, &mut right);
                }
                vec![MarkerPart::Comparison { left, comparator: *comparator, right }]
            }
        }
    }
}

impl Clause {
    /// Joins what is said about Python, and checks that nothing follows from the rest.
    fn simplify(&mut self) -> Result<(), String> {
        let mut atoms: Vec<Atom> = Vec::new();
        let mut python = None;
        for atom in self.0.drain(..) {
            match atom {
                Atom::Python { from, to } => {
                    let (low, high): (Option<Vec<u64>>, _) = python.take().unwrap_or_default();
                    let to: Option<Vec<u64>> = [high, to].into_iter().flatten().min();
                    python = Some((low.max(from), to));
                }
                Atom::NotPython(_) | Atom::Other { .. } if atoms.contains(&atom) => {}
                Atom::NotPython(_) | Atom::Other { .. } => atoms.push(atom),
            }
        }
        if let Some((from, to)) = python {
            if from.as_ref().zip(to.as_ref()).is_some_and(|(from, to)| from >= to) {
                return Err("it holds for no Python".to_owned());
            }
            atoms.push(Atom::Python { from, to });
        }
        self.0 = atoms;
        for (at, one) in self.0.iter().enumerate() {
            for other in self.0.iter().skip(at + 1) {
                check_together(one, other)?;
            }
        }
        Ok(())
    }

    fn parts(&self) -> Vec<MarkerPart> {
        self.0.iter().flat_map(Atom::parts).collect()
    }
}

/// Conditions on one variable may both rule values out. What is known of two variables together is
/// uv's to say.
fn check_together(one: &Atom, other: &Atom) -> Result<(), String> {
    let rules_out =
        |atom: &Atom| matches!(atom, Atom::Other { comparator: Comparator::NotEqual, .. });
    let (first, second) = (one.variable(), other.variable());
    if first == second {
        let fine = rules_out(one) && rules_out(other);
        return if fine { Ok(()) } else { Err(format!("it asks for `{first}` twice")) };
    }
    let value = |wanted: &str| {
        let equal = |atom: &Atom| {
            let Atom::Other { variable, comparator: Comparator::Equal, value, .. } = atom else {
                return None;
            };
            (*variable == wanted).then(|| value.clone())
        };
        equal(one).or_else(|| equal(other))
    };
    let pair = |a: &str, b: &str| [first, second] == [a, b] || [first, second] == [b, a];
    if pair("os_name", "sys_platform")
        && (value("os_name").as_deref(), value("sys_platform").as_deref())
            != (Some("nt"), Some("win32"))
        || pair("implementation_name", "platform_python_implementation")
    {
        return Err(format!("`{first}` and `{second}` say something about each other"));
    }
    Ok(())
}

/// Alternatives may differ in one condition each, besides those that all have.
fn check_alternatives(clauses: &[Clause]) -> Result<(), String> {
    let [first, rest @ ..] = clauses else { return Ok(()) };
    if rest.is_empty() {
        return Ok(());
    }
    let common: Vec<&Atom> =
        first.0.iter().filter(|atom| rest.iter().all(|clause| clause.0.contains(atom))).collect();
    let mut own: Vec<&Atom> = Vec::new();
    for clause in clauses {
        let left: Vec<&Atom> = clause.0.iter().filter(|atom| !common.contains(atom)).collect();
        let [atom] = left[..] else { return Err("its alternatives overlap".to_owned()) };
        own.push(atom);
    }
    for (at, one) in own.iter().enumerate() {
        for other in own.iter().skip(at + 1) {
            if common
                .iter()
                .any(|atom| [one.variable(), other.variable()].contains(&atom.variable()))
                || !apart(one, other)
            {
                return Err("its alternatives overlap".to_owned());
            }
        }
    }
    Ok(())
}

/// Whether neither alternative says anything about the other, nor both together can be said shorter.
fn apart(one: &Atom, other: &Atom) -> bool {
    let equal = |atom: &Atom| matches!(atom, Atom::Other { comparator: Comparator::Equal, .. });
    match (one, other) {
        (Atom::Python { from: low, to: high }, Atom::Python { from, to }) => {
            // A gap of one minor version is said as an inequality.
            let before = |end: &Option<Vec<u64>>, start: &Option<Vec<u64>>| {
                let gap = end.as_ref().zip(start.as_ref());
                gap.is_some_and(|(end, start)| end < start && next(end).as_ref() != Ok(start))
            };
            before(high, from) || before(to, low)
        }
        _ if equal(one) && equal(other) => true,
        _ => {
            let pair = [one.variable(), other.variable()];
            let related = pair.contains(&"os_name") && pair.contains(&"sys_platform");
            pair.first() != pair.last() && !related
        }
    }
}

/// The comparison with its sides changed.
fn turned(comparator: Comparator) -> Result<Comparator, String> {
    match comparator {
        Comparator::Less => Ok(Comparator::Greater),
        Comparator::LessEqual => Ok(Comparator::GreaterEqual),
        Comparator::Greater => Ok(Comparator::Less),
        Comparator::GreaterEqual => Ok(Comparator::LessEqual),
        Comparator::Equal | Comparator::NotEqual => Ok(comparator),
        Comparator::Compatible | Comparator::Exactly | Comparator::In | Comparator::NotIn => {
            Err(UNUSUAL.to_owned())
        }
    }
}

/// A version of digits, without zeros at its end.
fn version(text: &str, parts: usize) -> Result<Vec<u64>, String> {
    let numbers: Result<Vec<u64>, _> = text.trim().split('.').map(str::parse).collect();
    match numbers {
        Ok(mut numbers) if numbers.len() <= parts => {
            while numbers.len() > 1 && numbers.last() == Some(&0) {
                numbers.pop();
            }
            Ok(numbers)
        }
        _ => Err(format!("it compares Python with `{text}`")),
    }
}

/// The next minor version.
fn next(version: &[u64]) -> Result<Vec<u64>, String> {
    match version {
        [major, minor] => Ok(vec![*major, minor + 1]),
        _ => Err("it compares Python with a major version".to_owned()),
    }
}

fn spelled(version: &[u64]) -> String {
    version.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}
