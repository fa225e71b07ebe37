//! All rules of this crate, for lists of rules.

use pyrel_diag::Rule;

use crate::backends::BACKENDS;
use crate::warnings::WARNINGS;
use crate::{
    backends, clashing_names, dists, license_files, metadata, pyproject, setuptools_scm, wheel,
    workspace,
};

/// All rules of this crate: the shared ones, the warnings, and those of each backend; and those of
/// the Python files that backends read.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let shared = RULES.into_iter();
    let is_shared = |rule: &&Rule| RULES.iter().any(|it| std::ptr::eq(*it, *rule));
    let rooms = BACKENDS.iter().flat_map(|backend| backend.rules().iter().copied());
    let is_in_a_room = move |rule: &&Rule| {
        BACKENDS.iter().any(|backend| backend.rules().iter().any(|it| std::ptr::eq(*it, *rule)))
    };
    let warnings = WARNINGS.iter().map(|row| row.rule);
    let warnings = warnings.filter(move |rule| !is_shared(rule) && !is_in_a_room(rule));
    shared.chain(warnings).chain(rooms).chain(pyrel_python::RULES)
}

/// The rules of what the rooms share, each declared beside the code that looks for it.
static RULES: [&Rule; 32] = [
    &backends::matches::UNMATCHED_PATTERN,
    &backends::UNKNOWN_BACKEND,
    &backends::IN_TREE_BACKEND,
    &backends::profile::NO_BAND,
    &backends::support::REFUSED_OPTION,
    &backends::support::IGNORED_OPTION,
    &clashing_names::CLASHING_NAMES,
    &dists::WHEEL_DIFFERS,
    &license_files::NO_LICENSE_FILE,
    &license_files::LINKED_LICENSE_FILE,
    &metadata::README_TYPE,
    &pyproject::rules::MISSING_PYPROJECT,
    &pyproject::rules::TOML_SYNTAX,
    &pyproject::rules::WRONG_TYPE,
    &pyproject::rules::MISSING_KEY,
    &pyproject::rules::UNKNOWN_KEY,
    &pyproject::rules::PASSED_OVER_KEY,
    &pyproject::rules::INVALID_VALUE,
    &pyproject::rules::MISSING_FILE,
    &pyproject::rules::STATIC_AND_DYNAMIC,
    &setuptools_scm::configured::VERSION_FROM_GIT,
    &setuptools_scm::configured::NOT_WRITTEN,
    &wheel::editable::NO_EDITABLE,
    &wheel::editable::UNFIT_PLACE,
    &workspace::rules::MISSING_MEMBER,
    &workspace::rules::MEMBER_OUTSIDE,
    &workspace::rules::NESTED_WORKSPACE,
    &workspace::rules::SAME_MEMBER_NAME,
    &workspace::rules::UNKNOWN_PACKAGE,
    &workspace::rules::NOT_BUILT,
    &workspace::rules::NO_PACKAGE,
    &workspace::rules::UNMANAGED,
];
