//! `setup.cfg`: what may stand there, and the copy of it that every sdist has.

use std::collections::BTreeSet;

use pyrel_diag::{Finding, Rule, Severity, SourceText};
use pyrel_tree::{RelPath, SourceTree};

use super::super::commands::{CommandOption, Commands};
use crate::Error;
use crate::named_file::universal_newlines;
use crate::pyproject::{INVALID_VALUE, Reader};
use pyrel_python::{Ini, IniOption, Section};

/// `setup.cfg` as written.
#[derive(Debug)]
pub(crate) struct SetupCfg {
    ini: Ini,
}

static SETUP_CFG: Rule = Rule {
    id: "setup-cfg",
    severity: Severity::Error,
    words: "the project is described in setup.cfg",
    remedy: "move the section to pyproject.toml, or build with setuptools itself (`python -m build`)",
};

static SETUP_CFG_SYNTAX: Rule = Rule {
    id: "setup-cfg-syntax",
    severity: Severity::Error,
    words: "setup.cfg is not what Python's configparser reads",
    remedy: "correct the line",
};

impl SetupCfg {
    /// Reads the file if there is one; sections of other tools are theirs.
    pub(crate) fn read(
        tree: &SourceTree,
        commands: &mut Commands,
        reader: &mut Reader,
    ) -> Result<Self, Error> {
        let path = RelPath::root().child("setup.cfg");
        if !tree.is_file(&path)? {
            return Ok(Self { ini: Ini::default() });
        }
        let source = SourceText::new("setup.cfg", universal_newlines(&tree.read_text(&path)?));
        let ini = Ini::parse(source.text(), &['=', ':']).map_err(|error| {
            let at = source.locate(error.range.clone());
            Error::refused(Finding::new(&SETUP_CFG_SYNTAX, error.why).at(at))
        })?;
        for section in &ini.sections {
            check_section(section, &ini.defaults, &source, commands, reader);
        }
        Ok(Self { ini })
    }

    /// The copy in the sdist: the same options, and those that fix the version's tags.
    pub(crate) fn rewritten(&self) -> String {
        let mut ini = self.ini.clone();
        ini.set("egg_info", "tag_build", "");
        ini.set("egg_info", "tag_date", "0");
        ini.write()
    }
}

fn check_section(
    section: &Section,
    defaults: &[IniOption],
    source: &SourceText,
    commands: &mut Commands,
    reader: &mut Reader,
) {
    let name = section.name.as_str();
    let options = section.options.iter().chain(defaults);
    // What `[global]` sets, it sets on the project, whether that is an option or not.
    let is_loud = |option: &IniOption| ["quiet", "verbose"].contains(&option.key.as_str());
    let is_project = matches!(name, "metadata" | "options") || name.starts_with("options.");
    if is_project || name == "global" && !options.clone().all(is_loud) {
        let message = format!("`[{name}]` in setup.cfg is not read yet");
        let at = source.locate(section.range.clone());
        reader.report(Finding::new(&SETUP_CFG, message).at(at));
        return;
    }
    let known: BTreeSet<&str> = options.clone().map(|option| option.key.as_str()).collect();
    for option in options {
        // setuptools reads every option of every section with interpolation on, so a percent sign
        // that begins no reference ends the build, whoever the section belongs to.
        if option.has_lone_percent(&known) {
            let message = format!("the percent sign in `{}` must be doubled", option.key);
            let at = source.locate(option.range.clone());
            reader.report(Finding::new(&INVALID_VALUE, message).at(at));
        }
        let key = option.key.as_str();
        let aliased = ["bdist_wheel", "build", "dist_info", "egg_info", "sdist"].contains(&key);
        if name == "aliases" && aliased {
            let message = format!("`[aliases]` puts other commands in the place of `{key}`");
            let at = source.locate(option.range.clone());
            reader.report(Finding::new(&SETUP_CFG, message).at(at));
        }
        commands.take(
            &CommandOption {
                command: name,
                key,
                value: &option.value,
                location: source.locate(option.range.clone()),
                shown: format!("[{name}] {key}"),
            },
            reader,
        );
    }
}
