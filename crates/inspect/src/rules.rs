//! All rules of this crate, for lists of rules.

use pyrel_diag::Rule;

use crate::opened::UNREADABLE;

/// All rules of this crate, each declared beside the code that looks for it.
pub static RULES: [&Rule; 1] = [&UNREADABLE];
