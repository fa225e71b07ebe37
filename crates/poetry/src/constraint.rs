//! Sets of versions as poetry computes with them: ranges that lie apart, in order.

mod read;
mod show;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;

use pyrel_pep::Version;

use crate::releases::{first_dev, without_post};

pub use read::{Reading, Use};

/// A set of versions.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Constraint {
    ranges: Vec<Range>,
}

/// All versions between two bounds; a single version lies between itself and itself.
#[derive(Clone, Debug)]
pub struct Range {
    /// The lower end; without one nothing is too old.
    pub min: Option<Bound>,
    /// The upper end; without one nothing is too new.
    pub max: Option<Bound>,
    tops: Tops,
}

/// An end of a range.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Bound {
    /// Where it is.
    pub version: Version,
    /// Whether that version itself still belongs to the range.
    pub inclusive: bool,
}

/// Where a range with an exclusive upper bound ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tops {
    /// At the bound: what is to lie below its pre-releases has been bound so when it was read.
    Bound,
    /// Below the bound's pre-releases, as before poetry-core 2.5.
    BeforePreReleases,
}

impl Constraint {
    /// No version at all.
    pub fn empty() -> Self {
        Self { ranges: Vec::new() }
    }

    /// The versions of one range.
    pub fn of(range: Range) -> Self {
        Self { ranges: vec![range] }
    }

    /// The union of ranges, with those merged that overlap or touch.
    pub fn union_of(mut ranges: Vec<Range>) -> Self {
        ranges.sort_by(Range::order);
        let mut merged: Vec<Range> = Vec::new();
        for range in ranges {
            match merged.last_mut() {
                Some(last) if last.meets(&range) || last.touches(&range) => {
                    *last = last.joined(&range);
                }
                _ => merged.push(range),
            }
        }
        Self { ranges: merged }
    }

    /// The ranges, in order; no two of them touch.
    pub fn ranges(&self) -> &[Range] {
        &self.ranges
    }

    /// Whether it holds no version.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// Whether it holds every version.
    pub fn is_any(&self) -> bool {
        matches!(&self.ranges[..], [Range { min: None, max: None, .. }])
    }

    /// The only range, if there is just one.
    pub fn single(&self) -> Option<&Range> {
        match &self.ranges[..] {
            [range] => Some(range),
            _ => None,
        }
    }

    /// The only version, if it is just one.
    pub fn version(&self) -> Option<&Version> {
        self.single()?.point()
    }

    /// Whether one comparison says it all.
    pub fn is_simple(&self) -> bool {
        match &self.ranges[..] {
            [] => true,
            [range] => range.min.is_none() || range.max.is_none() || range.point().is_some(),
            _ => self.all_but().is_some(),
        }
    }

    /// The one version that is left out, if all others are in.
    pub fn all_but(&self) -> Option<&Version> {
        match &self.ranges[..] {
            [Range { min: None, max: Some(max), .. }, Range { min: Some(min), max: None, .. }]
                if max == min && !max.inclusive =>
            {
                Some(&max.version)
            }
            _ => None,
        }
    }

    /// The versions that both hold.
    pub fn intersect(&self, other: &Self) -> Self {
        let pairs = self.ranges.iter().flat_map(|a| other.ranges.iter().map(move |b| (a, b)));
        Self::union_of(pairs.filter_map(|(a, b)| a.intersect(b)).collect())
    }

    /// The versions that either holds.
    pub fn union(&self, other: &Self) -> Self {
        Self::union_of(self.ranges.iter().chain(&other.ranges).cloned().collect())
    }

    /// Whether it holds any version of the other.
    pub fn allows_any(&self, other: &Self) -> bool {
        self.ranges.iter().any(|a| other.ranges.iter().any(|b| a.meets(b)))
    }

    /// Whether it holds every version of the other.
    pub fn allows_all(&self, other: &Self) -> bool {
        other.ranges.iter().all(|theirs| self.ranges.iter().any(|ours| ours.covers(theirs)))
    }

    /// Whether a local version bounds it: poetry's arithmetic with those is not rebuilt.
    pub fn is_local(&self) -> bool {
        let bounds = self.ranges.iter().flat_map(|range| [&range.min, &range.max]);
        bounds.flatten().any(|bound| bound.version.is_local())
    }
}

impl Range {
    /// The versions between two ends.
    pub fn new(min: Option<Bound>, max: Option<Bound>, tops: Tops) -> Self {
        Self { min, max, tops }
    }

    /// One version.
    pub fn exactly(version: &Version, tops: Tops) -> Self {
        let bound = Bound { version: version.clone(), inclusive: true };
        Self { min: Some(bound.clone()), max: Some(bound), tops }
    }

    /// The version that it is, if it is just one.
    pub fn point(&self) -> Option<&Version> {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) if min == max && min.inclusive => Some(&min.version),
            _ => None,
        }
    }

    /// The version that nothing in the range is above.
    fn top(&self) -> Option<Version> {
        let max = self.max.as_ref()?;
        let raw = self.tops == Tops::Bound || max.inclusive || max.version.is_prerelease();
        Some(if raw { max.version.clone() } else { first_dev(&max.version) })
    }

    fn order(&self, other: &Self) -> Ordering {
        self.compare_min(other).then_with(|| compare_max(&self.max, &other.max))
    }

    fn compare_min(&self, other: &Self) -> Ordering {
        match (&self.min, &other.min) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => {
                a.version.cmp(&b.version).then_with(|| b.inclusive.cmp(&a.inclusive))
            }
        }
    }

    fn compare_top(&self, other: &Self) -> Ordering {
        let end = |range: &Self| {
            let inclusive = range.max.as_ref().is_some_and(|max| max.inclusive);
            range.top().map(|version| Bound { version, inclusive })
        };
        compare_max(&end(self), &end(other))
    }

    fn ends_before(&self, other: &Self) -> bool {
        let (Some(top), Some(max), Some(min)) = (self.top(), &self.max, &other.min) else {
            return false;
        };
        match top.cmp(&min.version) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => !(max.inclusive && min.inclusive),
        }
    }

    /// Whether they have a version in common.
    fn meets(&self, other: &Self) -> bool {
        match (self.point(), other.point()) {
            (Some(a), Some(b)) => a == b,
            (Some(version), None) => other.admits(version),
            (None, Some(version)) => self.admits(version),
            (None, None) => !self.ends_before(other) && !other.ends_before(self),
        }
    }

    /// Whether the other begins where this one ends, without a version between.
    fn touches(&self, other: &Self) -> bool {
        match (&self.max, &other.min) {
            (Some(max), Some(min)) => max.version == min.version && max.inclusive != min.inclusive,
            _ => false,
        }
    }

    fn joined(&self, other: &Self) -> Self {
        // Of equal bounds, which may be spelled differently, poetry keeps the later one.
        let lower = if self.compare_min(other).is_lt() { self } else { other };
        let upper = if self.compare_top(other).is_gt() { self } else { other };
        Self { min: lower.min.clone(), max: upper.max.clone(), tops: self.tops }
    }

    fn covers(&self, other: &Self) -> bool {
        match (self.point(), other.point()) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (Some(_), None) => false,
            (None, Some(version)) => self.admits(version),
            (None, None) => self.compare_min(other).is_le() && self.compare_top(other).is_ge(),
        }
    }

    /// PEP 440, "exclusive ordered comparison": `>1` does not admit `1.post1`.
    fn admits(&self, version: &Version) -> bool {
        let above = self.min.as_ref().is_none_or(|min| {
            let own = !min.inclusive && min.version.post().is_none();
            let version = if own { without_post(version) } else { version.clone() };
            if min.inclusive { version >= min.version } else { version > min.version }
        });
        let below = self.max.as_ref().zip(self.top()).is_none_or(|(max, top)| {
            if max.inclusive { *version <= top } else { *version < top && *version != max.version }
        });
        above && below
    }

    fn intersect(&self, other: &Self) -> Option<Self> {
        if let Some(point) = [other, self].into_iter().find(|range| range.point().is_some()) {
            return self.meets(other).then(|| point.clone());
        }
        if self.ends_before(other) || other.ends_before(self) {
            return None;
        }
        let lower = if self.compare_min(other).is_lt() { other } else { self };
        let upper = if self.compare_top(other).is_gt() { other } else { self };
        let both = Self { min: lower.min.clone(), max: upper.max.clone(), tops: self.tops };
        match (&both.min, &both.max) {
            (Some(min), Some(max)) if min.version > max.version => None,
            (Some(min), Some(max)) if min.version == max.version => {
                (min.inclusive && max.inclusive).then_some(both)
            }
            _ => Some(both),
        }
    }
}

fn compare_max(a: &Option<Bound>, b: &Option<Bound>) -> Ordering {
    match (a, b) {
        (None, None) => Ordering::Equal,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => a.version.cmp(&b.version).then_with(|| a.inclusive.cmp(&b.inclusive)),
    }
}

impl PartialEq for Range {
    fn eq(&self, other: &Self) -> bool {
        self.min == other.min && self.max == other.max
    }
}

impl Eq for Range {}
