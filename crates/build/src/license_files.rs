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
        files.extend(found);
    }
    Ok(files)
}
