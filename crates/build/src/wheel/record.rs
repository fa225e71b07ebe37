//! `RECORD`, asked for after every other member has been read.

use pyrel_archive::{ArchivePath, SealedEntry};
use pyrel_pep::Record;
use pyrel_pep::record::{Digest, Row};

/// The last member of a wheel: a row for each member before it, and one for itself without digest
/// and size.
pub(crate) fn member(dist_info: &str, entries: &[SealedEntry]) -> Vec<(ArchivePath, Vec<u8>)> {
    let Ok(path) = ArchivePath::new(format!("{dist_info}/RECORD")) else {
        return Vec::new();
    };
    let row = |entry: &SealedEntry| Row {
        path: entry.path.to_string(),
        digest: Some(Digest::Sha256(entry.sha256.0)),
        size: Some(entry.len),
    };
    let mut rows: Vec<Row> = entries.iter().map(row).collect();
    rows.push(Row { path: path.to_string(), digest: None, size: None });
    vec![(path, Record { rows }.write().into_bytes())]
}
