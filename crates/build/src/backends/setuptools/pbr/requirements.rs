//! `requirements.txt` as pbr reads it.

use pyrel_diag::Location;
use pyrel_pep::Requirement;
use pyrel_tree::RelPath;

use super::refused;
use crate::Error;
use crate::backends::Input;
use crate::pyproject::{Located, Reader};
use crate::requirement_lines::requirement;

/// The files with requirements, of which the first that is there counts.
const FILES: [&str; 2] = ["requirements.txt", "tools/pip-requires"];
/// The same for tests.
pub(super) const TEST_FILES: [&str; 2] = ["test-requirements.txt", "tools/test-requires"];
/// The variable that names other files.
const VARIABLE: &str = "PBR_REQUIREMENTS_FILES";

/// The project's requirements, line by line.
pub(super) fn lines(
    input: &Input<'_>,
    at: &Location,
    reader: &mut Reader,
) -> Result<Vec<Located<String>>, Error> {
    match input.surroundings.variables.get(VARIABLE).filter(|files| !files.is_empty()) {
        Some(files) => {
            let files: Vec<_> = files.split(',').map(str::trim).collect();
            lines_of(&files, input.tree, at, reader)
        }
        None => lines_of(&FILES, input.tree, at, reader),
    }
}

/// The lines of the first of these files that is there.
pub(super) fn lines_of(
    files: &[&str],
    tree: &pyrel_tree::SourceTree,
    at: &Location,
    reader: &mut Reader,
) -> Result<Vec<Located<String>>, Error> {
    for file in files {
        let Ok(path) = RelPath::new(file) else {
            reader.report(refused(format!("`{file}` leads out of the project"), at.clone()));
            continue;
        };
        if !tree.is_file(&path)? {
            continue;
        }
        let source = pyrel_diag::SourceText::new(path.as_str(), tree.read_text(&path)?);
        let mut found = Vec::new();
        let mut start = 0;
        for line in source.text().split('\n') {
            let location = source.locate(start..start + line.len());
            start += line.len() + 1;
            found.extend(line_of(line, &location, reader));
        }
        return Ok(found);
    }
    Ok(Vec::new())
}

fn line_of(line: &str, location: &Location, reader: &mut Reader) -> Option<Located<String>> {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let trimmed = line.trim();
    let indexes = ["-i", "--index-url", "--extra-index-url", "--find-links"];
    if trimmed.is_empty()
        || line.starts_with('#')
        || indexes.iter().any(|index| line.trim_start().starts_with(index))
    {
        return None;
    }
    if trimmed.starts_with('-') || trimmed.split('#').next().is_some_and(is_url) {
        let message = format!("pbr makes something of its own of the requirement `{trimmed}`");
        reader.report(refused(message, location.clone()));
        return None;
    }
    let value = line.split('#').next().unwrap_or_default().to_owned();
    let value = value.trim().to_owned();
    (!value.is_empty()).then(|| Located { value, location: location.clone() })
}

/// Whether a line is an address, and not a requirement with one.
fn is_url(line: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    line.split_once(':')
        .is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.chars().all(is_word))
}

/// Requirements taken apart and put together as pbr does for wheels, with inline markers.
pub(super) struct Apart {
    pub lines: Vec<Located<String>>,
    /// Those that have markers.
    pub marked: Vec<Located<String>>,
}

impl Apart {
    /// Lines with `sign` before the marker, and with comments.
    pub(super) fn take(from: Vec<Located<String>>, sign: char) -> Self {
        let mut taken = Self { lines: Vec::new(), marked: Vec::new() };
        for line in from {
            let (package, rest) = line.value.split_once(sign).unwrap_or((&line.value, ""));
            let marker = rest.split('#').next().unwrap_or_default().trim();
            let (package, is_marked) = (package.trim(), !marker.is_empty());
            let together = match is_marked {
                true => format!("{package}; {marker}"),
                false => package.to_owned(),
            };
            // Of what comes after a blank and `#` setuptools makes nothing.
            let value = together.split(" #").next().unwrap_or_default().trim().to_owned();
            let line = Located { value, location: line.location };
            taken.marked.extend(is_marked.then(|| line.clone()));
            taken.lines.push(line);
        }
        taken
    }
}

/// The lines as requirements.
pub(super) fn parse(lines: Vec<Located<String>>, reader: &mut Reader) -> Vec<Located<Requirement>> {
    lines.into_iter().filter_map(|line| requirement(line, reader)).collect()
}
