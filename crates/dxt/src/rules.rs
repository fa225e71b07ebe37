//! All rules of this crate, for lists of rules.

use pyrel_diag::Rule;

use crate::{contents, icon, layout, misfit, schema, template, validate};

/// All rules of this crate, each declared beside the code that looks for it.
pub static RULES: [&Rule; 32] = [
    &contents::NOT_A_FILE,
    &contents::LINK_LOOP,
    &contents::LINK_OUTSIDE,
    &contents::TOO_MANY_FOLDERS,
    &icon::ABSOLUTE,
    &icon::MISSING,
    &icon::NOT_PNG,
    &icon::OUTSIDE,
    &icon::PLACEHOLDER,
    &icon::REMOTE,
    &icon::UNREADABLE,
    &layout::CASE_TWINS,
    &layout::ENTRY_POINT_MISSING,
    &layout::IMAGE_MISSING,
    &layout::MANY_FILES,
    &layout::NAME_NOT_PORTABLE,
    &misfit::MORE,
    &schema::check::INVALID_EMAIL,
    &schema::check::INVALID_URL,
    &schema::check::MISSING_KEY,
    &schema::check::UNKNOWN_KEY,
    &schema::check::WRONG_TYPE,
    &schema::check::WRONG_VALUE,
    &template::UNFILLED,
    &template::UNKNOWN_PLACEHOLDER,
    &template::UNQUOTED_PLACEHOLDER,
    &template::VALUES_MISSING,
    &validate::DUPLICATE_KEY,
    &validate::INVALID_JSON,
    &validate::NOT_UTF8,
    &validate::TOO_LARGE,
    &validate::VERSION,
];
