//! The variables of the environment that the tool heeds.

use std::collections::BTreeMap;

/// What they begin with.
const PREFIXES: [&str; 2] = ["SETUPTOOLS_SCM", "VCS_VERSIONING"];

/// The name of the variable that is looked for first.
pub(super) fn usual_variable(name: &str, dist_name: Option<&str>) -> String {
    let [usual, _] = PREFIXES;
    variable(usual, name, dist_name)
}

/// The name of a variable, for one distribution or for all.
fn variable(prefix: &str, name: &str, dist_name: Option<&str>) -> String {
    match dist_name {
        None => format!("{prefix}_{name}"),
        Some(dist_name) => format!("{prefix}_{name}_FOR_{}", suffix_of(dist_name)),
    }
}

pub(super) fn suffix_of(dist_name: &str) -> String {
    canonical(dist_name).replace('-', "_").to_uppercase()
}

/// `packaging.utils.canonicalize_name`
pub(super) fn canonical(name: &str) -> String {
    let mut canonical = String::new();
    for letter in name.to_lowercase().chars() {
        match letter {
            '-' | '_' | '.' if canonical.ends_with('-') => {}
            '-' | '_' | '.' => canonical.push('-'),
            letter => canonical.push(letter),
        }
    }
    canonical
}

/// The variable of the environment that counts, with its value: one for this distribution first,
/// then one for all, then one for this distribution that is spelled otherwise.
#[must_use]
pub fn tool_variable<'a>(
    variables: &'a BTreeMap<String, String>,
    name: &str,
    dist_name: Option<&str>,
) -> Option<(String, &'a str)> {
    let own = PREFIXES.iter().filter(|_| dist_name.is_some());
    let candidates = own
        .map(|prefix| variable(prefix, name, dist_name))
        .chain(PREFIXES.iter().map(|prefix| variable(prefix, name, None)));
    for candidate in candidates {
        if let Some(value) = variables.get(&candidate) {
            return Some((candidate, value));
        }
    }
    let dist_name = canonical(dist_name?);
    PREFIXES.iter().find_map(|prefix| {
        let beginning = format!("{prefix}_{name}_FOR_");
        variables.iter().find_map(|(variable, value)| {
            let suffix = variable.strip_prefix(&beginning)?;
            let is_meant = canonical(&suffix.to_lowercase().replace('_', "-")) == dist_name;
            is_meant.then(|| (variable.clone(), value.as_str()))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_for_this_distribution_counts_before_one_for_all() {
        let check = |set: &[&str], dist_name: Option<&str>, expect: Option<&str>| {
            let pairs = set.iter().map(|name| ((*name).to_owned(), String::new()));
            let variables: BTreeMap<_, _> = pairs.collect();
            let found = tool_variable(&variables, "PRETEND_VERSION", dist_name);
            assert_eq!(found.map(|(name, _)| name).as_deref(), expect, "{set:?}");
        };
        let all = "SETUPTOOLS_SCM_PRETEND_VERSION";
        let own = "VCS_VERSIONING_PRETEND_VERSION_FOR_MY_PKG";
        let odd = "SETUPTOOLS_SCM_PRETEND_VERSION_FOR_My.pkg";
        check(&[all, own], Some("my.Pkg"), Some(own));
        check(&[all, own], None, Some(all));
        check(&[all, odd], Some("my.Pkg"), Some(all));
        check(&[odd], Some("my-pkg"), Some(odd));
        check(&[own], Some("other"), None);
    }
}
