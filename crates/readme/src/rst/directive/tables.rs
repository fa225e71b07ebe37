//! Tables by directive.

use super::csv::{Dialect, rows};
use super::option::{column_widths, unicode};
use super::run::Call;
use crate::problem::Kind;
use crate::rst::block::Line;
use crate::rst::document::{Document, Place};
use crate::rst::node::Node;

impl Document {
    pub(super) fn table_directive(&mut self, call: Call<'_, '_>) -> Vec<Node> {
        let name = call.name;
        self.shown();
        if call.block.content.is_empty() {
            let message =
                format!("Content block expected for the \"{name}\" directive; none found.");
            self.report(Kind::Table, call.line, message);
            return Vec::new();
        }
        self.inline(call.block.argument(), call.line);
        let before = self.reported();
        let nodes = self.nested(&call.block.content, Place::Loose);
        match nodes.as_slice() {
            [Node::Table { columns }] => self.check_widths(call, *columns),
            // What is wrong with the table has been said.
            _ if self.reported() > before => {}
            _ => {
                let message = format!(
                    "Error parsing content block for the \"{name}\" directive: exactly one table expected."
                );
                self.report(Kind::Table, call.line, message);
            }
        }
        self.named(call);
        vec![Node::Other]
    }

    /// Reports widths that are not one for each column.
    pub(super) fn check_widths(&mut self, call: Call<'_, '_>, columns: usize) {
        let widths =
            call.block.option("widths").filter(|widths| !matches!(*widths, "auto" | "grid"));
        let widths = widths.and_then(|widths| column_widths(widths).ok());
        if let Some(widths) = &widths
            && widths.len() != columns
        {
            let message = format!(
                "\"{}\" widths do not match the number of columns in table ({columns}).",
                call.name
            );
            self.report(Kind::Table, call.line, message);
        } else if widths.is_none() && columns == 0 {
            self.report(Kind::Table, call.line, "No table data detected in CSV file.");
        }
    }

    /// Reports headers and stubs that leave nothing for the body, rows given by their lengths.
    pub(super) fn check_dimensions(&mut self, call: Call<'_, '_>, rows: &[usize]) {
        let number = |name| call.block.option(name).and_then(super::integer).unwrap_or(0);
        let given = |name| usize::try_from(number(name)).unwrap_or(0);
        let (headers, stubs, name) = (given("header-rows"), given("stub-columns"), call.name);
        let count = rows.len();
        let short = rows.iter().find(|row| stubs > 0 && **row <= stubs);
        let message = if count < headers {
            format!(
                "{headers} header row(s) specified but only {count} row(s) of data supplied (\"{name}\" \
                 directive)."
            )
        } else if count == headers && headers > 0 {
            format!(
                "Insufficient data supplied ({count} row(s)); no data remaining for table body, \
                 required by \"{name}\" directive."
            )
        } else if let Some(row) = short.filter(|row| **row < stubs) {
            format!(
                "{stubs} stub column(s) specified but only {row} columns(s) of data supplied \
                 (\"{name}\" directive)."
            )
        } else if let Some(row) = short {
            format!(
                "Insufficient data supplied ({row} columns(s)); no data remaining for table body, \
                 required by \"{name}\" directive."
            )
        } else {
            return;
        };
        self.report(Kind::Table, call.line, message);
    }

    pub(super) fn csv_table(&mut self, call: Call<'_, '_>) -> Vec<Node> {
        self.shown();
        let (block, name) = (call.block, call.name);
        if block.options.contains_key("file") || block.options.contains_key("url") {
            let message =
                format!("File and URL access deactivated; ignoring \"{name}\" directive.");
            self.report(Kind::Disabled, call.line, message);
            return Vec::new();
        }
        self.inline(block.argument(), call.line);
        if block.content.is_empty() {
            let message = format!("The \"{name}\" directive requires content; none supplied.");
            self.report(Kind::Table, call.line, message);
            return Vec::new();
        }
        if let Err(message) = self.csv_rows(call) {
            let message = format!("Error with CSV data in \"{name}\" directive:\n{message}");
            self.report(Kind::Table, call.line, message);
        }
        self.named(call);
        vec![Node::Other]
    }

    fn csv_rows(&mut self, call: Call<'_, '_>) -> Result<(), String> {
        let dialect = dialect(call);
        let header = call.block.option("header").map(|header| rows(header.split('\n'), dialect));
        let header = header.transpose()?.unwrap_or_default();
        let data = rows(call.block.content.iter().map(|line| line.text), dialect)?;
        let lengths: Vec<_> = data.iter().map(Vec::len).collect();
        self.check_dimensions(call, &lengths);
        let columns = header.iter().map(Vec::len).chain(lengths).max().unwrap_or(0);
        self.check_widths(call, columns);
        for cell in header.iter().chain(&data).flatten() {
            let lines: Vec<_> = cell.lines().map(|text| Line { text, number: call.line }).collect();
            self.nested(&lines, Place::Block);
        }
        Ok(())
    }
}

fn dialect(call: Call<'_, '_>) -> Dialect {
    let character = |name: &str| {
        let text = call.block.option(name)?;
        let code = unicode(text).and_then(|code| char::from_u32(u32::try_from(code).ok()?));
        match text {
            "tab" => Some('\t'),
            "space" => Some(' '),
            _ => code.or_else(|| text.chars().next()),
        }
    };
    Dialect {
        delimiter: character("delim").unwrap_or(','),
        quote: character("quote").unwrap_or('"'),
        escape: character("escape"),
        keep_space: call.block.options.contains_key("keepspace"),
    }
}
