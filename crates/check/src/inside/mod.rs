//! What is inside a file: whether its parts agree, and whether it holds what it should and nothing
//! else.

use pyrel_diag::Finding;

use crate::{Check, Error, Specimen};

/// The rules of this family.
pub(crate) static RULES: [&Check; 0] = [];

/// Looks at what is inside.
pub(crate) fn look(_specimen: &Specimen, _findings: &mut Vec<Finding>) -> Result<(), Error> {
    Ok(())
}
