//! All rules of this room, for lists of rules.

use pyrel_diag::Rule;

use super::{
    NO_SDIST, OWN_NAME, editable, files, generated, legacy, metadata, patterns, pkg_info, plug_ins,
    roots, selection, version,
};

/// All rules of this room, each declared beside the code that looks for it.
pub(super) static RULES: [&Rule; 17] = [
    &editable::REWRITTEN,
    &files::SECOND_FILE,
    &generated::VERSION_HOOK,
    &legacy::UNSPEAKABLE,
    &metadata::METADATA_VERSION,
    &metadata::NO_PYTHON,
    &NO_SDIST,
    &OWN_NAME,
    &patterns::IGNORED_PROJECT,
    &patterns::UNCLOSED_SET,
    &pkg_info::PKG_INFO_UNREAD,
    &plug_ins::fancy_readme::FRAGMENT,
    &plug_ins::metadata_hooks::NOT_DYNAMIC,
    &plug_ins::table::HATCH_PLUG_IN,
    &roots::NOTHING_TO_SHIP,
    &selection::OUTSIDE_LINK,
    &version::NOT_STATIC,
];
