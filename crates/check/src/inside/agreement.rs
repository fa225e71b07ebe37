//! Whether the metadata, the name and the files of one distribution speak of the same thing.

use pyrel_diag::Finding;
use pyrel_pep::{Metadata, MetadataVersion, PackageName, Version, WheelParts};

use super::contents::{Contents, Text};
use super::file_name::{after_a_dash, sdist_parts};
use super::library::Library;
use super::words::{listing, literal};
use crate::findings::Findings;
use crate::specimen::Kind;
use crate::{Check, Error, Nature};

pub(super) static NAME: Check = Check::of(
    Nature::Contradiction,
    "name-disagrees",
    "a file whose name and metadata speak of different projects",
    "build it again, and do not rename it",
    "The file name says one project, the metadata inside another. An index files it by one of them, and \
     installers that asked for that one refuse it when they look inside. PyPI refuses the upload.",
);

pub(super) static VERSION: Check = Check::of(
    Nature::Contradiction,
    "version-disagrees",
    "a file whose name and metadata speak of different versions",
    "build it again, and do not rename it",
    "The file name says one version, the metadata inside another. Pip refuses such a file: `inconsistent \
     version`. PyPI refuses the upload. It happens when a file is renamed, or when a version is \
     computed twice and came out differently.",
);

pub(super) static LICENSE_FILE: Check = Check::of(
    Nature::Standard,
    "license-file-missing",
    "a licence file that the metadata name and the archive lacks",
    "add the file, or take it out of the project's `license-files`",
    "From metadata version 2.4 on each `License-File` is a path that exists: in an sdist below its one \
     folder, in a wheel below `{name}-{version}.dist-info/licenses` (PEP 639). PyPI looks for each of \
     them and refuses a file that lacks one.",
);

pub(super) static TOP_LEVEL: Check = Check::of(
    Nature::Advice,
    "top-level-txt",
    "a name in `top_level.txt` that the wheel does not install",
    "build it again from a clean folder",
    "Setuptools writes the names of modules and packages into `top_level.txt`; some tools tell from it \
     what a project brings. A name there that is not in the wheel is most often left from an earlier \
     build, or a package that was not found.",
);

/// Looks at names, versions and licence files.
pub(super) fn look(contents: &Contents<'_>, findings: &mut Findings) {
    let Some(metadata) = contents.metadata else { return };
    match contents.kind() {
        Kind::Wheel => wheel(contents, metadata, findings),
        Kind::Sdist => sdist(contents, metadata, findings),
        Kind::Other => return,
    }
    licenses(contents, metadata, findings);
}

fn wheel(contents: &Contents<'_>, metadata: &Metadata, findings: &mut Findings) {
    let Ok(parts) = WheelParts::of(contents.archive()) else { return };
    let project = pyrel_pep::normalize(parts.name);
    if project != metadata.name.normalized() && is_said(metadata) {
        findings.push(other_name(contents, parts.name, &metadata.name));
    }
    let version = parts.version.parse::<Version>();
    if let Ok(version) = version.as_ref().map_err(drop)
        && *version != metadata.version
    {
        let note = format!("Version in filename should be '{}' not '{version}'.", metadata.version);
        findings.push(other_version(contents, parts.version, &metadata.version).note(note));
    }
}

fn sdist(contents: &Contents<'_>, metadata: &Metadata, findings: &mut Findings) {
    let Ok(parts) = sdist_parts(contents.archive()) else { return };
    if after_a_dash(contents, &parts).is_some() {
        return;
    }
    if parts.name != metadata.name && is_said(metadata) {
        findings.push(other_name(contents, parts.name.as_str(), &metadata.name));
    }
    if parts.version != metadata.version {
        let name = contents.archive();
        let due = format!("{}-{}.tar.gz", metadata.name.escaped(), metadata.version);
        let note = format!("Filename '{name}' is invalid, should be '{due}'.");
        let finding = other_version(contents, parts.version.as_written(), &metadata.version);
        findings.push(finding.note(note));
    }
}

/// Old setuptools wrote this word for a name that nobody had given.
fn is_said(metadata: &Metadata) -> bool {
    metadata.name.as_str() != "UNKNOWN"
}

fn other_name(contents: &Contents<'_>, found: &str, due: &PackageName) -> Finding {
    let message = format!(
        "the file name says project {}, the metadata {}",
        literal(found),
        literal(due.as_str())
    );
    let note = format!("Start filename for '{}' with '{}'.", due.as_str(), due.escaped());
    contents.of_whole(&NAME, message).note(note)
}

fn other_version(contents: &Contents<'_>, found: &str, due: &Version) -> Finding {
    let (found, due) = (literal(found), literal(due.as_written()));
    let message = format!("the file name says version {found}, the metadata {due}");
    contents.of_whole(&VERSION, message)
}

/// Before PEP 639 the field was no standard, and where the files lay was nobody's business.
fn licenses(contents: &Contents<'_>, metadata: &Metadata, findings: &mut Findings) {
    if metadata.at_least < MetadataVersion::V2_4 || contents.files.is_empty() {
        return;
    }
    let folder = match contents.kind() {
        Kind::Wheel => contents.in_dist_info("licenses"),
        Kind::Sdist | Kind::Other => match super::sdist::top(contents) {
            Some(top) => top.to_owned(),
            None => return,
        },
    };
    for file in metadata.license_files.iter().filter(|file| is_plain(file)) {
        let path = format!("{folder}/{file}");
        if contents.has(&path) {
            continue;
        }
        let name = contents.archive();
        let note =
            format!("License-File {file} does not exist in distribution file {name} at {path}");
        let message = format!("there is no {}", literal(&path));
        findings.push(contents.of_whole(&LICENSE_FILE, message).note(note));
    }
}

/// A path that the format does not allow is spoken of where the field is looked at.
fn is_plain(path: &str) -> bool {
    !path.contains('\\') && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Looks at `top_level.txt`.
pub(super) fn top_level(
    contents: &Contents<'_>,
    library: &Library<'_>,
    findings: &mut Findings,
) -> Result<(), Error> {
    let path = contents.in_dist_info("top_level.txt");
    let Text::Decoded(text) = contents.text(&path)? else { return Ok(()) };
    let names = text.text().lines().map(|line| line.trim().replace('/', "."));
    let absent: Vec<String> =
        names.filter(|name| !name.is_empty() && !library.has_module(name)).collect();
    if !absent.is_empty() {
        let names = listing(absent.iter().map(String::as_str));
        let message = format!("{names} cannot be imported from this wheel");
        findings.push(contents.of_entry(&TOP_LEVEL, &path, message));
    }
    Ok(())
}
