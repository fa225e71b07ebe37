//! The bytes of two archives, so that whatever changes them is noticed: above all a new deflate.
//!
//! If this fails after an upgrade of zlib-rs or flate2, the archives of everybody change with it.
//! Say so in the changelog and take over the new digests.
#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::Arc;

use pyrel_archive::{
    ArchivePath, Entry, Epoch, FileMap, Format, Job, Mode, Origin, SpoolFolder, seal,
};
use pyrel_diag::Silent;
use pyrel_tree::{Source, SourceTree};

/// Text that repeats itself now and then, longer than two blocks.
fn prose(len: usize) -> Vec<u8> {
    let words: [&[u8]; 8] =
        [b"the ", b"quick ", b"brown\n", b"fox ", b"jumps ", b"over ", b"lazy ", b"dogs.\n"];
    let mut state = 1_u32;
    let mut text = Vec::with_capacity(len + 8);
    while text.len() < len {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.extend_from_slice(words[(state >> 29) as usize]);
        text.extend_from_slice((state >> 20).to_string().as_bytes());
    }
    text.truncate(len);
    text
}

fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..len).map(|_| next()).collect()
}

fn map() -> FileMap {
    let mut map = FileMap::new();
    for (path, content, mode) in [
        ("demo/__init__.py", b"\"\"\"A demo.\"\"\"\n".to_vec(), Mode::Regular),
        ("demo/empty.py", Vec::new(), Mode::Regular),
        ("demo/large.txt", prose(1_300_000), Mode::Regular),
        ("demo/noise.bin", noise(700_000), Mode::Regular),
        ("demo/small.txt", prose(20_000), Mode::Regular),
        ("demo/tool", b"#!/bin/sh\n".to_vec(), Mode::Executable),
        ("demo/\u{fc}ber.txt", b"named in German\n".to_vec(), Mode::Regular),
    ] {
        let source = Source::Bytes(Arc::from(content));
        let entry = Entry { source, mode, origin: Origin::rule("golden") };
        map.add(ArchivePath::new(path).unwrap(), entry).unwrap();
    }
    map
}

/// The digests at the levels 5, 6 and 9.
#[track_caller]
fn check(format: Format, expect: [&str; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let digests = [5, 6, 9].map(|level| {
        let job = Job {
            name: "golden",
            format,
            map: &map(),
            tree: &SourceTree::of_entries(None, BTreeMap::new()),
            epoch: Epoch::default(),
            level,
            trailer: None,
            spool: &SpoolFolder::new(folder.path()),
            workers: None,
        };
        seal(&job, &Silent).unwrap().sha256().to_string()
    });
    assert_eq!(digests, expect);
}

#[test]
fn the_bytes_of_a_zip_are_these() {
    check(
        Format::Zip,
        [
            "1966ffb0ef17a59ceb5a00f70fc1569adf1c4b8aa0afc994cb2680d60b91ec79",
            "43ed8da7ec124681b57705b39699033250a911318866b5ee3e440ec607e87aae",
            "15176dbacc3ea6062f73019cacfa2f27d37ce2ffc6863f565bf250643d79202e",
        ],
    );
}

#[test]
fn the_bytes_of_a_tarball_are_these() {
    check(
        Format::TarGz,
        [
            "0c3a03d3401edb2cd397321eabf1fcca53a72fa9c48cb177e9a88243d1428338",
            "c61b2f1d8b89e81943689e46edf7eacda468b249cd19cdc773cac947e23df232",
            "450399402a377edfd0a492520f142c8c0de835b446af60d9cac65f55f3847b8c",
        ],
    );
}
