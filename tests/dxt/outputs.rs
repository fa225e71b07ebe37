//! Where `pyrel dxt pack` puts the bundle, and what it never overwrites.

use std::fs;

use super::{MANIFEST, demo, names, packed};
use crate::harness::case::{Case, PYREL};
use crate::harness::run::Run;

#[test]
fn the_name_is_made_of_name_and_version_unless_it_is_given() {
    for (out, placed) in [
        ("", "demo-server-1.0.0.mcpb"),
        ("--kind dxt", "demo-server-1.0.0.dxt"),
        ("--kind mcpb", "demo-server-1.0.0.mcpb"),
        ("a.mcpb", "a.mcpb"),
        ("a.dxt", "a.dxt"),
        ("a.zip", "a.zip"),
        ("a", "a"),
        ("there", "there/demo-server-1.0.0.mcpb"),
        ("there/", "there/demo-server-1.0.0.mcpb"),
        ("new/", "new/demo-server-1.0.0.mcpb"),
        ("new/er/", "new/er/demo-server-1.0.0.mcpb"),
        ("new/er/a.dxt", "new/er/a.dxt"),
        ("there --kind dxt", "there/demo-server-1.0.0.dxt"),
    ] {
        let case = demo();
        fs::create_dir(case.path("there")).unwrap();
        let run = case.run(&format!("dxt pack ext {out}"));
        run.success().stderr("");
        assert!(run.stdout.starts_with(&format!("placed {placed} (")), "{out}: {}", run.stdout);
        assert_eq!(names(&case.path(placed)), ["manifest.json", "server/index.js"], "{out}");
    }
}

#[test]
fn the_extension_of_a_project_goes_to_its_dist_folder() {
    let case = Case::new().fixture("seed-like");
    case.run("dxt pack").success();
    assert_eq!(case.list("dist"), ["weather-desk-1.4.0.mcpb", "weather-desk-1.4.0.mcpb.sha256"]);
    for (arguments, bundle) in [
        ("--kind dxt", "dist/weather-desk-1.4.0.dxt"),
        (". out/a.mcpb", "out/a.mcpb"),
        (". out/a.dxt", "out/a.dxt"),
        ("./", "dist/weather-desk-1.4.0.mcpb"),
    ] {
        let case = Case::new().fixture("seed-like");
        case.run(&format!("dxt pack {arguments}")).success();
        assert!(names(&case.path(bundle)).contains(&"manifest.json".to_owned()), "{arguments}");
    }
    let case = Case::new().fixture("flit-uv");
    case.run("dxt pack").success();
    assert_eq!(case.list("dist"), ["tide-table-0.3.0.mcpb", "tide-table-0.3.0.mcpb.sha256"]);
}

#[test]
fn a_former_bundle_is_replaced_and_never_packed() {
    for (folder, out) in [
        ("ext", "ext/out.zip"),
        ("ext", "ext/server/out.zip"),
        ("ext", "./ext/../ext/out.zip"),
        ("./ext", "ext/out.bundle"),
        ("ext/", "ext/a.mcpb"),
    ] {
        let case = demo();
        // Even where the rule for bundles is taken back.
        case.write("ext/.mcpbignore", "!*.mcpb\n");
        case.run(&format!("dxt pack {folder} {out}")).success();
        let first = fs::read(case.path(out)).unwrap();
        case.run(&format!("dxt pack {folder} {out}")).success();
        assert!(fs::read(case.path(out)).unwrap() == first, "{folder} {out}");
        assert_eq!(names(&case.path(out)), ["manifest.json", "server/index.js"]);
    }
    let case = demo();
    let inside = || {
        let mut command = case.command(PYREL);
        Run::of(command.current_dir(case.path("ext")).args(["dxt", "pack", ".", "out.zip"]))
    };
    inside().success();
    inside().success();
    assert_eq!(names(&case.path("ext/out.zip")), ["manifest.json", "server/index.js"]);
}

#[test]
fn no_file_of_the_extension_is_overwritten() {
    let case = demo();
    case.write("ext/.gitignore", "x\n");
    for name in ["manifest.json", "server/index.js", ".gitignore"] {
        let before = case.read(&format!("ext/{name}"));
        for run in ["", "--dry-run"] {
            case.run(&format!("dxt pack ext ext/{name} {run}")).failure(2).stdout("").stderr(
                &format!(
                    "error: `ext/{name}` cannot become a bundle: it is a file of the extension\n\
                 hint: give the bundle a name of its own\n"
                ),
            );
        }
        assert_eq!(case.read(&format!("ext/{name}")), before);
    }
    // An empty file is what `mktemp` leaves.
    case.write("ext/empty", "");
    case.run("dxt pack ext ext/empty").success();
}

#[test]
fn a_name_that_no_line_can_hold_is_refused() {
    let case = demo();
    let mut command = case.command(PYREL);
    let run = Run::of(command.args(["dxt", "pack", "ext", "new\nline.mcpb"]));
    run.failure(2).stdout("").stderr(
        "error: `new\\nline.mcpb` cannot become a bundle: it has a control character in its name\n\
         hint: give the bundle a name of its own\n",
    );
    assert_eq!(case.list("."), ["ext"]);
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_left_alone() {
    let case = demo().file("file", "old").file("out/old.mcpb", "old");
    for (out, words) in [
        ("file/a.mcpb", "cannot write into `file`: it is not a folder"),
        ("file/", "cannot write into `file`: it is not a folder"),
        ("/proc/a.mcpb", "cannot write into `/proc`"),
        ("/dev/null", "`/dev/null` cannot become a bundle: it is no regular file"),
    ] {
        let run = case.run(&format!("dxt pack ext {out}"));
        run.failure(if out == "/dev/null" { 2 } else { 1 }).stdout("").stderr_contains(words);
        let shown = case.run(&format!("dxt pack ext {out} --dry-run"));
        shown.failure(run.status).stdout("").stderr(&run.stderr);
    }
    assert_eq!((case.read("file"), case.read("out/old.mcpb")), ("old".into(), "old".into()));
    assert_eq!(case.list("."), ["ext", "file", "out"]);
    case.run("dxt pack ext out/old.mcpb").success();
    assert_eq!(packed(&case), ["manifest.json", "server/index.js"]);
}

#[test]
fn what_is_not_there_cannot_be_packed() {
    let case = Case::new().file("empty/x", "").file("file", MANIFEST);
    for (folder, words) in [
        ("nothing", "cannot read `nothing`"),
        ("file", "cannot read `file`"),
        ("empty", "there is no manifest.json in `empty`"),
        ("", "there is no manifest.json in `.`"),
    ] {
        case.run(&format!("dxt pack {folder}")).failure(1).stdout("").stderr_contains(words);
    }
    assert_eq!(case.list("."), ["empty", "file"]);
}
