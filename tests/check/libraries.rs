//! What PyPI's own libraries say of metadata, against what is written down of it.

use std::path::Path;

use crate::harness::case::REPOSITORY;
use crate::harness::peers::peers;
use crate::harness::run::Run;

#[test]
fn what_is_written_down_of_pypi_is_what_its_libraries_say() {
    let oracle = Path::new(REPOSITORY).join("tests/peers/warehouse_oracle.py");
    let written = Path::new(REPOSITORY).join("crates/check/tests/data/warehouse.json");
    let written = std::fs::read_to_string(written).unwrap();
    Run::of(peers().python("check").arg(oracle)).success().stdout(&written);
}
