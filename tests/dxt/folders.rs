//! Folders with what no bundle can hold.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixListener;
use std::path::Path;

use super::zip_parts::{archive, part};
use super::{MANIFEST, demo, demo_with, packed};
use crate::harness::case::{Case, symlink};
use crate::harness::run::Run;

fn link(case: &Case, points_at: &str, name: &str) {
    symlink(Path::new(points_at), &case.path("ext").join(name));
}

/// What is wrong with `ext` is told by rule, words and path, and nothing is made; once the path is
/// ignored, the rest is packed.
#[track_caller]
fn check(case: &Case, path: &str, expect: &str) {
    let run = case.run("dxt pack ext out.mcpb");
    run.failure(1).stdout("").stderr_contains(expect).stderr_contains(&format!("--> ext/{path}\n"));
    assert!(!case.path("out.mcpb").exists());
    case.write("ext/.mcpbignore", &format!("/{path}\n"));
    assert_eq!(packed(case), ["manifest.json", "server/index.js"]);
}

#[test]
fn links_inside_the_folder_are_followed() {
    let case = demo();
    link(&case, "server/index.js", "main.js");
    link(&case, "server", "lib");
    link(&case, "../lib/index.js", "server/twice.js");
    assert_eq!(
        packed(&case),
        [
            "manifest.json",
            "lib/index.js",
            "lib/twice.js",
            "main.js",
            "server/index.js",
            "server/twice.js"
        ]
    );
}

/// pnpm has `b` beside the real `a` alone, which is where Node.js looks for it; a bundle has a copy.
#[test]
fn packages_that_find_each_other_by_links_are_warned_about() {
    let case = demo_with(&[
        "node_modules/.pnpm/a@1.0.0/node_modules/a/index.js",
        "node_modules/.pnpm/a@1.0.0/node_modules/b/index.js",
    ]);
    link(&case, ".pnpm/a@1.0.0/node_modules/a", "node_modules/a");
    let run = case.run("dxt pack ext out.mcpb");
    run.success().stderr_contains(
        "warning[linked-packages]: packages copied from here do not find what they need in a bundle\n\
         --> ext/node_modules/.pnpm\n",
    );
    case.write("ext/.mcpbignore", "node_modules\n");
    case.run("dxt pack ext out.mcpb").success().stderr("");
}

#[test]
fn links_that_cannot_be_followed_are_refused_by_name_unless_they_are_ignored() {
    let outside = "error[link-outside]: a symbolic link that leads out of the project";
    for (points_at, expect) in [
        ("/etc/passwd", outside),
        ("/etc", outside),
        ("..", outside),
        ("../outside.txt", outside),
        ("nowhere", "error[not-a-file]: a symbolic link to `nowhere`, which is no file"),
        ("l", "error[link-loop]: part of a loop of symbolic links"),
        (".", "error[link-loop]: a symbolic link to a folder that it lies in"),
    ] {
        let case = demo().file("outside.txt", "secret");
        link(&case, points_at, "l");
        check(&case, "l", expect);
    }
    let case = demo();
    symlink(Path::new(std::ffi::OsStr::from_bytes(b"\xff")), &case.path("ext/l"));
    check(&case, "l", "error[not-a-file]: `l` is a symbolic link to a name that is not UTF-8");
}

#[test]
fn links_that_cannot_be_followed_stay_out_where_that_is_asked_for() {
    let case = demo().file("outside.txt", "secret").file("ext/lib/a.js", "a");
    for (points_at, name) in [
        ("../outside.txt", "out"),
        ("..", "up"),
        ("nowhere", "lost"),
        (".", "lib/self"),
        ("knot", "knot"),
        ("lib/a.js", "good"),
    ] {
        let link = case.path("ext").join(name);
        std::os::unix::fs::symlink(points_at, link).unwrap();
    }
    case.run("dxt pack ext out.mcpb").failure(1);
    case.run("dxt pack ext out.mcpb --links skip").success();
    let expect = ["manifest.json", "good", "lib/a.js", "server/index.js"];
    assert_eq!(super::names(&case.path("out.mcpb")), expect);
    let run = case.run("dxt pack ext --links skip --list");
    for name in ["out", "up", "lost", "lib/self", "knot"] {
        run.stdout_contains(&format!("  {name:15}  `--links skip`, as nobody could follow it\n"));
    }
}

#[test]
fn pipes_sockets_and_devices_are_never_opened() {
    let case = demo();
    Run::of(case.command("mkfifo").arg("ext/p")).success();
    check(&case, "p", "error[not-a-file]: a pipe, a socket or a device");
    let case = demo();
    let _listener = UnixListener::bind(case.path("ext/s")).unwrap();
    check(&case, "s", "error[not-a-file]: a pipe, a socket or a device");
    let case = demo();
    link(&case, "/dev/zero", "z");
    check(&case, "z", "error[link-outside]: ");
    // In place of the manifest, of an ignore file, of a bundle.
    let case = demo();
    fs::remove_file(case.path("ext/manifest.json")).unwrap();
    for name in ["ext/manifest.json", "b.mcpb", "m.json"] {
        Run::of(case.command("mkfifo").arg(name)).success();
    }
    for arguments in [
        "pack ext",
        "validate ext",
        "validate ext/manifest.json",
        "validate b.mcpb",
        "validate m.json",
        "pack ext o.mcpb -m m.json",
    ] {
        case.run(&format!("dxt {arguments}")).failure(1).stderr_contains("not a regular file");
    }
    // What such a file keeps out nobody knows.
    let case = demo();
    Run::of(case.command("mkfifo").arg("ext/.mcpbignore")).success();
    let run = case.run("dxt pack ext o.mcpb");
    run.failure(1).stdout("").stderr_contains("error[ignore-unreadable]: not a regular file");
    assert!(!case.path("o.mcpb").exists());
}

/// `pyrel dxt unpack` and Windows take none of these, so none is packed.
#[test]
fn names_that_cannot_be_unpacked_everywhere_are_refused() {
    let files = ["aux", "lib/con.js", "trail.", "a/x:y", "Docs/a", "docs/b", "ss", "\u{df}"];
    let case = demo_with(&files);
    let run = case.run("dxt pack ext out.mcpb");
    run.failure(1).stdout("");
    let drops = "[name-not-portable]: ends in a dot or a blank, which Windows drops";
    let device = "[name-not-portable]: has the name of a device of Windows";
    for (words, path) in [
        (device, "aux"),
        (device, "lib/con.js"),
        (drops, "trail."),
        ("[name-not-portable]: has a colon in its name", "a/x:y"),
        (
            "[case-twins]: lies in a folder that differs from `Docs` by letter case or accents only",
            "docs/b",
        ),
        ("[case-twins]: differs from `ss` by letter case or accents only", "\u{df}"),
    ] {
        run.stderr_contains(words).stderr_contains(&format!("--> ext/{path}\n"));
    }
    // Each of these alone is what unpacking refuses as well.
    for name in ["aux", "trail.", "a/x:y"] {
        let parts = [part("manifest.json", MANIFEST.as_bytes()), part(name, b"")];
        fs::write(case.path("hand.mcpb"), archive(&parts)).unwrap();
        case.run("dxt unpack hand.mcpb out").failure(1);
    }
}

#[test]
fn secrets_that_are_told_by_their_names_or_are_keys_are_refused() {
    let key =
        format!("-----BEGIN PRIVATE KEY-----\n{}\n", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC".repeat(2));
    let case = demo_with(&[".ssh/config", "lib/credentials.json", "public.pem", "monkey.js"]);
    case.write("ext/server.key", &key);
    case.write("ext/node_modules/a/test/server.key", &key);
    let run = case.run("dxt pack ext out.mcpb");
    run.failure(1);
    run.stderr_contains("error[secret-file]: `.ssh` usually holds secrets\n");
    run.stderr_contains("error[secret-file]: `credentials.json` usually holds secrets\n");
    run.stderr_contains("error[secret-in-file]: what looks like a private key\n");
    assert_eq!(run.stderr.matches("error[").count(), 3, "{}", run.stderr);
    assert!(!run.stderr.contains("MIIE"), "the key itself is shown");
    assert!(!case.path("out.mcpb").exists());
    case.write("ext/.mcpbignore", ".ssh\ncredentials.json\n/server.key\n");
    case.run("dxt pack ext out.mcpb --strict").success().stderr("");
}

/// A manifest from elsewhere takes the place of a file, and of no folder with who knows what in it.
#[test]
fn nothing_may_lie_where_the_manifest_must_be() {
    let case = demo_with(&["m/manifest.json/x"]);
    case.run("dxt pack ext/m o.mcpb --manifest ext/manifest.json")
        .failure(1)
        .stdout("")
        .stderr_contains("`manifest.json` is not a regular file");
    assert!(!case.path("o.mcpb").exists());
}

#[test]
fn names_that_are_not_the_same_everywhere_are_refused_all_at_once() {
    let case = demo_with(&["READme", "readme", "é", "e\u{301}", "a\\b", "new\nline", "c:x"]);
    let run = case.run("dxt pack ext");
    run.failure(1).stdout("");
    for (words, path) in [
        ("[case-twins]: differs from `READme` by letter case or accents only", "readme"),
        ("[name-not-portable]: not a name for a bundle: it holds a backslash", "a\\b"),
        (
            "[name-not-portable]: not a name for a bundle: it holds a control character",
            "new\\nline",
        ),
        ("[name-not-portable]: not a name for a bundle: it begins like a Windows drive", "c:x"),
    ] {
        run.stderr_contains(words).stderr_contains(&format!("--> ext/{path}\n"));
    }
    assert_eq!(run.stderr.matches("[case-twins]").count(), 2, "{}", run.stderr);
    let case = demo();
    fs::write(case.path("ext").join(std::ffi::OsStr::from_bytes(b"\xff.js")), "").unwrap();
    case.run("dxt pack ext")
        .failure(1)
        .stderr("error: `\u{fffd}.js` has a name that is not UTF-8\nhint: rename the file\n");
}

#[test]
fn circles_and_towers_of_links_end_at_once() {
    let case = demo();
    for name in ["a", "b", "c", "d", "e", "f"] {
        fs::create_dir(case.path("ext").join(name)).unwrap();
        for other in ["a", "b", "c", "d", "e", "f"] {
            link(&case, &format!("../{other}"), &format!("{name}/{other}"));
        }
    }
    case.run("dxt pack ext").failure(1).stderr_contains("error[link-loop]: ");
    let case = demo();
    fs::create_dir(case.path("ext/d30")).unwrap();
    fs::write(case.path("ext/d30/x"), "").unwrap();
    for level in 0..30 {
        fs::create_dir(case.path(&format!("ext/d{level}"))).unwrap();
        for name in ["l", "r"] {
            link(&case, &format!("../d{}", level + 1), &format!("d{level}/{name}"));
        }
    }
    let run = case.run("dxt pack ext");
    run.failure(1).stdout("");
    assert!(
        run.stderr.contains("loop") || run.stderr.contains("too-many-folders"),
        "{}",
        run.stderr
    );
}
