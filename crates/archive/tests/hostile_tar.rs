//! Tar archives that no honest tool makes, and honest ones that look strange.
#![cfg(test)]

use std::io::{Read, Write};

use pyrel_archive::{Error, Limits, Mode, SpoolFolder, tar};
use pyrel_tree::Source;

/// A header, checksum and all, followed by its bytes.
fn member(flag: u8, name: &[u8], target: &[u8], content: &[u8]) -> Vec<u8> {
    member_of(flag, name, target, content, format!("{:011o}\0", content.len()).as_bytes())
}

fn member_of(flag: u8, name: &[u8], target: &[u8], content: &[u8], size: &[u8]) -> Vec<u8> {
    let mut unit = vec![0; 512];
    unit[..name.len()].copy_from_slice(name);
    unit[100..108].copy_from_slice(b"0000644\0");
    unit[124..136].copy_from_slice(size);
    unit[156] = flag;
    unit[157..157 + target.len()].copy_from_slice(target);
    unit[257..265].copy_from_slice(b"ustar\x0000");
    sum(&mut unit);
    unit.extend(content);
    unit.resize(unit.len().next_multiple_of(512), 0);
    unit
}

fn sum(unit: &mut [u8]) {
    unit[148..156].copy_from_slice(b"        ");
    let sum: u64 = unit[..512].iter().map(|&byte| u64::from(byte)).sum();
    unit[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

fn file(name: &str, content: &[u8]) -> Vec<u8> {
    member(b'0', name.as_bytes(), b"", content)
}

fn link(name: &str, target: &str) -> Vec<u8> {
    member(b'2', name.as_bytes(), target.as_bytes(), b"")
}

fn pax(records: &[u8]) -> Vec<u8> {
    member(b'x', b"pax", b"", records)
}

fn record(key: &str, value: &str) -> Vec<u8> {
    let bare = key.len() + value.len() + 3;
    let len = (bare + 1..).find(|len| bare + len.to_string().len() == *len).unwrap();
    format!("{len} {key}={value}\n").into_bytes()
}

fn gz(tar: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(tar).unwrap();
    encoder.finish().unwrap()
}

fn ended(members: &[Vec<u8>]) -> Vec<u8> {
    gz(&[members.concat(), vec![0; 1024]].concat())
}

fn read(bytes: &[u8]) -> Result<tar::Contents, Error> {
    let spool = tempfile::tempdir().unwrap();
    let limits = Limits { members: 100, bytes: 1 << 20 };
    tar::read("a.tar.gz", bytes, &limits, &SpoolFolder::new(spool.path()))
}

#[track_caller]
fn refused(bytes: &[u8], why: &str) {
    let error = read(bytes).unwrap_err();
    assert_eq!(error.to_string(), format!("`a.tar.gz` is not a sound archive: {why}"));
}

/// The members as text; links with an arrow.
fn told(contents: &tar::Contents) -> Vec<String> {
    let told = |member: &tar::Member| match &member.source {
        Source::Slice(slice) => {
            let mut content = String::new();
            slice.reader().read_to_string(&mut content).unwrap();
            assert_eq!(member.len, content.len() as u64);
            format!("{}: {content}", member.path)
        }
        Source::Link(target) => format!("{} -> {target}", member.path),
        other @ (Source::Bytes(_) | Source::File(_)) => panic!("{other:?}"),
    };
    contents.members.iter().map(told).collect()
}

#[track_caller]
fn honest(members: &[Vec<u8>], expect: &[&str]) {
    assert_eq!(told(&read(&ended(members)).unwrap()), expect);
}

#[test]
fn honest_archives_are_read() {
    honest(&[], &[]);
    honest(&[file("p/a", b"one"), file("p/b", b"")], &["p/a: one", "p/b: "]);
    honest(&[member(b'5', b"p/", b"", b""), file("p/a", b"one")], &["p/a: one"]);
    honest(&[member(b'5', b"./", b"", b""), file("./p/a", b"one")], &["p/a: one"]);
    honest(&[member(0, b"p/", b"", b""), member(0, b"p/a", b"", b"one")], &["p/a: one"]);
    honest(&[file("p/a", b"one"), link("p/q/l", "../a")], &["p/a: one", "p/q/l -> ../a"]);
    honest(&[member(b'g', b"g", b"", &record("comment", "abc")), file("a", b"1")], &["a: 1"]);
}

#[test]
fn an_archive_without_an_end_is_read() {
    let contents = read(&gz(&file("a", b"one"))).unwrap();
    assert_eq!(told(&contents), ["a: one"]);
}

#[test]
fn long_names_are_read_in_every_form() {
    let long = format!("{}/{}", "d".repeat(120), "f".repeat(120));
    let gnu = member(b'L', b"././@LongLink", b"", format!("{long}\0").as_bytes());
    honest(&[gnu, file("cut", b"one")], &[&format!("{long}: one")]);
    honest(&[pax(&record("path", &long)), file("cut", b"one")], &[&format!("{long}: one")]);
    let gnu = member(b'K', b"././@LongLink", b"", format!("{long}\0").as_bytes());
    honest(&[gnu, link("a", "cut")], &[&format!("a -> {long}")]);
    honest(&[pax(&record("linkpath", &long)), link("a", "cut")], &[&format!("a -> {long}")]);
    let mut prefixed = file("name", b"one");
    prefixed[345..351].copy_from_slice(b"prefix");
    sum(&mut prefixed);
    honest(&[prefixed], &["prefix/name: one"]);
}

#[test]
fn sizes_are_read_in_every_form() {
    let binary = [&[0x80][..], &[0; 10], &[3]].concat();
    honest(&[member_of(b'0', b"a", b"", b"one", &binary)], &["a: one"]);
    honest(&[member_of(b'0', b"a", b"", b"one", b"          3 ")], &["a: one"]);
    let mut unsaid = member_of(b'0', b"a", b"", b"one", b"00000000000\0");
    honest(&[pax(&record("size", "3")), unsaid.clone()], &["a: one"]);
    unsaid[124..136].copy_from_slice(&[0xff; 12]);
    sum(&mut unsaid);
    refused(&ended(&[unsaid]), "it has a header without a size");
}

#[test]
fn a_hard_link_is_the_file_once_more() {
    let hard = |target: &[u8]| member(b'1', b"b", target, b"");
    honest(&[file("a", b"one"), hard(b"a")], &["a: one", "b: one"]);
    honest(&[file("./a", b"one"), hard(b"./a")], &["a: one", "b: one"]);
    refused(&ended(&[hard(b"a")]), "`b` is a link to no earlier file");
    refused(&ended(&[link("a", "x"), hard(b"a")]), "`b` is a link to no earlier file");
    refused(&ended(&[hard(b"/etc/passwd")]), "`b` is a link to no earlier file");
}

#[test]
fn the_last_of_two_members_with_one_name_counts_and_is_recorded() {
    let contents =
        read(&ended(&[file("a", b"one"), file("b", b"two"), file("./a", b"three")])).unwrap();
    assert_eq!(told(&contents), ["b: two", "a: three"]);
    assert_eq!(contents.replaced.len(), 1);
    assert_eq!(contents.replaced[0].as_str(), "a");
}

#[test]
fn permissions_are_read() {
    let mut run = file("run", b"");
    run[100..108].copy_from_slice(b"0000755\0");
    sum(&mut run);
    let contents = read(&ended(&[run, file("a", b"")])).unwrap();
    let modes: Vec<_> = contents.members.iter().map(|member| member.mode).collect();
    assert_eq!(modes, [Mode::Executable, Mode::Regular]);
}

#[test]
fn what_is_no_archive_is_refused() {
    refused(b"", "it is no whole gzip file");
    refused(b"hello, this is no gzip file", "it is no whole gzip file");
    refused(&gz(b""), "it holds no tar archive");
    refused(&gz(b"hello"), "it ends in the middle of a member");
    refused(&gz(&[b'x'; 1024]), "it has a header without a checksum");
    let whole = ended(&[file("a", b"one")]);
    for cut in 0..whole.len() {
        refused(&whole[..cut], "it is no whole gzip file");
    }
    let mut wrong = whole.clone();
    let last = wrong.len() - 5;
    wrong[last] ^= 1;
    refused(&wrong, "it is no whole gzip file");
}

#[test]
fn broken_archives_are_refused() {
    let mut sums = file("a", b"one");
    sums[0] = b'b';
    refused(&ended(&[sums]), "it has a header with a wrong checksum");
    let long = member_of(b'0', b"a", b"", b"one", b"00000100000\0");
    refused(&ended(&[long]), "it ends in the middle of a member");
    let hidden = [file("a", b"one"), vec![0; 512], file("b", b"two")].concat();
    refused(&gz(&hidden), "something follows its end");
    for records in ["9 a=b\n", "x a=b\n", "6 a=b", "5 ab\n", "99999999999999999999 a=b\n", "0 a=b"]
    {
        let why = "a member has a broken pax header";
        refused(&ended(&[pax(records.as_bytes()), file("a", b"")]), why);
    }
    let renaming = member(b'g', b"g", b"", &record("path", "b"));
    refused(&ended(&[renaming, file("a", b"")]), "it gives all members one name or size");
    let folder = member(b'5', b"d", b"", b"bytes");
    refused(&ended(&[folder]), "`d` has bytes though it is no file");
}

#[test]
fn names_outside_the_archive_are_refused() {
    for (name, why) in [
        ("../a", "it has a component `.` or `..`"),
        ("a/../../b", "it has a component `.` or `..`"),
        ("/etc/passwd", "it has an empty component"),
        ("a\\b", "it holds a backslash, which Windows takes for a separator"),
        ("C:a", "it begins like a Windows drive"),
        ("a\nb", "it holds a control character"),
        ("", "it is empty"),
    ] {
        let shown = name.escape_debug();
        let why = format!("`{shown}` cannot be the name of an archive member: {why}");
        refused(&ended(&[file(name, b"")]), &why);
    }
    let latin = member(b'0', b"\xfc", b"", b"");
    refused(&ended(&[latin]), "the name `\u{fffd}` is not UTF-8");
    let hidden = pax(&record("path", "../a"));
    refused(
        &ended(&[hidden, file("a", b"")]),
        "`../a` cannot be the name of an archive member: it has a component `.` or `..`",
    );
}

#[test]
fn links_out_of_the_archive_are_refused() {
    for target in ["/etc", "..", "../..", "../../a", "a/../..", "../q/../../a", "", ".", "C:x"] {
        let why = "`p/l` is a link that leads out of the archive";
        refused(&ended(&[link("p/l", target)]), why);
    }
    for target in ["a", "./a", "../a", "../q/a", "a/b/"] {
        honest(&[link("p/l", target)], &[&format!("p/l -> {target}")]);
    }
    let through = [link("l", "d"), file("l/pwn", b"x")];
    refused(&ended(&through), "`l` is both a file and a folder");
    refused(&ended(&[file("a", b""), file("a/b", b"")]), "`a` is both a file and a folder");
}

#[test]
fn what_is_neither_file_folder_nor_link_is_refused() {
    for flag in *b"346VM?" {
        let why = "`a` is neither a file, a folder nor a link";
        refused(&ended(&[member(flag, b"a", b"", b"")]), why);
    }
    refused(&ended(&[member(b'S', b"a", b"", b"")]), "`a` is sparse");
    let sparse = pax(&record("GNU.sparse.major", "1"));
    refused(&ended(&[sparse, file("a", b"")]), "a member is sparse");
}

#[test]
fn more_than_was_allowed_is_refused() {
    let too_large = "it unpacks to more than 1048576 bytes";
    refused(&ended(&[file("a", &vec![0; (1 << 20) + 1])]), too_large);
    refused(&gz(&vec![0; 4 << 20]), too_large);
    let again = |name: &str| member(b'1', name.as_bytes(), b"a", b"");
    refused(&ended(&[file("a", &vec![0; 600 << 10]), again("b"), again("c")]), too_large);
    let many: Vec<_> = (0..101).map(|number| file(&number.to_string(), b"")).collect();
    refused(&ended(&many), "it has more than 100 members");
    let name = member(b'L', b"L", b"", &vec![b'a'; (1 << 20) + 1]);
    refused(&ended(&[name, file("a", b"")]), "it has a name of more than a MiB");
}
