//! Files that a key names: readmes, licences, dynamic fields.

use pyrel_diag::Finding;
use pyrel_tree::{Error as TreeError, RelPath, SourceTree};

use crate::pyproject::{INVALID_VALUE, Located, MISSING_FILE, Reader};

/// The path that a key names, if it leads to a place inside the project.
pub(crate) fn path(key: &str, name: &Located<String>, reader: &mut Reader) -> Option<RelPath> {
    match RelPath::new(&name.value) {
        Ok(path) => Some(path),
        Err(error) => {
            let message = format!("`{key}`: {error}");
            reader.report(Finding::new(&INVALID_VALUE, message).at(name.location.clone()));
            None
        }
    }
}

/// The text of the file that a key names, as Python reads text: UTF-8, all line ends become LF, a
/// byte order mark stays.
pub(crate) fn text(
    key: &str,
    name: &Located<String>,
    tree: &SourceTree,
    reader: &mut Reader,
) -> Option<(RelPath, String)> {
    let path = path(key, name, reader)?;
    match tree.read_text(&path) {
        Ok(text) => Some((path, universal_newlines(&text))),
        Err(error) => {
            let missing = matches!(error, TreeError::Missing { .. });
            let rule = if missing { &MISSING_FILE } else { &INVALID_VALUE };
            let message = format!("`{key}`: {error}");
            reader.report(Finding::new(rule, message).at(name.location.clone()));
            None
        }
    }
}

/// A finding that the file is not there.
pub(crate) fn missing(key: &str, name: &Located<String>) -> Finding {
    let message = format!("`{key}`: there is no file `{}`", name.value);
    Finding::new(&MISSING_FILE, message).at(name.location.clone())
}

/// Reading in Python's text mode: CRLF and a lone CR become LF.
pub(crate) fn universal_newlines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
