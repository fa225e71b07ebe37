//! The folders of a wheel that are no packages: `.dist-info` and `.data`.

use std::collections::BTreeSet;

use pyrel_diag::Finding;

use super::contents::Contents;
use super::words::{listing, literal};
use crate::findings::Findings;
use crate::{Check, Nature};

pub(super) static WHEEL_MISSING: Check = Check::of(
    Nature::Standard,
    "wheel-missing",
    "a wheel without the file `WHEEL`",
    "build it again, and do not rename it",
    "The file `WHEEL` says which format a wheel has. PyPI looks for it in \
     `{name}-{version}.dist-info`, with name and version spelled as in the file name, and refuses a \
     wheel that has none there; no installer takes one.",
);

pub(super) static NAME: Check = Check::of(
    Nature::Standard,
    "dist-info-name",
    "a wheel whose folder `.dist-info` is not spelled as its file name",
    "build it again, and do not rename it",
    "PyPI looks for `WHEEL`, `METADATA` and `RECORD` in `{name}-{version}.dist-info`, with name and \
     version spelled as in the file name, byte by byte, and refuses a wheel that has them elsewhere. \
     A wheel that was renamed, `demo-1.0-…` to `demo-1.0.0-…`, is such a case.",
);

pub(super) static SEVERAL: Check = Check::of(
    Nature::Installers,
    "several-dist-info",
    "a wheel with more than one folder `.dist-info`",
    "build it again from a clean folder",
    "A wheel has one folder `.dist-info` (binary distribution format). With two of them nobody can \
     tell which speaks for the wheel, so pip and uv refuse it. It happens when a wheel is unpacked \
     over another, or when dependencies were installed into the folder that was packed.",
);

pub(super) static DATA_NAME: Check = Check::of(
    Nature::Contradiction,
    "data-folder-name",
    "a folder `.data` of another name or version",
    "build it again from a clean folder",
    "Files that are installed elsewhere, such as scripts, lie in `{name}-{version}.data`, spelled as \
     `.dist-info` is. Installers disagree about any other: pip takes every folder that ends with \
     `.data`, others take none but this one and install the folder as it is.",
);

pub(super) static DATA_SCHEME: Check = Check::of(
    Nature::Installers,
    "data-folder-scheme",
    "a folder `.data` with something that has no place",
    "put the files below `purelib`, `platlib`, `headers`, `scripts` or `data`",
    "What lies in `.data` lies below one of `purelib`, `platlib`, `headers`, `scripts` and `data`, \
     which say where it is installed. Pip refuses a wheel with anything else there: `Unknown scheme \
     key used`.",
);

const SCHEMES: [&str; 5] = ["data", "headers", "platlib", "purelib", "scripts"];

/// Looks at the folders.
pub(super) fn look(contents: &Contents<'_>, findings: &mut Findings) {
    let folders: BTreeSet<&str> = contents.files.keys().filter_map(|path| top(path)).collect();
    let ending = |end: &str| -> Vec<&str> {
        folders.iter().copied().filter(|folder| folder.ends_with(end)).collect()
    };
    let dist_infos = ending(".dist-info");
    findings.extend(missing(contents));
    if dist_infos.len() > 1 {
        let message = format!("there are {}", listing(dist_infos.iter().copied()));
        let note = "multiple .dist-info directories found (pip)";
        findings.push(contents.of_whole(&SEVERAL, message).note(note));
    }
    let due = contents.dist_info.replace(".dist-info", ".data");
    let others = ending(".data").into_iter().filter(|folder| *folder != due);
    for folder in others {
        let message = format!("the folder should be called {}", literal(&due));
        findings.push(contents.of_entry(&DATA_NAME, folder, message));
    }
    let misplaced = contents.files.keys().copied().filter(|path| is_misplaced(path));
    let misplaced: Vec<&str> = misplaced.collect();
    findings.extend(contents.of_entries(&DATA_SCHEME, &misplaced, |paths| {
        format!("no installer knows where {paths} should go")
    }));
}

fn top(path: &str) -> Option<&str> {
    path.split_once('/').map(|(folder, _)| folder)
}

fn is_misplaced(path: &str) -> bool {
    let mut parts = path.splitn(3, '/');
    let is_data = parts.next().is_some_and(|folder| folder.ends_with(".data"));
    let (scheme, rest) = (parts.next(), parts.next());
    is_data && scheme.is_some_and(|scheme| rest.is_none() || !SCHEMES.contains(&scheme))
}

/// What an index looks for at one place only.
fn missing(contents: &Contents<'_>) -> Option<Finding> {
    if contents.archive().matches('-').count() < 2 {
        return None;
    }
    let due = contents.specimen.dist_info();
    let note = format!("Invalid distribution file. WHEEL not found at {due}/WHEEL");
    if contents.dist_info != due {
        let message = format!("the folder should be called {}", literal(&due));
        return Some(contents.of_entry(&NAME, &contents.dist_info, message).note(note));
    }
    let path = contents.in_dist_info("WHEEL");
    let message = format!("there is no {}", literal(&path));
    (!contents.has(&path)).then(|| contents.of_whole(&WHEEL_MISSING, message).note(note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_in_data_has_a_place() {
        for path in ["a-1.data/scripts/x", "a-1.data/data/share/x", "a/b.data", "a.data"] {
            assert!(!is_misplaced(path), "{path}");
        }
        for path in ["a-1.data/x", "a-1.data/scripts", "a-1.data/bin/x"] {
            assert!(is_misplaced(path), "{path}");
        }
    }
}
