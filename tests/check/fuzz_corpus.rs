//! What the fuzzer found worth keeping is read again by every run of the tests.

use std::fs;
use std::path::Path;

use crate::harness::case::REPOSITORY;

#[path = "../fuzz/targets.rs"]
mod targets;

#[test]
fn whatever_was_invented_is_read_without_a_panic() {
    let targets = [
        ("entry_points", targets::entry_points as fn(&[u8])),
        ("metadata", targets::metadata),
        ("record", targets::record),
        ("signature", targets::signature),
        ("tar", targets::tar),
        ("zip", targets::zip),
    ];
    let corpus = Path::new(REPOSITORY).join("fixtures/fuzz");
    let folders: Vec<_> =
        fs::read_dir(&corpus).unwrap().map(|it| it.unwrap().file_name()).collect();
    // What is in `rst` is read by the tests of the crate `readme`.
    assert_eq!(folders.len(), targets.len() + 1, "each target has its folder: {folders:?}");
    for (name, target) in targets {
        let inputs = fs::read_dir(corpus.join(name)).unwrap();
        let inputs: Vec<_> = inputs.map(|it| it.unwrap().path()).collect();
        assert!(!inputs.is_empty(), "{name} has no corpus");
        for input in inputs {
            target(&fs::read(input).unwrap());
        }
    }
}
