//! The cells of grid tables, traced along their borders (`GridTableParser`).

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{Cell, Row};
use super::isolate::{Drawn, Malformed};

/// How many characters of borders are looked at in all tables of a document.
const MOST: usize = 20_000_000;

struct Grid<'g> {
    rows: Vec<Row>,
    bottom: usize,
    right: usize,
    /// How far down each column has been seen.
    done: Vec<Option<usize>>,
    row_borders: BTreeSet<usize>,
    column_borders: BTreeSet<usize>,
    traced: &'g mut usize,
}

/// A traced cell, with the borders that meet its own.
struct Traced {
    bottom: usize,
    right: usize,
    rows: Vec<usize>,
    columns: Vec<usize>,
}

/// Draws the table of rows; nothing where that would take too long.
pub(super) fn draw(rows: &[Row], traced: &mut usize) -> Result<Option<Drawn>, Malformed> {
    let mut rows = rows.to_vec();
    let separator = head_separator(&rows, is_head_separator)?;
    if let Some(row) = separator.and_then(|at| rows.get_mut(at)) {
        row.replace('=', '-');
    }
    let (bottom, width) = (rows.len().saturating_sub(1), rows.first().map_or(0, Row::len));
    let mut grid = Grid {
        rows,
        bottom,
        right: width.saturating_sub(1),
        done: vec![None; width],
        row_borders: BTreeSet::from([0]),
        column_borders: BTreeSet::from([0]),
        traced,
    };
    grid.trace()
}

/// The one row that parts head and body.
pub(super) fn head_separator(
    rows: &[Row],
    is_separator: fn(&str) -> bool,
) -> Result<Option<usize>, Malformed> {
    let mut found = rows.iter().enumerate().filter(|(_, row)| is_separator(&row.text()));
    let first = found.next().map(|(at, _)| at);
    if let (Some(first), Some((second, _))) = (first, found.next()) {
        let message = format!(
            "Multiple head/body row separators (table lines {} and {}); only one allowed.",
            first + 1,
            second + 1
        );
        return Err(Malformed::new(message, second));
    }
    if first.is_some_and(|at| at == 0 || at + 1 == rows.len()) {
        let message = "The head/body row separator may not be the first or last line of the table.";
        return Err(Malformed::new(message, rows.len().saturating_sub(1)));
    }
    Ok(first)
}

fn is_head_separator(line: &str) -> bool {
    let line = line.trim_end_matches(' ');
    line.len() >= 5
        && line.starts_with("+=")
        && line.ends_with("=+")
        && line.chars().all(|c| matches!(c, '=' | '+'))
}

impl Grid<'_> {
    fn trace(&mut self) -> Result<Option<Drawn>, Malformed> {
        let mut corners = BTreeSet::from([(0, 0)]);
        let mut cells = Vec::new();
        let mut places = Vec::new();
        while let Some((top, left)) = corners.pop_first() {
            let seen = self.done.get(left).copied().flatten();
            if top == self.bottom || left == self.right || seen.is_some_and(|seen| top <= seen) {
                continue;
            }
            let Some(cell) = self.right_of(top, left) else { continue };
            self.row_borders.extend(cell.rows);
            self.column_borders.extend(cell.columns);
            self.mark(top, left, (cell.bottom, cell.right))?;
            let inner = self.rows.get(top + 1..cell.bottom).unwrap_or_default();
            cells.push(Cell::new(inner, left + 1, cell.right));
            places.push((top, left, cell.bottom, cell.right));
            corners.extend([(top, cell.right), (cell.bottom, left)]);
        }
        if *self.traced > MOST {
            return Ok(None);
        }
        let last = self.bottom.checked_sub(1);
        if self.done.iter().take(self.right).any(|seen| *seen != last) {
            return Err(Malformed::new("Malformed table; parse incomplete.", 0));
        }
        self.check_places(&places)?;
        Ok(Some(Drawn { columns: self.column_borders.len().saturating_sub(1), cells }))
    }

    /// Marks a cell as seen. docutils breaks down where cells overlap.
    fn mark(
        &mut self,
        top: usize,
        left: usize,
        (bottom, right): (usize, usize),
    ) -> Result<(), Malformed> {
        let before = top.checked_sub(1);
        for seen in self.done.get_mut(left..right).unwrap_or_default() {
            if *seen != before {
                return Err(Malformed::new("Cells overlap.", top));
            }
            *seen = bottom.checked_sub(1);
        }
        Ok(())
    }

    /// Whether the cells fill the grid of all borders.
    fn check_places(&self, places: &[(usize, usize, usize, usize)]) -> Result<(), Malformed> {
        let index = |borders: &BTreeSet<usize>| -> BTreeMap<usize, usize> {
            borders.iter().copied().zip(0..).collect()
        };
        let (rows, columns) = (index(&self.row_borders), index(&self.column_borders));
        let of = |map: &BTreeMap<usize, usize>, at| map.get(&at).copied().unwrap_or(0);
        let filled: usize = places
            .iter()
            .map(|&(top, left, bottom, right)| {
                let height = of(&rows, bottom).saturating_sub(of(&rows, top));
                height * of(&columns, right).saturating_sub(of(&columns, left))
            })
            .sum();
        let all = rows.len().saturating_sub(1) * columns.len().saturating_sub(1);
        if filled == all { Ok(()) } else { Err(Malformed::new("Unused cells remaining.", 0)) }
    }

    fn at(&mut self, row: usize, column: usize) -> Option<char> {
        *self.traced += 1;
        if *self.traced > MOST {
            return None;
        }
        self.rows.get(row).and_then(|row| row.get(column))
    }

    /// Goes right along the top of a cell, and tries each corner.
    fn right_of(&mut self, top: usize, left: usize) -> Option<Traced> {
        let mut columns = Vec::new();
        for right in left + 1..=self.right {
            match self.at(top, right)? {
                '+' => {
                    columns.push(right);
                    if let Some(mut cell) = self.below(top, left, right) {
                        cell.columns.append(&mut columns);
                        return Some(cell);
                    }
                }
                '-' => {}
                _ => return None,
            }
        }
        None
    }

    /// Goes down along the right of a cell, and tries each corner.
    fn below(&mut self, top: usize, left: usize, right: usize) -> Option<Traced> {
        let mut rows = Vec::new();
        for bottom in top + 1..=self.bottom {
            match self.at(bottom, right)? {
                '+' => {
                    rows.push(bottom);
                    if let Some((mut more, columns)) = self.back(top, left, (bottom, right)) {
                        rows.append(&mut more);
                        return Some(Traced { bottom, right, rows, columns });
                    }
                }
                '|' => {}
                _ => return None,
            }
        }
        None
    }

    /// Goes back along the bottom of a cell and up along its left.
    fn back(
        &mut self,
        top: usize,
        left: usize,
        (bottom, right): (usize, usize),
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        let mut columns = Vec::new();
        for column in (left + 1..right).rev() {
            match self.at(bottom, column)? {
                '+' => columns.push(column),
                '-' => {}
                _ => return None,
            }
        }
        if self.at(bottom, left)? != '+' {
            return None;
        }
        let mut rows = Vec::new();
        for row in (top + 1..bottom).rev() {
            match self.at(row, left)? {
                '+' => rows.push(row),
                '|' => {}
                _ => return None,
            }
        }
        Some((rows, columns))
    }
}
