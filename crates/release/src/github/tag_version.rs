//! Whether a tag and the version it stands on say the same.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{PackageName, Version};

use super::Tag;

pub(crate) static TAG_VERSION: Rule = Rule {
    id: "tag-version",
    severity: Severity::Error,
    words: "the tag of a release that names another version than the project",
    remedy: "tag the commit that has this version, or change the version",
};

pub(crate) static TAG_WITHOUT_VERSION: Rule = Rule {
    id: "tag-without-version",
    severity: Severity::Warning,
    words: "the tag of a release that names no version",
    remedy: "a tag such as `v1.2.0` tells which version it stands on",
};

/// What is wrong with a tag for a release of this project, if anything is.
pub(crate) fn check(tag: &Tag, project: &PackageName, version: &Version) -> Option<Finding> {
    match version_of(tag.as_str(), project) {
        Some(found) if found == *version => None,
        Some(_) => {
            let message = format!("the tag is `{tag}`, and the version is {version}");
            Some(Finding::new(&TAG_VERSION, message))
        }
        None => {
            let message = format!("the tag `{tag}` names no version");
            Some(Finding::new(&TAG_WITHOUT_VERSION, message))
        }
    }
}

/// The version that follows whatever has no digit: `v1.2.0`, `release-1.2.0`, `demo-v1.2.0`. The
/// project's own name may have digits.
fn version_of(tag: &str, project: &PackageName) -> Option<Version> {
    let tag = tag.rsplit_once('/').map_or(tag, |(_, last)| last);
    let rest = without_name(tag, project).unwrap_or(tag);
    let start = rest.find(|c: char| c.is_ascii_digit())?;
    rest.get(start..)?.parse().ok()
}

fn without_name<'a>(tag: &'a str, project: &PackageName) -> Option<&'a str> {
    let ends = tag.match_indices(['-', '_', '@']).map(|(at, _)| at);
    let heads = ends.filter_map(|end| Some((tag.get(..end)?, tag.get(end + 1..)?)));
    let mut ours =
        heads.filter(|(head, _)| head.parse::<PackageName>().is_ok_and(|head| head == *project));
    ours.next().map(|(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(project: &str, version: &str, tag: &str, expect: Option<&str>) {
        let (project, version) = (project.parse().unwrap(), version.parse().unwrap());
        let found = super::check(&Tag::parse(tag).unwrap(), &project, &version);
        assert_eq!(found.map(|it| format!("{}: {it}", it.rule.id)).as_deref(), expect, "{tag}");
    }

    #[test]
    fn a_tag_agrees_whatever_stands_before_the_version() {
        for tag in ["v1.2.0", "1.2.0", "V1.2", "demo-v1.2.0", "demo-1.2.0", "release-1.2.0"] {
            check("demo", "1.2.0", tag, None);
        }
        check("Demo.2_x", "1.2.0", "demo-2-x-v1.2.0", None);
        check("demo", "1.2.0", "releases/v2/1.2.0", None);
        check("demo", "1.2.0.dev3", "v1.2.0-dev.3", None);
        check("demo", "1.2.0.dev3", "v1.2.0.dev3", None);
        check("demo", "1.2.0rc1", "v1.2.0-rc.1", None);
    }

    #[test]
    fn another_version_is_a_mistake() {
        for (version, tag) in
            [("1", "v2"), ("1.0", "v11.0"), ("2.0", "v1.2.0"), ("3", "v1-dev.3"), ("1.0", "v1.0.1")]
        {
            let expect = format!("tag-version: the tag is `{tag}`, and the version is {version}");
            check("demo", version, tag, Some(&expect));
        }
    }

    #[test]
    fn a_tag_without_a_version_is_only_warned_about() {
        for tag in ["nightly", "v2-final-really", "demo"] {
            let expect = format!("tag-without-version: the tag `{tag}` names no version");
            check("demo", "1", tag, Some(&expect));
        }
    }
}
