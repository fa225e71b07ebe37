//! What the real backends made of the projects in `fixtures/backends`, held against our own.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use pyrel_build::backends::{BACKENDS, Verdict};

use crate::harness::case::Case;
use crate::harness::dist::{Dist, Member};
use crate::harness::fixture::Fixture;
use crate::harness::meaning;

/// Runs a check over all fixtures of a backend and tells of all that fail, not of the first alone.
#[track_caller]
fn over_all(backend: &str, check: fn(&Fixture, &Made) -> String) {
    let mut failures = String::new();
    let fixtures = Fixture::all();
    let ours = fixtures.iter().filter(|fixture| fixture.name.starts_with(backend));
    let mut count = 0;
    for fixture in ours {
        count += 1;
        let differences = match Made::of(fixture) {
            Ok(made) => check(fixture, &made),
            Err(refusal) => refusal,
        };
        if !differences.is_empty() {
            let _ = writeln!(failures, "--- {}\n{differences}", fixture.name);
        }
    }
    assert!(count > 0, "there are no fixtures of {backend}");
    assert!(failures.is_empty(), "\n{failures}");
}

/// What pyrel makes of a fixture.
struct Made {
    sdist: Dist,
    /// From the sdist, as front ends make it.
    wheel: Dist,
    from_tree: Dist,
}

impl Made {
    fn of(fixture: &Fixture) -> Result<Self, String> {
        // The time that the peers build at, which versions from changed work trees hold.
        let case = Case::new().backend(&fixture.name).env("SOURCE_DATE_EPOCH", "1577836800");
        for arguments in ["build", "build --wheel -o tree"] {
            let run = case.run(arguments);
            if run.status != 0 {
                return Err(run.stderr);
            }
        }
        let read = |folder: &str, end: &str| {
            let name = case.list(folder).into_iter().find(|name| name.ends_with(end)).unwrap();
            Dist::read(&case.path(folder).join(name))
        };
        assert_eq!((case.list("dist").len(), case.list("tree").len()), (2, 1), "{}", fixture.name);
        Ok(Self {
            sdist: read("dist", ".tar.gz"),
            wheel: read("dist", ".whl"),
            from_tree: read("tree", ".whl"),
        })
    }
}

/// The lines that only one of two texts has.
fn differing(theirs: &str, ours: &str) -> String {
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let (theirs, ours) = (lines(theirs), lines(ours));
    let mut text = String::new();
    for line in theirs.difference(&ours) {
        let _ = writeln!(text, "  theirs: {line}");
    }
    for line in ours.difference(&theirs) {
        let _ = writeln!(text, "  ours:   {line}");
    }
    text
}

fn members(fixture: &Fixture, made: &Made) -> String {
    let wheel = fixture.text("wheel.txt");
    let from_tree = fixture.find("wheel-from-tree.txt").unwrap_or_else(|| wheel.clone());
    differing(&wheel, &made.wheel.listing())
        + &differing(&from_tree, &made.from_tree.listing())
        + &differing(&fixture.text("sdist.txt"), &made.sdist.listing())
}

fn metadata(fixture: &Fixture, made: &Made) -> String {
    let expected = fixture.text("METADATA");
    let from_tree = fixture.find("METADATA-from-tree").unwrap_or_else(|| expected.clone());
    let pkg_info = fixture.find("PKG-INFO").unwrap_or_else(|| expected.clone());
    let wheel = |dist: &Dist| dist.text(&dist.dist_info("METADATA")).to_owned();
    let mut found = String::new();
    for (theirs, ours) in [
        (&expected, wheel(&made.wheel)),
        (&from_tree, wheel(&made.from_tree)),
        (&pkg_info, made.sdist.text("PKG-INFO").to_owned()),
    ] {
        let theirs = meaning::of_metadata(theirs).join("\n");
        found += &differing(&theirs, &meaning::of_metadata(&ours).join("\n"));
    }
    let egg_infos = made.sdist.members.keys().filter(|path| path.ends_with(".egg-info/PKG-INFO"));
    for path in egg_infos {
        found += &differing(made.sdist.text("PKG-INFO"), made.sdist.text(path));
    }
    found
}

fn entry_points(fixture: &Fixture, made: &Made) -> String {
    let meant = |text: Option<&str>| text.map(meaning::of_entry_points);
    let theirs = meant(fixture.find("entry_points.txt").as_deref());
    let egg_info =
        made.sdist.members.keys().find(|path| path.ends_with(".egg-info/entry_points.txt"));
    let mut found = String::new();
    for ours in [
        made.wheel.entry_points(),
        made.from_tree.entry_points(),
        egg_info.map(|path| made.sdist.text(path)).or(made.wheel.entry_points()),
    ] {
        if meant(ours) != theirs {
            let _ = writeln!(found, "  theirs: {theirs:?}\n  ours:   {ours:?}");
        }
    }
    found
}

fn wheel_file(_: &Fixture, made: &Made) -> String {
    let name = made.wheel.name.strip_suffix(".whl").unwrap();
    let [platform, abi, python] = name.rsplitn(4, '-').take(3).collect::<Vec<_>>()[..] else {
        panic!("{name} has no tags")
    };
    let tags = python.split('.').map(|python| format!("Tag: {python}-{abi}-{platform}"));
    let mut expected = vec!["Wheel-Version: 1.0".to_owned(), "Root-Is-Purelib: true".to_owned()];
    expected.extend(tags);
    let ours = meaning::of_wheel(made.wheel.text(&made.wheel.dist_info("WHEEL")));
    differing(&expected.join("\n"), &ours.join("\n"))
}

/// Every row of `RECORD` is true, and every member has one.
fn record(_: &Fixture, made: &Made) -> String {
    let path = made.wheel.dist_info("RECORD");
    let members = made.wheel.members.iter().map(|(member, content)| match content {
        Member::File { .. } if *member == path => format!("{path},,"),
        Member::File { bytes, .. } => format!("{member},sha256={},{}", digest(bytes), bytes.len()),
        Member::Link(target) => format!("{member} -> {target}"),
    });
    let expected: Vec<String> = members.collect();
    differing(&expected.join("\n"), made.wheel.text(&path))
}

/// SHA-256 as `RECORD` spells it: base64 for URLs, without padding.
fn digest(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let digest = <sha2::Sha256 as sha2::Digest>::digest(bytes);
    let mut text = String::new();
    for three in digest.chunks(3) {
        let mut bits = 0u32;
        for at in 0..3 {
            bits = bits << 8 | u32::from(three.get(at).copied().unwrap_or(0));
        }
        for at in 0..=three.len() {
            text.push(char::from(LETTERS[(bits >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}

macro_rules! golden {
    ($($backend:ident)*) => {$(
        mod $backend {
            #[test]
            fn the_members_are_those_of_the_real_backend() {
                super::over_all(stringify!($backend), super::members);
            }

            #[test]
            fn the_metadata_means_the_same() {
                super::over_all(stringify!($backend), super::metadata);
            }

            #[test]
            fn the_entry_points_are_the_same() {
                super::over_all(stringify!($backend), super::entry_points);
            }

            #[test]
            fn the_wheel_file_agrees_with_the_name() {
                super::over_all(stringify!($backend), super::wheel_file);
            }

            #[test]
            fn the_record_is_true() {
                super::over_all(stringify!($backend), super::record);
            }
        }
    )*};
}

golden! { flit hatchling pdm poetry setuptools uv_build }

#[test]
fn every_honoured_option_has_a_fixture_and_every_fixture_is_visited() {
    let fixtures = Fixture::all();
    let endings = ["_core", "-core", "-backend"];
    let room = |backend: &str| {
        endings.iter().find_map(|end| backend.strip_suffix(end)).unwrap_or(backend).to_owned()
    };
    let mut wrong = Vec::new();
    for backend in BACKENDS {
        let room = room(backend.name());
        let ours = fixtures.iter().filter(|it| it.name.starts_with(&format!("{room}/")));
        let covered: BTreeSet<String> = ours.flat_map(Fixture::covers).collect();
        for row in backend.options() {
            if row.verdict == Verdict::Honoured && !covered.contains(row.key) {
                wrong.push(format!("{room}: no fixture covers `{}`", row.key));
            }
        }
        let known = |key: &String| backend.options().iter().any(|row| row.key == key);
        wrong.extend(
            covered
                .iter()
                .filter(|key| !known(key))
                .map(|key| format!("{room}: a fixture covers `{key}`, which is no option")),
        );
    }
    let rooms: Vec<String> = BACKENDS.iter().map(|backend| room(backend.name())).collect();
    for fixture in &fixtures {
        let (folder, _) = fixture.name.split_once('/').unwrap();
        if !rooms.contains(&folder.to_owned()) || !fixture.project().is_dir() {
            wrong.push(format!("{}: nothing visits it", fixture.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
