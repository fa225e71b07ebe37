//! Version bands: what a backend makes depends on the release that `build-system.requires` allows.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::marker::{Comparator, MarkerPart, Operand};
use pyrel_pep::{Marker, Operator, PackageName, Requirement, Version};

use crate::Error;
use crate::project::Rules;
use crate::pyproject::{BuildSystem, Located};

/// Releases of a backend that make the same of the same project.
#[derive(Debug)]
pub(crate) struct Band<P: 'static> {
    /// For `Generator` and `-v`, for example `flit_core 4`.
    pub name: &'static str,
    /// The first of them.
    pub first: &'static str,
    /// The last of them that is known.
    pub last: &'static str,
    /// What sets them apart.
    pub profile: &'static P,
}

impl<P> Band<P> {
    /// Its first and its last release.
    fn ends(&self) -> Vec<Version> {
        [self.first, self.last].iter().filter_map(|it| it.parse().ok()).collect()
    }
}

/// The band that was chosen, and why.
#[derive(Debug)]
pub(crate) struct Chosen<P: 'static> {
    /// What sets it apart.
    pub profile: &'static P,
    /// For `Generator` and `-v`.
    pub rules: Rules,
}

pub(crate) static NO_BAND: Rule = Rule {
    id: "backend-version",
    severity: Severity::Error,
    words: "`build-system.requires` asks for a release of the backend whose rules pyrel does not know",
    remedy: "allow a newer release, or build with the backend itself (`python -m build`)",
};

/// The newest known band that the requirements allow, as an installer would choose today. Bands
/// are listed newest first.
///
/// A project that is the backend, and so builds itself with its own code, has the band of its own
/// version.
///
/// # Errors
/// When none is allowed.
pub(crate) fn newest_allowed<P>(
    build_system: &BuildSystem,
    backend: &str,
    bands: &'static [Band<P>],
) -> Result<Chosen<P>, Error> {
    if let Some(version) = &build_system.own_version {
        return of_itself(build_system, version, backend, bands);
    }
    let named = |it: &&Located<Requirement>| {
        is_named(&it.value.name, backend) && is_for_cpython(it.value.marker.as_ref())
    };
    let wanted: Vec<_> = build_system.requires.iter().filter(named).collect();
    let admits = |version: &Version| wanted.iter().all(|it| admits(&it.value, version));
    match bands.iter().find(|band| candidates(band, &wanted).iter().any(admits)) {
        Some(band) => Ok(Chosen { profile: band.profile, rules: rules(band, &wanted) }),
        None => Err(Error::refused(none_allowed(build_system, backend, bands, &wanted))),
    }
}

/// The band of a backend that builds itself.
fn of_itself<P>(
    build_system: &BuildSystem,
    version: &Version,
    backend: &str,
    bands: &'static [Band<P>],
) -> Result<Chosen<P>, Error> {
    let holds = |band: &&Band<P>| match &band.ends()[..] {
        [first, last] => first <= version && version <= last,
        _ => false,
    };
    match bands.iter().find(holds) {
        Some(band) => {
            let because = format!("the project is {backend} {version} itself");
            let rules = Rules { name: band.name.to_owned(), because, notes: Vec::new() };
            Ok(Chosen { profile: band.profile, rules })
        }
        None => {
            let message = format!(
                "the project is {backend} {version} itself, a release whose rules are not known"
            );
            let at = build_system.backend_path.as_ref().unwrap_or(&build_system.location);
            Err(Error::refused(Finding::new(&NO_BAND, message).at(at.clone())))
        }
    }
}

/// Releases of a band that stand for all of it: its ends, and whatever the requirements name or
/// have for an end that does not belong to them.
fn candidates<P>(band: &Band<P>, wanted: &[&Located<Requirement>]) -> Vec<Version> {
    let ends = band.ends();
    let mut found = ends.clone();
    for specifier in wanted.iter().filter_map(|it| it.value.specifiers()).flat_map(|it| it.iter()) {
        let text = specifier.version().trim_end_matches(".*");
        found.extend(text.parse::<Version>());
        if specifier.operator() == Operator::Greater {
            found.extend(format!("{text}.0.0.1").parse::<Version>());
        }
    }
    if let [first, last] = &ends[..] {
        found.retain(|version| first <= version && version <= last);
    }
    found
}

fn admits(requirement: &Requirement, version: &Version) -> bool {
    requirement.specifiers().is_none_or(|specifiers| specifiers.contains(version))
}

fn rules<P>(band: &Band<P>, wanted: &[&Located<Requirement>]) -> Rules {
    let asked: Vec<String> = wanted.iter().map(|it| format!("`{}`", it.value)).collect();
    let because = match &asked[..] {
        [] => "the newest, since `build-system.requires` names no release".to_owned(),
        _ => format!("the newest that {} allows", asked.join(" and ")),
    };
    Rules { name: band.name.to_owned(), because, notes: Vec::new() }
}

fn none_allowed<P>(
    build_system: &BuildSystem,
    backend: &str,
    bands: &'static [Band<P>],
    wanted: &[&Located<Requirement>],
) -> Finding {
    let location = wanted
        .first()
        .map_or_else(|| build_system.location.clone(), |first| first.location.clone());
    let oldest = bands.last().map_or("", |band| band.first);
    let newest = bands.first().map_or("", |band| band.last);
    let message = format!(
        "no release of {backend} between {oldest} and {newest} satisfies `build-system.requires`"
    );
    Finding::new(&NO_BAND, message).at(location)
}

/// Whether a marker does not leave out the interpreter that wheels are built with. Whatever else it
/// asks may be so.
fn is_for_cpython(marker: Option<&Marker>) -> bool {
    let Some(Marker { first, rest }) = marker else { return true };
    let MarkerPart::Comparison {
        left: Operand::Variable("platform_python_implementation"),
        comparator,
        right: Operand::Value(value),
    } = first
    else {
        return true;
    };
    match comparator {
        _ if !rest.is_empty() => true,
        Comparator::Equal | Comparator::Exactly => value == "CPython",
        Comparator::NotEqual => value != "CPython",
        Comparator::Compatible
        | Comparator::Greater
        | Comparator::GreaterEqual
        | Comparator::In
        | Comparator::Less
        | Comparator::LessEqual
        | Comparator::NotIn => true,
    }
}

fn is_named(name: &PackageName, backend: &str) -> bool {
    backend.parse::<PackageName>().is_ok_and(|backend| backend.normalized() == name.normalized())
}
