//! What other distributions add to hatchling, and what becomes of it here.
//!
//! hatchling runs a plug-in only where it is configured, so it is the configuration that is
//! judged, and not `build-system.requires`.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};

use super::config::Hook;

static HATCH_PLUG_IN: Rule = Rule {
    id: "hatch-plug-in",
    severity: Severity::Error,
    words: "a plug-in of hatchling that would have to run",
    remedy: "write what it finds into pyproject.toml, or build with hatchling itself (`python -m build`)",
};

/// A kind of plug-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    BuildHook,
    MetadataHook,
    VersionSource,
}

/// What becomes of a plug-in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Verdict {
    /// What it does is done here.
    Rebuilt,
    /// It runs code of the project.
    ProjectCode,
    /// It is not rebuilt.
    Unknown,
}

/// A plug-in whose distribution is known.
struct PlugIn {
    kinds: &'static [Kind],
    name: &'static str,
    distribution: &'static str,
    verdict: Verdict,
}

/// All known plug-ins. One that is rebuilt has its place where its kind is asked: build hooks in
/// `generated`, version sources in `version`.
const PLUG_INS: &[PlugIn] = &[
    of(&[Kind::BuildHook], "version", "hatchling", Verdict::Rebuilt),
    of(&[Kind::VersionSource], "code", "hatchling", Verdict::Rebuilt),
    of(&[Kind::VersionSource], "env", "hatchling", Verdict::Rebuilt),
    of(&[Kind::VersionSource], "regex", "hatchling", Verdict::Rebuilt),
    of(&[Kind::BuildHook, Kind::MetadataHook], "custom", "hatchling", Verdict::ProjectCode),
    of(
        &[Kind::BuildHook, Kind::MetadataHook, Kind::VersionSource],
        "vcs",
        "hatch-vcs",
        Verdict::Unknown,
    ),
    of(&[Kind::MetadataHook], "fancy-pypi-readme", "hatch-fancy-pypi-readme", Verdict::Unknown),
    of(
        &[Kind::MetadataHook, Kind::VersionSource],
        "uv-dynamic-versioning",
        "uv-dynamic-versioning",
        Verdict::Unknown,
    ),
    of(
        &[Kind::MetadataHook, Kind::VersionSource],
        "nodejs",
        "hatch-nodejs-version",
        Verdict::Unknown,
    ),
    of(&[Kind::MetadataHook], "requirements_txt", "hatch-requirements-txt", Verdict::Unknown),
    of(
        &[Kind::MetadataHook],
        "docstring-description",
        "hatch-docstring-description",
        Verdict::Unknown,
    ),
    of(&[Kind::VersionSource], "regex_commit", "hatch-regex-commit", Verdict::Unknown),
    of(&[Kind::BuildHook], "build-scripts", "hatch-build-scripts", Verdict::Unknown),
    of(&[Kind::BuildHook], "jupyter-builder", "hatch-jupyter-builder", Verdict::Unknown),
    of(&[Kind::BuildHook], "mypyc", "hatch-mypyc", Verdict::Unknown),
    of(&[Kind::BuildHook], "cython", "hatch-cython", Verdict::Unknown),
];

const fn of(
    kinds: &'static [Kind],
    name: &'static str,
    distribution: &'static str,
    verdict: Verdict,
) -> PlugIn {
    PlugIn { kinds, name, distribution, verdict }
}

fn known(kind: Kind, name: &str) -> Option<&'static PlugIn> {
    PLUG_INS.iter().find(|it| it.name == name && it.kinds.contains(&kind))
}

fn is_rebuilt(kind: Kind, name: &str) -> bool {
    known(kind, name).is_some_and(|it| it.verdict == Verdict::Rebuilt)
}

/// The refusal of a plug-in.
pub(super) fn refusal(kind: Kind, name: &str) -> Finding {
    let known = known(kind, name);
    let what = match kind {
        Kind::BuildHook => "build hook",
        Kind::MetadataHook => "metadata hook",
        Kind::VersionSource => "version source",
    };
    let why = match known.map(|it| (it.verdict, it.distribution)) {
        Some((Verdict::ProjectCode, _)) => "is code of the project, which is not run".to_owned(),
        Some((Verdict::Unknown | Verdict::Rebuilt, distribution)) => {
            format!("of {distribution} is not rebuilt")
        }
        None => "is a plug-in that pyrel does not know".to_owned(),
    };
    Finding::new(&HATCH_PLUG_IN, format!("the {what} `{name}` {why}"))
}

/// The refusals of the build hooks that would run and are not rebuilt.
pub(super) fn build_hooks(hooks: &[Hook], variables: &BTreeMap<String, String>) -> Vec<Finding> {
    let is_unknown = |hook: &&Hook| !is_rebuilt(Kind::BuildHook, &hook.name);
    let found = hooks.iter().filter(is_unknown).filter(|hook| hook.runs(variables));
    found.map(|hook| refusal(Kind::BuildHook, &hook.name).at(hook.location.clone())).collect()
}
