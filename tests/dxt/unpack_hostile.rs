//! Bundles that would do harm where they are unpacked: nothing comes of them, not even a folder.

use std::fs;

use super::MANIFEST;
use super::zip_parts::{Header, Part, archive, counting, deflated, link, part, with_zip64_end};
use crate::harness::case::{Case, PYREL};
use crate::harness::footprint::footprint;
use crate::harness::run::Run;

/// A hostile bundle: what it tries, its bytes, and words of the refusal.
struct Hostile {
    what: String,
    bundle: Vec<u8>,
    words: &'static str,
}

fn manifest() -> Part {
    part("manifest.json", MANIFEST.as_bytes())
}

fn hostile(what: impl Into<String>, parts: &[Part], words: &'static str) -> Hostile {
    let parts: Vec<Part> = std::iter::once(manifest()).chain(parts.iter().cloned()).collect();
    Hostile { what: what.into(), bundle: archive(&parts), words }
}

fn raw(what: &str, bundle: Vec<u8>, words: &'static str) -> Hostile {
    Hostile { what: what.to_owned(), bundle, words }
}

/// Names that lead elsewhere on one system or another.
fn names() -> Vec<Hostile> {
    let long = format!("{}x", "a".repeat(255));
    let longer = "b/".repeat(100) + &"c".repeat(250).repeat(20);
    let deep = "d/".repeat(200) + "x";
    let names: &[(&str, &'static str)] = &[
        ("../evil", "has a component `.` or `..`"),
        ("../../evil", "has a component `.` or `..`"),
        ("a/../../evil", "has a component `.` or `..`"),
        ("a/..", "has a component `.` or `..`"),
        ("./evil", "has a component `.` or `..`"),
        ("/etc/evil", "it has an empty component"),
        ("//server/share/evil", "it has an empty component"),
        ("a//evil", "it has an empty component"),
        ("C:/evil", "begins like a Windows drive"),
        ("c:evil", "begins like a Windows drive"),
        ("..\\evil", "holds a backslash"),
        ("\\\\server\\share\\evil", "holds a backslash"),
        ("\\\\?\\C:\\evil", "holds a backslash"),
        ("a\\..\\..\\evil", "holds a backslash"),
        ("CON", "has the name of a device of Windows"),
        ("a/NUL.txt", "has the name of a device of Windows"),
        ("aux/x", "has the name of a device of Windows"),
        ("Com1.log", "has the name of a device of Windows"),
        ("LPT\u{b9}", "has the name of a device of Windows"),
        ("evil.", "ends in a dot or a blank"),
        ("evil ", "ends in a dot or a blank"),
        ("a. /x", "ends in a dot or a blank"),
        ("manifest.json:evil", "keeps a hidden stream"),
        ("a/x.js::$DATA", "keeps a hidden stream"),
        ("a\0b", "holds a control character"),
        ("a\nb", "holds a control character"),
        ("a\u{1b}[2Jb", "holds a control character"),
        ("", "it is empty"),
        (&long, "has a name of more than 255 bytes"),
        (&longer, "has a name of more than 4,096 bytes"),
        (&deep, "lies below more than 128 folders"),
    ];
    let of = |&(name, words): &(&str, &'static str)| {
        let shown: String = name.escape_debug().take(40).collect();
        hostile(format!("the name `{shown}`"), &[part(name, b"evil")], words)
    };
    names.iter().map(of).collect()
}

/// Names that are one file on some system.
fn twins() -> Vec<Hostile> {
    let pair = |what, one: &str, other: &str, words| {
        hostile(what, &[part(one, b"one"), part(other, b"two")], words)
    };
    let twin = "some systems take for that of";
    vec![
        pair("a name twice", "a", "a", "is there twice"),
        pair("the manifest twice", "manifest.json", "x", "is there twice"),
        pair("twins by case", "readme", "README", twin),
        pair("a twin of the manifest", "Manifest.JSON", "x", twin),
        pair("twins of folders", "lib/a", "Lib/b", twin),
        pair("twins by composition", "caf\u{e9}", "cafe\u{301}", twin),
        pair("twins by folding", "stra\u{df}e", "STRASSE", twin),
        pair("twins by a sign that looks alike to systems", "\u{212a}", "k", twin),
        pair("a twin by a sign that HFS+ overlooks", "manifest.js\u{200d}on", "x", twin),
        pair("a file and a folder", "a", "a/b", "is both a file and a folder"),
        pair("a file and a folder by case", "a", "A/b", twin),
        hostile(
            "a file and an empty folder",
            &[part("a", b"one"), part("a/", b"")],
            "is both a file and a folder",
        ),
    ]
}

/// Links that lead out, and files through links.
fn links() -> Vec<Hostile> {
    let through = [link("out", "/tmp"), part("out/evil", b"evil")];
    let turned = [part("out/evil", b"evil"), link("out", "/tmp")];
    let circle = [link("a", "b"), link("b", "a")];
    let relay = [link("a", "b/.."), link("b", ".")];
    let dir = [link("x/up", ".."), link("x/out", "up/../evil")];
    let by_case = [link("dir", "."), link("out", "DIR/../evil")];
    vec![
        hostile("an absolute link", &[link("a", "/etc/passwd")], "has an absolute target"),
        hostile("a link to a drive", &[link("a", "C:/evil")], "has an absolute target"),
        hostile("a link to a share", &[link("a", "\\\\server\\x")], "that Windows reads otherwise"),
        hostile("a link upwards", &[link("a", "../evil")], "leads out of the archive"),
        hostile("a link far up", &[link("a/b/c", "../../../evil")], "leads out of the archive"),
        hostile("a link upwards by a link", &relay, "leads out of the archive"),
        hostile("a link by a folder's parent", &dir, "leads out of the archive"),
        hostile("a link by a twin's name", &by_case, "leads out of the archive"),
        hostile("a file through a link", &through, "is both a file and a folder"),
        hostile("a file through a link to come", &turned, "is both a file and a folder"),
        hostile("links in a circle", &circle, "leads in a circle"),
        hostile("a link to itself", &[link("a", "a")], "leads in a circle"),
        hostile("a link to nothing", &[link("a", "")], "leads nowhere"),
        hostile("a link to a device", &[link("a", "x/CON")], "that Windows reads otherwise"),
        hostile("a link upwards by a blank", &[link("x/a", "../.. /y")], "Windows reads otherwise"),
        hostile(
            "a link with a line end",
            &[link("a", "x\ny")],
            "a control character in its target",
        ),
        hostile(
            "a link as long as a file",
            &[part("a", &[b'x'; 5000]).mode(0o120_777)],
            "more than 4096",
        ),
    ]
}

/// What is no file at all.
fn kinds() -> Vec<Hostile> {
    let words = "is neither a file nor a link";
    let kinds = [("a pipe", 0o010_644), ("a device", 0o020_666), ("a disk", 0o060_666)];
    let kinds = kinds.into_iter().chain([("a socket", 0o140_644), ("a folder", 0o040_755)]);
    let mut found: Vec<_> =
        kinds.map(|(what, mode)| hostile(what, &[part("a", b"").mode(mode)], words)).collect();
    found.push(hostile("a folder with bytes", &[part("a/", b"x")], "is a folder with bytes"));
    let hidden = part("a/", b"x").both(|it| it.len = 0);
    found.push(hostile("a folder with bytes that it hides", &[hidden], "is a folder with bytes"));
    let packed = deflated("a/", b"x").both(|it| (it.len, it.crc32) = (0, 0));
    found.push(hostile("a folder with a stream of bytes", &[packed], "is a folder with bytes"));
    let mode = "is a folder with the mode of something else";
    found.push(hostile("a link in the guise of a folder", &[link("a/", "")], mode));
    found
}

/// A ZIP64 field with this number as length and packed size.
fn wide_sizes(number: u64) -> Vec<u8> {
    [b"\x01\0\x10\0".as_slice(), &number.to_le_bytes(), &number.to_le_bytes()].concat()
}

/// Sizes and checksums that are not true, and what is packed in other ways.
fn lies() -> Vec<Hostile> {
    let text = b"one two three four";
    let lie = |what, part: Part, words| hostile(what, &[part], words);
    vec![
        lie("a wrong checksum", part("a", text).both(|it| it.crc32 ^= 1), "has another checksum"),
        lie(
            "a wrong checksum of a deflated file",
            deflated("a", text).both(|it| it.crc32 ^= 1),
            "has another checksum",
        ),
        lie("fewer bytes", deflated("a", text).both(|it| it.len += 1), "has fewer bytes"),
        lie("more bytes", deflated("a", text).both(|it| it.len -= 1), "has more bytes"),
        lie("two lengths of stored bytes", part("a", text).both(|it| it.len -= 1), "two lengths"),
        lie(
            "a stream that is none",
            Part { data: vec![0xff; 20], ..deflated("a", text) }.both(|it| it.packed = 20),
            "is not packed as the archive says",
        ),
        lie(
            "another name in the header",
            part("a", text).local(|it| it.name = b"b".to_vec()),
            "has another name in its header",
        ),
        lie(
            "another size in the header",
            part("a", text).local(|it| it.len += 1),
            "has other sizes in its header",
        ),
        lie(
            "another checksum in the header",
            part("a", text).local(|it| it.crc32 ^= 1),
            "has other sizes in its header",
        ),
        lie(
            "another method in the header",
            deflated("a", text).local(|it| it.method = 0),
            "is described differently",
        ),
        lie(
            "a second name in an extra field",
            part("a", text).central(|it| it.extra = b"\x75\x70\x06\0\x01\0\0\0\0b".to_vec()),
            "has a second name",
        ),
        lie("an encrypted file", part("a", text).both(|it| it.flags |= 1), "is encrypted"),
        lie("a file packed by LZMA", part("a", text).both(|it| it.method = 14), "by method 14"),
        lie(
            "a file packed by Zstandard",
            part("a", text).both(|it| it.method = 93),
            "by method 93",
        ),
        lie(
            "a name in no encoding",
            part(b"caf\xe9", text).both(|it| it.flags = 0),
            "is not said to be UTF-8",
        ),
        lie(
            "a name whose encoding nobody names",
            part("caf\u{e9}", text)
                .both(|it| it.flags = 0)
                .local(|it| it.name = b"caf\xe9".to_vec()),
            "has another name in its header",
        ),
        lie("a name in broken UTF-8", part(b"caf\xe9", text), "is not said to be UTF-8"),
    ]
}

/// Sizes in a ZIP64 field that are not asked for, or not true.
fn wide_lies() -> Vec<Hostile> {
    let text = b"one two three four";
    let endless = |it: &mut Header| {
        (it.extra, it.len, it.packed) = (wide_sizes(u64::MAX), u32::MAX, u32::MAX);
    };
    vec![
        hostile(
            "wide sizes in the directory that are not asked for",
            &[part("a", text).central(|it| it.extra = wide_sizes(7))],
            "has a ZIP64 field with other sizes",
        ),
        hostile(
            "wide sizes in the header that are not asked for",
            &[part("a", text).local(|it| it.extra = wide_sizes(7))],
            "has other sizes in its header",
        ),
        hostile(
            "a length of almost everything",
            &[part("a", text).both(endless)],
            "it unpacks to more than",
        ),
    ]
}

/// Archives that are two, or none.
fn shapes() -> Vec<Hostile> {
    let whole = archive(&[manifest(), part("a", b"one"), part("b", b"two")]);
    let shared = part("b", b"evil").both(|it| it.name = b"a".to_vec());
    let inner = part("inner", b"evil");
    let outer = part("outer", &inner.written());
    let at = manifest().written().len() + 30 + "outer".len();
    let inner = Part { offset: Some(u32::try_from(at).unwrap()), ..inner };
    let again = Part { offset: Some(0), ..manifest() };
    let mut gap = archive(&[manifest(), part("a", b"one")]);
    let whole_gap = gap.split_off(manifest().written().len());
    gap.extend(b"hidden");
    gap.extend(whole_gap);
    let beyond = Part { offset: Some(90_000), ..part("b", b"two") };
    let mut prefixed = b"#!/bin/sh\nexit 0\n".to_vec();
    prefixed.extend(&whole);
    let mut followed = whole.clone();
    followed.extend(b"more");
    let mut twice = whole.clone();
    twice.extend(archive(&[manifest(), part("evil", b"evil")]));
    let mut half_signed = whole.clone();
    half_signed.extend(b"MCPB_SIG_V1\xff\xff\0\0derMCPB_SIG_END");
    vec![
        raw("one name for two files", archive(&[manifest(), part("a", b"1"), shared]), "twice"),
        raw("members that overlap", archive(&[manifest(), outer, inner]), "members overlap"),
        raw("two names of one member", archive(&[manifest(), again]), "is there twice"),
        raw("bytes between members", gap, "does not lie where its end says"),
        raw("a member beyond the end", archive(&[manifest(), beyond]), "ends early"),
        raw("half of an archive", whole[..whole.len() / 2].to_vec(), "it is no zip archive"),
        raw(
            "an archive without its last byte",
            whole[..whole.len() - 1].to_vec(),
            "no zip archive",
        ),
        raw("an archive behind a program", prefixed, "does not lie where its end says"),
        raw("something behind an archive", followed, "something follows its end"),
        raw("an archive behind an archive", twice, "does not lie where its end says"),
        raw("a signature of a wrong length", half_signed, "something follows its end"),
        raw(
            "fewer members than there are",
            counting(&[manifest(), part("a", b"")], Some(1)),
            "counts 1",
        ),
        raw("more members than there are", counting(&[manifest()], Some(2)), "counts 2"),
        raw(
            "two ends that count differently",
            with_zip64_end(&whole, |ends| ends[76 + 10] -= 1),
            "its end and its ZIP64 end say different things",
        ),
        raw(
            "two ends with directories of their own",
            with_zip64_end(&whole, |ends| ends[76 + 16] ^= 1),
            "its end and its ZIP64 end say different things",
        ),
        raw(
            "a ZIP64 end on another disk",
            with_zip64_end(&whole, |ends| ends[72] = 2),
            "it is one part of several",
        ),
        raw(
            "an end in the comment",
            [&whole[..whole.len() - 2], &[22, 0], &whole[whole.len() - 22..]].concat(),
            "it has more than one end",
        ),
        raw("no archive", b"hello".to_vec(), "it is no zip archive"),
        raw("nothing", Vec::new(), "it is no zip archive"),
    ]
}

/// Much out of little.
fn bombs() -> Vec<Hostile> {
    let zeros = vec![0; 80 << 20];
    let bomb = deflated("zeros", &zeros);
    let counted = |len: u32| deflated("zeros", &zeros).both(move |it| it.len = len);
    vec![
        hostile("80 MiB of nothing", &[bomb], "100 times its own length"),
        hostile("a length of 4 GiB", &[counted(u32::MAX - 1)], "unpacks to more than"),
        hostile("a bomb that says to be small", &[counted(1000)], "has more bytes"),
    ]
}

fn all() -> Vec<Hostile> {
    let families = [names(), twins(), links(), kinds(), lies(), wide_lies(), shapes(), bombs()];
    families.into_iter().flatten().collect()
}

/// Memory, in KiB, that no bundle may need more of: the binary under test is not optimised.
const MOST: u64 = 64 << 10;

/// Runs `pyrel` and says how much memory it took at most.
fn measured(case: &Case, arguments: &str) -> (Run, u64) {
    let script = "import resource, subprocess, sys\n\
        code = subprocess.call(sys.argv[1:])\n\
        print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\nsys.exit(code)";
    let mut command = case.command("python3");
    let run = Run::of(command.args(["-c", script, PYREL]).args(arguments.split_whitespace()));
    let peak = run.stdout.lines().last().and_then(|line| line.parse().ok()).unwrap_or(u64::MAX);
    (run, peak)
}

#[test]
fn nothing_comes_of_a_hostile_bundle() {
    let cases = all();
    assert!(cases.len() >= 105, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for Hostile { what, bundle, words } in cases {
        let case = Case::new().file("deep/in/x", "");
        fs::write(case.path("deep/in/x.mcpb"), bundle).unwrap();
        let before = footprint(&case);
        let (run, peak) = measured(&case, "dxt unpack deep/in/x.mcpb deep/in/out");
        let shown = case.run("dxt unpack deep/in/x.mcpb deep/in/out --dry-run");
        if run.status != 1 || shown.status != 1 || shown.stderr != run.stderr {
            wrong.push(format!("{what}: {} and {}\n{}", run.status, shown.status, run.stderr));
        } else if !run.stderr.contains(words) {
            wrong.push(format!("{what}: no `{words}` in\n{}", run.stderr));
        }
        if footprint(&case) != before {
            wrong.push(format!("{what}: something is left"));
        }
        if peak > MOST {
            wrong.push(format!("{what}: {peak} KiB of memory"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The same with a former folder in the place, which stays as it is.
#[test]
fn a_hostile_bundle_takes_no_place_either() {
    for Hostile { what, bundle, .. } in names().into_iter().chain(lies()).step_by(5) {
        let case = Case::new().file("out/manifest.json", MANIFEST).file("out/mine", "");
        fs::write(case.path("x.mcpb"), bundle).unwrap();
        let before = footprint(&case);
        case.run("dxt unpack x.mcpb out --force").failure(1);
        assert_eq!(footprint(&case), before, "{what}");
    }
}

#[test]
fn no_option_lets_harm_through() {
    let case = Case::new();
    for (name, bundle) in [
        ("link", archive(&[manifest(), link("a", "/etc/passwd")])),
        ("name", archive(&[manifest(), part("CON", b"")])),
        ("twin", archive(&[manifest(), part("a", b""), part("A", b"")])),
    ] {
        fs::write(case.path(&format!("{name}.mcpb")), bundle).unwrap();
        let run = case.run(&format!(
            "dxt unpack {name}.mcpb --ignore unsafe-link,unsafe-name,twin-names --force"
        ));
        run.failure(1);
        assert!(!case.path(name).exists());
    }
}

/// As many as may be, and one more; memory stays within bounds.
#[test]
fn a_hundred_thousand_files_are_unpacked_and_one_more_is_not() {
    let file = |number: usize| part(format!("d{:03}/{number}", number / 1000), b"x");
    let mut parts: Vec<Part> = (1..100_000).map(file).collect();
    parts.insert(0, manifest());
    let case = Case::new();
    fs::write(case.path("most.mcpb"), archive(&parts)).unwrap();
    parts.push(part("more", b"x"));
    fs::write(case.path("more.mcpb"), archive(&parts)).unwrap();
    let (run, peak) = measured(&case, "dxt unpack more.mcpb out");
    run.failure(1).stderr_contains("it has 100001 members");
    assert!(peak < MOST, "{peak} KiB of memory for a refusal");
    let (run, peak) = measured(&case, "dxt unpack most.mcpb out");
    run.success().stdout_contains("unpacked 100000 files");
    assert!(peak < MOST + MOST / 4, "{peak} KiB of memory");
    assert_eq!(case.list("out/d099").len(), 1000);
}
