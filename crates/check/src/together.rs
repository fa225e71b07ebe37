//! Whether files that are published together go together.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_archive::Sha256;
use pyrel_diag::Finding;
use pyrel_pep::metadata::{Field, FieldValue};
use pyrel_pep::{Metadata, PackageName, SdistName, Version, WheelName};

use crate::specimen::Kind;
use crate::{Check, Nature, Specimen};

/// The rules of this family.
pub(crate) static RULES: [&Check; 5] =
    [&NAME_TWICE, &CONTENT_TWICE, &SECOND_SDIST, &SEVERAL_RELEASES, &WHEEL_AND_SDIST];

/// Two files of one name.
static NAME_TWICE: Check = Check::of(
    Nature::Standard,
    "file-name-twice",
    "two different files of one name",
    "publish one of the two: an index keeps files by their names alone",
    "An index keeps a file by its name alone and takes no second one, not even after the first \
     was deleted. Of two different files with one name, such as `a/demo-1.0.tar.gz` and \
     `b/demo-1.0.tar.gz`, chance would decide which of them is published.",
);

/// Two names of one file.
static CONTENT_TWICE: Check = Check::of(
    Nature::Policy,
    "file-content-twice",
    "two files of the same bytes",
    "publish one of the two, the one whose name is right",
    "PyPI knows a file by its digest as well, and refuses bytes that it has already, whatever \
     the name. A wheel that was copied under a second name, to give it another tag, still says \
     the first one inside.",
);

/// Two sdists of one release.
static SECOND_SDIST: Check = Check::of(
    Nature::Policy,
    "second-sdist",
    "more than one sdist of a release",
    "publish one of them, the `.tar.gz` whose name has the project in small letters",
    "PyPI takes one sdist of a release. A second one, such as `demo-1.0.zip` beside \
     `demo-1.0.tar.gz`, or `Demo-1.0.tar.gz` of an older build beside `demo-1.0.tar.gz`, is \
     refused when the first is there already.",
);

/// Files of several releases.
static SEVERAL_RELEASES: Check = Check::of(
    Nature::Advice,
    "several-releases",
    "files of several projects or versions",
    "remove what is left from earlier builds; `pyrel build --clear` does",
    "The files are not all of one project and version. `pyrel upload` picks those of the \
     project's current version, but `twine upload dist/*` sends all of them, and what is left \
     from an earlier build, such as a wheel of 0.9 beside those of 1.0, may be published by \
     mistake.",
);

/// Wheel and sdist that say different things.
static WHEEL_AND_SDIST: Check = Check::of(
    Nature::Advice,
    "wheel-and-sdist-disagree",
    "a wheel and an sdist of one release whose metadata differ",
    "build both in one go, the wheel from the sdist, as `pyrel build` does",
    "A release has one page and one set of metadata on PyPI: those of the file that arrives \
     first. If the sdist says something else than the wheel, such as another `Requires-Dist`, \
     what users read and what they get depends on the order of the upload. The standard (core \
     metadata, `Dynamic`) lets a wheel differ only in fields that the sdist calls dynamic.",
);

/// What remains of a file once it was looked at.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    name: String,
    sha256: Sha256,
    release: Option<Release>,
    kind: Kind,
    fields: Option<Fields>,
}

/// Which release a file is of, by its name.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
struct Release {
    project: PackageName,
    version: Version,
}

/// What a file says, but for what may differ from file to file.
#[derive(Clone, Debug)]
struct Fields {
    values: BTreeMap<&'static str, FieldValue>,
    dynamic: BTreeSet<String>,
}

impl Seen {
    /// What remains of a file.
    pub(crate) fn of(specimen: &Specimen) -> Self {
        let name = specimen.file_name().to_owned();
        let release = Release::of(&name);
        let metadata = specimen.document().and_then(|document| document.metadata.as_ref());
        let fields = metadata.map(Fields::of);
        let sha256 = specimen.artifact().sha256();
        Self { name, sha256, release, kind: specimen.kind(), fields }
    }
}

impl Release {
    fn of(name: &str) -> Option<Self> {
        if let Ok(WheelName { name, version, .. }) = name.parse() {
            return Some(Self { project: name, version });
        }
        let gzipped = name.strip_suffix(".zip").map(|stem| format!("{stem}.tar.gz"));
        let SdistName { name, version } = gzipped.as_deref().unwrap_or(name).parse().ok()?;
        Some(Self { project: name, version })
    }
}

impl Fields {
    fn of(metadata: &Metadata) -> Self {
        let own = [Field::MetadataVersion, Field::Name, Field::Version, Field::Dynamic];
        let fields = metadata.by_field().into_iter();
        let shared = fields.filter(|(field, _)| !own.contains(field));
        Self {
            values: shared.map(|(field, value)| (field.as_str(), sorted(value))).collect(),
            dynamic: metadata.dynamic.iter().map(|it| it.to_ascii_lowercase()).collect(),
        }
    }
}

/// The order of values of one field means nothing.
fn sorted(value: FieldValue) -> FieldValue {
    match value {
        FieldValue::Many(mut texts) => {
            texts.sort_unstable();
            FieldValue::Many(texts)
        }
        FieldValue::One(text) => FieldValue::One(text),
    }
}

/// Looks at files that are to be published together.
pub(crate) fn look(seen: &[Seen]) -> Vec<Finding> {
    let mut findings = twice(seen);
    let mut releases: BTreeMap<&Release, Vec<&Seen>> = BTreeMap::new();
    for it in seen {
        if let Some(release) = &it.release {
            releases.entry(release).or_default().push(it);
        }
    }
    for files in releases.values() {
        findings.extend(second_sdist(files));
        findings.extend(disagreement(files));
    }
    findings.extend(several(&releases));
    findings
}

/// What an index would take for the same file. One that is there twice, name and bytes, does no harm:
/// the second time changes nothing.
fn twice(seen: &[Seen]) -> Vec<Finding> {
    let mut names: BTreeMap<&str, BTreeSet<Sha256>> = BTreeMap::new();
    let mut contents: BTreeMap<Sha256, BTreeSet<&str>> = BTreeMap::new();
    for it in seen {
        names.entry(&it.name).or_default().insert(it.sha256);
        contents.entry(it.sha256).or_default().insert(&it.name);
    }
    let exists = |rule: &'static Check, message: String, name: &str| {
        let note = format!("File already exists ('{name}')");
        Finding::new(&rule.rule, message).note(note).in_file(name)
    };
    let names = names.iter().filter(|(_, contents)| contents.len() > 1).map(|(name, contents)| {
        exists(&NAME_TWICE, format!("{} different files have this name", contents.len()), name)
    });
    let contents = contents.values().filter_map(|names| {
        let (first, second) = (names.first()?, names.iter().nth(1)?);
        Some(exists(&CONTENT_TWICE, format!("it has the same bytes as `{first}`"), second))
    });
    names.chain(contents).collect()
}

fn second_sdist(files: &[&Seen]) -> Option<Finding> {
    let sdists = files.iter().filter(|it| it.kind == Kind::Sdist);
    let names: BTreeSet<&str> = sdists.map(|it| it.name.as_str()).collect();
    let mut names = names.into_iter();
    let (first, second) = (names.next()?, names.next()?);
    let message = format!("`{first}` is an sdist of the same release");
    let note = "Only one sdist may be uploaded per release.";
    Some(Finding::new(&SECOND_SDIST.rule, message).note(note).in_file(second))
}

/// The first wheel that differs tells enough: the others come from the same build.
fn disagreement(files: &[&Seen]) -> Option<Finding> {
    let sdist = files.iter().find(|it| it.kind == Kind::Sdist)?;
    let stated = sdist.fields.as_ref()?;
    files.iter().filter(|it| it.kind == Kind::Wheel).find_map(|wheel| {
        let differing = differing(stated, wheel.fields.as_ref()?);
        (!differing.is_empty()).then(|| {
            let message = format!("{} differ from those of `{}`", list(&differing), sdist.name);
            Finding::new(&WHEEL_AND_SDIST.rule, message).in_file(&*wheel.name)
        })
    })
}

fn differing(sdist: &Fields, wheel: &Fields) -> Vec<&'static str> {
    let names: BTreeSet<_> = sdist.values.keys().chain(wheel.values.keys()).copied().collect();
    let differs = |name: &&str| sdist.values.get(*name) != wheel.values.get(*name);
    let fixed = |name: &&str| !sdist.dynamic.contains(&name.to_ascii_lowercase());
    names.into_iter().filter(differs).filter(fixed).collect()
}

fn several(releases: &BTreeMap<&Release, Vec<&Seen>>) -> Option<Finding> {
    if releases.len() < 2 {
        return None;
    }
    let shown = |it: &&Release| format!("{} {}", it.project, it.version);
    let mut names: Vec<String> = releases.keys().take(SHOWN).map(shown).collect();
    if releases.len() > SHOWN {
        names.push(format!("{} more", releases.len() - SHOWN));
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let message = format!("the files are of {} releases: {}", releases.len(), names.join(", "));
    Some(Finding::new(&SEVERAL_RELEASES.rule, message))
}

/// So many releases are named.
const SHOWN: usize = 8;

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
