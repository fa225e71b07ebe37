//! Line blocks.

use super::block::{Keep, Margin, Taken, Until, joined};
use super::body::Run;
use super::document::Document;
use super::node::Node;
use super::shape::Shape;
use crate::problem::Kind;

impl Document {
    pub(crate) fn line_block(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        self.shown();
        run.nodes.push(Node::Other);
        let (mut end, mut ended_blank) = (at, false);
        while !ended_blank && let Shape::LineBlock(marker) = run.shape(end) {
            let margin = Margin::First(marker);
            let taken =
                Taken::new(run.lines, end, margin, Until::Blank, Keep::Text).without_blank_top();
            self.inline(&joined(&taken.lines), run.line(end).number);
            (end, ended_blank) = (taken.end, taken.ended_blank);
        }
        if !ended_blank {
            let line = run.line(at).number + 1;
            self.report(Kind::BlockEnd, line, "Line block ends without a blank line.");
        }
        end
    }
}
