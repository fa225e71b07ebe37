//! Which packages and modules are distributed: those named, those found, or those discovered.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_tree::glob::Fnmatch;
use pyrel_tree::{RelPath, SourceTree};

use super::super::describe::distribution::{Distribution, Find, FoundRoot, Packages, invalid};
use super::super::files::listed::Listed;
use super::finder::{Finder, Kind, is_all_below, top_level};
use super::package_dirs::{PackageDirs, folder_of};
use crate::Error;
use crate::backends::matches::{Matches, Purpose};
use crate::pyproject::{Located, Reader};

/// What is distributed, and where it lies.
#[derive(Clone, Debug)]
pub(crate) struct Discovered {
    pub packages: Vec<String>,
    pub modules: Vec<String>,
    pub dirs: PackageDirs,
    /// How it was found.
    pub layout: Layout,
    /// Where the choice is written: a key, or the project as a whole.
    place: Located<&'static str>,
}

/// How packages were found.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Layout {
    /// Named or looked for as configured.
    Configured,
    /// Below the folders of `package-dir`.
    Explicit,
    /// In `src`, or the folder that stands for it.
    Src,
    /// At the root.
    Flat,
}

pub(in crate::backends::setuptools) static MULTIPLE_TOP_LEVEL: Rule = Rule {
    id: "multiple-top-level",
    severity: Severity::Error,
    words: "automatic discovery finds more than one package or module at the root",
    remedy: "name what to distribute in `tool.setuptools.packages` or `tool.setuptools.py-modules`, \
             or move it to `src`",
};

pub(in crate::backends::setuptools) static HIDDEN_MODULES: Rule = Rule {
    id: "hidden-modules",
    severity: Severity::Error,
    words: "automatic discovery takes folders without Python files and passes over modules",
    remedy: "name what to distribute in `tool.setuptools.packages` or `tool.setuptools.py-modules`",
};

/// Names at the root that are no packages, and neither is anything in them.
const NOT_PACKAGES: &str = "\
    ci bin debian doc docs documentation manpages news newsfragments changelog test tests \
    unit_test unit_tests example examples scripts tools util utils python build dist venv env \
    requirements tasks fabfile site_scons benchmark benchmarks exercise exercises htmlcov [._]* \
    ez_setup *__pycache__";

/// Names at the root that are no modules to distribute.
const NOT_MODULES: &str = "\
    setup conftest test tests example examples build toxfile noxfile pavement dodo tasks fabfile \
    [Ss][Cc]onstruct conanfile manage benchmark benchmarks exercise exercises";

impl Discovered {
    pub(crate) fn find(
        tree: &SourceTree,
        said: &Distribution,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let place = Located { value: "project", location: said.place.clone() };
        let mut found = Self {
            packages: Vec::new(),
            modules: Vec::new(),
            dirs: PackageDirs::read(&said.package_dir, reader),
            layout: Layout::Configured,
            place,
        };
        match &said.packages {
            Packages::Unset => {}
            Packages::Listed(names) => {
                found.packages = valid_names(names, reader);
            }
            Packages::Find(find) => found.look(tree, find, reader)?,
        }
        if let Some(names) = &said.py_modules {
            found.modules = valid_names(names, reader);
        }
        let is_open = matches!(said.packages, Packages::Unset) && said.py_modules.is_none();
        if is_open && !said.no_discovery {
            found.discover(tree, reader)?;
        }
        Ok(found)
    }

    /// `packages.find`: in one folder after the other.
    fn look(&mut self, tree: &SourceTree, find: &Find, reader: &mut Reader) -> Result<(), Error> {
        let kind = if find.namespaces { Kind::Namespace } else { Kind::Regular };
        let finder = match &find.include {
            Some(include) => Finder::new(kind, texts(include), texts(&find.exclude)),
            None => Finder::new(kind, ["*"], texts(&find.exclude)),
        };
        let mut wheres: Vec<Listed> = Vec::new();
        for folder in &find.wheres {
            if let Some(folder) = folder_of(folder, reader)
                && !wheres.iter().any(|other| other.path() == folder.path())
            {
                wheres.push(folder);
            }
        }
        if let [only] = wheres.as_slice()
            && find.root == FoundRoot::Added
            && !only.path().is_root()
            && !self.dirs.is_named("")
        {
            self.dirs.insert("", only.clone());
        }
        for folder in wheres {
            let found = finder.packages(tree, &folder.path())?;
            let is_root = folder.path().is_root()
                || self.dirs.root().map(Listed::path) == Some(folder.path());
            if !is_root {
                let names: Vec<&str> = found.iter().map(String::as_str).collect();
                for top in top_level(&names) {
                    let below = super::package_dirs::target(top);
                    self.dirs.insert(top, Listed::plain(folder.path().join(&below)));
                }
            }
            self.packages.extend(found);
        }
        self.packages.sort();
        self.packages.dedup();
        report_unmatched(tree, find, &finder.met.take(), reader);
        Ok(())
    }

    fn discover(&mut self, tree: &SourceTree, reader: &mut Reader) -> Result<(), Error> {
        let named: Vec<(String, Listed)> =
            self.dirs.named().map(|(name, folder)| (name.to_owned(), folder.clone())).collect();
        let everything = Finder::everything(Kind::Namespace);
        if !named.is_empty() {
            self.layout = Layout::Explicit;
            for (name, folder) in named {
                let nested = everything.packages(tree, &folder.path())?;
                self.packages.extend(nested.iter().map(|below| format!("{name}.{below}")));
                self.packages.push(name);
            }
            return Ok(());
        }
        let src = self
            .dirs
            .root()
            .cloned()
            .unwrap_or_else(|| Listed::plain(RelPath::root().child("src")));
        if tree.is_folder(&src.path())? {
            self.layout = Layout::Src;
            self.packages = everything.packages(tree, &src.path())?;
            self.modules = everything.modules(tree, &src.path())?;
            self.dirs.insert("", src);
            return self.check_src(tree, reader);
        }
        self.layout = Layout::Flat;
        self.discover_flat(tree, reader)
    }

    fn discover_flat(&mut self, tree: &SourceTree, reader: &mut Reader) -> Result<(), Error> {
        self.packages = flat_packages(tree)?;
        let others = without_stubs(&self.packages);
        let tops = top_level(&others);
        let modules = flat_modules(tree)?;
        if !tops.is_empty() {
            let message =
                |what: &[&str]| format!("more than one top-level package: `{}`", what.join("`, `"));
            if tops.len() > 1 {
                let finding = Finding::new(&MULTIPLE_TOP_LEVEL, message(&tops));
                reader.report(finding.at(self.place.location.clone()));
            } else if !modules.is_empty() && !has_python(tree, &tops)? {
                let message = format!(
                    "the folder `{}` holds no Python file, but makes setuptools pass over `{}.py`",
                    tops.join("`, `"),
                    modules.join(".py`, `")
                );
                let finding = Finding::new(&HIDDEN_MODULES, message);
                reader.report(finding.at(self.place.location.clone()));
            }
            return Ok(());
        }
        if modules.len() > 1 {
            let message = format!("more than one top-level module: `{}`", modules.join("`, `"));
            let finding = Finding::new(&MULTIPLE_TOP_LEVEL, message);
            reader.report(finding.at(self.place.location.clone()));
        }
        self.modules = modules;
        Ok(())
    }

    /// A folder `src` decides by being there, even where it holds something else and the package
    /// lies beside it.
    fn check_src(&self, tree: &SourceTree, reader: &mut Reader) -> Result<(), Error> {
        let names: Vec<&str> = self.packages.iter().map(String::as_str).collect();
        let folders: Vec<RelPath> =
            top_level(&names).iter().map(|name| self.dirs.of(name).path()).collect();
        if !self.modules.is_empty() || any_python(tree, &folders)? {
            return Ok(());
        }
        let (packages, mut beside) = (flat_packages(tree)?, flat_modules(tree)?);
        let src = self.dirs.of("").path();
        for top in top_level(&packages.iter().map(String::as_str).collect::<Vec<_>>()) {
            let folder = super::package_dirs::target(top);
            if src.below(&folder).is_none() && any_python(tree, &[folder])? {
                beside.push(top.to_owned());
            }
        }
        if !beside.is_empty() {
            let message = format!(
                "the folder `{src}` holds no Python file, but makes setuptools pass over `{}`",
                beside.join("`, `")
            );
            let finding = Finding::new(&HIDDEN_MODULES, message);
            reader.report(finding.at(self.place.location.clone()));
        }
        Ok(())
    }
}

fn texts(patterns: &[Located<String>]) -> impl Iterator<Item = &str> {
    patterns.iter().map(|pattern| pattern.value.as_str())
}

/// Holds the patterns of `packages.find` against all names that it met.
fn report_unmatched(tree: &SourceTree, find: &Find, met: &[String], reader: &mut Reader) {
    let matched = |pattern: &Located<String>| {
        let glob = Fnmatch::new(&pattern.value);
        met.iter().any(|name| glob.matches(name) || is_all_below(&glob, name))
    };
    let include = find.include.iter().flatten();
    Matches::of(Purpose::Include, include, matched).report(tree, reader);
    Matches::of(Purpose::Exclude, &find.exclude, matched).report(tree, reader);
}

fn valid_names(names: &[Located<String>], reader: &mut Reader) -> Vec<String> {
    let is_part = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c == '_' || c == '-' || c.is_alphanumeric())
    };
    let mut valid = Vec::new();
    for name in names {
        if name.value.split('.').all(is_part) {
            valid.push(name.value.clone());
        } else {
            reader.report(invalid(name, "this is no name of a package or module"));
        }
    }
    valid
}

fn flat_packages(tree: &SourceTree) -> Result<Vec<String>, Error> {
    let names = NOT_PACKAGES.split(' ');
    let below: Vec<String> = names.clone().map(|name| format!("{name}.*")).collect();
    let excluded = names.chain(below.iter().map(String::as_str));
    Ok(Finder::new(Kind::Flat, ["*"], excluded).packages(tree, &RelPath::root())?)
}

fn flat_modules(tree: &SourceTree) -> Result<Vec<String>, Error> {
    let excluded = NOT_MODULES.split(' ').chain(["[._]*"]);
    Ok(Finder::new(Kind::Flat, ["*"], excluded).modules(tree, &RelPath::root())?)
}

/// Stubs of other projects' packages may lie beside the one package.
fn without_stubs(packages: &[String]) -> Vec<&str> {
    let is_stubs = |name: &str| name.split('.').next().is_some_and(|top| top.ends_with("-stubs"));
    packages.iter().map(String::as_str).filter(|name| !is_stubs(name)).collect()
}

fn has_python(tree: &SourceTree, tops: &[&str]) -> Result<bool, Error> {
    let folders: Vec<RelPath> = tops.iter().map(|top| super::package_dirs::target(top)).collect();
    any_python(tree, &folders)
}

fn any_python(tree: &SourceTree, folders: &[RelPath]) -> Result<bool, Error> {
    for folder in folders {
        let mut enter = |_: &pyrel_tree::Item| pyrel_tree::Descend::Into;
        let files = pyrel_tree::walk(tree, folder, &mut enter)?;
        let is_python = |name: &str| [".py", ".pyi"].iter().any(|end| name.ends_with(end));
        if files.iter().any(|item| is_python(item.path.file_name())) {
            return Ok(true);
        }
    }
    Ok(false)
}
