//! Runs that are interrupted or killed leave files that are whole, or none.

use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::project;
use crate::harness::case::{Case, PYREL};
use crate::harness::run::Run;

const STOPS: u32 = 26;

/// The files in a folder and below.
fn files(case: &Case, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    for name in case.list(folder) {
        let path = format!("{folder}/{name}");
        if case.path(&path).is_dir() {
            found.extend(files(case, &path));
        } else {
            found.insert(path.clone(), fs::read(case.path(&path)).unwrap());
        }
    }
    found
}

fn large() -> Case {
    let case = project();
    fs::remove_dir_all(case.path("dist")).unwrap();
    let mut state = 1u64;
    for number in 0..8 {
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 60) as u8 + b'a'
        });
        let noise: Vec<u8> = noise.take(1 << 20).collect();
        fs::write(case.path(&format!("ext/{number}.bin")), noise).unwrap();
    }
    case
}

/// Stops `command` at many moments between its beginning and its end.
fn check(command: &str, folders: &[&str]) {
    let case = large();
    let all = || folders.iter().flat_map(|folder| files(&case, folder)).collect::<BTreeMap<_, _>>();
    let clear = || folders.iter().for_each(|folder| drop(fs::remove_dir_all(case.path(folder))));
    let begin = Instant::now();
    case.run(command).success();
    let took = begin.elapsed();
    let whole = all();
    assert!(!whole.is_empty());
    let mut stopped = 0;
    for stop in 0..STOPS {
        clear();
        let mut running = case.command(PYREL);
        running.args(command.split_whitespace()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = running.spawn().unwrap();
        let moment = Instant::now() + took * stop / STOPS;
        while Instant::now() < moment {
            std::thread::yield_now();
        }
        let signal = if stop % 2 == 0 { "-INT" } else { "-KILL" };
        // It may have ended already.
        Run::of(Command::new("kill").args([signal, &child.id().to_string()]));
        stopped += u32::from(!child.wait().unwrap().success());
        for (path, bytes) in all() {
            let name = path.rsplit('/').next().unwrap();
            assert!(!name.starts_with('.') && !name.ends_with(".tmp"), "{path} is left");
            assert!(whole.get(&path) == Some(&bytes), "{path} is torn after {signal}");
        }
        assert_eq!(fs::read_dir(case.temporary()).unwrap().count(), 0);
    }
    assert!(stopped > STOPS / 3, "only {stopped} of {STOPS} runs were stopped");
    case.run(command).success();
    assert_eq!(all(), whole);
}

#[test]
fn a_bundle_is_whole_or_not_there() {
    check("dxt pack ext out/x.mcpb", &["out"]);
}

#[test]
fn what_a_release_places_is_whole_or_not_there() {
    check("release --no-github --repository ./index -o out", &["out", "index"]);
}
