//! `setup.cfg` in the dialect of pbr, which it had before setuptools read the file.
//!
//! <https://docs.openstack.org/pbr/latest/user/using.html>

use std::collections::BTreeMap;

use pyrel_diag::{Finding, Location};
use pyrel_scm::Refusal;
use pyrel_tree::{RelPath, SourceTree};

use super::super::describe::distribution::{Distribution, Packages, Patterns};
use super::super::describe::entry_point_lines;
use super::super::describe::setup_cfg::SetupCfg;
use super::super::packages::finder::{Finder, Kind};
use super::requirements::{self, Apart, TEST_FILES, lines_of, parse};
use super::{beyond, data_files, refused};
use crate::Error;
use crate::backends::Input;
use crate::pyproject::{Located, Reader, ScriptGroup};

/// The file's sections, with small keys and underscores.
#[derive(Debug)]
pub(super) struct Dialect {
    sections: BTreeMap<String, Vec<(String, Located<String>)>>,
    location: Location,
}

/// Keys that are not rebuilt, and sections whose every key is not.
const REFUSED: [(&str, &str); 11] = [
    ("metadata", "provides_dist"),
    ("metadata", "provides_extras"),
    ("metadata", "obsoletes_dist"),
    ("files", "packages_root"),
    ("files", "namespace_packages"),
    ("global", "setup_hooks"),
    ("global", "commands"),
    ("backwards_compat", "dependency_links"),
    ("pbr", "manpages"),
    ("pbr", "use_egg"),
    ("pbr", "autodoc_index_modules"),
];

impl Dialect {
    pub(super) fn read(cfg: &SetupCfg, location: Location, reader: &mut Reader) -> Self {
        let sections = cfg.tables(reader);
        let read = Self { sections, location };
        for (section, key) in REFUSED {
            if let Some(value) = read.get(section, key) {
                let message = format!("`[{section}] {key}` is not rebuilt");
                reader.report(refused(message, value.location.clone()));
            }
        }
        for (section, options) in &read.sections {
            let is_extension = section.split([':', '=']).next().map(str::trim) == Some("extension");
            if let Some((_, value)) = options.first().filter(|_| is_extension) {
                let message = "extension modules would have to be compiled";
                reader.report(refused(message, value.location.clone()));
            }
        }
        if read.name().is_none() {
            let message = "pbr needs `[metadata] name` in setup.cfg";
            reader.report(refused(message, read.location.clone()));
        }
        read
    }

    pub(super) fn name(&self) -> Option<String> {
        self.text("metadata", "name")
    }

    pub(super) fn text(&self, section: &str, key: &str) -> Option<String> {
        self.get(section, key).map(|value| value.value.clone())
    }

    /// A value that is not empty.
    fn get(&self, section: &str, key: &str) -> Option<&Located<String>> {
        let options = self.sections.get(section)?;
        let found = options.iter().rev().find(|(known, _)| known == key);
        found.map(|(_, value)| value).filter(|value| !value.value.is_empty())
    }

    /// `[files] extra_files`, which have to be there.
    pub(super) fn extra_files(&self, tree: &SourceTree) -> Result<Vec<RelPath>, Refusal> {
        let mut found = Vec::new();
        for file in self.get("files", "extra_files").map(items).unwrap_or_default() {
            let path = RelPath::new(&file.value).map_err(|error| beyond(error.to_string()))?;
            if tree.kind(&path)?.is_none() {
                return Err(beyond(format!("`{path}` of `extra_files` is not there")));
            }
            found.push(path);
        }
        Ok(found)
    }

    /// Puts what the file says in the place of what is described. Answers with why that holds for
    /// wheels alone: for anything else pbr has the Python that builds decide on markers.
    pub(super) fn apply(
        &self,
        input: &Input<'_>,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<Vec<Finding>, Error> {
        let tree = input.tree;
        self.metadata(said);
        self.descriptions(tree, said, reader)?;
        let mut marked = self.requirements(input, said, reader)?;
        marked.extend(self.extras(tree, said, reader)?);
        self.files(tree, said, reader)?;
        self.entry_points(said, reader);
        said.include_package_data = Some(true);
        said.zip_safe = Some(false);
        Ok(marked.into_iter().map(decided_by_python).collect())
    }

    fn metadata(&self, said: &mut Distribution) {
        for (key, attribute) in TEXTS {
            let Some(value) = self.get("metadata", key) else { continue };
            let Some(place) = said.text_mut(attribute) else { continue };
            *place = Some(value.clone());
            said.unproved.remove(attribute);
            said.computed.insert(attribute);
        }
        if let Some(value) = self.get("metadata", "classifier") {
            said.classifiers = items(value);
            said.computed.insert("classifiers");
        }
        for (key, attribute) in [("keywords", "keywords"), ("platform", "platforms")] {
            let Some(value) = self.get("metadata", key) else { continue };
            let list = items(value).into_iter().map(|item| item.value).collect();
            match key {
                "keywords" => said.keywords = list,
                _ => said.platforms = list,
            }
            said.computed.insert(attribute);
        }
        if let Some(value) = self.get("metadata", "project_urls") {
            let pairs = items(value).into_iter().filter_map(|item| {
                let (label, url) = item.value.split_once('=')?;
                Some((label.trim().to_owned(), url.trim().to_owned()))
            });
            said.project_urls = pairs.collect();
            said.computed.insert("project_urls");
        }
    }

    /// pbr's summary is what setuptools calls the description, and its description is the long one.
    fn descriptions(
        &self,
        tree: &SourceTree,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<(), Error> {
        let described = self.get("metadata", "description");
        let is_long = self.get("metadata", "long_description").is_some();
        let from_files = match is_long {
            true => None,
            false => self.description_files(tree, reader)?,
        };
        let names_files = self.get("metadata", "description_file").is_some();
        let (short, long) = match described {
            Some(described) if is_long || names_files => (Some(described.clone()), from_files),
            Some(described) => (self.get("metadata", "summary").cloned(), Some(described.clone())),
            None => (self.get("metadata", "summary").cloned(), from_files),
        };
        if short.is_some() {
            said.description = short;
            said.computed.insert("description");
        }
        if long.is_some() {
            said.long_description = long;
            said.computed.insert("long_description");
        }
        Ok(())
    }

    fn description_files(
        &self,
        tree: &SourceTree,
        reader: &mut Reader,
    ) -> Result<Option<Located<String>>, Error> {
        let Some(value) = self.get("metadata", "description_file") else { return Ok(None) };
        let mut text = String::new();
        for name in items(value) {
            match RelPath::new(&name.value) {
                Ok(path) if tree.is_file(&path)? => {
                    let read = crate::named_file::universal_newlines(&tree.read_text(&path)?);
                    text += read.trim();
                    text += "\n\n";
                }
                _ => {
                    let message = format!("`{}` of `description_file` is not there", name.value);
                    reader.report(refused(message, name.location));
                }
            }
        }
        Ok(Some(Located { value: text, location: value.location.clone() }))
    }

    fn requires_python(&self, said: &mut Distribution, reader: &mut Reader) {
        if let Some(value) = self
            .get("metadata", "requires_python")
            .or_else(|| self.get("metadata", "python_requires"))
        {
            match value.value.parse() {
                Ok(specifiers) => {
                    let location = value.location.clone();
                    said.python_requires = Some(Located { value: specifiers, location });
                    said.computed.insert("python_requires");
                }
                Err(_) => {
                    let message = format!("`{}` is no specifier", value.value);
                    reader.report(refused(message, value.location.clone()));
                }
            }
        }
    }

    /// Requirements, in the place of those of a `setup.py`; answers with those that have markers.
    fn requirements(
        &self,
        input: &Input<'_>,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<Vec<Located<String>>, Error> {
        self.requires_python(said, reader);
        let mut lines = self.get("metadata", "requires_dist").map(items).unwrap_or_default();
        lines.extend(requirements::lines(input, &self.location, reader)?);
        let lines = lines.into_iter().map(|line| line.map(|line| without_parentheses(&line)));
        let Apart { lines, marked } = Apart::take(lines.collect(), ';');
        let found = parse(lines, reader);
        if !found.is_empty() {
            said.computed.insert("install_requires");
        }
        said.install_requires = found;
        said.unproved.remove("install_requires");
        Ok(marked)
    }

    /// Extras, in the place of those of a `setup.py`; answers with requirements that have markers.
    fn extras(
        &self,
        tree: &SourceTree,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<Vec<Located<String>>, Error> {
        let mut all = Vec::new();
        let mut extras = Vec::new();
        let mut add = |name: Located<String>, lines: Vec<Located<String>>, reader: &mut Reader| {
            let Apart { lines, marked } = Apart::take(lines, ':');
            all.extend(marked);
            extras.push((name, parse(lines, reader)));
        };
        if let Some(section) = self.sections.get("extras") {
            for (name, value) in section {
                let name = Located { value: name.clone(), location: value.location.clone() };
                add(name, items(value), reader);
            }
            if !section.iter().any(|(name, _)| name == "test") {
                let lines = lines_of(&TEST_FILES, tree, &self.location, reader)?;
                let lines = lines.into_iter().map(|line| line.map(|line| line.replace(';', ":")));
                let name = Located { value: "test".to_owned(), location: self.location.clone() };
                add(name, lines.collect(), reader);
            }
        }
        // An extra without requirements is none for pbr.
        extras.retain(|(_, requirements)| !requirements.is_empty());
        if !extras.is_empty() {
            said.computed.insert("extras_require");
        }
        said.extras_require = extras;
        said.unproved.remove("extras_require");
        Ok(all)
    }

    fn files(
        &self,
        tree: &SourceTree,
        said: &mut Distribution,
        reader: &mut Reader,
    ) -> Result<(), Error> {
        let own = self.name().unwrap_or_default();
        let own = Located { value: own, location: self.location.clone() };
        let named = self.get("files", "packages").unwrap_or(&own);
        let mut packages = Vec::new();
        for package in named.value.split('\n').map(str::trim).filter(|name| !name.is_empty()) {
            let Ok(folder) = RelPath::new(package) else { continue };
            if tree.is_folder(&folder)? {
                let inner = Finder::everything(Kind::Regular).packages(tree, &folder)?;
                let inner = inner.into_iter().map(|inner| format!("{package}.{inner}"));
                for name in [package.to_owned()].into_iter().chain(inner) {
                    packages.push(Located { value: name, location: named.location.clone() });
                }
            }
        }
        if !packages.is_empty() {
            said.packages = Packages::Listed(packages);
        }
        if let Some(value) = self.get("files", "modules") {
            said.py_modules = Some(items(value));
        }
        if let Some(value) = self.get("files", "scripts") {
            said.scripts = items(value);
        }
        if let Some(value) = self.get("files", "package_data") {
            said.package_data =
                Patterns::of_lists(data_files::by_target(value, reader).into_iter().collect());
        }
        if let Some(value) = self.get("files", "data_files") {
            said.data_files = data_files::data_files(value, tree, reader)?;
        }
        Ok(())
    }

    fn entry_points(&self, said: &mut Distribution, reader: &mut Reader) {
        let groups = self.sections.get("entry_points").map(Vec::as_slice).unwrap_or_default();
        let mut found = Vec::new();
        for (group, value) in groups {
            if group == "wsgi_scripts" {
                let message = "pbr writes a program of its own for each of `wsgi_scripts`";
                reader.report(refused(message, value.location.clone()));
            }
            let items = entry_point_lines::pairs(items(value), reader);
            found.push(ScriptGroup { group: group.clone(), items });
        }
        if !found.is_empty() {
            said.entry_points = found;
            said.entry_points_are_text = false;
        }
    }
}

fn decided_by_python(requirement: Located<String>) -> Finding {
    let message = format!(
        "but for wheels, pbr decides on the marker of `{}` by the Python that builds",
        requirement.value
    );
    refused(message, requirement.location)
}

/// Texts of `[metadata]`, by the attribute that they fill.
const TEXTS: [(&str, &str); 8] = [
    ("author", "author"),
    ("author_email", "author_email"),
    ("maintainer", "maintainer"),
    ("maintainer_email", "maintainer_email"),
    ("home_page", "url"),
    ("download_url", "download_url"),
    ("description_content_type", "long_description_content_type"),
    ("license", "license"),
];

/// The lines of a value, without blanks around them, and without those that are comments.
pub(super) fn items(value: &Located<String>) -> Vec<Located<String>> {
    let lines = value.value.split('\n').map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| Located { value: line.to_owned(), location: value.location.clone() }).collect()
}

/// `six (>=1.0)` as it was once written.
fn without_parentheses(line: &str) -> String {
    let inner = line.trim_end().strip_suffix(')').and_then(|line| line.split_once('('));
    match inner {
        Some((name, versions)) => format!("{}{versions}", name.trim()),
        None => line.trim().to_owned(),
    }
}
