//! Where a table ends.

use super::cell::{Cell, Row};
use super::{grid, simple};
use crate::problem::Kind;
use crate::rst::block::Line;
use crate::rst::body::Run;
use crate::rst::document::{Document, Place};
use crate::rst::node::Node;
use crate::rst::shape::{Shape, is_grid_table_border, is_simple_table_border};
use crate::text::strip;

/// A table's rows, or what is wrong with its outline, and where it ends.
pub(super) struct Outline {
    pub(super) rows: Result<Vec<Row>, Malformed>,
    pub(super) end: usize,
    pub(super) ended_blank: bool,
}

/// What is wrong with a table.
#[derive(Debug)]
pub(super) struct Malformed {
    pub(super) message: String,
    /// Where, in lines from its first.
    pub(super) offset: usize,
}

impl Malformed {
    pub(super) fn new(message: impl Into<String>, offset: usize) -> Self {
        Self { message: message.into(), offset }
    }
}

/// The columns and cells of a table.
pub(super) struct Drawn {
    pub(super) columns: usize,
    pub(super) cells: Vec<Cell>,
}

impl Document {
    pub(in crate::rst) fn table(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        self.shown();
        let is_grid = run.shape(at) == Shape::GridTable;
        let outline = if is_grid { self.grid_outline(run, at) } else { simple_outline(run, at) };
        let drawn = match outline.rows {
            Ok(rows) if is_grid => grid::draw(&rows, &mut self.traced),
            Ok(rows) => simple::draw(rows).map(Some),
            Err(malformed) => Err(malformed),
        };
        match drawn {
            Ok(Some(drawn)) => {
                run.nodes.push(Node::Table { columns: drawn.columns });
                for cell in drawn.cells.iter().filter(|cell| !cell.is_empty()) {
                    self.cell(cell);
                }
            }
            Ok(None) => {
                self.lose_track();
                let message = "The cells of the table are too many to be traced.";
                self.doubt(Kind::Table, run.line(at).number, message);
                run.nodes.push(Node::Other);
            }
            Err(malformed) => {
                let line = run.line(at).number + malformed.offset;
                self.report(Kind::Table, line, format!("Malformed table.\n{}", malformed.message));
            }
        }
        if !outline.ended_blank {
            let line = run.line(outline.end).number;
            self.report(Kind::BlockEnd, line, "Blank line required after table.");
        }
        outline.end
    }

    fn cell(&mut self, cell: &Cell) {
        let line = |(text, number): &(String, usize)| (text.clone(), *number);
        let owned: Vec<_> = cell.lines.iter().map(line).collect();
        let lines: Vec<_> =
            owned.iter().map(|(text, number)| Line { text, number: *number }).collect();
        self.nested(&lines, Place::Block);
    }

    /// The rows of a grid table (`isolate_grid_table`).
    fn grid_outline(&mut self, run: &Run<'_, '_>, at: usize) -> Outline {
        let rest = run.lines.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|line| !line.is_blank() && !line.is_indented()).count();
        let next = run.line(at + length);
        let mut ended_blank = next.is_blank();
        if !ended_blank {
            self.report(Kind::Indentation, next.number, "Unexpected indentation.");
        }
        let block = rest.get(..length).unwrap_or_default();
        let edge = block.iter().take_while(|line| line.text.starts_with(['+', '|'])).count();
        ended_blank &= edge == length;
        let mut block = block.get(..edge).unwrap_or_default();
        if !block.last().is_some_and(|line| is_grid_table_border(strip(line.text))) {
            let bottom = (2..edge.saturating_sub(1)).rev().find(|at| {
                block.get(*at).is_some_and(|line| is_grid_table_border(strip(line.text)))
            });
            let Some(bottom) = bottom else {
                let malformed = Malformed::new("Bottom border missing or corrupt.", edge.min(2));
                return Outline { rows: Err(malformed), end: at + edge, ended_blank };
            };
            ended_blank = false;
            block = block.get(..=bottom).unwrap_or_default();
        }
        let end = at + block.len();
        let rows: Vec<_> = block.iter().map(|line| Row::new(line.stripped())).collect();
        let width = rows.first().map_or(0, Row::len);
        let ragged = rows
            .iter()
            .position(|row| row.len() != width || !matches!(row.last(), Some('+' | '|')));
        let rows = match ragged {
            Some(at) => Err(Malformed::new("Right border not aligned or missing.", at)),
            None => Ok(rows),
        };
        Outline { rows, end, ended_blank }
    }
}

/// The rows of a simple table (`isolate_simple_table`).
fn simple_outline(run: &Run<'_, '_>, at: usize) -> Outline {
    let rest = run.lines.get(at..).unwrap_or_default();
    let top = strip(run.line(at).text).len();
    let blank_behind = |offset: usize| run.line(at + offset + 1).is_blank();
    let mut borders = Vec::new();
    let is_border = |line: &&(usize, &Line<'_>)| is_simple_table_border(line.1.text);
    let lines: Vec<_> = rest.iter().enumerate().skip(1).collect();
    for (offset, line) in lines.iter().filter(is_border) {
        let offset = *offset;
        if strip(line.text).len() != top {
            let message = "Bottom border or header rule does not match top border.";
            let rows = Err(Malformed::new(message, offset));
            return Outline { rows, end: at + offset + 1, ended_blank: blank_behind(offset) };
        }
        borders.push(offset);
        if borders.len() == 2 || blank_behind(offset) {
            let rows = rest.get(..=offset).unwrap_or_default().iter().map(|line| Row::new(*line));
            let rows = Ok(rows.collect());
            return Outline { rows, end: at + offset + 1, ended_blank: blank_behind(offset) };
        }
    }
    let (message, end) = match borders.last() {
        None => ("No bottom table border found.", run.lines.len()),
        Some(border) => {
            ("No bottom table border found or no blank line after table bottom.", at + border + 1)
        }
    };
    Outline { rows: Err(Malformed::new(message, 0)), end, ended_blank: borders.is_empty() }
}
