//! What the fuzzer found worth keeping is read again by every run of the tests.
#![expect(clippy::disallowed_methods, reason = "tests read the corpus of the fuzzer")]

use std::fs;
use std::path::Path;

use pyrel_readme::{Language, problems};

#[test]
fn whatever_was_invented_is_read_without_a_panic() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/fuzz/rst");
    let inputs: Vec<_> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!inputs.is_empty());
    for input in inputs {
        let bytes = fs::read(input).unwrap();
        let found = problems(&String::from_utf8_lossy(&bytes), Language::Rst);
        assert!(found.iter().all(|problem| problem.line > 0));
    }
}
