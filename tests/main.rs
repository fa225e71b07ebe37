//! End-to-end tests: one file per command, one binary.
//!
//! They run the real `pyrel` over whole projects and judge what it made with the tools it replaces.
//! What they need for that is in [`harness`]: a project in a folder of its own, pinned peers, and
//! servers on the loopback interface.
#![expect(clippy::disallowed_methods, reason = "tests drive real processes and files")]
#![expect(clippy::disallowed_types, reason = "tests drive real processes and files")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::expect_used, reason = "a test that cannot go on has failed")]
#![expect(clippy::panic, reason = "a test that cannot go on has failed")]

mod harness;

mod action;
mod bad_input;
mod build;
mod check;
mod compare;
mod descriptions;
mod diff;
mod docs;
mod dxt;
mod inspect;
mod laws;
mod matrix;
mod metadata;
mod parity;
mod readme;
mod release;
mod setup_scripts;
mod tidy;
mod upload;
mod workflows;
