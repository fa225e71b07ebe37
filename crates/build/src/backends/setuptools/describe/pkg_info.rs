//! What an unpacked sdist says of itself, where only running code would tell it.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Metadata;
use pyrel_tree::SourceTree;

use super::distribution::Distribution;
use super::metadata::field_of;
use super::not_built::is_code;
use crate::Error;
use crate::pkg_info::{FILE, PkgInfo};
use crate::pyproject::{Located, Reader};

pub(in crate::backends::setuptools) static FROM_PKG_INFO: Rule = Rule {
    id: "from-pkg-info",
    severity: Severity::Warning,
    words: "what only running code would tell is taken from the metadata that the sdist came with",
    remedy: "write it into pyproject.toml, or compare with what setuptools itself builds",
};

/// Attributes that describe a project and decide nothing. What decides on an installation is not
/// among them: setuptools calls it dynamic wherever code tells it, and it may be another elsewhere.
const DESCRIBING: [&str; 14] = [
    "author",
    "author_email",
    "classifiers",
    "description",
    "download_url",
    "keywords",
    "license",
    "long_description",
    "long_description_content_type",
    "maintainer",
    "maintainer_email",
    "platforms",
    "project_urls",
    "url",
];

/// Takes what code would tell from the sdist's own metadata: name and version, which are never
/// dynamic, and what describes the project, with a warning.
pub(crate) fn fill(
    tree: &SourceTree,
    said: &mut Distribution,
    reader: &mut Reader,
) -> Result<(), Error> {
    let is_wanted =
        |said: &Distribution, attribute: &str| said.unproved.get(attribute).is_some_and(is_code);
    let mut attributes = ["name", "version"].iter().chain(&DESCRIBING);
    if !attributes.any(|attribute| is_wanted(said, attribute)) {
        return Ok(());
    }
    let Some(info) = PkgInfo::read(tree)? else { return Ok(()) };
    if said.name.as_ref().is_some_and(|name| !info.is_of(&name.value)) {
        return Ok(());
    }
    let location = said.place.clone();
    if is_wanted(said, "name") {
        said.notes.push(format!("the name is from `{FILE}`"));
        let name = info.metadata.name.clone();
        said.name = Some(Located { value: name, location: location.clone() });
        said.settle("name");
    }
    if is_wanted(said, "version") {
        said.notes.push(info.note());
        said.version = Some(Located { value: info.metadata.version.clone(), location });
        said.version_from = None;
        said.settle("version");
    }
    for attribute in DESCRIBING {
        if is_wanted(said, attribute) && take(attribute, &info.metadata, said) {
            settle(attribute, &info, said, reader);
        }
    }
    Ok(())
}

/// Says where the value is from. It is dynamic where it was.
fn settle(attribute: &'static str, info: &PkgInfo, said: &mut Distribution, reader: &mut Reader) {
    let place = said.unproved.remove(attribute).and_then(|finding| finding.place);
    if field_of(attribute).is_some_and(|field| info.may_vary(field)) {
        said.computed.insert(attribute);
    }
    let message =
        format!("`{attribute}` is taken from `{FILE}`, since only running code would tell it");
    reader.report(Finding { place, ..Finding::new(&FROM_PKG_INFO, message) });
}

/// Takes an attribute, unless it is written there in another way than it was said.
fn take(attribute: &str, metadata: &Metadata, said: &mut Distribution) -> bool {
    let place = said.place.clone();
    match attribute {
        "classifiers" => {
            let items = metadata.classifiers.iter().cloned();
            said.classifiers =
                items.map(|value| Located { value, location: place.clone() }).collect();
        }
        "keywords" => said.keywords.clone_from(&metadata.keywords),
        "platforms" => said.platforms.clone_from(&metadata.platforms),
        "project_urls" => said.project_urls.clone_from(&metadata.project_urls),
        _ => {
            let value = text(attribute, metadata).cloned();
            let has_lines = value.as_ref().is_some_and(|text| text.contains('\n'));
            if has_lines && attribute != "long_description" {
                return false;
            }
            let Some(text) = said.text_mut(attribute) else { return false };
            *text = value.map(|value| Located { value, location: place });
        }
    }
    true
}

fn text<'a>(attribute: &str, metadata: &'a Metadata) -> Option<&'a String> {
    let text = match attribute {
        "author" => &metadata.author,
        "author_email" => &metadata.author_email,
        "description" => &metadata.summary,
        "download_url" => &metadata.download_url,
        "license" => &metadata.license,
        "long_description" => &metadata.description,
        "long_description_content_type" => &metadata.description_content_type,
        "maintainer" => &metadata.maintainer,
        "maintainer_email" => &metadata.maintainer_email,
        _ => &metadata.home_page,
    };
    text.as_ref()
}
