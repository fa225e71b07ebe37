//! The same project gives the same bytes, wherever, whenever and by whomever it is built.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::harness::case::{Case, PYREL, copy_folder};
use crate::harness::dist::{Dist, unpack};
use crate::harness::fixture::Fixture;
use crate::harness::run::Run;

/// One of each kind, and with links, scripts, data and generated files.
const PROJECTS: &[&str] = &[
    "flit/package",
    "flit/data",
    "flit/links",
    "hatchling/guess-src",
    "setuptools/src-metadata",
    "setuptools/manifest",
];

/// The files of a folder with their bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// What a command builds of the project in the current folder.
#[track_caller]
fn built(case: &Case, command: &mut Command) -> BTreeMap<String, Vec<u8>> {
    Run::of(command).success();
    let found = files(&case.path("dist"));
    assert_eq!(found.len(), 2);
    fs::remove_dir_all(case.path("dist")).unwrap();
    found
}

/// What a plain build makes.
fn plain(case: &Case) -> BTreeMap<String, Vec<u8>> {
    built(case, case.command(PYREL).arg("build"))
}

fn each_project(check: impl Fn(&Case, &BTreeMap<String, Vec<u8>>)) {
    for name in PROJECTS {
        let case = Case::new().backend(name);
        let expect = plain(&case);
        check(&case, &expect);
    }
}

#[test]
fn the_folder_does_not_count() {
    for name in PROJECTS {
        let here = Case::new().backend(name);
        let expect = plain(&here);
        for folder in
            ["tests/p", "build", "dist/sub", ".venv/lib", "\u{fc}ml\u{e4}ut and blank", "src"]
        {
            let there = Case::new();
            copy_folder(&here.path("."), &there.path(folder));
            Run::of(there.command(PYREL).arg("build").arg(folder)).success();
            assert_eq!(files(&there.path(folder).join("dist")), expect, "{name} in {folder}");
        }
    }
}

#[test]
fn the_surroundings_do_not_count() {
    each_project(|case, expect| {
        for (name, value) in [
            ("TZ", "Pacific/Kiritimati"),
            ("TZ", "America/St_Johns"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("LC_ALL", "C"),
            ("RAYON_NUM_THREADS", "1"),
            ("RAYON_NUM_THREADS", "7"),
            ("HOME", "/nowhere"),
            ("PYTHONHASHSEED", "3"),
        ] {
            let made = built(case, case.command(PYREL).arg("build").env(name, value));
            assert!(made == *expect, "{name}={value} changed the bytes");
        }
        assert!(plain(case) == *expect, "a second run gave other bytes");
    });
}

#[test]
#[cfg(target_os = "linux")]
fn the_number_of_processors_does_not_count() {
    each_project(|case, expect| {
        let mut pinned = case.command("taskset");
        assert!(built(case, pinned.args(["-c", "0", PYREL, "build"])) == *expect);
    });
}

#[test]
fn the_umask_does_not_count() {
    each_project(|case, expect| {
        for umask in ["077", "022", "000"] {
            let script = format!("umask {umask} && exec {PYREL} build");
            assert!(built(case, case.command("sh").args(["-c", &script])) == *expect, "{umask}");
        }
    });
}

#[test]
fn permissions_count_only_as_far_as_they_say_executable() {
    each_project(|case, expect| {
        Run::of(case.command("chmod").args(["-R", "go-rwx", "."])).success();
        assert!(plain(case) == *expect);
        Run::of(case.command("chmod").args(["-R", "g+w", "."])).success();
        assert!(plain(case) == *expect);
    });
}

#[test]
fn the_times_of_files_do_not_count() {
    each_project(|case, expect| {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(86_400 * 365 * 20);
        let mut folders = vec![case.path(".")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap()) {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    let file = fs::File::options().append(true).open(entry.path()).unwrap();
                    file.set_modified(time).unwrap();
                }
            }
        }
        assert!(plain(case) == *expect);
    });
}

#[test]
fn a_source_date_changes_times_and_nothing_else() {
    each_project(|case, expect| {
        let dated = |date: &str| {
            built(case, case.command(PYREL).arg("build").env("SOURCE_DATE_EPOCH", date))
        };
        let (one, other) = (dated("1577836800"), dated("1700000000"));
        assert!(one != *expect && one != other, "the date did not change the bytes");
        assert!(dated("1700000000") == other);
        let listings = |made: &BTreeMap<String, Vec<u8>>| -> Vec<String> {
            let folder = tempfile::tempdir().unwrap();
            made.iter()
                .map(|(name, bytes)| {
                    fs::write(folder.path().join(name), bytes).unwrap();
                    Dist::read(&folder.path().join(name)).listing()
                })
                .collect()
        };
        assert_eq!(listings(&one), listings(expect));
        assert_eq!(listings(&other), listings(expect));
    });
}

/// An sdist is a project like the one it was made of.
#[test]
fn the_sdist_gives_the_same_wheel() {
    for fixture in Fixture::all() {
        let case = Case::new().env("SOURCE_DATE_EPOCH", "1577836800").backend(&fixture.name);
        let made = plain(&case);
        let name = |end: &str| made.keys().find(|name| name.ends_with(end)).unwrap();
        let (sdist, wheel) = (name(".tar.gz"), name(".whl"));
        let archive = case.home().join(sdist);
        fs::write(&archive, &made[sdist]).unwrap();

        Run::of(case.command(PYREL).arg("build").arg(&archive)).success();
        let from_archive = fs::read(case.home().join(wheel)).unwrap();
        assert!(from_archive == made[wheel], "{}: from the archive itself", fixture.name);

        let top = unpack(&archive, &case.home().join("unpacked"));
        Run::of(case.command(PYREL).args(["build", "--wheel", "-o", "dist"]).arg(&top)).success();
        let from_folder = fs::read(case.path("dist").join(wheel)).unwrap();
        assert!(from_folder == made[wheel], "{}: from the unpacked sdist", fixture.name);
    }
}

/// Where the sdist lacks nothing, and the real backend says the same of both, the wheel from the
/// tree is the same file.
#[test]
fn the_tree_gives_the_same_wheel_as_its_sdist() {
    let differs = |it: &Fixture| {
        ["METADATA-from-tree", "wheel-from-tree.txt"].iter().any(|name| it.find(name).is_some())
    };
    for fixture in Fixture::all().iter().filter(|it| !differs(it)) {
        let case = Case::new().env("SOURCE_DATE_EPOCH", "1577836800").backend(&fixture.name);
        let made = plain(&case);
        let direct = built(&case, case.command(PYREL).args(["build", "--wheel", "--sdist"]));
        assert!(made == direct, "{}", fixture.name);
    }
}

/// Not even where the project takes everything at its root.
#[test]
fn earlier_results_do_not_count() {
    for fixture in Fixture::all() {
        let case = Case::new().env("SOURCE_DATE_EPOCH", "1577836800").backend(&fixture.name);
        let expect = plain(&case);
        case.run("build").success();
        case.run("build").success();
        assert!(files(&case.path("dist")) == expect, "{}", fixture.name);
    }
}
