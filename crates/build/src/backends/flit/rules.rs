//! All rules of this room, for lists of rules.

use pyrel_diag::Rule;

use super::{files, metadata, module, releases};

/// All rules of this room, each declared beside the code that looks for it.
pub(super) static RULES: [&Rule; 7] = [
    &files::CRUCIAL_FILE,
    &metadata::NOT_STATIC,
    &metadata::NOT_DYNAMIC,
    &module::NO_MODULE,
    &module::AMBIGUOUS_MODULE,
    &releases::OLD_FILE_NAME,
    &releases::OLD_PKG_INFO,
];
