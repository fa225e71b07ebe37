//! Requirements out of files.

use pyrel_diag::Finding;
use pyrel_pep::Requirement;

use crate::pyproject::{INVALID_VALUE, Located, Reader};

/// The requirements of a file: comments and empty lines do not count, and a line that ends in a
/// backslash goes on with the next one. Options such as `-r` are none.
pub(crate) fn requirements(
    lines: Vec<Located<String>>,
    reader: &mut Reader,
) -> Vec<Located<Requirement>> {
    let mut found = Vec::new();
    let stripped = lines.into_iter().filter_map(|line| {
        let text = line.value.trim();
        let text = text.split_once(" #").map_or(text, |(before, _)| before);
        let counts = !text.is_empty() && !text.starts_with('#');
        counts.then(|| Located { value: text.to_owned(), location: line.location.clone() })
    });
    let mut lines = stripped.into_iter();
    while let Some(mut line) = lines.next() {
        while let Some(begun) = line.value.strip_suffix('\\') {
            // The character before the backslash goes as well: it is meant to be a blank.
            let mut begun = begun.to_owned();
            begun.pop();
            let Some(next) = lines.next() else { return found };
            line.value = format!("{}{}", begun.trim(), next.value);
        }
        found.extend(requirement(line, reader));
    }
    found
}

/// A line that is a requirement and nothing else.
pub(crate) fn requirement(
    line: Located<String>,
    reader: &mut Reader,
) -> Option<Located<Requirement>> {
    match line.value.parse() {
        Ok(requirement) => Some(line.map(|_| requirement)),
        Err(error) => {
            let message = format!("`{}`: {error}", line.value);
            reader.report(Finding::new(&INVALID_VALUE, message).at(line.location));
            None
        }
    }
}
