//! Streams that nobody reads.

use std::io::Read;
use std::process::Stdio;

use super::{MANIFEST, project};
use crate::harness::case::{Case, PYREL};
use crate::harness::run::Run;

/// Far more lines than any pipe holds.
fn long() -> Case {
    let case = Case::new().file("ext/manifest.json", MANIFEST).file("ext/main.js", "");
    for at in 0..4000 {
        case.write(&format!("ext/a-name-of-some-length/and-another-one/{at}.js"), "");
    }
    case
}

#[test]
fn a_reader_that_has_seen_enough_is_no_mistake() {
    let case = long();
    for arguments in [
        &["dxt", "pack", "ext", "--list"][..],
        &["dxt", "pack", "ext", "--list", "--json"],
        &["dxt", "pack", "ext", "--list", "--format", "github"],
        &["--help"],
    ] {
        let mut command = case.command(PYREL);
        let mut child =
            command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdout.take().unwrap().read_exact(&mut [0]).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
    }
}

#[test]
fn the_work_is_done_whether_anybody_listens_or_not() {
    for streams in [">&-", "2>&-", ">&- 2>&-", "2>/dev/full", "<&-"] {
        let case = project();
        let script = format!("exec {PYREL} dxt pack ext out.mcpb {streams}");
        Run::of(case.command("sh").args(["-c", &script])).success();
        assert!(case.path("out.mcpb").exists(), "{streams}");
        let script = format!("exec {PYREL} dxt validate nothing {streams}");
        Run::of(case.command("sh").args(["-c", &script])).failure(1);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn results_that_cannot_be_written_are_a_mistake() {
    let case = project();
    for arguments in ["dxt pack ext --list", "dxt validate ext --json", "build --list", "--help"] {
        let script = format!("exec {PYREL} {arguments} > /dev/full");
        Run::of(case.command("sh").args(["-c", &script]))
            .failure(1)
            .stderr_contains("error: the results cannot be written: No space left on device");
    }
}
