//! All rules of this crate, for lists of rules.

use crate::{Check, archive, inside, metadata, together};

/// Rules that look at one thing.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// What they look at.
    pub title: &'static str,
    /// The rules.
    pub rules: &'static [&'static Check],
}

/// The families, in the order in which they are asked.
pub static FAMILIES: [Family; 4] = [
    Family { title: "The archive", rules: &archive::RULES },
    Family { title: "Metadata", rules: &metadata::RULES },
    Family { title: "What is inside", rules: &inside::RULES },
    Family { title: "Several files together", rules: &together::RULES },
];

/// All rules of this crate.
pub fn rules() -> impl Iterator<Item = &'static Check> {
    FAMILIES.iter().flat_map(|family| family.rules.iter().copied())
}

/// The rule of this id, or of this code of check-wheel-contents.
#[must_use]
pub fn find(id: &str) -> Option<&'static Check> {
    rules().find(|check| check.rule.id == id || check.codes.contains(&id))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use pyrel_diag::Severity;

    use super::*;
    use crate::Nature;

    #[test]
    fn ids_are_distinct_and_kebab_case() {
        let ids: Vec<&str> = rules().map(|check| check.rule.id).collect();
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(ids.iter().all(|id| id.chars().all(kebab)));
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }

    #[test]
    fn the_severity_of_a_rule_is_that_for_pypi() {
        for check in rules() {
            let due = match check.nature {
                Nature::Contradiction | Nature::Installers | Nature::Policy | Nature::Standard => {
                    Severity::Error
                }
                Nature::Doubt | Nature::Harm => Severity::Warning,
                Nature::Advice => Severity::Advice,
            };
            assert_eq!(check.rule.severity, due, "{}", check.rule.id);
        }
    }

    #[test]
    fn every_rule_can_explain_itself_and_says_what_to_do() {
        for Check { rule, why, .. } in rules() {
            assert!(why.len() > 40 && why.ends_with('.'), "{}", rule.id);
            assert!(!rule.words.is_empty() && !rule.remedy.is_empty(), "{}", rule.id);
        }
    }
}
