//! Who the extension says it is: names, version, licence, addresses, and what single hosts read.

use pyrel_diag::{Rule, Severity};

use crate::Version;
use crate::inspect::Subject;
use crate::json::Node;
use crate::misfit::{Misfit, shown};

use super::semver;

pub(crate) static RULES: [&Rule; 7] =
    [&NAME, &VERSION, &LICENCE, &ADDRESS, &OLD_KEY, &META_NAME, &TWICE];

static ADDRESS: Rule = Rule {
    id: "url-not-web",
    severity: Severity::Warning,
    words: "an address that no browser opens as a page",
    remedy: "write an address that begins with `https://`",
};

static LICENCE: Rule = Rule {
    id: "license-not-spdx",
    severity: Severity::Warning,
    words: "a licence that is no SPDX expression",
    remedy: "write an identifier such as `MIT`, or `LicenseRef-Proprietary`",
};

static META_NAME: Rule = Rule {
    id: "meta-name",
    severity: Severity::Advice,
    words: "a key of `_meta` that does not say whose it is",
    remedy: "begin it with the domain of the host in reverse, such as `com.example`",
};

static NAME: Rule = Rule {
    id: "name-odd",
    severity: Severity::Warning,
    words: "a name that is empty, has control characters or blanks at its ends, or looks like a path",
    remedy: "write a name of letters, digits and hyphens",
};

static OLD_KEY: Rule = Rule {
    id: "dxt-version",
    severity: Severity::Advice,
    words: "the old name of `manifest_version`",
    remedy: "`pyrel dxt migrate` rewrites it",
};

static TWICE: Rule = Rule {
    id: "listed-twice",
    severity: Severity::Warning,
    words: "something that a list names twice",
    remedy: "remove one of the two",
};

static VERSION: Rule = Rule {
    id: "version-not-semver",
    severity: Severity::Warning,
    words: "a version that is not semantic, so that hosts cannot tell which of two is newer",
    remedy: "write three numbers, such as `1.0.0`",
};

/// More entries of a list are not looked at.
const MOST: usize = 2_000;

pub(super) fn look(subject: &mut Subject<'_>) {
    for key in ["name", "display_name"] {
        name(subject, key);
    }
    version(subject);
    licence(subject);
    addresses(subject);
    meta(subject);
    for list in [subject.root.member("keywords"), platforms(subject.root)] {
        twice(subject, list);
    }
    if let Some(span) = subject.root.name_span("dxt_version") {
        subject.note(Misfit::new(&OLD_KEY, span, "`dxt_version` is deprecated"));
    }
}

fn platforms(root: Node<'_>) -> Option<Node<'_>> {
    root.member("compatibility")?.member("platforms")
}

fn name(subject: &mut Subject<'_>, key: &str) {
    let Some((node, text)) = subject.root.member(key).and_then(|it| Some((it, it.text()?))) else {
        return;
    };
    let what = if text.trim().is_empty() {
        "is empty"
    } else if text.chars().any(char::is_control) {
        "has a control character"
    } else if text.trim() != text {
        "has a blank at an end"
    } else if key == "name" && text.contains(['/', '\\']) && !text.starts_with('@') {
        "looks like a path"
    } else {
        return;
    };
    subject.note(Misfit::new(&NAME, node.span(), format!("`{key}` `{}` {what}", shown(text))));
}

fn version(subject: &mut Subject<'_>) {
    let node = subject.root.member("version");
    let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) else { return };
    // What a template leaves open is told as such.
    if semver::is_version(text) || text.contains("{{") {
        return;
    }
    let message = format!("the version `{}` is not semantic", shown(text));
    let misfit = Misfit::new(&VERSION, node.span(), message);
    subject.note(match semver::instead_of(text) {
        Some(instead) => misfit.advise(format!("write `{instead}`")),
        None => misfit,
    });
}

/// What npm takes for a licence besides expressions.
const OTHER_LICENCES: [&str; 2] = ["UNLICENSED", "SEE LICENSE IN "];

fn licence(subject: &mut Subject<'_>) {
    let node = subject.root.member("license");
    let Some((node, text)) = node.and_then(|node| Some((node, node.text()?))) else { return };
    let is_other = OTHER_LICENCES.iter().any(|other| text.starts_with(other));
    if is_other || text.contains("{{") {
        return;
    }
    if let Err(why) = (subject.inspection.licence)(text) {
        let message = format!("the licence `{}` is no SPDX expression", shown(text));
        let misfit = Misfit::new(&LICENCE, node.span(), message);
        subject.note(if why.is_empty() { misfit } else { misfit.advise(why) });
    }
}

fn addresses(subject: &mut Subject<'_>) {
    let root = subject.root;
    let inner = |outer: &str| root.member(outer).and_then(|node| node.member("url"));
    let single = ["homepage", "documentation", "support"];
    let policies = root.member("privacy_policies").into_iter().flat_map(Node::items).take(MOST);
    let all = single
        .into_iter()
        .filter_map(|key| Some((key, root.member(key)?)))
        .chain(inner("author").map(|node| ("author.url", node)))
        .chain(policies.map(|node| ("privacy_policies", node)));
    for (key, node) in all {
        let Some(text) = node.text() else { continue };
        let small = text.trim().to_ascii_lowercase();
        let is_mail = key == "support" && small.starts_with("mailto:");
        if !small.starts_with("https://") && !small.starts_with("http://") && !is_mail {
            let message = format!("`{key}` `{}` is no address of a page", shown(text));
            subject.note(Misfit::new(&ADDRESS, node.span(), message));
        }
    }
}

fn meta(subject: &mut Subject<'_>) {
    let Some(meta) = subject.root.member("_meta") else { return };
    for (name, node) in meta.members().take(MOST) {
        let labels: Vec<&str> = name.split(['.', '/']).collect();
        let is_reverse = labels.len() >= 2 && labels.iter().all(|label| !label.is_empty());
        if !is_reverse {
            let span = meta.name_span(name).unwrap_or_else(|| node.span());
            let message = format!("`_meta` has the key `{}`", shown(name));
            subject.note(Misfit::new(&META_NAME, span, message));
        }
    }
}

fn twice(subject: &mut Subject<'_>, list: Option<Node<'_>>) {
    let mut seen = std::collections::BTreeSet::new();
    for node in list.into_iter().flat_map(Node::items).take(MOST) {
        let Some(text) = node.text() else { continue };
        if !seen.insert(text) {
            let message = format!("`{}` is listed twice", shown(text));
            subject.note(Misfit::new(&TWICE, node.span(), message));
        }
    }
}

/// Whether a version of the format has privacy policies.
pub(super) fn has_policies(version: Version) -> bool {
    version >= Version::V0_2
}
