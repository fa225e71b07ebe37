//! Zip archives that no honest tool makes, and honest ones that look strange.
#![cfg(test)]

use std::io::Write;

use pyrel_archive::{Artifact, Error, Limits, Mode, SpoolFolder, Spooled, zip};

/// A member, told twice.
#[derive(Clone)]
struct Part {
    local: Header,
    central: Header,
    data: Vec<u8>,
    descriptor: Vec<u8>,
    attributes: u32,
}

#[derive(Clone)]
struct Header {
    name: Vec<u8>,
    flags: u16,
    method: u16,
    crc32: u32,
    packed: u32,
    len: u32,
    extra: Vec<u8>,
}

fn part(name: &str, content: &[u8]) -> Part {
    let header = Header {
        name: name.into(),
        flags: if name.is_ascii() { 0 } else { 1 << 11 },
        method: 0,
        crc32: crc32fast::hash(content),
        packed: u32::try_from(content.len()).unwrap(),
        len: u32::try_from(content.len()).unwrap(),
        extra: Vec::new(),
    };
    Part {
        local: header.clone(),
        central: header,
        data: content.to_vec(),
        descriptor: Vec::new(),
        attributes: 0o100_644 << 16,
    }
}

fn deflated(name: &str, content: &[u8]) -> Part {
    let mut encoder =
        flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(content).unwrap();
    let data = encoder.finish().unwrap();
    both(part(name, content), |header| {
        header.method = 8;
        header.packed = u32::try_from(data.len()).unwrap();
    })
    .with(|part| part.data.clone_from(&data))
}

/// Changes a member the same way in both places.
fn both(mut part: Part, change: impl Fn(&mut Header)) -> Part {
    change(&mut part.local);
    change(&mut part.central);
    part
}

impl Part {
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }
}

impl Header {
    fn fields(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for number in [20, self.flags, self.method, 0, 0x21] {
            out.extend(u16::to_le_bytes(number));
        }
        for number in [self.crc32, self.packed, self.len] {
            out.extend(number.to_le_bytes());
        }
        for len in [self.name.len(), self.extra.len()] {
            out.extend(u16::try_from(len).unwrap().to_le_bytes());
        }
        out
    }
}

/// Where members lie and what the end says.
#[derive(Clone, Default)]
struct Shape {
    before: Vec<u8>,
    between: Vec<u8>,
    counted: Option<u16>,
    offsets: Option<Vec<u32>>,
    comment: Vec<u8>,
    after: Vec<u8>,
}

fn archive(parts: &[Part]) -> Vec<u8> {
    shaped(parts, &Shape::default())
}

fn shaped(parts: &[Part], shape: &Shape) -> Vec<u8> {
    let mut out = shape.before.clone();
    let mut offsets = Vec::new();
    for part in parts {
        offsets.push(u32::try_from(out.len()).unwrap());
        out.extend(b"PK\x03\x04");
        out.extend(part.local.fields());
        out.extend(&part.local.name);
        out.extend(&part.local.extra);
        out.extend(&part.data);
        out.extend(&part.descriptor);
        out.extend(&shape.between);
    }
    let begin = out.len();
    for (part, offset) in parts.iter().zip(shape.offsets.as_ref().unwrap_or(&offsets)) {
        out.extend(b"PK\x01\x02\x14\x03");
        out.extend(part.central.fields());
        out.extend([0; 6]); // comment, disk, internal attributes
        out.extend(part.attributes.to_le_bytes());
        out.extend(offset.to_le_bytes());
        out.extend(&part.central.name);
        out.extend(&part.central.extra);
    }
    let count = shape.counted.unwrap_or(u16::try_from(parts.len()).unwrap());
    let len = u32::try_from(out.len() - begin).unwrap();
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(len.to_le_bytes());
    out.extend(u32::try_from(begin).unwrap().to_le_bytes());
    out.extend(u16::try_from(shape.comment.len()).unwrap().to_le_bytes());
    out.extend(&shape.comment);
    out.extend(&shape.after);
    out
}

fn artifact(bytes: &[u8]) -> Artifact {
    let folder = tempfile::tempdir().unwrap();
    let spooled = Spooled::create(&SpoolFolder::new(folder.path())).unwrap();
    spooled.write_at(bytes, 0).unwrap();
    Artifact::of_spooled("a.whl", spooled).unwrap()
}

/// Opens an archive and reads all of it.
fn read(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let limits = Limits { members: 100, bytes: 1 << 20 };
    let archive = zip::Archive::open(&artifact(bytes), &limits)?;
    archive
        .members()
        .iter()
        .map(|member| Ok((member.path.to_string(), archive.read(member, 1 << 20)?)))
        .collect()
}

#[track_caller]
fn refused(bytes: &[u8], why: &str) {
    let error = read(bytes).unwrap_err();
    assert_eq!(error.to_string(), format!("`a.whl` is not a sound archive: {why}"));
}

#[track_caller]
fn honest(bytes: &[u8], expect: &[(&str, &[u8])]) {
    let expect: Vec<_> =
        expect.iter().map(|(name, content)| ((*name).to_owned(), content.to_vec())).collect();
    assert_eq!(read(bytes).unwrap(), expect);
}

#[test]
fn honest_archives_are_read() {
    honest(&archive(&[]), &[]);
    honest(
        &archive(&[part("a", b"one"), deflated("b/ü", b"two two two two")]),
        &[("a", b"one"), ("b/ü", b"two two two two")],
    );
    let comment = Shape { comment: b"made by hand".to_vec(), ..Shape::default() };
    honest(&shaped(&[part("a", b"one")], &comment), &[("a", b"one")]);
    honest(&archive(&[part("d/", b""), part("d/a", b"one")]), &[("d/a", b"one")]);
}

#[test]
fn an_archive_inside_an_archive_is_just_a_member() {
    let inner = archive(&[part("x", b"inner")]);
    honest(&archive(&[part("inner.zip", &inner)]), &[("inner.zip", &inner)]);
}

#[test]
fn sizes_after_a_member_are_read_in_every_form() {
    for content in [&b"one one one one"[..], b""] {
        for signature in [&b"PK\x07\x08"[..], b""] {
            for wide in [false, true] {
                let part = deflated("a", content).with(|part| {
                    let known = part.central.clone();
                    part.descriptor.extend(signature);
                    part.descriptor.extend(known.crc32.to_le_bytes());
                    for size in [known.packed, known.len] {
                        let size = u64::from(size).to_le_bytes();
                        part.descriptor.extend(&size[..if wide { 8 } else { 4 }]);
                    }
                    part.central.flags |= 8;
                    part.local.flags |= 8;
                    (part.local.crc32, part.local.packed, part.local.len) = (0, 0, 0);
                });
                honest(
                    &archive(&[part, self::part("b", b"two")]),
                    &[("a", content), ("b", b"two")],
                );
            }
        }
    }
}

#[test]
fn modes_and_links_are_told() {
    let archive = archive(&[
        part("x", b"").with(|part| part.attributes = 0o100_755 << 16),
        part("l", b"target").with(|part| part.attributes = 0o120_777 << 16),
        part("n", b"").with(|part| part.attributes = 0),
    ]);
    let archive = zip::Archive::open(&artifact(&archive), &Limits::default()).unwrap();
    let told = |name| archive.member(name).map(|member| (member.mode, member.kind)).unwrap();
    assert_eq!(told("x"), (Mode::Executable, zip::Kind::File));
    assert_eq!(told("l").1, zip::Kind::Link);
    assert_eq!(told("n"), (Mode::Regular, zip::Kind::File));
    assert!(archive.member("../x").is_none());
}

#[test]
fn what_is_no_archive_is_refused() {
    let none = "it is no zip archive, or something follows its end";
    refused(b"", none);
    refused(b"hello", none);
    refused(&[0; 100_000], none);
    let whole = archive(&[part("a", b"one")]);
    for cut in 0..whole.len() {
        read(&whole[..cut]).unwrap_err();
    }
}

#[test]
fn bytes_around_the_members_are_refused() {
    let a = [part("a", b"one"), part("b", b"two")];
    let with = |shape: Shape| shaped(&a, &shape);
    refused(
        &with(Shape { before: b"MZ".to_vec(), ..Shape::default() }),
        "it holds bytes that belong to no member",
    );
    refused(
        &with(Shape { between: b"hidden".to_vec(), ..Shape::default() }),
        "it holds bytes that belong to no member",
    );
    refused(
        &with(Shape { after: b"more".to_vec(), ..Shape::default() }),
        "it is no zip archive, or something follows its end",
    );
    let shifted = [b"junk".to_vec(), archive(&a)].concat();
    refused(&shifted, "its directory does not lie where its end says");
    let inner = Shape { comment: archive(&a), ..Shape::default() };
    refused(&with(inner), "it has more than one end");
}

#[test]
fn a_directory_that_hides_or_invents_members_is_refused() {
    let parts = [part("a", b"one"), part("b", b"two")];
    let counted = |counted| shaped(&parts, &Shape { counted: Some(counted), ..Shape::default() });
    refused(&counted(1), "its end counts 1 members, its directory 2");
    refused(&counted(3), "its end counts 3 members, its directory 2");
    let offsets = |offsets| shaped(&parts, &Shape { offsets: Some(offsets), ..Shape::default() });
    refused(&offsets(vec![0, 0]), "`b` has another name in its header");
    refused(&offsets(vec![0, 7]), "`b` has no header");
    refused(&offsets(vec![0, 9_999]), "it ends early");
    let same = [part("a", b"one"), part("a", b"one")];
    refused(&archive(&same), "`a` is there twice");
    let one_twice = Shape { offsets: Some(vec![0, 0]), ..Shape::default() };
    refused(&shaped(&same, &one_twice), "`a` is there twice");
    let nested = archive(&[part("b", b"two")]);
    let overlapping = shaped(
        &[part("a", &nested[..34]), part("b", b"two")],
        &Shape { offsets: Some(vec![0, 31]), ..Shape::default() },
    );
    refused(&overlapping, "its members overlap");
}

#[test]
fn headers_that_differ_are_refused() {
    let local = |change: fn(&mut Header)| {
        archive(&[part("a", b"one").with(|part| change(&mut part.local))])
    };
    refused(&local(|header| header.name = b"b".to_vec()), "`a` has another name in its header");
    refused(&local(|header| header.len = 2), "`a` has other sizes in its header");
    refused(&local(|header| header.packed = 2), "`a` has other sizes in its header");
    refused(&local(|header| header.len = 0), "`a` has other sizes in its header");
    refused(&local(|header| header.crc32 = 2), "`a` has other sizes in its header");
    refused(&local(|header| header.method = 8), "`a` is described differently in its header");
    refused(&local(|header| header.flags = 8), "`a` is described differently in its header");
    let lying = both(part("a", b"one"), |header| header.flags = 8)
        .with(|part| part.descriptor = b"PK\x07\x08abcdefghijkl".to_vec());
    refused(&archive(&[lying]), "`a` has other sizes after it");
}

#[test]
fn members_that_are_not_what_was_promised_are_refused() {
    let changed = |change: fn(&mut Header)| archive(&[both(deflated("a", b"one one one"), change)]);
    refused(&changed(|header| header.crc32 ^= 1), "`a` has another checksum than the archive says");
    refused(&changed(|header| header.len -= 1), "`a` has more bytes than the archive says");
    refused(&changed(|header| header.len += 1), "`a` has fewer bytes than the archive says");
    let trailing = both(deflated("a", b"one one one"), |header| header.packed += 4)
        .with(|part| part.data.extend(b"more"));
    refused(&archive(&[trailing]), "`a` has other packed bytes than the archive says");
    let cut = deflated("a", b"one one one").with(|part| {
        part.data.pop();
        part.local.packed -= 1;
        part.central.packed -= 1;
    });
    refused(&archive(&[cut]), "`a` is not packed as the archive says");
    let garbage = both(part("a", &[0xff; 30]), |header| header.method = 8);
    refused(&archive(&[garbage]), "`a` is not packed as the archive says");
    let stored = both(part("a", b"one"), |header| header.len = 4);
    refused(&archive(&[stored]), "`a` is stored with two lengths");
}

#[test]
fn names_that_some_system_reads_otherwise_are_refused() {
    for (name, why) in [
        ("../a", "it has a component `.` or `..`"),
        ("a/../../b", "it has a component `.` or `..`"),
        ("/etc/passwd", "it has an empty component"),
        ("a//b", "it has an empty component"),
        ("./a", "it has a component `.` or `..`"),
        ("a\\b", "it holds a backslash, which Windows takes for a separator"),
        ("C:a", "it begins like a Windows drive"),
        ("a\0b", "it holds a control character"),
        ("", "it is empty"),
        ("/", "it is empty"),
    ] {
        let path = name.strip_suffix('/').unwrap_or(name).escape_debug().to_string();
        let why = format!("`{path}` cannot be the name of an archive member: {why}");
        refused(&archive(&[part(name, b"")]), &why);
    }
    let latin = both(part("a", b""), |header| header.name = b"\xfc".to_vec());
    refused(&archive(&[latin]), "the name `\u{fffd}` is not said to be UTF-8");
    let unsaid = both(part("ü", b""), |header| header.flags = 0);
    refused(&archive(&[unsaid]), "the name `ü` is not said to be UTF-8");
    let second =
        both(part("a", b""), |header| header.extra = b"\x75\x70\x06\x00\x01....b".to_vec());
    refused(&archive(&[second]), "`a` has a second name");
}

#[test]
fn names_that_cannot_all_be_unpacked_are_refused() {
    let both = "`a` is both a file and a folder";
    refused(&archive(&[part("a", b""), part("a/b", b"")]), both);
    refused(&archive(&[part("a/b/c", b""), part("a", b"")]), both);
    refused(&archive(&[part("a", b""), part("a/", b"")]), both);
    refused(&archive(&[part("d/", b"bytes")]), "`d/` is a folder with bytes of its own");
    let deep = "d/".repeat(200) + "a";
    refused(&archive(&[part(&deep, b"")]), &format!("`{deep}` lies below more than 128 folders"));
    let long = "a".repeat(5000);
    refused(
        &archive(&[part(&long, b"")]),
        &format!("`{long}` has a name of more than 4,096 bytes"),
    );
}

#[test]
fn what_cannot_be_read_everywhere_is_refused() {
    let with = |change: fn(&mut Header)| archive(&[both(part("a", b"one"), change)]);
    refused(&with(|header| header.flags = 1), "`a` is encrypted");
    refused(&with(|header| header.method = 12), "`a` is packed by method 12");
    refused(&with(|header| header.len = u32::MAX), "`a` has a size that is nowhere");
    refused(
        &with(|header| header.extra = b"\x01\x00\x00\x00\x01\x00\x00\x00".to_vec()),
        "`a` has two ZIP64 fields",
    );
    refused(
        &with(|header| header.extra = b"\x01\x00\xff\x00".to_vec()),
        "`a` has an extra field that is cut off",
    );
    let device = part("a", b"").with(|part| part.attributes = 0o020_644 << 16);
    refused(&archive(&[device]), "`a` is neither a file nor a link");
}

#[test]
fn more_than_was_allowed_is_refused() {
    let bomb = deflated("a", &vec![0; 2 << 20]);
    refused(&archive(&[bomb]), "it unpacks to more than 1048576 bytes");
    let many: Vec<_> = (0..101).map(|number| part(&number.to_string(), b"")).collect();
    refused(&archive(&many), "it has 101 members");
    let artifact = artifact(&archive(&[part("a", b"one")]));
    let archive = zip::Archive::open(&artifact, &Limits::default()).unwrap();
    let error = archive.read(archive.member("a").unwrap(), 2).unwrap_err();
    let expect = "`a.whl` is not a sound archive: `a` has 3 bytes, more than 2";
    assert_eq!(error.to_string(), expect);
}

#[test]
fn a_known_trailer_can_be_left_out() {
    let bytes = archive(&[part("a", b"one")]);
    let signed = artifact(&[bytes.as_slice(), b"signature"].concat());
    let mut slice = signed.slice();
    slice.len -= 9;
    let archive = zip::Archive::of_slice("a.mcpb", slice, &Limits::default()).unwrap();
    assert_eq!(archive.read(archive.member("a").unwrap(), 9).unwrap(), b"one");
}
