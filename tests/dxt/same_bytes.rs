//! The same files become the same bytes, whatever else differs: each of these things on its own.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::pack::write_all;
use super::{MANIFEST, noise};
use crate::harness::case::{Case, PYREL};
use crate::harness::run::Run;

/// Files of all sorts: a script, a program, one that is deflated in several pieces, many small ones.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("manifest.json".to_owned(), MANIFEST.as_bytes().to_vec()),
        ("server/index.js".to_owned(), b"run()\n".repeat(1000)),
        ("server/even.txt".to_owned(), b"the same again and again\n".repeat(100_000)),
        ("server/noise.bin".to_owned(), noise(1_500_000)),
        ("server/start".to_owned(), b"#!/bin/sh\n".to_vec()),
        ("bin/tool".to_owned(), b"\x7fELF".to_vec()),
        ("Z\u{fc}rich/\u{df}.txt".to_owned(), b"y".to_vec()),
        (".mcpbignore".to_owned(), b"*.tmp\n".to_vec()),
        ("left.tmp".to_owned(), Vec::new()),
    ];
    for at in 0..60 {
        files.push((format!("lib/m{at}.js"), format!("export {at}\n").repeat(at).into_bytes()));
    }
    files
}

fn write<'a>(folder: &Path, files: impl Iterator<Item = &'a (String, Vec<u8>)>) {
    write_all(folder, files);
    execute(&folder.join("bin/tool"), 0o755);
}

#[cfg(unix)]
fn execute(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}

#[cfg(windows)]
fn execute(_: &Path, _: u32) {}

fn case() -> Case {
    let case = Case::new();
    write(&case.path("ext"), files().iter());
    case
}

fn packed(case: &Case) -> Vec<u8> {
    case.run("dxt pack ext out.mcpb").success();
    fs::read(case.path("out.mcpb")).unwrap()
}

/// The bundle that all others must be.
fn usual() -> Vec<u8> {
    packed(&case())
}

/// What a run under a shell's own settings makes.
#[cfg(unix)]
fn under(case: &Case, script: &str) -> Vec<u8> {
    let script = format!("{script} {PYREL} dxt pack ext out.mcpb");
    Run::of(case.command("sh").args(["-c", &script])).success();
    fs::read(case.path("out.mcpb")).unwrap()
}

#[test]
fn in_another_folder_or_by_another_path() {
    let expect = usual();
    let case = Case::new();
    write(&case.path("some/where else"), files().iter());
    let folder = case.path("some/where else");
    for (here, argument) in [
        (case.path("."), "some/where else".to_owned()),
        (case.path("some"), "./where else/".to_owned()),
        (folder.clone(), ".".to_owned()),
        (folder.join("lib"), "..".to_owned()),
        (case.path("."), folder.to_str().unwrap().to_owned()),
    ] {
        let out = case.path("out.mcpb");
        let mut command = case.command(PYREL);
        command.current_dir(here).args(["dxt", "pack", &argument]).arg(&out);
        Run::of(&mut command).success();
        assert!(fs::read(out).unwrap() == expect, "{argument}");
    }
}

#[test]
fn in_another_time_zone_or_language() {
    let expect = usual();
    for (name, value) in [
        ("TZ", "Asia/Kathmandu"),
        ("TZ", "America/New_York"),
        ("TZ", "UTC-14"),
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "C"),
    ] {
        assert!(packed(&case().env(name, value)) == expect, "{name}={value}");
    }
    // A given time is one in UTC.
    let dated = |zone| packed(&case().env("SOURCE_DATE_EPOCH", "1700000000").env("TZ", zone));
    let expect = dated("UTC");
    assert!(expect != usual());
    assert!(dated("Asia/Kathmandu") == expect);
}

/// Of the modes of files only the owner's executable bit counts.
#[cfg(unix)]
#[test]
fn under_another_umask_and_with_other_permissions() {
    let expect = usual();
    for umask in ["000", "022", "027", "077", "0277"] {
        assert!(under(&case(), &format!("umask {umask}; exec")) == expect, "packed under {umask}");
        // The files themselves as a checkout under that umask has them.
        let case = case();
        let mask = u32::from_str_radix(umask, 8).unwrap() & 0o277;
        for (path, _) in files() {
            let mode = if path == "bin/tool" { 0o777 } else { 0o666 };
            execute(&case.path("ext").join(path), mode & !mask | 0o400);
        }
        execute(&case.path("ext/lib"), 0o777 & !mask | 0o500);
        assert!(packed(&case) == expect, "files of {umask}");
    }
    let case = case();
    execute(&case.path("ext/server/index.js"), 0o655);
    assert!(packed(&case) == expect, "others may execute it, and the owner may not");
    execute(&case.path("ext/server/index.js"), 0o744);
    assert!(packed(&case) != expect, "the owner may execute it");
}

#[test]
fn with_files_that_were_made_in_another_order_or_at_another_time() {
    let expect = usual();
    let mut files = files();
    for turn in 0..4 {
        files.rotate_left(17);
        files.reverse();
        let case = Case::new();
        // Names that are gone leave holes, and a folder that grew is listed in another order.
        for at in 0..turn * 40 {
            case.write(&format!("ext/lib/gone{at}"), "");
        }
        write(&case.path("ext"), files.iter());
        for at in 0..turn * 40 {
            fs::remove_file(case.path(&format!("ext/lib/gone{at}"))).unwrap();
        }
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_001 * (turn + 1));
        let file = case.path("ext/server/index.js");
        File::options().append(true).open(file).unwrap().set_modified(time).unwrap();
        assert!(packed(&case) == expect, "turn {turn}");
    }
}

/// `taskset` shows the program fewer processors than there are.
#[cfg(target_os = "linux")]
#[test]
fn with_another_number_of_workers() {
    if Command::new("taskset").arg("--version").output().is_err() {
        return;
    }
    let expect = usual();
    assert!(under(&case(), "exec taskset -c 0") == expect, "one worker");
    assert!(under(&case(), "exec") == expect, "as many as there are processors");
}

/// Two bytes of a number.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap())
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

/// 2 February 2020, midnight, as MS-DOS has it.
const DATE: u16 = (2020 - 1980) << 9 | 2 << 5 | 2;

/// The fields of every header, byte for byte (APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16).
#[test]
fn the_fields_of_the_headers_are_fixed() {
    let bytes = usual();
    let end = bytes.len() - 22;
    assert_eq!(u32_at(&bytes, end), 0x0605_4b50, "there is no comment behind the end");
    assert_eq!((u32_at(&bytes, end + 4), u16_at(&bytes, end + 20)), (0, 0), "disks, comment");
    let count = u16_at(&bytes, end + 10);
    assert_eq!(usize::from(count), files().len() - 2);
    assert_eq!(u16_at(&bytes, end + 8), count);
    let mut at = u32_at(&bytes, end + 16) as usize;
    let mut next_local = 0;
    for _ in 0..count {
        assert_eq!(u32_at(&bytes, at), 0x0201_4b50);
        let name_len = usize::from(u16_at(&bytes, at + 28));
        let name = str::from_utf8(&bytes[at + 46..at + 46 + name_len]).unwrap();
        assert_eq!(u16_at(&bytes, at + 4), 0x0314, "{name}: version 2.0, made by Unix");
        assert_eq!(u16_at(&bytes, at + 30), 0, "{name}: extra fields");
        assert_eq!(u16_at(&bytes, at + 32), 0, "{name}: comment");
        assert_eq!(u16_at(&bytes, at + 34), 0, "{name}: disk");
        assert_eq!(u16_at(&bytes, at + 36), 0, "{name}: internal attributes");
        let executable =
            ["server/start", "bin/tool"].contains(&name) && cfg!(unix) || name == "server/start";
        let mode = if executable { 0o100_755 } else { 0o100_644 };
        assert_eq!(u32_at(&bytes, at + 38), mode << 16, "{name}: external attributes");
        let local = u32_at(&bytes, at + 42) as usize;
        assert_eq!(local, next_local, "{name}: something lies between the files");
        assert_eq!(u32_at(&bytes, local), 0x0403_4b50);
        assert_eq!(u16_at(&bytes, local + 28), 0, "{name}: extra fields beside the bytes");
        // What both headers have: version, flags, method, time, date, checksum, lengths.
        assert_eq!(bytes[at + 6..at + 30], bytes[local + 4..local + 28], "{name}");
        assert_eq!(u16_at(&bytes, local + 4), 20, "{name}: version needed");
        let flags = if name.is_ascii() { 0 } else { 1 << 11 };
        assert_eq!(u16_at(&bytes, local + 6), flags, "{name}: flags");
        assert!([0, 8].contains(&u16_at(&bytes, local + 8)), "{name}: method");
        assert_eq!((u16_at(&bytes, local + 10), u16_at(&bytes, local + 12)), (0, DATE), "{name}");
        next_local = local + 30 + name_len + u32_at(&bytes, local + 18) as usize;
        at += 46 + name_len;
    }
    assert_eq!(next_local, u32_at(&bytes, end + 16) as usize, "the directory follows the files");
    assert_eq!(at, end, "the end follows the directory");
}
