//! The `.gitignore` that lies above a project's folder.
#![expect(clippy::disallowed_methods, reason = "what lies above a tree is in no tree")]

use std::fs;
use std::path::Path;

/// A `.gitignore` outside of a project.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct IgnoreFileAbove {
    /// How the project's folder lies below that file's, for example `packages/demo`.
    pub project: String,
    /// Its text. What is not UTF-8 became U+FFFD.
    pub text: String,
}

/// The nearest `.gitignore` in the folders above a project's, up to the root of the work tree. A
/// project that has one itself, or is the root of a work tree, looks no further. What cannot be
/// read is not there.
#[must_use]
pub fn ignore_file_above(folder: &Path) -> Option<IgnoreFileAbove> {
    let project = fs::canonicalize(folder).ok()?;
    for above in project.ancestors() {
        let file = above.join(".gitignore");
        if file.is_file() {
            if above == project {
                return None;
            }
            let text = fs::read(&file).ok()?;
            let below: Vec<_> = project.strip_prefix(above).ok()?.iter().collect();
            let names = below.iter().map(|name| name.to_string_lossy());
            return Some(IgnoreFileAbove {
                project: names.collect::<Vec<_>>().join("/"),
                text: String::from_utf8_lossy(&text).into_owned(),
            });
        }
        if above.join(".git").exists() {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_one_within_the_work_tree_is_found() {
        let root = tempfile::tempdir().unwrap();
        let project = root.path().join("repository/packages/demo");
        fs::create_dir_all(&project).unwrap();
        fs::write(root.path().join(".gitignore"), "outside").unwrap();
        let found = |folder: &Path| ignore_file_above(folder).map(|it| (it.project, it.text));
        let expect = |project: &str, text: &str| Some((project.to_owned(), text.to_owned()));
        assert_eq!(found(&project), expect("repository/packages/demo", "outside"));
        fs::create_dir(root.path().join("repository/.git")).unwrap();
        assert_eq!(found(&project), None);
        fs::write(root.path().join("repository/.gitignore"), b"in\xff").unwrap();
        assert_eq!(found(&project), expect("packages/demo", "in\u{fffd}"));
        fs::write(project.join(".gitignore"), "own").unwrap();
        assert_eq!(found(&project), None);
    }
}
