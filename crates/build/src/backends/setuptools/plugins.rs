//! Plug-ins: setuptools loads whatever is installed beside it.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Requirement;

use super::describe::distribution::Distribution;
use crate::backends::{PlugInKind, PlugInRow, PlugInVerdict};
use crate::pyproject::{BuildSystem, Located, Reader};

pub(super) static PLUG_IN: Rule = Rule {
    id: "setuptools-plug-in",
    severity: Severity::Error,
    words: "a build requirement that may change what setuptools builds",
    remedy: "remove it from `build-system.requires` if nothing needs it, or build with setuptools \
             itself (`python -m build`)",
};

const LIBRARY: PlugInVerdict = PlugInVerdict::Harmless("it registers nothing with setuptools");
const COMMANDS: PlugInVerdict =
    PlugInVerdict::Harmless("its commands take no part in making a wheel or an sdist");
const COMPILER: PlugInVerdict =
    PlugInVerdict::Harmless("it has nothing to do where there are no extension modules");
const ACTS: PlugInVerdict = PlugInVerdict::Refused("it changes what is built, by rules of its own");
const COMPILES: PlugInVerdict = PlugInVerdict::Refused("it compiles");
const FINDS: PlugInVerdict =
    PlugInVerdict::Refused("it says which files go into the sdist, by rules of its own");

/// What of setuptools' entry points each distribution registers was looked up in the distribution
/// itself: `setuptools.finalize_distribution_options`, `distutils.commands`,
/// `distutils.setup_keywords`, `setuptools.file_finders`, `egg_info.writers`.
pub(super) const PLUG_INS: &[PlugInRow] = &[
    row("attrs", LIBRARY),
    row("babel", COMMANDS),
    row("better-setuptools-git-version", ACTS),
    row("build", LIBRARY),
    row("certifi", LIBRARY),
    row("cffi", COMPILER),
    row("click", LIBRARY),
    row("cmake", COMPILER),
    row("coherent-licensed", PlugInVerdict::Rebuilt),
    row("cppy", COMPILER),
    row("cython", COMPILER),
    row("docutils", LIBRARY),
    row("dunamai", LIBRARY),
    row("extension-helpers", COMPILES),
    row("flit-core", LIBRARY),
    row("hatchling", LIBRARY),
    row("importlib-metadata", LIBRARY),
    row("importlib-resources", LIBRARY),
    row("incremental", ACTS),
    row("jinja2", LIBRARY),
    row("markdown", LIBRARY),
    row("mypy", COMPILER),
    row("ninja", COMPILER),
    row("numpy", COMPILER),
    row("packaging", LIBRARY),
    row("pbr", PlugInVerdict::Rebuilt),
    row("pip", LIBRARY),
    row("platformdirs", LIBRARY),
    row("poetry-core", LIBRARY),
    row("pybind11", COMPILER),
    row("pypandoc", LIBRARY),
    row("pyparsing", LIBRARY),
    row("pytest-runner", COMMANDS),
    row("pyyaml", LIBRARY),
    row("requests", LIBRARY),
    row("semver", LIBRARY),
    row("setupmeta", ACTS),
    row("setuptools", LIBRARY),
    row("setuptools-declarative-requirements", ACTS),
    row("setuptools-git", FINDS),
    row("setuptools-git-versioning", PlugInVerdict::Rebuilt),
    row("setuptools-rust", COMPILES),
    row("setuptools-scm", PlugInVerdict::Rebuilt),
    row("setuptools-scm-git-archive", ACTS),
    row("six", LIBRARY),
    row("sphinx", COMMANDS),
    row("toml", LIBRARY),
    row("tomli", LIBRARY),
    row("tomli-w", LIBRARY),
    row("trove-classifiers", LIBRARY),
    row("typing-extensions", LIBRARY),
    row("vcs-versioning", PlugInVerdict::Rebuilt),
    row("versioneer", LIBRARY),
    row("versioningit", ACTS),
    row("wheel", LIBRARY),
];

const fn row(distribution: &'static str, verdict: PlugInVerdict) -> PlugInRow {
    PlugInRow { distribution, kind: PlugInKind::Installed, name: distribution, verdict }
}

/// Keywords of `setup()` that a distribution adds and that make it act.
const KEYWORDS: [(&str, &str); 1] = [("cffi", "cffi_modules")];

/// setuptools runs the entry points of every distribution in its environment, configured or not.
/// What is not known to have none is refused.
pub(super) fn check(build_system: &BuildSystem, reader: &mut Reader) {
    build_system.requires.iter().for_each(|requirement| check_one(requirement, reader));
}

/// The same of what `setup_requires` has installed, and of keywords that are a plug-in's.
pub(super) fn check_described(
    build_system: &BuildSystem,
    said: &Distribution,
    reader: &mut Reader,
) {
    said.setup_requires.iter().for_each(|requirement| check_one(requirement, reader));
    let required = build_system.requires.iter().chain(&said.setup_requires);
    for requirement in required {
        let name = requirement.value.name.normalized();
        let of = |keyword: &str| KEYWORDS.contains(&(name, keyword));
        for keyword in said.other_keywords.iter().filter(|keyword| of(&keyword.name)) {
            let message = format!("`{}` is a keyword of {name}, which compiles", keyword.name);
            reader.report(Finding::new(&PLUG_IN, message).at(keyword.location.clone()));
        }
    }
}

fn check_one(requirement: &Located<Requirement>, reader: &mut Reader) {
    let name = &requirement.value.name;
    let row = PLUG_INS.iter().find(|row| row.distribution == name.normalized());
    let message = match row.map(|row| row.verdict) {
        Some(PlugInVerdict::Rebuilt | PlugInVerdict::Harmless(_)) => return,
        Some(PlugInVerdict::Refused(why)) => format!("`{name}` plugs into setuptools: {why}"),
        None => format!("`{name}` may plug into setuptools, which pyrel does not rebuild"),
    };
    reader.report(Finding::new(&PLUG_IN, message).at(requirement.location.clone()));
}
