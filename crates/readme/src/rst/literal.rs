//! Literal blocks, indented or quoted.

use super::block::{Keep, Margin, Taken, Until};
use super::body::Run;
use super::document::Document;
use super::node::Node;
use crate::problem::Kind;

impl Document {
    /// Reads the literal block that a `::` has announced.
    pub(crate) fn literal_block(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        self.shown();
        run.nodes.push(Node::Other);
        let (margin, until) = (Margin::Unknown, Until::Unindented);
        let taken = Taken::new(run.lines, at, margin, until, Keep::Indentation);
        if taken.lines.iter().all(|line| line.is_blank()) {
            return self.quoted_literal_block(run, taken.end);
        }
        if !taken.ended_blank {
            self.unindent("Literal block", run.line(taken.end).number);
        }
        taken.end
    }

    /// Reads lines that all begin with the same punctuation character (`QuotedLiteralBlock`).
    fn quoted_literal_block(&mut self, run: &Run<'_, '_>, at: usize) -> usize {
        let first = run.line(at).text.chars().next().filter(char::is_ascii_punctuation);
        let Some(quote) = first else {
            self.report(
                Kind::Indentation,
                run.line(at).number,
                "Literal block expected; none found.",
            );
            return at;
        };
        let mut end = at;
        while run.line(end).text.starts_with(quote) {
            end += 1;
        }
        let next = run.line(end);
        if next.is_indented() && !next.is_blank() {
            self.report(Kind::Indentation, next.number, "Unexpected indentation.");
        } else if !next.is_blank() {
            self.report(Kind::Indentation, next.number, "Inconsistent literal block quoting.");
        }
        end
    }
}
