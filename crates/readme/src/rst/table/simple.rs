//! The cells of simple tables (`SimpleTableParser`).

use std::ops::Range;

use super::cell::{Cell, Row};
use super::grid::head_separator;
use super::isolate::{Drawn, Malformed};
use crate::rst::shape::is_simple_table_border;

struct Table {
    rows: Vec<Row>,
    columns: Vec<Range<usize>>,
    border_end: usize,
    cells: Vec<Cell>,
}

/// Draws the table of rows.
pub(super) fn draw(mut rows: Vec<Row>) -> Result<Drawn, Malformed> {
    let last = rows.len().saturating_sub(1);
    for at in [0, last] {
        if let Some(row) = rows.get_mut(at) {
            row.replace('=', '-');
        }
    }
    if let Some(row) =
        head_separator(&rows, is_simple_table_border)?.and_then(|at| rows.get_mut(at))
    {
        row.replace('=', '-');
    }
    let columns = rows.first().map(|row| spans(&row.text())).unwrap_or_default();
    let border_end = columns.last().map_or(0, |column| column.end);
    let mut table = Table { rows, columns, border_end, cells: Vec::new() };
    table.read()?;
    Ok(Drawn { columns: table.columns.len(), cells: table.cells })
}

impl Table {
    fn read(&mut self) -> Result<(), Malformed> {
        let first = self.columns.first().cloned().unwrap_or_default();
        let (mut start, mut text_found) = (1, false);
        for at in 1..self.rows.len() {
            let Some(row) = self.rows.get(at) else { break };
            if is_span_line(&row.text()) {
                let text = row.text();
                self.row(start, at, Some(&text))?;
                start = at + 1;
                text_found = false;
            } else if !row.is_blank(first.start, first.end) {
                if text_found && at != start {
                    self.row(start, at, None)?;
                }
                start = at;
                text_found = true;
            } else if !text_found {
                start = at + 1;
            }
        }
        Ok(())
    }

    /// Reads the lines of one row, below which its spans may be drawn.
    fn row(&mut self, start: usize, end: usize, spans_line: Option<&str>) -> Result<(), Malformed> {
        if start == end && spans_line.is_none() {
            return Ok(());
        }
        let mut columns = self.columns.clone();
        if let Some(line) = spans_line {
            columns = spans(line.trim_end());
            if columns.last().is_none_or(|last| last.end != self.border_end) {
                let message = format!("Column span incomplete in table line {}.", end + 1);
                return Err(Malformed::new(message, end));
            }
            if let (Some(last), Some(whole)) = (columns.last_mut(), self.columns.last()) {
                last.end = whole.end;
            }
        }
        self.check_margins(start, end, &mut columns)?;
        self.check_spans(start, &columns)?;
        let rows = self.rows.get(start..end).unwrap_or_default();
        self.cells.extend(columns.iter().map(|column| Cell::new(rows, column.start, column.end)));
        Ok(())
    }

    /// Text between columns is wrong, and text behind the last one makes it wider.
    fn check_margins(
        &mut self,
        start: usize,
        end: usize,
        columns: &mut [Range<usize>],
    ) -> Result<(), Malformed> {
        let starts: Vec<_> = columns.iter().skip(1).map(|column| column.start).collect();
        for (at, column) in columns.iter_mut().enumerate() {
            for (row, offset) in self.rows.get(start..end).unwrap_or_default().iter().zip(start..) {
                match starts.get(at) {
                    Some(next) if !row.is_blank(column.end, *next) => {
                        let message =
                            format!("Text in column margin in table line {}.", offset + 1);
                        return Err(Malformed::new(message, offset));
                    }
                    None if !row.is_blank(column.end, usize::MAX) => {
                        let Some(last) = self.columns.last_mut() else { continue };
                        last.end = last.end.max(row.len());
                        column.end = last.end;
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Spans begin and end where columns do.
    fn check_spans(&self, start: usize, spans: &[Range<usize>]) -> Result<(), Malformed> {
        let mut columns = self.columns.iter();
        for span in spans {
            let begins = columns.next().filter(|column| column.start == span.start);
            let mut end = begins.map(|column| column.end);
            while end.is_some_and(|end| end != span.end) {
                end = columns.next().map(|column| column.end);
            }
            if end.is_none() {
                let message = format!("Column span alignment problem in table line {}.", start + 2);
                return Err(Malformed::new(message, start + 1));
            }
        }
        Ok(())
    }
}

/// A line that is drawn below a row.
fn is_span_line(line: &str) -> bool {
    line.starts_with('-') && line.chars().all(|c| matches!(c, '-' | ' '))
}

/// Where the strokes of a line begin and end, all of which are ASCII.
fn spans(line: &str) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut end = 0;
    while let Some(begin) = line.get(end..).and_then(|rest| rest.find('-')).map(|at| at + end) {
        end = line.get(begin..).and_then(|rest| rest.find(' ')).map_or(line.len(), |at| at + begin);
        spans.push(begin..end);
    }
    spans
}
