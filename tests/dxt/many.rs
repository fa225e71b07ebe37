//! Bundles of many files and of large ones.

use std::fs;

use super::readers::{python, readers};
use super::{demo, noise};
use crate::harness::case::{Case, PYREL};
use crate::harness::run::Run;

/// Runs `pyrel` and returns the most memory it had at once, in KiB, and what it told.
fn peak(case: &Case, arguments: &str) -> (u64, String) {
    let script = "import resource, subprocess, sys\nassert subprocess.call(sys.argv[1:], stdout=2) == 0\nprint(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)";
    let mut command = case.command("python3");
    let run = Run::of(command.args(["-c", script, PYREL]).args(arguments.split_whitespace()));
    run.success();
    (run.stdout.trim().parse().unwrap(), run.stderr)
}

/// The most memory that any bundle may take, in KiB.
const MOST: u64 = 64 << 10;

/// Bytes that half shrink.
fn half_noise(len: usize) -> Vec<u8> {
    let noise = noise(3 << 20);
    let blocks = noise.chunks(512).flat_map(|chunk| [chunk, [b'x'; 512].as_slice()]);
    let round = blocks.collect::<Vec<_>>().concat();
    round.iter().copied().cycle().take(len).collect()
}

#[test]
fn memory_does_not_grow_with_the_files() {
    let case = demo();
    for (name, megabytes) in [("a.bin", 70), ("b.bin", 50), ("c.bin", 40), ("d.bin", 30)] {
        fs::write(case.path("ext").join(name), half_noise(megabytes << 20)).unwrap();
    }
    let text = half_noise(50_000);
    fs::create_dir(case.path("ext/lib")).unwrap();
    for at in 0..200 {
        fs::write(case.path(&format!("ext/lib/f{at}.py")), &text).unwrap();
    }
    let (peak, _) = peak(&case, "dxt pack ext out.mcpb");
    assert!(peak < MOST, "200 MB took {peak} KiB of memory");
    assert!(fs::metadata(case.path("out.mcpb")).unwrap().len() > 50 << 20);
}

/// The first count that a zip archive cannot hold without ZIP64 is 65,535.
#[test]
fn more_files_than_zip_can_count_are_refused_unless_they_are_allowed() {
    let case = demo();
    let count = usize::from(u16::MAX);
    for at in 0..count - 3 {
        let folder = case.path(&format!("ext/lib/{}", at / 1000));
        if at % 1000 == 0 {
            fs::create_dir_all(&folder).unwrap();
        }
        fs::write(folder.join(format!("{at}.js")), "").unwrap();
    }
    fs::write(case.path("ext/last.js"), "last").unwrap();
    let words = "65535 files, where readers that do not know ZIP64 see 65534 at most";
    let refused = case.run("dxt pack ext out.mcpb");
    refused.failure(1).stdout("").stderr_contains(&format!("error[many-files]: {words}\n"));
    refused.stderr_contains("allow it with `--zip64 allow`\n");
    assert!(!case.path("out.mcpb").exists());
    let (peak, told) = peak(&case, "dxt pack ext out.mcpb --zip64 allow");
    assert!(peak < 2 * MOST, "{count} files took {peak} KiB of memory");
    assert!(told.contains(&format!("warning[many-files]: {words}")), "{told}");
    let bundle = case.path("out.mcpb");
    for (reader, members) in readers(&bundle).into_iter().chain([python(&bundle)]) {
        assert_eq!(members.len(), count, "{reader}");
        assert_eq!(members["last.js"].0, 4, "{reader}");
    }
    case.run("dxt validate out.mcpb").success();
}
