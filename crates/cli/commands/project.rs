//! The project that a command is about.

use std::path::{Path, PathBuf};

use pyrel_build::with_version;
use pyrel_diag::{Explain, Kind};
use pyrel_pep::Version;
use pyrel_tree::SourceTree;

use crate::render::Failure;

/// A project's tree and where its results go.
#[derive(Debug)]
pub(super) struct Project {
    /// The tree, with another version over it if one was asked for.
    pub(super) tree: SourceTree,
    /// The folder that relative paths of the project are relative to, as the user named it.
    pub(super) base: PathBuf,
    /// What was opened.
    pub(super) kind: ProjectKind,
}

/// What a project can be opened from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum ProjectKind {
    /// An sdist, of which nothing is unpacked.
    Archive,
    /// A folder.
    Folder,
}

impl Project {
    /// Opens a folder or an sdist.
    pub(super) fn open(source: &Path, version: Option<&str>) -> Result<Self, Failure> {
        let tree = SourceTree::folder(source)?;
        let project = Self { tree, base: source.to_owned(), kind: ProjectKind::Folder };
        let Some(version) = version else { return Ok(project) };
        let version: Version = version
            .parse()
            .map_err(|error| BadVersion { version: version.to_owned(), source: error })?;
        Ok(Self { tree: with_version(&project.tree, &version)?, ..project })
    }

    /// Where results go if nothing else is said.
    pub(super) fn dist(&self) -> PathBuf {
        match self.kind {
            ProjectKind::Archive => self.base.clone(),
            ProjectKind::Folder => self.base.join("dist"),
        }
    }
}

/// `--set-version` with something that is no version.
#[derive(Debug, thiserror::Error)]
#[error("`--set-version {version}` is no version")]
struct BadVersion {
    version: String,
    source: pyrel_pep::Error,
}

impl Explain for BadVersion {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some("write a version as PEP 440 has it, such as `1.2.0` or `1.2.0rc1`".to_owned())
    }
}
