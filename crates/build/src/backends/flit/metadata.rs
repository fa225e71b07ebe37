//! What flit reads out of the module: version, description, import names.

use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_pep::{EntryPoints, ExtraName, Metadata, TagSet, Version};
use pyrel_tree::glob::DotNames;
use pyrel_tree::{RelPath, SourceTree};

use super::releases::{Extras, Knows, Licenses, Profile, Python2};
use super::{Input, Room};
use crate::Error;
use crate::license_files;
use crate::metadata::{entry_points, stated};
use crate::named_file;
use crate::pkg_info::PkgInfo;
use crate::pyproject::{
    INVALID_VALUE, LicenseField, Located, MISSING_KEY, PASSED_OVER_KEY, ProjectTable, Reader,
    UNKNOWN_KEY,
};
use crate::version_place::{Spelling, VersionPlace};
use pyrel_python::ends_line;
use pyrel_python::{Assigned, Literal, PythonSource};

pub(super) static NOT_STATIC: Rule = Rule {
    id: "not-static",
    severity: Severity::Error,
    words: "a dynamic field could only be found by running the module",
    remedy: "write it as a literal in the module, or into [project]",
};

pub(super) static NOT_DYNAMIC: Rule = Rule {
    id: "not-dynamic",
    severity: Severity::Error,
    words: "a field is listed in `dynamic` that the backend does not fill in",
    remedy: "write its value into [project]",
};

/// What the wheel and the sdist say about the project.
#[derive(Debug)]
pub(super) struct Stated {
    pub metadata: Metadata,
    pub entry_points: Option<EntryPoints>,
    pub tags: TagSet,
    /// The licence files, which the wheel holds.
    pub licenses: Vec<RelPath>,
    /// The files that `pyproject.toml` names, which the sdist must hold.
    pub referenced: Vec<RelPath>,
    /// What is said of metadata that are from an sdist's own.
    pub note: Option<String>,
}

/// `[project]`, which flit cannot do without.
pub(super) fn project_table(
    input: &Input<'_>,
    profile: &Profile,
    reader: &mut Reader,
) -> Result<ProjectTable, Error> {
    let unknown = if profile.knows == Knows::ImportNames { &UNKNOWN_KEY } else { &PASSED_OVER_KEY };
    let project = input.project(ProjectTable::read(input.pyproject, unknown, reader), reader)?;
    for field in project.dynamic.iter() {
        let allowed: &[&str] = if profile.knows == Knows::ImportNames {
            &["version", "description", "import-names", "import-namespaces"]
        } else {
            &["version", "description"]
        };
        if !allowed.contains(&field.value.as_str()) {
            let message = format!("flit_core does not fill in `{}`", field.value);
            reader.report(Finding::new(&NOT_DYNAMIC, message).at(field.location.clone()));
        }
    }
    Ok(project)
}

pub(super) fn read(tree: &SourceTree, room: &Room, reader: &mut Reader) -> Result<Stated, Error> {
    let project = &room.project;
    let module = ModuleText::read(tree, room)?;
    let told = if module.is_imported(room) { module.told(tree, room)? } else { None };
    let note = told.as_ref().map(PkgInfo::note_of_import);
    let (version, summary) = match told {
        Some(told) => {
            let summary = told.summary().map(str::to_owned);
            (Some(told.metadata.version), summary)
        }
        None => (module.version(room, reader), module.summary(room, reader)),
    };
    // What is wrong with the version is reported; the rest can be looked at all the same.
    let Some(version) = version.or_else(|| "0".parse().ok()) else {
        return Err(std::mem::take(reader).refuse());
    };
    let mut metadata = stated(project, version, tree, reader);
    metadata.summary = metadata.summary.or(summary);
    metadata.at_least = room.profile.metadata_version;
    metadata.project_urls.sort();
    if room.profile.extras == Extras::Normalised {
        let extras = metadata.provides_extra.into_iter().map(ExtraName::into_normalized);
        metadata.provides_extra = extras.collect();
    }
    metadata.provides_extra.sort();
    if let Some(legacy) = &room.legacy {
        legacy.fill(&mut metadata);
    }
    let licenses = licenses(tree, room, reader)?;
    if let Licenses::Named(_) = room.profile.licenses {
        metadata.license_files = licenses.in_wheel.iter().map(RelPath::to_string).collect();
    }
    import_names(&mut metadata, room, reader);
    let readme = project.readme.as_ref().and_then(|readme| readme.file());
    let mut referenced: Vec<RelPath> = readme
        .and_then(|name| RelPath::new(&name.value).ok())
        .filter(|path| !path.is_root())
        .into_iter()
        .collect();
    referenced.extend(licenses.in_sdist);
    Ok(Stated {
        entry_points: entry_points(project, reader),
        tags: tags(project, room.profile),
        licenses: licenses.in_wheel,
        metadata,
        referenced,
        note,
    })
}

/// Where the version is that the module states.
pub(super) fn version_place(tree: &SourceTree, room: &Room) -> Result<VersionPlace, Error> {
    let module = ModuleText::read(tree, room)?;
    match module.version_constant() {
        Some((source, Assigned::Literal { range, .. })) => {
            Ok(VersionPlace { source: source.source().clone(), range, spelling: Spelling::Python })
        }
        _ => Err(Error::refused(not_static(room, "version", "`__version__ = \"…\"`"))),
    }
}

/// The module's files that metadata may be read from; empty where nothing is dynamic.
struct ModuleText {
    files: Vec<PythonSource>,
}

impl ModuleText {
    fn read(tree: &SourceTree, room: &Room) -> Result<Self, Error> {
        let dynamic = &room.project.dynamic;
        let mut files = Vec::new();
        if dynamic.get("version").is_some() || dynamic.get("description").is_some() {
            for path in room.module.version_files(tree, room.profile)? {
                files.push(PythonSource::read(tree, &path)?);
            }
        }
        Ok(Self { files })
    }

    /// Whether flit imports the module, since a field that it asks for is nowhere as a literal.
    fn is_imported(&self, room: &Room) -> bool {
        let asks = |field| room.project.dynamic.get(field).is_some();
        asks("version") && self.version_constant().is_none()
            || asks("description") && self.docstring_line().is_none()
    }

    /// What an sdist tells in place of the import, where that is no other than what the module and
    /// `[project]` say in literals: flit takes all from the import then.
    fn told(&self, tree: &SourceTree, room: &Room) -> Result<Option<PkgInfo>, Error> {
        let Some(info) = PkgInfo::read(tree)? else { return Ok(None) };
        let literal: Option<Version> = match (&room.project.version, self.version_constant()) {
            (Some(version), _) => Some(version.value.clone()),
            (None, Some((_, Assigned::Literal { value: Literal::Text(text), .. }))) => {
                text.parse().ok()
            }
            (None, Some(_)) => return Ok(None),
            (None, None) => Some(info.metadata.version.clone()),
        };
        let line = self.docstring_line();
        let stated = room.project.description.as_ref().map(|text| text.value.as_str());
        let summary = stated.or(line.as_deref()).or(info.summary());
        let agrees = literal.as_ref() == Some(&info.metadata.version)
            && summary.is_some()
            && summary == info.summary()
            && info.is_of(&room.project.name.value);
        Ok(Some(info).filter(|_| agrees))
    }

    /// The first line of the docstring.
    fn docstring_line(&self) -> Option<String> {
        let docstring = self.files.last().and_then(PythonSource::docstring)?;
        first_line(docstring.trim_start()).map(str::to_owned)
    }

    /// The version, from `[project]` or the module.
    fn version(&self, room: &Room, reader: &mut Reader) -> Option<Version> {
        if let Some(version) = &room.project.version {
            return Some(version.value.clone());
        }
        let Some(asked) = room.project.dynamic.get("version") else {
            reader.report_all(missing(room, "version"));
            return None;
        };
        match self.version_constant() {
            Some((_, Assigned::Literal { value: Literal::Text(text), location, .. })) => {
                let parsed = text.parse();
                if let Err(error) = &parsed {
                    let message = format!("`__version__`: {error}");
                    reader.report(Finding::new(&INVALID_VALUE, message).at(location));
                }
                parsed.ok()
            }
            Some((_, Assigned::Literal { location, .. } | Assigned::Code(location))) => {
                let message = "`__version__` is not a string";
                reader.report(Finding::new(&INVALID_VALUE, message).at(location));
                None
            }
            None => {
                reader.report(self.not_literal("__version__", asked, room));
                None
            }
        }
    }

    /// The first constant that each file assigns to `__version__`; the last file's counts. What is
    /// no constant is passed over, as flit does before it imports the module.
    fn version_constant(&self) -> Option<(&PythonSource, Assigned)> {
        self.files.iter().rev().find_map(|source| {
            let is_constant = |assigned: &Assigned| match assigned {
                Assigned::Literal { value, .. } => !matches!(value, Literal::Items(_)),
                Assigned::Code(_) => false,
            };
            Some((source, source.assignments("__version__").find(is_constant)?))
        })
    }

    fn not_literal(&self, name: &str, asked: &Location, room: &Room) -> Finding {
        let assigned = self.files.iter().rev().find_map(|source| source.first_assignment(name));
        match assigned {
            Some(Assigned::Literal { location, .. } | Assigned::Code(location)) => {
                let message = format!("`{name}` is not a literal, and the module is not run");
                Finding::new(&NOT_STATIC, message).at(location)
            }
            None => not_static(room, "version", "`__version__ = \"…\"`").at(asked.clone()),
        }
    }

    /// The first line of the docstring, if the description is asked from the module.
    fn summary(&self, room: &Room, reader: &mut Reader) -> Option<String> {
        if room.project.description.is_some() {
            return None;
        }
        if room.project.dynamic.get("description").is_none() {
            reader.report_all(missing(room, "description"));
            return None;
        }
        let line = self.docstring_line();
        if line.is_none() {
            reader.report(not_static(room, "description", "docstring"));
        }
        line
    }
}

/// Python's `splitlines()[0]`.
fn first_line(text: &str) -> Option<&str> {
    text.split(ends_line).next().filter(|line| !line.is_empty())
}

fn missing(room: &Room, field: &str) -> Option<Finding> {
    let message = format!("`project.{field}` is missing and not listed in `dynamic`");
    let finding = Finding::new(&MISSING_KEY, message).at(room.project.location.clone());
    (!room.project.has(field)).then_some(finding)
}

fn not_static(room: &Room, field: &str, wanted: &str) -> Finding {
    let message = format!("`{field}` is dynamic, but `{}` has no {wanted}", room.module.init());
    let finding = Finding::new(&NOT_STATIC, message);
    match room.project.dynamic.get(field) {
        Some(at) => finding.at(at.clone()),
        None => finding.in_file(room.module.init().as_str()),
    }
}

/// The licence files of a project.
#[derive(Debug)]
pub(super) struct LicenseFiles {
    /// Those that the wheel holds, in the order of their names.
    pub in_wheel: Vec<RelPath>,
    /// Those that the sdist must hold.
    pub in_sdist: Vec<RelPath>,
}

/// Those of the patterns, or those with the usual names and the one that an old licence table
/// names. In the days before PEP 639 the two had nothing to do with each other.
fn licenses(tree: &SourceTree, room: &Room, reader: &mut Reader) -> Result<LicenseFiles, Error> {
    let named = match &room.project.license {
        Some(LicenseField::File(name)) => named_license(tree, name, reader),
        _ => None,
    };
    let Licenses::Named(usual) = room.profile.licenses else {
        check_flat(room, reader);
        let in_wheel = license_files::usual(tree, &["COPYING*", "LICENSE*"])?;
        return Ok(LicenseFiles { in_wheel, in_sdist: Vec::from_iter(named) });
    };
    let mut files = match &room.project.license_files {
        Some(patterns) => license_files::matching(tree, patterns, DotNames::Match, reader)?,
        None => license_files::usual(tree, usual)?,
    };
    files.extend(named);
    files.sort();
    files.dedup();
    Ok(LicenseFiles { in_wheel: files.clone(), in_sdist: files })
}

/// Releases before PEP 639 know no expressions and no patterns.
fn check_flat(room: &Room, reader: &mut Reader) {
    const NEWER: &str = "allow flit_core 3.11 or newer in `build-system.requires`";
    if let Some(LicenseField::Expression(license)) = &room.project.license {
        let message = "this release of flit_core wants `project.license` to be a table";
        let finding = Finding::new(&INVALID_VALUE, message).at(license.location.clone());
        reader.report(finding.remedy(NEWER));
    }
    if let Some(first) = room.project.license_files.iter().flatten().next() {
        let message = "this release of flit_core passes over `project.license-files`";
        let finding = Finding::new(&PASSED_OVER_KEY, message).at(first.location.clone());
        reader.report(finding.remedy(NEWER));
    }
}

fn named_license(
    tree: &SourceTree,
    name: &Located<String>,
    reader: &mut Reader,
) -> Option<RelPath> {
    const KEY: &str = "project.license.file";
    let path = named_file::path(KEY, name, reader)?;
    if tree.is_file(&path).unwrap_or(false) {
        return Some(path);
    }
    reader.report(named_file::missing(KEY, name));
    None
}

/// PEP 794: the module, and the namespaces around it. What `[project]` states must be just that.
fn import_names(metadata: &mut Metadata, room: &Room, reader: &mut Reader) {
    if room.profile.knows != Knows::ImportNames {
        return;
    }
    let module = &room.module;
    let names = vec![module.name.clone()];
    let spaces = module.namespaces();
    let project = &room.project;
    for (key, stated, found) in [
        ("import-names", &project.import_names, &names),
        ("import-namespaces", &project.import_namespaces, &spaces),
    ] {
        let Some(stated) = stated else { continue };
        let mut plain: Vec<&str> = stated.iter().map(|text| bare(&text.value)).collect();
        plain.sort_unstable();
        if plain != found.iter().map(String::as_str).collect::<Vec<_>>() {
            let message =
                format!("`project.{key}` must be {found:?}, which is what is distributed");
            let at = stated.first().map_or(&project.location, |text| &text.location);
            reader.report(Finding::new(&INVALID_VALUE, message).at(at.clone()));
        }
    }
    let texts = |stated: &Option<Vec<Located<String>>>, found: Vec<String>| match stated {
        Some(stated) => stated.iter().map(|text| spaced(&text.value)).collect(),
        None => found,
    };
    metadata.import_names = texts(&project.import_names, names);
    metadata.import_namespaces = texts(&project.import_namespaces, spaces);
}

/// An import name without its annotation `; private`.
fn bare(name: &str) -> &str {
    name.split(';').next().unwrap_or(name).trim_end()
}

fn spaced(name: &str) -> String {
    match name.split_once(';') {
        Some((name, annotation)) => format!("{}; {}", name.trim_end(), annotation.trim_start()),
        None => name.to_owned(),
    }
}

/// flit marks a wheel for Python 2 as well unless `requires-python` rules it out in a way that
/// flit's regular expression sees: some part asks for exactly, or at least, a major version 3 to 9.
fn tags(project: &ProjectTable, profile: &Profile) -> TagSet {
    let text = project.requires_python.as_ref().map(|text| text.value.to_string());
    let rules_out = |part: &str| {
        let part = part.trim_start();
        let operators: &[&str] = match profile.python_2 {
            Python2::AnyOperator => &["===", "==", "~=", ">=", ">"],
            Python2::OnlyGreater => &[">=", ">"],
        };
        let rest =
            operators.iter().find_map(|operator| part.strip_prefix(operator)).unwrap_or(part);
        matches!(rest.trim_start().bytes().next(), Some(b'3'..=b'9'))
    };
    let python3 = text.unwrap_or_default().split(',').any(rules_out);
    if python3 { TagSet::py3() } else { TagSet::py2_py3() }
}
