//! Lines of tables as columns, and the cells cut out of them.

use crate::rst::block::Line;
use crate::text::{is_combining, is_space, is_wide};

/// What fills the second column of a wide character.
const PAD: char = '\0';

/// A line of a table: one item a column. Combining characters stay with the one that they change.
#[derive(Debug, Clone)]
pub(super) struct Row {
    columns: Vec<char>,
    /// Combining characters, by the column that they follow.
    marks: Vec<(usize, char)>,
    pub(super) number: usize,
}

/// A part of a table that holds blocks of its own.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) lines: Vec<(String, usize)>,
}

impl Row {
    pub(super) fn new(line: Line<'_>) -> Self {
        let mut row = Self { columns: Vec::new(), marks: Vec::new(), number: line.number };
        for c in line.text.chars() {
            if is_combining(c) {
                row.marks.push((row.columns.len(), c));
                continue;
            }
            row.columns.push(c);
            if is_wide(c) {
                row.columns.push(PAD);
            }
        }
        row
    }

    pub(super) fn len(&self) -> usize {
        self.columns.len()
    }

    pub(super) fn get(&self, column: usize) -> Option<char> {
        self.columns.get(column).copied()
    }

    pub(super) fn last(&self) -> Option<char> {
        self.columns.last().copied()
    }

    pub(super) fn text(&self) -> String {
        self.columns.iter().collect()
    }

    /// Draws one character in the place of another.
    pub(super) fn replace(&mut self, from: char, to: char) {
        for c in self.columns.iter_mut().filter(|c| **c == from) {
            *c = to;
        }
    }

    /// Whether nothing stands between two columns.
    pub(super) fn is_blank(&self, from: usize, to: usize) -> bool {
        let to = to.min(self.columns.len());
        self.columns.get(from..to).unwrap_or_default().iter().all(|c| is_space(*c))
    }

    fn cut(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        let mut marks = self.marks.iter().skip_while(|(at, _)| *at <= from).peekable();
        let to = to.min(self.columns.len());
        for (at, c) in self.columns.iter().enumerate().take(to).skip(from) {
            out.extend(Some(*c).filter(|c| *c != PAD));
            while let Some((_, mark)) = marks.next_if(|(place, _)| *place <= at + 1) {
                out.push(*mark);
            }
        }
        out.truncate(crate::text::strip_end(&out).len());
        out
    }
}

impl Cell {
    /// Cuts a cell out of rows, without the indentation that its lines share.
    pub(super) fn new(rows: &[Row], from: usize, to: usize) -> Self {
        let texts: Vec<_> = rows.iter().map(|row| (row.cut(from, to), row.number)).collect();
        let indent = |text: &String| text.len() - text.trim_start_matches(' ').len();
        let least = texts.iter().filter(|(text, _)| !text.is_empty()).map(|(text, _)| indent(text));
        let least = least.min().unwrap_or(0);
        let strip = |(text, number): (String, usize)| {
            (text.get(least..).unwrap_or_default().to_owned(), number)
        };
        Self { lines: texts.into_iter().map(strip).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.iter().all(|(text, _)| text.is_empty())
    }
}
