//! The metadata hook `vcs` of [hatch-vcs](https://github.com/ofek/hatch-vcs#metadata-hook):
//! addresses of the project, with the commit in them.

use pyrel_diag::{Finding, Location};
use pyrel_scm::Refusal;

use crate::Surroundings;
use crate::pyproject::{INVALID_VALUE, Reader, Table, urls};
use crate::setuptools_scm;

/// What stands for the commit.
const COMMIT: &str = "{commit_hash}";

/// `[tool.hatch.metadata.hooks.vcs]`.
#[derive(Debug)]
pub(in crate::backends::hatchling) struct VcsUrls {
    urls: Vec<(String, String)>,
    location: Location,
}

impl VcsUrls {
    pub(in crate::backends::hatchling) fn read(table: &Table<'_>, reader: &mut Reader) -> Self {
        Self { urls: urls(table, reader), location: table.location() }
    }

    /// The addresses, with the commit that is checked out; git is asked where it is named.
    pub(in crate::backends::hatchling) fn filled(
        &self,
        surroundings: &Surroundings,
        reader: &mut Reader,
    ) -> Option<Vec<(String, String)>> {
        let names_commit = self.urls.iter().any(|(_, address)| address.contains(COMMIT));
        let commit = match names_commit {
            false => String::new(),
            true => match commit(surroundings) {
                Ok(commit) => commit,
                Err(refusal) => {
                    reader.report(setuptools_scm::finding(refusal, self.location.clone()));
                    return None;
                }
            },
        };
        let mut filled = Vec::new();
        for (name, address) in &self.urls {
            if address.replace(COMMIT, "").contains(['{', '}']) {
                let message = format!("the address `{name}` has other fields than `{COMMIT}`");
                reader.report(Finding::new(&INVALID_VALUE, message).at(self.location.clone()));
            }
            filled.push((name.clone(), address.replace(COMMIT, &commit)));
        }
        Some(filled)
    }
}

/// `git rev-parse HEAD`
fn commit(surroundings: &Surroundings) -> Result<String, Refusal> {
    let none = || Refusal::new("no commit is checked out that the addresses could name");
    let checkout = surroundings.checkout.as_ref().ok_or_else(none)?;
    let history = checkout.history()?;
    Ok(history.head().ok_or_else(none)?.id.to_string())
}
