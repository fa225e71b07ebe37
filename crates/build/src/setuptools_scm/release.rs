//! The releases of setuptools-scm whose rules are known.

use pyrel_diag::Finding;
use pyrel_pep::Requirement;
use pyrel_scm::setuptools_scm::Release;

use crate::Error;
use crate::backends::{Band, NO_BAND, newest_allowed};
use crate::pyproject::{BuildSystem, Located};

/// What is between known releases stands here as well, so that it is not taken for an older one.
const BANDS: &[Band<Option<Release>>] = &[
    band("setuptools-scm 10", ["10.1.0", "10.3.4"], &Some(Release::V10)),
    band("setuptools-scm 10.0", ["10.0.0", "10.0.5"], &None),
    band("setuptools-scm 9.2", ["9.2.1", "9.2.2"], &Some(Release::V9)),
    band("setuptools-scm 9.2.0", ["9.2.0", "9.2.0"], &None),
    band("setuptools-scm 8.3", ["8.3.0", "8.3.1"], &Some(Release::V8_3)),
    band("setuptools-scm 8.2", ["8.2.0", "8.2.0"], &Some(Release::V8_2)),
    band("setuptools-scm 8.1", ["8.1.0", "8.1.0"], &Some(Release::V8_1)),
    band("setuptools-scm 8.0", ["8.0.4", "8.0.4"], &Some(Release::V8_0)),
    band("setuptools-scm 8.0.3", ["8.0.0", "8.0.3"], &None),
    band("setuptools-scm 7.1", ["7.1.0", "7.1.0"], &Some(Release::V7)),
    band("setuptools-scm before 7.1", ["1.0.0", "7.0.5"], &None),
];

const fn band(
    name: &'static str,
    [first, last]: [&'static str; 2],
    profile: &'static Option<Release>,
) -> Band<Option<Release>> {
    Band { name, first, last, profile }
}

/// The release that `build-system.requires` and these requirements allow for.
///
/// # Errors
/// When it is none whose rules are known.
pub(crate) fn release_of(
    build_system: &BuildSystem,
    more: &[Located<Requirement>],
) -> Result<Release, Error> {
    let requires = build_system.requires.iter().chain(more).cloned().collect();
    let build_system = BuildSystem { requires, ..build_system.clone() };
    let chosen = newest_allowed(&build_system, "setuptools-scm", BANDS)?;
    chosen.profile.ok_or_else(|| {
        let message = format!("the rules of {} are not known", chosen.rules.name);
        Error::refused(Finding::new(&NO_BAND, message).at(build_system.location))
    })
}
