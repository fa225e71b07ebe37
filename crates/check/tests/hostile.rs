//! Archives that no honest tool makes: each is judged in bounded time, by the rules that it breaks
//! and without a panic.
#![cfg(test)]

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use pyrel_archive::{Artifact, Limits, SpoolFolder};
use pyrel_check::check;

/// More than any case may take, on a busy machine and without optimisation.
const MOST: Duration = Duration::from_secs(60);

/// The ids of the family of containers that a file breaks.
fn ids(name: &str, bytes: &[u8]) -> BTreeSet<&'static str> {
    let folder = tempfile::tempdir().unwrap();
    let spool = SpoolFolder::new(folder.path());
    let artifact = Artifact::of_bytes(name, bytes, &spool).unwrap();
    let start = Instant::now();
    let limits = Limits { members: 120_000, bytes: 64 << 20 };
    let found = check(&artifact, &limits, &spool).unwrap();
    assert!(start.elapsed() < MOST, "{name} took {:?}", start.elapsed());
    assert!(found.len() < 2000, "{} findings", found.len());
    let ours = ["archive-", "zip-", "tar-", "gzip-", "sdist-top"];
    let ids = found.iter().map(|finding| finding.rule.id);
    ids.filter(|id| ours.iter().any(|begin| id.starts_with(begin))).collect()
}

#[track_caller]
fn wheel(what: &str, bytes: &[u8], expect: &str) {
    let found: Vec<_> = ids("demo-1.0-py3-none-any.whl", bytes).into_iter().collect();
    assert_eq!(found.join(" "), expect, "{what}");
}

#[track_caller]
fn sdist(what: &str, tar: &[u8], expect: &str) {
    let found: Vec<_> = ids("demo-1.0.tar.gz", &gzip(tar)).into_iter().collect();
    assert_eq!(found.join(" "), expect, "{what}");
}

#[derive(Clone)]
struct Entry {
    name: Vec<u8>,
    packed: Vec<u8>,
    method: u16,
    flags: u16,
    crc32: u32,
    len: u32,
    packed_len: u32,
    extra: Vec<u8>,
    comment: Vec<u8>,
    offset: Option<u32>,
}

fn entry(name: impl AsRef<[u8]>, content: &[u8]) -> Entry {
    let len = u32::try_from(content.len()).unwrap();
    Entry {
        name: name.as_ref().to_vec(),
        packed: content.to_vec(),
        method: 0,
        flags: 0,
        crc32: crc32(content),
        len,
        packed_len: len,
        extra: Vec::new(),
        comment: Vec::new(),
        offset: None,
    }
}

fn with(mut entry: Entry, change: impl FnOnce(&mut Entry)) -> Entry {
    change(&mut entry);
    entry
}

fn shared(entry: &Entry, out: &mut Vec<u8>) {
    for number in [20, entry.flags, entry.method, 0, 0x21] {
        out.extend(u16::to_le_bytes(number));
    }
    for number in [entry.crc32, entry.packed_len, entry.len] {
        out.extend(number.to_le_bytes());
    }
    out.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
    out.extend(u16::try_from(entry.extra.len()).unwrap().to_le_bytes());
}

fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let here = u32::try_from(out.len()).unwrap();
        if entry.offset.is_none() {
            out.extend(b"PK\x03\x04");
            shared(entry, &mut out);
            out.extend([&*entry.name, &entry.extra, &entry.packed].concat());
        }
        directory.extend(b"PK\x01\x02\x14\x03");
        shared(entry, &mut directory);
        directory.extend(u16::try_from(entry.comment.len()).unwrap().to_le_bytes());
        directory.extend([0; 4]);
        directory.extend((0o100_644_u32 << 16).to_le_bytes());
        directory.extend(entry.offset.unwrap_or(here).to_le_bytes());
        directory.extend([&*entry.name, &entry.extra, &entry.comment].concat());
    }
    let (at, count) = (u32::try_from(out.len()).unwrap(), u16::try_from(entries.len()));
    let count = count.unwrap_or(u16::MAX).to_le_bytes();
    let len = u32::try_from(directory.len()).unwrap().to_le_bytes();
    out.extend(directory);
    out.extend(
        [b"PK\x05\x06\0\0\0\0".as_slice(), &count, &count, &len, &at.to_le_bytes()].concat(),
    );
    out.extend([0, 0]);
    out
}

fn header(name: &[u8], flag: u8, len: u64, target: &[u8]) -> Vec<u8> {
    let mut unit = vec![0; 512];
    let mut put = |at: usize, bytes: &[u8]| unit[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &name[..name.len().min(100)]);
    put(100, b"0000644");
    put(124, format!("{len:011o}").as_bytes());
    put(148, b"        ");
    put(156, &[flag]);
    put(157, target);
    put(257, b"ustar\x0000");
    let sum: u64 = unit.iter().map(|&byte| u64::from(byte)).sum();
    unit[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    unit
}

fn member(name: &[u8], flag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = header(name, flag, content.len() as u64, b"");
    out.extend(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn link(name: &str, flag: u8, target: &str) -> Vec<u8> {
    header(name.as_bytes(), flag, 0, target.as_bytes())
}

fn tar(members: &[Vec<u8>]) -> Vec<u8> {
    [&*member(b"demo-1.0/PKG-INFO", b'0', b"Name: demo\n"), &members.concat(), &[0; 1024]].concat()
}

fn pax(key: &str, value: &str) -> Vec<u8> {
    let bare = key.len() + value.len() + 3;
    let mut len = bare;
    while len.to_string().len() + bare != len {
        len += 1;
    }
    member(b"pax", b'x', format!("{len} {key}={value}\n").as_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    for block in bytes.chunks(65_535) {
        let len = u16::try_from(block.len()).unwrap();
        out.push(0);
        out.extend([len.to_le_bytes(), (!len).to_le_bytes()].concat());
        out.extend(block);
    }
    out.extend([1, 0, 0, 0xff, 0xff]);
    out.extend(crc32(bytes).to_le_bytes());
    out.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    };
    !bytes.iter().fold(!0, step)
}

#[test]
fn names_of_members_may_be_anything() {
    let long = "x".repeat(65_535);
    for (what, name, expect) in [
        ("NUL", "a\0b", "zip-name-characters"),
        ("line end", "a\nb", "zip-name-characters"),
        ("escape", "a\x1b[2J", "zip-name-characters"),
        ("delete", "a\x7f", "zip-name-characters"),
        ("climbs", "../a", "archive-name-outside"),
        ("climbs later", "a/../../b", "archive-name-outside"),
        ("climbs as Windows does", "..\\a", "archive-name-outside"),
        ("absolute", "/a", "archive-name-outside"),
        ("no name", "", "archive-name-outside"),
        ("drive", "C:/a", "archive-name-unportable"),
        ("backslash", "a\\b", "archive-name-unportable"),
        ("64 KiB", &long, "archive-name-impossible"),
    ] {
        wheel(what, &zip(&[entry(name, b"")]), expect);
    }
    let turned = with(entry("\u{202e}yp.exe", b""), |it| it.flags = 0x800);
    wheel("turned", &zip(&[turned]), "archive-name-deceptive");
    let latin = entry(b"\xe4", b"");
    wheel("no UTF-8", &zip(&[latin]), "zip-name-encoding");
    wheel(
        "file and folder",
        &zip(&[entry("a", b""), entry("a/b", b"")]),
        "archive-file-and-folder",
    );
}

#[test]
fn sizes_may_be_lies() {
    let lie = |change: fn(&mut Entry)| zip(&[with(entry("a", b"hello"), change)]);
    wheel("longer", &lie(|it| it.len = 6), "archive-member-broken");
    wheel("shorter", &lie(|it| it.len = 4), "archive-member-broken");
    wheel("other checksum", &lie(|it| it.crc32 = 1), "archive-member-broken");
    wheel("no deflate", &lie(|it| it.method = 8), "archive-member-broken");
    wheel("4 GiB of nothing", &lie(|it| it.len = u32::MAX - 1), "archive-ratio");
    wheel("unknown method", &lie(|it| it.method = 99), "zip-method");
    wheel("encrypted", &lie(|it| it.flags = 1), "zip-encrypted");
    wheel("comment", &lie(|it| it.comment = b"PK\x05\x06".repeat(99)), "zip-member-comment");
    wheel("extra cut off", &lie(|it| it.extra = vec![1]), "zip-extra-field");
    wheel("extras", &lie(|it| it.extra = [9, 9, 0, 0].repeat(16_000)), "");
    wheel("ZIP64 of 3 bytes", &lie(|it| it.extra = vec![1, 0, 3, 0, 1, 1, 1]), "zip-extra-field");
}

#[test]
fn archives_may_be_cut_off_anywhere() {
    let whole = zip(&[entry("a", b"hello"), entry("b", b"hello")]);
    for end in 0..whole.len() {
        wheel(&format!("{end} bytes"), &whole[..end], "archive-unreadable");
    }
    let whole = gzip(&tar(&[]));
    for end in (0..whole.len()).step_by(7) {
        drop(ids("demo-1.0.tar.gz", &whole[..end]));
    }
}

#[test]
fn members_may_overlap() {
    let big = vec![b'x'; 100_000];
    let mut entries = vec![entry("first", &big)];
    entries
        .extend((0..600).map(|at| with(entry(format!("f{at}"), &big), |it| it.offset = Some(0))));
    let expect = "archive-member-broken zip-header-mismatch zip-overlap";
    let found = ids("demo-1.0-py3-none-any.whl", &zip(&entries));
    assert!(found.contains("zip-overlap"), "{found:?} instead of {expect}");
    let inner = zip(&[entry("inner", b"x")]);
    let outer = with(entry("inner", b"x"), |it| it.offset = Some(35));
    let found = ids("demo-1.0-py3-none-any.whl", &zip(&[entry("outer", &inner), outer]));
    assert!(found.contains("zip-overlap"), "{found:?}");
}

#[test]
fn a_hundred_thousand_members_are_looked_through() {
    let entries: Vec<_> = (0..100_000).map(|at| entry(format!("d/{at}"), b"")).collect();
    wheel("100,000 members", &zip(&entries), "zip-end-mismatch");
    let same = vec![entry("a", b""); 50_000];
    wheel("one name", &zip(&same), "zip-duplicate");
}

#[test]
fn tar_archives_may_hold_anything() {
    let many = |one: Vec<u8>| one.repeat(10_000);
    let long = "x".repeat(900_000);
    for (what, members, expect) in [
        ("pax headers", many(pax("comment", "x")), "archive-unreadable"),
        (
            "giant value",
            [pax("path", &long), member(b"a", b'0', b"")].concat(),
            "archive-name-impossible sdist-top-folder",
        ),
        ("absolute", member(b"/a", b'0', b""), "archive-name-outside sdist-top-folder"),
        ("climbs", member(b"demo-1.0/../../a", b'0', b""), "archive-name-outside"),
        ("device", link("demo-1.0/a", b'3', ""), "tar-special"),
        ("block device", link("demo-1.0/a", b'4', ""), "tar-special"),
        ("pipe", link("demo-1.0/a", b'6', ""), "tar-special"),
        ("unknown", link("demo-1.0/a", b'Z', ""), "tar-special"),
        ("sparse", link("demo-1.0/a", b'S', ""), "tar-sparse"),
        ("link out", link("demo-1.0/a", b'2', "../../a"), "tar-link"),
        ("link to root", link("demo-1.0/a", b'2', "/"), "tar-link"),
        ("link to itself", link("demo-1.0/a", b'2', "a"), "tar-link-useless"),
        ("hard link to itself", link("demo-1.0/a", b'1', "demo-1.0/a"), "tar-link"),
        ("hard link to nothing", link("demo-1.0/a", b'1', "b"), "tar-link"),
        (
            "circle",
            [link("demo-1.0/a", b'2', "b"), link("demo-1.0/b", b'2', "a")].concat(),
            "tar-link-useless",
        ),
        ("8 GiB", header(b"demo-1.0/a", b'0', 0o77_777_777_777, b""), "archive-unreadable"),
        ("a name without a member", member(b"x", b'L', b"name\0"), "archive-unreadable"),
        ("broken pax", member(b"x", b'x', b"999 a=b\n"), "archive-unreadable"),
        ("one path twice", member(b"demo-1.0/PKG-INFO", b'0', b"other"), "tar-duplicate"),
        ("a broken header", vec![7; 512], "tar-header"),
    ] {
        sdist(what, &tar(&[members]), expect);
    }
    sdist("no end", &tar(&[])[..1024], "tar-ending");
    sdist("something behind", &[&*tar(&[]), b"more"].concat(), "tar-ending");
}

#[test]
fn links_in_long_chains_are_followed_within_bounds() {
    let deep = "d/".repeat(49);
    let links = (0..5000).map(|at| link(&format!("demo-1.0/{at}"), b'2', &format!("{deep}{at}")));
    sdist("5,000 links", &tar(&links.collect::<Vec<_>>()), "");
}

#[test]
fn what_unpacks_to_more_than_is_allowed_is_left_alone() {
    let zeros = vec![0; 100 << 20];
    let bomb = [header(b"demo-1.0/zeros", b'0', 100 << 20, b""), zeros].concat();
    sdist("100 MiB", &tar(&[bomb]), "archive-too-much");
}
