//! Which interpreters a project is for: `Requires-Python`, classifiers and the wheel's tag.

use pyrel_pep::TagSet;

use super::Profile;
use pyrel_poetry::{Constraint, Reading, Use};

/// What poetry supposes where nothing is said.
const SUPPOSED: &str = "~2.7 || >=3.4";
/// The same for classifiers.
const SUPPOSED_CLASSIFIERS: &str = "~2.7 || ^3.4";
/// What all of its classifiers begin with.
const PREFIX: &str = "Programming Language :: Python";

/// The interpreters that a constraint admits.
#[derive(Clone, Debug)]
pub(super) struct Pythons {
    /// The constraint as it is written, if it says anything.
    stated: Option<Constraint>,
    profile: &'static Profile,
}

impl Pythons {
    /// Nothing said.
    pub(super) fn unstated(profile: &'static Profile) -> Self {
        Self { stated: None, profile }
    }

    /// Reads a constraint on interpreters; `*` says nothing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn read(text: &str, profile: &'static Profile) -> Result<Self, String> {
        if text == "*" {
            return Ok(Self::unstated(profile));
        }
        let stated = profile.reading.read(text, own_use(profile.reading))?;
        Ok(Self { stated: Some(stated), profile })
    }

    /// Whether every interpreter of another constraint is admitted.
    pub(super) fn covers(&self, other: &Self) -> bool {
        let Some(ours) = &self.stated else { return true };
        other.stated.as_ref().is_some_and(|theirs| ours.allows_all(theirs))
    }

    /// Whether none is admitted.
    pub(super) fn is_empty(&self) -> bool {
        self.stated.as_ref().is_some_and(Constraint::is_empty)
    }

    fn constraint(&self) -> Constraint {
        self.stated.clone().unwrap_or_else(|| self.known(SUPPOSED))
    }

    fn known(&self, text: &str) -> Constraint {
        let reading = self.profile.reading;
        reading.read(text, own_use(reading)).unwrap_or_else(|_| Constraint::empty())
    }

    /// `Requires-Python`, if the constraint says anything.
    pub(super) fn requires_python(&self) -> Option<String> {
        let mut constraint = self.stated.clone()?;
        let reading = self.profile.reading;
        let read = |text: &str| {
            reading.read(text, Use::Requirement).unwrap_or_else(|_| Constraint::empty())
        };
        if let Some(version) = constraint.version().cloned() {
            let number = |at: usize| version.release().get(at).copied().unwrap_or(0);
            constraint = match version.release().len() {
                1 => read(&format!("^{}.0", number(0))),
                2 => read(&format!("~{}.{}", number(0), number(1))),
                _ => return Some(format!("=={version}")),
            };
        }
        if constraint.ranges().len() < 2 {
            return Some(constraint.to_string());
        }
        let mut parts = Vec::new();
        let mut lowest = None;
        for series in self.series() {
            if constraint.allows_any(&read(&format!("{series}.*"))) {
                lowest = lowest.or(Some(series));
            } else {
                parts.push(format!("!={series}.*"));
            }
        }
        let lowest = lowest.or_else(|| first_stated(&constraint));
        Some(
            lowest
                .map(|it| format!(">={it}"))
                .into_iter()
                .chain(parts)
                .collect::<Vec<_>>()
                .join(", "),
        )
    }

    /// The minor releases that the backend knows.
    fn series(&self) -> impl Iterator<Item = String> {
        let third = (0..=self.profile.newest_python).map(|minor| format!("3.{minor}"));
        std::iter::once("2.7".to_owned()).chain(third)
    }

    /// Classifiers for what is admitted, as poetry finds it out: a minor release by its very first
    /// version, so that `>=3.6.2` does not mean 3.6.
    fn classifiers(&self) -> Vec<String> {
        let constraint = self.stated.clone().unwrap_or_else(|| self.known(SUPPOSED_CLASSIFIERS));
        let minors = (4..=self.profile.newest_python).map(|minor| format!("3.{minor}"));
        let fixed = ["2", "2.7", "3"].map(str::to_owned);
        let admitted = |release: &String| {
            let one = match release.contains('.') {
                true => self.known(&format!("=={release}")),
                false => self.known(&format!("{release}.*")),
            };
            constraint.allows_any(&one)
        };
        let releases = fixed.into_iter().chain(minors).filter(admitted);
        releases.map(|release| format!("{PREFIX} :: {release}")).collect()
    }

    /// The stated classifiers and those of the interpreters, which stand where a list in order has
    /// the first of them.
    pub(super) fn with_classifiers(&self, mut stated: Vec<String>) -> Vec<String> {
        let own = self.classifiers();
        stated.retain(|classifier| !own.contains(classifier));
        stated.sort();
        stated.dedup();
        let at = stated.iter().position(|classifier| classifier.as_str() > PREFIX);
        let at = at.unwrap_or(stated.len());
        stated.splice(at..at, own);
        stated
    }

    /// Whether the wheel is for Python 2 as well.
    pub(super) fn tags(&self) -> TagSet {
        let second = self.profile.reading.read(">=2.0.0 <3.0.0", Use::Requirement);
        let old = second.is_ok_and(|second| self.constraint().allows_any(&second));
        if old { TagSet::py2_py3() } else { TagSet::py3() }
    }
}

/// The minor release at which a constraint begins.
fn first_stated(constraint: &Constraint) -> Option<String> {
    let min = constraint.ranges().first()?.min.as_ref()?;
    let numbers = min.version.release().iter().take(2).map(u64::to_string);
    Some(numbers.collect::<Vec<_>>().join("."))
}

/// Before 2.5 interpreters were read as the versions of any requirement.
fn own_use(reading: Reading) -> Use {
    match reading {
        Reading::Canonical => Use::Marker,
        Reading::Written | Reading::Old => Use::Requirement,
    }
}
