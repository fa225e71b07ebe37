//! The blocks of a text: what each begins with decides what it is (`states.Body`).

use super::block::{Keep, Line, Margin, Taken, Until};
use super::document::{Document, Place};
use super::node::Node;
use super::shape::Shape;

/// Lines that are read block by block, and what has become of them.
#[derive(Debug)]
pub(crate) struct Run<'b, 't> {
    pub(crate) lines: &'b [Line<'t>],
    pub(crate) place: Place,
    pub(crate) nodes: Vec<Node>,
}

impl<'t> Run<'_, 't> {
    pub(crate) fn line(&self, at: usize) -> Line<'t> {
        let past = self.lines.last().map_or(1, |line| line.number + 1);
        self.lines.get(at).copied().unwrap_or(Line { text: "", number: past })
    }

    pub(crate) fn shape(&self, at: usize) -> Shape {
        Shape::of(self.line(at).text)
    }

    /// Where the next line is that is not blank, or the end.
    pub(crate) fn next_text(&self, mut at: usize) -> usize {
        while self.lines.get(at).is_some_and(|line| line.is_blank()) {
            at += 1;
        }
        at
    }
}

impl Document {
    pub(crate) fn blocks(&mut self, lines: &[Line<'_>], place: Place) -> Vec<Node> {
        let mut run = Run { lines, place, nodes: Vec::new() };
        let mut at = 0;
        while at < lines.len() {
            at = self.block(&mut run, at);
        }
        run.nodes
    }

    /// Reads the block at a line, and tells where the next one begins.
    fn block(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        match run.shape(at) {
            Shape::Blank => at + 1,
            Shape::Indented => self.indented(run, at),
            Shape::Bullet(end) => self.bullet_list(run, at, end),
            Shape::Enumerator(enumerator) => self.enumerated_list(run, at, enumerator),
            Shape::Field(_) => self.field_list(run, at),
            Shape::Option(end) => self.option_list(run, at, end),
            Shape::Doctest => self.doctest(run, at),
            Shape::LineBlock(_) => self.line_block(run, at),
            Shape::GridTable | Shape::SimpleTable => self.table(run, at),
            Shape::Explicit(_) | Shape::Anonymous(_) => self.explicit_markup(run, at),
            Shape::Line => self.line(run, at),
            Shape::Text => self.text_block(run, at),
        }
    }

    fn indented(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        let taken = Taken::new(run.lines, at, Margin::Unknown, Until::Unindented, Keep::Text);
        run.nodes.extend(self.block_quotes(&taken.lines));
        if !taken.ended_blank {
            self.unindent("Block quote", run.line(taken.end).number);
        }
        taken.end
    }

    fn doctest(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        self.shown();
        run.nodes.push(Node::Other);
        let lines = run.lines.iter().skip(at).take_while(|line| !line.is_blank());
        at + lines.count()
    }
}
