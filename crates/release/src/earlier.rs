//! Results of earlier runs, which are no part of the project.

use std::collections::BTreeSet;
use std::path::Path;

use pyrel_pep::{SdistName, WheelName};
use pyrel_tree::{EntryKind, RelPath, SourceTree};
use pyrel_upload::LOCAL_FOLDER;

use crate::Error;

/// The tree without what earlier runs left in it: the wheels, sdists, bundles and release zips in
/// the folder that results go to, and the index that is a folder. Otherwise a pattern that takes
/// everything would take them as well, and a second build would have other bytes than the first.
///
/// # Errors
/// When the folders cannot be looked at.
pub fn without_earlier_results(tree: &SourceTree, dist: &Path) -> Result<SourceTree, Error> {
    let mut hidden = BTreeSet::new();
    if let Some(dist) = tree.place_of(dist) {
        hide_results(tree, &dist, &mut hidden)?;
    }
    let index = RelPath::root().child(LOCAL_FOLDER);
    if tree.is_file(&index.child("simple").child("index.json"))? {
        hidden.insert(index);
    }
    Ok(tree.without(hidden))
}

fn hide_results(
    tree: &SourceTree,
    dist: &RelPath,
    hidden: &mut BTreeSet<RelPath>,
) -> Result<(), Error> {
    if !tree.is_folder(dist)? {
        return Ok(());
    }
    let items = tree.list(dist)?;
    let is_result = |path: &RelPath, kind: EntryKind| {
        matches!(kind, EntryKind::File { .. }) && is_result_name(path.file_name())
    };
    let results: Vec<_> = items.iter().filter(|item| is_result(&item.path, item.kind)).collect();
    if results.len() == items.len() && !dist.is_root() {
        // A folder that holds nothing else came with them.
        hidden.insert(dist.clone());
    } else {
        hidden.extend(results.iter().map(|item| item.path.clone()));
    }
    Ok(())
}

fn is_result_name(name: &str) -> bool {
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    name.parse::<WheelName>().is_ok()
        || name.parse::<SdistName>().is_ok()
        || matches!(ending, "dxt" | "mcpb")
        || name.ends_with("-release.zip")
}

#[cfg(test)]
mod tests {
    use pyrel_tree::{Source, TreeEntry};

    use super::*;

    #[track_caller]
    fn check(dist: &[&str], expect: &[&str]) {
        let entry = || TreeEntry { source: Source::Bytes([].into()), executable: false };
        let files = dist.iter().map(|name| (RelPath::new(name).unwrap(), entry())).collect();
        let tree = SourceTree::of_entries(None, files);
        let mut hidden = BTreeSet::new();
        hide_results(&tree, &RelPath::new("dist").unwrap(), &mut hidden).unwrap();
        let hidden: Vec<&str> = hidden.iter().map(RelPath::as_str).collect();
        assert_eq!(hidden, expect);
    }

    #[test]
    fn results_are_told_by_their_names() {
        let wheel = "dist/demo-1.0-py3-none-any.whl";
        check(&[wheel, "dist/notes.txt"], &[wheel]);
        check(&["dist/demo-1.0.tar.gz", "dist/a.py"], &["dist/demo-1.0.tar.gz"]);
        check(
            &["dist/a.py", "dist/x.mcpb", "dist/x-1-release.zip"],
            &["dist/x-1-release.zip", "dist/x.mcpb"],
        );
    }

    #[test]
    fn a_folder_of_nothing_but_results_is_a_result() {
        check(&["dist/demo-1.0-py3-none-any.whl", "dist/demo-1.0.tar.gz"], &["dist"]);
        check(&["dist/index.js", "src/a.py"], &[]);
        check(&["src/a.py"], &[]);
    }
}
