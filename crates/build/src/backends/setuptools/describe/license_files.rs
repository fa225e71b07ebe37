//! Licence files: those that patterns name, or those with the usual names.

use std::collections::BTreeSet;

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::PythonGlob;
use pyrel_tree::{RelPath, SourceTree};

use super::distribution::{Distribution, LicensesBy, invalid};
use super::metadata::Stated;
use crate::Error;
use crate::license_files::NO_LICENSE_FILE;
use crate::pyproject::Reader;

pub(in crate::backends::setuptools) static OLD_LICENSE_PATTERN: Rule = Rule {
    id: "unmatched-license-pattern",
    severity: Severity::Warning,
    words: "a pattern of `tool.setuptools.license-files` or `license_files` matches nothing",
    remedy: "remove the pattern, or name the files in `project.license-files`",
};

pub(in crate::backends::setuptools) static GENERATED_LICENSE: Rule = Rule {
    id: "generated-license-file",
    severity: Severity::Error,
    words: "a pattern of licence files takes files that setuptools itself writes",
    remedy: "name the licence files more closely in `project.license-files`",
};

/// Licence files that are taken without being named, in this order.
const USUAL_LICENSES: [&str; 4] = ["LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*"];

/// The licence files in the order of the patterns, those of each pattern by name.
pub(crate) fn found(
    tree: &SourceTree,
    said: &Distribution,
    reader: &mut Reader,
) -> Result<Vec<String>, Error> {
    let (named, more) = match (&said.license_files, &said.license_file) {
        (None, None) => return usual_licenses(tree),
        (named, more) => (named.as_ref(), more.as_ref().filter(|more| !more.value.is_empty())),
    };
    let unmatched = match named.map(|named| named.by) {
        Some(LicensesBy::Standard) => &NO_LICENSE_FILE,
        Some(LicensesBy::ToolTable | LicensesBy::Keyword) | None => &OLD_LICENSE_PATTERN,
    };
    let patterns = named.map_or(&[][..], |named| &named.patterns);
    let more = more.filter(|more| patterns.iter().all(|pattern| pattern.value != more.value));
    let mut files = Vec::new();
    for pattern in patterns.iter().chain(more) {
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
pub(crate) fn check(
    written: &SourceTree,
    said: &Distribution,
    stated: &Stated,
    reader: &mut Reader,
) -> Result<(), Error> {
    let found = found(written, said, &mut Reader::new())?;
    if let Some(file) = found.iter().find(|file| !stated.metadata.license_files.contains(file)) {
        let message = format!("a pattern of `license-files` takes `{file}`");
        let finding = Finding::new(&GENERATED_LICENSE, message);
        reader.report(finding.at(said.place.clone()));
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
