//! All rules of this crate, for lists of rules.

use pyrel_diag::Rule;

use crate::{config, facts, github, release, staging};

/// All rules of this crate, each declared beside the code that looks for it.
pub static RULES: [&Rule; 12] = [
    &config::read::PATH_OUTSIDE,
    &config::read::NOT_A_CHOICE,
    &config::read::NOT_A_FILE_NAME,
    &config::read::UNKNOWN_PLACEHOLDER,
    &config::read::LANDING_WITHOUT_FROM,
    &facts::INVALID,
    &facts::VERSION_ORDER,
    &github::tag_version::TAG_VERSION,
    &github::tag_version::TAG_WITHOUT_VERSION,
    &release::SAME_FILE_NAME,
    &staging::MISSING_ASSET,
    &staging::LANDING_CLASH,
];
