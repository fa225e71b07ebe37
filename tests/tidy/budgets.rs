//! How large things may become before they have to be parted.

use std::collections::BTreeMap;

use super::nothing;
use super::product::product;
use super::rust_source::{RustSource, ninetieth};
use super::tree::{self, File, files};

/// Lines of a file without its tests.
const FILE: usize = 500;
/// Lines of a file with everything in it.
const FILE_AND_TESTS: usize = 800;
/// Lines that nine functions of ten stay within, crate by crate.
const FUNCTION: usize = 30;
/// Lines of a crate without tests, rooms and tools, or of a folder of `cli`, `dxt` or
/// `python`.
const CRATE: usize = 4_000;
/// The same for `build` without its rooms: six backends share its instruments, and several plug-ins
/// those that ask `scm`.
const BUILD: usize = 7_500;
/// The same for `archive`, which reads each of its two formats twice: strictly, and as others do; and
/// looks through what is to be unpacked.
const ARCHIVE: usize = 7_000;
/// The same for `check`: a hundred and more rules with the words in which they explain themselves.
const CHECK: usize = 9_500;
/// The same for `dxt`, which judges at three levels and for single hosts: a hundred rules and more.
const DXT: usize = 5_000;
/// The same for `pep`, which reads what it reads strictly and as it stands.
const PEP: usize = 4_500;
/// The same for `cli`, where each command has its flags and its own words.
const CLI: usize = 6_500;
/// The same for `readme`, which follows the whole of docutils' reading, one file a construct.
const README: usize = 6_000;
/// The same for `signature`, which reads keys in every form in which people have kept them, and tells
/// everybody where a signature is and when it was there.
const SIGNATURE: usize = 5_500;
/// Lines of a backend's room without tests, or of a folder in it: each is a room that one can read.
const ROOM: usize = 1_500;
/// The same for hatchling, which has sixty options, twelve bands of releases and four sources of
/// metadata (its tables, `hatch.toml`, `PKG-INFO`, files with versions).
const HATCHLING: usize = 3_600;
/// The same for poetry-core, whose projects describe themselves in two tables of equal standing.
const POETRY: usize = 3_000;

const ROOMS: &str = "crates/build/src/backends/";
/// An instrument of several rooms that is as large as one.
const SHARED_ROOM: &str = "crates/build/src/setuptools_scm/";
/// Tools of `scm`, of which each is read by itself.
const TOOLS: &str = "crates/scm/src/";
/// Folders of `python`, where a language and a part of its library are followed, of `dxt`, where
/// each is a level or a format, and of `cli`, which has commands, flags and renderers: each is read by
/// itself.
const FOLDERS: [&str; 3] = ["crates/cli/", "crates/dxt/src/", "crates/python/src/"];

fn crate_of(path: &str) -> &str {
    path.split('/').nth(1).unwrap()
}

#[test]
fn files_stay_short() {
    let mut found = Vec::new();
    for file in files("").into_iter().filter(File::is_rust) {
        let lines = RustSource::new(file.text()).lines();
        if lines > FILE_AND_TESTS {
            found.push(format!("{} has {lines} lines", file.path));
        }
    }
    for read in product() {
        let lines = read.source.lines_without_tests();
        if lines > FILE {
            found.push(format!("{} has {lines} lines without tests", read.path));
        }
    }
    nothing(&found, &format!("files of more than {FILE} lines, or {FILE_AND_TESTS} with tests"));
}

#[test]
fn most_functions_fit_a_glance() {
    let mut lengths: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for read in product() {
        let of_crate = lengths.entry(crate_of(&read.path).to_owned()).or_default();
        of_crate.extend(read.source.functions().iter().map(|function| function.lines));
    }
    let ninetieths = lengths.into_iter().map(|(name, lengths)| (name, ninetieth(lengths)));
    let found: Vec<_> = ninetieths
        .filter(|(_, lines)| *lines > FUNCTION)
        .map(|(name, lines)| format!("{name}: one function of ten has {lines} lines or more"))
        .collect();
    nothing(&found, &format!("crates where too many functions have more than {FUNCTION} lines"));
}

#[test]
fn crates_and_rooms_stay_small() {
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    // A list of the rules of a room is looked up and not read.
    let is_list = |path: &str| path.starts_with(ROOMS) && path.ends_with("/rules.rs");
    for read in product().iter().filter(|read| !is_list(&read.path)) {
        let room = read.path.strip_prefix(ROOMS).and_then(|path| path.rsplit_once('/'));
        let tool = read.path.strip_prefix(TOOLS).and_then(|path| path.split_once('/'));
        let folder = FOLDERS.iter().find_map(|folders| read.path.strip_prefix(folders));
        let folder = folder.and_then(|path| path.rsplit_once('/'));
        let place = match (room, tool, folder) {
            (Some((folder, _)), ..) => format!("room {folder}"),
            (_, Some((tool, _)), _) => format!("tool {tool}"),
            (.., Some((folder, _))) => format!("folder {folder} of {}", crate_of(&read.path)),
            _ if read.path.starts_with(SHARED_ROOM) => "room setuptools_scm".to_owned(),
            _ => format!("crate {}", crate_of(&read.path)),
        };
        *lines.entry(place).or_default() += read.source.lines_without_tests();
    }
    let found: Vec<_> = lines
        .into_iter()
        .filter(|(place, lines)| *lines > budget(place))
        .map(|(place, lines)| format!("{place} has {lines} lines, and may have {}", budget(&place)))
        .collect();
    nothing(&found, "crates and rooms that have outgrown their budget");
}

fn budget(place: &str) -> usize {
    match place {
        "crate archive" => ARCHIVE,
        "crate build" => BUILD,
        "crate check" => CHECK,
        "crate cli" => CLI,
        "crate dxt" => DXT,
        "crate pep" => PEP,
        "crate readme" => README,
        "crate signature" => SIGNATURE,
        "room hatchling" => HATCHLING,
        "room poetry" => POETRY,
        _ if place.starts_with("room ") => ROOM,
        _ => CRATE,
    }
}

#[test]
fn the_count_sees_the_product_and_not_its_tests() {
    let paths: Vec<_> = product().iter().map(|read| read.path.as_str()).collect();
    for expected in ["crates/cli/main.rs", "crates/build/src/lib.rs"] {
        assert!(paths.contains(&expected), "{expected} is not counted");
    }
    let tests = paths.iter().filter(|path| path.ends_with("/tests.rs") || path.contains("/tests/"));
    assert_eq!(tests.count(), 0, "tests are counted");
    let rooms = tree::names(ROOMS).into_iter().filter(|name| !name.ends_with(".rs"));
    for room in rooms {
        assert!(
            paths.contains(&format!("{ROOMS}{room}/mod.rs").as_str()),
            "the room {room} has no mod.rs"
        );
    }
}
