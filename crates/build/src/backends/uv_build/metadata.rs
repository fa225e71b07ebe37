//! What the wheel and the sdist say about the project.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{EntryPoints, ExtraName, Metadata, MetadataVersion, Person, Requirement};
use pyrel_tree::RelPath;
use pyrel_tree::glob::DotNames;

use super::{Input, Room, marker};
use crate::import_name::ImportName;
use crate::metadata::{entry_points, license_as_written, stated};
use crate::pyproject::{
    INVALID_VALUE, LicenseField, Located, MISSING_KEY, ProjectTable, Reader, Readme,
};
use crate::{Error, license_files, named_file};

pub(super) static UNREBUILT_MARKER: Rule = Rule {
    id: "unrebuilt-marker",
    severity: Severity::Error,
    words: "a marker that uv_build writes in a form which is not rebuilt",
    remedy: "write it as alternatives of simple conditions, or build with uv itself (`uv build`)",
};

/// What is said.
#[derive(Debug)]
pub(super) struct Stated {
    pub metadata: Metadata,
    pub entry_points: Option<EntryPoints>,
}

pub(super) fn read(input: &Input<'_>, room: &Room, reader: &mut Reader) -> Result<Stated, Error> {
    let project = &room.project;
    check(room, reader);
    let Some(version) = &project.version else {
        if !project.has("version") {
            let message = "`project.version` is missing, and uv_build finds none";
            reader.report(Finding::new(&MISSING_KEY, message).at(project.location.clone()));
        }
        return Err(std::mem::take(reader).refuse());
    };
    let mut metadata = stated(project, version.value.clone(), input.tree, reader);
    metadata.at_least = MetadataVersion::V2_3;
    if room.chosen.profile.early
        && let Ok(normal) = project.name.value.normalized().parse()
    {
        metadata.name = normal;
    }
    metadata.requires_dist = requirements(project, reader);
    (metadata.author, metadata.author_email) = people(&project.authors);
    (metadata.maintainer, metadata.maintainer_email) = people(&project.maintainers);
    description(&mut metadata, input, room);
    licenses(&mut metadata, input, room, reader)?;
    import_names(&mut metadata, room, reader);
    let extras = metadata.provides_extra.into_iter().map(ExtraName::into_normalized);
    metadata.provides_extra = extras.collect();
    let mut entry_points = entry_points(project, reader);
    if entry_points.is_none() && project.has("entry-points") {
        entry_points = Some(EntryPoints::new());
    }
    Ok(Stated { metadata, entry_points })
}

/// The patterns of licence files, and the file of an old licence table.
pub(super) fn license_patterns(project: &ProjectTable) -> impl Iterator<Item = &Located<String>> {
    let file = match &project.license {
        Some(LicenseField::File(name)) => Some(name),
        _ => None,
    };
    project.license_files.iter().flatten().chain(file)
}

/// What uv_build refuses of a `[project]` that the standard allows.
fn check(room: &Room, reader: &mut Reader) {
    let project = &room.project;
    let mut refuse = |message: String, at: &pyrel_diag::Location| {
        reader.report(Finding::new(&INVALID_VALUE, message).at(at.clone()));
    };
    for field in project.dynamic.iter() {
        refuse(
            format!("uv_build has no dynamic fields, and `{}` is one", field.value),
            &field.location,
        );
    }
    if let Some(description) = project.description.as_ref().filter(|it| it.value.contains('\n')) {
        refuse("`project.description` must be a single line".to_owned(), &description.location);
    }
    match &project.readme {
        Some(Readme::File { path, content_type: None }) => {
            let extension = path.value.rsplit('/').next().and_then(|name| name.rsplit_once('.'));
            if !matches!(extension, Some((stem, "md" | "rst" | "txt")) if !stem.is_empty()) {
                let message =
                    format!("uv_build knows no content type for the readme `{}`", path.value);
                refuse(message, &path.location);
            }
        }
        Some(
            Readme::File { content_type: Some(stated), .. }
            | Readme::Text { content_type: Some(stated), .. },
        ) => {
            if !["text/plain", "text/x-rst", "text/markdown"].contains(&stated.value.as_str()) {
                refuse(
                    format!("uv_build refuses the content type `{}`", stated.value),
                    &stated.location,
                );
            }
        }
        Some(Readme::Text { content_type: None, .. }) | None => {}
    }
    for classifier in &project.classifiers {
        let mut parts = classifier.value.split(" :: ");
        if !classifier.value.contains(" :: ") || parts.any(str::is_empty) {
            refuse(format!("`{}` is no classifier", classifier.value), &classifier.location);
        }
    }
    check_entry_points(project, &mut refuse);
}

/// Groups are letters, digits and dots; scripts are names of files.
fn check_entry_points(
    project: &ProjectTable,
    refuse: &mut dyn FnMut(String, &pyrel_diag::Location),
) {
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    for group in &project.entry_points {
        let name = group.group.as_str();
        let scripts = matches!(name, "console_scripts" | "gui_scripts");
        let first = group.items.first().map_or(&project.location, |(_, item)| &item.location);
        if name.starts_with('.') || name.is_empty() || !name.chars().all(word) {
            refuse(format!("uv_build refuses the entry point group `{name}`"), first);
        }
        for (name, item) in group.items.iter().filter(|_| scripts) {
            let of_name = |c: char| word(c) || c == '-';
            if name.chars().all(|c| c == '.') || !name.chars().all(of_name) {
                refuse(format!("uv_build refuses the script name `{name}`"), &item.location);
            }
        }
    }
}

/// Requirements as they are, then those of each extra, all with their markers in uv's form.
fn requirements(project: &ProjectTable, reader: &mut Reader) -> Vec<Requirement> {
    let plain = project.dependencies.iter().map(|requirement| (None, requirement));
    let extras = project.optional_dependencies.iter().flat_map(|(extra, requirements)| {
        requirements.iter().map(move |requirement| (Some(&extra.value), requirement))
    });
    let mut shown = Vec::new();
    for (extra, requirement) in plain.chain(extras) {
        match marker::shown(requirement.value.marker.as_ref(), extra) {
            Ok(marker) => {
                let mut requirement = requirement.value.clone();
                requirement.marker = marker;
                shown.push(requirement);
            }
            Err(why) => {
                let message =
                    format!("the marker of `{}` is not rebuilt: {why}", requirement.value);
                let finding = Finding::new(&UNREBUILT_MARKER, message);
                reader.report(finding.at(requirement.location.clone()));
            }
        }
    }
    shown
}

/// All who have a name are in the first header, all who have an address in the second.
fn people(people: &[Person]) -> (Option<String>, Option<String>) {
    let names: Vec<&str> = people.iter().filter_map(|person| person.name.as_deref()).collect();
    let address = |person: &Person| {
        let email = person.email.as_ref()?;
        Some(match &person.name {
            Some(name) => format!("{name} <{email}>"),
            None => email.clone(),
        })
    };
    let emails: Vec<String> = people.iter().filter_map(address).collect();
    let joined = |text: String| (!text.is_empty()).then_some(text);
    (joined(names.join(", ")), joined(emails.join(", ")))
}

/// Line ends stay as they are.
fn description(metadata: &mut Metadata, input: &Input<'_>, room: &Room) {
    if let Some(name) = room.project.readme.as_ref().and_then(|readme| readme.file())
        && let Ok(path) = RelPath::new(&name.value)
        && let Ok(text) = input.tree.read_text(&path)
    {
        metadata.description = Some(text);
    }
}

fn licenses(
    metadata: &mut Metadata,
    input: &Input<'_>,
    room: &Room,
    reader: &mut Reader,
) -> Result<(), Error> {
    let project = &room.project;
    match &project.license {
        Some(LicenseField::Text(text)) => metadata.license = Some(text.value.clone()),
        Some(LicenseField::File(name)) => {
            let named = named_file::text("project.license.file", name, input.tree, reader);
            metadata.license = named.map(|(_, text)| text);
        }
        Some(LicenseField::Expression(expression)) => {
            check_expression(input, expression.value.as_str(), &expression.location, reader);
        }
        None => {}
    }
    if project.license_files.is_some() || metadata.license_expression.is_some() {
        metadata.at_least = MetadataVersion::V2_4;
    }
    if let Some(patterns) = &project.license_files {
        for pattern in patterns {
            check_license_pattern(pattern, room, reader);
        }
        let mut files = license_files::matching(input.tree, patterns, DotNames::Match, reader)?;
        files.sort();
        files.dedup();
        metadata.license_files = files.iter().map(RelPath::to_string).collect();
    }
    Ok(())
}

/// uv_build takes no blanks, and early releases take whatever a pattern begins with.
fn check_license_pattern(pattern: &Located<String>, room: &Room, reader: &mut Reader) {
    let text = pattern.value.as_str();
    let folders = text.rsplit_once('/').map_or("", |(folders, _)| folders);
    let early = room.chosen.profile.early && (folders.contains(['*', '?', '[']) || text == "**");
    if text.contains(' ') || early {
        let why = if early { "takes other files for it too" } else { "refuses its blank" };
        let message = format!("`project.license-files`: uv_build {why}: `{text}`");
        reader.report(Finding::new(&INVALID_VALUE, message).at(pattern.location.clone()));
    }
}

/// uv_build takes an expression as it is, and only in its normal form and with names that are not
/// deprecated.
fn check_expression(
    input: &Input<'_>,
    normal: &str,
    at: &pyrel_diag::Location,
    reader: &mut Reader,
) {
    let written = license_as_written(input.pyproject).unwrap_or(normal);
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let deprecated = normal.split([' ', '(', ')']).find(|word| {
        let gnu = ["GPL-", "LGPL-", "AGPL-", "GFDL-"].iter().any(|name| word.starts_with(name));
        gnu && !(word.ends_with("-only") || word.ends_with("-or-later"))
    });
    let message = match deprecated {
        Some(name) => format!("uv_build refuses the deprecated licence identifier `{name}`"),
        None if plain(written) != normal => {
            format!("uv_build wants the licence expression in its normal form, `{normal}`")
        }
        None => return,
    };
    reader.report(Finding::new(&INVALID_VALUE, message).at(at.clone()));
}

/// PEP 794, as far as it is stated.
fn import_names(metadata: &mut Metadata, room: &Room, reader: &mut Reader) {
    let project = &room.project;
    let lists = [
        ("import-names", &project.import_names),
        ("import-namespaces", &project.import_namespaces),
    ];
    if lists.iter().all(|(_, list)| list.is_none()) {
        return;
    }
    let mut seen: [Vec<ImportName>; 2] = [Vec::new(), Vec::new()];
    for ((key, list), seen) in lists.into_iter().zip(&mut seen) {
        for name in list.iter().flatten() {
            match ImportName::parse(&name.value) {
                Ok(name) => seen.push(name),
                Err(why) => {
                    let message = format!("`project.{key}`: {why}");
                    reader.report(Finding::new(&INVALID_VALUE, message).at(name.location.clone()));
                }
            }
        }
    }
    let mut refuse = |message: &str| {
        reader.report(Finding::new(&INVALID_VALUE, message).at(project.location.clone()));
    };
    if project.import_namespaces.as_ref().is_some_and(Vec::is_empty) {
        refuse("`project.import-namespaces` must not be empty");
    }
    if room.chosen.profile.early {
        refuse("whether this release of uv_build knows import names is not known");
    }
    let [names, spaces] = seen;
    if let Some(both) = names.iter().find(|it| spaces.iter().any(|other| other.name == it.name)) {
        refuse(&format!("`{}` is both an import name and a namespace", both.name));
    }
    metadata.at_least = MetadataVersion::V2_5;
    metadata.import_names = match &project.import_names {
        Some(stated) if stated.is_empty() => vec![String::new()],
        _ => names.iter().map(spelled).collect(),
    };
    metadata.import_namespaces = spaces.iter().map(spelled).collect();
}

fn spelled(name: &ImportName) -> String {
    format!("{}{}", name.name, if name.private { "; private" } else { "" })
}
