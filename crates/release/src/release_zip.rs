//! The release zip: the extension and the files that users get with it.

use std::collections::BTreeMap;

use pyrel_archive::{ArchivePath, Artifact, Entry, FileMap, Format, Job, Mode, Origin, seal};
use pyrel_tree::{EntryKind, Source, SourceTree};

use crate::config::ReleaseConfig;
use crate::dists::Sealing;
use crate::{Error, staging};

/// The deflate level; the extension inside does not shrink again and is stored.
const LEVEL: u8 = 6;

/// Seals the release zip: the extension, if there is one, and the named files, all at the root.
/// `None` where there is nothing to put in, or none is wanted.
///
/// # Errors
/// When a named file is not there, or two have one name.
pub(crate) fn seal_zip(
    tree: &SourceTree,
    config: &ReleaseConfig,
    extension: Option<&Artifact>,
    names: &BTreeMap<&str, String>,
    sealing: &Sealing<'_>,
) -> Result<Option<Artifact>, Error> {
    if config.zip.value.is_empty() || (extension.is_none() && config.files.is_empty()) {
        return Ok(None);
    }
    let mut map = FileMap::new();
    if let Some(extension) = extension {
        let entry = Entry {
            source: Source::Slice(extension.slice()),
            mode: Mode::Regular,
            origin: Origin::rule("the extension"),
        };
        map.add(ArchivePath::new(extension.name())?, entry)?;
    }
    for path in &config.files {
        let item = staging::file(tree, path)?;
        let executable = matches!(item.kind, EntryKind::File { executable: true, .. });
        let entry = Entry {
            source: Source::File(item.path.clone()),
            mode: Mode::of(executable),
            origin: Origin::option("tool.pyrel.release.files", path.location.clone()),
        };
        map.add(ArchivePath::new(path.value.file_name())?, entry)?;
    }
    let name = fill(&config.zip.value, names);
    let job = Job {
        name: &name,
        format: Format::Zip,
        map: &map,
        tree,
        epoch: sealing.epoch,
        level: LEVEL,
        trailer: None,
        spool: sealing.spool,
        workers: None,
    };
    Ok(Some(seal(&job, sealing.progress)?))
}

/// A pattern with `{name}` and `{version}` filled in.
fn fill(pattern: &str, names: &BTreeMap<&str, String>) -> String {
    names
        .iter()
        .fold(pattern.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
