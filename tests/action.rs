//! The composite action: what it takes and gives, and what comes of it.
//!
//! Its steps run one after the other as on GitHub's runner. [`stand_in`] looks at the half of the
//! contract that belongs to the action, with something in the place of `pyrel` that writes down how
//! it was called; [`real`] runs the real `pyrel` against servers on the loopback interface.

mod real;
mod stand_in;

use crate::harness::action::{Action, Performed};
use crate::harness::case::Case;

const FOLDER: &str = ".github/actions/create-release";

fn perform(action: Action, case: &Case, inputs: &[(&str, &str)]) -> Performed {
    inputs.iter().fold(action, |action, (name, value)| action.input(name, value)).run(case)
}

#[test]
fn the_action_takes_and_gives_what_its_callers_know() {
    let action = Action::read(FOLDER);
    let keys = |section: &str| -> Vec<String> {
        action.document()[section].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(
        keys("inputs"),
        ["package-version", "pypi-repository-url", "skip-existing", "pypi-token", "dry-run"]
    );
    assert_eq!(keys("outputs"), ["release-url", "files", "version"]);
}
