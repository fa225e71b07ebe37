//! All families of rules, over one file or over all that belong together.

use pyrel_archive::{Artifact, Limits, SpoolFolder};
use pyrel_diag::Finding;

use crate::together::{self, Seen};
use crate::{Error, Specimen, archive, crew, inside, metadata};

/// What was found in several files.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What was found in each, in the order of the files.
    pub files: Vec<Vec<Finding>>,
    /// What is only wrong with all of them together.
    pub together: Vec<Finding>,
}

impl Checked {
    /// All findings, file by file.
    #[must_use]
    pub fn into_findings(self) -> Vec<Finding> {
        self.files.into_iter().flatten().chain(self.together).collect()
    }
}

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
    look(artifact, limits, spool).map(|(findings, _)| findings)
}

/// Looks at files that are to be published together, on all cores, each by itself and then whether
/// they go together. What is found does not depend on the number of cores.
///
/// # Errors
/// As [`check`], of the first file that cannot be looked at.
pub fn check_all(
    artifacts: &[Artifact],
    limits: &Limits,
    spool: &SpoolFolder,
) -> Result<Checked, Error> {
    let mut checked = Checked::default();
    let mut seen = Vec::new();
    let numbers: Vec<usize> = (0..artifacts.len()).collect();
    // The largest memory is that of as many files as there are cores.
    let looked = crew::each(&numbers, crew::cores(), |number, ()| {
        artifacts.get(number).map(|artifact| look(artifact, limits, spool))
    });
    for looked in looked.into_iter().flatten() {
        let (findings, identity) = looked?;
        checked.files.push(findings);
        seen.push(identity);
    }
    checked.together = together::look(&seen);
    Ok(checked)
}

type Looked = Result<(Vec<Finding>, Seen), Error>;

fn look(artifact: &Artifact, limits: &Limits, spool: &SpoolFolder) -> Looked {
    let (specimen, mut findings) = Specimen::open(artifact, limits, spool)?;
    findings.extend(archive::look_at_members(&specimen)?);
    metadata::look(&specimen, &mut findings)?;
    inside::look(&specimen, &mut findings)?;
    let seen = Seen::of(&specimen)?;
    Ok((findings, seen))
}
