//! The module of an editable wheel that finds packages and modules one by one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use pyrel_pep::Metadata;
use pyrel_tree::RelPath;

use super::editable::Ground;
use crate::Error;

/// What the module knows, with absolute places.
#[derive(Debug)]
pub(super) struct Finder {
    /// `{name}-{version}`, normalised.
    release: String,
    packages: BTreeMap<String, String>,
    modules: BTreeMap<String, String>,
    /// The folders of each namespace package (PEP 420); those that lie nowhere have none.
    namespaces: BTreeMap<String, Vec<String>>,
}

impl Finder {
    /// Sorts what shall be found into packages, modules and namespaces. The packages around a
    /// dotted name that are not named themselves are namespaces.
    pub(super) fn of(
        metadata: &Metadata,
        wanted: &BTreeMap<String, RelPath>,
        ground: &Ground<'_>,
    ) -> Result<Self, Error> {
        let mut finder = Self {
            release: format!("{}-{}", metadata.name.escaped(), metadata.version),
            packages: BTreeMap::new(),
            modules: BTreeMap::new(),
            namespaces: BTreeMap::new(),
        };
        for (name, path) in wanted {
            if !ground.tree.is_folder(path)? {
                finder.modules.insert(name.clone(), ground.real_file(path)?);
                continue;
            }
            let folder = ground.real(path)?;
            if !ground.tree.is_file(&path.child("__init__.py"))? {
                finder.namespaces.insert(name.clone(), vec![folder.clone()]);
            }
            finder.packages.insert(name.clone(), folder);
        }
        let around =
            wanted.keys().flat_map(|name| around(name)).filter(|it| !wanted.contains_key(*it));
        for name in around.collect::<BTreeSet<_>>() {
            finder.namespaces.insert(name.to_owned(), Vec::new());
        }
        Ok(finder)
    }

    /// The line of the path configuration file that puts it to work.
    pub(super) fn line(&self) -> String {
        let module = self.module();
        format!("import {module}; {module}.install()")
    }

    /// The name of its file.
    pub(super) fn file_name(&self) -> String {
        format!("{}.py", self.module())
    }

    fn module(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        format!("__editable___{}_finder", self.release.chars().map(plain).collect::<String>())
    }

    /// Its text.
    pub(super) fn text(&self) -> String {
        let mut text = format!("\"\"\"Finds {} where its files lie.\"\"\"\n\n", self.release);
        text += IMPORTS;
        table(&mut text, "PACKAGES", self.packages.iter().map(|(k, v)| (k, literal(v))));
        table(&mut text, "MODULES", self.modules.iter().map(|(k, v)| (k, literal(v))));
        let listed = |folders: &Vec<String>| {
            format!("[{}]", folders.iter().map(|it| literal(it)).collect::<Vec<_>>().join(", "))
        };
        table(&mut text, "NAMESPACES", self.namespaces.iter().map(|(k, v)| (k, listed(v))));
        let mark = format!("__editable__.{}.finder.__path_hook__", self.release);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "MARK = {}", literal(&mark));
        text + CODE
    }
}

/// The packages around a dotted name.
fn around(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('.').filter_map(|(at, _)| name.get(..at))
}

fn table<'a>(text: &mut String, name: &str, rows: impl Iterator<Item = (&'a String, String)>) {
    let rows: Vec<String> =
        rows.map(|(key, value)| format!("    {}: {value},\n", literal(key))).collect();
    let open = if rows.is_empty() { "" } else { "\n" };
    let _ = writeln!(text, "{name} = {{{open}{}}}", rows.concat());
}

/// A text as Python source.
fn literal(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            // Writing to a string cannot fail.
            _ if c.is_control() => drop(write!(quoted, "\\u{:04x}", u32::from(c))),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

const IMPORTS: &str = "\
import sys
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_file_location
from os.path import isfile, join

";

/// Behind the import path, so that what lies there goes before as it does for any install. The
/// portion of a namespace must be found on that path to be joined with those of others: a mark on
/// it that is no folder leads to the second class.
const CODE: &str = r#"

class Modules:
    """Packages and modules that are found one by one."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        file = MODULES.get(name)
        if file is None and name in PACKAGES:
            file = join(PACKAGES[name], "__init__.py")
        if file is not None:
            return spec_from_file_location(name, file) if isfile(file) else None
        folder = PACKAGES.get(name.rpartition(".")[0])
        return None if folder is None else PathFinder.find_spec(name, [folder])


class Namespaces:
    """Portions of namespace packages, joined with those on the import path."""

    @staticmethod
    def hook(entry):
        if entry != MARK:
            raise ImportError(entry)
        return Namespaces

    @staticmethod
    def find_spec(name, target=None):
        if name not in NAMESPACES:
            return None
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = NAMESPACES[name] + [MARK]
        return spec


def install():
    if Modules not in sys.meta_path:
        sys.meta_path.append(Modules)
    if NAMESPACES and MARK not in sys.path:
        sys.path_hooks.append(Namespaces.hook)
        sys.path.append(MARK)
"#;
