//! Simplifying by normal forms: of the marker, its conjunctive and its disjunctive form the one
//! with the fewest comparisons is taken.

use super::atom::Atom;
use super::{Fault, How, Marker};
use crate::constraint::Reading;

/// How many lists may be looked through for one marker: normal forms can explode.
const MOST_LISTS: usize = 20_000;

/// The work on one marker.
#[derive(Debug)]
pub struct Simplify {
    pub(super) reading: Reading,
    /// The calls that wait for their results, each kind for itself: one that comes up again in the
    /// meantime would never end.
    waiting: [Vec<Vec<Marker>>; 2],
    left: usize,
    /// What was read, all of which must hold.
    pub(super) noted: Vec<Marker>,
}

impl How {
    fn other(self) -> Self {
        match self {
            Self::And => Self::Or,
            Self::Or => Self::And,
        }
    }

    /// What changes nothing in a list of this kind.
    fn neutral(self) -> Marker {
        match self {
            Self::And => Marker::Any,
            Self::Or => Marker::Empty,
        }
    }

    /// What is all that is left of a list of this kind.
    fn absorbing(self) -> Marker {
        self.other().neutral()
    }
}

impl Simplify {
    /// The rules of releases that read constraints so.
    #[must_use]
    pub fn new(reading: Reading) -> Self {
        Self { reading, waiting: [Vec::new(), Vec::new()], left: MOST_LISTS, noted: Vec::new() }
    }

    /// Remembers a marker as it was read.
    pub(super) fn note(&mut self, marker: Marker) {
        self.noted.push(marker);
    }

    /// Two markers put together.
    pub fn join(&mut self, a: Marker, b: Marker, how: How) -> Result<Marker, Fault> {
        match (&a, &b) {
            (one, other) | (other, one) if *one == how.neutral() => Ok(other.clone()),
            (one, _) | (_, one) if *one == how.absorbing() => Ok(one.clone()),
            (Marker::Atom(x), Marker::Atom(y)) => {
                Ok(x.merge(y, how, self.reading)?.unwrap_or_else(|| Marker::of(how, vec![a, b])))
            }
            // An atom lets the other side begin.
            (Marker::Atom(_), _) => self.simplest(vec![b, a], how),
            _ => self.simplest(vec![a, b], how),
        }
    }

    /// The simplest of several markers put together.
    pub(super) fn simplest(&mut self, markers: Vec<Marker>, how: How) -> Result<Marker, Fault> {
        if self.waiting_for(how).contains(&markers) {
            return Err(Fault::Circle);
        }
        self.waiting_for(how).push(markers.clone());
        let found = self.simplest_form(markers, how);
        self.waiting_for(how).pop();
        found
    }

    fn waiting_for(&mut self, how: How) -> &mut Vec<Vec<Marker>> {
        let [and, or] = &mut self.waiting;
        match how {
            How::And => and,
            How::Or => or,
        }
    }

    fn simplest_form(&mut self, markers: Vec<Marker>, how: How) -> Result<Marker, Fault> {
        let mut plain = Marker::of(how, markers);
        while let Marker::All(parts) | Marker::Either(parts) = &plain
            && let [only] = &parts[..]
        {
            plain = only.clone();
        }
        let first = self.normal(&plain, how.other())?;
        if first.parts(how.other()).is_none() {
            return Ok(first);
        }
        let second = match self.normal(&first, how) {
            Ok(second) if second.parts(how).is_none() => return Ok(second),
            Ok(second) => Some(second),
            Err(Fault::Circle) => None,
            Err(fault) => return Err(fault),
        };
        // Of equally simple ones the disjunction comes first where there are all three.
        let mut candidates = match (how, second) {
            (How::Or, Some(second)) => vec![second, first],
            (How::And, Some(second)) => vec![first, second],
            (_, None) => vec![first],
        };
        candidates.push(plain);
        let simplest = candidates.into_iter().min_by_key(Marker::complexity);
        Ok(simplest.unwrap_or(Marker::Any))
    }

    /// A list of the given kind made of lists of the other kind.
    fn normal(&mut self, marker: &Marker, how: How) -> Result<Marker, Fault> {
        if let Some(parts) = marker.parts(how.other()) {
            let mut lists = Vec::new();
            for part in parts {
                let part = self.normal(part, how)?;
                lists.push(part.parts(how).map_or_else(|| vec![part.clone()], <[_]>::to_vec));
            }
            let mut products = Vec::new();
            for product in self.products(&lists)? {
                products.push(self.list(product, how.other())?);
            }
            return self.list(products, how);
        }
        if let Some(parts) = marker.parts(how) {
            let parts: Result<Vec<_>, _> =
                parts.iter().map(|part| self.normal(part, how)).collect();
            return self.list(parts?, how);
        }
        Ok(marker.clone())
    }

    /// All ways to take one marker of each list, those with the same markers once.
    fn products(&mut self, lists: &[Vec<Marker>]) -> Result<Vec<Vec<Marker>>, Fault> {
        let mut products: Vec<Vec<Marker>> = vec![Vec::new()];
        for list in lists {
            let size = products.len() * list.len();
            self.left = self.left.checked_sub(size).ok_or(Fault::TooMuch)?;
            products = products
                .iter()
                .flat_map(|product| {
                    list.iter().map(move |marker| {
                        product.iter().chain([marker]).cloned().collect::<Vec<_>>()
                    })
                })
                .collect();
        }
        let mut unique: Vec<Vec<Marker>> = Vec::new();
        let same = |a: &[Marker], b: &[Marker]| {
            a.iter().all(|marker| b.contains(marker)) && b.iter().all(|marker| a.contains(marker))
        };
        for product in products {
            self.left = self.left.checked_sub(1).ok_or(Fault::TooMuch)?;
            if !unique.iter().any(|known| same(known, &product)) {
                unique.push(product);
            }
        }
        Ok(unique)
    }

    /// A list in which every marker has been put together with those before it, where that makes it
    /// simpler, until nothing changes any more.
    fn list(&mut self, markers: Vec<Marker>, how: How) -> Result<Marker, Fault> {
        let mut new = super::flattened(markers, how);
        let mut old: Vec<Marker> = Vec::new();
        while old != new {
            self.left = self.left.checked_sub(1).ok_or(Fault::TooMuch)?;
            old = std::mem::take(&mut new);
            for marker in &old {
                if new.contains(marker) || *marker == how.neutral() {
                    continue;
                }
                match self.absorbed(&new, marker, how)? {
                    Absorbed::At(place, joined) => {
                        if let Some(known) = new.get_mut(place) {
                            *known = joined;
                        }
                        new = super::flattened(new, how);
                    }
                    Absorbed::All => return Ok(how.absorbing()),
                    Absorbed::No => new.push(marker.clone()),
                }
            }
        }
        if new.contains(&how.absorbing()) {
            return Ok(how.absorbing());
        }
        Ok(match (new.len(), new.pop()) {
            (_, None) => how.neutral(),
            (1, Some(only)) => only,
            (_, Some(last)) => {
                new.push(last);
                Marker::of(how, new)
            }
        })
    }

    fn absorbed(&mut self, known: &[Marker], marker: &Marker, how: How) -> Result<Absorbed, Fault> {
        for (place, mark) in known.iter().enumerate() {
            let inner = how.other();
            let simpler = if mark.parts(inner).is_some() {
                self.simpler(mark, marker, how)?
            } else if marker.parts(inner).is_some() {
                self.simpler(marker, mark, how)?
            } else if matches!(mark, Marker::Atom(_)) {
                match self.join(mark.clone(), marker.clone(), how)? {
                    all if all == how.absorbing() => return Ok(Absorbed::All),
                    one if is_simple(&one, how) => Some(one),
                    _ => None,
                }
            } else {
                None
            };
            if let Some(simpler) = simpler {
                return Ok(Absorbed::At(place, simpler));
            }
        }
        Ok(Absorbed::No)
    }

    /// A list and another marker put together, where one covers the other or they have parts in
    /// common and the rest of them is simple.
    fn simpler(
        &mut self,
        list: &Marker,
        other: &Marker,
        how: How,
    ) -> Result<Option<Marker>, Fault> {
        let inner = how.other();
        let ours = list.parts(inner).unwrap_or_default();
        if ours.contains(other) {
            return Ok(Some(other.clone()));
        }
        if self.decides(ours, other, how)? {
            return Ok(Some(other.clone()));
        }
        let Some(theirs) = other.parts(inner) else { return Ok(None) };
        if ours.iter().all(|marker| theirs.contains(marker)) {
            return Ok(Some(list.clone()));
        }
        if theirs.iter().all(|marker| ours.contains(marker)) {
            return Ok(Some(other.clone()));
        }
        let common: Vec<_> = ours.iter().filter(|it| theirs.contains(it)).cloned().collect();
        if common.is_empty() {
            return Ok(None);
        }
        let own = |of: &[Marker], not: &[Marker]| {
            Marker::of(inner, of.iter().filter(|it| !not.contains(it)).cloned().collect())
        };
        let rest = self.simplest(vec![own(ours, theirs), own(theirs, ours)], how)?;
        if !(is_simple(&rest, how) || rest == how.absorbing() || is_pair(&rest, inner)) {
            return Ok(None);
        }
        let common = Marker::of(inner, common);
        Ok(Some(match rest {
            Marker::Any | Marker::Empty => self.join(rest, common, inner)?,
            // An atom lets the list begin.
            Marker::Atom(_) => self.simplest(vec![common, rest], inner)?,
            Marker::All(_) | Marker::Either(_) => self.simplest(vec![rest, common], inner)?,
        }))
    }

    /// Whether a comparison of the interpreter's version settles a list with such a comparison.
    fn decides(&self, ours: &[Marker], other: &Marker, how: How) -> Result<bool, Fault> {
        let python = |marker: &Marker| match marker {
            Marker::Atom(atom) => atom.python().map(|single| single.pythons(self.reading)),
            Marker::Any | Marker::Empty | Marker::All(_) | Marker::Either(_) => None,
        };
        let Some(theirs) = python(other) else { return Ok(false) };
        let theirs = theirs?;
        for marker in ours {
            let Some(ours) = python(marker) else { continue };
            let ours = ours?;
            let settled = match how {
                How::And => ours.allows_all(&theirs),
                How::Or => theirs.allows_all(&ours),
            };
            if settled {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// What became of a marker that was held against those before it.
enum Absorbed {
    /// It went into the one at this place.
    At(usize, Marker),
    /// Nothing is left of the list.
    All,
    No,
}

/// An atom; or, since a range of versions joins with its neighbours better than two atoms do, such
/// a range in a disjunction.
fn is_simple(marker: &Marker, how: How) -> bool {
    matches!(marker, Marker::Atom(_)) || how == How::Or && is_pair(marker, How::And)
}

fn is_pair(marker: &Marker, how: How) -> bool {
    marker.parts(how).is_some() && marker.complexity() <= (2, 2)
}

impl Atom {
    /// The marker that it is.
    pub(super) fn alone(self) -> Marker {
        Marker::Atom(self)
    }
}
