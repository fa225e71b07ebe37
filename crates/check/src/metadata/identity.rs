//! Which project and version a file is of, and which format its metadata have.

use pyrel_diag::Finding;
use pyrel_pep::metadata::Field;
use pyrel_pep::{MetadataVersion, PackageName, Version};

use super::sheet::{Said, Sheet};
use super::words::{repr, shown};
use crate::sorted_lines::SortedLines;
use crate::{Check, Nature};

/// Metadata that do not say which version of the format they have.
pub(super) static VERSION_OF_FORMAT_MISSING: Check = Check::of(
    Nature::Standard,
    "metadata-version-missing",
    "metadata that do not say which version of the format they have",
    "build again with a backend that writes metadata; do not write them by hand",
    "`Metadata-Version` comes first and says which fields there may be. PyPI refuses \
     metadata without it.",
);

/// A version of the metadata format that was never defined.
pub(super) static VERSION_OF_FORMAT_UNKNOWN: Check = Check::of(
    Nature::Standard,
    "metadata-version-unknown",
    "a version of the metadata format that was never defined",
    "build again with a current backend",
    "The versions are 1.0, 1.1, 1.2 and 2.1 to 2.6. Some tools wrote 2.0, a draft \
     that was withdrawn; PyPI refuses it.",
);

/// A version of the metadata format that PyPI does not take yet.
pub(super) static VERSION_OF_FORMAT_TOO_NEW: Check = Check::of(
    Nature::Policy,
    "metadata-version-too-new",
    "a version of the metadata format that PyPI does not take yet",
    "have the backend write an older version of the format",
    "PyPI names the versions of the format that it takes, the newest being 2.5. A \
     newer one is refused, even though the standard has it.",
);

/// Metadata without the name of a project.
pub(super) static NAME_MISSING: Check = Check::of(
    Nature::Standard,
    "name-missing",
    "metadata without the name of a project",
    "set `name` in `[project]`",
    "Without a name nobody knows which project a file is of. PyPI also deletes the \
     name `UNKNOWN`, which setuptools writes where it finds no configuration: an old \
     setuptools that does not read `pyproject.toml` makes such files.",
);

/// A name that no project may have.
pub(super) static NAME_INVALID: Check = Check::of(
    Nature::Standard,
    "name-invalid",
    "a name that no project may have",
    "set `name` in `[project]` to ASCII letters, digits, `-`, `_` and `.`, the first and the last a letter or digit",
    "The names of projects have a format, so that they can stand in file names and \
     addresses. PyPI refuses all others.",
);

/// A name that a module of the standard library has.
pub(super) static NAME_OF_STANDARD_LIBRARY: Check = Check::of(
    Nature::Doubt,
    "name-standard-library",
    "a name that PyPI takes for a module of the standard library",
    "choose another name, unless the project is on PyPI already",
    "PyPI lets nobody register a project with the name of a module of any version of \
     the standard library, such as `asyncio` or `typing`, whatever stands between its words \
     and around them: `importlib-metadata` is `importlib.metadata` to it. Projects that had \
     the name before may keep it.",
);

/// Metadata without the version of the project.
pub(super) static VERSION_MISSING: Check = Check::of(
    Nature::Standard,
    "version-missing",
    "metadata without the version of the project",
    "set `version` in `[project]`, or tell the backend where to find it",
    "Without a version nobody knows which release a file is of. PyPI also deletes the \
     version `UNKNOWN`.",
);

/// A version that PEP 440 does not allow.
pub(super) static VERSION_INVALID: Check = Check::of(
    Nature::Standard,
    "version-invalid",
    "a version that PEP 440 does not allow",
    "set `version` in `[project]` to something like `1.2.3`, `1.2rc1` or `1.2.post1`",
    "Versions have a format by which they are ordered. PyPI refuses all others, such \
     as `1.0-final` or a date with slashes.",
);

/// A local version, such as `1.0+cu118`.
pub(super) static LOCAL_VERSION: Check = Check::of(
    Nature::Policy,
    "local-version",
    "a local version, such as `1.0+cu118`",
    "leave the part after `+` away; with versions from git, release a tagged and clean commit",
    "What follows a `+` names a local variant of a release, which only its maker can \
     tell from others. PyPI takes none. Tools that take versions from git add such a \
     part, `1.0.dev3+g1a2b3c4`, to commits without a tag, and to trees with changes.",
);

/// The names that PyPI keeps for the standard library: see `refresh.py` beside the list.
static STANDARD_LIBRARY: SortedLines =
    SortedLines::new(include_str!("../../data/standard_library.txt"));

/// The newest version of the format that PyPI takes.
const NEWEST: MetadataVersion = MetadataVersion::V2_5;

/// Looks at name, version and format.
pub(super) fn look(sheet: &Sheet<'_>, findings: &mut Vec<Finding>) {
    findings.extend(format(sheet));
    findings.extend(name(sheet));
    findings.extend(version(sheet));
}

fn format(sheet: &Sheet<'_>) -> Option<Finding> {
    let Some(said) = sheet.one(Field::MetadataVersion) else {
        let finding = absent(sheet, Field::MetadataVersion, &VERSION_OF_FORMAT_MISSING);
        return Some(finding.note("None is not a valid metadata version."));
    };
    let value = shown(&said.value);
    let (check, message) = match sheet.version() {
        Some(MetadataVersion::V2_0) => {
            (&VERSION_OF_FORMAT_UNKNOWN, "metadata version 2.0 was withdrawn".to_owned())
        }
        Some(version) if version > NEWEST => {
            let message = format!("metadata version {version} is newer than {NEWEST}");
            (&VERSION_OF_FORMAT_TOO_NEW, message)
        }
        Some(_) => return None,
        None => (&VERSION_OF_FORMAT_UNKNOWN, format!("there is no metadata version `{value}`")),
    };
    let words = format!("{} is not a valid metadata version.", repr(&said.value));
    Some(sheet.found(check, said, message).note(words))
}

/// A field that has to be there and is not, or says nothing.
fn absent(sheet: &Sheet<'_>, field: Field, check: &'static Check) -> Finding {
    match sheet.every(field).first() {
        Some(said) if said.is_unknown() => {
            let message = format!("`{}` is `UNKNOWN`, which says nothing", field.as_str());
            sheet.found(check, said, message)
        }
        Some(said) => sheet.found(check, said, format!("`{}` is empty", field.as_str())),
        None => sheet.missing(check, &format!("the field `{}` is missing", field.as_str())),
    }
}

fn name(sheet: &Sheet<'_>) -> Option<Finding> {
    let invalid = |value: &str, error: &str| {
        format!("{} is an invalid value for Name. Error: {error}", repr(value))
    };
    let Some(said) = sheet.one(Field::Name) else {
        let finding = absent(sheet, Field::Name, &NAME_MISSING);
        return Some(finding.note(invalid("", "This field is required.")));
    };
    let value = shown(&said.value);
    let Ok(name) = said.value.parse::<PackageName>() else {
        let words = "Start and end with a letter or numeral containing only ASCII numeric and '.', \
                     '_' and '-'.";
        let finding = sheet.found(&NAME_INVALID, said, format!("`{value}` is no project's name"));
        return Some(finding.note(invalid(&said.value, words)));
    };
    STANDARD_LIBRARY.find(name.normalized())?;
    let message = format!("`{value}` is taken for a module of the standard library");
    let words = format!(
        "The name {} isn't allowed (conflict with Python Standard Library module name).",
        repr(&said.value)
    );
    Some(sheet.found(&NAME_OF_STANDARD_LIBRARY, said, message).note(words))
}

fn version(sheet: &Sheet<'_>) -> Option<Finding> {
    let Some(said) = sheet.one(Field::Version) else {
        let finding = absent(sheet, Field::Version, &VERSION_MISSING);
        return Some(finding.note("'version' is a required field."));
    };
    match said.value.parse::<Version>() {
        Ok(version) => local(sheet, said, &version),
        Err(error) if super::dependencies::is_beyond_us(&error) => None,
        Err(_) => {
            let message = format!("`{}` is not a version of PEP 440", shown(&said.value));
            let words = format!("{} is invalid for 'version'.", repr(&said.value));
            Some(sheet.found(&VERSION_INVALID, said, message).note(words))
        }
    }
}

fn local(sheet: &Sheet<'_>, said: &Said<'_>, version: &Version) -> Option<Finding> {
    let label = said.value.find('+')?;
    let message = format!("`{}` is a local version", shown(&said.value));
    let words = format!("The use of local versions in '{version}' is not allowed.");
    Some(sheet.within(&LOCAL_VERSION, said, label..said.value.len(), message).note(words))
}
