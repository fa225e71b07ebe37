//! Whatever is sealed reads back the same with other people's readers.
#![cfg(test)]

use std::collections::BTreeMap;
use std::io::Read;
use std::num::NonZeroUsize;
use std::sync::Arc;

use proptest::prelude::*;
use pyrel_archive::{
    ArchivePath, Artifact, Entry, Epoch, Error, FileMap, Format, Job, Limits, Mode, Origin,
    SealedEntry, SpoolFolder, Spooled, Trailer, seal,
};
use pyrel_diag::Silent;
use pyrel_tree::{RelPath, Source, SourceTree};

type Members = BTreeMap<String, (Vec<u8>, Mode)>;

fn map_of(members: &Members) -> FileMap {
    let mut map = FileMap::new();
    for (path, (bytes, mode)) in members {
        let source = Source::Bytes(Arc::from(bytes.as_slice()));
        add(&mut map, path, source, *mode);
    }
    map
}

fn add(map: &mut FileMap, path: &str, source: Source, mode: Mode) {
    let entry = Entry { source, mode, origin: Origin::rule("a test") };
    map.add(ArchivePath::new(path).unwrap(), entry).unwrap();
}

fn sealed(format: Format, map: &FileMap, workers: usize, trailer: Option<Trailer<'_>>) -> Artifact {
    try_seal(format, map, workers, trailer).unwrap()
}

fn try_seal(
    format: Format,
    map: &FileMap,
    workers: usize,
    trailer: Option<Trailer<'_>>,
) -> Result<Artifact, Error> {
    let folder = tempfile::tempdir().unwrap();
    let job = Job {
        name: "demo",
        format,
        map,
        tree: &SourceTree::of_entries(None, BTreeMap::new()),
        epoch: Epoch::default(),
        level: 6,
        trailer,
        spool: &SpoolFolder::new(folder.path()),
        workers: NonZeroUsize::new(workers),
    };
    seal(&job, &Silent)
}

fn bytes_of(artifact: &Artifact) -> Vec<u8> {
    let mut bytes = Vec::new();
    artifact.reader().read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, artifact.len());
    assert_eq!(pyrel_archive::Sha256::of(&bytes), artifact.sha256());
    bytes
}

/// Reads with another's reader and with our own.
fn unzip(bytes: &[u8]) -> Members {
    let spool = tempfile::tempdir().unwrap();
    let spooled = Spooled::create(&SpoolFolder::new(spool.path())).unwrap();
    spooled.write_at(bytes, 0).unwrap();
    let own = Artifact::of_spooled("demo", spooled).unwrap();
    let own = pyrel_archive::zip::Archive::open(&own, &Limits::default()).unwrap();
    let own: Members = own
        .members()
        .iter()
        .map(|member| (member.path.to_string(), (own.read(member, u64::MAX).unwrap(), member.mode)))
        .collect();
    let others = unzip_with_another_reader(bytes);
    assert!(own == others, "both readers see the same");
    others
}

fn unzip_with_another_reader(bytes: &[u8]) -> Members {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut member = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            member.read_to_end(&mut content).unwrap();
            let mode = Mode::of(member.unix_mode().unwrap() == 0o100_755);
            (member.name().unwrap().into_owned(), (content, mode))
        })
        .collect()
}

/// Reads with another's reader and with our own.
fn untar(bytes: &[u8]) -> Members {
    let spool = tempfile::tempdir().unwrap();
    let spool = SpoolFolder::new(spool.path());
    let own = pyrel_archive::tar::read("demo", bytes, &Limits::default(), &spool).unwrap();
    let content = |source: &Source| {
        let Source::Slice(slice) = source else { panic!("{source:?}") };
        let mut content = Vec::new();
        slice.reader().read_to_end(&mut content).unwrap();
        content
    };
    let own: Members = own
        .members
        .iter()
        .map(|member| (member.path.to_string(), (content(&member.source), member.mode)))
        .collect();
    let others = untar_with_another_reader(bytes);
    assert!(own == others, "both readers see the same");
    others
}

fn untar_with_another_reader(bytes: &[u8]) -> Members {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes));
    archive
        .entries()
        .unwrap()
        .map(|member| {
            let mut member = member.unwrap();
            let mut content = Vec::new();
            member.read_to_end(&mut content).unwrap();
            let mode = Mode::of(member.header().mode().unwrap() == 0o755);
            let path = String::from_utf8(member.path_bytes().into_owned()).unwrap();
            (path, (content, mode))
        })
        .collect()
}

/// Bytes that deflate shrinks to about a third.
fn text(len: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            b"etaoin shrdlu\n(),."[(state % 18) as usize]
        })
        .collect()
}

/// Members of all the sizes at which something changes.
fn sizes() -> Members {
    let mut members = Members::new();
    let block = 512 << 10;
    for len in [0, 1, 2, 511, 512, 513, 32_768, block - 1, block, block + 1, 3 * block + 7] {
        let mode = Mode::of(len % 2 == 1);
        members.insert(format!("pkg/{len}"), (text(len, 7), mode));
        members.insert(format!("noise/{len}"), (noise(len), mode));
    }
    members
}

fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state.to_le_bytes()[3]
        })
        .collect()
}

#[test]
fn members_of_all_sizes_read_back_the_same() {
    let members = sizes();
    let map = map_of(&members);
    assert!(unzip(&bytes_of(&sealed(Format::Zip, &map, 2, None))) == members);
    assert!(untar(&bytes_of(&sealed(Format::TarGz, &map, 2, None))) == members);
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_workers() {
    let map = map_of(&sizes());
    for format in [Format::Zip, Format::TarGz] {
        let one = sealed(format, &map, 1, None).sha256();
        for workers in [0, 2, 3, 7, 100] {
            assert_eq!(sealed(format, &map, workers, None).sha256(), one, "{workers} workers");
        }
    }
}

/// Names of files, none of which is the name of a folder as well.
fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{1,8}(/[a-zA-Z0-9._ -]{1,12}x){0,3}~",
        "[a-z]{90,110}/[a-z]{90,110}~",
        "[äöü漢🦀]{1,40}/[a-z]{1,3}~",
    ]
}

fn members() -> impl Strategy<Value = Members> {
    let content = prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..2000),
        (0_usize..3000, any::<u32>()).prop_map(|(len, seed)| text(len, seed)),
    ];
    proptest::collection::btree_map(names(), (content, any::<bool>().prop_map(Mode::of)), 0..20)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_members_read_back_the_same(members in members()) {
        let map = map_of(&members);
        prop_assert_eq!(&unzip(&bytes_of(&sealed(Format::Zip, &map, 2, None))), &members);
        prop_assert_eq!(&untar(&bytes_of(&sealed(Format::TarGz, &map, 2, None))), &members);
    }
}

fn record(sealed: &[SealedEntry]) -> Vec<(ArchivePath, Vec<u8>)> {
    let lines: String = sealed
        .iter()
        .map(|entry| format!("{},{},{}\n", entry.path, entry.sha256, entry.len))
        .collect();
    vec![(ArchivePath::new("RECORD").unwrap(), lines.into_bytes())]
}

#[test]
fn the_last_members_know_the_digests_of_the_others() {
    let mut map = FileMap::new();
    add(&mut map, "b", Source::Bytes(Arc::from(*b"two")), Mode::Regular);
    add(&mut map, "a", Source::Bytes(Arc::from(*b"one")), Mode::Regular);
    let expect = "\
        a,7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed,3\n\
        b,3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3,3\n";
    let zip = unzip(&bytes_of(&sealed(Format::Zip, &map, 2, Some(&record))));
    assert_eq!(zip["RECORD"].0, expect.as_bytes());
    let tar = untar(&bytes_of(&sealed(Format::TarGz, &map, 2, Some(&record))));
    assert_eq!(tar["RECORD"].0, expect.as_bytes());
}

#[test]
fn what_is_made_last_may_be_far_larger_than_the_rest() {
    let mut map = FileMap::new();
    add(&mut map, "a", Source::Bytes(Arc::from(*b"small")), Mode::Regular);
    let large = vec![b'x'; 40 << 20];
    let trailer = |_: &[SealedEntry]| vec![(ArchivePath::new("last").unwrap(), large.clone())];
    for format in [Format::Zip, Format::TarGz] {
        let sealed = bytes_of(&sealed(format, &map, 2, Some(&trailer)));
        let members = if format == Format::Zip { unzip(&sealed) } else { untar(&sealed) };
        assert!(members["last"].0 == large, "{format:?}");
    }
}

#[test]
fn members_that_begin_like_programs_are_executable() {
    let large = [b"#!/bin/sh\n".as_slice(), &[b'x'; 2 << 20]].concat();
    let files = [("large", large.as_slice()), ("short", b"#"), ("small", b"#!"), ("text", b"x#!")];
    let mut map = FileMap::new();
    for (path, bytes) in files {
        add(&mut map, path, Source::Bytes(Arc::from(bytes)), Mode::Regular);
    }
    map.make_executable(&[b"#!", b"\x7fELF"]);
    for format in [Format::Zip, Format::TarGz] {
        let sealed = bytes_of(&sealed(format, &map, 2, None));
        let members = if format == Format::Zip { unzip(&sealed) } else { untar(&sealed) };
        let modes = members.values().map(|(_, mode)| *mode);
        let expect = [Mode::Executable, Mode::Regular, Mode::Executable, Mode::Regular];
        assert_eq!(modes.collect::<Vec<_>>(), expect, "{format:?}");
        assert!(members["large"].0 == large);
    }
}

#[test]
fn a_last_member_cannot_take_the_place_of_another() {
    let mut map = FileMap::new();
    add(&mut map, "RECORD", Source::Bytes(Arc::from(*b"mine")), Mode::Regular);
    for format in [Format::Zip, Format::TarGz] {
        let error = try_seal(format, &map, 1, Some(&record)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "two sources for `RECORD`: a test and what is made from the finished members"
        );
    }
}

#[test]
fn a_link_goes_into_a_tar_but_not_into_a_zip() {
    let mut map = FileMap::new();
    add(&mut map, "link", Source::Link(Arc::from("some/target")), Mode::Regular);
    let bytes = bytes_of(&sealed(Format::TarGz, &map, 1, None));
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes.as_slice()));
    let link = archive.entries().unwrap().next().unwrap().unwrap();
    assert_eq!(link.header().entry_type(), tar::EntryType::Symlink);
    assert_eq!(link.link_name_bytes().unwrap().as_ref(), b"some/target");
    let error = try_seal(Format::Zip, &map, 1, None).unwrap_err();
    assert_eq!(error.to_string(), "`link` is a symbolic link, which a zip archive cannot hold");
}

#[test]
fn a_missing_file_is_told_before_anything_is_written() {
    let mut map = FileMap::new();
    add(&mut map, "a", Source::File(RelPath::new("gone").unwrap()), Mode::Regular);
    let error = try_seal(Format::Zip, &map, 1, None).unwrap_err();
    assert_eq!(error.to_string(), "`gone` does not exist");
}
