#![no_main]

#[path = "../targets.rs"]
#[expect(dead_code, reason = "each target calls one of them")]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::signature(bytes));
