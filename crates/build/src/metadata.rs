//! What all backends make of `[project]` alike.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{ContentType, EntryPoints, Metadata, PeopleHeaders, Version};
use pyrel_tree::{RelPath, SourceTree};

use crate::named_file;
use crate::pyproject::{
    INVALID_VALUE, LicenseField, ProjectTable, Pyproject, Reader, Readme, ScriptGroup,
};

pub(crate) static README_TYPE: Rule = Rule {
    id: "readme-type",
    severity: Severity::Warning,
    words: "the content type of the readme cannot be told from its name",
    remedy: "write `readme = {file = \"…\", content-type = \"text/markdown\"}`",
};

/// The metadata that `[project]` states, the readme included. Left to the rooms: the licence table
/// and files, dynamic fields, and whatever a backend adds of its own.
pub(crate) fn stated(
    project: &ProjectTable,
    version: Version,
    tree: &SourceTree,
    reader: &mut Reader,
) -> Metadata {
    let mut metadata = Metadata::new(project.name.value.clone(), version);
    metadata.summary = project.description.as_ref().map(|text| text.value.clone());
    let authors = PeopleHeaders::of(&project.authors);
    (metadata.author, metadata.author_email) = (authors.names, authors.emails);
    let maintainers = PeopleHeaders::of(&project.maintainers);
    (metadata.maintainer, metadata.maintainer_email) = (maintainers.names, maintainers.emails);
    metadata.keywords.clone_from(&project.keywords);
    metadata.classifiers = project.classifiers.iter().map(|text| text.value.clone()).collect();
    metadata.project_urls.clone_from(&project.urls);
    let requires_python = project.requires_python.as_ref().map(|text| text.value.to_string());
    metadata.requires_python = requires_python.filter(|text| !text.is_empty());
    if let Some(LicenseField::Expression(expression)) = &project.license {
        metadata.license_expression = Some(expression.value.clone());
    }
    requirements(&mut metadata, project);
    readme(&mut metadata, project, tree, reader);
    metadata
}

/// The entry points; `None` where `[project]` has none of their tables.
pub(crate) fn entry_points(project: &ProjectTable, reader: &mut Reader) -> Option<EntryPoints> {
    entry_points_of(&project.entry_points.iter().collect::<Vec<_>>(), reader)
}

/// The entry points of these groups; `None` where there are none.
pub(crate) fn entry_points_of(groups: &[&ScriptGroup], reader: &mut Reader) -> Option<EntryPoints> {
    if groups.is_empty() {
        return None;
    }
    let mut entry_points = EntryPoints::new();
    for group in groups {
        entry_points.add_group(&group.group);
        for (name, object) in &group.items {
            // Alone first, so that what is wrong with it is said at its own place.
            let mut alone = EntryPoints::new();
            let mut wrong = Vec::from_iter(alone.add(&group.group, name, &object.value).err());
            wrong.extend(alone.check());
            wrong.extend(entry_points.add(&group.group, name, &object.value).err());
            for error in wrong {
                let finding = Finding::new(&INVALID_VALUE, error.to_string());
                reader.report(finding.at(object.location.clone()));
            }
        }
    }
    entry_points.sort_names();
    Some(entry_points)
}

/// The text of `project.license`, if it is one, as it is written and not in its normal form.
pub(crate) fn license_as_written(pyproject: &Pyproject) -> Option<&str> {
    pyproject.table(&["project"])?.get("license")?.as_text()
}

/// Requirements as they are, then those of each extra with its marker.
fn requirements(metadata: &mut Metadata, project: &ProjectTable) {
    metadata.requires_dist = project.dependencies.iter().map(|item| item.value.clone()).collect();
    for (extra, requirements) in &project.optional_dependencies {
        metadata.provides_extra.push(extra.value.clone());
        for requirement in requirements {
            metadata.requires_dist.push(requirement.value.clone().with_extra(&extra.value));
        }
    }
}

fn readme(metadata: &mut Metadata, project: &ProjectTable, tree: &SourceTree, reader: &mut Reader) {
    let (text, content_type, path) = match &project.readme {
        None => return,
        Some(Readme::Text { text, content_type }) => (text.value.clone(), content_type, None),
        Some(Readme::File { path, content_type }) => {
            let Some((path, text)) = named_file::text("project.readme", path, tree, reader) else {
                return;
            };
            (text, content_type, Some(path))
        }
    };
    metadata.description = Some(text);
    metadata.description_content_type = match (content_type, path) {
        (Some(stated), _) => Some(stated.value.clone()).filter(|text| !text.is_empty()),
        (None, Some(path)) => guessed_type(&path, project, reader),
        (None, None) => None,
    };
}

fn guessed_type(path: &RelPath, project: &ProjectTable, reader: &mut Reader) -> Option<String> {
    let guessed = ContentType::of_file(path.file_name());
    if let (None, Some(readme)) = (guessed, &project.readme) {
        let message = format!("the name `{path}` does not tell the readme's content type");
        reader.report(Finding::new(&README_TYPE, message).at(readme.location().clone()));
    }
    guessed.map(|guessed| guessed.as_str().to_owned())
}
