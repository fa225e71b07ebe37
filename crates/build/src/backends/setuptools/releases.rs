//! What sets the releases of setuptools apart.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{MetadataVersion, PackageName, normalize};

use super::describe::distribution::{Distribution, extra_name};
use crate::backends::profile::Band;
use crate::pyproject::{INVALID_VALUE, LicenseField, Located, ProjectTable, Reader};

/// What sets the releases of setuptools apart.
#[derive(Debug)]
pub(super) struct Profile {
    /// The metadata version it writes, whatever the fields need.
    pub metadata_version: MetadataVersion,
    /// Where licence files go.
    pub licenses: Licenses,
    /// How extras are spelled.
    pub extras: Extras,
    /// How the project's name is spelled in the names of wheels and of `.dist-info`.
    pub wheel_names: WheelNames,
}

/// Where licence files go.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Licenses {
    /// By their bare names into `.dist-info`; expressions are not known yet.
    Flat,
    /// Below `licenses/` (PEP 639).
    InFolder,
}

/// How extras are spelled in metadata.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Extras {
    /// Normalised (PEP 685).
    Normalised,
    /// Normalised in sdists, and by an older rule in wheels.
    OtherwiseInWheels,
}

/// How the project's name is spelled in the names of wheels and of `.dist-info`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum WheelNames {
    /// Normalised, as the specification of wheels has it.
    Normalised,
    /// As the project writes it, with underscores for hyphens.
    AsWritten,
}

impl Profile {
    /// Whether the metadata says which fields come from code.
    pub(super) fn says_dynamic(&self) -> bool {
        self.metadata_version >= MetadataVersion::V2_2
    }
}

static SINCE_77: Profile =
    Profile { metadata_version: MetadataVersion::V2_4, licenses: Licenses::InFolder, ..SINCE_75_8 };

static SINCE_75_8: Profile = Profile {
    metadata_version: MetadataVersion::V2_2,
    wheel_names: WheelNames::Normalised,
    ..SINCE_75_6
};

static SINCE_75_6: Profile = Profile { extras: Extras::Normalised, ..SINCE_74_1 };

static SINCE_74_1: Profile = Profile {
    metadata_version: MetadataVersion::V2_1,
    licenses: Licenses::Flat,
    extras: Extras::OtherwiseInWheels,
    wheel_names: WheelNames::AsWritten,
};

/// Newest first. Before 74.1 lists of files were made by other rules, so those releases are refused.
pub(super) const BANDS: &[Band<Profile>] = &[
    Band { name: "setuptools 84", first: "77.0.1", last: "84.2.1", profile: &SINCE_77 },
    Band { name: "setuptools 76", first: "75.8.0", last: "76.1.0", profile: &SINCE_75_8 },
    Band { name: "setuptools 75.7", first: "75.6.0", last: "75.7.0", profile: &SINCE_75_6 },
    Band { name: "setuptools 75.5", first: "74.1.0", last: "75.5.0", profile: &SINCE_74_1 },
];

pub(super) static OLD_EXTRA: Rule = Rule {
    id: "old-extra",
    severity: Severity::Error,
    words: "an extra that the backend's release spells in the wheel otherwise than in the sdist",
    remedy: "allow setuptools 75.6 or newer in `build-system.requires`",
};

/// Extras whose spelling the release cannot decide about.
pub(super) fn check_extras(said: &Distribution, profile: &Profile, reader: &mut Reader) {
    let odd = |name: &&&Located<String>| {
        let name = extra_name(&name.value);
        profile.extras == Extras::OtherwiseInWheels && name.to_lowercase() != normalize(name)
    };
    for name in said.extras().iter().filter(odd) {
        let message = format!(
            "this release of setuptools has two spellings of the extra `{}`",
            extra_name(&name.value)
        );
        reader.report(Finding::new(&OLD_EXTRA, message).at(name.location.clone()));
    }
}

pub(super) static OLD_WHEEL_NAME: Rule = Rule {
    id: "old-wheel-name",
    severity: Severity::Error,
    words: "a name that the backend's release does not normalise in the names of wheels",
    remedy: "allow setuptools 75.8 or newer in `build-system.requires`",
};

/// Names that the release would give wheels otherwise than the specification asks.
pub(super) fn check_name(said: &Distribution, profile: &Profile, reader: &mut Reader) {
    let is_odd = |name: &PackageName| name.as_str().replace('-', "_") != name.escaped();
    let odd = said.name.as_ref().filter(|name| is_odd(&name.value));
    if let (WheelNames::AsWritten, Some(name)) = (profile.wheel_names, odd) {
        let message =
            format!("this release of setuptools does not normalise `{}`", name.value.as_str());
        reader.report(Finding::new(&OLD_WHEEL_NAME, message).at(name.location.clone()));
    }
}

/// Before PEP 639 a licence was a table, and its files had a key of setuptools' own.
pub(super) fn check_license(project: &ProjectTable, profile: &Profile, reader: &mut Reader) {
    if profile.licenses == Licenses::InFolder {
        return;
    }
    let mut refuse = |key: &str, at: &pyrel_diag::Location| {
        let message = format!("this release of setuptools does not know {key}");
        let finding = Finding::new(&INVALID_VALUE, message).at(at.clone());
        reader.report(finding.remedy("allow setuptools 77 or newer in `build-system.requires`"));
    };
    if let Some(LicenseField::Expression(license)) = &project.license {
        refuse("licence expressions", &license.location);
    }
    if let Some(patterns) = &project.license_files {
        let at = patterns.first().map_or(&project.location, |pattern| &pattern.location);
        refuse("`project.license-files`", at);
    }
}
