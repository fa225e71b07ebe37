//! `RECORD`: every file of a wheel, with its digest and its size.
//!
//! <https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file>

use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The rows of `RECORD`, in the order of the archive.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Record {
    /// The rows.
    pub rows: Vec<Row>,
}

/// One file.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// Its path, with `/` between components.
    pub path: String,
    /// Its digest; none for `RECORD` itself.
    pub digest: Option<Digest>,
    /// Its size in bytes; none for `RECORD` itself.
    pub size: Option<u64>,
}

/// A digest and how it was made.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Digest {
    /// SHA-256, the only one that is written here.
    Sha256([u8; 32]),
    /// Another one, as it stands in the file: the standard allows what is no weaker.
    Other {
        /// The name of the algorithm.
        algorithm: String,
        /// The digest as text.
        value: String,
    },
}

/// A text that is no `RECORD`.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct BadRecord {
    /// 1-based number of the line.
    pub line: usize,
    /// What is wrong there.
    pub problem: RecordProblem,
}

/// What can be wrong with a row.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordProblem {
    /// Not three columns.
    #[error("{found} columns instead of path, digest and size")]
    Columns {
        /// How many there are.
        found: usize,
    },
    /// A digest that is not `algorithm=value`, or no SHA-256 in base64 without padding.
    #[error("`{digest}` is not a digest")]
    Digest {
        /// The text.
        digest: String,
    },
    /// Quotes that do not close, or text beside them.
    #[error("the quotes do not match")]
    Quotes,
    /// A size that is no number.
    #[error("`{size}` is not a size")]
    Size {
        /// The text.
        size: String,
    },
}

impl Record {
    /// The text of the file: quotes only where they are needed, LF after every row.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let digest = row.digest.as_ref().map(ToString::to_string).unwrap_or_default();
            let size = row.size.map(|size| size.to_string()).unwrap_or_default();
            let row = [quoted(&row.path), quoted(&digest), size].join(",");
            text.push_str(&row);
            text.push('\n');
        }
        text
    }

    /// Reads the text of the file. Paths may hold line ends if they are quoted.
    ///
    /// # Errors
    /// The first row that is none.
    pub fn read(text: &str) -> Result<Self, BadRecord> {
        let mut rows = Vec::new();
        for written in Self::rows_as_written(text) {
            let line = written.line;
            // Python's reader passes over empty lines.
            if !written.is_blank() {
                rows.push(written.read().map_err(|problem| BadRecord { line, problem })?);
            }
        }
        Ok(Self { rows })
    }

    /// The rows of a text as Python's reader of CSV takes them, whatever is wrong with them.
    pub fn rows_as_written(text: &str) -> impl Iterator<Item = WrittenRow> {
        Reader { text, at: 0, line: 1 }
    }
}

/// A row as it stands in a text that may be no `RECORD`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct WrittenRow {
    /// 1-based number of its first line.
    pub line: usize,
    /// Its bytes, without the line end.
    pub range: Range<usize>,
    /// Its columns, without the quotes; of very many the first few.
    pub columns: Vec<String>,
    /// How many columns there are.
    width: usize,
    /// Whether quotes close, and only where a column ends.
    quotes_match: bool,
}

impl WrittenRow {
    /// Whether the line is empty.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.range.is_empty()
    }

    /// What the row says.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn read(&self) -> Result<Row, RecordProblem> {
        match self.quotes_match {
            true => row(&self.columns, self.width),
            false => Err(RecordProblem::Quotes),
        }
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sha256(bytes) => write!(f, "sha256={}", URL_SAFE_NO_PAD.encode(bytes)),
            Self::Other { algorithm, value } => write!(f, "{algorithm}={value}"),
        }
    }
}

impl std::str::FromStr for Digest {
    type Err = RecordProblem;

    fn from_str(text: &str) -> Result<Self, RecordProblem> {
        let bad = || RecordProblem::Digest { digest: text.to_owned() };
        let (algorithm, value) = text.split_once('=').ok_or_else(bad)?;
        if algorithm.is_empty() || value.is_empty() {
            return Err(bad());
        }
        if algorithm != "sha256" {
            return Ok(Self::Other { algorithm: algorithm.to_owned(), value: value.to_owned() });
        }
        let bytes = URL_SAFE_NO_PAD.decode(value).map_err(|_| bad())?;
        bytes.try_into().map(Self::Sha256).map_err(|_| bad())
    }
}

fn row(columns: &[String], width: usize) -> Result<Row, RecordProblem> {
    let [path, digest, size] = columns else {
        return Err(RecordProblem::Columns { found: width });
    };
    let (path, size) = (path.clone(), size.clone());
    let digest = if digest.is_empty() { None } else { Some(digest.parse()?) };
    let is_number = !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit());
    let size = match (size.is_empty(), size.parse()) {
        (true, _) => None,
        (false, Ok(size)) if is_number => Some(size),
        (false, _) => return Err(RecordProblem::Size { size }),
    };
    Ok(Row { path, digest, size })
}

/// A column as `csv.writer` writes it.
fn quoted(column: &str) -> String {
    if column.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", column.replace('"', "\"\""))
    } else {
        column.to_owned()
    }
}

/// More columns than this are counted and not kept.
const MOST_COLUMNS: usize = 16;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Iterator for Reader<'_> {
    type Item = WrittenRow;

    fn next(&mut self) -> Option<WrittenRow> {
        let (start, line) = (self.at, self.line);
        if self.rest().is_empty() {
            return None;
        }
        let (mut columns, mut width, mut quotes_match) = (Vec::new(), 0, true);
        loop {
            let mut column = String::new();
            quotes_match &= self.column(&mut column);
            width += 1;
            if width <= MOST_COLUMNS {
                columns.push(column);
            }
            if !self.rest().starts_with(',') {
                break;
            }
            self.at += 1;
        }
        let range = start..self.at;
        let end = ["\r\n", "\n", "\r"].iter().find(|end| self.rest().starts_with(**end));
        self.at += end.map_or(0, |end| end.len());
        self.line += 1;
        Some(WrittenRow { line, range, columns, width, quotes_match })
    }
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Reads a column, and tells whether its quotes match.
    fn column(&mut self, column: &mut String) -> bool {
        let is_quoted = self.rest().starts_with('"');
        self.at += usize::from(is_quoted);
        let is_closed = !is_quoted || self.quoted(column);
        let rest = self.rest();
        let end = rest.find([',', '\n', '\r']).unwrap_or(rest.len());
        let bare = rest.get(..end).unwrap_or_default();
        // What stands beside quotes belongs to the column all the same.
        column.push_str(bare);
        let matches = is_closed && if is_quoted { bare.is_empty() } else { !bare.contains('"') };
        self.at += end;
        matches
    }

    /// Reads up to the quote that closes, and tells whether there is one.
    fn quoted(&mut self, column: &mut String) -> bool {
        loop {
            let rest = self.rest();
            let (part, closed) = match rest.split_once('"') {
                Some((part, _)) => (part, true),
                None => (rest, false),
            };
            column.push_str(part);
            let (lines, len) = (part.matches('\n').count(), part.len());
            self.line += lines;
            self.at += len + usize::from(closed);
            if !closed || !self.rest().starts_with('"') {
                return closed;
            }
            column.push('"');
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn file(path: &str) -> Row {
        Row { path: path.to_owned(), digest: Some(Digest::Sha256([0; 32])), size: Some(7) }
    }

    #[test]
    fn rows_are_quoted_only_where_they_must() {
        let itself = Row { path: "d.dist-info/RECORD".to_owned(), digest: None, size: None };
        let rows = vec![file("a b.py"), file("q/a,b.txt"), file("q/sp ace\"q.txt"), itself];
        let record = Record { rows };
        let digest = format!("sha256={}", "A".repeat(43));
        let expect = format!(
            "a b.py,{digest},7\n\"q/a,b.txt\",{digest},7\n\"q/sp ace\"\"q.txt\",{digest},7\n\
             d.dist-info/RECORD,,\n"
        );
        assert_eq!(record.write(), expect);
        assert_eq!(Record::read(&expect), Ok(record.clone()));
        assert_eq!(Record::read(&expect.replace('\n', "\r\n")), Ok(record));
    }

    #[test]
    fn another_algorithm_is_kept_as_it_stands() {
        let digest: Digest = "sha512=abc".parse().unwrap();
        assert_eq!(digest.to_string(), "sha512=abc");
    }

    #[test]
    fn a_breach_is_named_by_line() {
        for (text, words) in [
            ("a,,\nb,c\n", "line 2: 2 columns instead of path, digest and size"),
            ("\"a\n\",,\nb,c,\n", "line 3: `c` is not a digest"),
            ("a,sha256=AAA=,\n", "line 1: `sha256=AAA=` is not a digest"),
            ("a,,+7\n", "line 1: `+7` is not a size"),
            ("a,,\n\"b,,\n", "line 2: the quotes do not match"),
            ("a\"b,,\n", "line 1: the quotes do not match"),
            ("\"a\"b,,\n", "line 1: the quotes do not match"),
        ] {
            assert_eq!(Record::read(text).unwrap_err().to_string(), words);
        }
    }

    #[test]
    fn a_text_that_is_no_record_still_has_rows() {
        let text = "a,b\n\n\"c\"d\"\",1,2,3\r\n\"e\n,,\nf";
        let rows: Vec<WrittenRow> = Record::rows_as_written(text).collect();
        let columns: Vec<_> = rows.iter().map(|row| (row.line, row.columns.join("|"))).collect();
        let expect = [(1, "a|b"), (2, ""), (3, "cd\"\"|1|2|3"), (4, "e\n,,\nf")];
        assert_eq!(columns, expect.map(|(line, text)| (line, text.to_owned())));
        assert_eq!(rows[1].range, 4..4);
        assert!(rows[1].is_blank() && !rows[0].is_blank());
        assert_eq!(rows[2].read(), Err(RecordProblem::Quotes));
        assert_eq!(&text[rows[2].range.clone()], "\"c\"d\"\",1,2,3");
    }

    prop_compose! {
        fn row()(
            path in "[a-z,\"\n\r é/]{1,8}",
            digest in prop::option::of(any::<[u8; 32]>()),
            size in prop::option::of(any::<u64>()),
        ) -> Row {
            Row { path, digest: digest.map(Digest::Sha256), size }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in prop::collection::vec(row(), 0..6)) {
            let record = Record { rows };
            prop_assert_eq!(Record::read(&record.write()), Ok(record));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[a,\"\n\r=1]{0,40}") {
            if let Ok(record) = Record::read(&text) {
                prop_assert_eq!(Record::read(&record.write()), Ok(record));
            }
        }
    }
}
