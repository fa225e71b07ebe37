//! Files that others write to while they are read.

use std::fs::{self, File};
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::Digest;

use super::{MANIFEST, project};
use crate::harness::case::Case;
use crate::harness::dist::Dist;

/// Runs `command` many times while `disturb` goes on. What is made is whole; what is not made is
/// told with one of these words.
fn check(case: &Case, command: &str, out: &str, disturb: impl Fn() + Sync, words: &[&str]) {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                disturb();
            }
        });
        let result = std::panic::catch_unwind(|| {
            for _ in 0..25 {
                drop(fs::remove_dir_all(case.path(out)));
                let run = case.run(command);
                assert!(run.status == 0 || run.status == 1, "{}: {}", run.status, run.stderr);
                if run.status == 0 {
                    for name in case.list(out) {
                        if let Some(of) = name.strip_suffix(".sha256") {
                            assert_is_digest(
                                case,
                                &format!("{out}/{name}"),
                                &format!("{out}/{of}"),
                            );
                            continue;
                        }
                        // Reads every member and its checksum.
                        Dist::read(&case.path(out).join(name));
                    }
                } else {
                    assert_eq!(case.list(out), [""; 0], "{}", run.stderr);
                    let told = words.iter().any(|words| run.stderr.contains(words));
                    assert!(told, "{}", run.stderr);
                }
            }
        });
        is_over.store(true, Ordering::Relaxed);
        if let Err(failed) = result {
            std::panic::resume_unwind(failed);
        }
    });
}

/// What changes meanwhile does not part a bundle from its digest.
#[track_caller]
fn assert_is_digest(case: &Case, digest: &str, of: &str) {
    let bytes = fs::read(case.path(of)).unwrap();
    let sha256: String = sha2::Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect();
    assert!(case.read(digest).starts_with(&sha256), "{digest} is of another file");
}

#[test]
fn a_file_that_grows_and_shrinks() {
    let case = project();
    let (log, large) = (case.path("ext/data.txt"), case.path("ext/large.bin"));
    fs::write(&large, vec![7; 3 << 20]).unwrap();
    let disturb = || {
        let mut file = File::options().create(true).append(true).open(&log).unwrap();
        file.write_all(b"one more line\n").unwrap();
        if file.metadata().unwrap().len() > 1 << 20 {
            file.set_len(0).unwrap();
        }
        let large = File::options().write(true).open(&large).unwrap();
        large.set_len(3 << 20).unwrap();
        large.set_len((3 << 20) - 5).unwrap();
    };
    let words = ["` changed while it was read"];
    check(&case, "dxt pack ext out/x.mcpb", "out", disturb, &words);
}

#[test]
fn a_file_that_comes_and_goes() {
    let case = project().file("dist/x", "").file("demo/__init__.py", "");
    fs::remove_file(case.path("demo.py")).unwrap();
    let disturb = || {
        for name in ["ext/a/b.js", "demo/a/b.py"] {
            let path = case.path(name);
            drop(fs::create_dir(path.parent().unwrap()));
            fs::write(&path, "x").unwrap();
            fs::remove_file(&path).unwrap();
            fs::remove_dir(path.parent().unwrap()).unwrap();
        }
    };
    let words = ["does not exist", "No such file or directory", "` changed while it was read"];
    check(&case, "dxt pack ext out/x.mcpb", "out", disturb, &words);
    check(&case, "build -o out", "out", disturb, &words);
}

#[test]
fn a_manifest_that_is_replaced_goes_in_as_it_was_checked() {
    let case = project();
    let (path, other) = (case.path("ext/manifest.json"), case.path("ext/new"));
    let texts = [MANIFEST.to_owned(), MANIFEST.replace("demo", "a longer name for it")];
    let disturb = || {
        for text in &texts {
            fs::write(&other, text).unwrap();
            fs::rename(&other, &path).unwrap();
        }
    };
    let words = ["does not exist", "No such file or directory", "` changed while it was read"];
    check(&case, "dxt pack ext out/x.mcpb", "out", disturb, &words);
    for _ in 0..10 {
        fs::write(&path, &texts[0]).unwrap();
        case.run("dxt pack ext out/y.mcpb").success();
        let text = Dist::read(&case.path("out/y.mcpb")).text("manifest.json").to_owned();
        assert!(texts.contains(&text), "{text}");
    }
}
