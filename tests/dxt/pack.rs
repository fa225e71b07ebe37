//! `pyrel dxt pack`: the same bytes everywhere, and what becomes of each file.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::{FLIT, MANIFEST, demo, demo_with, names, noise, packed};
use crate::harness::case::{Case, PYREL};
use crate::harness::dist::{Dist, Member};
use crate::harness::run::Run;

/// The files of an extension that has something of everything: order, accents, depth, a size beyond
/// one block.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = vec![
        ("manifest.json".to_owned(), MANIFEST.as_bytes().to_vec()),
        ("server/index.js".to_owned(), b"run()\n".repeat(1000)),
        ("server/noise.bin".to_owned(), noise(1_500_000)),
        ("a-b".to_owned(), Vec::new()),
        ("a/b".to_owned(), b"x".to_vec()),
        ("Zürich/straße.txt".to_owned(), b"y".to_vec()),
        ("10".to_owned(), b"ten".to_vec()),
        ("2".to_owned(), b"two".to_vec()),
        ("__proto__".to_owned(), b"p".to_vec()),
    ];
    for at in 0..200 {
        files.push((format!("lib/m{at}.js"), format!("export {at}\n").repeat(at).into_bytes()));
    }
    files
}

pub(super) fn write_all<'a>(folder: &Path, files: impl Iterator<Item = &'a (String, Vec<u8>)>) {
    for (path, bytes) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn the_bytes_depend_on_the_files_alone() {
    let files = files();
    let case = Case::new();
    write_all(&case.path("ext"), files.iter());
    case.run("dxt pack ext first.mcpb").success();
    let expect = fs::read(case.path("first.mcpb")).unwrap();

    // Another folder, files made in the opposite order and at another time, other permissions but
    // the owner's executable bit, another umask, time zone and language, one processor.
    let other = Case::new().env("TZ", "Asia/Kathmandu").env("LC_ALL", "tr_TR.UTF-8");
    let folder = other.path("deep/er");
    write_all(&folder, files.iter().rev());
    let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_001);
    File::options().append(true).open(folder.join("2")).unwrap().set_modified(past).unwrap();
    #[cfg(unix)]
    for (name, mode) in [("manifest.json", 0o600), ("a-b", 0o666), ("lib", 0o700)] {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder.join(name), PermissionsExt::from_mode(mode)).unwrap();
    }
    let one = if cfg!(target_os = "linux") { "taskset -c 0" } else { "" };
    let script =
        format!("umask 077; cd deep; exec {one} {PYREL} dxt pack er ../second.dxt --kind mcpb");
    Run::of(other.command("sh").args(["-c", &script])).success();
    assert!(fs::read(other.path("second.dxt")).unwrap() == expect, "other bytes elsewhere");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(other.path("second.dxt")), 0o600, "the umask counts for the file itself");
    }
}

#[test]
fn the_manifest_comes_first_and_the_others_in_the_order_of_their_bytes() {
    let case = Case::new();
    write_all(&case.path("ext"), files().iter());
    let names = packed(&case);
    assert_eq!(names[..5], ["manifest.json", "10", "2", "Zürich/straße.txt", "__proto__"]);
    let mut sorted = names[1..].to_vec();
    sorted.sort();
    assert_eq!(names[1..], sorted);
    assert_eq!(names.len(), files().len());
}

#[test]
fn entries_that_do_not_shrink_are_stored_and_the_time_is_the_epoch() {
    let case = demo_with(&["empty"]);
    fs::write(case.path("ext/noise.bin"), noise(4096)).unwrap();
    fs::write(case.path("ext/text.txt"), "text ".repeat(1000)).unwrap();
    case.run("dxt pack ext out.mcpb").success();
    let show = "import sys, zipfile\nfor i in zipfile.ZipFile(sys.argv[1]).infolist():\n print(i.filename, i.compress_type, i.date_time[:3], i.create_system, oct(i.external_attr >> 16), i.flag_bits, len(i.extra), len(i.comment), sep=' ')";
    Run::of(case.command("python3").args(["-c", show, "out.mcpb"])).success().stdout(
        "manifest.json 8 (2020, 2, 2) 3 0o100644 0 0 0\n\
         empty 0 (2020, 2, 2) 3 0o100644 0 0 0\n\
         noise.bin 0 (2020, 2, 2) 3 0o100644 0 0 0\n\
         server/index.js 0 (2020, 2, 2) 3 0o100644 0 0 0\n\
         text.txt 8 (2020, 2, 2) 3 0o100644 0 0 0\n",
    );
    let dated = demo().env("SOURCE_DATE_EPOCH", "1700000000").env("TZ", "America/New_York");
    dated.run("dxt pack ext out.mcpb").success();
    let time = "import zipfile; print(zipfile.ZipFile('out.mcpb').infolist()[0].date_time)";
    Run::of(dated.command("python3").args(["-c", time]))
        .success()
        .stdout("(2023, 11, 14, 22, 13, 20)\n");
}

#[test]
#[cfg(unix)]
fn programs_are_executable_wherever_they_were_packed() {
    use std::os::unix::fs::PermissionsExt;
    let case = demo_with(&["plain", "group", "tool"]);
    case.write("ext/script", "#!/bin/sh\n");
    for (name, mode) in [("tool", 0o700), ("group", 0o654), ("plain", 0o666)] {
        fs::set_permissions(case.path("ext").join(name), PermissionsExt::from_mode(mode)).unwrap();
    }
    case.run("dxt pack ext out.mcpb").success();
    let dist = Dist::read(&case.path("out.mcpb"));
    let modes: BTreeMap<_, _> = dist
        .members
        .iter()
        .map(|(name, member)| match member {
            Member::File { mode, .. } => (name.as_str(), *mode),
            Member::Link(target) => panic!("{name} is a link to {target}"),
        })
        .collect();
    let expect = [
        ("group", 0o644),
        ("manifest.json", 0o644),
        ("plain", 0o644),
        ("script", 0o755),
        ("server/index.js", 0o644),
        ("tool", 0o755),
    ];
    assert_eq!(modes, BTreeMap::from(expect));
}

#[test]
fn a_template_goes_in_filled() {
    let case = Case::new()
        .file("ext/manifest.json", &MANIFEST.replace("1.0.0", "{{ version }}"))
        .file("ext/server/index.js", "")
        .file("pyproject.toml", FLIT)
        .file("x.py", "");
    case.run("dxt pack ext").success();
    let bundle = Dist::read(&case.path("demo-server-2.5.0.mcpb"));
    assert_eq!(bundle.text("manifest.json"), MANIFEST.replace("1.0.0", "2.5.0"));
    case.write("pyproject.toml", &FLIT.replace("[project]", "[project"));
    case.run("dxt pack ext unfilled.mcpb")
        .failure(1)
        .stderr_contains(
            "error: the manifest is a template, and the project to fill it from cannot be read\n  \
             caused by: unclosed table",
        )
        .stderr_contains("hint: `pyrel build --list` says more about the project\n");
    std::fs::remove_file(case.path("pyproject.toml")).unwrap();
    let run = case.run("dxt pack ext unfilled.mcpb");
    run.failure(1).stderr_contains("error[template-without-values]: `{{ version }}` has no value");
    run.stderr_contains("--> ext/manifest.json:4:15");
    let bundle = ["demo-server-2.5.0.mcpb", "demo-server-2.5.0.mcpb.sha256"];
    assert_eq!(case.list("."), [&bundle[..], &["ext", "x.py"]].concat());
}

#[test]
fn another_manifest_takes_the_place_of_the_folders_own() {
    let other = MANIFEST.replace("Demo Server", "Other");
    let case = demo().file("ext/other.json", &other).file("elsewhere/m.json", &other);
    for (arguments, rest) in [
        ("ext o.mcpb -m ext/other.json", vec!["server/index.js"]),
        ("ext o.mcpb --manifest ./ext/../ext/other.json", vec!["server/index.js"]),
        ("ext o.mcpb -m elsewhere/m.json", vec!["other.json", "server/index.js"]),
    ] {
        case.run(&format!("dxt pack {arguments}")).success();
        let bundle = case.path("o.mcpb");
        assert_eq!(Dist::read(&bundle).text("manifest.json"), other, "{arguments}");
        assert_eq!(names(&bundle)[1..], rest, "{arguments}");
    }
    // From inside of the folder as well, where its own name is not part of the path.
    let inside = |arguments: &[&str]| {
        let mut command = case.command(PYREL);
        Run::of(command.current_dir(case.path("ext")).args(["dxt", "pack", "."]).args(arguments))
    };
    inside(&["../i.mcpb", "-m", "other.json"]).success();
    assert_eq!(names(&case.path("i.mcpb")), ["manifest.json", "server/index.js"]);
    // A folder needs no manifest of its own then.
    std::fs::remove_file(case.path("ext/manifest.json")).unwrap();
    case.run("dxt pack ext o.mcpb -m elsewhere/m.json").success();
    case.run("dxt pack ext n.mcpb -m nothing.json")
        .failure(1)
        .stderr_contains("`nothing.json` does not exist");
    case.run("dxt pack ext n.mcpb")
        .failure(1)
        .stderr_contains("there is no manifest.json in `ext`");
    assert!(!case.path("n.mcpb").exists());
}
