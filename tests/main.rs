//! End-to-end tests: one file per command, one binary.
