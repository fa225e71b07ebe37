//! Definition lists: terms with indented blocks below.

use super::block::{Keep, Margin, Taken, Until};
use super::body::Run;
use super::document::{Document, Place};
use super::node::Node;
use super::shape::Shape;

impl Document {
    pub(crate) fn definition_list(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        self.shown();
        run.nodes.push(Node::Other);
        let mut term = at;
        loop {
            let line = run.line(term);
            let (margin, until) = (Margin::Unknown, Until::Unindented);
            let taken = Taken::new(run.lines, term + 1, margin, until, Keep::Text);
            self.inline(line.text, line.number);
            self.nested(&taken.lines, Place::Block);
            let next = run.next_text(taken.end);
            if run.shape(next) == Shape::Text && run.shape(next + 1) == Shape::Indented {
                term = next;
                continue;
            }
            if !taken.ended_blank {
                self.unindent("Definition list", run.line(taken.end).number);
            }
            return taken.end;
        }
    }
}
