//! Showing constraints as poetry shows them.

use std::fmt;

use pyrel_pep::Version;

use super::{Bound, Constraint, Range, Tops};
use crate::releases::{first_dev, without_dev};

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.ranges[..] {
            [] => f.write_str("<empty>"),
            [range] => f.write_str(&range.shown()),
            ranges => match (left_out(ranges), self.all_but()) {
                (Some(series), _) => write!(f, "!={series}"),
                (None, Some(version)) => write!(f, "!={version}"),
                (None, None) => f.write_str(&runs(ranges).join(" || ")),
            },
        }
    }
}

/// Ranges with nothing but single versions between them are shown together: `>=1,!=1.5,<2`. Before
/// 2.5 each stood for itself.
fn runs(ranges: &[Range]) -> Vec<String> {
    let mut runs: Vec<Vec<&Range>> = Vec::new();
    for range in ranges {
        let punctured = |last: &&Range| {
            last.tops == Tops::Bound
                && matches!((&last.max, &range.min), (Some(max), Some(min))
                    if max == min && !max.inclusive)
        };
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(punctured) => run.push(range),
            _ => runs.push(vec![range]),
        }
    }
    runs.iter().map(|run| run_shown(run)).collect()
}

fn run_shown(run: &[&Range]) -> String {
    let ([first, .., last], [before @ .., _]) = (run, run) else {
        return run.iter().map(|range| range.shown()).collect();
    };
    let mut parts: Vec<String> = first.min.iter().map(lower_shown).collect();
    parts.extend(
        before
            .iter()
            .filter_map(|range| range.max.as_ref().map(|max| format!("!={}", max.version))),
    );
    parts.extend(last.max.iter().map(|max| upper_shown(max, last.tops)));
    parts.join(",")
}

impl Range {
    fn shown(&self) -> String {
        if let Some(version) = self.point() {
            return version.to_string();
        }
        match (&self.min, &self.max) {
            (None, None) => "*".to_owned(),
            (Some(min), None) => lower_shown(min),
            (None, Some(max)) => upper_shown(max, self.tops),
            (Some(min), Some(max)) => match self.series() {
                Some(series) => format!("=={series}"),
                None => format!("{},{}", lower_shown(min), upper_shown(max, self.tops)),
            },
        }
    }

    /// `1.2.*`, if that is what it is.
    fn series(&self) -> Option<String> {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) if min.inclusive && !max.inclusive => {
                series(&min.version, &max.version, &min.version)
            }
            _ => None,
        }
    }
}

fn lower_shown(min: &Bound) -> String {
    format!("{}{}", if min.inclusive { ">=" } else { ">" }, min.version)
}

/// The bound below the pre-releases of a version is shown as that version.
fn upper_shown(max: &Bound, tops: Tops) -> String {
    let plain = without_dev(&max.version);
    let canonical = max.version.dev() == Some(0) && !plain.is_prerelease();
    match (max.inclusive, tops) {
        (true, _) => format!("<={}", max.version),
        (false, Tops::Bound) if canonical => format!("<{plain}"),
        (false, _) => format!("<{}", max.version),
    }
}

/// The series that two ranges leave out between them.
fn left_out(ranges: &[Range]) -> Option<String> {
    match ranges {
        [Range { min: None, max: Some(max), .. }, Range { min: Some(min), max: None, .. }]
            if !max.inclusive && min.inclusive =>
        {
            series(&max.version, &min.version, &min.version)
        }
        _ => None,
    }
}

/// `1.2.*` where the versions from the first up to the end are those; `whole` is the one that must
/// be a first development release.
fn series(first: &Version, end: &Version, whole: &Version) -> Option<String> {
    let odd = |version: &Version| {
        version.is_local() || version.pre().is_some() || version.post().is_some()
    };
    let is_first = |version: &Version| *version == first_dev(version);
    let half = |version: &Version| version.dev().is_some() && !is_first(version);
    if [first, end].into_iter().any(|version| odd(version) || half(version)) || !is_first(whole) {
        return None;
    }
    let zeros = end.release().iter().rev().take_while(|number| **number == 0).count();
    let kept = end.release().get(..end.release().len() - zeros)?;
    let (last, stem) = kept.split_last()?;
    let number = |at: usize| first.release().get(at).copied().unwrap_or(0);
    let rest_is_zero = first.release().iter().skip(kept.len()).all(|number| *number == 0);
    let same = stem.iter().enumerate().all(|(at, part)| number(at) == *part);
    if !(rest_is_zero && same && number(stem.len()).checked_add(1) == Some(*last)) {
        return None;
    }
    let mut parts: Vec<String> = stem.iter().map(u64::to_string).collect();
    parts.push(number(stem.len()).to_string());
    Some(format!("{}.*", parts.join(".")))
}
