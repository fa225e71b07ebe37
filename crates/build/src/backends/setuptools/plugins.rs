//! Plug-ins: setuptools loads whatever is installed beside it.

use pyrel_diag::{Finding, Rule, Severity};

use crate::pyproject::{BuildSystem, Reader};

static PLUG_IN: Rule = Rule {
    id: "setuptools-plug-in",
    severity: Severity::Error,
    words: "a build requirement that may change what setuptools builds",
    remedy: "remove it from `build-system.requires` if nothing needs it, or build with setuptools \
             itself (`python -m build`)",
};

/// Build requirements that register nothing with setuptools: it, what it bundles, and plain
/// libraries that build files import.
const HARMLESS: &[&str] = &[
    "build",
    // What it does is done in `licensed`.
    "coherent-licensed",
    "importlib-metadata",
    "importlib-resources",
    "packaging",
    "pip",
    "setuptools",
    "toml",
    "tomli",
    "tomli-w",
    "trove-classifiers",
    "typing-extensions",
    "wheel",
];

/// setuptools runs the entry points of every distribution in its environment, configured or not.
/// What is not known to have none is refused.
pub(super) fn check(build_system: &BuildSystem, reader: &mut Reader) {
    for requirement in &build_system.requires {
        let name = &requirement.value.name;
        if !HARMLESS.contains(&name.normalized()) {
            let message =
                format!("`{name}` may plug into setuptools, which pyrel does not rebuild");
            reader.report(Finding::new(&PLUG_IN, message).at(requirement.location.clone()));
        }
    }
}
