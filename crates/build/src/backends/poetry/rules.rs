//! All rules of this room, for lists of rules.

use pyrel_diag::Rule;

use super::{dependency, files, metadata, plug_ins, tables};

/// All rules of this room, each declared beside the code that looks for it.
pub(super) static RULES: [&Rule; 10] = [
    &dependency::UNREADABLE_MARKER,
    &dependency::INVALID_REQUIREMENT,
    &dependency::UNSATISFIABLE,
    &dependency::LOCAL_PATH,
    &files::NO_PACKAGE,
    &files::PYTHON_GLOB,
    &files::UNREADABLE_CHECKOUT,
    &metadata::LICENSE_TEXT,
    &plug_ins::pyproject_text::NOT_EDITED,
    &tables::NOT_A_PACKAGE,
];
