//! Places that cannot be read or written.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::process::Command;

use super::{COMMANDS, project};
use crate::harness::case::{Case, PYREL};
use crate::harness::footprint::footprint;
use crate::harness::run::Run;

/// Permissions do not bind root, so that root runs these tests without the right to pass over them.
fn bound(case: &Case) -> Command {
    if fs::metadata(case.home()).unwrap().uid() != 0 {
        return case.command(PYREL);
    }
    let mut command = case.command("setpriv");
    command.args(["--bounding-set=-dac_override,-dac_read_search", PYREL]);
    command
}

fn set_mode(case: &Case, path: &str, mode: u32) {
    fs::set_permissions(case.path(path), fs::Permissions::from_mode(mode)).unwrap();
}

/// With these permissions the command fails with these words, and leaves everything as it was.
#[track_caller]
fn check(case: &Case, (path, mode, usual): (&str, u32, u32), command: &str, words: &str) {
    let before = footprint(case);
    set_mode(case, path, mode);
    let run = Run::of(bound(case).args(command.split_whitespace()));
    set_mode(case, path, usual);
    run.failure(1).stderr_contains(words).stderr_contains("Permission denied");
    assert!(footprint(case) == before, "{command} left something");
}

#[test]
fn files_that_may_not_be_read_are_named() {
    for (path, command) in [
        ("pyproject.toml", "build"),
        ("pyproject.toml", "dxt pack"),
        ("pyproject.toml", "release --no-github --no-upload"),
        ("demo.py", "build"),
        ("ext/manifest.json", "dxt pack ext out.mcpb"),
        ("ext/manifest.json", "dxt validate ext"),
        ("ext/main.js", "dxt pack"),
        ("ext/main.js", "dxt pack ext out.mcpb"),
    ] {
        let name = path.rsplit('/').next().unwrap();
        check(&project(), (path, 0o000, 0o644), command, name);
    }
    for (path, command) in [("ext", "dxt pack ext out.mcpb"), ("ext", "dxt pack")] {
        check(&project(), (path, 0o000, 0o755), command, "cannot read");
    }
}

#[test]
fn without_an_ignore_file_that_may_not_be_read_nothing_is_packed() {
    let case = project().file("ext/.mcpbignore", "main.js\n");
    set_mode(&case, "ext/.mcpbignore", 0o000);
    let run = Run::of(bound(&case).args(["dxt", "pack", "ext", "out.mcpb"]));
    run.failure(1).stdout("").stderr_contains("error[ignore-unreadable]: ");
    assert!(!case.path("out.mcpb").exists());
}

#[test]
fn folders_that_may_not_be_written_keep_what_they_have() {
    for command in COMMANDS {
        check(&project(), ("dist", 0o555, 0o755), command, "cannot write");
    }
    let case = project();
    check(&case, (".", 0o555, 0o755), "dxt pack ext", "cannot write");
    check(&case, (".", 0o555, 0o755), "dxt pack ext new/x.mcpb", "cannot write");
}

#[test]
fn a_project_that_may_not_be_written_is_packed_elsewhere() {
    let case = project();
    fs::create_dir(case.path("out")).unwrap();
    for path in ["ext", "."] {
        set_mode(&case, path, 0o555);
    }
    for command in ["dxt pack ext out/x.mcpb", "dxt validate", "dxt pack --dry-run", "build -o out"]
    {
        Run::of(bound(&case).args(command.split_whitespace())).success();
    }
    set_mode(&case, ".", 0o755);
    set_mode(&case, "ext", 0o755);
    assert_eq!(case.list("out").len(), 4);
}

/// Some files that do not shrink, larger than the smallest limit.
fn large() -> Case {
    let case = project();
    let mut state = 1u64;
    let noise = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    });
    fs::write(case.path("ext/noise.bin"), noise.take(3 << 20).collect::<Vec<_>>()).unwrap();
    case
}

/// A limit on the size of files stands in for the disk: the signal is ignored, the write fails.
#[test]
fn a_full_disk_leaves_what_was_there() {
    for blocks in [1, 100, 2000] {
        for command in ["dxt pack", "dxt pack ext dist/demo-1.0.0.mcpb", COMMANDS[2]] {
            let case = large();
            case.run("dxt pack ext dist/demo-1.0.0.mcpb --dry-run").success();
            fs::write(case.path("dist/demo-1.0.0.mcpb"), "").unwrap();
            let before = footprint(&case);
            let script = format!("ulimit -f {blocks}; trap '' XFSZ; exec {PYREL} {command}");
            Run::of(case.command("sh").args(["-c", &script]))
                .failure(1)
                .stderr_contains("cannot write `demo-1")
                .stderr_contains("File too large");
            assert!(footprint(&case) == before, "{command} left something");
        }
    }
}

/// A real one, where a file system of our own may be mounted.
#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_is_really_full_leaves_what_was_there() {
    let case = large();
    let mount = "mount -t tmpfs -o size=1m none tmp && echo old > tmp/x.mcpb";
    let script = format!(
        "{mount} || exit 77; {PYREL} dxt pack ext tmp/y.mcpb; echo $?; ls -A tmp; cat tmp/x.mcpb; \
         TMPDIR=tmp {PYREL} dxt pack ext --dry-run; echo $?; ls -A tmp"
    );
    fs::create_dir(case.path("tmp")).unwrap();
    let run = Run::of(case.command("unshare").args(["-rm", "sh", "-c", &script]));
    if run.status == 77 || run.stderr.contains("unshare failed") {
        // Not every machine lets people mount; the limit above stands in for it there.
        return;
    }
    run.success().stdout("1\nx.mcpb\nold\n1\nx.mcpb\n");
    assert_eq!(run.stderr.matches("No space left on device").count(), 2, "{}", run.stderr);
}

#[test]
fn folders_that_are_files_and_files_that_are_folders() {
    let case = project().file("file", "mine");
    fs::create_dir(case.path("dist/demo-2.mcpb")).unwrap();
    fs::write(case.path("dist/demo-2.mcpb/x"), "").unwrap();
    for (command, words) in [
        ("build -o file", "file"),
        ("dxt pack ext file/x.mcpb", "cannot write"),
        ("release --no-github --no-upload -o file", "file"),
        ("release --no-github --repository ./file", "file"),
    ] {
        let before = footprint(&case);
        let run = case.run(command);
        assert!(run.status == 1 || run.status == 2, "{command}: {}", run.status);
        run.stderr_contains(words);
        assert!(footprint(&case) == before, "{command} left something");
    }
    // A folder of the name that the wheel shall have.
    let wheel = "dist/demo-1-py2.py3-none-any.whl";
    fs::remove_file(case.path(wheel)).unwrap();
    fs::create_dir(case.path(wheel)).unwrap();
    case.run("build --wheel").failure(1).stderr_contains("cannot write");
    assert_eq!(case.list(wheel), [""; 0]);
    assert_eq!(case.read("dist/demo-1.tar.gz"), "old");
}
