//! All rules of this crate, for lists of rules.

use pyrel_diag::Rule;

use crate::{credential, distribution, dotenv, folder, form, pypirc, repository};

/// All rules of this crate, each declared beside the code that looks for it.
pub static RULES: [&Rule; 14] = [
    &distribution::FILE_ARCHIVE,
    &distribution::FILE_NAME,
    &distribution::FILE_EDITABLE,
    &distribution::FILE_DISAGREES,
    &distribution::FILE_TWICE,
    &distribution::FILE_METADATA,
    &folder::FILE_EXISTS,
    &form::FIELD_TOO_NEW,
    &pypirc::PYPIRC_LINE,
    &pypirc::PYPIRC_TWICE,
    &dotenv::DOTENV_VALUE,
    &repository::PYPIRC_UNLISTED,
    &credential::TOKEN_SHAPE,
    &credential::TOKEN_USER,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_distinct_and_kebab_case() {
        let mut ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        assert!(ids.iter().all(|id| id.chars().all(|c| c.is_ascii_lowercase() || c == '-')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), RULES.len());
    }
}
