//! Headers as they stand in a text, before anybody asks what they mean.
//!
//! <https://packaging.python.org/en/latest/specifications/core-metadata/>: the format is that of
//! electronic mail, as Python's `email.parser` reads it.

use std::ops::Range;

use super::Field;
use super::fold::unfolded;

/// A text in its parts: headers, and what follows the first empty line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Headers<'a> {
    /// The headers, in their order.
    pub headers: Vec<Header<'a>>,
    /// Lines before the body that are neither a header nor the continuation of one.
    pub stray: Vec<StrayLine>,
    /// What follows the first empty line.
    pub body: &'a str,
}

/// A header as it stands in a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Header<'a> {
    /// 1-based number of its first line.
    pub line: usize,
    /// Its name, as it is spelled there.
    pub name: &'a str,
    /// Where it begins, in bytes of the text.
    pub at: usize,
    /// Where the first line of its value stands, without the blanks around it.
    pub first_line: Range<usize>,
    folded: String,
}

/// A line that is neither a header nor the continuation of one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StrayLine {
    /// 1-based number of the line.
    pub line: usize,
    /// Where it stands, in bytes of the text.
    pub range: Range<usize>,
}

impl<'a> Headers<'a> {
    /// Parts a text. A stray line is left out; what follows it is read on.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        let mut parted = Self { headers: Vec::new(), stray: Vec::new(), body: "" };
        let (mut rest, mut line) = (text, 0);
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let (content, after) = next_line(rest);
            (rest, line) = (after, line + 1);
            if content.is_empty() {
                parted.body = rest;
                break;
            }
            parted.take(content, line, at);
        }
        parted
    }

    fn take(&mut self, content: &'a str, line: usize, at: usize) {
        match (Header::of(content, line, at), self.headers.last_mut()) {
            (_, Some(last)) if content.starts_with([' ', '\t']) => {
                last.folded.push('\n');
                last.folded.push_str(content);
            }
            (Some(header), _) => self.headers.push(header),
            (None, _) => self.stray.push(StrayLine { line, range: at..at + content.len() }),
        }
    }
}

impl<'a> Header<'a> {
    fn of(content: &'a str, line: usize, at: usize) -> Option<Self> {
        let (name, value) = content.split_once(':')?;
        let fits = !name.is_empty() && name.chars().all(|c| c.is_ascii_graphic());
        let start = at + content.len() - value.trim_start().len();
        let first_line = start..start + value.trim().len();
        fits.then(|| Self { line, name, at, first_line, folded: value.to_owned() })
    }

    /// The value, the indentation of its lines taken off.
    #[must_use]
    pub fn value(&self) -> String {
        unfolded(&self.folded)
    }

    /// Which field it is, if any.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        Field::of(self.name)
    }

    /// Where its name stands, in bytes of the text.
    #[must_use]
    pub fn name_range(&self) -> Range<usize> {
        self.at..self.at + self.name.len()
    }
}

/// The first line without its end, LF, CRLF or CR, and what follows it.
fn next_line(text: &str) -> (&str, &str) {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let (line, after) = text.split_at(end);
    let after = after.strip_prefix("\r\n").or_else(|| after.get(1..)).unwrap_or_default();
    (line, after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_know_where_they_stand() {
        let text =
            "Name: demo \r\nno header\r\nSummary:  two\r\n   lines\r\nEmpty:\r\n\r\nbody\r\n";
        let parted = Headers::of(text);
        let shown: Vec<_> = parted
            .headers
            .iter()
            .map(|it| (it.line, &text[it.name_range()], &text[it.first_line.clone()], it.value()))
            .collect();
        let expect = [
            (1, "Name", "demo", "demo "),
            (3, "Summary", "two", "two\nlines"),
            (5, "Empty", "", ""),
        ];
        assert_eq!(shown, expect.map(|(line, name, at, value)| (line, name, at, value.to_owned())));
        assert_eq!(parted.stray, [StrayLine { line: 2, range: 13..22 }]);
        assert_eq!(parted.body, "body\r\n");
    }
}
