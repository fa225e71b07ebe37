//! Finding the files of a version among those that were built.

use pyrel_pep::{PackageName, Version};
use pyrel_tree::{EntryKind, Item, RelPath, SourceTree};

use crate::Error;
use crate::file_name::FileName;

/// The distributions of this version in a dist folder, in the order of their names. `shown` is
/// the folder as the user would name it.
///
/// Editable wheels are for the machine that made them, and are passed over.
///
/// A folder of the name of the file it holds counts as the file: some artifact downloads make such.
///
/// # Errors
/// When there are none, or the folder cannot be read.
pub fn existing(
    dist: &SourceTree,
    shown: &str,
    project: &PackageName,
    version: &Version,
) -> Result<Vec<RelPath>, Error> {
    let mut found = Vec::new();
    let mut others = Vec::new();
    for item in dist.list(&RelPath::root())? {
        let file = FileName::parse(item.path.file_name());
        let Some(file) = file.filter(|file| !file.is_editable) else { continue };
        let Some(path) = file_at(dist, &item)? else { continue };
        if file.project == *project && file.version == *version {
            found.push(path);
        } else if others.len() < OTHERS {
            others.push(format!("`{}`", path.file_name()));
        }
    }
    if found.is_empty() {
        return Err(Error::NoDistributions {
            name: project.to_string(),
            version: version.to_string(),
            folder: shown.to_owned(),
            others,
        });
    }
    Ok(found)
}

/// More files of other versions than these are not named.
const OTHERS: usize = 8;

fn file_at(dist: &SourceTree, item: &Item) -> Result<Option<RelPath>, Error> {
    match item.kind {
        EntryKind::File { .. } => Ok(Some(item.path.clone())),
        EntryKind::Folder => {
            let inner = item.path.child(item.path.file_name());
            Ok(dist.is_file(&inner)?.then_some(inner))
        }
        EntryKind::Other => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use pyrel_diag::Explain;
    use pyrel_tree::{Source, TreeEntry};

    use super::*;

    fn find(paths: &[&str]) -> Result<Vec<String>, Error> {
        let entry =
            || TreeEntry { source: Source::Bytes(b"x".as_slice().into()), executable: false };
        let files: BTreeMap<RelPath, TreeEntry> =
            paths.iter().map(|path| (RelPath::new(path).unwrap(), entry())).collect();
        let tree = SourceTree::of_entries(None, files);
        let (name, version) = ("My-Demo".parse().unwrap(), "1.0".parse().unwrap());
        let found = existing(&tree, "dist", &name, &version)?;
        Ok(found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn files_of_the_version_are_found_in_any_spelling() {
        let found = find(&[
            "my_demo-1.0-py3-none-any.whl",
            "My.Demo-1.0.0.tar.gz",
            "my_demo-1.1.tar.gz",
            "my_demo_more-1.0.tar.gz",
            "my_demo-1.0.tar.gz.asc",
            "sub/my_demo-1.0.tar.gz",
            "my_demo-1.0-0.editable-py3-none-any.whl",
        ]);
        assert_eq!(found.unwrap(), ["My.Demo-1.0.0.tar.gz", "my_demo-1.0-py3-none-any.whl"]);
    }

    #[test]
    fn a_folder_around_a_file_of_its_name_is_looked_into() {
        let found = find(&["my_demo-1.0.tar.gz/my_demo-1.0.tar.gz", "my_demo-1.tar.gz/x"]);
        assert_eq!(found.unwrap(), ["my_demo-1.0.tar.gz/my_demo-1.0.tar.gz"]);
    }

    #[test]
    fn no_file_is_a_mistake_that_names_the_others() {
        let error = find(&["my_demo-0.9.tar.gz"]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "there are no distributions of My-Demo 1.0 in `dist`, only `my_demo-0.9.tar.gz`"
        );
        assert_eq!(error.hint().unwrap(), "run `pyrel build` first");
        let error = find(&[]).unwrap_err();
        assert_eq!(error.to_string(), "there are no distributions of My-Demo 1.0 in `dist`");
    }
}
