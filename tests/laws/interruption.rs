//! A build that is killed leaves files that are whole, or none.

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use crate::harness::case::{Case, PYREL};
use crate::harness::dist::Dist;

const KILLS: u32 = 24;

/// Some megabytes that do not shrink to nothing.
fn large() -> Case {
    let case = Case::new().backend("flit/data");
    let mut state = 1u64;
    for number in 0..12 {
        let bytes: Vec<u8> = (0..1 << 20)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 60) as u8 + b'a'
            })
            .collect();
        fs::write(case.path(&format!("data/{number}.bin")), bytes).unwrap();
    }
    case
}

/// What is visible in a folder.
fn visible(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !name.starts_with('.')).collect()
}

#[test]
fn a_killed_build_leaves_no_torn_file() {
    let case = large();
    let begin = Instant::now();
    case.run("build -o whole").success();
    let whole = begin.elapsed();
    let read = |folder: &str, name: &str| fs::read(case.path(folder).join(name)).unwrap();
    let mut unfinished = 0;
    for kill in 0..KILLS {
        fs::remove_dir_all(case.path("out")).ok();
        // Every other time there is something to be replaced.
        let old = kill % 2 == 1;
        if old {
            for name in case.list("whole") {
                case.write(&format!("out/{name}"), "old");
            }
        }
        let mut command = case.command(PYREL);
        command.args(["build", "-o", "out"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        thread::sleep(whole * kill / (KILLS - 2) + Duration::from_micros(137));
        drop(child.kill());
        let ended = child.wait().unwrap();
        unfinished += u32::from(!ended.success());
        for name in visible(&case.path("out")) {
            let found = read("out", &name);
            let is_old = old && found == b"old";
            assert!(is_old || found == read("whole", &name), "{name} is torn");
            if !is_old {
                Dist::read(&case.path("out").join(&name));
            }
        }
        assert_eq!(visible(&case.temporary()), [""; 0]);
    }
    assert!(unfinished > KILLS / 3, "only {unfinished} of {KILLS} builds were interrupted");
    case.run("build -o out").success();
    assert_eq!(case.list("out").iter().filter(|name| !name.starts_with('.')).count(), 2);
}
