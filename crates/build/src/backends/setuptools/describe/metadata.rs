//! The metadata as setuptools states it.

use std::collections::BTreeSet;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::{EntryPoints, ExtraName, Metadata};
use pyrel_tree::glob::PythonGlob;
use pyrel_tree::{RelPath, SourceTree};

use super::super::releases::{self, Licenses};
use super::super::{Input, Room};
use super::config::invalid;
use crate::Error;
use crate::license_files::NO_LICENSE_FILE;
use crate::metadata::{entry_points, stated};
use crate::named_file;
use crate::pyproject::{
    INVALID_VALUE, LicenseField, Located, ProjectTable, Reader, Readme, UNKNOWN_KEY,
};

/// What the wheel and the sdist say about the project.
#[derive(Debug)]
pub(crate) struct Stated {
    pub metadata: Metadata,
    pub entry_points: Option<EntryPoints>,
    /// The files that `pyproject.toml` names, which the sdist holds whatever `MANIFEST.in` says.
    pub referenced: Vec<RelPath>,
}

static IMPORT_NAMES: Rule = Rule {
    id: "import-names",
    severity: Severity::Error,
    words: "a key of [project] that setuptools does not implement",
    remedy: "remove the key",
};

static OLD_LICENSE_PATTERN: Rule = Rule {
    id: "unmatched-license-pattern",
    severity: Severity::Warning,
    words: "a pattern of `tool.setuptools.license-files` matches nothing",
    remedy: "remove the pattern, or name the files in `project.license-files`",
};

static GENERATED_LICENSE: Rule = Rule {
    id: "generated-license-file",
    severity: Severity::Error,
    words: "a pattern of licence files takes files that setuptools itself writes",
    remedy: "name the licence files more closely in `project.license-files`",
};

impl Stated {
    /// The root folder of the sdist, in which setuptools gathers its files.
    pub(crate) fn own_root(&self) -> String {
        format!("{}-{}", self.metadata.name.escaped(), self.metadata.version)
    }
}

/// Licence files that are taken without being named, in this order.
const USUAL_LICENSES: [&str; 4] = ["LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*"];

/// `[project]`, without which the description would lie in code.
pub(crate) fn project_table(input: &Input<'_>, reader: &mut Reader) -> Result<ProjectTable, Error> {
    let project = ProjectTable::read(input.pyproject, &UNKNOWN_KEY, reader);
    let project = input.project(project, reader)?;
    for (key, names) in
        [("import-names", &project.import_names), ("import-namespaces", &project.import_namespaces)]
    {
        if names.is_some() || project.dynamic.get(key).is_some() {
            let message = format!("setuptools does not implement `project.{key}`");
            reader.report(Finding::new(&IMPORT_NAMES, message).at(project.location.clone()));
        }
    }
    Ok(project)
}

pub(crate) fn read(
    tree: &SourceTree,
    room: &Room,
    mut referenced: Vec<RelPath>,
    reader: &mut Reader,
) -> Result<Stated, Error> {
    let project = &room.project;
    releases::check_license(project, room.profile, reader);
    releases::check_extras(project, room.profile, reader);
    let version = project.version.as_ref().map(|version| version.value.clone());
    // What is wrong with the version is reported; the rest can be looked at all the same.
    let Some(version) = version.or_else(|| "0".parse().ok()) else {
        return Err(std::mem::take(reader).refuse());
    };
    check_readme_type(project, reader);
    let mut metadata = stated(project, version, tree, reader);
    metadata.exactly = Some(room.profile.metadata_version);
    metadata.summary = metadata.summary.as_deref().map(first_line).filter(|text| !text.is_empty());
    metadata.license = license_text(tree, project, reader).filter(|text| !text.is_empty());
    let extras = metadata.provides_extra.into_iter().map(ExtraName::into_normalized);
    metadata.provides_extra = extras.collect();
    metadata.platforms.clone_from(&room.config.platforms);
    metadata.provides.clone_from(&room.config.provides);
    metadata.obsoletes.clone_from(&room.config.obsoletes);
    metadata.license_files = license_files(tree, room, reader)?;
    if !metadata.license_files.is_empty() && room.profile.licenses == Licenses::InFolder {
        // Even where they are named: setuptools takes the list of files for computed.
        metadata.dynamic = vec!["license-file".to_owned()];
    }
    for name in named_files(project) {
        referenced.extend(RelPath::new(&name.value));
    }
    Ok(Stated { entry_points: filled_entry_points(project, reader), metadata, referenced })
}

fn named_files(project: &ProjectTable) -> impl Iterator<Item = &Located<String>> {
    let readme = project.readme.as_ref().and_then(Readme::file);
    let license = match &project.license {
        Some(LicenseField::File(name)) => Some(name),
        Some(LicenseField::Expression(_) | LicenseField::Text(_)) | None => None,
    };
    readme.into_iter().chain(license)
}

/// setuptools knows three suffixes and refuses all others; a name without one is no mistake.
fn check_readme_type(project: &ProjectTable, reader: &mut Reader) {
    let Some(Readme::File { path, content_type: None }) = &project.readme else { return };
    let name = path.value.rsplit('/').next().unwrap_or_default().to_lowercase();
    let suffix = name.trim_start_matches('.').rsplit_once('.').map(|(_, suffix)| suffix);
    if !matches!(suffix, None | Some("md" | "rst" | "txt")) {
        let message =
            format!("`project.readme`: the name `{}` does not tell the content type", path.value);
        let finding = Finding::new(&INVALID_VALUE, message).at(path.location.clone());
        reader.report(
            finding.remedy("write `readme = {file = \"…\", content-type = \"text/markdown\"}`"),
        );
    }
}

/// A summary of several lines is cut after the first, the blanks around the whole taken off.
fn first_line(text: &str) -> String {
    match text.contains('\n') {
        true => text.trim().split('\n').next().unwrap_or_default().to_owned(),
        false => text.to_owned(),
    }
}

/// The text of an old licence table.
fn license_text(tree: &SourceTree, project: &ProjectTable, reader: &mut Reader) -> Option<String> {
    match project.license.as_ref()? {
        LicenseField::Expression(_) => None,
        LicenseField::Text(text) => Some(text.value.clone()),
        LicenseField::File(name) => {
            named_file::text("project.license.file", name, tree, reader).map(|(_, text)| text)
        }
    }
}

/// The licence files in the order of the patterns, those of each pattern by name.
fn license_files(
    tree: &SourceTree,
    room: &Room,
    reader: &mut Reader,
) -> Result<Vec<String>, Error> {
    let (patterns, unmatched) = match (&room.project.license_files, &room.config.license_files) {
        (Some(patterns), Some(old)) => {
            let message =
                "`tool.setuptools.license-files` cannot stand beside `project.license-files`";
            let at = old.first().map_or(&room.project.location, |pattern| &pattern.location);
            reader.report(Finding::new(&INVALID_VALUE, message).at(at.clone()));
            (patterns, &NO_LICENSE_FILE)
        }
        (Some(patterns), None) => (patterns, &NO_LICENSE_FILE),
        (None, Some(patterns)) => (patterns, &OLD_LICENSE_PATTERN),
        (None, None) => return usual_licenses(tree),
    };
    let mut files = Vec::new();
    for pattern in patterns {
        let glob = match PythonGlob::new(&pattern.value) {
            Ok(glob) => glob,
            Err(error) => {
                reader.report(invalid(pattern, error));
                continue;
            }
        };
        let found = matching(tree, &glob)?;
        if found.is_empty() {
            let message = format!("no file matches the pattern `{}`", pattern.value);
            reader.report(Finding::new(unmatched, message).at(pattern.location.clone()));
        }
        files.extend(found);
    }
    Ok(unique(files))
}

/// A pattern as wide as `**` takes the egg-info folder, and the metadata would hold itself.
pub(crate) fn check_licenses(
    written: &SourceTree,
    room: &Room,
    stated: &Stated,
    reader: &mut Reader,
) -> Result<(), Error> {
    let found = license_files(written, room, &mut Reader::new())?;
    if let Some(file) = found.iter().find(|file| !stated.metadata.license_files.contains(file)) {
        let message = format!("a pattern of `license-files` takes `{file}`");
        let finding = Finding::new(&GENERATED_LICENSE, message);
        reader.report(finding.at(room.project.location.clone()));
    }
    Ok(())
}

fn usual_licenses(tree: &SourceTree) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    for glob in USUAL_LICENSES.iter().filter_map(|pattern| PythonGlob::new(pattern).ok()) {
        files.extend(matching(tree, &glob)?);
    }
    Ok(unique(files))
}

/// Backups of editors, whose names end in a tilde, do not count.
fn matching(tree: &SourceTree, glob: &PythonGlob) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    for path in glob.expand(tree, &RelPath::root())? {
        if !path.as_str().ends_with('~') && tree.is_file(&path)? {
            files.push(path.to_string());
        }
    }
    Ok(files)
}

fn unique(mut files: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    files
}

/// A group without names is none.
fn filled_entry_points(project: &ProjectTable, reader: &mut Reader) -> Option<EntryPoints> {
    let mut filled = project.clone();
    filled.entry_points.retain(|group| !group.items.is_empty());
    entry_points(&filled, reader)
}
