//! What a file says of its project: the fields of `METADATA` or `PKG-INFO`.

use pyrel_diag::Finding;

use crate::{Check, Error, Specimen};

/// The rules of this family.
pub(crate) static RULES: [&Check; 0] = [];

/// Looks at the fields.
pub(crate) fn look(_specimen: &Specimen, _findings: &mut Vec<Finding>) -> Result<(), Error> {
    Ok(())
}
