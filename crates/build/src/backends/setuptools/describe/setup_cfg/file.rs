//! The file: its sections, and the copy of it that every sdist has.

use std::collections::{BTreeMap, BTreeSet};

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_python::{Ini, IniOption, Section};
use pyrel_tree::{RelPath, SourceTree};

use super::super::super::commands::{CommandOption, Commands};
use super::super::distribution::Distribution;
use super::metadata;
use super::options::{Filler, settle_folders};
use super::value::{CfgValue, interpolated};
use crate::Error;
use crate::named_file::universal_newlines;
use crate::pyproject::{INVALID_VALUE, Located, Reader};

/// `setup.cfg` as written.
#[derive(Debug)]
pub(crate) struct SetupCfg {
    ini: Ini,
    source: SourceText,
}

pub(in crate::backends::setuptools) static SETUP_CFG: Rule = Rule {
    id: "setup-cfg",
    severity: Severity::Error,
    words: "a section or key of setup.cfg that setuptools does not have, or reads as something else",
    remedy: "correct or remove it, or build with setuptools itself (`python -m build`)",
};

pub(in crate::backends::setuptools) static SETUP_CFG_SYNTAX: Rule = Rule {
    id: "setup-cfg-syntax",
    severity: Severity::Error,
    words: "setup.cfg is not what Python's configparser reads",
    remedy: "correct the line",
};

pub(in crate::backends::setuptools) static OLD_KEY: Rule = Rule {
    id: "old-cfg-key",
    severity: Severity::Advice,
    words: "a key of setup.cfg with a hyphen or a capital, which setuptools is about to refuse",
    remedy: "write it in small letters with underscores",
};

/// Larger files are not read: each item has its place counted in its line, however long that is.
const LARGEST: usize = 512 << 10;

impl SetupCfg {
    /// Reads the file if there is one; sections of other tools are theirs.
    pub(crate) fn read(
        tree: &SourceTree,
        commands: &mut Commands,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let path = RelPath::root().child("setup.cfg");
        if !tree.is_file(&path)? {
            return Ok(Self { ini: Ini::default(), source: SourceText::new("setup.cfg", "") });
        }
        let text = tree.read_text(&path)?;
        if text.len() > LARGEST {
            let message = format!("the file has {} bytes, more than are read", text.len());
            return Err(Error::refused(
                Finding::new(&SETUP_CFG_SYNTAX, message).in_file(path.as_str()),
            ));
        }
        let source = SourceText::new("setup.cfg", universal_newlines(&text));
        let ini = Ini::parse(source.text(), &['=', ':']).map_err(|error| {
            let at = source.locate(error.range.clone());
            Error::refused(Finding::new(&SETUP_CFG_SYNTAX, error.why).at(at))
        })?;
        let cfg = Self { ini, source };
        for section in cfg.ini.sections.iter().filter(|section| !is_descriptive(section)) {
            cfg.take_commands(section, commands, reader);
        }
        Ok(cfg)
    }

    /// Fills what is not described yet.
    pub(crate) fn fill(&self, tree: &SourceTree, said: &mut Distribution, reader: &mut Reader) {
        let sections = || self.ini.sections.iter();
        for section in sections().filter(|section| section.name.starts_with("options")) {
            let values = self.values(section, reader);
            let mut filler = Filler { cfg: self, tree, said, reader };
            if !filler.fill(&section.name, &values) {
                self.unknown_section(section, reader);
            }
        }
        settle_folders(said);
        for section in sections().filter(|section| section.name.starts_with("metadata")) {
            let values = self.values(section, reader);
            match section.name.as_str() {
                "metadata" => metadata::fill(&values, tree, said, reader),
                _ => self.unknown_section(section, reader),
            }
        }
    }

    /// A value of `[metadata]`, for plug-ins that read the file before setuptools does.
    pub(crate) fn metadata(&self, key: &str) -> Option<&str> {
        let options = &self.ini.section("metadata")?.options;
        options.iter().find(|option| option.key == key).map(|option| option.value.as_str())
    }

    /// Whether there is such a file with anything in it.
    pub(crate) fn is_there(&self) -> bool {
        !self.ini.sections.is_empty()
    }

    /// All sections with their options, for a plug-in with a dialect of its own: keys are small and
    /// have underscores.
    pub(crate) fn tables(
        &self,
        reader: &mut Reader,
    ) -> BTreeMap<String, Vec<(String, Located<String>)>> {
        let mut tables = BTreeMap::new();
        for section in &self.ini.sections {
            let options: Vec<&IniOption> = self.options(section).collect();
            let mut table = Vec::new();
            for option in &options {
                let location = self.source.locate(option.range.clone());
                match interpolated(option, &options, 0) {
                    Ok(value) => {
                        let key = option.key.to_lowercase().replace('-', "_");
                        table.push((key, Located { value, location }));
                    }
                    Err(why) => reader.report(Finding::new(&INVALID_VALUE, why).at(location)),
                }
            }
            tables.insert(section.name.clone(), table);
        }
        tables
    }

    /// The options of `[options.packages.find]`.
    pub(super) fn find_values(&self, reader: &mut Reader) -> Vec<CfgValue> {
        match self.ini.section("options.packages.find") {
            Some(section) => self.values(section, reader),
            None => Vec::new(),
        }
    }

    /// The place of a section's header.
    pub(super) fn place_of(&self, section: &Section) -> Location {
        self.source.locate(section.range.clone())
    }

    /// The copy in the sdist: the same options, and those that fix the version's tags.
    pub(crate) fn rewritten(&self, tag_build: &str) -> String {
        fixed(self.ini.clone(), tag_build)
    }

    /// The copy where MANIFEST.in keeps the file out of the sdist.
    pub(crate) fn rewritten_anew(tag_build: &str) -> String {
        fixed(Ini::default(), tag_build)
    }

    fn unknown_section(&self, section: &Section, reader: &mut Reader) {
        let message = format!("setuptools has no section `[{}]`", section.name);
        reader.report(Finding::new(&SETUP_CFG, message).at(self.place_of(section)));
    }

    /// The options of a section with references filled in; what is wrong with them is reported.
    fn values(&self, section: &Section, reader: &mut Reader) -> Vec<CfgValue> {
        let options: Vec<&IniOption> = self.options(section).collect();
        let mut values: Vec<CfgValue> = Vec::new();
        for option in &options {
            let at = self.source.locate(option.range.clone());
            let text = match interpolated(option, &options, 0) {
                Ok(text) => text,
                Err(why) => {
                    reader.report(Finding::new(&INVALID_VALUE, why).at(at));
                    continue;
                }
            };
            let key = counted_key(&section.name, &option.key);
            if key != option.key {
                let message = format!("`{}` is an old spelling of `{key}`", option.key);
                reader.report(Finding::new(&OLD_KEY, message).at(at));
            }
            let value = CfgValue::new(option, (&section.name, key), text, &self.source);
            match values.iter_mut().find(|other| other.key == value.key) {
                Some(there) => *there = value,
                None => values.push(value),
            }
        }
        values
    }

    /// A section's own options, and those of `[DEFAULT]` that it does not say otherwise.
    fn options<'a>(&'a self, section: &'a Section) -> impl Iterator<Item = &'a IniOption> {
        let own = |key: &str| section.options.iter().any(|option| option.key == key);
        let inherited = self.ini.defaults.iter().filter(move |option| !own(&option.key));
        section.options.iter().chain(inherited)
    }

    fn take_commands(&self, section: &Section, commands: &mut Commands, reader: &mut Reader) {
        let name = section.name.as_str();
        let options: Vec<&IniOption> = self.options(section).collect();
        // What `[global]` sets, it sets on the project, whether that is an option or not. Packages
        // of commands are looked into after setuptools' own.
        let is_harmless = |option: &&IniOption| {
            ["quiet", "verbose", "command_packages"]
                .contains(&option.key.replace('-', "_").as_str())
        };
        if name == "global" && !options.iter().all(is_harmless) {
            let message = "`[global]` in setup.cfg sets more than how loud setuptools is";
            reader.report(Finding::new(&SETUP_CFG, message).at(self.place_of(section)));
            return;
        }
        let known: BTreeSet<&str> = options.iter().map(|option| option.key.as_str()).collect();
        for option in options {
            let location = self.source.locate(option.range.clone());
            // setuptools reads every option of every section with interpolation on, so a percent
            // sign that begins no reference ends the build, whoever the section belongs to.
            if option.has_lone_percent(&known) {
                let message = format!("the percent sign in `{}` must be doubled", option.key);
                reader.report(Finding::new(&INVALID_VALUE, message).at(location.clone()));
            }
            let key = option.key.as_str();
            let aliased = ["bdist_wheel", "build", "dist_info", "egg_info", "sdist"].contains(&key);
            if name == "aliases" && aliased {
                let message = format!("`[aliases]` puts other commands in the place of `{key}`");
                reader.report(Finding::new(&SETUP_CFG, message).at(location.clone()));
            }
            let shown = format!("[{name}] {key}");
            let option =
                CommandOption { command: name, key, value: &option.value, location, shown };
            commands.take(&option, reader);
        }
    }
}

fn fixed(mut ini: Ini, tag_build: &str) -> String {
    ini.set("egg_info", "tag_build", tag_build);
    ini.set("egg_info", "tag_date", "0");
    ini.write()
}

/// Whether a section describes the project, and is none of a command.
fn is_descriptive(section: &Section) -> bool {
    section.name.starts_with("metadata") || section.name.starts_with("options")
}

/// A key as setuptools reads it: small, with underscores, but where keys are names.
fn counted_key(section: &str, key: &str) -> String {
    const NAMES: [&str; 5] = [
        "options.extras_require",
        "options.data_files",
        "options.entry_points",
        "options.package_data",
        "options.exclude_package_data",
    ];
    match NAMES.contains(&section) {
        true => key.to_owned(),
        false => key.replace('-', "_").to_lowercase(),
    }
}
