//! Looking for packages and modules in folders (`setuptools.discovery`).

use std::cell::RefCell;
use std::collections::BTreeSet;

use pyrel_tree::glob::Fnmatch;
use pyrel_tree::{EntryKind, Error, RelPath, SourceTree};

use crate::import_name::is_identifier;

/// What counts as a package.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    /// A folder with an `__init__.py`, in one that is a package as well.
    Regular,
    /// Any folder without a dot in its name (PEP 420).
    Namespace,
    /// Any folder whose name is an identifier, or ends in `-stubs` at the top.
    Flat,
}

/// Which names to look for. The patterns are matched against dotted names, and `*` matches dots.
#[derive(Debug)]
pub(crate) struct Finder {
    kind: Kind,
    include: Vec<Fnmatch>,
    exclude: Vec<Fnmatch>,
    /// The names of all packages that were met, whether they were taken or not.
    pub met: RefCell<Vec<String>>,
}

/// What no finder takes.
const ALWAYS_EXCLUDED: [&str; 2] = ["ez_setup", "*__pycache__"];
/// How deep folders may lie: what a loop of folder links would exceed at once.
const DEEPEST: usize = 128;

impl Finder {
    pub(crate) fn new<'a>(
        kind: Kind,
        include: impl IntoIterator<Item = &'a str>,
        exclude: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let exclude = ALWAYS_EXCLUDED.into_iter().chain(exclude);
        Self {
            kind,
            include: include.into_iter().map(Fnmatch::new).collect(),
            exclude: exclude.map(Fnmatch::new).collect(),
            met: RefCell::default(),
        }
    }

    /// Everything in a folder, with nothing left out but what never counts.
    pub(crate) fn everything(kind: Kind) -> Self {
        Self::new(kind, ["*"], [])
    }

    /// The packages in a folder, by name; none if there is no folder.
    pub(crate) fn packages(&self, tree: &SourceTree, root: &RelPath) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        let mut open = Vec::new();
        if tree.is_folder(root)? {
            open.push((root.clone(), String::new(), 0));
        }
        while let Some((folder, parent, depth)) = open.pop() {
            if depth > DEEPEST {
                return Err(Error::Loop { path: folder });
            }
            for item in tree.list(&folder)? {
                let name = item.path.file_name();
                if matches!(item.kind, EntryKind::File { .. }) || name.contains('.') {
                    continue;
                }
                let package =
                    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") };
                if item.kind == EntryKind::Other {
                    // A link out of the project may be a package, which must not go missing.
                    let _none = self.takes(&package) && tree.is_folder(&item.path)?;
                    continue;
                }
                if !self.looks_like_package(tree, &item.path, &package)? {
                    continue;
                }
                self.met.borrow_mut().push(package.clone());
                if self.takes(&package) {
                    found.push(package.clone());
                }
                if !self.excludes_all_below(&package) {
                    open.push((item.path, package, depth + 1));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// The modules that lie in a folder itself.
    pub(crate) fn modules(&self, tree: &SourceTree, root: &RelPath) -> Result<Vec<String>, Error> {
        let mut found = Vec::new();
        if tree.is_folder(root)? {
            for item in tree.list(root)? {
                let stem = item.path.file_name().strip_suffix(".py");
                if let Some(stem) = stem
                    && is_identifier(stem)
                    && self.takes(stem)
                    && (matches!(item.kind, EntryKind::File { .. }) || tree.is_file(&item.path)?)
                {
                    found.push(stem.to_owned());
                }
            }
        }
        Ok(found)
    }

    fn takes(&self, name: &str) -> bool {
        let any = |patterns: &[Fnmatch]| patterns.iter().any(|pattern| pattern.matches(name));
        any(&self.include) && !any(&self.exclude)
    }

    /// Whether one of the patterns is the package's name and everything after: only then need
    /// nobody look inside.
    fn excludes_all_below(&self, package: &str) -> bool {
        self.exclude.iter().any(|pattern| is_all_below(pattern, package))
    }

    fn looks_like_package(
        &self,
        tree: &SourceTree,
        folder: &RelPath,
        package: &str,
    ) -> Result<bool, Error> {
        match self.kind {
            Kind::Regular => tree.is_file(&folder.child("__init__.py")),
            Kind::Namespace => Ok(true),
            Kind::Flat => {
                let mut names = package.split('.');
                let top = names.next().unwrap_or_default();
                let top_is_valid = is_identifier(top) || top.ends_with("-stubs");
                Ok(top_is_valid && names.all(is_identifier))
            }
        }
    }
}

/// Whether a pattern is a package's name and everything after.
pub(crate) fn is_all_below(pattern: &Fnmatch, package: &str) -> bool {
    matches!(pattern.as_str().strip_prefix(package), Some("*" | ".*"))
}

/// Those that are no part of another.
pub(crate) fn top_level<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let all: BTreeSet<&str> = packages.iter().copied().collect();
    let inside = |name: &str| {
        let parents = name.match_indices('.').filter_map(|(dot, _)| name.get(..dot));
        parents.into_iter().any(|parent| all.contains(parent))
    };
    packages.iter().copied().filter(|name| !inside(name)).collect()
}
