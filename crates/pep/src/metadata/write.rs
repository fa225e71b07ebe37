//! Metadata as a text.

use super::fold::{indented, one_line, with_line_feeds};
use super::{Field, Metadata, VersionSpelling};

impl Metadata {
    /// The text of `METADATA` or `PKG-INFO`: headers in the order of the specification, then the
    /// description as the body. Line ends are LF, and no value can begin a header of its own.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!("Metadata-Version: {}\n", self.version_written());
        for (field, value) in self.headers() {
            // Licences have paragraphs; all else is one line.
            let lines = field == Field::License;
            let value = if lines { indented(&value) } else { one_line(&value) };
            push(&mut text, field.as_str(), &value);
        }
        for (header, value) in &self.other {
            let header: String =
                header.chars().filter(|c| c.is_ascii_graphic() && *c != ':').collect();
            if !header.is_empty() {
                push(&mut text, &header, &indented(value));
            }
        }
        if let Some(body) = self.description.as_deref().filter(|body| !body.is_empty()) {
            text.push('\n');
            text.push_str(&with_line_feeds(body));
            if !text.ends_with('\n') {
                text.push('\n');
            }
        }
        text
    }

    /// The fields in use, in the order in which they are written, but for the version of the
    /// format, which follows from them, and the description.
    pub(super) fn headers(&self) -> Vec<(Field, String)> {
        let mut headers = Headers(Vec::new());
        headers.one(Field::Name, Some(self.name.as_str()));
        let version = match self.version_spelling {
            VersionSpelling::Canonical => self.version.to_string(),
            VersionSpelling::AsWritten => self.version.as_written().to_owned(),
        };
        headers.one(Field::Version, Some(&version));
        headers.all(Field::Dynamic, &self.dynamic);
        headers.all(Field::Platform, &self.platforms);
        headers.all(Field::SupportedPlatform, &self.supported_platforms);
        headers.one(Field::Summary, self.summary.as_deref());
        headers.one(Field::DescriptionContentType, self.description_content_type.as_deref());
        let keywords = self.keywords.join(",");
        headers.one(Field::Keywords, (!self.keywords.is_empty()).then_some(&keywords));
        headers.one(Field::HomePage, self.home_page.as_deref());
        headers.one(Field::DownloadUrl, self.download_url.as_deref());
        headers.one(Field::Author, self.author.as_deref());
        headers.one(Field::AuthorEmail, self.author_email.as_deref());
        headers.one(Field::Maintainer, self.maintainer.as_deref());
        headers.one(Field::MaintainerEmail, self.maintainer_email.as_deref());
        headers.one(Field::License, self.license.as_deref());
        let expression = self.license_expression.as_ref();
        headers.one(Field::LicenseExpression, expression.map(|expression| expression.as_str()));
        headers.all(Field::LicenseFile, &self.license_files);
        headers.all(Field::Classifier, &self.classifiers);
        headers.all(Field::RequiresDist, &self.requires_dist);
        headers.one(Field::RequiresPython, self.requires_python.as_deref());
        headers.all(Field::RequiresExternal, &self.requires_external);
        let urls = self.project_urls.iter().map(|(label, url)| format!("{label}, {url}"));
        headers.all(Field::ProjectUrl, &urls.collect::<Vec<_>>());
        headers.all(Field::ProvidesExtra, &self.provides_extra);
        headers.all(Field::ImportName, &self.import_names);
        headers.all(Field::ImportNamespace, &self.import_namespaces);
        headers.all(Field::ProvidesDist, &self.provides_dist);
        headers.all(Field::ObsoletesDist, &self.obsoletes_dist);
        headers.all(Field::Requires, &self.requires);
        headers.all(Field::Provides, &self.provides);
        headers.all(Field::Obsoletes, &self.obsoletes);
        headers.0
    }
}

struct Headers(Vec<(Field, String)>);

impl Headers {
    fn one(&mut self, field: Field, value: Option<&str>) {
        self.0.extend(value.map(|value| (field, value.to_owned())));
    }

    fn all<T: ToString>(&mut self, field: Field, values: &[T]) {
        self.0.extend(values.iter().map(|value| (field, value.to_string())));
    }
}

fn push(text: &mut String, header: &str, value: &str) {
    text.push_str(header);
    text.push_str(": ");
    text.push_str(value);
    text.push('\n');
}
