//! All rules of the house: what `--ignore` takes and `--explain` knows.

use std::collections::BTreeSet;

use pyrel_check::Check;
use pyrel_diag::{Explain, Kind, Rule, nearest};

use crate::{commands, policy};

/// A rule, and what only rules of finished files have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// The rule.
    pub(crate) rule: &'static Rule,
    /// Why it is one, where somebody has written that down.
    pub(crate) why: Option<&'static str>,
    /// Who would refuse the file.
    pub(crate) check: Option<&'static Check>,
}

/// All rules, by id.
pub(crate) fn all() -> impl Iterator<Item = Known> {
    let checks =
        pyrel_check::rules().map(|it| Known { rule: &it.rule, why: Some(it.why), check: Some(it) });
    let libraries = pyrel_release::RULES.iter().chain(&pyrel_upload::RULES);
    let libraries = libraries.chain(&pyrel_inspect::RULES).chain(&pyrel_archive::unpack::RULES);
    let own = commands::CHECK_RULES.iter().chain(&policy::RULES);
    let own = own.chain(&commands::COMPARE_RULES).chain(&commands::DIFF_RULES);
    let others = pyrel_build::rules().chain(pyrel_dxt::rules()).chain(commands::dxt_rules());
    let others = others.chain(libraries.chain(own).copied());
    let others = others.map(|rule| Known { rule, why: reason(rule), check: None });
    let mut all: Vec<Known> = checks.chain(others).collect();
    all.sort_by_key(|it| it.rule.id);
    all.into_iter()
}

fn reason(rule: &'static Rule) -> Option<&'static str> {
    let row = pyrel_build::WARNINGS.iter().find(|row| std::ptr::eq(row.rule, rule));
    row.map(|row| row.reason)
}

/// The rules of an id, or of a code of another tool.
pub(crate) fn named(text: &str) -> impl Iterator<Item = Known> {
    all().filter(move |it| {
        let codes = it.check.map_or([].as_slice(), |check| check.codes);
        it.rule.id == text || codes.iter().any(|code| code.eq_ignore_ascii_case(text))
    })
}

/// The ids that a name of a rule stands for.
///
/// # Errors
/// When it is the name of none.
pub(crate) fn ids(text: &str) -> Result<Vec<String>, UnknownRule> {
    let ids: BTreeSet<&str> = named(text.trim()).map(|it| it.rule.id).collect();
    match ids.is_empty() {
        true => Err(UnknownRule::of(text.trim())),
        false => Ok(ids.into_iter().map(str::to_owned).collect()),
    }
}

/// An id of no rule; whoever wrote it must correct it.
#[derive(Debug, thiserror::Error)]
#[error("there is no rule `{id}`")]
pub(crate) struct UnknownRule {
    id: String,
    near: Option<&'static str>,
}

impl UnknownRule {
    /// With the rule that may have been meant.
    pub(crate) fn of(id: &str) -> Self {
        let near = nearest(id, all().map(|it| it.rule.id));
        Self { id: id.to_owned(), near }
    }
}

impl Explain for UnknownRule {
    fn kind(&self) -> Kind {
        Kind::Usage
    }

    fn hint(&self) -> Option<String> {
        Some(match self.near {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`pyrel check --explain` lists all rules".to_owned(),
        })
    }
}
