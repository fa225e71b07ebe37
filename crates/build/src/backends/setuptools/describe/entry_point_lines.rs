//! Entry points as lines: `name = module:attribute`, in lists or below headers.

use pyrel_diag::Finding;
use pyrel_python::split_lines;

use crate::pyproject::{INVALID_VALUE, Located, Reader, ScriptGroup};

/// The entry points of one group. Empty lines and those that begin with `#` do not count.
pub(crate) fn pairs(
    lines: Vec<Located<String>>,
    reader: &mut Reader,
) -> Vec<(String, Located<String>)> {
    let mut pairs = Vec::new();
    for line in lines {
        for (text, _) in split_lines(&line.value) {
            let text = text.trim();
            if !text.is_empty() && !text.starts_with('#') {
                pairs.extend(pair(text, &line, reader));
            }
        }
    }
    pairs
}

/// The groups of a text in the form of `entry_points.txt`.
pub(crate) fn groups(text: &Located<String>, reader: &mut Reader) -> Vec<ScriptGroup> {
    let mut groups: Vec<ScriptGroup> = Vec::new();
    for (line, _) in split_lines(&text.value) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            groups.push(ScriptGroup { group: name.trim().to_owned(), items: Vec::new() });
        } else if let Some(group) = groups.last_mut() {
            group.items.extend(pair(line, text, reader));
        } else {
            let message = format!("the entry point `{line}` stands before the first group");
            reader.report(Finding::new(&INVALID_VALUE, message).at(text.location.clone()));
        }
    }
    groups
}

fn pair(
    line: &str,
    written: &Located<String>,
    reader: &mut Reader,
) -> Option<(String, Located<String>)> {
    let location = written.location.clone();
    match line.split_once('=') {
        Some((name, object)) => {
            let object = Located { value: object.trim().to_owned(), location };
            Some((name.trim().to_owned(), object))
        }
        None => {
            let message = format!("the entry point `{line}` has no `=`");
            reader.report(Finding::new(&INVALID_VALUE, message).at(location));
            None
        }
    }
}
