//! A project as meant: neutral, resolved, ready to lay out.

use std::collections::BTreeMap;
use std::fmt;

use pyrel_archive::FileMap;
use pyrel_diag::Finding;
use pyrel_pep::{EntryPoints, Metadata, TagSet};

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
    /// The backend and band whose rules were followed, for example `flit_core 4`.
    pub profile: String,
    /// What goes into `site-packages`.
    pub wheel: FileMap,
    /// What goes elsewhere on installation, by the scheme's key.
    pub data: BTreeMap<Scheme, FileMap>,
    /// Members of `.dist-info` besides `METADATA`, `WHEEL`, `RECORD` and `entry_points.txt`,
    /// relative to it.
    pub dist_info: FileMap,
    /// What goes into the sdist besides `PKG-INFO`, relative to its top folder.
    pub sdist: FileMap,
    /// Why no sdist can be made although a wheel can.
    pub no_sdist: Vec<Finding>,
}

/// The installation schemes of a wheel's `.data` folder.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Scheme {
    /// Below the environment's prefix.
    Data,
    /// Executable scripts.
    Scripts,
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Data => "data",
            Self::Scripts => "scripts",
        })
    }
}
