//! `readme`: a file or a text, and its content type.

use pyrel_diag::Location;

use super::{INVALID_VALUE, Located, Reader, Table, UNKNOWN_KEY, Value};

/// `readme` as written.
#[derive(Clone, Debug)]
pub enum Readme {
    /// A file of the project.
    File {
        /// Its path.
        path: Located<String>,
        /// `content-type`, if given.
        content_type: Option<Located<String>>,
    },
    /// The text itself.
    Text {
        /// The text.
        text: Located<String>,
        /// `content-type`.
        content_type: Option<Located<String>>,
    },
}

impl Readme {
    pub(crate) fn read(project: &Table<'_>, reader: &mut Reader) -> Option<Self> {
        let value = project.get("readme")?;
        if value.as_text().is_some() {
            return Some(Self::File { path: reader.text(&value)?, content_type: None });
        }
        let Some(table) = value.as_table() else {
            reader.report(value.wrong_type("a string or a table"));
            return None;
        };
        Self::table(&value, &table, reader)
    }

    fn table(value: &Value<'_>, table: &Table<'_>, reader: &mut Reader) -> Option<Self> {
        reader.report_all(table.unknown_keys(&["file", "text", "content-type"], &UNKNOWN_KEY));
        let content_type = reader.text_of(table, "content-type");
        if content_type.is_none() && table.get("content-type").is_none() {
            reader.invalid(value, "a readme table needs `content-type`");
        }
        match (reader.text_of(table, "file"), reader.text_of(table, "text")) {
            (Some(path), None) => Some(Self::File { path, content_type }),
            (None, Some(text)) => Some(Self::Text { text, content_type }),
            (Some(_), Some(_)) => {
                reader.complain(
                    &INVALID_VALUE,
                    value,
                    "`project.readme` has both `file` and `text`",
                );
                None
            }
            (None, None) => {
                reader.complain(&INVALID_VALUE, value, "`project.readme` needs `file` or `text`");
                None
            }
        }
    }

    /// The file it names, if it names one.
    #[must_use]
    pub fn file(&self) -> Option<&Located<String>> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Text { .. } => None,
        }
    }

    /// Where it is written.
    #[must_use]
    pub fn location(&self) -> &Location {
        match self {
            Self::File { path, .. } => &path.location,
            Self::Text { text, .. } => &text.location,
        }
    }
}
