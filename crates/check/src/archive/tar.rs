//! What is wrong with the tar archive of an sdist.

use std::collections::BTreeMap;

use pyrel_archive::tar::Survey;
use pyrel_archive::tar::survey::{Ending, Kind};

use super::sink::{Sink, refusal};
use crate::specimen::{Member, Unread, What};
use crate::{Check, Error, Nature, Specimen};

/// Sparse members in an sdist.
pub(super) static SPARSE: Check = Check::of(
    Nature::Standard,
    "tar-sparse",
    "sparse members in an sdist",
    "pack it without `--sparse`, in the pax format",
    "A sparse member leaves out its zeros in a way that only GNU tar defines and that \
     sdists may not use. Python unpacks it, other tools do not, and PyPI refuses it.",
);

/// An sdist without one folder at its top.
pub(super) static TOP: Check = Check::of(
    Nature::Standard,
    "sdist-top-folder",
    "an sdist without one folder at its top",
    "pack everything below one folder `NAME-VERSION`",
    "An sdist has exactly one folder at its top, named after project and version, with \
     `PKG-INFO` in it. Installers enter that folder. This happens when an archive is packed \
     by hand, or when a tool puts its own files beside the folder.",
);

/// A name that several members have, with different bytes.
pub(super) static DUPLICATE: Check = Check::of(
    Nature::Contradiction,
    "tar-duplicate",
    "a name that several members have, with different bytes",
    "pack each file once: look for a file that two rules of the build include, or a `PKG-INFO` from an unpacked sdist",
    "Two members have one name and are not the same. Unpacking keeps the last one, while \
     tools that look a member up may show the first one.",
);

/// A file that is packed twice.
pub(super) static REPEATED: Check = Check::of(
    Nature::Advice,
    "tar-repeated",
    "a file that is packed twice",
    "pack each file once: look for a file that two rules of the build include, or a `PKG-INFO` from an unpacked sdist",
    "A file is in the archive twice, both times the same. It does no harm but makes the \
     archive larger; mostly two patterns of the build match one file.",
);

/// A device or a pipe in an sdist.
pub(super) static SPECIAL: Check = Check::of(
    Nature::Contradiction,
    "tar-special",
    "a device or a pipe in an sdist",
    "pack files and folders only",
    "A member is neither file, folder nor link: a device, a pipe or of an unknown type. pip refuses to unpack \
     it (PEP 706), and other tools can only make it as root.",
);

/// An archive with something wrong at its end.
pub(super) static ENDING: Check = Check::of(
    Nature::Doubt,
    "tar-ending",
    "an archive with something wrong at its end",
    "pack it again with another tool",
    "A tar archive ends with two blocks of zeros, and a gzip file with its checksum. Where \
     the first are missing, another header is broken, or something follows, some tools \
     warn, some stop early and some go on reading.",
);

/// A header that nobody can read.
pub(super) static HEADER: Check = Check::of(
    Nature::Contradiction,
    "tar-header",
    "a tar archive with a broken header",
    "build it again; if it was downloaded, it may be damaged",
    "In the middle of the archive there is a header that is none. Python stops reading there \
     without a word, so that PyPI and pip take what came before for all there is; GNU tar \
     complains and looks for the next header. Records before a member (pax) that are broken are \
     fatal to one reader and passed over by the next, which then see different files.",
);

/// A gzip file that is not what it was.
pub(super) static CHECKSUM: Check = Check::of(
    Nature::Contradiction,
    "gzip-checksum",
    "a gzip file whose checksum is wrong",
    "build it again; if it was downloaded, it may be damaged",
    "A gzip file ends with checksum and length of what was packed, and what comes out here is \
     something else. `gunzip` and `tar` fail; Python may not read as far as that.",
);

/// Permissions that do more than permit.
pub(super) static SET_ID: Check = Check::of(
    Nature::Advice,
    "tar-set-id",
    "files that run with the rights of their owner",
    "take the set-uid and set-gid bits away before packing",
    "A mode has the set-uid or set-gid bit, which lets a program run with the rights of its \
     owner. Python's filter (PEP 706) takes such bits away, other tools may not.",
);

/// Looks at an archive that can be read.
pub(super) fn look(specimen: &Specimen, survey: &Survey, sink: &mut Sink<'_>) -> Result<(), Error> {
    top(specimen, sink);
    for member in specimen.members() {
        if member.what == What::Device {
            let message = "it is a device, a pipe or something that nobody knows";
            sink.member(&SPECIAL, &member.path, message, None);
        }
    }
    for (member, flaw) in survey.members.iter().filter_map(|it| Some((it, it.flaw?))) {
        sink.member(&HEADER, &member.text(), flaw, None);
    }
    for member in survey.members.iter().filter(|member| member.mode & 0o6000 != 0) {
        let message = format!("its mode is {:o}", member.mode & 0o7777);
        sink.member(&SET_ID, &member.text(), message, None);
    }
    for member in survey.members.iter().filter(|member| member.kind() == Kind::Sparse) {
        let words = "tar archive not accepted: Sparse members are not allowed. \
                     See https://docs.pypi.org/archives for more information";
        sink.member(&SPARSE, &member.text(), "it is sparse", refusal(words));
    }
    duplicates(specimen, sink)?;
    super::links::look(specimen, sink);
    ending(survey, sink);
    Ok(())
}

/// PyPI asks Python for the path that all names have in common.
fn top(specimen: &Specimen, sink: &mut Sink<'_>) {
    let names = specimen.members().iter().map(|member| member.path.as_str());
    if common_path(names).is_none_or(|top| top.is_empty()) {
        let message = match specimen.members() {
            [] => "it is empty".to_owned(),
            members => format!("its members have no folder in common: {}", tops(members)),
        };
        sink.whole(&TOP, message, refusal("Incorrect number of top-level directories in sdist"));
    }
}

/// The first few names at the top.
fn tops(members: &[Member]) -> String {
    let mut tops = Vec::new();
    for member in members {
        let top = member.path.trim_start_matches("./").split('/').next().unwrap_or_default();
        if !tops.contains(&top) && tops.len() < 4 {
            tops.push(top);
        }
    }
    let shown = tops.iter().take(3).map(|top| format!("`{}`", super::sink::shown(top)));
    let more = if tops.len() > 3 { " and more" } else { "" };
    format!("{}{more}", shown.collect::<Vec<_>>().join(", "))
}

/// What paths have in common, component by component, as `os.path.commonpath` finds it on Unix;
/// `None` where some are absolute and some are not.
fn common_path<'a>(paths: impl Iterator<Item = &'a str>) -> Option<Vec<&'a str>> {
    let mut common: Option<(bool, Vec<&str>)> = None;
    for path in paths {
        let is_absolute = path.starts_with('/');
        let mut parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
        match &mut common {
            None => common = Some((is_absolute, parts.collect())),
            Some((known, common)) => {
                if *known != is_absolute {
                    return None;
                }
                let same = common.iter().take_while(|part| parts.next() == Some(**part)).count();
                common.truncate(same);
            }
        }
    }
    Some(common.map_or_else(Vec::new, |(_, common)| common))
}

fn duplicates(specimen: &Specimen, sink: &mut Sink<'_>) -> Result<(), Error> {
    let mut seen: BTreeMap<&str, &Member> = BTreeMap::new();
    for member in specimen.members().iter().filter(|member| member.what != What::Folder) {
        let Some(before) = seen.insert(&member.path, member) else { continue };
        let is_same = before.what == member.what
            && before.len == member.len
            && (member.what != What::File || has_same_bytes(specimen, before, member)?);
        if is_same {
            sink.member(&REPEATED, &member.path, "it is there twice, both times the same", None);
        } else {
            sink.member(&DUPLICATE, &member.path, "it is there twice and differs", None);
        }
    }
    Ok(())
}

fn has_same_bytes(specimen: &Specimen, one: &Member, other: &Member) -> Result<bool, Error> {
    let digest = |member| match specimen.digest(member) {
        Ok(digest) => Ok(Some(digest)),
        Err(Unread::Broken(_)) => Ok(None),
        Err(Unread::Machine(error)) => Err(error),
    };
    Ok(digest(one)? == digest(other)?)
}

fn ending(survey: &Survey, sink: &mut Sink<'_>) {
    if survey.gzip.is_corrupt {
        sink.whole(&CHECKSUM, "its checksum is not that of what it unpacks to", None);
    }
    if let Ending::Broken(why) = survey.ending {
        let count = survey.members.len();
        sink.whole(&HEADER, format!("after {count} members, it {why}"), None);
    }
    let mut say = |message: &str| sink.whole(&ENDING, message, None);
    match survey.ending {
        Ending::Unmarked => say("it ends without the zeros that mark an end"),
        Ending::Broken(_) | Ending::Cut | Ending::Marked | Ending::Overlong => {}
    }
    if survey.has_more {
        say("something follows the zeros that mark its end");
    }
    if let Some(why) = survey.gzip.flaw {
        say(&format!("as a gzip file {why}"));
    }
    if survey.gzip.after > 0 {
        say(&format!("{} bytes follow the gzip file", survey.gzip.after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_paths_have_in_common_is_found_as_python_does() {
        let check = |paths: &str, expect: Option<&str>| {
            let found = common_path(paths.split(' ')).map(|parts| parts.join("/"));
            assert_eq!(found.as_deref(), expect, "{paths}");
        };
        check("a/b a/c", Some("a"));
        check("a a/c", Some("a"));
        check("./a/b a/./c", Some("a"));
        check("a/b/c a/b//d", Some("a/b"));
        check("ab/x abc/x", Some(""));
        check("/a/b /a/c", Some("a"));
        check("/a/b a/c", None);
        check("../a ../b", Some(".."));
    }
}
