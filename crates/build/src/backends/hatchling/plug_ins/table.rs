//! What other distributions add to hatchling, and what becomes of it here.
//!
//! hatchling runs a plug-in only where it is configured, so it is the configuration that is
//! judged, and not `build-system.requires`.

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Rule, Severity};

use crate::backends::hatchling::config::Hook;
use crate::backends::{PlugInKind as Kind, PlugInRow, PlugInVerdict};

pub(in crate::backends::hatchling) static HATCH_PLUG_IN: Rule = Rule {
    id: "hatch-plug-in",
    severity: Severity::Error,
    words: "a plug-in of hatchling that would have to run",
    remedy: "write what it finds into pyproject.toml, or build with hatchling itself (`python -m build`)",
};

const PROJECT_CODE: PlugInVerdict =
    PlugInVerdict::Refused("it is code of the project, which is not run");
const UNKNOWN: PlugInVerdict = PlugInVerdict::Refused("pyrel does not know its rules");
const COMPILES: PlugInVerdict = PlugInVerdict::Refused("it compiles");

/// All known plug-ins. One that is rebuilt has its place where its kind is asked: build hooks in
/// `generated`, metadata hooks in
/// `metadata_hooks`, version sources in `version`.
pub(in crate::backends::hatchling) const PLUG_INS: &[PlugInRow] = &[
    of(Kind::BuildHook, "version", "hatchling", PlugInVerdict::Rebuilt),
    of(Kind::VersionSource, "code", "hatchling", PlugInVerdict::Rebuilt),
    of(Kind::VersionSource, "env", "hatchling", PlugInVerdict::Rebuilt),
    of(Kind::VersionSource, "regex", "hatchling", PlugInVerdict::Rebuilt),
    of(Kind::BuildHook, "custom", "hatchling", PROJECT_CODE),
    of(Kind::MetadataHook, "custom", "hatchling", PROJECT_CODE),
    of(Kind::BuildHook, "vcs", "hatch-vcs", PlugInVerdict::Rebuilt),
    of(Kind::MetadataHook, "vcs", "hatch-vcs", PlugInVerdict::Rebuilt),
    of(Kind::VersionSource, "vcs", "hatch-vcs", PlugInVerdict::Rebuilt),
    of(Kind::MetadataHook, "fancy-pypi-readme", "hatch-fancy-pypi-readme", PlugInVerdict::Rebuilt),
    of(
        Kind::MetadataHook,
        "uv-dynamic-versioning",
        "uv-dynamic-versioning",
        PlugInVerdict::Rebuilt,
    ),
    of(
        Kind::VersionSource,
        "uv-dynamic-versioning",
        "uv-dynamic-versioning",
        PlugInVerdict::Rebuilt,
    ),
    of(Kind::MetadataHook, "nodejs", "hatch-nodejs-version", UNKNOWN),
    of(Kind::VersionSource, "nodejs", "hatch-nodejs-version", UNKNOWN),
    of(Kind::MetadataHook, "requirements_txt", "hatch-requirements-txt", UNKNOWN),
    of(Kind::MetadataHook, "docstring-description", "hatch-docstring-description", UNKNOWN),
    of(Kind::VersionSource, "regex_commit", "hatch-regex-commit", UNKNOWN),
    of(Kind::BuildHook, "build-scripts", "hatch-build-scripts", UNKNOWN),
    of(Kind::BuildHook, "jupyter-builder", "hatch-jupyter-builder", UNKNOWN),
    of(Kind::BuildHook, "mypyc", "hatch-mypyc", COMPILES),
    of(Kind::BuildHook, "cython", "hatch-cython", COMPILES),
];

const fn of(
    kind: Kind,
    name: &'static str,
    distribution: &'static str,
    verdict: PlugInVerdict,
) -> PlugInRow {
    PlugInRow { distribution, kind, name, verdict }
}

fn known(kind: Kind, name: &str) -> Option<&'static PlugInRow> {
    PLUG_INS.iter().find(|it| it.name == name && it.kind == kind)
}

/// Whether a plug-in does here what it does there.
pub(in crate::backends::hatchling) fn is_rebuilt(kind: Kind, name: &str) -> bool {
    known(kind, name).is_some_and(|it| it.verdict == PlugInVerdict::Rebuilt)
}

/// The refusal of a plug-in.
pub(in crate::backends::hatchling) fn refusal(kind: Kind, name: &str) -> Finding {
    let known = known(kind, name);
    let what = kind.words();
    let of = known.filter(|it| it.distribution != "hatchling");
    let of = of.map_or(String::new(), |it| format!(" of {}", it.distribution));
    let why = match known.map(|it| it.verdict) {
        Some(PlugInVerdict::Refused(why) | PlugInVerdict::Harmless(why)) => why,
        Some(PlugInVerdict::Rebuilt) => "not in this place",
        None => "it is a plug-in that pyrel does not know",
    };
    Finding::new(&HATCH_PLUG_IN, format!("the {what} `{name}`{of} cannot be rebuilt: {why}"))
}

/// The refusals of the build hooks that would run and are not rebuilt.
pub(in crate::backends::hatchling) fn build_hooks(
    hooks: &[Hook],
    variables: &BTreeMap<String, String>,
) -> Vec<Finding> {
    let is_unknown = |hook: &&Hook| !is_rebuilt(Kind::BuildHook, &hook.name);
    let found = hooks.iter().filter(is_unknown).filter(|hook| hook.runs(variables));
    found.map(|hook| refusal(Kind::BuildHook, &hook.name).at(hook.location.clone())).collect()
}
