//! Names that cannot all be unpacked into one folder.

use std::collections::BTreeSet;

use crate::ArchivePath;

/// The names seen so far.
#[derive(Debug, Default)]
pub(crate) struct Tangle {
    files: BTreeSet<ArchivePath>,
    folders: BTreeSet<ArchivePath>,
}

/// The longest name and the deepest folder that systems take and that can be looked through
/// quickly.
const LONGEST: usize = 4096;
const DEEPEST: usize = 128;

impl Tangle {
    /// Takes note of a folder, which may be there before.
    ///
    /// # Errors
    /// When no system would take its name.
    pub(crate) fn add_folder(&mut self, path: &ArchivePath) -> Result<(), &'static str> {
        is_reasonable(path)?;
        self.folders.insert(path.clone());
        Ok(())
    }

    /// Takes note of a file or link; whether it was new.
    ///
    /// # Errors
    /// When no system would take its name.
    pub(crate) fn add_file(&mut self, path: &ArchivePath) -> Result<bool, &'static str> {
        is_reasonable(path)?;
        Ok(self.files.insert(path.clone()))
    }

    /// What is a file and must be a folder as well.
    pub(crate) fn flaw(&self) -> Option<&ArchivePath> {
        let folders = self.folders.iter().find(|folder| self.files.contains(*folder));
        let all = || self.files.iter().chain(&self.folders);
        folders.or_else(|| all().find_map(|path| self.file_above(path)))
    }

    fn file_above(&self, path: &ArchivePath) -> Option<&ArchivePath> {
        let path = path.as_str();
        path.match_indices('/').find_map(|(at, _)| self.files.get(path.get(..at)?))
    }
}

fn is_reasonable(path: &ArchivePath) -> Result<(), &'static str> {
    if path.as_str().len() > LONGEST {
        return Err("has a name of more than 4,096 bytes");
    }
    if path.as_str().matches('/').count() > DEEPEST {
        return Err("lies below more than 128 folders");
    }
    Ok(())
}
