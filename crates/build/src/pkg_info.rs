//! `PKG-INFO` of an unpacked sdist: what its fields say that are not dynamic.
//!
//! Since metadata 2.2 (PEP 643) a field that is not listed as `Dynamic` has the same value in every
//! wheel that is built from the sdist. Where only running code would tell such a value, it is taken
//! from there.

use pyrel_pep::{Metadata, PackageName, Version};
use pyrel_tree::{RelPath, SourceTree};

use crate::Error;

/// The name of the file.
pub(crate) const FILE: &str = "PKG-INFO";

/// What an sdist says of itself, and of every wheel that is built from it.
#[derive(Debug)]
pub(crate) struct PkgInfo {
    /// All that it says. The version is never dynamic.
    pub metadata: Metadata,
}

impl PkgInfo {
    /// Reads the file, where the tree has one at its top that can be relied on.
    ///
    /// # Errors
    /// When the tree cannot be read.
    pub(crate) fn read(tree: &SourceTree) -> Result<Option<Self>, Error> {
        let path = RelPath::root().child(FILE);
        if !tree.is_file(&path)? {
            return Ok(None);
        }
        let bytes = tree.read(&path)?;
        let Ok(reading) = Metadata::read(&bytes) else { return Ok(None) };
        let info = Self { metadata: reading.metadata };
        Ok((!info.may_vary("version") && knows_dynamic(&bytes)).then_some(info))
    }

    /// Whether a field is listed as dynamic.
    pub(crate) fn may_vary(&self, field: &str) -> bool {
        self.metadata.dynamic.iter().any(|dynamic| dynamic.eq_ignore_ascii_case(field))
    }

    /// The summary, unless it is dynamic.
    pub(crate) fn summary(&self) -> Option<&str> {
        self.metadata.summary.as_deref().filter(|_| !self.may_vary("summary"))
    }

    /// Whether it is about the project of this name.
    pub(crate) fn is_of(&self, name: &PackageName) -> bool {
        self.metadata.name.normalized() == name.normalized()
    }

    /// What is said of all that an import would tell.
    pub(crate) fn note_of_import(&self) -> String {
        format!(
            "version {} and summary are from `{FILE}`, since only importing the module would tell \
             them",
            self.metadata.version
        )
    }

    /// What is said of a version that is out of the file.
    pub(crate) fn note(&self) -> String {
        format!(
            "the version {} is from `{FILE}`, since only running code would tell it",
            self.metadata.version
        )
    }
}

/// Whether the metadata are of 2.2 or a later version: before, nothing says what is dynamic.
fn knows_dynamic(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let version = text.lines().find_map(|line| line.strip_prefix("Metadata-Version:"));
    let version: Option<Version> = version.and_then(|version| version.trim().parse().ok());
    version.is_some_and(|version| match version.release() {
        [major, minor, ..] => (*major, *minor) >= (2, 2),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use pyrel_tree::{Source, TreeEntry};

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let source = Source::Bytes(text.as_bytes().into());
        let entry = TreeEntry { source, executable: false };
        let path = RelPath::new(FILE).unwrap();
        let tree = SourceTree::of_entries(None, BTreeMap::from([(path, entry)]));
        let found = PkgInfo::read(&tree).unwrap().map(|found| found.metadata.version.to_string());
        assert_eq!(found.as_deref(), expect, "{text}");
    }

    #[test]
    fn a_version_is_taken_from_metadata_that_say_what_is_dynamic() {
        check("Metadata-Version: 2.4\nName: a\nVersion: 1.2\nDynamic: summary\n", Some("1.2"));
        check("Metadata-Version: 2.2\nName: a\nVersion: 1.2\nDynamic: Version\n", None);
        check("Metadata-Version: 2.1\nName: a\nVersion: 1.2\n", None);
        check("Metadata-Version: 2.4\nName: a\n", None);
        check("what is this", None);
    }
}
