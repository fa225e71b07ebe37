//! What a project needs, provides and replaces.

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;
use pyrel_pep::{Error, PackageName, Problem, Requirement, VersionSpecifiers};

use super::sheet::{Said, Sheet};
use super::words::{repr, shown, told};
use crate::{Check, Nature};

/// A dependency that installers cannot read.
pub(super) static REQUIREMENT_INVALID: Check = Check::of(
    Nature::Standard,
    "requirement-invalid",
    "a dependency that installers cannot read",
    "correct it in `dependencies` or `optional-dependencies` of `[project]`",
    "A dependency is a name, extras, versions and a marker: `name[extra]>=1.0; \
     python_version < \"3.12\"`. PyPI refuses what the dependency specifiers do not \
     allow, and so do installers.",
);

/// A `Provides-Dist` or `Obsoletes-Dist` that is no requirement.
pub(super) static OTHER_INVALID: Check = Check::of(
    Nature::Policy,
    "provides-obsoletes-invalid",
    "a `Provides-Dist` or `Obsoletes-Dist` that is no requirement",
    "correct it, or leave the field away: installers ignore it",
    "PyPI reads both fields as dependencies are read, a name and perhaps versions, \
     and refuses what it cannot read.",
);

/// A dependency with an address of its own.
pub(super) static DIRECT: Check = Check::of(
    Nature::Policy,
    "direct-dependency",
    "a dependency with an address of its own",
    "depend on a release that is on PyPI, `name>=1.0`; what only developers need belongs into `[dependency-groups]`",
    "PyPI takes no project that needs something from elsewhere, `name @ https://…` or \
     `name @ git+https://…`: what is installed shall come from the index, or from \
     where the user says.",
);

/// A `Requires-Python` that is no set of versions.
pub(super) static PYTHON_INVALID: Check = Check::of(
    Nature::Standard,
    "requires-python-invalid",
    "a `Requires-Python` that is no set of versions",
    "set `requires-python` in `[project]` to something like `>=3.9`",
    "`Requires-Python` is a list of versions with operators, joined by commas. \
     Installers that cannot read it install the file on every Python, or on none; \
     PyPI refuses it.",
);

/// Looks at dependencies and at the versions of Python.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    for field in [Field::RequiresDist, Field::ProvidesDist, Field::ObsoletesDist] {
        for said in sheet.sent(field) {
            findings.extend(requirement(sheet, said, field));
        }
    }
    findings.extend(python(sheet));
}

/// Whether an error is about what this program cannot hold and others can, or about a name such as
/// `a_`, which the packaging library takes in a dependency, and nowhere else.
pub(super) fn is_beyond_us(error: &Error) -> bool {
    if let Problem::Name { name, .. } = &error.problem {
        let stem = name.trim_end_matches('_');
        return stem.len() < name.len() && stem.parse::<PackageName>().is_ok();
    }
    matches!(error.problem, Problem::NumberTooLarge { .. } | Problem::TooDeep { .. })
}

fn requirement(sheet: &Sheet<'_>, said: &Said<'_>, field: Field) -> Option<Finding> {
    let is_required = field == Field::RequiresDist;
    match said.value.parse::<Requirement>() {
        Ok(requirement) => {
            let url = requirement.url()?;
            let at = said.value.find(url).unwrap_or(said.value.len());
            let name = requirement.name.as_str();
            let message = format!("`{name}` comes from `{}`", shown(url));
            let written = if is_required { requirement.to_string() } else { repr(&said.value) };
            let words = format!("Can't have direct dependency: {written}.");
            Some(sheet.within(&DIRECT, said, at..at + url.len(), message).note(words))
        }
        Err(error) if is_beyond_us(&error) => None,
        Err(error) => {
            let check = if is_required { &REQUIREMENT_INVALID } else { &OTHER_INVALID };
            let message = format!("`{}`: {}", shown(&said.value), told(&error));
            let words = if is_required {
                format!("{} is invalid for 'requires-dist'.", repr(&said.value))
            } else {
                format!("{} is invalid: …", repr(&said.value))
            };
            Some(sheet.within(check, said, error.range, message).note(words))
        }
    }
}

fn python(sheet: &Sheet<'_>) -> Option<Finding> {
    let said = sheet.one(Field::RequiresPython)?;
    let error = said.value.parse::<VersionSpecifiers>().err()?;
    let message = format!("`{}`: {}", shown(&said.value), told(&error));
    let words = format!("{} is invalid for 'requires-python'.", repr(&said.value));
    let finding = || sheet.within(&PYTHON_INVALID, said, error.range.clone(), message).note(words);
    (!is_beyond_us(&error)).then(finding)
}
