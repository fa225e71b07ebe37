//! Comma-separated values, as Python's `csv` reads them when it is strict.

/// How values are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Dialect {
    pub(super) delimiter: char,
    pub(super) quote: char,
    /// What escapes; without it a quote is written twice.
    pub(super) escape: Option<char>,
    /// Whether white space behind a delimiter belongs to the value.
    pub(super) keep_space: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// Behind a quote in a quoted value.
    QuoteSeen,
}

struct Reader {
    dialect: Dialect,
    state: State,
    row: Vec<String>,
    field: String,
}

/// The rows of lines.
pub(super) fn rows<'l>(
    lines: impl Iterator<Item = &'l str>,
    dialect: Dialect,
) -> Result<Vec<Vec<String>>, String> {
    let mut reader =
        Reader { dialect, state: State::FieldStart, row: Vec::new(), field: String::new() };
    let mut rows = Vec::new();
    for line in lines {
        reader.line(line)?;
        if reader.state == State::Quoted {
            reader.field.push('\n');
            continue;
        }
        if !line.is_empty() || !reader.row.is_empty() || !reader.field.is_empty() {
            reader.end_field();
        }
        rows.push(std::mem::take(&mut reader.row));
    }
    if reader.state == State::Quoted {
        return Err("unexpected end of data".to_owned());
    }
    Ok(rows)
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<(), String> {
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            let escapes = self.dialect.escape == Some(c) && self.state != State::QuoteSeen;
            if escapes {
                self.field.push(chars.next().unwrap_or('\n'));
                if self.state == State::FieldStart {
                    self.state = State::Plain;
                }
            } else {
                self.character(c)?;
            }
        }
        Ok(())
    }

    fn character(&mut self, c: char) -> Result<(), String> {
        let Dialect { delimiter, quote, escape, keep_space } = self.dialect;
        match self.state {
            State::FieldStart if c == quote => self.state = State::Quoted,
            State::FieldStart | State::Plain | State::QuoteSeen if c == delimiter => {
                self.end_field();
            }
            State::FieldStart if c == ' ' && !keep_space => {}
            State::FieldStart | State::Plain => {
                self.state = State::Plain;
                self.field.push(c);
            }
            State::Quoted if c == quote && escape.is_none() => self.state = State::QuoteSeen,
            State::Quoted if c == quote => self.state = State::Plain,
            State::Quoted => self.field.push(c),
            State::QuoteSeen if c == quote => {
                self.field.push(c);
                self.state = State::Quoted;
            }
            State::QuoteSeen => return Err(format!("'{delimiter}' expected after '{quote}'")),
        }
        Ok(())
    }

    fn end_field(&mut self) {
        self.state = State::FieldStart;
        self.row.push(std::mem::take(&mut self.field));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_python_reads_them() {
        let dialect = Dialect { delimiter: ',', quote: '"', escape: None, keep_space: false };
        let read = |text: &str| rows(text.split('\n'), dialect);
        assert_eq!(
            read("a, \"b\"\"c\"\n\nd"),
            Ok(vec![vec!["a".to_owned(), "b\"c".to_owned()], vec![], vec!["d".to_owned()]])
        );
        assert_eq!(read("\"a\nb\",c"), Ok(vec![vec!["a\nb".to_owned(), "c".to_owned()]]));
        assert_eq!(read("\"a\"b"), Err("',' expected after '\"'".to_owned()));
        assert_eq!(read("\"a"), Err("unexpected end of data".to_owned()));
    }
}
