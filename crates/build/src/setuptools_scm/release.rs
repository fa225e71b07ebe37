//! The releases of setuptools-scm whose rules are known.

use crate::Error;
use crate::backends::{Band, newest_allowed};
use crate::pyproject::BuildSystem;

/// Before 10.1 tags had neither prefix nor strictness, and version files other texts.
const BANDS: &[Band<()>] =
    &[Band { name: "setuptools-scm 10", first: "10.1.0", last: "10.3.4", profile: &() }];

/// Whether `build-system.requires` allows for a release whose rules are known.
///
/// # Errors
/// When it does not.
pub(crate) fn check_release(build_system: &BuildSystem) -> Result<(), Error> {
    newest_allowed(build_system, "setuptools-scm", BANDS).map(|_| ())
}
