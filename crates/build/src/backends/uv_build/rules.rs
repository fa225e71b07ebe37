//! All rules of this room, for lists of rules.

use pyrel_diag::Rule;

use super::{LICENSE_CLASSIFIER, UNBOUNDED_BACKEND, files, metadata, module};

/// All rules of this room, each declared beside the code that looks for it.
pub(super) static RULES: [&Rule; 11] = [
    &files::LINKED_FOLDER,
    &files::PACKED_VENV,
    &files::EMPTY_MODULES,
    &files::EXCLUDED_PYPROJECT,
    &files::INCLUDED_BY_MISTAKE,
    &metadata::UNREBUILT_MARKER,
    &UNBOUNDED_BACKEND,
    &LICENSE_CLASSIFIER,
    &module::NO_MODULE,
    &module::NOT_A_NAMESPACE,
    &module::REDUNDANT_MODULE,
];
