//! All families of rules, over one file.

use pyrel_archive::{Artifact, Limits, SpoolFolder};
use pyrel_diag::Finding;

use crate::{Error, Specimen, inside, metadata};

/// Looks at a finished file with every rule there is. The findings weigh as for PyPI;
/// [`weigh`](crate::weigh) gives them the weight for somebody else. `spool` is where an sdist is
/// unpacked for that.
///
/// # Errors
/// When the file cannot be read or the machine has no room; never for what is wrong with the file.
pub fn check(
    artifact: &Artifact,
    limits: &Limits,
    spool: &SpoolFolder,
) -> Result<Vec<Finding>, Error> {
    let (specimen, mut findings) = Specimen::open(artifact, limits, spool)?;
    metadata::look(&specimen, &mut findings)?;
    inside::look(&specimen, &mut findings)?;
    Ok(findings)
}
