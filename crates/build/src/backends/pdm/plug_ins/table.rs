//! The plug-ins that are known.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Requirement;

use crate::backends::{PlugInKind, PlugInRow, PlugInVerdict};
use crate::pyproject::{Located, Reader};

pub(in crate::backends::pdm) static PLUG_IN: Rule = Rule {
    id: "pdm-plug-in",
    severity: Severity::Error,
    words: "a build requirement that may hook into pdm-backend",
    remedy: "remove it from `build-system.requires` if nothing needs it, or build with pdm-backend \
             itself (`python -m build`)",
};

const HOOKS_INTO_NOTHING: PlugInVerdict = PlugInVerdict::Harmless("it hooks into nothing");

/// All known plug-ins, and build requirements that are none.
pub(in crate::backends::pdm) const PLUG_INS: &[PlugInRow] = &[
    of("pdm-backend", PlugInVerdict::Harmless("it is the backend itself")),
    of("pdm-build-locked", PlugInVerdict::Rebuilt),
    of("pdm-build-mypyc", PlugInVerdict::Refused("it compiles")),
    of("setuptools", HOOKS_INTO_NOTHING),
    of("wheel", HOOKS_INTO_NOTHING),
];

const fn of(distribution: &'static str, verdict: PlugInVerdict) -> PlugInRow {
    PlugInRow { distribution, kind: PlugInKind::Installed, name: distribution, verdict }
}

/// Refuses a build requirement that could hook into the backend.
pub(in crate::backends::pdm) fn check(requirement: &Located<Requirement>, reader: &mut Reader) {
    let name = &requirement.value.name;
    let known = PLUG_INS.iter().find(|row| row.distribution == name.normalized());
    let message = match known.map(|row| row.verdict) {
        Some(PlugInVerdict::Rebuilt | PlugInVerdict::Harmless(_)) => return,
        Some(PlugInVerdict::Refused(why)) => format!("`{name}` cannot be rebuilt: {why}"),
        None => format!("`{name}` may hook into pdm-backend, which pyrel does not rebuild"),
    };
    reader.report(Finding::new(&PLUG_IN, message).at(requirement.location.clone()));
}
