//! `[options]` and its sub-sections.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_pep::Requirement;
use pyrel_tree::SourceTree;

use super::super::distribution::{DataFiles, Distribution, Find, FoundRoot, Packages, Patterns};
use super::super::entry_point_lines;
use super::super::not_built;
use super::file::SetupCfg;
use super::value::CfgValue;
use crate::pyproject::{INVALID_VALUE, Located, Reader, ScriptGroup};
use crate::requirement_lines::requirements;

pub(in crate::backends::setuptools) static SHAPELESS: Rule = Rule {
    id: "cfg-shapeless",
    severity: Severity::Error,
    words: "a key of `[options]` that setuptools takes as a mere text, whatever it should be",
    remedy: "write the section that it has, or remove the key",
};

/// The folder in which packages are looked for counts where nothing else says where they lie.
pub(super) fn settle_folders(said: &mut Distribution) {
    if let Packages::Find(find) = &mut said.packages
        && !said.package_dir.is_empty()
    {
        find.root = FoundRoot::Ignored;
    }
}

fn data_files(value: &CfgValue) -> DataFiles {
    DataFiles { folder: value.key.clone(), files: value.list(), patterns: true }
}

fn patterns(values: &[CfgValue]) -> Patterns {
    Patterns::of_lists(values.iter().map(|value| (value.key.clone(), value.list())).collect())
}

/// Fills what is not described yet.
pub(super) struct Filler<'a> {
    pub cfg: &'a SetupCfg,
    pub tree: &'a SourceTree,
    pub said: &'a mut Distribution,
    pub reader: &'a mut Reader,
}

impl Filler<'_> {
    /// Takes the options of a section; whether setuptools has such a section at all.
    pub(super) fn fill(&mut self, section: &str, values: &[CfgValue]) -> bool {
        match section {
            "options" => values.iter().for_each(|value| self.option(value)),
            "options.extras_require" => self.extras(values),
            "options.entry_points" => self.entry_points(values),
            "options.package_data" if self.said.package_data.0.is_empty() => {
                self.said.package_data = patterns(values);
            }
            "options.exclude_package_data" if self.said.exclude_package_data.0.is_empty() => {
                self.said.exclude_package_data = patterns(values);
            }
            "options.data_files" if self.said.data_files.is_empty() => {
                self.said.data_files = values.iter().map(data_files).collect();
            }
            "options.package_data"
            | "options.exclude_package_data"
            | "options.data_files"
            | "options.packages.find" => {}
            _ => return false,
        }
        true
    }

    fn option(&mut self, value: &CfgValue) {
        match value.key.as_str() {
            "packages" => self.packages(value),
            "package_dir" if self.said.package_dir.is_empty() => {
                self.said.package_dir = value.pairs(self.reader).into_iter().collect();
            }
            "py_modules" if is_open(self.said.py_modules.as_ref()) => {
                self.said.py_modules = Some(value.list());
            }
            "namespace_packages" if is_open(self.said.namespace_packages.as_ref()) => {
                self.said.namespace_packages = Some(value.list());
            }
            "include_package_data" if self.said.include_package_data != Some(true) => {
                self.said.include_package_data = Some(value.flag());
            }
            "zip_safe" if self.said.zip_safe != Some(true) => {
                self.said.zip_safe = Some(value.flag());
            }
            "scripts" if self.said.scripts.is_empty() => self.said.scripts = value.list(),
            "eager_resources" if is_open(self.said.eager_resources.as_ref()) => {
                let names = value.list().into_iter().map(|name| name.value).collect();
                self.said.eager_resources = Some(names);
            }
            "dependency_links" if self.said.dependency_links.is_empty() => {
                let links = value.list().into_iter().map(|link| link.value).collect();
                self.said.dependency_links = links;
            }
            "entry_points" if self.said.entry_points.is_empty() => self.entry_point_text(value),
            "cmdclass" => {
                for (command, class) in value.pairs(self.reader) {
                    let at = class.location;
                    self.reader.report_all(not_built::command(&command, at));
                }
            }
            _ => self.requires(value),
        }
    }

    fn requires(&mut self, value: &CfgValue) {
        match value.key.as_str() {
            "install_requires" if self.said.install_requires.is_empty() => {
                self.said.install_requires = self.requirements(value);
            }
            "setup_requires" if self.said.setup_requires.is_empty() => {
                let items = value.items(&value.text, ';');
                let located = |item| Located { value: item, location: value.location.clone() };
                let items = items.into_iter().map(located).collect();
                self.said.setup_requires = requirements(items, self.reader);
            }
            "python_requires" if self.said.python_requires.is_none() => match value.text.parse() {
                Ok(specifiers) => {
                    let location = value.location.clone();
                    self.said.python_requires = Some(Located { value: specifiers, location });
                }
                Err(error) => self.invalid(value, error),
            },
            "ext_modules"
            | "libraries"
            | "headers"
            | "extras_require"
            | "package_data"
            | "exclude_package_data"
            | "data_files"
            | "ext_package"
            | "include_dirs"
            | "extra_path"
            | "command_packages"
            | "script_args"
            | "src_root" => {
                let message = format!("`{}` is a mere text to setuptools", value.shown);
                let finding = Finding::new(&SHAPELESS, message);
                self.reader.report(finding.at(value.location.clone()));
            }
            // setuptools passes over keys that it does not have.
            _ => {}
        }
    }

    fn packages(&mut self, value: &CfgValue) {
        let is_filled = match &self.said.packages {
            Packages::Unset => false,
            Packages::Listed(names) => !names.is_empty(),
            Packages::Find(_) => true,
        };
        if is_filled {
            return;
        }
        let namespaces = match value.text.trim() {
            "find:" => false,
            "find_namespace:" => true,
            _ => {
                self.said.packages = Packages::Listed(value.list());
                return;
            }
        };
        let options = self.cfg.find_values(self.reader);
        let list = |key: &str| {
            let option = options.iter().find(|option| option.key == key)?;
            Some(option.list()).filter(|list| !list.is_empty())
        };
        let root = || Located { value: ".".to_owned(), location: value.location.clone() };
        let first = list("where").and_then(|list| list.into_iter().next());
        self.said.packages = Packages::Find(Find {
            wheres: vec![first.unwrap_or_else(root)],
            include: list("include"),
            exclude: list("exclude").unwrap_or_default(),
            namespaces,
            root: FoundRoot::Added,
        });
    }

    fn extras(&mut self, values: &[CfgValue]) {
        if !self.said.extras_require.is_empty() {
            return;
        }
        for value in values {
            let requirements = self.requirements(value);
            let name = Located { value: value.key.clone(), location: value.location.clone() };
            self.said.extras_require.push((name, requirements));
        }
    }

    fn requirements(&mut self, value: &CfgValue) -> Vec<Located<Requirement>> {
        let referenced = &mut self.said.referenced;
        let items = value.items_or_files(';', self.tree, referenced, self.reader);
        let items = items.into_iter().filter(|item| !item.value.starts_with('#')).collect();
        requirements(items, self.reader)
    }

    fn entry_points(&mut self, values: &[CfgValue]) {
        if !self.said.entry_points.is_empty() {
            return;
        }
        for value in values {
            let items = entry_point_lines::pairs(value.list(), self.reader);
            self.said.entry_points.push(ScriptGroup { group: value.key.clone(), items });
        }
    }

    fn entry_point_text(&mut self, value: &CfgValue) {
        let text = value.text_or_file(self.tree, &mut self.said.referenced, self.reader);
        self.said.entry_points = entry_point_lines::groups(&text, self.reader);
        self.said.entry_points_are_text = !text.value.is_empty();
    }

    fn invalid(&mut self, value: &CfgValue, why: impl std::fmt::Display) {
        let finding = Finding::new(&INVALID_VALUE, format!("`{}`: {why}", value.shown));
        self.reader.report(finding.at(value.location.clone()));
    }
}

fn is_open<T>(list: Option<&Vec<T>>) -> bool {
    list.is_none_or(Vec::is_empty)
}
