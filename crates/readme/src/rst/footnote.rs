//! Footnotes and citations.

use super::block::{Line, Taken};
use super::body::Run;
use super::document::{Document, Place};
use super::explicit::{End, Label};
use super::names::{Destination, Origin};
use super::node::Node;
use crate::problem::Kind;
use crate::text::normalized;

impl Document {
    pub(crate) fn footnote(&mut self, run: &mut Run<'_, '_>, at: usize, label: &Label) -> End {
        let line = run.line(at).number;
        let name = normalized(&label.name);
        match name.strip_prefix('#') {
            Some("") => self.names.auto_footnotes.push(None),
            Some(name) => {
                let target = self.declare(name, Origin::Explicit, Destination::Here, line);
                self.names.auto_footnotes.push(Some(target));
            }
            None if name == "*" => self.names.symbol_footnotes += 1,
            None => {
                self.declare(&name, Origin::Explicit, Destination::Here, line);
            }
        }
        let taken = Taken::behind(run.lines, at, label.end);
        self.note_body(&taken.lines, line, "Footnote");
        run.nodes.push(Node::Other);
        End { at: taken.end, blank: taken.ended_blank }
    }

    pub(crate) fn citation(&mut self, run: &mut Run<'_, '_>, at: usize, label: &Label) -> End {
        let line = run.line(at).number;
        self.declare(&label.name, Origin::Explicit, Destination::Here, line);
        let taken = Taken::behind(run.lines, at, label.end);
        self.note_body(&taken.lines, line, "Citation");
        run.nodes.push(Node::Other);
        End { at: taken.end, blank: taken.ended_blank }
    }

    fn note_body(&mut self, lines: &[Line<'_>], line: usize, what: &str) {
        self.shown();
        if lines.is_empty() {
            self.report(Kind::Target, line, format!("{what} content expected."));
        }
        self.nested(lines, Place::Block);
    }
}
