//! The document: what is found wrong, and what has to be remembered until its end.

use super::block::Line;
use super::inline::Inlines;
use super::names::Names;
use super::node::Node;
use super::role::Roles;
use super::title::Titles;
use super::transform;
use crate::problem::{Certainty, Kind, Problem};
use crate::text;

/// The most characters of a line (`line_length_limit`).
const LINE: usize = 10_000;
/// How deep blocks are followed into one another. Python gives up at some 160, sooner where docutils
/// is called from far below.
const DEPTH: usize = 100;
/// The most problems that are kept: whoever has more does not read them.
const PROBLEMS: usize = 1_000;

/// What keeps a text in reStructuredText from being rendered, in the order of lines.
pub(crate) fn problems(text: &str) -> Vec<Problem> {
    let lines = text::lines(text);
    let mut document = Document::default();
    if let Some(long) = lines.iter().position(|line| line.chars().count() > LINE) {
        let message = format!("Line {} exceeds the line-length-limit.", long + 1);
        document.report(Kind::Other, long + 1, message);
    } else {
        let numbered = lines.iter().zip(1..).map(|(text, number)| Line { text, number });
        document.read(&numbered.collect::<Vec<_>>());
    }
    document.problems.sort_by_key(|problem| problem.line);
    document.problems
}

/// What blocks stand in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Another block.
    Block,
    /// The content of a directive that has not decided yet what to make of it.
    Loose,
    /// The document or a section: the one place for titles.
    Section,
    /// A sidebar.
    Sidebar,
}

#[derive(Debug, Default)]
pub(crate) struct Document {
    problems: Vec<Problem>,
    pub(crate) names: Names,
    pub(crate) roles: Roles,
    pub(crate) titles: Titles,
    /// The lines of `class` directives that have met nothing yet to apply to.
    pub(crate) classes: Vec<usize>,
    /// How much has been spent on tracing the cells of tables.
    pub(crate) traced: usize,
    /// What the paragraph read last holds.
    pub(crate) last_paragraph: Inlines,
    depth: usize,
    doubts: bool,
}

impl Document {
    fn read(&mut self, lines: &[Line<'_>]) {
        let nodes = self.blocks(lines, Place::Section);
        transform::apply(self, &nodes);
        if self.problems.is_empty() && transform::shows_nothing(&nodes) {
            // What a client sends of a blank text differs from one to another.
            self.doubts |= lines.iter().all(|line| line.is_blank());
            self.report(
                Kind::NothingRendered,
                1,
                "No content rendered from RST source.".to_owned(),
            );
        }
    }

    /// Notes what docutils warns of.
    pub(crate) fn report(&mut self, kind: Kind, line: usize, message: impl Into<String>) {
        let certainty = if self.doubts { Certainty::Doubtful } else { Certainty::Proven };
        self.push(Problem { line, certainty, kind, message: message.into() });
    }

    /// Notes what is not followed to the letter.
    pub(crate) fn doubt(&mut self, kind: Kind, line: usize, message: impl Into<String>) {
        let certainty = Certainty::Doubtful;
        self.push(Problem { line, certainty, kind, message: message.into() });
    }

    /// How many problems there are.
    pub(crate) fn reported(&self) -> usize {
        self.problems.len()
    }

    fn push(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(problem);
        }
    }

    /// Notes that a block ends without the blank line that it needs (`unindent_warning`).
    pub(crate) fn unindent(&mut self, block: &str, line: usize) {
        let message = format!("{block} ends without a blank line; unexpected unindent.");
        self.report(Kind::BlockEnd, line, message);
    }

    /// Something is shown: what the last `class` directives waited for.
    pub(crate) fn shown(&mut self) {
        self.classes.clear();
    }

    /// Reads the content of a block.
    pub(crate) fn nested(&mut self, lines: &[Line<'_>], place: Place) -> Vec<Node> {
        if self.depth >= DEPTH {
            // All that is left unread may define what is referred to elsewhere.
            self.doubts = true;
            let line = lines.first().map_or(1, |line| line.number);
            self.doubt(
                Kind::Other,
                line,
                format!("Blocks are nested more than {DEPTH} levels deep."),
            );
            return Vec::new();
        }
        self.depth += 1;
        let nodes = self.blocks(lines, place);
        self.depth -= 1;
        nodes
    }

    /// What follows may depend on something that is not followed to the letter.
    pub(crate) fn lose_track(&mut self) {
        self.doubts = true;
    }
}
