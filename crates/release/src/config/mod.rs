//! `[tool.pyrel]`: what a project says about its releases.

pub(crate) mod read;
mod schema;
mod setting;

use pyrel_build::pyproject::Located;
use pyrel_check::Audience;
use pyrel_diag::Location;
use pyrel_dxt::{BundleFormat, Zip64};
use pyrel_tree::RelPath;

use crate::staging::MANIFEST;

pub use schema::{page, schema};
pub use setting::{SETTINGS, Setting, Shape};

/// `[tool.pyrel]` as meant, defaults filled in.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where finished files go, relative to the project.
    pub dist_dir: RelPath,
    /// Where dists are published: a name, an address or a folder.
    pub repository: Option<Located<String>>,
    /// What is said of finished files.
    pub check: CheckConfig,
    /// The desktop extension, if the project has one.
    pub dxt: Option<DxtConfig>,
    /// The release itself.
    pub release: ReleaseConfig,
}

/// `[tool.pyrel.check]`.
#[derive(Clone, Debug, Default)]
pub struct CheckConfig {
    /// Whose rules files are held against, if the project says so.
    pub target: Option<Audience>,
    /// Rules that the project does not want to hear of, by whatever name.
    pub ignore: Vec<Located<String>>,
}

/// `[tool.pyrel.dxt]`: what makes up the desktop extension.
#[derive(Clone, Debug)]
pub struct DxtConfig {
    /// Where the table begins.
    pub location: Location,
    /// The manifest or its template, if it is not the one among the assets.
    pub manifest: Option<Located<RelPath>>,
    /// Folders whose content lands at the root of the bundle, or below `to`.
    pub assets: Vec<Landing>,
    /// Files and folders that land at their own path, or at `to`.
    pub include: Vec<Landing>,
    /// The stem of the file name, to which the version is appended.
    pub name: Option<Located<String>>,
    /// What the file is called.
    pub format: BundleFormat,
    /// What becomes of a bundle that only readers of ZIP64 can read.
    pub zip64: Zip64,
}

impl DxtConfig {
    /// Where the manifest lies in the project; `None` where nothing says it.
    #[must_use]
    pub fn home(&self) -> Option<RelPath> {
        match (&self.manifest, self.assets.first()) {
            (Some(manifest), _) => Some(manifest.value.clone()),
            (None, Some(assets)) => Some(assets.from.value.child(MANIFEST)),
            (None, None) => None,
        }
    }
}

/// Something of the project and where it lands in the bundle.
#[derive(Clone, Debug)]
pub struct Landing {
    /// What, relative to the project.
    pub from: Located<RelPath>,
    /// Where, relative to the bundle; the default depends on the key.
    pub to: Option<RelPath>,
}

/// `[tool.pyrel.release]`.
#[derive(Clone, Debug)]
pub struct ReleaseConfig {
    /// The name of the release zip, a pattern with `{name}` and `{version}`; empty for none.
    pub zip: Located<String>,
    /// Further files in the release zip.
    pub files: Vec<Located<RelPath>>,
}

#[cfg(test)]
mod tests;
