//! Which packages in `node_modules` a server needs, by what each `package.json` says.
//!
//! A finished bundle has no lock file any more. What is needed is what can be reached from the
//! bundle's own `package.json`, looked for as Node.js does
//! (<https://nodejs.org/api/modules.html#loading-from-node_modules-folders>).

use std::collections::BTreeSet;

use pyrel_archive::ArchivePath;
use pyrel_tree::{RelPath, SourceTree};
use serde_json::Value;

use crate::{Bundle, Error};

/// What a package does not run without. Peers are among them: npm installs them, and whoever asks for
/// one loads it.
const NEEDED: [&str; 3] = ["dependencies", "optionalDependencies", "peerDependencies"];

const PACKAGE: &str = "package.json";
const MODULES: &str = "node_modules";

impl Bundle {
    /// The packages of the bundle that nothing leads to from its own `package.json`; none where it has
    /// no such file.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn unneeded_packages(&self, tree: &SourceTree) -> Result<Vec<RelPath>, Error> {
        let there = packages(self.map.iter().map(|(path, _)| path.as_str()));
        let Some(names) = needs(tree, "")? else { return Ok(Vec::new()) };
        let mut reached: BTreeSet<String> = BTreeSet::new();
        let mut open: Vec<(String, String)> =
            names.into_iter().map(|name| (String::new(), name)).collect();
        while let Some((folder, name)) = open.pop() {
            let Some(found) = resolve(&there, &folder, &name) else { continue };
            if reached.insert(found.clone()) {
                let names = needs(tree, &found)?.unwrap_or_default();
                open.extend(names.into_iter().map(|name| (found.clone(), name)));
            }
        }
        let unneeded: BTreeSet<&str> =
            there.iter().filter(|it| !reached.contains(*it)).map(String::as_str).collect();
        // What lies in such a package goes with it.
        let is_outermost = |path: &&&str| !is_below(path, &unneeded);
        let unneeded = unneeded.iter().filter(is_outermost);
        Ok(unneeded.filter_map(|path| RelPath::new(path).ok()).collect())
    }

    /// Takes out of the bundle what lies in some folders.
    pub fn leave_out(&mut self, folders: &[RelPath]) {
        let folders: BTreeSet<&str> = folders.iter().map(RelPath::as_str).collect();
        let paths = self.map.iter().map(|(path, _)| path);
        let gone: Vec<ArchivePath> =
            paths.filter(|path| is_below(path.as_str(), &folders)).cloned().collect();
        for path in &gone {
            self.map.remove(path);
        }
    }
}

/// Whether a path lies in one of some folders.
fn is_below(path: &str, folders: &BTreeSet<&str>) -> bool {
    let above = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    above.into_iter().any(|above| folders.contains(above))
}

/// The folders of all packages.
fn packages<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for path in paths {
        let parts: Vec<&str> = path.split('/').collect();
        for (at, _) in parts.iter().enumerate().filter(|(_, part)| **part == MODULES) {
            let name = parts.get(at + 1).copied().unwrap_or_default();
            let len = if name.starts_with('@') { 2 } else { 1 };
            // A file in `node_modules` is no package, and neither is `.bin`.
            if at + 1 + len < parts.len() && !name.starts_with('.') {
                found.extend(parts.get(..=at + len).map(|parts| parts.join("/")));
            }
        }
    }
    found
}

/// The names that a package asks for; `None` without a `package.json` that says so.
fn needs(tree: &SourceTree, folder: &str) -> Result<Option<Vec<String>>, Error> {
    let Ok(folder) = RelPath::new(folder) else { return Ok(None) };
    let path = folder.child(PACKAGE);
    if !tree.is_file(&path)? {
        return Ok(None);
    }
    let Ok(package) = serde_json::from_slice::<Value>(&tree.read(&path)?) else { return Ok(None) };
    let named = NEEDED.iter().filter_map(|key| package.get(key)?.as_object());
    Ok(Some(named.flat_map(|names| names.keys().cloned()).collect()))
}

/// The package of a name as a package in a folder gets it: its own, or that of a folder above.
fn resolve(there: &BTreeSet<String>, folder: &str, name: &str) -> Option<String> {
    let mut above = Some(folder);
    while let Some(folder) = above {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let candidate = format!("{prefix}{MODULES}/{name}");
        if there.contains(&candidate) {
            return Some(candidate);
        }
        above = match folder.rsplit_once('/') {
            Some((parent, _)) => Some(parent),
            None if folder.is_empty() => None,
            None => Some(""),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_folders_in_node_modules() {
        let paths = [
            "node_modules/a/package.json",
            "node_modules/@s/b/lib/x.js",
            "node_modules/a/node_modules/c/index.js",
            "node_modules/.bin/tool",
            "node_modules/file.js",
            "src/index.js",
        ];
        let expect = ["node_modules/@s/b", "node_modules/a", "node_modules/a/node_modules/c"];
        assert_eq!(packages(paths.into_iter()).into_iter().collect::<Vec<_>>(), expect);
    }

    #[test]
    fn a_package_gets_its_own_copy_before_that_of_others() {
        let there = ["node_modules/a", "node_modules/b", "node_modules/a/node_modules/b"];
        let there = there.map(str::to_owned).into();
        let of = |folder, name| resolve(&there, folder, name);
        assert_eq!(of("node_modules/a", "b").as_deref(), Some("node_modules/a/node_modules/b"));
        assert_eq!(of("node_modules/b", "a").as_deref(), Some("node_modules/a"));
        assert_eq!(of("", "b").as_deref(), Some("node_modules/b"));
        assert_eq!(of("", "c"), None);
    }
}
