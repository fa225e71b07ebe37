//! What is fuzzed: a function for each reader of foreign bytes, and what must hold whatever they
//! are. Fuzz targets call one each, and a test calls them with all that is in `fixtures/fuzz`.
#![allow(dead_code, reason = "each fuzz target is a program that calls one of them")]

use std::io::{Read, Write};

use pyrel_archive::{Artifact, Limits, SpoolFolder, tar, zip};
use pyrel_check::check;
use pyrel_pep::entry_points::{Configured, EntryPoints};
use pyrel_pep::{Metadata, Record};

/// Little, so that no input costs much.
const LIMITS: Limits = Limits { members: 2000, bytes: 16 << 20 };

/// A wheel of these bytes, through all rules and both readers.
pub(crate) fn zip(bytes: &[u8]) {
    let artifact = artifact("demo-1.0-py3-none-any.whl", bytes);
    check(&artifact, &LIMITS, &spool()).expect("nothing is wrong with this machine");
    let survey = zip::survey(&artifact, &LIMITS).expect("the file can be read");
    let read = survey.members().iter().take(100).map(|member| {
        let mut content = Vec::new();
        let reader = survey.reader(member);
        reader.and_then(|reader| reader.take(1 << 20).read_to_end(&mut content)).map(|_| content)
    });
    let read: Vec<_> = read.collect();
    // What the strict reader accepts, both read alike.
    let Ok(strict) = zip::Archive::open(&artifact, &LIMITS) else { return };
    let all = survey.members().iter().zip(read);
    let files = all.filter(|(member, _)| !member.name.ends_with('/'));
    for (member, (other, content)) in strict.members().iter().zip(files) {
        assert_eq!(member.path.as_str(), other.name);
        let strictly = strict.read(member, 1 << 20);
        assert_eq!(strictly.ok(), content.ok().filter(|_| other.len <= 1 << 20));
    }
}

/// An sdist of these bytes, which are packed first if nothing else did so.
pub(crate) fn tar(bytes: &[u8]) {
    let packed = if bytes.starts_with(b"\x1f\x8b") { bytes.to_vec() } else { gzip(bytes) };
    let artifact = artifact("demo-1.0.tar.gz", &packed);
    check(&artifact, &LIMITS, &spool()).expect("nothing is wrong with this machine");
    let survey = tar::survey(&artifact, &LIMITS, &spool()).expect("the file can be read");
    let strict = tar::read("demo-1.0.tar.gz", artifact.reader(), &LIMITS, &spool());
    if let Ok(strict) = strict {
        assert!(strict.members.len() <= survey.members.len());
    }
}

/// Core metadata: what is read without a breach is written and read again as the same.
pub(crate) fn metadata(bytes: &[u8]) {
    if let Ok(reading) = Metadata::read(bytes) {
        let _ = format!("{reading:?}");
    }
}

/// `RECORD`: what is read is written and read again as the same.
pub(crate) fn record(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for row in Record::rows_as_written(&text) {
        assert!(text.get(row.range).is_some());
    }
    if let Ok(record) = Record::read(&text) {
        assert_eq!(Record::read(&record.write()).as_ref(), Ok(&record));
    }
}

/// `entry_points.txt`: what is read is written and read again as the same.
pub(crate) fn entry_points(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let _ = format!("{:?}", Configured::read(&text));
    if let Ok(points) = EntryPoints::read(&text)
        && points.check().is_empty()
    {
        assert_eq!(EntryPoints::read(&points.write()).as_ref(), Ok(&points));
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packer.write_all(bytes).expect("memory takes it");
    packer.finish().expect("memory takes it")
}

fn artifact(name: &str, bytes: &[u8]) -> Artifact {
    Artifact::of_bytes(name, bytes, &spool()).expect("there is room for it")
}

/// In memory, where there is such a folder.
fn spool() -> SpoolFolder {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() { SpoolFolder::new(memory) } else { SpoolFolder::new(std::env::temp_dir()) }
}
