//! A host over a tree, with finders as simple as they can be.

use pyrel_python::{FindPackages, Host, PackageFinder};
use pyrel_tree::glob::Fnmatch;
use pyrel_tree::{EntryKind, RelPath, SourceTree};

use super::script::VARIABLES;

/// A project's folder.
#[derive(Debug)]
pub(crate) struct Folder {
    tree: SourceTree,
    legacy: bool,
}

impl Folder {
    pub(crate) fn new(tree: SourceTree, legacy: bool) -> Self {
        Self { tree, legacy }
    }
}

impl Host for Folder {
    fn tree(&self) -> &SourceTree {
        &self.tree
    }

    fn imports_own_modules(&self) -> bool {
        self.legacy
    }

    fn variable(&self, name: &str) -> Option<&str> {
        VARIABLES.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    fn find_packages(&self, call: &FindPackages) -> Result<Vec<String>, String> {
        let any = |patterns: &[String], name: &str| {
            patterns.iter().any(|pattern| Fnmatch::new(pattern).matches(name))
        };
        let always = ["ez_setup".to_owned(), "*__pycache__".to_owned()];
        let mut found = Vec::new();
        let mut open = vec![(RelPath::new(&call.folder).unwrap(), String::new())];
        while let Some((folder, parent)) = open.pop() {
            for item in self.tree.list(&folder).unwrap_or_default() {
                let name = item.path.file_name().to_owned();
                let init = self.tree.is_file(&item.path.child("__init__.py")).unwrap();
                let regular = call.finder == PackageFinder::Namespace || init;
                if item.kind != EntryKind::Folder || name.contains('.') || !regular {
                    continue;
                }
                let full = if parent.is_empty() { name } else { format!("{parent}.{name}") };
                if any(&call.include, &full) && !any(&call.exclude, &full) && !any(&always, &full) {
                    found.push(full.clone());
                }
                let below = [format!("{full}*"), format!("{full}.*")];
                if !below.iter().any(|it| call.exclude.contains(it)) {
                    open.push((item.path, full));
                }
            }
        }
        Ok(found)
    }
}
