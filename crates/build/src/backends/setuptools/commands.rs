//! Options of commands: `[tool.distutils]` and the sections of `setup.cfg`.

use pyrel_diag::{Finding, Location};
use pyrel_pep::TagSet;

use super::Input;
use super::options::OPTIONS;
use crate::backends::support::{IGNORED_OPTION, OptionRow, REFUSED_OPTION, Verdict};
use crate::pyproject::{INVALID_VALUE, Reader, UNKNOWN_KEY};

/// What the options of commands change here.
#[derive(Debug, Default)]
pub(super) struct Commands {
    universal: bool,
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
    pub(super) fn read(input: &Input<'_>, reader: &mut Reader) -> Self {
        let mut commands = Self::default();
        let Some(table) = input.pyproject.table(&["tool", "distutils"]) else { return commands };
        for command in table.values() {
            let Some(options) = reader.table(&command) else { continue };
            for option in options.values() {
                let value = match (option.as_text(), option.as_bool()) {
                    (Some(text), _) => text,
                    (None, Some(true)) => "true",
                    (None, Some(false)) => "",
                    // Lists and numbers say something, whatever it is.
                    (None, None) => "…",
                };
                let shown = option.path().to_owned();
                let location = option.key_location();
                let option = CommandOption {
                    command: command.name(),
                    key: option.name(),
                    value,
                    location,
                    shown,
                };
                if let Some(Verdict::Ignored(why)) = commands.take(&option, reader) {
                    let message = format!("`{}` changes nothing here: {why}", option.shown);
                    reader.report(Finding::new(&IGNORED_OPTION, message).at(option.location));
                }
            }
        }
        commands
    }

    /// Takes note of an option; the verdict, if one of the table's rows has it.
    pub(super) fn take(
        &mut self,
        option: &CommandOption<'_>,
        reader: &mut Reader,
    ) -> Option<Verdict> {
        let (command, key) = (canonical(option.command), canonical(option.key));
        let Some(row) = row_of(&command, &key) else {
            let message = format!("unknown key `{}`", option.shown);
            reader.report(Finding::new(&UNKNOWN_KEY, message).at(option.location.clone()));
            return None;
        };
        match row.verdict {
            Verdict::Honoured => match flag(option.value) {
                Some(universal) => self.universal |= universal,
                None => {
                    let message = format!("`{}` must be true or false", option.shown);
                    let finding = Finding::new(&INVALID_VALUE, message);
                    reader.report(finding.at(option.location.clone()));
                }
            },
            Verdict::Refused(why) if !is_unset(&key, option.value) => {
                let message = format!("`{}` is refused: {why}", option.shown);
                reader.report(Finding::new(&REFUSED_OPTION, message).at(option.location.clone()));
            }
            // Set to nothing, it changes nothing.
            Verdict::Refused(_) | Verdict::Ignored(_) => {}
        }
        Some(row.verdict)
    }

    pub(super) fn tags(&self) -> TagSet {
        if self.universal { TagSet::py2_py3() } else { TagSet::py3() }
    }
}

fn canonical(key: &str) -> String {
    key.to_lowercase().replace('-', "_")
}

fn row_of(command: &str, key: &str) -> Option<&'static OptionRow> {
    // The section `[wheel]` is what `[bdist_wheel]` was called once; only this option is read of it.
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
