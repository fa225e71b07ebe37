//! What the wheel and the sdist say about the project, as `pyproject-metadata` says it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{EntryPoints, Metadata, MetadataVersion, Person, TagSet, phrase};
use pyrel_tree::RelPath;
use pyrel_tree::glob::DotNames;

use super::{Input, Resolved, Room};
use crate::import_name::ImportName;
use crate::metadata::{entry_points, stated};
use crate::pyproject::{INVALID_VALUE, LicenseField, Located, Reader, Readme, Value};
use crate::{Error, license_files, named_file};

pub(super) static READS_ENVIRONMENT: Rule = Rule {
    id: "reads-environment",
    severity: Severity::Error,
    words: "a requirement holds a variable of the environment",
    remedy: "write the requirement out",
};

/// What is said, and the licence files, which are packed even where they are not named.
#[derive(Debug)]
pub(super) struct Stated {
    pub metadata: Metadata,
    pub entry_points: EntryPoints,
    pub tags: TagSet,
    pub licenses: Vec<RelPath>,
}

pub(super) fn read(room: &Room, version: &Resolved, reader: &mut Reader) -> Result<Stated, Error> {
    let project = &room.project;
    check_requirements(room, reader);
    check_readme(room, reader);
    let mut metadata = stated(project, version.version.clone(), &room.tree, reader);
    metadata.summary = metadata.summary.filter(|summary| !summary.is_empty());
    people(&mut metadata, room);
    normalise_extras(&mut metadata, reader, room);
    let licenses = licenses(&mut metadata, room, reader)?;
    import_names(&mut metadata, room, reader);
    for (label, _) in metadata.project_urls.iter().filter(|(label, _)| label.chars().count() > 32) {
        let message = format!("`project.urls`: the name `{label}` has more than 32 characters");
        reader.report(Finding::new(&INVALID_VALUE, message).at(project.location.clone()));
    }
    let mut entry_points = entry_points(project, reader).unwrap_or_default();
    for group in ["console_scripts", "gui_scripts"] {
        entry_points.add_group(group);
    }
    Ok(Stated { metadata, entry_points, tags: tags(room), licenses })
}

/// `${…}` stands for variables of the environment and for the place of the project.
fn check_requirements(room: &Room, reader: &mut Reader) {
    let extras = room.project.optional_dependencies.iter().flat_map(|(_, items)| items);
    for requirement in room.project.dependencies.iter().chain(extras) {
        if requirement.value.as_written().contains("${") {
            let message = format!("`{}` depends on where it is built", requirement.value);
            let at = requirement.location.clone();
            reader.report(Finding::new(&READS_ENVIRONMENT, message).at(at));
        }
    }
}

/// Only two endings tell the content type.
fn check_readme(room: &Room, reader: &mut Reader) {
    if let Some(Readme::File { path, content_type: None }) = &room.project.readme
        && ![".md", ".rst"].iter().any(|end| path.value.ends_with(end))
    {
        let message =
            format!("`project.readme`: pdm-backend knows no content type for `{}`", path.value);
        let finding = Finding::new(&INVALID_VALUE, message).at(path.location.clone());
        reader.report(
            finding.remedy("state the content type: `readme = {file = …, content-type = …}`"),
        );
    }
}

/// pdm writes a name that is there and empty as it is, into a header that says nothing.
pub(super) fn check_people(input: &Input<'_>, reader: &mut Reader) {
    let Some(project) = input.pyproject.table(&["project"]) else { return };
    for list in ["authors", "maintainers"].iter().filter_map(|key| project.get(key)?.as_list()) {
        for person in list.iter().filter_map(Value::as_table) {
            if let Some(name) = person.get("name").filter(|name| name.as_text() == Some("")) {
                reader.invalid(&name, "a name cannot be empty");
            }
        }
    }
}

/// A person with an address and no name is `Unknown`.
fn people(metadata: &mut Metadata, room: &Room) {
    let unicode = room.chosen.profile.unicode_addresses;
    let project = &room.project;
    (metadata.author, metadata.author_email) = headers(&project.authors, unicode);
    (metadata.maintainer, metadata.maintainer_email) = headers(&project.maintainers, unicode);
}

fn headers(people: &[Person], unicode: bool) -> (Option<String>, Option<String>) {
    let name = |person: &Person| person.name.clone().unwrap_or_else(|| "Unknown".to_owned());
    let address = |person: &Person| {
        let email = person.email.as_ref()?;
        let name = name(person);
        let shown = if unicode || name.is_ascii() { phrase(&name) } else { encoded_word(&name) };
        Some(format!("{shown} <{email}>"))
    };
    let nameless = people.iter().filter(|person| person.email.is_none());
    let names: Vec<String> = nameless.map(name).collect();
    let emails: Vec<String> = people.iter().filter_map(address).collect();
    let joined = |list: Vec<String>| (!list.is_empty()).then(|| list.join(", "));
    (joined(names), joined(emails))
}

/// A name beyond ASCII as Python's `email` module encodes it (RFC 2047): quoted or in base64,
/// whatever is shorter.
fn encoded_word(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-!*+/".contains(&byte);
    let quoted: String = text
        .bytes()
        .map(|byte| match byte {
            b' ' => "_".to_owned(),
            _ if plain(byte) => char::from(byte).to_string(),
            _ => format!("={byte:02X}"),
        })
        .collect();
    if text.len().div_ceil(3) * 4 < quoted.len() {
        format!("=?utf-8?b?{}?=", STANDARD.encode(text))
    } else {
        format!("=?utf-8?q?{quoted}?=")
    }
}

/// pdm-backend writes each `.` and `_` as `-`; where that is not the normal form, it is refused.
fn normalise_extras(metadata: &mut Metadata, reader: &mut Reader, room: &Room) {
    for (at, (extra, _)) in room.project.optional_dependencies.iter().enumerate() {
        let written = extra.value.as_str().replace(['.', '_'], "-").to_lowercase();
        if written != extra.value.normalized() {
            let message = format!("pdm-backend writes the extra `{}` as `{written}`", extra.value);
            let finding = Finding::new(&INVALID_VALUE, message).at(extra.location.clone());
            reader.report(finding.remedy(format!("name it `{}`", extra.value.normalized())));
        }
        if let (Some(provided), Ok(normal)) = (metadata.provides_extra.get_mut(at), written.parse())
        {
            *provided = normal;
        }
    }
}

/// Those that are named, or else those with the usual names, which no header tells of.
fn licenses(
    metadata: &mut Metadata,
    room: &Room,
    reader: &mut Reader,
) -> Result<Vec<RelPath>, Error> {
    let project = &room.project;
    let mut files = Vec::new();
    match &project.license {
        Some(LicenseField::Text(text)) => metadata.license = Some(text.value.clone()),
        Some(LicenseField::File(name)) => {
            let named = named_file::text("project.license.file", name, &room.tree, reader);
            if let Some((path, text)) = named {
                metadata.license = Some(text);
                files.push(path);
            }
        }
        Some(LicenseField::Expression(expression)) => {
            metadata.at_least = MetadataVersion::V2_4;
            let normal = expression.value.as_str();
            if room.license.as_deref().is_some_and(|written| written != normal) {
                let message =
                    format!("pdm-backend does not make `{normal}` of the licence expression");
                let finding = Finding::new(&INVALID_VALUE, message).at(expression.location.clone());
                reader.report(finding.remedy(format!("write `{normal}`")));
            }
        }
        None => {}
    }
    if let Some(patterns) = &project.license_files {
        metadata.at_least = MetadataVersion::V2_4;
        files.extend(license_files::matching(&room.tree, patterns, DotNames::Match, reader)?);
        files.sort();
        files.dedup();
        metadata.license_files = files.iter().map(RelPath::to_string).collect();
    } else if files.is_empty() {
        files = license_files::usual(&room.tree, &["LICEN[CS]E*", "COPYING*", "NOTICE*"])?;
    }
    Ok(files)
}

/// PEP 794, as far as it is stated.
fn import_names(metadata: &mut Metadata, room: &Room, reader: &mut Reader) {
    let project = &room.project;
    let lists = [
        ("import-names", &project.import_names),
        ("import-namespaces", &project.import_namespaces),
    ];
    let mut known: Vec<String> = Vec::new();
    for (key, list) in lists {
        for name in list.iter().flatten() {
            match ImportName::parse(&name.value) {
                Err(why) => report(&format!("`project.{key}`: {why}"), name, reader),
                Ok(it) if known.contains(&it.name) => {
                    report(
                        &format!("`project.{key}`: `{}` is listed twice", it.name),
                        name,
                        reader,
                    );
                }
                Ok(it) => known.push(it.name),
            }
        }
    }
    for name in known.iter().filter_map(|name| name.rsplit_once('.')) {
        if !known.iter().any(|other| other == name.0) {
            let message = format!("the import name `{}` is missing", name.0);
            reader.report(Finding::new(&INVALID_VALUE, message).at(project.location.clone()));
        }
    }
    if lists.iter().all(|(_, list)| list.is_none()) || !room.chosen.profile.import_names {
        return;
    }
    metadata.at_least = MetadataVersion::V2_5;
    if let Some(LicenseField::File(name)) = &project.license {
        // It would be named with the place of the project in front.
        let message = "pdm-backend writes where the licence file lies beside import names";
        report(message, name, reader);
    }
    let texts = |list: &Option<Vec<Located<String>>>| -> Vec<String> {
        list.iter().flatten().map(|name| name.value.clone()).collect()
    };
    metadata.import_namespaces = texts(&project.import_namespaces);
    metadata.import_names = match &project.import_names {
        Some(names) if names.is_empty() => vec![String::new()],
        names => texts(names),
    };
}

fn report(message: &str, name: &Located<String>, reader: &mut Reader) {
    reader.report(Finding::new(&INVALID_VALUE, message).at(name.location.clone()));
}

/// For Python 2 as well, unless `requires-python` rules 2.7 out.
fn tags(room: &Room) -> TagSet {
    let python2 = "2.7".parse();
    let requires = room.project.requires_python.as_ref();
    let admits = python2.is_ok_and(|python2| requires.is_none_or(|it| it.value.contains(&python2)));
    if admits { TagSet::py2_py3() } else { TagSet::py3() }
}
