//! Trees and folders as they should not be: what is said, and what is left.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::harness::case::{Case, PYREL};
use crate::harness::run::Run;

fn demo() -> Case {
    Case::new()
        .file(
            "pyproject.toml",
            "[build-system]\nrequires = [\"flit_core>=4\"]\nbuild-backend = \"flit_core.buildapi\"\n\n\
             [project]\nname = \"demo\"\nversion = \"1\"\ndescription = \"d\"\n",
        )
        .file("demo/__init__.py", "")
}

/// Root may do anything, so these tests give the program another user where they run as root.
fn unprivileged(case: &Case) -> Command {
    if fs::metadata(case.home()).unwrap().uid() != 0 {
        return case.command(PYREL);
    }
    let mut folder = case.home();
    folder.pop();
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
    fs::set_permissions(case.temporary(), fs::Permissions::from_mode(0o777)).unwrap();
    let mut command = case.command("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", PYREL]);
    command
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[track_caller]
fn refused(case: &Case, expect: &str) {
    case.run("build").failure(1).stdout("").stderr(expect);
    assert_eq!(case.list("dist"), [""; 0]);
}

#[test]
fn a_pipe_in_the_package() {
    let case = demo();
    Run::of(case.command("mkfifo").arg("demo/pipe")).success();
    refused(&case, "error: `demo/pipe` is not a regular file\n");
}

#[test]
fn a_link_to_nothing() {
    let case = demo();
    symlink("nothing", case.path("demo/link")).unwrap();
    refused(&case, "error: `demo/link` is not a regular file\n");
}

#[test]
fn a_loop_of_links() {
    let case = demo();
    symlink("two", case.path("demo/one")).unwrap();
    symlink("one", case.path("demo/two")).unwrap();
    refused(
        &case,
        "error: `demo/one` is part of a loop of symbolic links\nhint: remove one of the links\n",
    );
}

#[test]
fn a_link_out_of_the_project() {
    for target in ["../../outside.txt", "/etc/hostname"] {
        let case = demo();
        fs::write(case.home().join("../outside.txt"), "secret").unwrap();
        symlink(target, case.path("demo/link")).unwrap();
        refused(
            &case,
            "error: `demo/link` is a symbolic link that leads out of the project\n\
             hint: replace the link by a copy of its target\n",
        );
    }
}

#[test]
fn a_folder_that_contains_itself() {
    let case = demo();
    symlink(".", case.path("demo/again")).unwrap();
    case.run("build").success();
}

#[test]
fn a_file_that_may_not_be_read() {
    let case = demo().file("demo/secret.txt", "s");
    set_mode(&case.path("demo/secret.txt"), 0o000);
    let run = Run::of(unprivileged(&case).args(["build", "-o"]).arg(case.temporary().join("out")));
    run.failure(1).stdout("").stderr(
        "error: cannot read `demo/secret.txt`\n  caused by: Permission denied (os error 13)\n",
    );
    assert_eq!(fs::read_dir(case.temporary()).unwrap().count(), 0);
}

#[test]
fn names_that_differ_in_letter_case_alone() {
    let case = demo().file("demo/Read.txt", "a").file("demo/read.txt", "b");
    refused(
        &case,
        "\
error[clashing-names]: `demo-1/demo/read.txt` and `demo-1/demo/Read.txt` are one name on some systems
--> demo-1.tar.gz!demo-1/demo/read.txt
 = hint: rename one of them: on Windows and macOS the one would overwrite the other

error[clashing-names]: `demo/read.txt` and `demo/Read.txt` are one name on some systems
--> demo-1-py2.py3-none-any.whl!demo/read.txt
 = hint: rename one of them: on Windows and macOS the one would overwrite the other

error: nothing was done, since 2 errors were found
",
    );
    case.run("build --ignore clashing-names").success();
}

#[test]
fn a_tree_that_may_not_be_written_is_built_elsewhere() {
    let case = demo();
    let out = case.temporary().join("out");
    let mut command = unprivileged(&case);
    for folder in ["demo", "."] {
        set_mode(&case.path(folder), 0o555);
    }
    Run::of(command.args(["build", "-o"]).arg(&out)).success();
    assert_eq!(fs::read_dir(out).unwrap().count(), 2);
    let run = Run::of(unprivileged(&case).arg("build"));
    run.failure(1).stderr_contains("Permission denied");
    set_mode(&case.path("."), 0o755);
    assert_eq!(case.list("."), ["demo", "pyproject.toml"]);
}

#[test]
fn an_output_folder_that_may_not_be_written_keeps_what_it_has() {
    let case = demo().file("dist/demo-1.tar.gz", "old").file("dist/demo-0.tar.gz", "older");
    set_mode(&case.path("dist"), 0o555);
    let run = Run::of(unprivileged(&case).args(["build", "--clear"]));
    set_mode(&case.path("dist"), 0o755);
    run.failure(1).stdout("").stderr_contains("Permission denied");
    assert_eq!(case.list("dist"), ["demo-0.tar.gz", "demo-1.tar.gz"]);
    assert_eq!(case.read("dist/demo-1.tar.gz"), "old");
}

#[test]
fn an_output_folder_that_is_a_file() {
    let case = demo().file("out", "mine");
    case.run("build -o out").failure(1).stdout("");
    assert_eq!(case.read("out"), "mine");
}

#[test]
fn a_full_disk_leaves_nothing() {
    let case = demo().file("demo/data.txt", &"0123456789abcdef".repeat(1 << 16));
    // A limit on the size of files stands in for the disk: the signal is ignored, the write fails.
    let script = format!("ulimit -f 1; trap '' XFSZ; exec {PYREL} build");
    let noise: String =
        (0..200_000u32).map(|n| format!("{:x}", n.wrapping_mul(2_654_435_761))).collect();
    case.write("demo/noise.txt", &noise);
    Run::of(case.command("sh").args(["-c", &script]))
        .failure(1)
        .stdout("")
        .stderr_contains("File too large");
    assert_eq!(case.list("dist"), [""; 0]);
}
