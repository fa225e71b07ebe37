//! `MANIFEST.in`: what is added to the list of files and taken out again.

use std::collections::BTreeSet;

use pyrel_diag::{Finding, Location, Rule, Severity, SourceText};
use pyrel_tree::glob::{GlobError, ManifestGlob, ManifestPattern};
use pyrel_tree::{RelPath, SourceTree};

use super::super::below::Below;
use super::super::listed::{Listed, pattern_below, pure_path};
use crate::Error;
use crate::backends::UNMATCHED_PATTERN;
use crate::pyproject::Reader;

/// A line of the file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Command {
    pub action: Action,
    pub patterns: Vec<String>,
    pub location: Location,
}

/// What a line does.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Action {
    Add(Reach),
    Remove(Reach),
}

/// What a line is about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Reach {
    /// The very paths: `include`, `exclude`.
    Paths,
    /// Names in any folder: `global-include`, `global-exclude`.
    Anywhere,
    /// Names anywhere below a folder: `recursive-include`, `recursive-exclude`.
    Below(String),
    /// Everything in folders: `graft`, `prune`.
    Folders,
}

pub(in crate::backends::setuptools) static MALFORMED: Rule = Rule {
    id: "manifest-in",
    severity: Severity::Warning,
    words: "a line of MANIFEST.in that setuptools passes over",
    remedy: "correct or remove the line",
};

/// Patterns like `*.jpg` are often written for files that may be there one day; a name is not.
pub(in crate::backends::setuptools) static UNMATCHED: Rule = Rule {
    id: "manifest-in-unmatched",
    severity: Severity::Advice,
    words: "a line of MANIFEST.in that adds nothing",
    remedy: "",
};

/// Folders of version control systems: nothing in them gets into an sdist.
pub(crate) const VCS_FOLDERS: [&str; 7] = ["RCS", "CVS", ".svn", ".hg", ".git", ".bzr", "_darcs"];
/// Folders of test tools at the root.
pub(crate) const TOOL_FOLDERS: [&str; 3] = [".tox", ".nox", ".venv"];

/// Reads the commands of a file, and reports the lines that are none.
pub(crate) fn parse(source: &SourceText, reader: &mut Reader) -> Vec<Command> {
    let mut commands = Vec::new();
    for (line, location) in logical_lines(source) {
        match command(&line, location.clone()) {
            Ok(command) => commands.push(command),
            Err(why) => reader.report(Finding::new(&MALFORMED, why).at(location)),
        }
    }
    commands
}

/// Lines without comments, joined where they end in a backslash.
fn logical_lines(source: &SourceText) -> Vec<(String, Location)> {
    let mut lines = Vec::new();
    let mut begun: Option<(String, Location)> = None;
    let mut at = 0;
    for raw in source.text().split_inclusive('\n') {
        let range = at..at + raw.trim_end().len();
        at += raw.len();
        let Some(line) = without_comment(raw) else { continue };
        let (mut line, location) = match begun.take() {
            Some((begun, location)) => (format!("{begun}{}", line.trim_start()), location),
            None => (line, source.locate(range)),
        };
        line.truncate(line.trim_end().len());
        let line = line.trim_start();
        match line.strip_suffix('\\') {
            // A backslash alone joins nothing.
            Some("") => {}
            Some(before) => begun = Some((before.to_owned(), location)),
            None if line.is_empty() => {}
            None => lines.push((line.to_owned(), location)),
        }
    }
    lines.extend(begun);
    lines
}

/// The line up to the first `#`, unless that one is escaped: then it has no comment at all. `None`
/// where there was nothing but a comment, which also does not end a continued line.
fn without_comment(line: &str) -> Option<String> {
    let Some((before, _)) = line.split_once('#') else { return Some(line.to_owned()) };
    if before.ends_with('\\') {
        return Some(line.replace("\\#", "#"));
    }
    (!before.trim().is_empty()).then(|| before.to_owned())
}

fn command(line: &str, location: Location) -> Result<Command, String> {
    let mut words = line.split_whitespace();
    let name = words.next().unwrap_or_default();
    let mut patterns: Vec<String> = words.map(pure_path).collect();
    let needs = |wanted: &str| Err(format!("`{name}` needs {wanted}"));
    let reach = match name {
        "include" | "exclude" => Reach::Paths,
        "global-include" | "global-exclude" => Reach::Anywhere,
        "recursive-include" | "recursive-exclude" if patterns.len() < 2 => {
            return needs("a folder and patterns");
        }
        "recursive-include" | "recursive-exclude" => Reach::Below(patterns.remove(0)),
        "graft" | "prune" if patterns.len() != 1 => return needs("one folder"),
        "graft" | "prune" => Reach::Folders,
        _ => return Err(format!("there is no command `{name}`")),
    };
    if patterns.is_empty() {
        return needs("patterns");
    }
    let removes = name == "prune" || name.ends_with("exclude");
    let action = if removes { Action::Remove(reach) } else { Action::Add(reach) };
    Ok(Command { action, patterns, location })
}

/// Applies the commands in their order: additions look at the tree, removals at the list.
pub(crate) fn apply(
    commands: &[Command],
    tree: &SourceTree,
    list: &mut BTreeSet<Listed>,
    reader: &mut Reader,
) -> Result<(), Error> {
    let mut everything = None;
    for command in commands {
        for pattern in &command.patterns {
            match &command.action {
                Action::Remove(reach) => remove(list, reach, pattern),
                Action::Add(Reach::Anywhere) => {
                    let all = match &mut everything {
                        Some(all) => all,
                        none => none.insert(Below::of(tree, &RelPath::root())?),
                    };
                    let matcher = ManifestPattern::new(&format!("**/{pattern}"));
                    let found: Vec<Listed> = all.files(|path| matcher.matches(path))?;
                    add(list, Ok(found), (command, pattern), tree, reader);
                }
                Action::Add(reach) => {
                    add(list, on_disk(reach, pattern, tree)?, (command, pattern), tree, reader);
                }
            }
        }
    }
    Ok(())
}

fn remove(list: &mut BTreeSet<Listed>, reach: &Reach, pattern: &str) {
    let full = match reach {
        Reach::Paths => pattern.to_owned(),
        Reach::Anywhere => format!("**/{pattern}"),
        Reach::Below(folder) => pattern_below(folder, &format!("**/{pattern}")),
        Reach::Folders => pattern_below(pattern, "**"),
    };
    let pattern = ManifestPattern::new(&full);
    list.retain(|entry| !pattern.matches(entry.for_patterns()));
}

/// Adds what was found, and says where that was nothing.
fn add(
    list: &mut BTreeSet<Listed>,
    found: Result<Vec<Listed>, GlobError>,
    (command, pattern): (&Command, &str),
    tree: &SourceTree,
    reader: &mut Reader,
) {
    let finding = match found {
        Ok(found) if !found.is_empty() => return list.extend(found),
        Ok(_) => {
            // An unpacked sdist lacks what later lines take out again.
            let is_slip = !pattern.contains(['*', '?', '['])
                && !tree.is_file(&RelPath::root().child("PKG-INFO")).unwrap_or_default();
            let rule = if is_slip { &UNMATCHED_PATTERN } else { &UNMATCHED };
            Finding::new(rule, format!("nothing matches `{pattern}`"))
        }
        Err(error) => Finding::new(&MALFORMED, error.to_string()),
    };
    reader.report(finding.at(command.location.clone()));
}

/// What a pattern finds in the tree, or why it can find nothing.
fn on_disk(
    reach: &Reach,
    pattern: &str,
    tree: &SourceTree,
) -> Result<Result<Vec<Listed>, GlobError>, Error> {
    let glob = match reach {
        Reach::Folders if pattern == "." => {
            return Ok(Ok(Below::of(tree, &RelPath::root())?.files(|_| true)?));
        }
        Reach::Below(folder) if folder == "." => ManifestGlob::below("", pattern),
        Reach::Below(folder) => ManifestGlob::below(folder, pattern),
        Reach::Paths | Reach::Anywhere | Reach::Folders => ManifestGlob::flat(pattern),
    };
    let glob = match glob {
        Ok(glob) => glob,
        Err(error) => return Ok(Err(error)),
    };
    Ok(Ok(match reach {
        Reach::Folders => {
            let mut files = Vec::new();
            for folder in glob.folders(tree)? {
                files.extend(Below::of(tree, &folder)?.files(|_| true)?);
            }
            files
        }
        Reach::Below(folder) if folder == "." => {
            glob.files(tree)?.iter().map(Listed::dotted).collect()
        }
        Reach::Paths | Reach::Anywhere | Reach::Below(_) => plain(glob.files(tree)?),
    }))
}

fn plain(files: Vec<RelPath>) -> Vec<Listed> {
    files.into_iter().map(Listed::plain).collect()
}

/// Whether nothing in this folder gets into an sdist, whatever the file says.
pub(crate) fn is_dropped(folder: &RelPath) -> bool {
    let mut parts = folder.components();
    let at_root =
        parts.clone().next().is_some_and(|top| top == "build" || TOOL_FOLDERS.contains(&top));
    at_root || parts.any(|part| VCS_FOLDERS.contains(&part))
}
