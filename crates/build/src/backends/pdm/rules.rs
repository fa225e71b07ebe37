//! All rules of this room, for lists of rules.

use pyrel_diag::Rule;

use super::{BUILD_HOOK, editable, metadata, plug_ins, selection, version};

/// All rules of this room, each declared beside the code that looks for it.
pub(super) static RULES: [&Rule; 12] = [
    &editable::NO_EDITABLE,
    &metadata::READS_ENVIRONMENT,
    &BUILD_HOOK,
    &plug_ins::locked::NOT_LOCKED,
    &plug_ins::locked::LOCK_FILE,
    &plug_ins::table::PLUG_IN,
    &selection::UNDECIDED_PATTERN,
    &version::resolve::VERSION_NOT_FOUND,
    &version::resolve::VERSION_SOURCE,
    &version::resolve::NO_VERSION_SOURCE,
    &version::resolve::UNREBUILT_PATTERN,
    &version::scm::DAY_OF_BUILD,
];
