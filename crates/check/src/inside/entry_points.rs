//! `entry_points.txt`: whether an index and an installer can read it, and what it leads to.
//!
//! <https://packaging.python.org/en/latest/specifications/entry-points/>

use std::collections::BTreeMap;

use pyrel_diag::{Finding, SourceText};
use pyrel_pep::ObjectReference;
use pyrel_pep::entry_points::{Configured, Point};

use super::contents::{Contents, Text};
use super::library::Library;
use super::standard_library::is_standard;
use super::words::literal;
use crate::findings::Findings;
use crate::{Check, Error, Nature};

pub(super) static UNREADABLE: Check = Check::of(
    Nature::Standard,
    "entry-points-unreadable",
    "an `entry_points.txt` that is no text in UTF-8",
    "build it again",
    "`entry_points.txt` is in UTF-8. PyPI refuses a wheel with one that is not, and installers stop \
     with an error.",
);

pub(super) static SYNTAX: Check = Check::of(
    Nature::Standard,
    "entry-points-syntax",
    "an `entry_points.txt` that cannot be read",
    "build it again with a backend that writes the file; group once, name once, `=` between",
    "`entry_points.txt` is read by Python's `configparser` with `=` between name and value. PyPI \
     refuses a wheel in which a line is neither `[group]` nor `name = value`, or in which a group, or \
     a name in a group, comes twice.",
);

pub(super) static NAME: Check = Check::of(
    Nature::Standard,
    "entry-points-name",
    "a command whose name cannot be one",
    "name commands with letters, digits, `_`, `-` and `.`",
    "The name of an entry of `console_scripts` or `gui_scripts` becomes the name of a file. PyPI \
     refuses all but letters, digits, `_`, `-` and `.`, lest `../../bin/sh` be one; pip refuses `..` \
     as well.",
);

pub(super) static COMMAND: Check = Check::of(
    Nature::Installers,
    "entry-points-command",
    "a command that leads to no function",
    "write `module:function`",
    "A command calls a function: `demo = demo.cli:main`. For a value without `:function`, or one that \
     is no dotted name, pip refuses to install the wheel: `A callable suffix is required`.",
);

pub(super) static REFERENCE: Check = Check::of(
    Nature::Advice,
    "entry-points-reference",
    "an entry point that refers to no object",
    "write `module` or `module:attribute`",
    "The value of an entry point is an object reference, `module:attribute`, dotted names both. \
     Whatever else stands there fails when somebody loads it. A deeper line, too, belongs to the value \
     above for `configparser`.",
);

pub(super) static MODULE: Check = Check::of(
    Nature::Advice,
    "entry-points-module",
    "an entry point whose module is not in the wheel",
    "add the module to the wheel, or mend its name",
    "The module that an entry point names is in none of the places of this wheel. Unless a dependency \
     brings it, the command fails with `ModuleNotFoundError`. Most often the module was moved or \
     left out of the packages.",
);

pub(super) static EXTRAS: Check = Check::of(
    Nature::Advice,
    "entry-points-extras",
    "an entry point that asks for extras",
    "remove the brackets, and handle a missing dependency where it is imported",
    "`demo = demo:main [extra]` once made setuptools look for dependencies when a command starts. The \
     standard no longer recommends it, and installers pass over it.",
);

pub(super) static ON_WINDOWS: Check = Check::of(
    Nature::Advice,
    "entry-points-windows",
    "commands that get into each other's way on Windows",
    "give commands names that differ in more than capitals, without an ending",
    "On Windows a command `demo` becomes `demo.exe`, and capitals do not count. A command `demo.exe` \
     becomes `demo.exe.exe`, and of `demo` and `Demo` one overwrites the other.",
);

const SCRIPTS: [&str; 2] = ["console_scripts", "gui_scripts"];

/// Looks at the entry points.
pub(super) fn look(
    contents: &Contents<'_>,
    library: &Library<'_>,
    findings: &mut Findings,
) -> Result<(), Error> {
    let path = contents.in_dist_info("entry_points.txt");
    let name = contents.archive();
    let note =
        format!("Wheel '{name}' has invalid entry points defined in the entry_points.txt file");
    let text = match contents.text(&path)? {
        Text::Decoded(text) => text,
        Text::Unfit(why) => {
            findings.push(contents.of_entry(&UNREADABLE, &path, why).note(note));
            return Ok(());
        }
        Text::Absent => return Ok(()),
    };
    let read = Configured::read(text.text());
    for breach in &read.breaches {
        let finding = Finding::new(&SYNTAX.rule, format!("this line {breach}"));
        findings.push(finding.note(note.clone()).at(text.locate(breach.range.clone())));
    }
    // What stands below `DEFAULT` belongs to every group.
    let has_scripts = read.groups.iter().any(|group| SCRIPTS.contains(&group.as_str()));
    let mut commands = BTreeMap::new();
    for point in &read.points {
        let group = point.group.as_str();
        let is_script = SCRIPTS.contains(&group) || group == "DEFAULT" && has_scripts;
        let at = At { text: &text, point };
        if is_script && !is_script_name(&point.name) {
            let message = format!("{} cannot be the name of a command", literal(&point.name));
            findings.push(at.found(&NAME, message).note(note.clone()));
        } else if is_script {
            findings.extend(at.on_windows(&mut commands));
        }
        findings.extend(at.value(is_script, library));
    }
    Ok(())
}

/// What the index and pip take.
fn is_script_name(name: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-');
    name.chars().all(fits) && !matches!(name, "." | "..")
}

struct At<'a> {
    text: &'a SourceText,
    point: &'a Point,
}

impl<'a> At<'a> {
    fn found(&self, check: &'static Check, message: String) -> Finding {
        Finding::new(&check.rule, message).at(self.text.locate(self.point.range.clone()))
    }

    fn on_windows(&self, commands: &mut BTreeMap<String, &'a str>) -> Option<Finding> {
        let name = self.point.name.as_str();
        let small = name.to_lowercase();
        if small.ends_with(".exe") {
            let message = format!("{} becomes {}", literal(name), literal(&format!("{name}.exe")));
            return Some(self.found(&ON_WINDOWS, message));
        }
        let other = commands.insert(small, name).filter(|other| *other != name)?;
        let message = format!("{} and {} are one file there", literal(other), literal(name));
        Some(self.found(&ON_WINDOWS, message))
    }

    fn value(&self, is_script: bool, library: &Library<'_>) -> Option<Finding> {
        let value = self.point.value.as_str();
        let object = match value.parse::<ObjectReference>() {
            Ok(object) if object.attribute.is_some() || !is_script => object,
            _ if is_script => {
                let message = match value {
                    "" => "nothing stands after the `=`".to_owned(),
                    _ => format!("{} is not `module:function`", literal(value)),
                };
                let note = format!(
                    "Invalid script entry point: {} = {value} - A callable suffix is required. (pip)",
                    self.point.name
                );
                return Some(self.found(&COMMAND, message).note(note));
            }
            _ => {
                let message = format!("{} is not `module:attribute`", literal(value));
                return Some(self.found(&REFERENCE, message));
            }
        };
        if !object.extras.is_empty() {
            let message = format!("{} asks for extras", literal(value));
            return Some(self.found(&EXTRAS, message));
        }
        let top = object.module.split('.').next().unwrap_or_default();
        let known = library.is_empty() || is_standard(top) || library.has_module(&object.module);
        (!known).then(|| {
            let message = format!("there is no module {}", literal(&object.module));
            self.found(&MODULE, message)
        })
    }
}
