//! Options of commands: `options` in `setup.py`, the sections of `setup.cfg`, `[tool.distutils]`.

use pyrel_diag::{Finding, Location};
use pyrel_pep::{TagSet, Version};

use super::Input;
use super::options::OPTIONS;
use crate::backends::support::{IGNORED_OPTION, OptionRow, REFUSED_OPTION, Verdict};
use crate::pyproject::{INVALID_VALUE, Located, Reader, UNKNOWN_KEY, Value};

/// What the options of commands change here. They are to be taken in the order in which setuptools
/// does it: `setup.py`, `setup.cfg`, `pyproject.toml`; the last one counts.
#[derive(Debug, Default)]
pub(super) struct Commands {
    universal: bool,
    /// `universal` in a section `[wheel]`, as it was called once: it counts where it is true.
    universal_once: bool,
    python_tag: Option<Located<String>>,
    plat_name: Option<Located<String>>,
    tag_build: Option<Located<String>>,
    egg_base: Option<Located<String>>,
}

/// An option of a command, wherever it is written.
#[derive(Debug)]
pub(super) struct CommandOption<'a> {
    pub command: &'a str,
    pub key: &'a str,
    pub value: &'a str,
    pub location: Location,
    /// How the file names it.
    pub shown: String,
}

impl Commands {
    /// Reads `[tool.distutils]`.
    pub(super) fn read_tool_table(&mut self, input: &Input<'_>, reader: &mut Reader) {
        let Some(table) = input.pyproject.table(&["tool", "distutils"]) else { return };
        for command in table.values() {
            let Some(options) = reader.table(&command) else { continue };
            let name = canonical(command.name());
            for option in options.values() {
                let value = text_of(&option);
                let option = CommandOption {
                    command: &name,
                    key: option.name(),
                    value: &value,
                    location: option.key_location(),
                    shown: option.path().to_owned(),
                };
                if let Some(Verdict::Ignored(why)) = self.take(&option, reader) {
                    let message = format!("`{}` changes nothing here: {why}", option.shown);
                    reader.report(Finding::new(&IGNORED_OPTION, message).at(option.location));
                }
            }
        }
    }

    /// Takes note of an option; the verdict, if one of the table's rows has it.
    pub(super) fn take(
        &mut self,
        option: &CommandOption<'_>,
        reader: &mut Reader,
    ) -> Option<Verdict> {
        let key = canonical(option.key);
        let Some(row) = row_of(option.command, &key) else {
            let message = format!("unknown key `{}`", option.shown);
            reader.report(Finding::new(&UNKNOWN_KEY, message).at(option.location.clone()));
            return None;
        };
        match row.verdict {
            Verdict::Honoured => {
                if let Err(why) = self.honour(&key, option) {
                    let message = format!("`{}` {why}", option.shown);
                    let finding = Finding::new(&INVALID_VALUE, message);
                    reader.report(finding.at(option.location.clone()));
                }
            }
            Verdict::Refused(why) if !is_unset(&key, option.value) => {
                let message = format!("`{}` is refused: {why}", option.shown);
                reader.report(Finding::new(&REFUSED_OPTION, message).at(option.location.clone()));
            }
            // Set to nothing, it changes nothing.
            Verdict::Refused(_) | Verdict::Ignored(_) => {}
        }
        Some(row.verdict)
    }

    fn honour(&mut self, key: &str, option: &CommandOption<'_>) -> Result<(), String> {
        let text = Located { value: option.value.to_owned(), location: option.location.clone() };
        let text = Some(text).filter(|text| !text.value.is_empty());
        match key {
            "universal" => {
                let universal = flag(option.value).ok_or("must be true or false")?;
                match option.command {
                    "wheel" => self.universal_once = universal,
                    _ => self.universal = universal,
                }
            }
            "python_tag" => self.python_tag = text,
            "plat_name" => self.plat_name = text,
            "tag_build" => self.tag_build = text,
            "egg_base" => self.egg_base = text,
            _ => {}
        }
        self.try_tags().map(drop).map_err(|why| format!("makes no tag: {why}"))
    }

    /// The wheel's tags. What was taken makes some.
    pub(super) fn tags(&self) -> TagSet {
        self.try_tags().unwrap_or_else(|_| TagSet::py3())
    }

    fn try_tags(&self) -> Result<TagSet, pyrel_pep::Error> {
        let text = |text: &Option<Located<String>>, usual: &str| match text {
            Some(text) => text.value.clone(),
            None => usual.to_owned(),
        };
        let python = match self.universal || self.universal_once {
            true => "py2.py3".to_owned(),
            false => text(&self.python_tag, "py3"),
        };
        let platform = text(&self.plat_name, "any").replace(['-', '.', ' '], "_");
        format!("{python}-none-{platform}").parse()
    }

    /// What is put behind the version, unless the version ends in it already.
    pub(super) fn tag_build(&self) -> Option<&Located<String>> {
        self.tag_build.as_ref()
    }

    /// The version with its tag.
    pub(super) fn tagged(&self, version: Version, reader: &mut Reader) -> Version {
        let Some(tag) = &self.tag_build else { return version };
        let text = version.to_string();
        let alone: Option<Version> = format!("0{}", tag.value).parse().ok();
        let alone = alone.map(|alone| alone.to_string().split_off(1));
        if text.ends_with(&tag.value) || alone.is_some_and(|alone| text.ends_with(&alone)) {
            return version;
        }
        let tagged = format!("{text}{}", tag.value);
        tagged.parse().unwrap_or_else(|_| {
            let message = format!("`tag_build` makes `{tagged}` of the version, which is none");
            reader.report(Finding::new(&INVALID_VALUE, message).at(tag.location.clone()));
            version
        })
    }

    /// The folder that egg-info lies in, where it is not the usual one.
    pub(super) fn egg_base(&self) -> Option<&Located<String>> {
        self.egg_base.as_ref()
    }
}

/// The value as `setup.cfg` would spell it; what cannot be there says something, whatever it is.
fn text_of(option: &Value<'_>) -> String {
    let flag = option.as_bool().map(|flag| if flag { "true" } else { "" }.to_owned());
    let text = option.as_text().map(str::to_owned);
    text.or(flag).unwrap_or_else(|| "…".to_owned())
}

fn canonical(key: &str) -> String {
    key.to_lowercase().replace('-', "_")
}

fn row_of(command: &str, key: &str) -> Option<&'static OptionRow> {
    // Of the section that has the old name only this option is read.
    let command = if (command, key) == ("wheel", "universal") { "bdist_wheel" } else { command };
    let rows =
        OPTIONS.iter().filter_map(|row| Some((row.key.strip_prefix("tool.distutils.")?, row)));
    let wanted = format!("{command}.{key}");
    let mut rows = rows.filter(|(row, _)| match row.strip_suffix('*') {
        // An option that a command listed in full does not have is unknown.
        Some("") => !matches!(command, "bdist_wheel" | "egg_info"),
        Some(prefix) => wanted.starts_with(prefix),
        None => canonical(row) == wanted,
    });
    rows.next().map(|(_, row)| row)
}

/// Whether a value leaves things as they are. `no` does so only where it is no text.
fn is_unset(key: &str, value: &str) -> bool {
    const FLAGS: [&str; 6] = ["compile", "force", "optimize", "relative", "skip_build", "tag_date"];
    value.trim().is_empty() || FLAGS.contains(&key) && flag(value) == Some(false)
}

/// A boolean as `distutils` reads it; nothing is false.
fn flag(value: &str) -> Option<bool> {
    match value.trim().to_lowercase().as_str() {
        "y" | "yes" | "t" | "true" | "on" | "1" => Some(true),
        "" | "n" | "no" | "f" | "false" | "off" | "0" => Some(false),
        _ => None,
    }
}
