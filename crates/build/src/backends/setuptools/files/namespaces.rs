//! Namespace packages as they were before PEP 420: `namespace_packages` in `setup.cfg` and
//! `setup.py`.
//!
//! <https://setuptools.pypa.io/en/latest/references/keywords.html#keyword-namespace-packages>

use std::collections::BTreeSet;

use pyrel_archive::{ArchivePath, Entry, FileMap, Mode, Origin};
use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::{RelPath, Source, SourceTree};

use super::super::describe::distribution::{Distribution, invalid};
use super::super::packages::discovery::Discovered;
use super::super::packages::package_dirs::target;
use crate::Error;
use crate::import_name::is_identifier;
use crate::pyproject::{Located, Reader};

/// The Python whose version is in the name of the path file: setuptools takes the one it runs on,
/// and to no effect.
const PYTHON: &str = "3.13";

pub(in crate::backends::setuptools) static NO_DECLARATION: Rule = Rule {
    id: "namespace-without-declaration",
    severity: Severity::Error,
    words: "a package is listed in `namespace_packages`, and its `__init__.py` does not say so",
    remedy: "call `__import__('pkg_resources').declare_namespace(__name__)` there, or remove both and \
             leave it to Python (PEP 420)",
};

/// The packages that are listed, and those above them.
#[derive(Debug, Default)]
pub(crate) struct Namespaces {
    names: BTreeSet<String>,
}

impl Namespaces {
    /// # Errors
    /// When the tree cannot be read.
    pub(crate) fn read(
        tree: &SourceTree,
        said: &Distribution,
        found: &Discovered,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let mut names = BTreeSet::new();
        for name in said.namespace_packages.iter().flatten() {
            if !name.value.split('.').all(is_identifier) {
                reader.report(invalid(name, "this is no name of a package"));
            } else if !has_contents(&name.value, found) {
                reader.report(invalid(name, "no package and no module is in this namespace"));
            } else {
                names.extend(with_parents(&name.value).map(str::to_owned));
                check_declarations(tree, name, found, reader)?;
            }
        }
        Ok(Self { names })
    }

    /// Whether it is the module of a namespace, which no distribution may own.
    pub(crate) fn leaves_out(&self, path: &RelPath) -> bool {
        let is_init = ["__init__.py", "__init__.pyc", "__init__.pyo"].contains(&path.file_name());
        let folder = path.parent().filter(|_| is_init);
        folder.is_some_and(|folder| self.names.iter().any(|name| target(name) == folder))
    }

    /// Adds the path file that makes the namespaces before anything is imported.
    ///
    /// # Errors
    /// When the name cannot be that of a member.
    pub(crate) fn add_path_file(&self, stem: &str, map: &mut FileMap) -> Result<(), Error> {
        if self.names.is_empty() {
            return Ok(());
        }
        let name = ArchivePath::new(format!("{stem}-py{PYTHON}-nspkg.pth"))?;
        let lines: String = self.names.iter().map(|name| line(name)).collect();
        let source = Source::Bytes(lines.into_bytes().into());
        let origin = Origin::rule("the namespaces of `namespace_packages`");
        map.add(name, Entry { source, mode: Mode::Regular, origin })?;
        Ok(())
    }

    /// What `-v` says of them.
    pub(crate) fn note(&self) -> Option<String> {
        let note =
            format!("the name of the `-nspkg.pth` file is that of a build by Python {PYTHON}");
        (!self.names.is_empty()).then_some(note)
    }
}

fn has_contents(name: &str, found: &Discovered) -> bool {
    let inside = |other: &String| {
        other.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    found.packages.iter().chain(&found.modules).any(inside)
}

/// A name, and those of the packages around it.
fn with_parents(name: &str) -> impl Iterator<Item = &str> {
    let parents = name.match_indices('.').filter_map(|(dot, _)| name.get(..dot));
    parents.chain([name])
}

/// setuptools looks into the `__init__.py` of each package that it copies.
fn check_declarations(
    tree: &SourceTree,
    name: &Located<String>,
    found: &Discovered,
    reader: &mut Reader,
) -> Result<(), Error> {
    let around = |module: &String| module.rsplit_once('.').map(|(package, _)| package.to_owned());
    let of_modules: Vec<String> = found.modules.iter().filter_map(around).collect();
    for package in with_parents(&name.value) {
        let is_copied = |other: &String| other == package;
        let init = found.dirs.of(package).path().child("__init__.py");
        if found.packages.iter().chain(&of_modules).any(is_copied)
            && tree.is_file(&init)?
            && !contains(&tree.read(&init)?, b"declare_namespace")
        {
            let message = format!("`{init}` does not call `declare_namespace()`");
            reader.report(Finding::new(&NO_DECLARATION, message).at(name.location.clone()));
        }
    }
    Ok(())
}

fn contains(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|part| part == wanted)
}

/// A line of the path file, which `site` runs when Python starts.
fn line(name: &str) -> String {
    let parts: Vec<String> = name.split('.').map(|part| format!("'{part}'")).collect();
    let tuple = match &parts[..] {
        [only] => format!("({only},)"),
        parts => format!("({})", parts.join(", ")),
    };
    let mut statements = vec![
        "import sys, types, os".to_owned(),
        format!("p = os.path.join(sys._getframe(1).f_locals['sitedir'], *{tuple})"),
        "importlib = __import__('importlib.util')".to_owned(),
        "__import__('importlib.machinery')".to_owned(),
        format!(
            "m = sys.modules.setdefault('{name}', importlib.util.module_from_spec(\
             importlib.machinery.PathFinder.find_spec('{name}', [os.path.dirname(p)])))"
        ),
        format!("m = m or sys.modules.setdefault('{name}', types.ModuleType('{name}'))"),
        "mp = (m or []) and m.__dict__.setdefault('__path__',[])".to_owned(),
        "(p not in mp) and mp.append(p)".to_owned(),
    ];
    if let Some((parent, child)) = name.rsplit_once('.') {
        statements.push(format!("m and setattr(sys.modules['{parent}'], '{child}', m)"));
    }
    format!("{}\n", statements.join(";"))
}
