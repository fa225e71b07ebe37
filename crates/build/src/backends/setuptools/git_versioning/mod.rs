//! [setuptools-git-versioning](https://setuptools-git-versioning.readthedocs.io/): the version out of
//! git tags and templates, by a table of `pyproject.toml` or the keyword of a `setup.py`.
//!
//! It comes last of all that may say a version, and puts its own in the place of any other.

mod options;

use pyrel_diag::{Finding, Location};
use pyrel_pep::Version;
use pyrel_scm::setuptools_git_versioning as engine;

use super::describe::distribution::Distribution;
use crate::Error;
use crate::backends::{Input, OptionRow};
use crate::pyproject::{INVALID_VALUE, Located, Reader};
use crate::setuptools_scm::finding;
use options::Asked;

/// The distribution that it is, as requirements name it.
const NAME: &str = "setuptools-git-versioning";

/// Its options, as they are written out in `pyproject.toml`.
pub(super) const OPTIONS: &[OptionRow] = options::ROWS;

/// The version that it finds.
#[derive(Debug)]
pub(super) struct GitVersioning {
    version: Option<Located<Version>>,
    note: Option<String>,
}

impl GitVersioning {
    /// Whether the version is to be found by it.
    pub(super) fn is_asked(input: &Input<'_>, said: &mut Distribution) -> bool {
        Asked::read(input, said, &mut Reader::new()).is_some()
    }

    /// Has it find the version, if it is there and asked.
    pub(super) fn act(
        input: &Input<'_>,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let nothing = Self { version: None, note: None };
        let Some(Asked { options, location }) = Asked::read(input, said, reader) else {
            return Ok(nothing);
        };
        if reader.has_errors() {
            return Ok(nothing);
        }
        let (version, note) = match &input.surroundings.version {
            Some(version) => (version.clone(), None),
            None => found(&options, input, &location)?,
        };
        let made = Self { version: Some(Located { value: version, location }), note };
        made.settle(said);
        Ok(made)
    }

    /// Says the version once more, after all others have spoken.
    pub(super) fn settle(&self, said: &mut Distribution) {
        if self.version.is_some() {
            said.version.clone_from(&self.version);
            said.version_from = None;
        }
    }

    /// A sentence about where the version is from.
    pub(super) fn note(&self) -> Option<String> {
        self.note.clone()
    }
}

fn found(
    options: &engine::Options,
    input: &Input<'_>,
    location: &Location,
) -> Result<(Version, Option<String>), Error> {
    let around = input.surroundings;
    let found = engine::find(options, input.tree, around.checkout.as_ref(), &around.variables);
    let found = found.map_err(|refusal| Error::refused(finding(refusal, location.clone())))?;
    Ok((found.version.clone(), Some(found.to_string())))
}

fn wrong(words: impl Into<String>, at: Location) -> Finding {
    Finding::new(&INVALID_VALUE, words).at(at)
}
