//! What other tools pack comes out as they themselves unpack it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::zip_parts::{archive, part};
use super::{MANIFEST, demo, noise};
use crate::harness::case::{Case, copy_folder};
use crate::harness::peers::peers;
use crate::harness::run::Run;

/// What a folder holds: for each path its bytes and whether it may be executed, or its target.
fn tree(folder: &Path) -> BTreeMap<String, (Vec<u8>, String)> {
    let mut found = BTreeMap::new();
    look(folder, folder, &mut found);
    found
}

fn look(root: &Path, folder: &Path, found: &mut BTreeMap<String, (Vec<u8>, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            look(root, &path, found);
        } else if metadata.is_symlink() {
            let target = fs::read_link(&path).unwrap().to_str().unwrap().to_owned();
            found.insert(name, (Vec::new(), target));
        } else {
            found.insert(name, (fs::read(&path).unwrap(), executable(&metadata)));
        }
    }
}

#[cfg(unix)]
fn executable(metadata: &fs::Metadata) -> String {
    use std::os::unix::fs::PermissionsExt;
    let is_executable = metadata.permissions().mode() & 0o100 != 0;
    if is_executable { "executable".to_owned() } else { String::new() }
}

#[cfg(windows)]
fn executable(_: &fs::Metadata) -> String {
    String::new()
}

/// A folder with names, sizes and modes of all sorts.
fn source() -> Case {
    let case = demo()
        .file("ext/Z\u{fc}rich/stra\u{df}e \u{1f600}.txt", "x")
        .file("ext/node_modules/a/package.json", "{}")
        .file("ext/node_modules/a/index.js", "module.exports = 1\n")
        .file("ext/with blanks/and 'quotes'.txt", "y")
        .file("ext/run", "#!/bin/sh\n")
        .file("ext/empty", "");
    fs::write(case.path("ext/noise.bin"), noise(300_000)).unwrap();
    fs::write(case.path("ext/even.bin"), vec![7; 2 << 20]).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(case.path("ext/run"), fs::Permissions::from_mode(0o755)).unwrap();
    }
    case
}

#[track_caller]
fn check(case: &Case, bundle: &str, expect: &Path) {
    let out = format!("ours-{}", bundle.replace('.', "-"));
    case.run(&format!("dxt unpack {bundle} {out}")).success().stderr("");
    let (ours, theirs) = (tree(&case.path(&out)), tree(expect));
    assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>(), "{bundle}");
    assert!(ours == theirs, "{bundle}: contents or modes differ");
}

fn mcpb(case: &Case, arguments: &[&str]) -> Run {
    Run::of(peers().mcpb().args(arguments).current_dir(case.path(".")))
}

#[test]
fn what_the_reference_tool_packs_comes_out_as_it_unpacks_it() {
    let case = source();
    mcpb(&case, &["pack", "ext", "packed.mcpb"]).success();
    mcpb(&case, &["unpack", "packed.mcpb", "theirs"]).success();
    check(&case, "packed.mcpb", &case.path("theirs"));
}

#[test]
fn what_we_pack_comes_out_the_same_on_both_sides() {
    let case = source();
    case.run("dxt pack ext packed.mcpb").success();
    mcpb(&case, &["unpack", "packed.mcpb", "theirs"]).success();
    check(&case, "packed.mcpb", &case.path("theirs"));
}

/// The reference tool cannot unpack an archive with folders in it; unzip can.
#[cfg(unix)]
#[test]
fn what_zip_packs_comes_out_as_it_went_in() {
    if Command::new("zip").arg("-v").output().is_err() {
        return;
    }
    let case = source();
    let zip = |arguments: &[&str]| {
        Run::of(Command::new("zip").args(arguments).current_dir(case.path("ext"))).success();
    };
    zip(&["-q", "-r", "../names.zip", "."]);
    // Not every zip says that names are UTF-8; where it does not, we take them for it and say so, and
    // the reference tool takes them for Latin-1.
    case.run("dxt unpack names.zip names").success();
    assert!(tree(&case.path("names")) == tree(&case.path("ext")));
    fs::remove_dir_all(case.path("ext/Z\u{fc}rich")).unwrap();
    zip(&["-q", "-r", "../plain.zip", "."]);
    zip(&["-q", "-r", "-9", "-X", "-D", "../best.zip", "."]);
    zip(&["-q", "-r", "-0", "../stored.zip", "."]);
    for bundle in ["plain.zip", "best.zip", "stored.zip"] {
        check(&case, bundle, &case.path("ext"));
    }
    mcpb(&case, &["unpack", "best.zip", "theirs"]).success();
    assert!(tree(&case.path("theirs")) == tree(&case.path("ours-best-zip")));
    // Links as links, of which the reference tool makes files.
    copy_folder(&case.path("ext"), &case.path("linked"));
    crate::harness::case::symlink(Path::new("../run"), &case.path("linked/server/run"));
    let linked = Command::new("zip")
        .args(["-q", "-r", "-y", "../linked.zip", "."])
        .current_dir(case.path("linked"))
        .output();
    assert!(linked.unwrap().status.success());
    check(&case, "linked.zip", &case.path("linked"));
}

#[test]
fn what_python_packs_comes_out_as_it_and_the_reference_tool_unpack_it() {
    let case = source();
    let script = "import pathlib, sys, zipfile\n\
        root = pathlib.Path('ext')\n\
        for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):\n\
        \x20   with zipfile.ZipFile(f'python-{method}.zip', 'w', method) as archive:\n\
        \x20       for path in sorted(it for it in root.rglob('*') if it.is_file()):\n\
        \x20           archive.write(path, path.relative_to(root))\n\
        with open('streamed.zip', 'wb') as file:\n\
        \x20   class Pipe:\n\
        \x20       def write(self, data): return file.write(data)\n\
        \x20       def flush(self): pass\n\
        \x20   with zipfile.ZipFile(Pipe(), 'w', zipfile.ZIP_DEFLATED) as archive:\n\
        \x20       for path in sorted(it for it in root.rglob('*') if it.is_file()):\n\
        \x20           archive.write(path, path.relative_to(root))\n";
    Run::of(peers().python("build").args(["-c", script]).current_dir(case.path("."))).success();
    for bundle in ["python-0.zip", "python-8.zip", "streamed.zip"] {
        let theirs = format!("theirs-{}", bundle.replace('.', "-"));
        mcpb(&case, &["unpack", bundle, &theirs]).success();
        check(&case, bundle, &case.path(&theirs));
        check_against_source(&case, bundle);
    }
}

/// 7-Zip writes folders as members, modes of its own, and for deflate with a window of its own.
#[test]
fn what_7_zip_packs_comes_out_as_it_went_in_and_it_takes_what_we_pack() {
    let case = source();
    let seven_zip = |arguments: &[&str], folder: &str| {
        Run::of(peers().seven_zip().args(arguments).current_dir(case.path(folder)))
            .success()
            .stdout_contains("Everything is Ok");
    };
    for (name, arguments) in [("usual.zip", ""), ("best.zip", "-mx=9"), ("stored.zip", "-mx=0")] {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        seven_zip(&[&["a", "-tzip", name], &arguments[..], &["."]].concat(), "ext");
        fs::rename(case.path("ext").join(name), case.path(name)).unwrap();
        case.run(&format!("dxt validate {name}")).success();
        case.run(&format!("dxt unpack {name} out-{name}")).success();
        let bytes = |folder: &str| {
            let files = tree(&case.path(folder)).into_iter();
            files.map(|(path, (bytes, _))| (path, bytes)).collect::<BTreeMap<_, _>>()
        };
        assert!(bytes(&format!("out-{name}")) == bytes("ext"), "{name} is not what went in");
    }
    case.run("dxt pack ext packed.mcpb").success();
    seven_zip(&["t", "packed.mcpb"], ".");
}

#[track_caller]
fn check_against_source(case: &Case, bundle: &str) {
    let ours = tree(&case.path(&format!("ours-{}", bundle.replace('.', "-"))));
    assert!(ours == tree(&case.path("ext")), "{bundle} is not what went in");
}

/// Where the reference tool writes what it should not, we write nothing.
#[test]
fn what_the_reference_tool_takes_and_we_do_not_is_known() {
    let case = Case::new();
    let wrong = part("a", b"one").both(|it| it.crc32 ^= 1);
    let parts = [part("manifest.json", MANIFEST.as_bytes()), wrong];
    fs::write(case.path("crc.mcpb"), archive(&parts)).unwrap();
    mcpb(&case, &["unpack", "crc.mcpb", "theirs"]).success();
    case.run("dxt unpack crc.mcpb ours").failure(1).stderr_contains("has another checksum");
    assert!(!case.path("ours").exists());
}
