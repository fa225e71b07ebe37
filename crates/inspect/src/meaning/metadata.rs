//! Core metadata by field.

use std::collections::BTreeMap;

use pyrel_pep::metadata::Field;
use pyrel_pep::normalize;

use super::headers::{Headers, squeezed, unfolded};
use super::{people, requirement};

/// Metadata as meant: the values of each field in one spelling, sorted, with the description
/// apart.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct MetadataMeaning {
    /// By the field's name: that of the standard, or a stranger's in small letters.
    pub(crate) fields: BTreeMap<String, Vec<String>>,
    /// The description, as it is written but for what stands around it.
    pub(crate) description: String,
}

impl MetadataMeaning {
    pub(crate) fn of(headers: &Headers) -> Self {
        let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut description = None;
        for (name, value) in &headers.fields {
            match Field::of(name) {
                Some(Field::Description) => description = Some(unfolded(value)),
                field => {
                    let name = field
                        .map_or_else(|| name.to_ascii_lowercase(), |it| it.as_str().to_owned());
                    fields.entry(name).or_default().push(one_spelling(field, value));
                }
            }
        }
        for values in fields.values_mut() {
            values.sort();
        }
        let description = description.as_deref().unwrap_or(&headers.body);
        let description = description.trim_end().trim_start_matches('\n').to_owned();
        Self { fields, description }
    }
}

fn one_spelling(field: Option<Field>, value: &str) -> String {
    match field {
        Some(Field::Version) => requirement::version(value),
        Some(
            Field::RequiresDist | Field::ObsoletesDist | Field::ProvidesDist | Field::Requires,
        ) => requirement::one_spelling(value),
        Some(Field::RequiresPython) => requirement::specifiers(value),
        Some(Field::ProvidesExtra) => normalize(value.trim()),
        Some(Field::Keywords) => keywords(value),
        Some(Field::ProjectUrl) => {
            let (label, url) = value.split_once(',').unwrap_or((value, ""));
            format!("{}, {}", label.trim(), url.trim())
        }
        Some(Field::AuthorEmail | Field::MaintainerEmail) => people::one_spelling(value),
        Some(Field::DescriptionContentType) => content_type(value),
        Some(Field::Dynamic) => value.trim().to_lowercase(),
        Some(Field::License) => unfolded(value),
        _ => squeezed(value),
    }
}

fn keywords(value: &str) -> String {
    let value = squeezed(value);
    value.split(',').map(str::trim).collect::<Vec<_>>().join(",")
}

/// The type and its parameters: a set of small letters.
fn content_type(value: &str) -> String {
    let value = value.replace('"', "").to_lowercase();
    let mut parts: Vec<&str> = value.split(';').map(str::trim).collect();
    parts.sort_unstable();
    parts.join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> MetadataMeaning {
        MetadataMeaning::of(&Headers::read(text.as_bytes()))
    }

    #[test]
    fn spellings_of_one_thing_are_equal() {
        let one = "Metadata-Version: 2.4\nName: demo\nClassifier: X\nClassifier: Y\nKeywords: a, b\n\
            Requires-Dist: Foo[b,a]>=1\nProvides-Extra: A_b\nLicense: x\n        y\n\
            Description-Content-Type: text/markdown; charset=UTF-8\n\n# Demo\n\nBody\n";
        let other = "metadata-version: 2.4\r\nName: demo\r\nProvides-Extra: a-b\r\nClassifier: Y\r\n\
            Classifier: X\r\nKeywords: a,b\r\nRequires-Dist: foo[a,b] (>=1)\r\nLicense: x\r\n  y\r\n\
            Description-Content-Type: charset=utf-8;text/markdown\r\n\r\n\r\n# Demo\r\n\r\nBody";
        assert_eq!(of(one), of(other));
        let old = "Name: demo\nDescription: One\n       |Two\n";
        assert_eq!(of(old), of("Name: demo\n\nOne\nTwo\n"));
    }

    #[test]
    fn what_differs_in_meaning_differs() {
        for (one, other) in [
            ("Classifier: X", "Classifier: X\nClassifier: X"),
            ("License: MIT", "License-Expression: MIT"),
            ("Keywords: a,b", "Keywords: b,a"),
            ("Keywords: a b", "Keywords: a,b"),
            ("Summary: a", "Summary: A"),
            ("X-Own: a", "X-Own: b"),
        ] {
            assert_ne!(of(one), of(other));
        }
    }
}
