//! What core metadata says about a project.

use std::fmt;

use crate::license::LicenseExpression;
use crate::{ExtraName, PackageName, Requirement, Version};

/// The metadata of one version of a project: every field of the specification up to version 2.6.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Metadata {
    /// The lowest `Metadata-Version` to write; a backend's own floor.
    pub at_least: MetadataVersion,
    /// The `Metadata-Version` to write whatever the fields need: some releases of backends wrote
    /// fields before the standard had them.
    pub exactly: Option<MetadataVersion>,
    /// `Name`, as written.
    pub name: PackageName,
    /// `Version`.
    pub version: Version,
    /// How the version is spelled.
    pub version_spelling: VersionSpelling,
    /// `Dynamic`: fields that a wheel built from this sdist may change.
    pub dynamic: Vec<String>,
    /// `Platform`.
    pub platforms: Vec<String>,
    /// `Supported-Platform`.
    pub supported_platforms: Vec<String>,
    /// `Summary`; written as one line.
    pub summary: Option<String>,
    /// The description; written as the body.
    pub description: Option<String>,
    /// `Description-Content-Type`.
    pub description_content_type: Option<String>,
    /// `Keywords`; written joined by commas.
    pub keywords: Vec<String>,
    /// `Home-page`.
    pub home_page: Option<String>,
    /// `Download-URL`.
    pub download_url: Option<String>,
    /// `Author`.
    pub author: Option<String>,
    /// `Author-email`.
    pub author_email: Option<String>,
    /// `Maintainer`.
    pub maintainer: Option<String>,
    /// `Maintainer-email`.
    pub maintainer_email: Option<String>,
    /// `License`: a text, in the days before expressions.
    pub license: Option<String>,
    /// `License-Expression`.
    pub license_expression: Option<LicenseExpression>,
    /// `License-File`.
    pub license_files: Vec<String>,
    /// `Classifier`.
    pub classifiers: Vec<String>,
    /// `Requires-Dist`.
    pub requires_dist: Vec<Requirement>,
    /// `Requires-Python`: a text, since backends differ in what they do to it.
    pub requires_python: Option<String>,
    /// `Requires-External`.
    pub requires_external: Vec<String>,
    /// `Project-URL`: label and address.
    pub project_urls: Vec<(String, String)>,
    /// `Provides-Extra`.
    pub provides_extra: Vec<ExtraName>,
    /// `Import-Name`; a single empty one says that there is nothing to import.
    pub import_names: Vec<String>,
    /// `Import-Namespace`.
    pub import_namespaces: Vec<String>,
    /// `Provides-Dist`.
    pub provides_dist: Vec<String>,
    /// `Obsoletes-Dist`.
    pub obsoletes_dist: Vec<String>,
    /// `Requires`, as before `Requires-Dist`.
    pub requires: Vec<String>,
    /// `Provides`, as before `Provides-Dist`.
    pub provides: Vec<String>,
    /// `Obsoletes`, as before `Obsoletes-Dist`.
    pub obsoletes: Vec<String>,
    /// Headers that no field above could hold, in the order in which they stood.
    pub other: Vec<(String, String)>,
}

/// How `Version` is spelled.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum VersionSpelling {
    /// In its canonical form.
    Canonical,
    /// As the project writes it.
    AsWritten,
}

/// A version of the metadata format.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum MetadataVersion {
    /// 1.0, PEP 241.
    V1_0,
    /// 1.1, PEP 314.
    V1_1,
    /// 1.2, PEP 345.
    V1_2,
    /// 2.0, never accepted and yet written.
    V2_0,
    /// 2.1, PEP 566.
    V2_1,
    /// 2.2, PEP 643.
    V2_2,
    /// 2.3, PEP 685.
    V2_3,
    /// 2.4, PEP 639.
    V2_4,
    /// 2.5, PEP 794.
    V2_5,
    /// 2.6, PEP 808. Read, but never chosen: the index refuses it.
    V2_6,
}

/// A header of core metadata.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
#[expect(missing_docs, reason = "each is the field of `Metadata` and of the standard of that name")]
pub enum Field {
    MetadataVersion,
    Name,
    Version,
    Dynamic,
    Platform,
    SupportedPlatform,
    Summary,
    Description,
    DescriptionContentType,
    Keywords,
    HomePage,
    DownloadUrl,
    Author,
    AuthorEmail,
    Maintainer,
    MaintainerEmail,
    License,
    LicenseExpression,
    LicenseFile,
    Classifier,
    RequiresDist,
    RequiresPython,
    RequiresExternal,
    ProjectUrl,
    ProvidesExtra,
    ImportName,
    ImportNamespace,
    ProvidesDist,
    ObsoletesDist,
    Requires,
    Provides,
    Obsoletes,
}

/// The fields in the order of the specification, each with its header and the version that
/// introduced it.
const FIELDS: [(Field, &str, MetadataVersion); 32] = {
    use MetadataVersion::{V1_0, V1_1, V1_2, V2_1, V2_2, V2_4, V2_5};
    [
        (Field::MetadataVersion, "Metadata-Version", V1_0),
        (Field::Name, "Name", V1_0),
        (Field::Version, "Version", V1_0),
        (Field::Dynamic, "Dynamic", V2_2),
        (Field::Platform, "Platform", V1_0),
        (Field::SupportedPlatform, "Supported-Platform", V1_1),
        (Field::Summary, "Summary", V1_0),
        (Field::Description, "Description", V1_0),
        (Field::DescriptionContentType, "Description-Content-Type", V2_1),
        (Field::Keywords, "Keywords", V1_0),
        (Field::HomePage, "Home-page", V1_0),
        (Field::DownloadUrl, "Download-URL", V1_1),
        (Field::Author, "Author", V1_0),
        (Field::AuthorEmail, "Author-email", V1_0),
        (Field::Maintainer, "Maintainer", V1_2),
        (Field::MaintainerEmail, "Maintainer-email", V1_2),
        (Field::License, "License", V1_0),
        (Field::LicenseExpression, "License-Expression", V2_4),
        (Field::LicenseFile, "License-File", V2_4),
        (Field::Classifier, "Classifier", V1_1),
        (Field::RequiresDist, "Requires-Dist", V1_2),
        (Field::RequiresPython, "Requires-Python", V1_2),
        (Field::RequiresExternal, "Requires-External", V1_2),
        (Field::ProjectUrl, "Project-URL", V1_2),
        (Field::ProvidesExtra, "Provides-Extra", V2_1),
        (Field::ImportName, "Import-Name", V2_5),
        (Field::ImportNamespace, "Import-Namespace", V2_5),
        (Field::ProvidesDist, "Provides-Dist", V1_2),
        (Field::ObsoletesDist, "Obsoletes-Dist", V1_2),
        (Field::Requires, "Requires", V1_1),
        (Field::Provides, "Provides", V1_1),
        (Field::Obsoletes, "Obsoletes", V1_1),
    ]
};

impl Metadata {
    /// Metadata that says only which project and version it is about.
    #[must_use]
    pub fn new(name: PackageName, version: Version) -> Self {
        Self {
            at_least: MetadataVersion::V2_1,
            exactly: None,
            name,
            version,
            version_spelling: VersionSpelling::Canonical,
            dynamic: Vec::new(),
            platforms: Vec::new(),
            supported_platforms: Vec::new(),
            summary: None,
            description: None,
            description_content_type: None,
            keywords: Vec::new(),
            home_page: None,
            download_url: None,
            author: None,
            author_email: None,
            maintainer: None,
            maintainer_email: None,
            license: None,
            license_expression: None,
            license_files: Vec::new(),
            classifiers: Vec::new(),
            requires_dist: Vec::new(),
            requires_python: None,
            requires_external: Vec::new(),
            project_urls: Vec::new(),
            provides_extra: Vec::new(),
            import_names: Vec::new(),
            import_namespaces: Vec::new(),
            provides_dist: Vec::new(),
            obsoletes_dist: Vec::new(),
            requires: Vec::new(),
            provides: Vec::new(),
            obsoletes: Vec::new(),
            other: Vec::new(),
        }
    }

    /// The lowest version of the format that knows all fields in use. Never below 2.1, the first
    /// whose rules hold today.
    #[must_use]
    pub fn version_needed(&self) -> MetadataVersion {
        let of_field = |field: &Field| field.since();
        let newest = self.headers().iter().map(|(field, _)| of_field(field)).max();
        newest.map_or(MetadataVersion::V2_1, |version| version.max(MetadataVersion::V2_1))
    }

    /// The version that is written: the one that is fixed, else what the fields need, or the floor
    /// if that is higher.
    #[must_use]
    pub fn version_written(&self) -> MetadataVersion {
        self.exactly.unwrap_or_else(|| self.version_needed().max(self.at_least))
    }
}

impl Field {
    /// The header in the spelling of the specification.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        FIELDS.iter().find(|(field, ..)| *field == self).map_or("", |(_, header, _)| header)
    }

    /// The version of the format that introduced the field.
    #[must_use]
    pub fn since(self) -> MetadataVersion {
        let row = FIELDS.iter().find(|(field, ..)| *field == self);
        row.map_or(MetadataVersion::V1_0, |(.., since)| *since)
    }

    /// Every field, in the order of the specification.
    pub fn all() -> impl Iterator<Item = Self> {
        FIELDS.iter().map(|(field, ..)| *field)
    }

    /// The field of a header, letter case aside.
    #[must_use]
    pub fn of(header: &str) -> Option<Self> {
        let row = FIELDS.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(header));
        row.map(|(field, ..)| *field)
    }
}

impl MetadataVersion {
    /// Every version, oldest first.
    pub const ALL: [Self; 10] = [
        Self::V1_0,
        Self::V1_1,
        Self::V1_2,
        Self::V2_0,
        Self::V2_1,
        Self::V2_2,
        Self::V2_3,
        Self::V2_4,
        Self::V2_5,
        Self::V2_6,
    ];

    /// The version as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1_0 => "1.0",
            Self::V1_1 => "1.1",
            Self::V1_2 => "1.2",
            Self::V2_0 => "2.0",
            Self::V2_1 => "2.1",
            Self::V2_2 => "2.2",
            Self::V2_3 => "2.3",
            Self::V2_4 => "2.4",
            Self::V2_5 => "2.5",
            Self::V2_6 => "2.6",
        }
    }
}

impl fmt::Display for MetadataVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
