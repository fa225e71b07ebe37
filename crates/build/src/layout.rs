//! Laid out artefacts: every member decided, nothing written.

use std::collections::BTreeMap;

use pyrel_archive::{
    Artifact, Epoch, FileMap, Format, Job, Mode, SealedEntry, SpoolFolder, Trailer, seal,
};
use pyrel_diag::Progress;
use pyrel_tree::{RelPath, SourceTree, TreeEntry};

use crate::Error;
use crate::wheel::record;

/// The deflate level of wheels and sdists. At 5 wheels are as large as those of `uv build` and
/// sdists larger by a hundredth, and 6 would take a third longer to save that.
const LEVEL: u8 = 5;

/// A wheel or an sdist, complete but for the members that need the digests of the others.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The file name.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The members.
    pub map: FileMap,
    /// The tree that the members' sources are relative to.
    pub tree: SourceTree,
}

/// The two formats of a release.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A source distribution with this top folder.
    Sdist {
        /// `{name}-{version}`.
        top: String,
    },
    /// A wheel with this `.dist-info` folder.
    Wheel {
        /// `{name}-{version}.dist-info`.
        dist_info: String,
    },
}

impl Layout {
    /// Reads every member once and makes the finished file. Equal layouts of equal files give
    /// equal bytes.
    ///
    /// # Errors
    /// When a member cannot be read or the spool cannot be written.
    pub fn seal(
        &self,
        epoch: Epoch,
        spool: &SpoolFolder,
        progress: &dyn Progress,
    ) -> Result<Artifact, Error> {
        let dist_info = match &self.kind {
            Kind::Sdist { .. } => None,
            Kind::Wheel { dist_info } => Some(dist_info),
        };
        let record =
            dist_info.map(|folder| |entries: &[SealedEntry]| record::member(folder, entries));
        let format = if record.is_some() { Format::Zip } else { Format::TarGz };
        let job = Job {
            name: &self.name,
            format,
            map: &self.map,
            tree: &self.tree,
            epoch,
            level: LEVEL,
            trailer: record.as_ref().map(|record| record as Trailer<'_>),
            spool,
            workers: None,
        };
        Ok(seal(&job, progress)?)
    }

    /// The members that are made last, from the digests of all others.
    pub fn made_last(&self) -> impl Iterator<Item = String> {
        match &self.kind {
            Kind::Sdist { .. } => None,
            Kind::Wheel { dist_info } => Some(format!("{dist_info}/RECORD")),
        }
        .into_iter()
    }

    /// The tree that somebody gets who unpacks the sdist: made of its own entries, so that nothing
    /// is unpacked. For a wheel, the tree of its members.
    ///
    /// # Errors
    /// When a member's path is not relative, which an [`pyrel_archive::ArchivePath`] rules out.
    #[must_use]
    pub fn as_tree(&self) -> SourceTree {
        let prefix = match &self.kind {
            Kind::Sdist { top } => format!("{top}/"),
            Kind::Wheel { .. } => String::new(),
        };
        let mut entries = BTreeMap::new();
        for (path, entry) in self.map.iter() {
            let inner = path.as_str().strip_prefix(&prefix).unwrap_or(path.as_str());
            if let Ok(path) = RelPath::new(inner) {
                let executable = entry.mode == Mode::Executable;
                entries.insert(path, TreeEntry { source: entry.source.clone(), executable });
            }
        }
        SourceTree::of_entries(Some(self.tree.clone()), entries)
    }
}
