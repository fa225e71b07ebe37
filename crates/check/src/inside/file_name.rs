//! What a file may be called, whatever is inside.

use pyrel_diag::Finding;
use pyrel_pep::error::Problem;
use pyrel_pep::wheel_name::NoParts;
use pyrel_pep::{Error as Misfit, Metadata, PackageName, SdistName, Version, WheelParts};

use super::contents::Contents;
use super::words::literal;
use crate::findings::Findings;
use crate::specimen::Kind;
use crate::{Check, Nature};

pub(super) static CHARACTERS: Check = Check::of(
    Nature::Policy,
    "file-name-characters",
    "a file name with characters that an index does not store",
    "build it again, and do not rename it",
    "PyPI takes no file whose name holds a control character (0 to 31 and 127), `/` or `\\`: its \
     object storage cannot keep them. A file saved as `demo-1.0\\n.tar.gz` is such a case.",
);

pub(super) static EXTENSION: Check = Check::of(
    Nature::Policy,
    "file-name-extension",
    "a file that is neither `.whl` nor `.tar.gz`",
    "publish wheels and sdists: `….whl` and `….tar.gz`",
    "PyPI stores wheels (`.whl`) and sdists (`.tar.gz`). Eggs, `.tar.bz2`, `.rpm` and Windows \
     installers are refused, and so is an ending in capitals such as `demo-1.0.TAR.GZ`.",
);

pub(super) static WHEEL_NAME: Check = Check::of(
    Nature::Standard,
    "wheel-file-name",
    "a wheel whose name cannot be taken apart",
    "build it again, and do not rename it",
    "Installers know from the name alone whether a wheel fits: `demo-1.0-py3-none-any.whl` is \
     project, version, perhaps a build number, and three tags (binary distribution format). PyPI \
     and every installer refuse a name that has other parts, such as `my-demo-1.0-py3-none-any.whl`, \
     whose project should be spelled `my_demo`.",
);

pub(super) static WHEEL_NAME_SPELLING: Check = Check::of(
    Nature::Standard,
    "wheel-file-name-spelling",
    "a wheel whose name spells the project in its own way",
    "build it with a backend that normalises names, such as setuptools 75.8 or newer",
    "The name of the project in a file name is normalised: small letters, and one `_` for each run \
     of `-`, `_` and `.` (binary distribution format). PyPI refuses \
     `My.Demo-1.0-py3-none-any.whl`, which should be `my_demo-1.0-py3-none-any.whl`.",
);

pub(super) static WHEEL_NAME_VERSION: Check = Check::of(
    Nature::Advice,
    "wheel-file-name-version",
    "a wheel whose name spells the version in its own way",
    "write the version in its canonical form",
    "The version in a file name should be canonical: `1.0rc1` for `1.0-RC.1`, `2026.1.2` for \
     `2026.01.02`. PyPI takes the file, but other indexes and mirrors compare names byte by byte.",
);

pub(super) static EDITABLE: Check = Check::of(
    Nature::Harm,
    "editable-wheel",
    "an editable wheel, which works on the machine that made it alone",
    "publish the wheel that `pyrel build` makes without `--editable`",
    "An editable wheel (PEP 660) holds no modules but the place of a folder on one machine. \
     Setuptools marks it with the build number `0.editable`: \
     `demo-1.0-0.editable-py3-none-any.whl`. Installed anywhere else it does nothing.",
);

pub(super) static SDIST_NAME: Check = Check::of(
    Nature::Standard,
    "sdist-file-name",
    "an sdist whose name cannot be taken apart",
    "build it again, and do not rename it",
    "An sdist is called `{project}-{version}.tar.gz` (PEP 625): `my_demo-1.0.tar.gz`. PyPI refuses \
     a name without a version, or with one that is none, such as `demo-latest.tar.gz`.",
);

pub(super) static SDIST_NAME_SPELLING: Check = Check::of(
    Nature::Standard,
    "sdist-file-name-spelling",
    "an sdist whose name is not spelled as PEP 625 asks",
    "build it with a backend that normalises names, such as setuptools 69.3 or newer",
    "The name of an sdist has one spelling (PEP 625): the project in small letters with `_` for each \
     run of `-`, `_` and `.`, the version in its canonical form, and `.tar.gz`. PyPI compares byte \
     by byte and refuses `My-Demo-1.0.tar.gz`, `my_demo-1.0.zip` and `my_demo-1.0-1.tar.gz`.",
);

/// Looks at the name.
pub(super) fn look(contents: &Contents<'_>, findings: &mut Findings) {
    let name = contents.archive();
    if name.contains(|c: char| c.is_ascii_control() || matches!(c, '/' | '\\')) {
        let message = format!("{} holds control characters or separators", literal(name));
        let note = "Cannot upload a file with non-printable characters (ordinals 0-31) or the DEL \
                    character (ordinal 127) in the name.";
        findings.push(contents.of_whole(&CHARACTERS, message).note(note));
    }
    match contents.kind() {
        Kind::Wheel => wheel(contents, findings),
        Kind::Sdist => findings.extend(sdist(contents)),
        Kind::Other => {
            let note = "Invalid file extension: Use .tar.gz, .whl or .zip extension.";
            let message = "this is neither `.whl` nor `.tar.gz`";
            findings.push(contents.of_whole(&EXTENSION, message).note(note));
        }
    }
}

fn wheel(contents: &Contents<'_>, findings: &mut Findings) {
    let parts = match WheelParts::of(contents.archive()) {
        Ok(parts) => parts,
        Err(why) => {
            let note = no_parts(contents, why);
            return findings.push(contents.of_whole(&WHEEL_NAME, why.to_string()).note(note));
        }
    };
    match parts.version.parse::<Version>() {
        Err(Misfit { problem: Problem::NumberTooLarge { .. }, .. }) => {}
        Err(error) => {
            let note = format!("Invalid wheel filename (invalid version): '{}'", stem(contents));
            findings.push(contents.of_whole(&WHEEL_NAME, error.to_string()).note(note));
        }
        Ok(version) if version.to_string() != parts.version => {
            let message = format!("{} should be `{version}`", literal(parts.version));
            findings.push(contents.of_whole(&WHEEL_NAME_VERSION, message));
        }
        Ok(_) => {}
    }
    let due = normalized(parts.name);
    if due != parts.name {
        let message = format!("{} should be {}", literal(parts.name), literal(&due));
        let name = contents.archive();
        let note = format!(
            "Filename '{name}' should contain the normalized project name '{due}', not '{}'.",
            parts.name
        );
        findings.push(contents.of_whole(&WHEEL_NAME_SPELLING, message).note(note));
    }
    if parts.build == Some("0.editable") {
        let message = "this wheel points to a folder of one machine";
        findings.push(contents.of_whole(&EDITABLE, message));
    }
}

/// The spelling of a project in file names.
fn normalized(name: &str) -> String {
    pyrel_pep::normalize(name).replace('-', "_")
}

fn stem<'a>(contents: &Contents<'a>) -> &'a str {
    contents.archive().trim_end_matches(".whl")
}

/// What the index says of a wheel's name.
fn no_parts(contents: &Contents<'_>, why: NoParts) -> String {
    let stem = stem(contents);
    match why {
        NoParts::Name => format!("Invalid project name: '{stem}'"),
        NoParts::Build => {
            let build = stem.split('-').nth(2).unwrap_or_default();
            format!("Invalid build number: {build} in '{stem}'")
        }
        NoParts::Tag => format!("Invalid wheel filename (invalid tag component): '{stem}'"),
        NoParts::Count if stem.matches('-').count() < 2 => {
            "Invalid distribution file. Unable to parse name and version from wheel filename".into()
        }
        NoParts::Count => format!("Invalid wheel filename (wrong number of parts): '{stem}'"),
    }
}

/// The project and the version that the name of an sdist says.
pub(super) fn sdist_parts(name: &str) -> Result<SdistName, Misfit> {
    match name.strip_suffix(".zip") {
        Some(stem) => format!("{stem}.tar.gz").parse(),
        None => name.parse(),
    }
}

fn sdist(contents: &Contents<'_>) -> Option<Finding> {
    let name = contents.archive();
    let parts = match sdist_parts(name) {
        Ok(parts) => parts,
        Err(Misfit { problem: Problem::NumberTooLarge { .. }, .. }) => return None,
        Err(error) => {
            let note = format!("Invalid source distribution filename: {name}");
            return Some(contents.of_whole(&SDIST_NAME, error.to_string()).note(note));
        }
    };
    let metadata = contents.metadata.as_ref();
    let same = |it: &&Metadata| it.name == parts.name && it.version == parts.version;
    // Of two spellings of one version, `1.0` and `1.0.0`, it is that of the metadata.
    let due = match metadata.filter(|it| same(it) || after_a_dash(contents, &parts).is_some()) {
        Some(Metadata { name, version, .. }) => format!("{}-{version}.tar.gz", name.escaped()),
        None => parts.to_string(),
    };
    (due != name).then(|| {
        let note = format!("Filename '{name}' is invalid, should be '{due}'.");
        contents
            .of_whole(
                &SDIST_NAME_SPELLING,
                format!("{} should be {}", literal(name), literal(&due)),
            )
            .note(note)
    })
}

/// The version of an sdist whose name spells a post-release as `1.0-1`, as an index reads it if
/// that makes the name of the project fit.
pub(super) fn after_a_dash<'a>(
    contents: &'a Contents<'_>,
    parts: &SdistName,
) -> Option<&'a Version> {
    let metadata = contents.metadata.as_ref()?;
    let (name, _) = contents.specimen.stem().rsplit_once('-')?;
    let (name, version) = name.rsplit_once('-').and_then(|(name, _)| {
        Some((name, contents.specimen.stem().strip_prefix(name)?.strip_prefix('-')?))
    })?;
    let is_post = metadata.version.post().is_some() && parts.name != metadata.name;
    let fits = name.parse::<PackageName>().is_ok_and(|name| name == metadata.name)
        && version.parse::<Version>().is_ok_and(|version| version == metadata.version);
    (is_post && fits).then_some(&metadata.version)
}
