//! Projects held in memory, for the tests of the rooms.

use std::collections::BTreeMap;

use pyrel_archive::FileMap;
use pyrel_diag::{Finding, Place};
use pyrel_tree::{RelPath, Source, SourceTree, TreeEntry};

use crate::{Error, Project, Surroundings, read};

/// A tree of `pyproject.toml` and these files. A text that begins with `->` is a link, and a file
/// that ends with `.sh` may be executed.
pub(super) fn tree(pyproject: &str, files: &[(&str, &str)]) -> SourceTree {
    let file = |(path, text): &(&str, &str)| {
        let source = match text.strip_prefix("-> ") {
            Some(target) => Source::Link(target.into()),
            None => Source::Bytes(text.as_bytes().into()),
        };
        (RelPath::new(path).unwrap(), TreeEntry { source, executable: path.ends_with(".sh") })
    };
    let mut entries: BTreeMap<_, _> = files.iter().map(file).collect();
    entries.extend([file(&("pyproject.toml", pyproject))]);
    SourceTree::of_entries(None, entries)
}

/// The members of a map.
pub(super) fn paths(map: &FileMap) -> Vec<String> {
    map.iter().map(|(path, _)| path.to_string()).collect()
}

/// A project and what is said about it.
#[track_caller]
pub(super) fn built(pyproject: &str, files: &[(&str, &str)]) -> (Project, Vec<String>) {
    match read(&tree(pyproject, files), &Surroundings::none()) {
        Ok(read) => (read.value, read.findings.iter().map(shown).collect()),
        Err(error) => panic!("{error}: {:#?}", all(&error)),
    }
}

/// What a project, or its sdist, is refused for.
pub(super) fn refusals(pyproject: &str, files: &[(&str, &str)]) -> Vec<String> {
    match read(&tree(pyproject, files), &Surroundings::none()) {
        Err(error) => all(&error),
        Ok(read) => read.value.no_sdist.iter().map(shown).collect(),
    }
}

/// All findings of a refusal.
pub(super) fn all(error: &Error) -> Vec<String> {
    let Error::Refused(findings) = error else { panic!("{error}") };
    findings.iter().map(shown).collect()
}

/// The line and what is wrong.
fn shown(finding: &Finding) -> String {
    match &finding.place {
        Some(Place::Text(at)) => format!("{}: {}", at.line, finding.message),
        _ => finding.message.clone(),
    }
}
