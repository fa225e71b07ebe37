//! Files that a build writes and that are not in the tree.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::SourceTree;

use crate::{Error, Project};

pub(super) static UNWRITTEN_FILE: Rule = Rule {
    id: "unwritten-version-file",
    severity: Severity::Warning,
    words: "an editable wheel leads to a file that is not written yet",
    remedy: "build with `--write-version-file`, which writes it into the project's folder",
};

/// One finding for each file that is missing, or says something else.
pub(crate) fn unwritten(project: &Project, tree: &SourceTree) -> Result<Vec<Finding>, Error> {
    let mut found = Vec::new();
    for (path, bytes) in &project.written {
        let message = match tree.is_file(path)? {
            true if *tree.read(path)? == **bytes => continue,
            true => format!("`{path}` tells of another version than this build"),
            false => format!("`{path}` is not there, and the archives alone would have it"),
        };
        found.push(Finding::new(&UNWRITTEN_FILE, message).in_file(path.as_str()));
    }
    Ok(found)
}
