//! Which part of [`Metadata`] a header belongs to.

use super::{Field, Metadata, MetadataVersion};
use crate::license::LicenseExpression;
use crate::{ExtraName, Requirement};

/// Where the value of a header goes, and so how it is read.
#[derive(Debug)]
pub(super) enum Place<'m> {
    Expression(&'m mut Option<LicenseExpression>),
    Extras(&'m mut Vec<ExtraName>),
    Format(&'m mut MetadataVersion),
    /// Name and version, without which there is nothing to put anything into.
    Identity,
    Keywords(&'m mut Vec<String>),
    Line(&'m mut Option<String>),
    /// A field that may stand several times.
    Lines(&'m mut Vec<String>),
    Requirements(&'m mut Vec<Requirement>),
    /// A value whose lines and blanks count.
    Text(&'m mut Option<String>),
    Urls(&'m mut Vec<(String, String)>),
}

impl Metadata {
    pub(super) fn place(&mut self, field: Field) -> Place<'_> {
        match field {
            Field::Author => Place::Line(&mut self.author),
            Field::AuthorEmail => Place::Line(&mut self.author_email),
            Field::Classifier => Place::Lines(&mut self.classifiers),
            Field::Description => Place::Text(&mut self.description),
            Field::DescriptionContentType => Place::Line(&mut self.description_content_type),
            Field::DownloadUrl => Place::Line(&mut self.download_url),
            Field::Dynamic => Place::Lines(&mut self.dynamic),
            Field::HomePage => Place::Line(&mut self.home_page),
            Field::ImportName => Place::Lines(&mut self.import_names),
            Field::ImportNamespace => Place::Lines(&mut self.import_namespaces),
            Field::Keywords => Place::Keywords(&mut self.keywords),
            Field::License => Place::Text(&mut self.license),
            Field::LicenseExpression => Place::Expression(&mut self.license_expression),
            Field::LicenseFile => Place::Lines(&mut self.license_files),
            Field::Maintainer => Place::Line(&mut self.maintainer),
            Field::MaintainerEmail => Place::Line(&mut self.maintainer_email),
            Field::MetadataVersion => Place::Format(&mut self.at_least),
            Field::Name | Field::Version => Place::Identity,
            Field::Obsoletes => Place::Lines(&mut self.obsoletes),
            Field::ObsoletesDist => Place::Lines(&mut self.obsoletes_dist),
            Field::Platform => Place::Lines(&mut self.platforms),
            Field::ProjectUrl => Place::Urls(&mut self.project_urls),
            Field::Provides => Place::Lines(&mut self.provides),
            Field::ProvidesDist => Place::Lines(&mut self.provides_dist),
            Field::ProvidesExtra => Place::Extras(&mut self.provides_extra),
            Field::Requires => Place::Lines(&mut self.requires),
            Field::RequiresDist => Place::Requirements(&mut self.requires_dist),
            Field::RequiresExternal => Place::Lines(&mut self.requires_external),
            Field::RequiresPython => Place::Line(&mut self.requires_python),
            Field::Summary => Place::Line(&mut self.summary),
            Field::SupportedPlatform => Place::Lines(&mut self.supported_platforms),
        }
    }
}

impl Place<'_> {
    /// Whether the header may stand once only.
    pub(super) fn is_single(&self) -> bool {
        match self {
            Self::Expression(_)
            | Self::Format(_)
            | Self::Identity
            | Self::Keywords(_)
            | Self::Line(_)
            | Self::Text(_) => true,
            Self::Extras(_) | Self::Lines(_) | Self::Requirements(_) | Self::Urls(_) => false,
        }
    }
}
