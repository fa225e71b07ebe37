//! Option lists.

use super::block::Taken;
use super::body::Run;
use super::document::{Document, Place};
use super::node::Node;
use super::shape::Shape;

impl Document {
    /// Reads an option list. Options without a description are text.
    pub(crate) fn option_list(&mut self, run: &mut Run<'_, '_>, at: usize, marker: usize) -> usize {
        let first = Taken::behind(run.lines, at, marker);
        if first.lines.is_empty() {
            return self.text_block(run, at);
        }
        self.shown();
        run.nodes.push(Node::Other);
        let mut item = first;
        loop {
            self.nested(&item.lines, Place::Block);
            let next = run.next_text(item.end);
            let Shape::Option(marker) = run.shape(next) else { break };
            let found = Taken::behind(run.lines, next, marker);
            if found.lines.is_empty() {
                break;
            }
            item = found;
        }
        if !item.ended_blank {
            self.unindent("Option list", run.line(item.end).number);
        }
        item.end
    }
}
