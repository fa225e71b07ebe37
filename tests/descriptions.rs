//! What is expected of the texts in `fixtures/readme` is what the pinned readme_renderer says.

use std::fs;
use std::path::Path;

use crate::harness::case::REPOSITORY;
use crate::harness::peers::peers;
use crate::harness::run::Run;

#[test]
fn the_expected_judgements_are_those_of_readme_renderer() {
    let repository = Path::new(REPOSITORY);
    let folder = repository.join("fixtures/readme");
    let mut oracle = peers().python("publish");
    oracle.arg(repository.join("tests/peers/description_oracle.py")).arg(&folder);
    let expected = fs::read_to_string(folder.join("expect.txt")).unwrap();
    Run::of(&mut oracle).success().stdout(&expected);
}
