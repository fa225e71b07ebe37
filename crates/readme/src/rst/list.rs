//! Bullet and enumerated lists.

use super::block::{Keep, Line, Margin, Taken, Until};
use super::body::Run;
use super::document::{Document, Place};
use super::enumerator::{Enumerator, Ordinal, Sequence};
use super::node::Node;
use super::shape::Shape;

/// An item of a list that has been read.
struct Item {
    nodes: Vec<Node>,
    end: usize,
    ended_blank: bool,
    single: bool,
}

impl Document {
    pub(crate) fn bullet_list(&mut self, run: &mut Run<'_, '_>, at: usize, indent: usize) -> usize {
        self.shown();
        let bullet = run.line(at).text.chars().next();
        let mut item = self.list_item(run.lines, at, indent);
        let mut items = vec![std::mem::take(&mut item.nodes)];
        loop {
            let next = run.next_text(item.end);
            let Shape::Bullet(indent) = run.shape(next) else { break };
            if run.line(next).text.chars().next() != bullet {
                break;
            }
            item = self.list_item(run.lines, next, indent);
            items.push(std::mem::take(&mut item.nodes));
        }
        run.nodes.push(Node::BulletList(items));
        self.list_end(run, &item, "Bullet list")
    }

    pub(crate) fn enumerated_list(
        &mut self,
        run: &mut Run<'_, '_>,
        at: usize,
        enumerator: Enumerator,
    ) -> usize {
        let mut last = enumerator.read(run.line(at).text, None);
        if !is_item(run, at, &last) {
            return self.text_block(run, at);
        }
        self.shown();
        let mut auto = last.sequence == Sequence::Auto;
        let sequence = if auto { Sequence::Arabic } else { last.sequence };
        let mut item = self.list_item(run.lines, at, enumerator.end);
        let mut single = item.single;
        loop {
            let next = run.next_text(item.end);
            let Shape::Enumerator(enumerator) = run.shape(next) else { break };
            let found = enumerator.read(run.line(next).text, Some(sequence));
            let is_auto = found.sequence == Sequence::Auto;
            let follows = found.sequence == sequence
                && !auto
                && last.number.is_some_and(|last| found.number == Some(last + 1));
            if found.format != last.format || !(is_auto || follows) || !is_item(run, next, &found) {
                break;
            }
            auto |= is_auto;
            last = found;
            single = false;
            item = self.list_item(run.lines, next, enumerator.end);
        }
        run.nodes.push(Node::EnumeratedList { single });
        self.list_end(run, &item, "Enumerated list")
    }

    fn list_item(&mut self, lines: &[Line<'_>], at: usize, indent: usize) -> Item {
        let line = lines.get(at).map_or("", |line| line.text);
        let has_text = line.chars().nth(indent).is_some();
        let margin = if has_text { Margin::Known(indent) } else { Margin::First(indent) };
        let taken =
            Taken::new(lines, at, margin, Until::Unindented, Keep::Text).without_blank_top();
        let single = taken.lines.iter().skip(1).all(|line| line.is_blank());
        let nodes = self.nested(&taken.lines, Place::Block);
        Item { nodes, end: taken.end, ended_blank: taken.ended_blank, single }
    }

    fn list_end(&mut self, run: &Run<'_, '_>, last: &Item, list: &str) -> usize {
        if !last.ended_blank {
            self.unindent(list, run.line(last.end).number);
        }
        last.end
    }
}

/// Whether the line below lets an enumerator be one: it is blank, indented, or the next item.
fn is_item(run: &Run<'_, '_>, at: usize, ordinal: &Ordinal) -> bool {
    let next = run.line(at + 1).text;
    ordinal.number.is_some()
        && (next.chars().next().is_none_or(crate::text::is_space) || ordinal.is_followed_by(next))
}
