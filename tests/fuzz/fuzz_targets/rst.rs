#![no_main]

use pyrel_readme::{Language, problems};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let found = problems(&String::from_utf8_lossy(bytes), Language::Rst);
    assert!(found.iter().all(|problem| problem.line > 0));
});
