//! A project as meant: neutral, resolved, ready to lay out.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use pyrel_archive::FileMap;
use pyrel_diag::Finding;
use pyrel_pep::{EntryPoints, Metadata, Requirement, TagSet};
use pyrel_tree::{RelPath, SourceTree};

/// What a backend room makes of a project. The file maps are resolved: no patterns, no rules and
/// no dialect are left in them.
#[derive(Clone, Debug)]
pub struct Project {
    /// The core metadata.
    pub metadata: Metadata,
    /// The entry points, if there shall be a file of them.
    pub entry_points: Option<EntryPoints>,
    /// The wheel's tags.
    pub tags: TagSet,
    /// Whose rules were followed.
    pub rules: Rules,
    /// What goes into `site-packages`.
    pub wheel: FileMap,
    /// What goes elsewhere on installation, by the scheme's key.
    pub data: BTreeMap<Scheme, FileMap>,
    /// Members of `.dist-info` besides `METADATA`, `WHEEL`, `RECORD` and `entry_points.txt`,
    /// relative to it.
    pub dist_info: FileMap,
    /// What goes into the sdist, relative to its top folder. A `PKG-INFO` of the room's own making,
    /// which is bytes and no file of the tree, stands in for one written from the metadata.
    pub sdist: FileMap,
    /// Files that the backend writes into the tree while it builds, such as one with the version.
    /// Archives take them from here; the work tree gets them only on request.
    pub written: BTreeMap<RelPath, Arc<[u8]>>,
    /// Why no sdist can be made although a wheel can.
    pub no_sdist: Vec<Finding>,
    /// What an editable wheel holds in place of the package files, or why there can be none.
    pub editable: Result<Editable, Vec<Finding>>,
}

impl Project {
    /// The tree that its archives are made from: the one it was read from, and what was written.
    #[must_use]
    pub fn tree(&self, read_from: &SourceTree) -> SourceTree {
        match self.written.is_empty() {
            true => read_from.clone(),
            false => read_from.overlaid(self.written.clone()),
        }
    }
}

/// What an editable wheel (PEP 660) holds in place of the package files: what makes an interpreter
/// find them where they lie.
#[derive(Clone, Debug, Default)]
pub struct Editable {
    /// The name of the path configuration file, for example `_demo.pth`.
    pub path_file: String,
    /// The folders that it puts on the import path, in its order.
    pub paths: Vec<RelPath>,
    /// Modules and packages that are found one by one, where a folder would show too much.
    pub modules: BTreeMap<String, RelPath>,
    /// Package files that the wheel holds all the same.
    pub files: FileMap,
    /// What goes elsewhere on installation, by the scheme's key.
    pub data: BTreeMap<Scheme, FileMap>,
    /// What `.dist-info` holds in place of what the wheel's holds, where that is something else.
    pub dist_info: Option<FileMap>,
    /// Requirements that an editable installation has besides.
    pub requires: Vec<Requirement>,
}

/// What a project states about itself.
#[derive(Clone, Debug)]
pub struct Stated {
    /// The core metadata.
    pub metadata: Metadata,
    /// Whose rules were followed.
    pub rules: Rules,
}

/// The backend and the band of its releases whose rules were followed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rules {
    /// For example `flit_core 4`.
    pub name: String,
    /// Why this band and no other, for example ``the newest that `flit_core>=3.2` allows``.
    pub because: String,
    /// What else came from elsewhere than the configuration, and from where: for example ``the
    /// version 1.2.dev3 is from git: 3 commits since `v1.1` ``.
    pub notes: Vec<String>,
}

/// The installation schemes of a wheel's `.data` folder.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Scheme {
    /// Below the environment's prefix.
    Data,
    /// C headers.
    Headers,
    /// C headers, under the name that pdm-backend gives them.
    Include,
    /// Headers for one platform, under the name that pdm-backend gives them.
    Platinclude,
    /// Modules for one platform.
    Platlib,
    /// Modules.
    Purelib,
    /// Executable scripts.
    Scripts,
}

impl Scheme {
    /// The scheme of a key.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        let all = [
            Self::Data,
            Self::Headers,
            Self::Include,
            Self::Platinclude,
            Self::Platlib,
            Self::Purelib,
            Self::Scripts,
        ];
        all.into_iter().find(|scheme| scheme.to_string() == key)
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Data => "data",
            Self::Headers => "headers",
            Self::Include => "include",
            Self::Platinclude => "platinclude",
            Self::Platlib => "platlib",
            Self::Purelib => "purelib",
            Self::Scripts => "scripts",
        })
    }
}
