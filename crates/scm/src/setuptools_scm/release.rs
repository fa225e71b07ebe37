//! The releases of setuptools-scm, as far as they differ.

use std::collections::BTreeMap;

use super::variables::{canonical, suffix_of};

/// A series of releases with the same rules, older before newer.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub enum Release {
    /// 7.1
    V7,
    /// 8.0
    V8_0,
    /// 8.1
    V8_1,
    /// 8.2
    V8_2,
    /// 8.3
    V8_3,
    /// 9.2
    V9,
    /// 10.1 and later, whose engine is vcs-versioning.
    #[default]
    V10,
}

/// Options that not all releases know, and the first that does.
const NEWER_OPTIONS: &[(&str, Release)] = &[
    ("version_file", Release::V8_0),
    ("version_file_template", Release::V8_0),
    ("scm", Release::V9),
    ("tag", Release::V10),
    ("write_to_source", Release::V10),
    ("scm.git.distance_scope", Release::V10),
    ("scm.git.distance_count", Release::V10),
    ("project_path", Release::V10),
];

/// Schemes that not all releases know, and the first that does.
const NEWER_SCHEMES: &[(&str, Release)] = &[
    ("only-version", Release::V8_1),
    ("semver-pep440", Release::V10),
    ("semver-pep440-release-branch", Release::V10),
    ("no-local-version-strict", Release::V10),
    ("fail-on-uncommitted-changes", Release::V10),
];

impl Release {
    /// Whether it knows an option, or the table that it stands in.
    #[must_use]
    pub fn knows_option(self, key: &str) -> bool {
        self.knows(NEWER_OPTIONS, key)
    }

    /// Whether it knows a scheme.
    #[must_use]
    pub fn knows_scheme(self, name: &str) -> bool {
        self.knows(NEWER_SCHEMES, name)
    }

    fn knows(self, newer: &[(&str, Self)], name: &str) -> bool {
        newer.iter().all(|(other, first)| *other != name || self >= *first)
    }

    /// Whether a version is found where one is written down already, by which way of asking it is.
    #[must_use]
    pub fn passes_over_known_versions(self) -> bool {
        self >= Self::V9
    }

    /// The variables that it heeds, under the names that the newest gives them.
    #[must_use]
    pub fn heeded(
        self,
        variables: &BTreeMap<String, String>,
        dist_name: Option<&str>,
    ) -> BTreeMap<String, String> {
        if self == Self::V10 {
            return variables.clone();
        }
        let mut heeded = BTreeMap::new();
        for (name, first) in [
            ("PRETEND_VERSION", Self::V7),
            ("OVERRIDES", Self::V8_0),
            ("PRETEND_METADATA", Self::V9),
        ] {
            if self >= first
                && let Some(value) = self.heeded_one(variables, name, dist_name)
            {
                heeded.insert(format!("SETUPTOOLS_SCM_{name}"), value.to_owned());
            }
        }
        heeded
    }

    /// One for this distribution before one for all. How the distribution is spelled there has
    /// become freer from release to release.
    fn heeded_one<'a>(
        self,
        variables: &'a BTreeMap<String, String>,
        name: &str,
        dist_name: Option<&str>,
    ) -> Option<&'a String> {
        let for_all = || variables.get(&format!("SETUPTOOLS_SCM_{name}"));
        let Some(dist_name) = dist_name else { return for_all() };
        let beginning = format!("SETUPTOOLS_SCM_{name}_FOR_");
        let suffix = match self == Self::V7 {
            true => dist_name.to_uppercase(),
            false => suffix_of(dist_name),
        };
        let of_another_spelling = || {
            variables.iter().filter(|_| self >= Self::V9).find_map(|(variable, value)| {
                let suffix = variable.strip_prefix(&beginning)?;
                let is_meant = canonical(&suffix.to_lowercase()) == canonical(dist_name);
                is_meant.then_some(value)
            })
        };
        let own = variables.get(&format!("{beginning}{suffix}"));
        own.or_else(of_another_spelling).or_else(for_all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn older_releases_know_less() {
        use Release::{V7, V8_0, V8_1, V9, V10};
        let known =
            |release: Release| [release.knows_option("version_file"), release.knows_option("scm")];
        assert_eq!([V7, V8_0, V9].map(known), [[false, false], [true, false], [true, true]]);
        let named = |release: Release| {
            [release.knows_scheme("only-version"), release.knows_scheme("semver-pep440")]
        };
        assert_eq!([V8_0, V8_1, V10].map(named), [[false, false], [true, false], [true, true]]);
    }

    #[test]
    fn variables_count_as_the_release_spells_them() {
        let check = |release: Release, variable: &str, is_heeded: bool| {
            let variables = BTreeMap::from([(variable.to_owned(), "1".to_owned())]);
            let heeded = release.heeded(&variables, Some("my-Pkg"));
            assert_eq!(!heeded.is_empty(), is_heeded, "{release:?} {variable}");
        };
        let (plain, dashed) = (
            "SETUPTOOLS_SCM_PRETEND_VERSION_FOR_MY_PKG",
            "SETUPTOOLS_SCM_PRETEND_VERSION_FOR_MY-PKG",
        );
        check(Release::V7, plain, false);
        check(Release::V7, dashed, true);
        check(Release::V8_3, plain, true);
        check(Release::V8_3, dashed, false);
        check(Release::V9, "SETUPTOOLS_SCM_PRETEND_VERSION_FOR_My.Pkg", true);
        check(Release::V7, "SETUPTOOLS_SCM_PRETEND_VERSION", true);
        check(Release::V7, "SETUPTOOLS_SCM_OVERRIDES", false);
        check(Release::V8_0, "SETUPTOOLS_SCM_PRETEND_METADATA", false);
        check(Release::V9, "VCS_VERSIONING_PRETEND_VERSION", false);
    }
}
