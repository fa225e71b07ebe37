//! Tables written as lists of lists.

use super::run::Call;
use crate::problem::Kind;
use crate::rst::document::{Document, Place};
use crate::rst::node::Node;

impl Document {
    pub(super) fn list_table(&mut self, call: Call<'_, '_>) -> Vec<Node> {
        self.shown();
        if call.block.content.is_empty() {
            let message = format!("The \"{}\" directive is empty; content required.", call.name);
            self.report(Kind::Table, call.line, message);
            return Vec::new();
        }
        self.inline(call.block.argument(), call.line);
        let before = self.reported();
        let nodes = self.nested(&call.block.content, Place::Loose);
        match rows(&nodes) {
            Ok(rows) => {
                self.check_widths(call, rows.first().copied().unwrap_or(0));
                self.check_dimensions(call, &rows);
            }
            Err(_) if self.reported() > before => {}
            Err(error) => {
                let message = format!(
                    "Error parsing content block for the \"{}\" directive: {error}",
                    call.name
                );
                self.report(Kind::Table, call.line, message);
            }
        }
        self.named(call);
        vec![Node::Other]
    }
}

/// The lengths of the rows, which are all the same.
fn rows(nodes: &[Node]) -> Result<Vec<usize>, String> {
    let [Node::BulletList(rows)] = nodes else {
        return Err("exactly one bullet list expected.".to_owned());
    };
    let mut lengths: Vec<usize> = Vec::new();
    for (row, number) in rows.iter().zip(1..) {
        let [Node::BulletList(cells)] = row.as_slice() else {
            return Err(format!(
                "two-level bullet list expected, but row {number} does not contain a second-level \
                 bullet list."
            ));
        };
        if let Some(first) = lengths.first().filter(|first| **first != cells.len()) {
            return Err(format!(
                "uniform two-level bullet list expected, but row {number} does not contain the same \
                 number of items as row 1 ({} vs {first}).",
                cells.len()
            ));
        }
        lengths.push(cells.len());
    }
    Ok(lengths)
}
