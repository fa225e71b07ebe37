//! `PKG-INFO` at the root, which an sdist has: what it says stands for whatever is dynamic.

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_pep::marker::{MarkerPart, Operand};
use pyrel_pep::{ExtraName, Marker, Metadata, Requirement};
use pyrel_tree::{RelPath, SourceTree};

use crate::Error;
use crate::pyproject::{Dynamic, LicenseField, Located, ProjectTable, Reader, Readme};

pub(super) static PKG_INFO_UNREAD: Rule = Rule {
    id: "pkg-info",
    severity: Severity::Error,
    words: "the sdist's own metadata, which dynamic fields are taken from, cannot be followed",
    remedy: "build from the repository, or remove `PKG-INFO`",
};

/// The name of the file.
const FILE: &str = "PKG-INFO";

/// The file, and which fields it gives.
#[derive(Debug)]
pub(super) struct PkgInfo {
    pub metadata: Metadata,
    pub source: SourceText,
    /// The fields that are dynamic and that it gives.
    fields: Vec<String>,
}

impl PkgInfo {
    /// Reads it, where there is one and something is dynamic.
    pub(super) fn read(
        tree: &SourceTree,
        dynamic: &Dynamic,
        reader: &mut Reader,
    ) -> Result<Option<Self>, Error> {
        let path = RelPath::root().child(FILE);
        if dynamic.iter().next().is_none() || !tree.is_file(&path)? {
            return Ok(None);
        }
        let text = tree.read_text(&path)?;
        let source = SourceText::new(FILE, text.as_str());
        let wrong = |line: usize, why: String| {
            let at = Location { line, column: 1, ..source.locate(0..0) };
            Error::refused(Finding::new(&PKG_INFO_UNREAD, why).at(at))
        };
        let reading = Metadata::read(text.as_bytes()).map_err(|error| {
            let line = error.breaches.first().map_or(1, |breach| breach.line);
            wrong(line, error.to_string())
        })?;
        if let Some(breach) = reading.breaches.first() {
            return Err(wrong(breach.line, breach.problem.to_string()));
        }
        let metadata = reading.metadata;
        if metadata.license.as_ref().is_some_and(|text| text.contains('\n'))
            && dynamic.get("license").is_some()
        {
            // hatchling indents the indented lines once more with every build.
            reader.report(
                Finding::new(&PKG_INFO_UNREAD, "a dynamic licence has lines").in_file(FILE),
            );
        }
        let fields = dynamic.iter().map(|field| field.value.clone());
        let fields = fields.filter(|field| gives(&metadata, field)).collect();
        Ok(Some(Self { metadata, source, fields }))
    }

    /// Whether a field is dynamic and given here.
    pub(super) fn gives(&self, field: &str) -> bool {
        self.fields.iter().any(|given| given == field)
    }

    /// Puts what it gives into `[project]`, as if it stood there. People are left to whoever writes
    /// them: they are texts here.
    pub(super) fn fill(&self, project: &mut ProjectTable, reader: &mut Reader) {
        let told = self.metadata.clone();
        let given = |field| self.gives(field);
        let texts = |texts: Vec<String>| texts.into_iter().map(|it| self.located(it)).collect();
        if given("version") {
            project.version = Some(self.located(told.version));
        }
        if given("description") {
            project.description = told.summary.map(|it| self.located(it));
        }
        if given("requires-python") {
            let specifiers = told.requires_python.and_then(|it| it.parse().ok());
            project.requires_python = specifiers.map(|it| self.located(it));
        }
        if given("keywords") {
            project.keywords = told.keywords;
        }
        if given("classifiers") {
            project.classifiers = texts(told.classifiers);
        }
        if given("urls") {
            project.urls = told.project_urls;
        }
        if given("license") {
            let text = told.license.map(|it| LicenseField::Text(self.located(it)));
            let expression = told.license_expression;
            project.license =
                expression.map(|it| LicenseField::Expression(self.located(it))).or(text);
        }
        if given("license-files") {
            project.license_files = Some(texts(told.license_files));
        }
        if given("readme") {
            let kind = told.description_content_type.unwrap_or_else(|| "text/plain".to_owned());
            project.readme = Some(Readme::Text {
                text: self.located(told.description.unwrap_or_default()),
                content_type: Some(self.located(kind)),
            });
        }
        if given("import-names") {
            project.import_names = Some(texts(told.import_names));
        }
        if given("import-namespaces") {
            project.import_namespaces = Some(texts(told.import_namespaces));
        }
        self.fill_requirements(project, reader);
    }

    fn fill_requirements(&self, project: &mut ProjectTable, reader: &mut Reader) {
        if !self.gives("dependencies") && !self.gives("optional-dependencies") {
            return;
        }
        let requirements = self.requirements(reader);
        if self.gives("dependencies") {
            project.dependencies = requirements.dependencies;
        }
        if self.gives("optional-dependencies") {
            project.optional_dependencies = requirements.extras;
        }
    }

    /// The requirements, those without an extra first, and then each extra with its own.
    fn requirements(&self, reader: &mut Reader) -> Requirements {
        let mut found = Requirements::default();
        let extras = self.metadata.provides_extra.iter();
        found.extras = extras.map(|extra| (self.located(extra.clone()), Vec::new())).collect();
        for requirement in &self.metadata.requires_dist {
            let (extra, rest) = match without_extra(requirement) {
                Ok(parts) => parts,
                Err(why) => {
                    let message = format!("`{requirement}`: {why}");
                    reader.report(Finding::new(&PKG_INFO_UNREAD, message).in_file(FILE));
                    continue;
                }
            };
            let rest = self.located(rest);
            match extra {
                None => found.dependencies.push(rest),
                Some(extra) => found.add(self.located(extra), rest),
            }
        }
        found
    }

    fn located<T>(&self, value: T) -> Located<T> {
        Located { value, location: self.source.locate(0..0) }
    }

    /// Where the version is written.
    pub(super) fn version_range(&self) -> Option<std::ops::Range<usize>> {
        let text = self.source.text();
        let start = text.find("\nVersion:")? + "\nVersion:".len();
        let line = text.get(start..)?.lines().next()?;
        let from = start + line.len() - line.trim_start().len();
        Some(from..from + line.trim().len())
    }
}

/// Requirements as `[project]` would list them.
#[derive(Debug, Default)]
struct Requirements {
    dependencies: Vec<Located<Requirement>>,
    extras: Vec<(Located<ExtraName>, Vec<Located<Requirement>>)>,
}

impl Requirements {
    fn add(&mut self, extra: Located<ExtraName>, requirement: Located<Requirement>) {
        match self.extras.iter_mut().find(|(name, _)| name.value == extra.value) {
            Some((_, requirements)) => requirements.push(requirement),
            None => self.extras.push((extra, vec![requirement])),
        }
    }
}

/// Whether hatchling takes a field of `[project]` from the metadata.
fn gives(metadata: &Metadata, field: &str) -> bool {
    match field {
        "version" => true,
        "authors" => metadata.author.is_some() || metadata.author_email.is_some(),
        "classifiers" => !metadata.classifiers.is_empty(),
        "dependencies" => !metadata.requires_dist.is_empty(),
        "description" => metadata.summary.is_some(),
        "import-names" => !metadata.import_names.is_empty(),
        "import-namespaces" => !metadata.import_namespaces.is_empty(),
        "keywords" => !metadata.keywords.is_empty(),
        "license" => metadata.license.is_some() || metadata.license_expression.is_some(),
        "license-files" => !metadata.license_files.is_empty(),
        "maintainers" => metadata.maintainer.is_some() || metadata.maintainer_email.is_some(),
        "optional-dependencies" => {
            let has_extra =
                |it: &Requirement| it.marker.as_ref().is_some_and(Marker::mentions_extra);
            !metadata.provides_extra.is_empty() || metadata.requires_dist.iter().any(has_extra)
        }
        "readme" => metadata.description.is_some(),
        "requires-python" => metadata.requires_python.is_some(),
        "urls" => !metadata.project_urls.is_empty(),
        _ => false,
    }
}

/// A requirement without the comparison with an extra at the end of its marker.
fn without_extra(
    requirement: &Requirement,
) -> Result<(Option<ExtraName>, Requirement), &'static str> {
    let mut plain = requirement.clone();
    let Some(marker) = plain.marker.take() else { return Ok((None, plain)) };
    let mut parts: Vec<_> = std::iter::once(marker.first.clone())
        .chain(marker.rest.iter().map(|(_, part)| part.clone()))
        .collect();
    let Some(at) = parts.iter().position(is_extra) else {
        return Ok((None, requirement.clone()));
    };
    if at + 1 != parts.len() {
        return Err("only an extra at the end of a marker is understood");
    }
    let Some(MarkerPart::Comparison { right: Operand::Value(name), .. }) = parts.pop() else {
        return Err("the extra is compared with no name");
    };
    let name = name.parse().map_err(|_| "the extra is compared with no name")?;
    let mut rest = marker.rest;
    rest.pop();
    plain.marker = match (marker.first, &rest[..]) {
        _ if parts.is_empty() => None,
        (MarkerPart::Group(inner), []) => Some(*inner),
        (first, _) => Some(Marker { first, rest }),
    };
    Ok((Some(name), plain))
}

fn is_extra(part: &MarkerPart) -> bool {
    matches!(part, MarkerPart::Comparison { left: Operand::Variable("extra"), .. })
}
