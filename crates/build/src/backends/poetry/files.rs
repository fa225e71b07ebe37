//! What goes into wheel and sdist: packages, what is included besides, less what is excluded.
//!
//! `exclude` and git's ignored files are not rules here but sets of the files that are there.

use std::collections::BTreeSet;

use pyrel_archive::{FileMap, Origin};
use pyrel_diag::{Finding, Location, Rule, Severity};
use pyrel_git::{Checkout, Standing};
use pyrel_tree::glob::{DotNames, PythonGlob};
use pyrel_tree::{Descend, EntryKind, Item, RelPath, SourceTree, walk};

use super::Profile;
use super::config::{Config, Format, Formats, Include, Package, Pattern};
use crate::Error;
use crate::backends::matches::{Matches, Purpose};
use crate::member::{Links, add};
use crate::pyproject::{INVALID_VALUE, Located, Reader};

pub(super) static NO_PACKAGE: Rule = Rule {
    id: "no-package",
    severity: Severity::Error,
    words: "what is to be packed is not there, or holds no module",
    remedy: "name the packages in `tool.poetry.packages`, or create them",
};

pub(super) static PYTHON_GLOB: Rule = Rule {
    id: "python-glob",
    severity: Severity::Error,
    words: "what a pattern that ends in `**` finds depends on the release of Python",
    remedy: "write `**/*`, or name the folder itself",
};

pub(super) static UNREADABLE_CHECKOUT: Rule = Rule {
    id: "unreadable-checkout",
    severity: Severity::Error,
    words: "git's ignored files stay out, and which those are cannot be told",
    remedy: "repair the repository, or build from an unpacked sdist",
};

/// The files of one format.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    tree: &'a SourceTree,
    checkout: Option<&'a Checkout>,
    profile: &'a Profile,
    config: &'a Config,
    format: Format,
    packages: Vec<Found<'a>>,
    includes: Vec<(&'a Include, Vec<Item>)>,
    excluded: BTreeSet<RelPath>,
    /// Files and folders that an `include` names, which are not excluded.
    included: BTreeSet<RelPath>,
}

/// A package with what its pattern finds.
#[derive(Debug)]
struct Found<'a> {
    package: std::borrow::Cow<'a, Package>,
    items: Vec<Item>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(
        tree: &'a SourceTree,
        checkout: Option<&'a Checkout>,
        (config, profile): (&'a Config, &'a Profile),
        format: Format,
    ) -> Result<Self, Error> {
        let mut selection = Self {
            tree,
            checkout: checkout_that_counts(checkout)?,
            profile,
            config,
            format,
            packages: Vec::new(),
            includes: Vec::new(),
            excluded: BTreeSet::new(),
            included: BTreeSet::new(),
        };
        selection.packages = selection.find_packages()?;
        for include in config.include.iter().filter(|it| it.formats.all.contains(&format)) {
            let items = selection.glob(&RelPath::root(), &include.pattern)?;
            for item in &items {
                selection.included.extend(selection.all_of(item)?);
            }
            selection.includes.push((include, items));
        }
        for pattern in &config.exclude {
            for item in selection.glob(&RelPath::root(), pattern)? {
                selection.excluded.extend(selection.all_of(&item)?);
            }
        }
        Ok(selection)
    }

    /// What goes in, each file once, with its place in the archive.
    pub(super) fn map(&self) -> Result<FileMap, Error> {
        let mut packing = Packing { tree: self.tree, map: FileMap::new(), seen: BTreeSet::new() };
        let root = RelPath::root();
        for found in &self.packages {
            let package = &found.package;
            let (base, target) = match self.format {
                Format::Wheel => (&package.from, &package.to),
                Format::Sdist => (&root, &root),
            };
            for item in self.below(&found.items, &package.formats, base, Direct::Judged)? {
                packing.put(&item, base, target, &package.origin)?;
            }
        }
        for (include, items) in &self.includes {
            for item in self.below(items, &include.formats, &root, Direct::Wanted)? {
                packing.put(&item, &root, &root, &include.origin)?;
            }
        }
        Ok(packing.map)
    }

    /// The folders that an editable wheel puts on the path.
    pub(super) fn bases(&self) -> Vec<RelPath> {
        let mut bases: Vec<RelPath> = Vec::new();
        for found in &self.packages {
            if !bases.contains(&found.package.from) {
                bases.push(found.package.from.clone());
            }
        }
        bases
    }

    /// The files among some items and below the folders among them.
    fn below(
        &self,
        items: &[Item],
        formats: &Formats,
        base: &RelPath,
        direct: Direct,
    ) -> Result<Vec<Item>, Error> {
        let mut found = Vec::new();
        for item in items.iter().filter(|item| !is_cache(&item.path)) {
            if item.kind == EntryKind::Folder {
                let looked_into = formats.folders.contains(&self.format);
                for inner in if looked_into { self.walked(&item.path)? } else { Vec::new() } {
                    if !self.is_excluded_below(&inner.path, base)? {
                        found.push(inner);
                    }
                }
                continue;
            }
            if self.profile.drops_bytecode(&item.path) {
                continue;
            }
            if direct == Direct::Wanted || !self.is_excluded(&item.path)? {
                found.push(item.clone());
            }
        }
        Ok(found)
    }

    /// Everything below a folder that is not behind a link to another one.
    fn walked(&self, folder: &RelPath) -> Result<Vec<Item>, Error> {
        Ok(walk(self.tree, folder, &mut |item| match item.link {
            Some(_) => Descend::Past,
            None => Descend::Into,
        })?)
    }

    /// Before 2.0, what is found below a folder is looked for among the excluded by its path below
    /// `from`, where it is not.
    fn is_excluded_below(&self, path: &RelPath, base: &RelPath) -> Result<bool, Error> {
        match (self.profile.excludes_below_base, path.below(base)) {
            (true, Some(inner)) => self.is_excluded(&inner),
            _ => self.is_excluded(path),
        }
    }

    /// A file is judged by where it really lies.
    fn is_excluded(&self, path: &RelPath) -> Result<bool, Error> {
        let real = self.tree.resolve(path).unwrap_or_else(|_| path.clone());
        let bytecode = is_cache(&real) || has_suffix(real.file_name(), ".pyc");
        if self.profile.skips_bytecode && bytecode {
            return Ok(true);
        }
        let mut here = Some(real);
        while let Some(path) = here.filter(|path| !path.is_root()) {
            let left_out = self.excluded.contains(&path) || self.is_ignored(&path)?;
            if left_out && !self.included.contains(&path) {
                return Ok(true);
            }
            here = path.parent();
        }
        Ok(false)
    }

    /// Whether git lists the file as untracked and ignored. It puts odd names into quotes, under
    /// which poetry does not find them again.
    fn is_ignored(&self, path: &RelPath) -> Result<bool, Error> {
        let Some(checkout) = self.checkout else { return Ok(false) };
        let plain = |c: char| (' '..='~').contains(&c) && c != '"' && c != '\\';
        let is_file = !matches!(self.tree.kind(path)?, Some(EntryKind::Folder) | None);
        if !is_file || !path.as_str().chars().all(plain) {
            return Ok(false);
        }
        let standing = checkout.standing(path).map_err(|error| unreadable(&error))?;
        Ok(standing == Standing::Ignored)
    }

    /// What a match of `include` or `exclude` stands for: since 2.2 the files below a folder, before
    /// that the folder itself.
    fn all_of(&self, item: &Item) -> Result<Vec<RelPath>, Error> {
        if item.kind != EntryKind::Folder || !self.profile.expands_folders {
            return Ok(vec![item.path.clone()]);
        }
        Ok(self.walked(&item.path)?.into_iter().map(|item| item.path).collect())
    }

    /// What a pattern finds below a folder. `**` does not go through links to folders.
    fn glob(&self, base: &RelPath, pattern: &Pattern) -> Result<Vec<Item>, Error> {
        let mut found = Vec::new();
        for path in pattern.glob.expand(self.tree, base)? {
            if self.is_behind_link(base, &path, pattern)? {
                continue;
            }
            let Some(item) = self.tree.item(&path)? else { continue };
            if self.is_doubtful(&item, pattern) {
                let text = &pattern.text.value;
                let message = format!("whether `{text}` finds `{path}` depends on Python");
                let finding = Finding::new(&PYTHON_GLOB, message);
                return Err(Error::refused(finding.at(pattern.text.location.clone())));
            }
            found.push(item);
        }
        Ok(found)
    }

    /// Since Python 3.13 a `**` at the end finds files and links to folders as well, which makes a
    /// difference where folders are not looked into anyway.
    fn is_doubtful(&self, item: &Item, pattern: &Pattern) -> bool {
        let folder = item.kind == EntryKind::Folder;
        let differs = match folder {
            true => item.link.is_some(),
            false => !self.profile.folders_in_wheels && self.format == Format::Wheel,
        };
        differs && pattern.text.value.trim_end_matches('/').ends_with("**")
    }

    fn is_behind_link(
        &self,
        base: &RelPath,
        path: &RelPath,
        pattern: &Pattern,
    ) -> Result<bool, Error> {
        let Some(literal) = pattern.text.value.split('/').position(|part| part == "**") else {
            return Ok(false);
        };
        let depth = base.components().count() + literal;
        let mut above = path.parent();
        while let Some(folder) = above.filter(|folder| folder.components().count() > depth) {
            if self.tree.item(&folder)?.is_some_and(|item| item.link.is_some()) {
                return Ok(true);
            }
            above = folder.parent();
        }
        Ok(false)
    }

    /// The packages of this format; where there are none, the one that the project is named after.
    fn find_packages(&self) -> Result<Vec<Found<'a>>, Error> {
        let stated: Vec<&'a Package> = self
            .config
            .packages
            .iter()
            .filter(|it| it.formats.all.contains(&self.format))
            .collect();
        if stated.is_empty() {
            let package = self.named_package()?;
            let items = self.glob(&package.from, &package.pattern)?;
            return Ok(vec![self.checked(std::borrow::Cow::Owned(package), items)?]);
        }
        let mut found = Vec::new();
        for package in stated {
            let items = self.glob(&package.from, &package.pattern)?;
            found.push(self.checked(std::borrow::Cow::Borrowed(package), items)?);
        }
        Ok(found)
    }

    fn named_package(&self) -> Result<Package, Error> {
        let module = &self.config.module;
        for from in [RelPath::root(), RelPath::root().child("src")] {
            let (folder, file) = (from.child(module), from.child(&format!("{module}.py")));
            let is_package = self.tree.is_folder(&folder)?;
            let name = match (is_package, self.tree.is_file(&file)?) {
                (true, true) => {
                    let message = format!("the module `{module}` could be `{folder}` or `{file}`");
                    return Err(no_package(message, self.config.name.clone()));
                }
                (true, false) => module.clone(),
                (false, true) => format!("{module}.py"),
                (false, false) => continue,
            };
            let text = Located { value: name, location: self.config.name.clone() };
            let glob = PythonGlob::with_dot_names(&text.value, DotNames::Match);
            let glob =
                glob.map_err(|error| no_package(error.to_string(), text.location.clone()))?;
            return Ok(Package {
                pattern: Pattern { text, glob },
                from,
                to: RelPath::root(),
                formats: self.config.unstated.clone(),
                origin: Origin::rule(format!("the module `{module}`")),
            });
        }
        let message = format!("there is no file or folder for the module `{module}`");
        Err(no_package(message, self.config.name.clone()))
    }

    /// A folder must hold a module, or be stubs for another package's modules.
    fn checked(
        &self,
        package: std::borrow::Cow<'a, Package>,
        mut items: Vec<Item>,
    ) -> Result<Found<'a>, Error> {
        let refuse = |words: String| no_package(words, package.pattern.text.location.clone());
        let shown = package
            .from
            .join(&RelPath::new(&package.pattern.text.value).unwrap_or_else(|_| RelPath::root()));
        let Some(first) = items.first().cloned() else {
            return Err(refuse(format!("`{shown}` matches nothing")));
        };
        let alone = items.len() == 1;
        if alone && first.kind != EntryKind::Folder {
            return Ok(Found { package, items });
        }
        let name = match alone {
            true => first.path.clone(),
            false => first.path.parent().unwrap_or_else(RelPath::root),
        };
        if alone {
            items = self.walked_with_folders(&first.path)?;
        }
        let is_file = |item: &&Item| matches!(item.kind, EntryKind::File { .. });
        let is_stub = |item: &Item| {
            item.path.as_str().ends_with(".pyi") || item.path.file_name() == "py.typed"
        };
        let stubs =
            name.file_name().ends_with("-stubs") && items.iter().filter(is_file).all(is_stub);
        let module = items.iter().any(|item| has_suffix(item.path.file_name(), ".py"));
        if stubs || module {
            return Ok(Found { package, items });
        }
        Err(refuse(format!("`{shown}` holds no module")))
    }

    /// Everything below a folder, folders and links to them as well.
    fn walked_with_folders(&self, folder: &RelPath) -> Result<Vec<Item>, Error> {
        let mut folders = Vec::new();
        let mut items = walk(self.tree, folder, &mut |item| {
            folders.push(item.clone());
            if item.link.is_some() { Descend::Past } else { Descend::Into }
        })?;
        items.extend(folders);
        Ok(items)
    }
}

/// Says which patterns of files find nothing; packages that are not there are refused.
pub(super) fn report_unmatched(
    tree: &SourceTree,
    config: &Config,
    reader: &mut Reader,
) -> Result<(), Error> {
    let includes: Vec<_> = config.include.iter().map(|include| &include.pattern).collect();
    let excludes: Vec<_> = config.exclude.iter().collect();
    for (purpose, patterns) in [(Purpose::Include, includes), (Purpose::Exclude, excludes)] {
        let mut matches = Matches::new(purpose);
        for pattern in patterns {
            let found = pattern.glob.expand(tree, &RelPath::root())?;
            matches.note(&pattern.text, !found.is_empty());
        }
        matches.report(tree, reader);
    }
    Ok(())
}

/// The files that were put into an archive.
struct Packing<'a> {
    tree: &'a SourceTree,
    map: FileMap,
    seen: BTreeSet<RelPath>,
}

impl Packing<'_> {
    /// A file at its place: links are replaced by what they point at before they are named.
    fn put(
        &mut self,
        item: &Item,
        base: &RelPath,
        target: &RelPath,
        origin: &Origin,
    ) -> Result<(), Error> {
        let real = self.tree.resolve(&item.path)?;
        if !self.seen.insert(real.clone()) {
            return Ok(());
        }
        let base = if base.is_root() { base.clone() } else { self.tree.resolve(base)? };
        let Some(inner) = real.below(&base) else {
            let message = format!("`{}` leads to `{real}`, which is not below `{base}`", item.path);
            let finding = Finding::new(&INVALID_VALUE, message).in_file(item.path.as_str());
            return Err(Error::refused(finding));
        };
        let Some(item) = self.tree.item(&real)? else { return Ok(()) };
        add(&mut self.map, &target.join(&inner), &item, Links::Follow, origin)
    }
}

/// Whether the files that a pattern finds itself are held against the excluded ones.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Direct {
    Judged,
    Wanted,
}

/// The suffix as `pathlib` sees it: a leading dot begins none.
fn has_suffix(name: &str, suffix: &str) -> bool {
    name.len() > suffix.len() && name.ends_with(suffix)
}

fn is_cache(path: &RelPath) -> bool {
    path.components().any(|part| part == "__pycache__")
}

/// poetry asks git nothing where the project's own folder is ignored.
fn checkout_that_counts(checkout: Option<&Checkout>) -> Result<Option<&Checkout>, Error> {
    let Some(checkout) = checkout else { return Ok(None) };
    let ignored = checkout.is_ignored_itself().map_err(|error| unreadable(&error))?;
    Ok((!ignored).then_some(checkout))
}

fn unreadable(error: &pyrel_git::Error) -> Error {
    Error::refused(Finding::new(&UNREADABLE_CHECKOUT, error.to_string()))
}

fn no_package(message: String, at: Location) -> Error {
    Error::refused(Finding::new(&NO_PACKAGE, message).at(at))
}
