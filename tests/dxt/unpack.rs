//! `pyrel dxt unpack`: what it writes, where, and what it never does.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::zip_parts::{archive, deflated, link, part};
use super::{MANIFEST, demo, noise};
use crate::harness::case::{Case, PYREL};
use crate::harness::footprint::footprint;

/// A bundle with a bit of everything.
fn everything() -> Case {
    let case = Case::new();
    let parts = [
        part("manifest.json", MANIFEST.as_bytes()),
        deflated("server/index.js", b"run()\n").mode(0o100_755),
        part("server/Z\u{fc}rich/\u{1f600}.txt", b"x").mode(0o106_777),
        part("empty/folder/", b"").mode(0o040_777),
        part("from-windows", b"y").mode(0),
        link("link", "server/index.js"),
        link("server/up", "../empty"),
    ];
    fs::write(case.path("all-1.0.mcpb"), archive(&parts)).unwrap();
    case
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn a_bundle_becomes_a_folder_of_its_name() {
    let case = everything();
    case.run("dxt unpack all-1.0.mcpb")
        .success()
        .stderr("")
        .stdout("unpacked 6 files (335 bytes) into all-1.0\n");
    assert_eq!(case.list("."), ["all-1.0", "all-1.0.mcpb"]);
    let inside = ["empty", "from-windows", "link", "manifest.json", "server"];
    assert_eq!(case.list("all-1.0"), inside);
    assert_eq!(case.list("all-1.0/empty"), ["folder"]);
    assert_eq!(case.read("all-1.0/server/index.js"), "run()\n");
    assert_eq!(case.read("all-1.0/server/Z\u{fc}rich/\u{1f600}.txt"), "x");
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_of_modes_only_the_leave_to_execute_is_kept() {
    let case = everything();
    case.run("dxt unpack all-1.0.mcpb out").success();
    let out = case.path("out");
    assert_eq!(fs::read_link(out.join("link")).unwrap(), Path::new("server/index.js"));
    assert_eq!(fs::read_link(out.join("server/up")).unwrap(), Path::new("../empty"));
    assert_eq!(mode(&out.join("server/index.js")), 0o755);
    assert_eq!(mode(&out.join("from-windows")), 0o644);
    // Neither set-user-ID nor leave for everybody to write.
    assert_eq!(mode(&out.join("server/Z\u{fc}rich/\u{1f600}.txt")), 0o755);
    assert_eq!(mode(&out.join("empty/folder")), 0o755);
}

#[test]
fn a_dry_run_lists_what_would_be_written() {
    let case = demo();
    case.run("dxt pack ext a.mcpb").success();
    let before = footprint(&case);
    case.run("dxt unpack a.mcpb --dry-run").success().stdout(
        "would unpack 2 files (310 bytes) into a\n  \
         manifest.json (304 bytes, sha256 \
         3733b0b503c62101803e75673e2500e4e0251dd889654f03b4cd586414465703)\n  \
         server/index.js (6 bytes, sha256 \
         d1ea5f8c13f3943ad7ef146ac7339ffc084a02d97a06e10b26e2474be648e0fb)\n",
    );
    assert_eq!(footprint(&case), before);
    let plan = case.run("dxt unpack a.mcpb --dry-run --json").success().json();
    let items = plan["plan"][0]["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 2);
    assert_eq!(items[1]["path"], "server/index.js");
    assert_eq!(items[1]["executable"], false);
    let done = case.run("dxt unpack a.mcpb --json").success().json();
    assert_eq!(done["done"], plan["plan"]);
    for item in items {
        let path = case.path("a").join(item["path"].as_str().unwrap());
        assert_eq!(fs::metadata(path).unwrap().len(), item["len"].as_u64().unwrap());
    }
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let case = everything();
    case.write("out/mine", "");
    let before = footprint(&case);
    case.run("dxt unpack all-1.0.mcpb out").failure(2).stderr(
        "error: cannot unpack into `out`: it is not empty\n\
         hint: name another folder, or replace this one with `--force`\n",
    );
    case.run("dxt unpack all-1.0.mcpb out --force").failure(2).stderr(
        "error: cannot unpack into `out`: it has no manifest.json, and so is no unpacked bundle\n\
         hint: name a folder of its own\n",
    );
    case.run("dxt unpack all-1.0.mcpb all-1.0.mcpb").failure(1);
    case.run("dxt unpack all-1.0.mcpb all-1.0.mcpb/below").failure(1);
    for here in [".", "..", "out/..", "../project"] {
        case.run(&format!("dxt unpack all-1.0.mcpb {here} --force"))
            .failure(2)
            .stderr_contains("the current folder or one above it");
    }
    assert_eq!(footprint(&case), before);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_no_folder() {
    let case = everything();
    fs::create_dir(case.path("there")).unwrap();
    crate::harness::case::symlink(Path::new("there"), &case.path("out"));
    case.run("dxt unpack all-1.0.mcpb out").failure(1).stderr_contains("it is not a folder");
    assert_eq!(case.list("there"), [""; 0]);
}

#[test]
fn an_unpacked_bundle_gives_way_to_another_one() {
    let case = everything();
    case.run("dxt unpack all-1.0.mcpb out").success();
    case.write("out/added/here", "");
    case.write("next/manifest.json", MANIFEST);
    case.run("dxt pack next next.mcpb").success();
    let plan = case.run("dxt unpack next.mcpb out --overwrite --dry-run").success().stdout.clone();
    for gone in ["added/here", "link", "server/index.js", "server/up"] {
        assert!(plan.contains(&format!("would remove out/{gone}\n")), "{gone}: {plan}");
    }
    case.run("dxt unpack next.mcpb out --force").success();
    assert_eq!(case.list("out"), ["manifest.json"]);
    assert_eq!(case.list("."), ["all-1.0.mcpb", "next", "next.mcpb", "next.mcpb.sha256", "out"]);
    assert_eq!(case.list("next"), ["manifest.json"], "a link was followed");
}

#[test]
fn the_bounds_can_be_moved() {
    let case = Case::new();
    let parts = [part("manifest.json", MANIFEST.as_bytes()), deflated("x", &vec![0; 70 << 20])];
    fs::write(case.path("a.mcpb"), archive(&parts)).unwrap();
    case.run("dxt unpack a.mcpb").failure(1).stderr_contains("100 times its own length");
    case.run("dxt unpack a.mcpb --max-ratio 2000 --max-size 64MiB")
        .failure(1)
        .stderr_contains("it unpacks to more than 67108864 bytes");
    case.run("dxt unpack a.mcpb --max-files 1").failure(1).stderr_contains("it has 2 members");
    case.run("dxt unpack a.mcpb --max-ratio 2000").success();
}

#[test]
fn a_signature_is_taken_off_and_told() {
    let case = demo();
    case.run("dxt pack ext a.mcpb").success();
    let mut signed = fs::read(case.path("a.mcpb")).unwrap();
    let block = b"MCPB_SIG_V1\x03\0\0\0derMCPB_SIG_END";
    signed.extend(block);
    fs::write(case.path("signed.mcpb"), &signed).unwrap();
    let end = signed.len() - block.len();
    signed[end - 2] = u8::try_from(block.len()).unwrap();
    fs::write(case.path("later.mcpb"), &signed).unwrap();
    for name in ["signed", "later"] {
        let told = format!(
            "{name}.mcpb: the signature (mcpb, 30 bytes) is taken off, and was not verified\n\
             unpacked 2 files (310 bytes) into {name}\n"
        );
        case.run(&format!("dxt unpack {name}.mcpb")).success().stdout(&told).stderr("");
        assert_eq!(case.read(&format!("{name}/server/index.js")), "run()\n");
    }
}

#[test]
fn what_is_no_extension_is_unpacked_with_a_warning() {
    let case = Case::new();
    fs::write(case.path("a.zip"), archive(&[part("pkg/manifest.json", b"{}")])).unwrap();
    case.run("dxt unpack a.zip").success().stderr_contains("warning[no-manifest]");
    case.run("dxt unpack a.zip out --strict").failure(1);
    assert!(!case.path("out").exists());
}

#[test]
fn a_link_to_what_is_not_there_is_told() {
    let case = Case::new();
    let parts = [part("manifest.json", MANIFEST.as_bytes()), link("a", "gone")];
    fs::write(case.path("a.mcpb"), archive(&parts)).unwrap();
    case.run("dxt unpack a.mcpb").success().stderr_contains("warning[dangling-link]");
}

#[test]
fn folders_on_the_way_are_made() {
    let case = everything();
    case.run("dxt unpack all-1.0.mcpb new/deep/out").success();
    assert_eq!(case.list("new/deep"), ["out"]);
    assert_eq!(case.list("new"), ["deep"]);
}

/// A folder in which nothing can be written is found out before anything is tried, in a dry run too.
#[cfg(target_os = "linux")]
#[test]
fn a_place_that_takes_no_files_is_refused_beforehand() {
    let case = everything();
    for arguments in ["", "--dry-run"] {
        case.run(&format!("dxt unpack all-1.0.mcpb /proc/out {arguments}"))
            .failure(1)
            .stderr("error: cannot write into `/proc`\n  caused by: permission denied\n");
    }
}

/// A path that is too long for the system is found out only when it is written.
#[cfg(unix)]
#[test]
fn a_run_that_fails_midway_leaves_nothing() {
    let long = format!("{}/{}", vec!["a".repeat(31); 127].join("/"), "x".repeat(30));
    let parts = [
        part("manifest.json", MANIFEST.as_bytes()),
        deflated("large", &noise(3 << 20)),
        part(&long, b"x"),
    ];
    let case = Case::new().file("old/manifest.json", MANIFEST).file("old/mine", "");
    fs::write(case.path("a.mcpb"), archive(&parts)).unwrap();
    for arguments in ["out", "new/deep/out", "old --force"] {
        let run = case.run(&format!("dxt unpack a.mcpb {arguments}"));
        run.failure(1).stderr_contains("error: cannot write `").stderr_contains("too long");
        assert_eq!(run.stdout, "");
        assert_eq!(case.list("."), ["a.mcpb", "old"]);
        assert_eq!(case.list("old"), ["manifest.json", "mine"]);
    }
}

/// The target appears whole or not at all, and what a dead run leaves hidden the next one removes.
#[test]
fn an_unpacking_that_is_killed_leaves_no_folder() {
    let case = demo();
    for number in 0..300 {
        fs::write(case.path(&format!("ext/server/{number}.bin")), noise(60_000)).unwrap();
    }
    case.run("dxt pack ext a.mcpb").success();
    let begin = Instant::now();
    case.run("dxt unpack a.mcpb whole").success();
    let whole = begin.elapsed();
    let mut unfinished = 0;
    let mut former = false;
    for kill in 0..24 {
        let mut command = case.command(PYREL);
        command.args(["dxt", "unpack", "a.mcpb", "out"]);
        if former {
            command.arg("--force");
        }
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(whole * kill / 20 + Duration::from_micros(137));
        drop(child.kill());
        let finished = child.wait().unwrap().success();
        unfinished += u32::from(!finished);
        let found = case.list("out/server").len();
        assert!(found == 301 || (found == 0 && !former), "{found} files after {kill}");
        former |= found > 0;
        assert!(!finished || found == 301);
    }
    assert!(unfinished > 6, "only {unfinished} of 24 were interrupted");
    let force = if former { " --force" } else { "" };
    case.run(&format!("dxt unpack a.mcpb out{force}")).success();
    let left: Vec<_> =
        case.list(".").into_iter().filter(|name| name.starts_with(".pyrel-")).collect();
    assert_eq!(left, [""; 0]);
}
