//! All rules of this crate, for lists of rules.

use pyrel_diag::Rule;

use crate::{
    client, contents, icon, ignore, layout, lint, migrate, misfit, prune, revise, schema,
    selection, sizes, structure, template, validate, zip64,
};

/// Rules that are looked for together.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// What they have in common: the level, or the host.
    pub title: &'static str,
    /// When they are looked for.
    pub words: &'static str,
    families: &'static [&'static [&'static Rule]],
}

/// All rules, in the order in which they are looked for.
pub static CHAPTERS: [Chapter; 6] = [
    Chapter {
        title: "The manifest (`--level schema`)",
        words: "What `mcpb validate` 2.1.2 refuses is an error here and nothing else is; what it \
                    passes over in silence is a warning.",
        families: &[
            &validate::RULES,
            &template::RULES,
            &revise::RULES,
            &schema::RULES,
            &icon::RULES,
            &misfit::RULES,
        ],
    },
    Chapter {
        title: "The folder",
        words: "What keeps a folder from becoming a bundle, for `pyrel dxt pack` as well.",
        families: &[
            &ignore::RULES,
            &selection::RULES,
            &prune::RULES,
            &contents::RULES,
            &layout::RULES,
            &zip64::RULES,
            &sizes::RULES,
        ],
    },
    Chapter {
        title: "What the manifest names (`--level structure`, the default)",
        words: "Whether files are in the bundle after the ignore rules, images are whole, and \
                    variables and settings are known.",
        families: &structure::RULES,
    },
    Chapter {
        title: "Advice (`--level lint`)",
        words: "What works, and is worth a remark all the same.",
        families: &lint::RULES,
    },
    Chapter {
        title: "Hosts (`--client NAME`)",
        words: "Limits of single hosts, each with the version or the day on which it was met.",
        families: &[&client::RULES],
    },
    Chapter {
        title: "Other versions (`pyrel dxt migrate`)",
        words: "What keeps a manifest from another version of the format.",
        families: &[&migrate::RULES],
    },
];

/// All rules of this crate.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    CHAPTERS.iter().flat_map(Chapter::rules)
}

impl Chapter {
    /// The rules.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.families.iter().flat_map(|family| family.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_distinct_and_kebab_case() {
        let ids: Vec<&str> = rules().map(|rule| rule.id).collect();
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(ids.iter().all(|id| id.chars().all(kebab)));
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        assert!(ids.len() > 80, "{}", ids.len());
    }

    #[test]
    fn every_rule_has_words() {
        for rule in rules() {
            assert!(!rule.words.is_empty() && !rule.words.ends_with('.'), "{}", rule.id);
        }
    }
}
