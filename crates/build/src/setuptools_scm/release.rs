//! The releases of setuptools-scm whose rules are known.

use pyrel_diag::Finding;
use pyrel_pep::Requirement;
use pyrel_scm::setuptools_scm::Release;

use crate::Error;
use crate::backends::{Band, NO_BAND, newest_allowed};
use crate::pyproject::{BuildSystem, Located};

/// What is between known releases stands here as well, so that it is not taken for an older one.
const BANDS: &[Band<Option<Release>>] = &[
    Band {
        name: "setuptools-scm 10",
        first: "10.1.0",
        last: "10.3.4",
        profile: &Some(Release::V10),
    },
    Band { name: "setuptools-scm 10.0", first: "10.0.0", last: "10.0.5", profile: &None },
    Band { name: "setuptools-scm 9.2", first: "9.2.1", last: "9.2.2", profile: &Some(Release::V9) },
    Band { name: "setuptools-scm 9.2.0", first: "9.2.0", last: "9.2.0", profile: &None },
    Band {
        name: "setuptools-scm 8.3",
        first: "8.3.0",
        last: "8.3.1",
        profile: &Some(Release::V8_3),
    },
    Band {
        name: "setuptools-scm 8.2",
        first: "8.2.0",
        last: "8.2.0",
        profile: &Some(Release::V8_2),
    },
    Band {
        name: "setuptools-scm 8.1",
        first: "8.1.0",
        last: "8.1.0",
        profile: &Some(Release::V8_1),
    },
    Band {
        name: "setuptools-scm 8.0",
        first: "8.0.4",
        last: "8.0.4",
        profile: &Some(Release::V8_0),
    },
    Band { name: "setuptools-scm 8.0.3", first: "8.0.0", last: "8.0.3", profile: &None },
    Band { name: "setuptools-scm 7.1", first: "7.1.0", last: "7.1.0", profile: &Some(Release::V7) },
    Band { name: "setuptools-scm before 7.1", first: "1.0.0", last: "7.0.5", profile: &None },
];

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
