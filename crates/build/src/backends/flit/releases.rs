//! What sets the releases of flit_core apart.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{MetadataVersion, PackageName};

use super::{Room, scm};
use crate::Error;
use crate::backends::profile::{Band, Chosen, newest_allowed};
use crate::pyproject::{BuildSystem, Located, Reader};

/// What sets the releases of flit_core apart.
#[derive(Debug)]
pub(super) struct Profile {
    /// The metadata version it always writes.
    pub metadata_version: MetadataVersion,
    /// How extras are spelled in metadata.
    pub extras: Extras,
    /// Which files are licence files without being named, and where they go.
    pub licenses: Licenses,
    /// Which files may hold the version.
    pub version_files: VersionFiles,
    /// How names become names of files and modules.
    pub names: Names,
    /// What the patterns of `[tool.flit.sdist]` can say.
    pub patterns: Patterns,
    /// Which part of `requires-python` rules out Python 2.
    pub python_2: Python2,
    /// What it knows besides.
    pub knows: Knows,
}

/// How extras are spelled in metadata.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Extras {
    AsWritten,
    Normalised,
}

/// Licence files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Licenses {
    /// Those at the root with such names lie flat in `.dist-info`, and metadata is silent on them.
    Flat,
    /// They are named in metadata, and lie below `licenses/` (PEP 639).
    Named(&'static [&'static str]),
}

/// Which files may hold the version.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum VersionFiles {
    /// The one that is run on import.
    Init,
    /// Those that are named after it as well.
    Several,
}

/// How the project's name becomes names of files and modules.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Names {
    /// Letter case stays in the wheel's name, and all of it in the sdist's and the module's.
    AsWritten,
    /// All of it stays in the sdist's name and the module's.
    SdistAsWritten,
    /// All of it stays in the sdist's name.
    SdistAsWrittenModuleNot,
    /// Normalised as the standards have it.
    Normalised,
}

/// What patterns can say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Patterns {
    /// No `**`, and nothing is excluded by itself.
    Flat,
    /// `**`; byte code is excluded.
    Deep,
}

/// Which part of `requires-python` rules out Python 2.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Python2 {
    /// `3…`, `>3…` or `>=3…`.
    OnlyGreater,
    /// Also after `~=`, `==` and `===`.
    AnyOperator,
}

/// What a release knows besides.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Knows {
    /// Modules at the root or in `src`; of the sdist's metadata it writes a part only.
    Modules,
    /// The sdist's metadata in full.
    PkgInfo,
    /// Modules in namespaces.
    Namespaces,
    /// `[tool.flit.external-data]`.
    Data,
    /// Import names (PEP 794), stub packages; no unknown key and no table from before PEP 621.
    ImportNames,
}

static FLIT_4: Profile = Profile {
    metadata_version: MetadataVersion::V2_5,
    licenses: Licenses::Named(&["COPYING*", "LICEN[CS]E*", "NOTICE*", "AUTHORS*"]),
    knows: Knows::ImportNames,
    ..FLIT_3_12
};

static FLIT_3_12: Profile = Profile {
    metadata_version: MetadataVersion::V2_4,
    licenses: Licenses::Named(&["COPYING*", "LICEN[CS]E*"]),
    ..FLIT_3_10
};

static FLIT_3_10: Profile =
    Profile { metadata_version: MetadataVersion::V2_3, extras: Extras::Normalised, ..FLIT_3_9 };

static FLIT_3_9: Profile =
    Profile { version_files: VersionFiles::Several, names: Names::Normalised, ..FLIT_3_8 };

static FLIT_3_8: Profile = Profile {
    names: Names::SdistAsWrittenModuleNot,
    patterns: Patterns::Deep,
    python_2: Python2::AnyOperator,
    ..FLIT_3_7
};

static FLIT_3_7: Profile = Profile { names: Names::SdistAsWritten, knows: Knows::Data, ..FLIT_3_5 };

static FLIT_3_5: Profile = Profile { knows: Knows::Namespaces, ..FLIT_3_3 };

static FLIT_3_3: Profile = Profile { knows: Knows::PkgInfo, ..FLIT_3_2 };

static FLIT_3_2: Profile = Profile {
    metadata_version: MetadataVersion::V2_1,
    extras: Extras::AsWritten,
    licenses: Licenses::Flat,
    version_files: VersionFiles::Init,
    names: Names::AsWritten,
    patterns: Patterns::Flat,
    python_2: Python2::OnlyGreater,
    knows: Knows::Modules,
};

/// Newest first. Before 3.2 there was no `[project]`, so those releases are refused.
const BANDS: &[Band<Profile>] = &[
    Band { name: "flit_core 4", first: "4.0.0", last: "4.2.0", profile: &FLIT_4 },
    Band { name: "flit_core 3.12", first: "3.11.0", last: "3.12.0", profile: &FLIT_3_12 },
    Band { name: "flit_core 3.10", first: "3.10.0", last: "3.10.1", profile: &FLIT_3_10 },
    Band { name: "flit_core 3.9", first: "3.9.0", last: "3.9.0", profile: &FLIT_3_9 },
    Band { name: "flit_core 3.8", first: "3.8.0", last: "3.8.0", profile: &FLIT_3_8 },
    Band { name: "flit_core 3.7", first: "3.7.0", last: "3.7.1", profile: &FLIT_3_7 },
    Band { name: "flit_core 3.6", first: "3.5.0", last: "3.6.0", profile: &FLIT_3_5 },
    Band { name: "flit_core 3.4", first: "3.3.0", last: "3.4.0", profile: &FLIT_3_3 },
    Band { name: "flit_core 3.2", first: "3.2.0", last: "3.2.0", profile: &FLIT_3_2 },
];

/// The band that a project asks for. flit itself serves as a backend too, and each of its releases
/// needs the flit_core of the same number. flit_scm needs one before the fourth series.
pub(super) fn chosen(build_system: &BuildSystem) -> Result<Chosen<Profile>, Error> {
    let names =
        |name: &str| build_system.requires.iter().any(|it| it.value.name.normalized() == name);
    let distribution = if names("flit") && !names("flit-core") { "flit" } else { "flit_core" };
    let bands = match BANDS {
        [_, before_4 @ ..] if build_system.backend == scm::ENTRY_POINT => before_4,
        all => all,
    };
    newest_allowed(build_system, distribution, bands)
}

pub(super) static OLD_FILE_NAME: Rule = Rule {
    id: "old-file-name",
    severity: Severity::Error,
    words: "the backend's release gives its files names that the standards do not allow any more",
    remedy: "allow a newer release of the backend in `build-system.requires`",
};

pub(super) static OLD_PKG_INFO: Rule = Rule {
    id: "old-pkg-info",
    severity: Severity::Error,
    words: "the backend's release writes but a part of the metadata into an sdist",
    remedy: "allow a newer release of the backend in `build-system.requires`",
};

/// Why a release makes no sdist that is worth making.
pub(super) fn no_sdist(room: &Room) -> Option<Finding> {
    let message = "flit_core 3.2 writes metadata of 2003 into an sdist, without requirements";
    let finding = Finding::new(&OLD_PKG_INFO, message).at(room.project.name.location.clone());
    (room.profile.knows == Knows::Modules).then_some(finding)
}

/// Before 3.9 file names held the project's name as it was written, which an index refuses where it
/// is not normalised.
pub(super) fn check_name(name: &Located<PackageName>, profile: &Profile, reader: &mut Reader) {
    if profile.names != Names::Normalised && name.value.as_str() != name.value.escaped() {
        let message = format!(
            "this release of flit_core puts `{}` into file names, not `{}`",
            name.value.as_str(),
            name.value.escaped()
        );
        reader.report(Finding::new(&OLD_FILE_NAME, message).at(name.location.clone()));
    }
}
