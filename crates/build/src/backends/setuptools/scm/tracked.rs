//! The files that git tracks, which an sdist holds and which may be package data.

use pyrel_diag::{Finding, Location};
use pyrel_scm::Refusal;
use pyrel_scm::setuptools_scm::{Files, Release, file_list_json, files, files_found};
use pyrel_tree::{Descend, EntryKind, RelPath, SourceTree, walk};

use crate::Error;
use crate::backends::Input;
use crate::setuptools_scm::{Configured, around, finding};

/// What source control says of a project's files.
#[derive(Clone, Debug)]
pub(crate) struct Tracked {
    files: Option<Vec<RelPath>>,
}

impl Tracked {
    /// Nobody is there to ask.
    pub(super) fn unasked() -> Self {
        Self { files: None }
    }

    /// Where the version comes from, the files do as well.
    pub(super) fn of(configured: &Configured, input: &Input<'_>) -> Result<Self, Error> {
        let source = files(configured.options(), &around(input.tree, input.surroundings));
        let source = source.map_err(|refusal| Error::refused(configured.finding(refusal)))?;
        Self::from(source, input, |refusal| configured.finding(refusal))
    }

    /// What the tool finds that is merely there.
    pub(super) fn found(
        input: &Input<'_>,
        release: Release,
        location: &Location,
    ) -> Result<Self, Error> {
        let source = files_found(release, &around(input.tree, input.surroundings));
        let source =
            source.map_err(|refusal| Error::refused(finding(refusal, location.clone())))?;
        Self::from(source, input, |refusal| finding(refusal, location.clone()))
    }

    fn from(
        source: Files,
        input: &Input<'_>,
        finding: impl Fn(Refusal) -> Finding,
    ) -> Result<Self, Error> {
        let files = match (source, &input.surroundings.checkout) {
            (Files::Tracked, Some(checkout)) => {
                checkout.tracked().map_err(|error| Error::refused(finding(error.into())))?
            }
            (Files::BroughtAlong(files), _) => {
                files.iter().filter_map(|file| RelPath::new(file).ok()).collect()
            }
            (Files::All, _) => all(input.tree)?,
            (Files::Tracked | Files::Unknown, _) => Vec::new(),
        };
        Ok(Self { files: Some(files).filter(|files| !files.is_empty()) })
    }

    /// The files, if anybody says which there are: the list of an earlier build does not count then.
    pub(crate) fn files(&self) -> Option<&[RelPath]> {
        self.files.as_deref()
    }

    /// The list for egg-info.
    pub(super) fn json(&self) -> Option<String> {
        let files: Vec<String> = self.files()?.iter().map(RelPath::to_string).collect();
        Some(file_list_json(&files))
    }
}

/// All files of a tree.
fn all(tree: &SourceTree) -> Result<Vec<RelPath>, Error> {
    let items = walk(tree, &RelPath::root(), &mut |_| Descend::Into)?;
    let files = items.into_iter().filter(|item| matches!(item.kind, EntryKind::File { .. }));
    Ok(files.map(|item| item.path).collect())
}
