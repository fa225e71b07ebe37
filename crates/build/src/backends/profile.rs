//! Version bands: what a backend makes depends on the release that `build-system.requires` allows.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{PackageName, Version};

use crate::Error;
use crate::pyproject::BuildSystem;

/// A release of a backend and the rules it follows.
#[derive(Debug)]
pub(crate) struct Release<P: 'static> {
    /// Its version.
    pub version: &'static str,
    /// What sets it apart.
    pub profile: &'static P,
}

static NO_BAND: Rule = Rule {
    id: "backend-version",
    severity: Severity::Error,
    words: "`build-system.requires` asks for a release of the backend whose rules pyrel does not know",
    remedy: "allow a newer release, or build with the backend itself (`python -m build`)",
};

/// The newest known release that the requirements allow, as an installer would choose today.
/// Releases are listed newest first.
///
/// # Errors
/// When none is allowed.
pub(crate) fn newest_allowed<P>(
    build_system: &BuildSystem,
    backend: &str,
    releases: &'static [Release<P>],
) -> Result<&'static Release<P>, Error> {
    let wanted: Vec<_> = build_system
        .requires
        .iter()
        .filter(|requirement| is_named(&requirement.value.name, backend))
        .collect();
    let allowed = |release: &&Release<P>| {
        let Ok(version) = release.version.parse::<Version>() else { return false };
        wanted.iter().all(|requirement| {
            requirement.value.specifiers().is_none_or(|specifiers| specifiers.contains(&version))
        })
    };
    releases.iter().find(allowed).ok_or_else(|| {
        let location = wanted
            .first()
            .map_or_else(|| build_system.location.clone(), |first| first.location.clone());
        let oldest = releases.last().map_or("", |release| release.version);
        let newest = releases.first().map_or("", |release| release.version);
        let message = format!(
            "no release of {backend} between {oldest} and {newest} satisfies `build-system.requires`"
        );
        Error::refused(Finding::new(&NO_BAND, message).at(location))
    })
}

fn is_named(name: &PackageName, backend: &str) -> bool {
    backend.parse::<PackageName>().is_ok_and(|backend| backend.normalized() == name.normalized())
}
