//! `[project]` as hatchling writes it into core metadata.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{
    ContentType, EntryPoints, LicenseExpression, Metadata, MetadataVersion, TagSet, Version,
    VersionSpecifiers,
};
use pyrel_tree::glob::PythonGlob;
use pyrel_tree::{RelPath, SourceTree};

use super::config::Target;
use super::requirements::Resolved;
use super::{Profile, Room};
use crate::Error;
use crate::metadata::{entry_points, stated};
use crate::named_file;
use crate::pyproject::{INVALID_VALUE, LicenseField, Located, Reader, Readme};
use pyrel_python::split_lines;

pub(super) static METADATA_VERSION: Rule = Rule {
    id: "core-metadata-version",
    severity: Severity::Error,
    words: "a version of core metadata that is not written",
    remedy: "leave the option out, or write \"2.4\"",
};

pub(super) static NO_PYTHON: Rule = Rule {
    id: "no-python",
    severity: Severity::Error,
    words: "`requires-python` admits neither Python 2 nor Python 3",
    remedy: "correct `requires-python`",
};

/// What the wheel and the sdist say about the project.
#[derive(Debug)]
pub(super) struct Stated {
    /// All of it, in no version of the format.
    pub stated: Metadata,
    pub requirements: Resolved,
    /// As the wheel says it.
    pub metadata: Metadata,
    /// As the sdist says it, or why it cannot.
    pub pkg_info: Result<Metadata, Finding>,
    pub entry_points: Option<EntryPoints>,
    pub tags: TagSet,
    pub readme: Option<RelPath>,
    pub licenses: Vec<RelPath>,
}

/// Licence files that are taken without being named.
const LICENSES: [&str; 4] = ["LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*"];

/// Everything that goes into metadata.
pub(super) fn read(room: &Room, version: Version, reader: &mut Reader) -> Result<Stated, Error> {
    let project = &room.project;
    check_readme(project.readme.as_ref(), reader);
    let mut metadata = stated(project, version, &room.tree, reader);
    metadata.summary = metadata.summary.map(|text| joined(&text, " ")).filter(|it| !it.is_empty());
    metadata.keywords.sort();
    metadata.keywords.dedup();
    classifiers(&mut metadata.classifiers);
    metadata.description = metadata.description.filter(|text| !text.is_empty());
    if metadata.description.is_none() {
        metadata.description_content_type = None;
    }
    if let Some(told) = &room.pkg_info {
        people(&mut metadata, told);
    }
    let requirements = Resolved::read(room, reader);
    requirements.fill(&mut metadata);
    metadata.license = license(room, reader).filter(|text| !text.is_empty());
    let licenses = licenses(room, reader)?;
    metadata.license_files = licenses.iter().map(RelPath::to_string).collect();
    import_names(&mut metadata, room, reader);
    metadata.dynamic = still_dynamic(room);
    let as_asked = |target: &Target| {
        at_version(metadata.clone(), target.core_metadata_version.as_ref(), room.profile)
    };
    let wheel = as_asked(&room.config.wheel).unwrap_or_else(|wrong| {
        reader.report(wrong);
        metadata.clone()
    });
    let pkg_info = as_asked(&room.config.sdist);
    let readme = project.readme.as_ref().and_then(Readme::file);
    Ok(Stated {
        stated: metadata,
        requirements,
        metadata: wheel,
        pkg_info,
        entry_points: entry_points(project, reader),
        tags: tags(room, reader),
        readme: readme.and_then(|name| RelPath::new(&name.value).ok()),
        licenses,
    })
}

/// Python's `sep.join(text.splitlines())`.
fn joined(text: &str, separator: &str) -> String {
    let text = named_file::universal_newlines(text);
    split_lines(&text).into_iter().map(|(line, _)| line).collect::<Vec<_>>().join(separator)
}

fn people(metadata: &mut Metadata, told: &super::pkg_info::PkgInfo) {
    if told.gives("authors") {
        metadata.author.clone_from(&told.metadata.author);
        metadata.author_email.clone_from(&told.metadata.author_email);
    }
    if told.gives("maintainers") {
        metadata.maintainer.clone_from(&told.metadata.maintainer);
        metadata.maintainer_email.clone_from(&told.metadata.maintainer_email);
    }
}

/// Each once, private ones first, numbers by their value: the order of the index's own list.
fn classifiers(classifiers: &mut Vec<String>) {
    let key = |text: &String| {
        let is_public = !text.to_lowercase().starts_with("private ::");
        (is_public, by_number(text))
    };
    classifiers.sort_by_cached_key(key);
    classifiers.dedup();
}

/// A text cut before and after its numbers.
fn by_number(text: &str) -> Vec<(String, Option<u64>)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (words, after) = rest.split_at(digits);
        let end = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (number, after) = after.split_at(end);
        parts.push((words.to_owned(), number.parse().ok()));
        rest = after;
    }
    parts
}

/// hatchling knows three kinds of readmes, by the end of the name or by their exact type.
fn check_readme(readme: Option<&Readme>, reader: &mut Reader) {
    let Some(readme) = readme else { return };
    let (stated, file) = match readme {
        Readme::File { path, content_type } => (content_type.as_ref(), Some(path)),
        Readme::Text { content_type, .. } => (content_type.as_ref(), None),
    };
    let known = [ContentType::Markdown, ContentType::ReStructuredText, ContentType::PlainText];
    let refuse = |text: &Located<String>, why: &str| {
        let message = format!("`project.readme`: `{}` {why}", text.value);
        Finding::new(&INVALID_VALUE, message).at(text.location.clone())
    };
    match (stated, file) {
        (Some(stated), _) if !known.iter().any(|it| it.as_str() == stated.value) => {
            let why = "is none of the content types `text/markdown`, `text/x-rst`, `text/plain`";
            reader.report(refuse(stated, why));
        }
        (None, Some(path)) if ContentType::of_file(&path.value).is_none() => {
            let why = "has none of the endings `.md`, `.rst`, `.txt`";
            reader.report(refuse(path, why));
        }
        _ => {}
    }
}

/// The text of the deprecated licence table, with line feeds between its lines.
fn license(room: &Room, reader: &mut Reader) -> Option<String> {
    let text = match room.project.license.as_ref()? {
        LicenseField::Expression(_) => return None,
        LicenseField::Text(text) => text.value.clone(),
        LicenseField::File(name) => {
            named_file::text("project.license.file", name, &room.tree, reader)?.1
        }
    };
    Some(joined(&text, "\n"))
}

/// The licence files: those that Python's `glob` finds, in which `**` is no more than `*`, each
/// once and all in one order.
fn licenses(room: &Room, reader: &mut Reader) -> Result<Vec<RelPath>, Error> {
    let mut found: Vec<RelPath> = Vec::new();
    let Some(patterns) = &room.project.license_files else {
        for pattern in LICENSES {
            found.extend(matching(&room.tree, pattern).unwrap_or_default());
        }
        found.sort();
        return Ok(found);
    };
    for pattern in patterns {
        let matched = match matching(&room.tree, &pattern.value) {
            Ok(matched) => matched,
            Err(Error::Refused(_)) => {
                let why = "is no pattern of files in the project";
                let message = format!("`project.license-files`: `{}` {why}", pattern.value);
                reader.report(Finding::new(&INVALID_VALUE, message).at(pattern.location.clone()));
                continue;
            }
            Err(error) => return Err(error),
        };
        if let Some(twice) = matched.iter().find(|path| found.contains(path)) {
            let message =
                format!("`project.license-files`: `{}` finds `{twice}` once more", pattern.value);
            reader.report(Finding::new(&INVALID_VALUE, message).at(pattern.location.clone()));
        }
        found.extend(matched);
    }
    found.sort();
    Ok(found)
}

fn matching(tree: &SourceTree, pattern: &str) -> Result<Vec<RelPath>, Error> {
    let mut pattern = pattern.to_owned();
    while pattern.contains("**") {
        pattern = pattern.replace("**", "*");
    }
    let glob = PythonGlob::new(&pattern)
        .map_err(|error| Error::refused(Finding::new(&INVALID_VALUE, error.to_string())))?;
    let mut found = Vec::new();
    for path in glob.expand(tree, &RelPath::root())? {
        if tree.is_file(&path)? {
            found.push(path);
        }
    }
    Ok(found)
}

/// PEP 794, which hatchling writes from metadata 2.5 on.
fn import_names(metadata: &mut Metadata, room: &Room, reader: &mut Reader) {
    if !room.profile.import_names {
        return;
    }
    let project = &room.project;
    let names = names("import-names", project.import_names.as_deref(), room, reader);
    let spaces = names_of_spaces(room, reader);
    if let Some(both) = names.iter().flatten().find(|name| spaces.contains(name)) {
        let message = format!("`{both}` is an import name and a namespace at once");
        reader.report(Finding::new(&INVALID_VALUE, message).at(project.location.clone()));
    }
    if names.as_ref().is_some_and(Vec::is_empty) && spaces.is_empty() {
        // A line without a colon: all that follows it becomes part of the description.
        let message = "hatchling breaks its metadata on `import-names = []`";
        reader.report(Finding::new(&INVALID_VALUE, message).at(project.location.clone()));
    }
    metadata.import_names = names.unwrap_or_default();
    metadata.import_namespaces = spaces;
}

fn names_of_spaces(room: &Room, reader: &mut Reader) -> Vec<String> {
    let spaces = room.project.import_namespaces.as_deref();
    names("import-namespaces", spaces, room, reader).unwrap_or_default()
}

/// Sorted names, those that are private with what says so.
fn names(
    key: &str,
    texts: Option<&[Located<String>]>,
    room: &Room,
    reader: &mut Reader,
) -> Option<Vec<String>> {
    let mut sorted: Vec<&Located<String>> = texts?.iter().collect();
    sorted.sort_by(|a, b| a.value.cmp(&b.value));
    let mut found = Vec::new();
    for text in sorted {
        let (name, annotation) = match text.value.split_once(';') {
            Some((name, annotation)) => (name.trim(), Some(annotation.trim())),
            None => (text.value.as_str(), None),
        };
        let is_annotated = annotation == Some("private") && room.profile.private_names;
        let is_identifier = |part: &str| {
            let mut chars = part.chars();
            let starts = |c: char| c.is_alphabetic() || c == '_';
            chars.next().is_some_and(starts) && chars.all(|c| c.is_alphanumeric() || c == '_')
        };
        if !name.split('.').all(is_identifier) || (annotation.is_some() && !is_annotated) {
            let message = format!("`project.{key}`: `{}` is no import name", text.value);
            reader.report(Finding::new(&INVALID_VALUE, message).at(text.location.clone()));
        }
        let private = is_annotated || name.starts_with('_');
        found.push(if private { format!("{name}; private") } else { name.to_owned() });
    }
    Some(found)
}

/// Fields that are dynamic and that nothing gave.
fn still_dynamic(room: &Room) -> Vec<String> {
    let mut fields = room.dynamic.clone();
    fields.sort();
    let mut headers: Vec<String> = Vec::new();
    for field in fields {
        let named: &[&str] = match field.as_str() {
            "authors" => &["Author", "Author-email"],
            "classifiers" => &["Classifier"],
            "dependencies" => &["Requires-Dist"],
            "description" => &["Summary"],
            "import-names" if room.profile.import_names => &["Import-Name"],
            "import-namespaces" if room.profile.import_names => &["Import-Namespace"],
            "keywords" => &["Keywords"],
            "license" => &["License", "License-Expression"],
            "license-files" => &["License-Files"],
            "maintainers" => &["Maintainer", "Maintainer-email"],
            "optional-dependencies" => &["Requires-Dist", "Provides-Extra"],
            "readme" => &["Description", "Description-Content-Type"],
            "requires-python" => &["Requires-Python"],
            "urls" => &["Project-URL"],
            _ => &[],
        };
        for header in named {
            if !headers.iter().any(|known| known == header) {
                headers.push((*header).to_owned());
            }
        }
    }
    headers
}

/// The metadata as a version of the format has it: the one that is asked for, or that of the band.
fn at_version(
    mut metadata: Metadata,
    asked: Option<&Located<String>>,
    profile: &Profile,
) -> Result<Metadata, Finding> {
    let version = match asked {
        None => profile.metadata_version,
        Some(asked) => match known(&asked.value).filter(|it| *it <= profile.newest_metadata) {
            Some(version) => version,
            None => {
                let message = format!("metadata `{}` is not written", asked.value);
                let finding = Finding::new(&METADATA_VERSION, message);
                return Err(finding.at(asked.location.clone()));
            }
        },
    };
    metadata.at_least = version;
    metadata.version_spelling = profile.version_spelling;
    if version < MetadataVersion::V2_5 {
        metadata.import_names.clear();
        metadata.import_namespaces.clear();
    }
    if version < MetadataVersion::V2_4 {
        let expression = metadata.license_expression.take();
        let files = std::mem::take(&mut metadata.license_files);
        if profile.draft_licenses {
            let text = expression.map(|it| it.to_string());
            let header = |name: &str, value: String| (name.to_owned(), value);
            metadata.other.extend(text.map(|text| header("License-Expression", text)));
            metadata.other.extend(files.into_iter().map(|file| header("License-File", file)));
        } else {
            let text = expression.as_ref().map(LicenseExpression::to_string);
            metadata.license = metadata.license.or(text);
        }
    }
    if version < MetadataVersion::V2_2 {
        metadata.dynamic.clear();
    }
    Ok(metadata)
}

fn known(version: &str) -> Option<MetadataVersion> {
    use MetadataVersion::{V2_1, V2_2, V2_3, V2_4, V2_5};
    [V2_1, V2_2, V2_3, V2_4, V2_5].into_iter().find(|known| known.as_str() == version)
}

/// `py2` and `py3`, as far as `requires-python` admits some minor version of them.
fn tags(room: &Room, reader: &mut Reader) -> TagSet {
    let asked = room.project.requires_python.as_ref();
    let default = VersionSpecifiers::default();
    let specifiers = asked.map_or(&default, |asked| &asked.value);
    let admits = |major: u8, minor: u8, patch: u8| {
        let version = format!("{major}.{minor}.{patch}").parse();
        version.is_ok_and(|version| specifiers.contains(&version))
    };
    let roughly = |major: u8| (0..100).any(|minor| admits(major, minor, 100));
    let exactly =
        |major: u8| (0..100).any(|minor| (0..100).any(|patch| admits(major, minor, patch)));
    let mut majors = (roughly(2), roughly(3));
    if majors == (false, false) {
        majors = (exactly(2), exactly(3));
    }
    match majors {
        (true, true) => return TagSet::py2_py3(),
        (true, false) => return TagSet::pure("py2").unwrap_or_else(|_| TagSet::py3()),
        (false, true) => {}
        (false, false) => {
            let finding = Finding::new(&NO_PYTHON, "no Python is admitted");
            reader.report(match asked {
                Some(asked) => finding.at(asked.location.clone()),
                None => finding,
            });
        }
    }
    TagSet::py3()
}
