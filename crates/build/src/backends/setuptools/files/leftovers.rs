//! What earlier builds left in the project, and setuptools packs once more.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use crate::Error;
use crate::pyproject::Reader;

pub(in crate::backends::setuptools) static EARLIER_BUILD: Rule = Rule {
    id: "earlier-build",
    severity: Severity::Warning,
    words: "an earlier build left a folder behind, which setuptools would pack once more",
    remedy: "remove the folder",
};

/// Reports the folders in which setuptools gathers files: what lies there already goes in as well,
/// and may even stay in an older version. A build here has nothing of it.
pub(crate) fn check(tree: &SourceTree, own_root: &str, reader: &mut Reader) -> Result<(), Error> {
    let build = RelPath::root().child("build");
    let mut folders = vec![build.child("lib"), RelPath::root().child(own_root)];
    if tree.is_folder(&build)? {
        let staged = tree.list(&build)?.into_iter().map(|item| item.path);
        folders.extend(staged.filter(|path| path.file_name().starts_with("bdist.")));
    }
    for folder in folders {
        if tree.kind(&folder)? == Some(EntryKind::Folder) {
            let message = format!("`{folder}` holds files of an earlier build, which are left out");
            reader.report(Finding::new(&EARLIER_BUILD, message).in_file(folder.as_str()));
        }
    }
    Ok(())
}
