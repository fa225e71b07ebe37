//! Finding licence files (PEP 639).

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::{DotNames, Fnmatch, Pep639Glob};
use pyrel_tree::{RelPath, SourceTree};

use crate::Error;
use crate::pyproject::{INVALID_VALUE, Located, Reader};

pub(crate) static NO_LICENSE_FILE: Rule = Rule {
    id: "no-license-file",
    severity: Severity::Error,
    words: "a pattern of `license-files` matches nothing",
    remedy: "add the file, or remove the pattern",
};

pub(crate) static LINKED_LICENSE_FILE: Rule = Rule {
    id: "linked-license-file",
    severity: Severity::Error,
    words: "a pattern of `license-files` finds a file through a link to a folder",
    remedy: "name the file itself, without `**`",
};

/// The files at the root that have one of the usual names; sorted.
pub(crate) fn usual(tree: &SourceTree, globs: &[&str]) -> Result<Vec<RelPath>, Error> {
    let globs: Vec<Fnmatch> = globs.iter().map(|glob| Fnmatch::new(glob)).collect();
    let mut files = Vec::new();
    for item in tree.list(&RelPath::root())? {
        let name = item.path.file_name();
        if globs.iter().any(|glob| glob.matches(name)) && tree.is_file(&item.path)? {
            files.push(item.path);
        }
    }
    Ok(files)
}

/// The files that the patterns of `project.license-files` match; each pattern must
/// match one. Backends differ in whether a wildcard matches a leading dot.
pub(crate) fn matching(
    tree: &SourceTree,
    patterns: &[Located<String>],
    dots: DotNames,
    reader: &mut Reader,
) -> Result<Vec<RelPath>, Error> {
    let mut files = Vec::new();
    for pattern in patterns {
        let glob = match Pep639Glob::with_dot_names(&pattern.value, dots) {
            Ok(glob) => glob,
            Err(error) => {
                let message = format!("`project.license-files`: {error}");
                reader.report(Finding::new(&INVALID_VALUE, message).at(pattern.location.clone()));
                continue;
            }
        };
        let found = glob.expand(tree)?;
        if found.is_empty() {
            let message = format!("no file matches the pattern `{}`", pattern.value);
            reader.report(Finding::new(&NO_LICENSE_FILE, message).at(pattern.location.clone()));
        }
        if let Some(path) = through_link(tree, &pattern.value, &found)? {
            let message = format!("`{}` finds `{path}` through a link to a folder", pattern.value);
            let finding = Finding::new(&LINKED_LICENSE_FILE, message);
            reader.report(finding.at(pattern.location.clone()));
        }
        files.extend(found);
    }
    Ok(files)
}

/// A file that `**` finds below a link to a folder. `pathlib`, which backends use, enters such a
/// folder for the other parts of a pattern only.
fn through_link<'a>(
    tree: &SourceTree,
    pattern: &str,
    found: &'a [RelPath],
) -> Result<Option<&'a RelPath>, Error> {
    for path in found.iter().filter(|_| pattern.split('/').any(|part| part == "**")) {
        let mut above = path.parent();
        while let Some(folder) = above.filter(|folder| !folder.is_root()) {
            if tree.item(&folder)?.is_some_and(|item| item.link.is_some()) {
                return Ok(Some(path));
            }
            above = folder.parent();
        }
    }
    Ok(None)
}
