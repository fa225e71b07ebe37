//! The form that a file is sent with: PyPI's "legacy" upload.
//!
//! <https://docs.pypi.org/api/upload/>
//!
//! An index ignores fields that it does not know, so a field in a wrong spelling is lost without
//! a word: `license_file` and `import_name` have no `s`, `classifiers` and `project_urls` have.
//! A field newer than the metadata version is refused, and therefore left away with a warning.

use std::collections::BTreeSet;

use pyrel_diag::{Finding, Rule, Severity, Warned};
use pyrel_effect::http::Multipart;
use pyrel_pep::Metadata;
use pyrel_pep::metadata::Field;

use crate::{Distribution, Kind};

/// A field that the metadata version does not have.
pub(crate) static FIELD_TOO_NEW: Rule = Rule {
    id: "upload-field-too-new",
    severity: Severity::Warning,
    words: "a metadata field that is newer than the metadata version",
    remedy: "it is not sent, since indexes refuse it; build again with a newer backend",
};

/// The form of a file. Equal files have equal forms, byte for byte.
pub(crate) fn form(distribution: &Distribution) -> Warned<Multipart> {
    let metadata = &distribution.metadata;
    let mut form = Multipart::new();
    form.text(":action", "file_upload");
    form.text("protocol_version", "1");
    form.text("sha256_digest", distribution.sha256().to_string());
    form.text("blake2_256_digest", &distribution.blake2.0);
    form.text("filetype", filetype(distribution.kind()));
    form.text("pyversion", &distribution.file.python);
    form.text("metadata_version", metadata.at_least.as_str());
    let mut left_away = BTreeSet::new();
    for (field, values) in fields(metadata) {
        if field.since() > metadata.at_least {
            if !values.is_empty() {
                left_away.insert(field);
            }
            continue;
        }
        for value in values {
            form.text(key(field), value);
        }
    }
    let name = distribution.name();
    form.file("content", name, "application/octet-stream", distribution.artifact.slice());
    let findings = left_away.into_iter().map(|field| too_new(distribution, field)).collect();
    Warned { value: form, findings }
}

fn too_new(distribution: &Distribution, field: Field) -> Finding {
    let message = format!(
        "`{}` came with metadata version {}, and this is {}",
        field.as_str(),
        field.since(),
        distribution.metadata.at_least
    );
    Finding::new(&FIELD_TOO_NEW, message).in_file(distribution.name())
}

fn filetype(kind: Kind) -> &'static str {
    match kind {
        Kind::Sdist => "sdist",
        Kind::Wheel => "bdist_wheel",
    }
}

/// The form's name of a field: its header in lower case with underscores, but for two.
fn key(field: Field) -> String {
    let plural = [(Field::Classifier, "classifiers"), (Field::ProjectUrl, "project_urls")];
    match plural.iter().find(|(known, _)| *known == field) {
        Some((_, key)) => (*key).to_owned(),
        None => field.as_str().to_lowercase().replace('-', "_"),
    }
}

/// The metadata in the order of its specification. `requires_python` is sent even if it is empty:
/// GitLab wants it.
fn fields(metadata: &Metadata) -> Vec<(Field, Vec<String>)> {
    let requires = metadata.requires_dist.iter().map(|it| it.as_written().to_owned()).collect();
    let urls = metadata.project_urls.iter().map(|(label, url)| format!("{label}, {url}"));
    let extras = metadata.provides_extra.iter().map(|extra| extra.as_str().to_owned()).collect();
    let keywords = Some(metadata.keywords.join(",")).filter(|text| !text.is_empty());
    let expression = metadata.license_expression.as_ref().map(ToString::to_string);
    let python = Some(metadata.requires_python.clone().unwrap_or_default());
    vec![
        (Field::Name, vec![metadata.name.as_str().to_owned()]),
        (Field::Version, vec![metadata.version.to_string()]),
        (Field::Dynamic, metadata.dynamic.clone()),
        (Field::Platform, metadata.platforms.clone()),
        (Field::SupportedPlatform, metadata.supported_platforms.clone()),
        (Field::Summary, one(metadata.summary.as_ref())),
        (Field::Description, one(metadata.description.as_ref())),
        (Field::DescriptionContentType, one(metadata.description_content_type.as_ref())),
        (Field::Keywords, one(keywords.as_ref())),
        (Field::HomePage, one(metadata.home_page.as_ref())),
        (Field::DownloadUrl, one(metadata.download_url.as_ref())),
        (Field::Author, one(metadata.author.as_ref())),
        (Field::AuthorEmail, one(metadata.author_email.as_ref())),
        (Field::Maintainer, one(metadata.maintainer.as_ref())),
        (Field::MaintainerEmail, one(metadata.maintainer_email.as_ref())),
        (Field::License, one(metadata.license.as_ref())),
        (Field::LicenseExpression, one(expression.as_ref())),
        (Field::LicenseFile, metadata.license_files.clone()),
        (Field::Classifier, metadata.classifiers.clone()),
        (Field::RequiresDist, requires),
        (Field::RequiresPython, one(python.as_ref())),
        (Field::RequiresExternal, metadata.requires_external.clone()),
        (Field::ProjectUrl, urls.collect()),
        (Field::ProvidesExtra, extras),
        (Field::ImportName, metadata.import_names.clone()),
        (Field::ImportNamespace, metadata.import_namespaces.clone()),
        (Field::ProvidesDist, metadata.provides_dist.clone()),
        (Field::ObsoletesDist, metadata.obsoletes_dist.clone()),
        (Field::Requires, metadata.requires.clone()),
        (Field::Provides, metadata.provides.clone()),
        (Field::Obsoletes, metadata.obsoletes.clone()),
    ]
}

fn one(value: Option<&String>) -> Vec<String> {
    value.cloned().into_iter().collect()
}

#[cfg(test)]
mod tests;
