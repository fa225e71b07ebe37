//! Which files of a folder go into its bundle, as far as that is asked for.

use pyrel_archive::Origin;
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::RelPath;
use pyrel_tree::glob::{self, IgnoreRules, PathKind};

/// Which files of a folder go into its bundle, besides what its ignore files say.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// What alone goes in, as patterns like those of ignore files; everything where there are none.
    pub include: Vec<String>,
    /// What becomes of `.gitignore` files.
    pub gitignore: Gitignore,
    /// What becomes of packages that only development needs.
    pub prune: Prune,
    /// What becomes of symbolic links that nobody else could follow.
    pub links: BadLinks,
}

/// What becomes of symbolic links that lead out of the folder, to nothing that can be packed, or in a
/// circle.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum BadLinks {
    /// They are errors.
    #[default]
    Refused,
    /// They stay out.
    Skipped,
}

/// What becomes of `.gitignore` files.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Gitignore {
    /// They count, at every depth, and less than `.mcpbignore`.
    Heeded,
    /// They say nothing: what is built is often ignored by git and needed in the bundle.
    #[default]
    Passed,
}

/// What becomes of packages that only development needs.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Prune {
    /// They stay.
    #[default]
    Nothing,
    /// They are left out: of `node_modules` all that its lock file does not have for production.
    Development,
}

pub(crate) static RULES: [&Rule; 2] = [&MALFORMED, &UNMATCHED];

static MALFORMED: Rule = Rule {
    id: "include-pattern",
    severity: Severity::Error,
    words: "a pattern of what goes in that is none",
    remedy: "correct the pattern",
};

static UNMATCHED: Rule = Rule {
    id: "include-unmatched",
    severity: Severity::Error,
    words: "a pattern of what goes in that matches nothing",
    remedy: "correct the pattern, or leave it out",
};

/// The list of what alone goes in.
#[derive(Debug, Default)]
pub(crate) struct AllowList {
    patterns: Vec<(String, IgnoreRules, bool)>,
}

impl AllowList {
    pub(crate) fn new(patterns: &[String], findings: &mut Vec<Finding>) -> Self {
        let mut list = Self::default();
        for pattern in patterns {
            let mut rules = IgnoreRules::case_insensitive();
            match rules.add(pattern, glob::Origin::BuiltIn) {
                Ok(()) => list.patterns.push((pattern.clone(), rules, false)),
                Err(fault) => findings.push(Finding::new(&MALFORMED, fault.to_string())),
            }
        }
        list
    }

    /// What lets in a file that has been let in so far: the first pattern that matches it or a
    /// folder above it, where there are patterns.
    pub(crate) fn ruled(&mut self, path: &RelPath, so_far: Origin) -> Result<Origin, Origin> {
        if self.patterns.is_empty() {
            return Ok(so_far);
        }
        let mut admitting = None;
        for (pattern, rules, is_used) in &mut self.patterns {
            if rules.ignored(path, PathKind::File) {
                *is_used = true;
                admitting = admitting.or(Some(pattern.as_str()));
            }
        }
        let origin = admitting.map(|pattern| Origin::rule(format!("`--include {pattern}`")));
        origin.ok_or_else(|| Origin::rule("`--include`, whose patterns do not match it"))
    }

    /// Patterns that let nothing in.
    pub(crate) fn unmatched(&self) -> impl Iterator<Item = Finding> {
        let unused = self.patterns.iter().filter(|(.., is_used)| !is_used);
        unused.map(|(pattern, ..)| {
            let message = format!("`--include {pattern}` matches no file that may go in");
            Finding::new(&UNMATCHED, message)
        })
    }
}
