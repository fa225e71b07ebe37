//! Metadata as values by field, for who has no use for headers.
//!
//! This is the JSON-compatible form of
//! <https://packaging.python.org/en/latest/specifications/core-metadata/> (PEP 566): names in small
//! letters with underscores, lists for fields that may stand more than once, and keywords parted.

use super::fold::{one_line, with_line_feeds};
use super::{Field, Metadata};

/// What a field says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum FieldValue {
    /// Of a field that stands once.
    One(String),
    /// Of a field that may stand more than once, and of the keywords.
    Many(Vec<String>),
}

impl Metadata {
    /// The fields in use, in the order of the specification; the description is the last.
    #[must_use]
    pub fn by_field(&self) -> Vec<(Field, FieldValue)> {
        let version = FieldValue::One(self.version_written().to_string());
        let mut fields = vec![(Field::MetadataVersion, version)];
        for (field, value) in self.headers() {
            let value =
                if field == Field::License { with_line_feeds(&value) } else { one_line(&value) };
            match fields.last_mut() {
                Some((last, FieldValue::Many(values))) if *last == field => values.push(value),
                _ if field == Field::Keywords => {
                    fields.push((field, FieldValue::Many(self.keywords.clone())));
                }
                _ if field.is_multiple() => fields.push((field, FieldValue::Many(vec![value]))),
                _ => fields.push((field, FieldValue::One(value))),
            }
        }
        if let Some(body) = self.description.as_deref().filter(|body| !body.is_empty()) {
            fields.push((Field::Description, FieldValue::One(with_line_feeds(body))));
        }
        fields
    }
}

impl Field {
    /// The field's name in JSON: `requires_dist` for `Requires-Dist`.
    #[must_use]
    pub fn json_name(self) -> String {
        self.as_str().to_ascii_lowercase().replace('-', "_")
    }

    /// Whether the field may stand more than once.
    #[must_use]
    pub fn is_multiple(self) -> bool {
        match self {
            Self::Dynamic
            | Self::Platform
            | Self::SupportedPlatform
            | Self::LicenseFile
            | Self::Classifier
            | Self::RequiresDist
            | Self::RequiresExternal
            | Self::ProjectUrl
            | Self::ProvidesExtra
            | Self::ImportName
            | Self::ImportNamespace
            | Self::ProvidesDist
            | Self::ObsoletesDist
            | Self::Requires
            | Self::Provides
            | Self::Obsoletes => true,
            Self::MetadataVersion
            | Self::Name
            | Self::Version
            | Self::Summary
            | Self::Description
            | Self::DescriptionContentType
            | Self::Keywords
            | Self::HomePage
            | Self::DownloadUrl
            | Self::Author
            | Self::AuthorEmail
            | Self::Maintainer
            | Self::MaintainerEmail
            | Self::License
            | Self::LicenseExpression
            | Self::RequiresPython => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(metadata: &Metadata) -> Vec<String> {
        let line =
            |(field, value): &(Field, FieldValue)| format!("{} {value:?}", field.json_name());
        metadata.by_field().iter().map(line).collect()
    }

    #[test]
    fn fields_that_may_stand_more_than_once_are_lists() {
        let mut metadata = Metadata::new("Demo".parse().unwrap(), "1.0".parse().unwrap());
        metadata.summary = Some("in\ntwo lines".to_owned());
        metadata.keywords = vec!["two words".to_owned(), "b".to_owned()];
        metadata.requires_dist = vec!["a>=1".parse().unwrap(), "b; extra == 'x'".parse().unwrap()];
        metadata.provides_extra = vec!["x".parse().unwrap()];
        metadata.license = Some("a\r\nb".to_owned());
        metadata.description = Some("# Demo\r\n".to_owned());
        assert_eq!(
            shown(&metadata),
            [
                "metadata_version One(\"2.1\")",
                "name One(\"Demo\")",
                "version One(\"1.0\")",
                "summary One(\"in two lines\")",
                "keywords Many([\"two words\", \"b\"])",
                "license One(\"a\\nb\")",
                "requires_dist Many([\"a>=1\", \"b; extra == \\\"x\\\"\"])",
                "provides_extra Many([\"x\"])",
                "description One(\"# Demo\\n\")",
            ]
        );
    }
}
