//! Where a project's version is written, so that another one can be put there.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use pyrel_diag::SourceText;
use pyrel_pep::Version;
use pyrel_tree::{RelPath, SourceTree};

use crate::backends::{Input, backend};
use crate::pyproject::{self, Pyproject, Reader};
use crate::{Error, Surroundings};

/// The place of a version in a file of the project.
#[derive(Clone, Debug)]
pub struct VersionPlace {
    /// The file and its text.
    pub source: SourceText,
    /// The bytes that spell the version, quotes included.
    pub range: Range<usize>,
    /// How a version is spelled there.
    pub spelling: Spelling,
}

/// How a version is spelled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Spelling {
    /// As it is.
    Plain,
    /// As a Python string.
    Python,
    /// As a TOML string.
    Toml,
}

impl VersionPlace {
    /// The version that is written there.
    pub(crate) fn version(&self) -> Option<Version> {
        let text = self.source.text().get(self.range.clone())?;
        text.trim_matches(['"', '\'']).parse().ok()
    }

    /// The file's text with another version at the place.
    #[must_use]
    pub fn with(&self, version: &Version) -> String {
        let version = version.to_string();
        // A canonical version has nothing to escape, so TOML and Python spell it alike.
        let spelled = match self.spelling {
            Spelling::Plain => version,
            Spelling::Python | Spelling::Toml => pyrel_python::quote(&version),
        };
        let text = self.source.text();
        let before = text.get(..self.range.start).unwrap_or_default();
        let after = text.get(self.range.end..).unwrap_or_default();
        format!("{before}{spelled}{after}")
    }
}

/// Finds where the version of a project is written.
///
/// # Errors
/// When the project is wrong, or its version is written nowhere.
pub fn version_place(
    tree: &SourceTree,
    surroundings: &Surroundings,
) -> Result<VersionPlace, Error> {
    let pyproject = Pyproject::read(tree)?;
    let version = pyproject.table(&["project"]).and_then(|project| project.get("version"));
    if let Some(range) = version.as_ref().and_then(pyproject::Value::span) {
        let source = pyproject.source().clone();
        return Ok(VersionPlace { source, range, spelling: Spelling::Toml });
    }
    let mut reader = Reader::new();
    let chosen = backend(&pyproject, tree, surroundings, &mut reader);
    reader.finish()?;
    let (backend, build_system) = chosen?;
    let input = Input { pyproject: &pyproject, build_system: &build_system, tree, surroundings };
    backend.version_place(&input)
}

/// The tree with another version, through an overlay: the tree itself stays as it is. Where the
/// version is found out from elsewhere, it is the surroundings that say another.
///
/// # Errors
/// As [`version_place`].
pub fn with_version(
    tree: &SourceTree,
    surroundings: &Surroundings,
    version: &Version,
) -> Result<(SourceTree, Surroundings), Error> {
    if finds_version_elsewhere(tree, surroundings)? {
        let version = Some(version.clone());
        return Ok((tree.clone(), Surroundings { version, ..surroundings.clone() }));
    }
    let place = version_place(tree, surroundings)?;
    let path = RelPath::new(place.source.path()).unwrap_or_else(|_| RelPath::root());
    let text: Arc<[u8]> = place.with(version).into_bytes().into();
    Ok((tree.overlaid(BTreeMap::from([(path, text)])), surroundings.clone()))
}

fn finds_version_elsewhere(tree: &SourceTree, surroundings: &Surroundings) -> Result<bool, Error> {
    let pyproject = Pyproject::read(tree)?;
    let mut reader = Reader::new();
    let (backend, build_system) = backend(&pyproject, tree, surroundings, &mut reader)?;
    let input = Input { pyproject: &pyproject, build_system: &build_system, tree, surroundings };
    backend.finds_version_elsewhere(&input)
}
