//! Semantic versions (<https://semver.org>, 2.0.0), which manifests ask for, made of versions as
//! Python has them.

use std::fmt::{self, Write as _};

use pyrel_pep::Version;

/// What a version of Python's is called in a manifest.
///
/// | part | becomes | for example |
/// |---|---|---|
/// | release | the first three numbers; missing ones are 0 | `2.5` → `2.5.0` |
/// | further numbers | build metadata, unless they are all 0 | `1.2.3.4` → `1.2.3+release.4` |
/// | `a`, `b`, `rc` | a pre-release `alpha`, `beta`, `rc` | `1.0rc2` → `1.0.0-rc.2` |
/// | `.dev` | the end of the pre-release | `0.6.9.dev3` → `0.6.9-dev.3`, `1.0a1.dev2` → `1.0.0-alpha.1.dev.2` |
/// | `.post`, with a `.dev` of its own | build metadata | `1.0.post1.dev2` → `1.0.0+post.1.dev.2` |
/// | epoch | build metadata | `1!2.0` → `2.0.0+epoch.1` |
/// | local label | build metadata, last | `1.0+cu118.2` → `1.0.0+cu118.2` |
///
/// Where there is no build metadata, Python reads the result as the version that it was made of.
/// Semantic versions compare build metadata not at all ([`loses_order`](Self::loses_order)), and
/// the words of pre-releases by their letters: `dev` lies between `beta` and `rc`, and a longer
/// pre-release behind a shorter one: `1.0.0-alpha.1.dev.2` comes after `1.0.0-alpha.1`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SemanticVersion {
    text: String,
    loses_order: bool,
}

impl SemanticVersion {
    /// The version of a `package.json`, which is one already. Whether that is so is not looked at.
    #[must_use]
    pub fn as_written(text: &str) -> Self {
        Self { text: text.to_owned(), loses_order: false }
    }

    /// The version without what a semantic version takes for the same, such as `1.0.0` for
    /// `1.0.0+post.1`, where that stands for an order among versions that is lost. A local label
    /// alone loses none worth telling: no index has such versions.
    #[must_use]
    pub fn loses_order(&self) -> Option<&str> {
        let core = self.text.split_once('+').map_or(self.text.as_str(), |(core, _)| core);
        self.loses_order.then_some(core)
    }
}

impl From<&Version> for SemanticVersion {
    fn from(version: &Version) -> Self {
        let number = |at: usize| version.release().get(at).copied().unwrap_or(0);
        let mut text = format!("{}.{}.{}", number(0), number(1), number(2));
        let mut mark = '-';
        if let Some((phase, number)) = version.pre() {
            let word = match phase {
                "a" => "alpha",
                "b" => "beta",
                other => other,
            };
            append(&mut text, &mut mark, &format!("{word}.{number}"));
        }
        if let (None, Some(number)) = (version.post(), version.dev()) {
            append(&mut text, &mut mark, &format!("dev.{number}"));
        }
        let ordered = build_metadata(version);
        mark = '+';
        for part in ordered.iter().chain(&version.local()) {
            append(&mut text, &mut mark, part);
        }
        Self { text, loses_order: !ordered.is_empty() }
    }
}

impl fmt::Display for SemanticVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What Python compares versions by and no semantic version has a place for.
fn build_metadata(version: &Version) -> Vec<String> {
    let mut parts = Vec::new();
    if version.epoch() > 0 {
        parts.push(format!("epoch.{}", version.epoch()));
    }
    let further = version.release().get(3..).unwrap_or_default();
    if further.iter().any(|number| *number > 0) {
        let numbers: Vec<String> = further.iter().map(ToString::to_string).collect();
        parts.push(format!("release.{}", numbers.join(".")));
    }
    if let Some(number) = version.post() {
        parts.push(format!("post.{number}"));
        parts.extend(version.dev().map(|number| format!("dev.{number}")));
    }
    parts
}

/// Adds a part behind its mark, which is a dot for all but the first.
fn append(text: &mut String, mark: &mut char, part: &str) {
    // Writing to a string cannot fail.
    let _ = write!(text, "{mark}{part}");
    *mark = '.';
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expect: &str, same_as: Option<&str>) {
        let version: Version = written.parse().unwrap();
        let semantic = SemanticVersion::from(&version);
        assert_eq!((semantic.to_string().as_str(), semantic.loses_order()), (expect, same_as));
        if !expect.contains('+') {
            assert_eq!(expect.parse::<Version>().unwrap(), version, "{expect} is another version");
        }
    }

    #[test]
    fn releases_have_three_numbers() {
        check("1.2.3", "1.2.3", None);
        check("2.5", "2.5.0", None);
        check("7", "7.0.0", None);
        check("2026.08.10", "2026.8.10", None);
        check("1.2.3.0.0", "1.2.3", None);
        check("1.2.3.4", "1.2.3+release.4", Some("1.2.3"));
        check("1.2.3.0.5", "1.2.3+release.0.5", Some("1.2.3"));
    }

    #[test]
    fn what_comes_before_a_release_comes_before_it_here_too() {
        check("0.6.9.dev3", "0.6.9-dev.3", None);
        check("1.0a1", "1.0.0-alpha.1", None);
        check("1.0b0", "1.0.0-beta.0", None);
        check("v1.0-RC.1", "1.0.0-rc.1", None);
        check("1.0a1.dev2", "1.0.0-alpha.1.dev.2", None);
        check("1.0.dev0", "1.0.0-dev.0", None);
    }

    #[test]
    fn what_semantic_versions_do_not_order_becomes_build_metadata() {
        check("1.0.post1", "1.0.0+post.1", Some("1.0.0"));
        check("1.0.post1.dev2", "1.0.0+post.1.dev.2", Some("1.0.0"));
        check("1.0rc1.post2", "1.0.0-rc.1+post.2", Some("1.0.0-rc.1"));
        check("1!2.0", "2.0.0+epoch.1", Some("2.0.0"));
        check("1.0+Ubuntu-1", "1.0.0+ubuntu.1", None);
        check("1.0.dev1+g1a2b3c", "1.0.0-dev.1+g1a2b3c", None);
        check(
            "1!1.2.3.4a5.post6.dev7+l.8",
            "1.2.3-alpha.5+epoch.1.release.4.post.6.dev.7.l.8",
            Some("1.2.3-alpha.5"),
        );
    }

    /// The key that semantic versions are ordered by (<https://semver.org/#spec-item-11>): a release
    /// comes after its pre-releases, numbers before words, and a longer list after its beginning.
    fn order(text: &str) -> ([u64; 3], bool, Vec<(bool, u64, String)>) {
        let core = text.split_once('+').map_or(text, |(core, _)| core);
        let (release, pre) = core.split_once('-').unwrap_or((core, ""));
        let numbers: Vec<u64> = release.split('.').map(|it| it.parse().unwrap()).collect();
        let identifier = |it: &str| match it.parse() {
            Ok(number) => (false, number, String::new()),
            Err(_) => (true, 0, it.to_owned()),
        };
        let pre: Vec<_> = pre.split('.').filter(|it| !it.is_empty()).map(identifier).collect();
        (numbers.try_into().unwrap(), pre.is_empty(), pre)
    }

    /// All versions of some parts, which are a good thousand.
    fn many() -> Vec<Version> {
        let mut versions = Vec::new();
        for epoch in ["", "1!"] {
            for release in ["0", "1", "1.0.1", "1.2", "1.10", "1.2.0.4", "1.2.0.0"] {
                for pre in ["", "a1", "a2", "a10", "b1", "rc1"] {
                    for post in ["", ".post0", ".post3"] {
                        for dev in ["", ".dev0", ".dev7"] {
                            for local in ["", "+g1"] {
                                let text = format!("{epoch}{release}{pre}{post}{dev}{local}");
                                versions.push(text.parse().unwrap());
                            }
                        }
                    }
                }
            }
        }
        versions
    }

    /// Whether two versions are among the exceptions: one has a `dev` where the other has none, or
    /// another phase.
    fn is_exception(one: &Version, other: &Version) -> bool {
        let same_phase = one.pre().map(|(phase, _)| phase) == other.pre().map(|(phase, _)| phase);
        (one.dev().is_some() || other.dev().is_some())
            && !(same_phase && one.dev().is_some() == other.dev().is_some())
    }

    #[test]
    fn order_is_kept_but_for_what_is_said_to_lose_it() {
        let versions: Vec<(Version, SemanticVersion, _)> = many()
            .into_iter()
            .map(|version| {
                let semantic = SemanticVersion::from(&version);
                let key = order(&semantic.to_string());
                (version, semantic, key)
            })
            .filter(|(_, semantic, _)| semantic.loses_order().is_none())
            .collect();
        assert!(versions.len() > 100);
        let mut exceptions = 0;
        for (one, _, one_key) in &versions {
            for (other, _, other_key) in &versions {
                if one.local().is_some() || other.local().is_some() || one >= other {
                    continue;
                }
                match one_key < other_key {
                    true => {}
                    false if is_exception(one, other) => exceptions += 1,
                    false => panic!("{one} comes before {other}, and not as semantic versions"),
                }
            }
        }
        assert!(exceptions > 0, "the documentation speaks of exceptions that are none");
    }

    #[test]
    fn whatever_comes_out_is_a_semantic_version() {
        let is_number = |it: &str| it.parse::<u64>().is_ok_and(|it_| it_.to_string() == it);
        let is_word =
            |it: &str| !it.is_empty() && it.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        for version in many() {
            let text = SemanticVersion::from(&version).to_string();
            let (core, build) = text.split_once('+').unwrap_or((&text, "b"));
            let (release, pre) = core.split_once('-').unwrap_or((core, "p"));
            assert!(release.split('.').count() == 3 && release.split('.').all(is_number), "{text}");
            assert!(build.split('.').all(is_word), "{text}");
            let is_pre = |it: &str| is_word(it) && (is_number(it) || it.parse::<u64>().is_err());
            assert!(pre.split('.').all(is_pre), "{text}");
        }
    }
}
