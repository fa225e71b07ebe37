//! The core metadata of a described distribution, as setuptools writes it.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{EntryPoints, ExtraName, Metadata, PackageName, Requirement, Version};
use pyrel_tree::SourceTree;

use super::super::releases::{self, Licenses, Profile};
use super::distribution::Distribution;
use super::license_files;
use crate::Error;
use crate::metadata::entry_points_of;
use crate::pyproject::{INVALID_VALUE, Located, MISSING_KEY, Reader};

/// What the wheel and the sdist say about the project.
#[derive(Debug)]
pub(crate) struct Stated {
    pub metadata: Metadata,
    pub entry_points: Option<EntryPoints>,
}

impl Stated {
    /// The root folder of the sdist, in which setuptools gathers its files.
    pub(crate) fn own_root(&self) -> String {
        format!("{}-{}", self.metadata.name.escaped(), self.metadata.version)
    }
}

pub(in crate::backends::setuptools) static LINE_BREAK: Rule = Rule {
    id: "line-break",
    severity: Severity::Error,
    words: "a value that becomes one header of the metadata has several lines",
    remedy: "write it in one line",
};

pub(in crate::backends::setuptools) static NO_VERSION: Rule = Rule {
    id: "no-version",
    severity: Severity::Warning,
    words: "nothing says which version the project has, so setuptools takes 0.0.0",
    remedy: "write `version` into [project], or say in `[tool.setuptools.dynamic]` where it is",
};

pub(crate) fn read(
    tree: &SourceTree,
    said: &Distribution,
    profile: &Profile,
    reader: &mut Reader,
) -> Result<Stated, Error> {
    releases::check_extras(said, profile, reader);
    releases::check_name(said, profile, reader);
    let version = said.version.as_ref().map(|version| version.value.clone());
    if version.is_none() && !reader.has_errors() {
        reader.report(Finding::new(&NO_VERSION, NO_VERSION.words).at(said.place.clone()));
    }
    let name = said.name.as_ref().map(|name| name.value.clone());
    if name.is_none() && !reader.has_errors() {
        reader.report(no_name(said));
    }
    // What is wrong with the version is reported; the rest can be looked at all the same.
    let (Some(name), Some(version)) =
        (name.or_else(|| "unknown".parse().ok()), version.or_else(|| "0.0.0".parse().ok()))
    else {
        return Err(std::mem::take(reader).refuse());
    };
    let mut metadata = headers(said, name, version);
    check_lines(said, reader);
    metadata.exactly = Some(profile.metadata_version);
    requirements(&mut metadata, said, reader);
    metadata.license_files = license_files::found(tree, said, reader)?;
    metadata.dynamic = dynamic(said, &metadata, profile);
    Ok(Stated { entry_points: entry_points(said, reader), metadata })
}

fn no_name(said: &Distribution) -> Finding {
    let message = "nothing says what the project is called";
    Finding::new(&MISSING_KEY, message).at(said.place.clone())
}

fn headers(said: &Distribution, name: PackageName, version: Version) -> Metadata {
    let text = |text: &Option<Located<String>>| text.as_ref().map(|text| text.value.clone());
    let filled = |value: &Option<Located<String>>| text(value).filter(|text| !text.is_empty());
    let mut metadata = Metadata::new(name, version);
    metadata.summary = filled(&said.description).map(|text| first_line(&text));
    metadata.home_page = text(&said.url);
    metadata.download_url = text(&said.download_url);
    metadata.author = text(&said.author);
    metadata.author_email = text(&said.author_email);
    metadata.maintainer = text(&said.maintainer);
    metadata.maintainer_email = text(&said.maintainer_email);
    metadata.license_expression =
        said.license_expression.as_ref().map(|license| license.value.clone());
    if metadata.license_expression.is_none() {
        metadata.license = filled(&said.license);
    }
    metadata.project_urls.clone_from(&said.project_urls);
    metadata.keywords.clone_from(&said.keywords);
    metadata.classifiers = said.classifiers.iter().map(|text| text.value.clone()).collect();
    metadata.platforms.clone_from(&said.platforms);
    metadata.requires.clone_from(&said.requires);
    metadata.provides.clone_from(&said.provides);
    metadata.obsoletes.clone_from(&said.obsoletes);
    let requires_python = said.python_requires.as_ref().map(|text| text.value.to_string());
    metadata.requires_python = requires_python.filter(|text| !text.is_empty());
    metadata.description = filled(&said.long_description);
    metadata.description_content_type = filled(&said.long_description_content_type);
    metadata
}

/// A summary of several lines is cut after the first, the blanks around the whole taken off.
fn first_line(text: &str) -> String {
    match text.contains('\n') {
        true => text.trim().split('\n').next().unwrap_or_default().to_owned(),
        false => text.to_owned(),
    }
}

/// setuptools writes such a value as it is, and whatever reads the metadata loses what follows.
fn check_lines(said: &Distribution, reader: &mut Reader) {
    let texts = [
        ("url", &said.url),
        ("download_url", &said.download_url),
        ("author", &said.author),
        ("author_email", &said.author_email),
        ("maintainer", &said.maintainer),
        ("maintainer_email", &said.maintainer_email),
        ("long_description_content_type", &said.long_description_content_type),
    ];
    for (key, text) in texts {
        if let Some(text) = text.as_ref().filter(|text| text.value.contains(['\n', '\r'])) {
            let message = format!("`{key}` has several lines");
            reader.report(Finding::new(&LINE_BREAK, message).at(text.location.clone()));
        }
    }
    let lists = [
        ("keywords", &said.keywords),
        ("platforms", &said.platforms),
        ("requires", &said.requires),
        ("provides", &said.provides),
        ("obsoletes", &said.obsoletes),
    ];
    for (key, list) in lists {
        if list.iter().any(|text| text.contains(['\n', '\r'])) {
            let message = format!("an item of `{key}` has several lines");
            reader.report(Finding::new(&LINE_BREAK, message).at(said.place.clone()));
        }
    }
    for text in said.classifiers.iter().filter(|text| text.value.contains(['\n', '\r'])) {
        let message = "a classifier has several lines";
        reader.report(Finding::new(&LINE_BREAK, message).at(text.location.clone()));
    }
}

/// Requirements as they are, then those of each extra with its markers.
fn requirements(metadata: &mut Metadata, said: &Distribution, reader: &mut Reader) {
    let plain = said.install_requires.iter().map(|item| item.value.clone());
    metadata.requires_dist.extend(plain);
    for (key, requirements) in &said.extras_require {
        let (name, condition) = key.value.split_once(':').unwrap_or((&key.value, ""));
        let extra = safe_extra(name.trim());
        let is_new = |extra: &ExtraName| !metadata.provides_extra.contains(extra);
        metadata.provides_extra.extend(extra.clone().filter(is_new));
        for requirement in requirements {
            match conditional(&requirement.value, condition.trim(), extra.as_ref()) {
                Ok(requirement) => metadata.requires_dist.push(requirement),
                Err(error) => {
                    let message = format!("`{}`: {error}", key.value);
                    let at = key.location.clone();
                    return reader.report(Finding::new(&INVALID_VALUE, message).at(at));
                }
            }
        }
    }
}

/// The name as PEP 685 has it; whatever is no letter or digit parts it.
fn safe_extra(name: &str) -> Option<ExtraName> {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase().parse().ok()
}

/// A requirement that holds under a condition, and where an extra is asked for.
fn conditional(
    requirement: &Requirement,
    condition: &str,
    extra: Option<&ExtraName>,
) -> Result<Requirement, pyrel_pep::Error> {
    let mut requirement = requirement.clone();
    if condition.is_empty() {
        return Ok(match extra {
            Some(extra) => requirement.with_extra(extra),
            None => requirement,
        });
    }
    let marker = requirement.marker.as_ref().map(|marker| format!("({marker})"));
    let extra = extra.map(|extra| format!("extra == \"{extra}\""));
    let parts = marker.into_iter().chain([format!("({condition})")]).chain(extra);
    requirement.marker = Some(parts.collect::<Vec<_>>().join(" and ").parse()?);
    Ok(requirement)
}

/// The fields whose values come from code. Licence files count as such wherever they are named:
/// setuptools takes the list of files for computed.
fn dynamic(said: &Distribution, metadata: &Metadata, profile: &Profile) -> Vec<String> {
    if !profile.says_dynamic() {
        return Vec::new();
    }
    let is_dynamic = |attribute: &str| match attribute {
        "license_files" => {
            profile.licenses == Licenses::InFolder && !metadata.license_files.is_empty()
        }
        _ => said.computed.contains(attribute) && is_filled(attribute, said),
    };
    let rows = DYNAMIC.iter().filter(|(_, attribute)| is_dynamic(attribute));
    rows.map(|(field, _)| (*field).to_owned()).collect()
}

fn is_filled(attribute: &str, said: &Distribution) -> bool {
    let text =
        |text: &Option<Located<String>>| text.as_ref().is_some_and(|it| !it.value.is_empty());
    match attribute {
        "author" => text(&said.author),
        "author_email" => text(&said.author_email),
        "classifiers" => !said.classifiers.is_empty(),
        "long_description" => text(&said.long_description),
        "long_description_content_type" => text(&said.long_description_content_type),
        "download_url" => text(&said.download_url),
        "url" => text(&said.url),
        "keywords" => !said.keywords.is_empty(),
        "license" => text(&said.license),
        "license_expression" => said.license_expression.is_some(),
        "maintainer" => text(&said.maintainer),
        "maintainer_email" => text(&said.maintainer_email),
        "obsoletes" => !said.obsoletes.is_empty(),
        "platforms" => !said.platforms.is_empty(),
        "project_urls" => !said.project_urls.is_empty(),
        "provides" => !said.provides.is_empty(),
        "extras_require" => !said.extras_require.is_empty(),
        "requires" => !said.requires.is_empty(),
        "install_requires" => !said.install_requires.is_empty(),
        "python_requires" => said.python_requires.is_some(),
        "description" => text(&said.description),
        _ => false,
    }
}

/// The field that an attribute fills.
pub(crate) fn field_of(attribute: &str) -> Option<&'static str> {
    DYNAMIC.iter().find(|(_, name)| *name == attribute).map(|(field, _)| *field)
}

/// The fields that may be dynamic, with the attribute that fills each.
const DYNAMIC: [(&str, &str); 22] = [
    ("author", "author"),
    ("author-email", "author_email"),
    ("classifier", "classifiers"),
    ("description", "long_description"),
    ("description-content-type", "long_description_content_type"),
    ("download-url", "download_url"),
    ("home-page", "url"),
    ("keywords", "keywords"),
    ("license", "license"),
    ("license-file", "license_files"),
    ("license-expression", "license_expression"),
    ("maintainer", "maintainer"),
    ("maintainer-email", "maintainer_email"),
    ("obsoletes", "obsoletes"),
    ("platform", "platforms"),
    ("project-url", "project_urls"),
    ("provides", "provides"),
    ("provides-extra", "extras_require"),
    ("requires", "requires"),
    ("requires-dist", "install_requires"),
    ("requires-python", "python_requires"),
    ("summary", "description"),
];

/// The entry points; a group without names is none.
fn entry_points(said: &Distribution, reader: &mut Reader) -> Option<EntryPoints> {
    let groups: Vec<_> = said.entry_points.iter().filter(|it| !it.items.is_empty()).collect();
    entry_points_of(&groups, reader)
}
