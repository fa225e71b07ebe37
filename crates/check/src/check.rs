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
    look(artifact, limits, spool, crew::cores().min(MOST_WORKERS)).map(|(findings, _)| findings)
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
    // The largest first, so that no thread is left with one at the end.
    let mut order: Vec<usize> = (0..artifacts.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(artifacts.get(at).map(Artifact::len)));
    // The cores are shared out among as many files as they can work on at once, which bounds threads
    // and memory by the machine and not by what is asked.
    let cores = crew::cores();
    let at_once = cores.min(artifacts.len()).max(1);
    let each = (cores / at_once).clamp(1, MOST_WORKERS);
    let looked = crew::each(&order, at_once, |number, ()| {
        artifacts.get(number).map(|artifact| look(artifact, limits, spool, each))
    });
    for looked in looked.into_iter().flatten() {
        let (findings, identity) = looked?;
        checked.files.push(findings);
        seen.push(identity);
    }
    checked.together = together::look(&seen);
    Ok(checked)
}

/// More threads than this on one file would wait for each other.
const MOST_WORKERS: usize = 8;

type Looked = Result<(Vec<Finding>, Seen), Error>;

fn look(artifact: &Artifact, limits: &Limits, spool: &SpoolFolder, workers: usize) -> Looked {
    let (specimen, mut findings) = Specimen::open(artifact, limits, spool, workers)?;
    archive::look_at_members(&specimen, &mut findings)?;
    metadata::look(&specimen, &mut findings);
    inside::look(&specimen, &mut findings)?;
    let seen = Seen::of(&specimen);
    Ok((findings.into_vec(artifact.name()), seen))
}
