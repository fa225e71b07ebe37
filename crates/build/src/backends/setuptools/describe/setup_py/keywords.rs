//! Keywords of `setup()`.

use pyrel_diag::{Finding, Rule, Severity};
use pyrel_python::{Keyword, PythonSource, Value};

use super::super::super::commands::{CommandOption, Commands};
use super::super::distribution::{DataFiles, Distribution, Packages, Patterns};
use super::super::{entry_point_lines, not_built};
use super::metadata::{self, note};
use super::value::{self, Bad, flag, is_nothing, lines, located, mapping, text, texts};
use crate::pyproject::{INVALID_VALUE, Located, Reader, ScriptGroup};
use crate::requirement_lines::requirements;

pub(in crate::backends::setuptools) static UNKNOWN_KEYWORD: Rule = Rule {
    id: "unknown-keyword",
    severity: Severity::Warning,
    words: "a keyword that `setup()` does not have, and passes over",
    remedy: "remove the keyword or correct its spelling",
};

/// Takes all keywords of the call.
pub(super) fn apply(
    keywords: Vec<Keyword>,
    script: &PythonSource,
    said: &mut Distribution,
    commands: &mut Commands,
    reader: &mut Reader,
) {
    for keyword in keywords {
        let taken = metadata::take(&keyword, script, said, reader).and_then(|done| match done {
            true => Ok(()),
            false => Taker { said, commands, reader }.take(&keyword),
        });
        if let Err(bad) = taken {
            let finding = bad.finding(&keyword.name, &keyword.location);
            said.unproved.insert(keyword.name, finding);
        }
    }
}

struct Taker<'a> {
    said: &'a mut Distribution,
    commands: &'a mut Commands,
    reader: &'a mut Reader,
}

impl Taker<'_> {
    fn take(&mut self, keyword: &Keyword) -> Result<(), Bad> {
        match keyword.name.as_str() {
            "packages" => {
                if let Some(names) = texts(&keyword.value)? {
                    self.said.packages = Packages::Listed(located(names, keyword));
                }
            }
            "py_modules" => {
                let names = texts(&keyword.value)?;
                self.said.py_modules = names.map(|names| located(names, keyword));
            }
            "package_dir" => {
                for (package, folder) in value::text_pairs(&keyword.value)? {
                    let folder = Located { value: folder, location: keyword.location.clone() };
                    self.said.package_dir.insert(package, folder);
                }
            }
            "namespace_packages" => {
                let names = texts(&keyword.value)?;
                self.said.namespace_packages = names.map(|names| located(names, keyword));
            }
            "package_data" => self.said.package_data = patterns(keyword)?,
            "exclude_package_data" => self.said.exclude_package_data = patterns(keyword)?,
            "include_package_data" => self.said.include_package_data = flag(&keyword.value)?,
            "zip_safe" => self.said.zip_safe = flag(&keyword.value)?,
            "data_files" => self.said.data_files = data_files(keyword)?,
            "scripts" => {
                self.said.scripts = located(texts(&keyword.value)?.unwrap_or_default(), keyword);
            }
            "headers" => {
                self.said.headers = located(texts(&keyword.value)?.unwrap_or_default(), keyword);
            }
            "eager_resources" => self.said.eager_resources = texts(&keyword.value)?,
            "dependency_links" => {
                self.said.dependency_links = texts(&keyword.value)?.unwrap_or_default();
            }
            _ => return self.take_requirements(keyword),
        }
        Ok(())
    }

    fn take_requirements(&mut self, keyword: &Keyword) -> Result<(), Bad> {
        match keyword.name.as_str() {
            "install_requires" => {
                let lines = located(lines(&keyword.value)?, keyword);
                self.said.install_requires = requirements(lines, self.reader);
                let is_filled = !self.said.install_requires.is_empty();
                note("install_requires", is_filled, self.said);
            }
            "setup_requires" => {
                let lines = located(lines(&keyword.value)?, keyword);
                self.said.setup_requires = requirements(lines, self.reader);
            }
            "extras_require" => {
                let extras = mapping(&keyword.value)?.unwrap_or_default();
                note("extras_require", !extras.is_empty(), self.said);
                for (name, value) in extras {
                    if *value == Value::None {
                        return Err(Bad::Wrong("a dictionary of strings or lists of strings"));
                    }
                    let lines = located(lines(value)?, keyword);
                    let name = Located { value: name, location: keyword.location.clone() };
                    let requirements = requirements(lines, self.reader);
                    self.said.extras_require.push((name, requirements));
                }
            }
            "python_requires" => self.python_requires(keyword)?,
            "entry_points" => self.entry_points(keyword)?,
            _ => return self.take_code(keyword),
        }
        Ok(())
    }

    fn python_requires(&mut self, keyword: &Keyword) -> Result<(), Bad> {
        let Some(text) = text(&keyword.value)? else { return Ok(()) };
        match text.parse() {
            Ok(specifiers) => {
                note("python_requires", !text.is_empty(), self.said);
                let location = keyword.location.clone();
                self.said.python_requires = Some(Located { value: specifiers, location });
            }
            Err(error) => {
                let finding = Finding::new(&INVALID_VALUE, format!("`{text}`: {error}"));
                self.reader.report(finding.at(keyword.location.clone()));
            }
        }
        Ok(())
    }

    fn entry_points(&mut self, keyword: &Keyword) -> Result<(), Bad> {
        if let Value::Str(text) = &keyword.value {
            let text = Located { value: text.clone(), location: keyword.location.clone() };
            self.said.entry_points = entry_point_lines::groups(&text, self.reader);
            self.said.entry_points_are_text = true;
            return Ok(());
        }
        for (group, value) in mapping(&keyword.value)?.unwrap_or_default() {
            let lines = located(lines(value)?, keyword);
            let items = entry_point_lines::pairs(lines, self.reader);
            self.said.entry_points.push(ScriptGroup { group, items });
        }
        Ok(())
    }

    fn take_code(&mut self, keyword: &Keyword) -> Result<(), Bad> {
        let is_empty = is_nothing(&keyword.value);
        match keyword.name.as_str() {
            "ext_modules" => {
                self.said.no_discovery |= keyword.value != Value::None;
                if !is_empty {
                    self.refuse("extension modules would have to be compiled", keyword);
                }
            }
            "cmdclass" | "command_options" => {
                for (command, _) in mapping(&keyword.value)?.unwrap_or_default() {
                    let at = keyword.location.clone();
                    self.reader.report_all(not_built::command(&command, at));
                }
            }
            "options" => self.options(keyword)?,
            "distclass" | "extra_path" | "libraries" | "metadata" | "provides_extras"
            | "script_args" | "script_name" | "src_root" | "use_2to3"
                if !is_empty =>
            {
                let message = format!("`{}` makes setuptools another", keyword.name);
                self.refuse(&message, keyword);
            }
            name if KNOWN.contains(&name) => {}
            _ => self.said.other_keywords.push(keyword.clone()),
        }
        Ok(())
    }

    fn refuse(&mut self, words: &str, keyword: &Keyword) {
        self.reader.report(not_built::code(words, keyword.location.clone()));
    }

    /// Options of commands, by command.
    fn options(&mut self, keyword: &Keyword) -> Result<(), Bad> {
        for (command, options) in mapping(&keyword.value)?.unwrap_or_default() {
            for (key, value) in mapping(options)?.unwrap_or_default() {
                let value = value::option(value)?;
                let option = CommandOption {
                    command: &command,
                    key: &key,
                    value: &value,
                    location: keyword.location.clone(),
                    shown: format!("options[\"{command}\"][\"{key}\"]"),
                };
                self.commands.take(&option, self.reader);
            }
        }
        Ok(())
    }
}

/// Keywords that change nothing, empty or without extension modules.
const KNOWN: [&str; 12] = [
    "distclass",
    "ext_package",
    "extra_path",
    "include_dirs",
    "libraries",
    "metadata",
    "password",
    "provides_extras",
    "script_args",
    "script_name",
    "src_root",
    "use_2to3",
];

fn patterns(keyword: &Keyword) -> Result<Patterns, Bad> {
    let mut lists = Vec::new();
    for (package, value) in mapping(&keyword.value)?.unwrap_or_default() {
        let names = texts(value)?.ok_or(Bad::Wrong("a dictionary of lists of strings"))?;
        // For all packages stands the empty name; the star is what other files have for it.
        if package != "*" {
            lists.push((package, located(names, keyword)));
        }
    }
    Ok(Patterns::of_lists(lists))
}

/// Pairs of a folder and its files; a lone file goes to the prefix itself.
fn data_files(keyword: &Keyword) -> Result<Vec<DataFiles>, Bad> {
    let mut found = Vec::new();
    for item in value::items(&keyword.value, "a list of folders with their files")? {
        let (folder, files) = value::folder_and_files(item)?;
        found.push(DataFiles { folder, files: located(files, keyword), patterns: false });
    }
    Ok(found)
}

/// Reports the keywords that nobody knows, once it is clear that no plug-in has them.
pub(crate) fn report_unknown(said: &Distribution, reader: &mut Reader) {
    for keyword in &said.other_keywords {
        let message = format!("`setup()` has no keyword `{}`", keyword.name);
        reader.report(Finding::new(&UNKNOWN_KEYWORD, message).at(keyword.location.clone()));
    }
}
