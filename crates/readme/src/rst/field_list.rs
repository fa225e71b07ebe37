//! Field lists.

use super::block::Taken;
use super::body::Run;
use super::document::{Document, Place};
use super::node::{Field, Node};
use super::shape::Shape;

impl Document {
    pub(crate) fn field_list(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        self.shown();
        let mut fields = Vec::new();
        let mut next = at;
        let (mut end, mut ended_blank) = (at, true);
        while let Shape::Field(marker) = run.shape(next) {
            let line = run.line(next);
            let taken = Taken::behind(run.lines, next, marker);
            let name = self.inline(field_name(line.text, marker), line.number).text;
            let body = self.nested(&taken.lines, Place::Block);
            fields.push(Field { name, line: line.number, body });
            (end, ended_blank) = (taken.end, taken.ended_blank);
            next = run.next_text(end);
        }
        run.nodes.push(Node::FieldList(fields));
        if !ended_blank {
            self.unindent("Field list", run.line(end).number);
        }
        end
    }
}

/// The name in a field's marker.
pub(crate) fn field_name(line: &str, marker: usize) -> &str {
    let marker = super::block::split_at(line, marker).0;
    let name = marker.strip_prefix(':').unwrap_or(marker);
    name.rsplit_once(':').map_or(name, |(name, _)| name)
}
