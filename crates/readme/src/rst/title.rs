//! Section titles and transitions.

use super::body::Run;
use super::document::{Document, Place};
use super::names::{Destination, Origin};
use super::node::Node;
use super::shape::is_line;
use crate::problem::Kind;
use crate::text::{strip, strip_end, width};

/// Lines shorter than this are text where they cannot be a title's.
const SHORT: usize = 4;

/// How a title is adorned: above, if at all, and below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    above: Option<char>,
    below: Option<char>,
}

/// The styles of titles in the order in which they are met, and the level of the section at hand.
#[derive(Debug, Default)]
pub(crate) struct Titles {
    styles: Vec<Style>,
    level: usize,
}

impl Titles {
    /// Enters the section of a title, or tells the levels that its title skips.
    fn enter(&mut self, style: Style) -> Result<(), (usize, usize)> {
        let known = self.styles.iter().position(|known| *known == style);
        let level = known.unwrap_or(self.styles.len()) + 1;
        if level > self.level + 1 {
            return Err((self.level, level));
        }
        if known.is_none() {
            self.styles.push(style);
        }
        self.level = level;
        Ok(())
    }
}

impl Document {
    /// Reads a title that is underlined; nothing if it is text after all.
    pub(crate) fn underlined(&mut self, run: &mut Run<'_, '_>, at: usize) -> Option<usize> {
        let (title, under) = (strip_end(run.line(at).text), run.line(at + 1));
        let underline = strip_end(under.text);
        if width(title) > underline.len() {
            if underline.len() < SHORT {
                return None;
            }
            self.report(Kind::Title, under.number, "Title underline too short.");
        }
        if run.place == Place::Section {
            let style = Style { above: None, below: underline.chars().next() };
            self.section(run, title, style, run.line(at).number);
        } else {
            self.report(Kind::Title, under.number, "Unexpected section title.");
        }
        Some(at + 2)
    }

    /// Reads what begins with a line of punctuation: a title with an overline, a transition, or text.
    pub(crate) fn line(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        let marker = run.line(at);
        let short = strip(marker.text).len() < SHORT;
        if run.place != Place::Section {
            if short {
                return self.text_block(run, at);
            }
            self.report(Kind::Title, marker.number, "Unexpected section title or transition.");
            return at + 1;
        }
        let next = run.line(at + 1);
        if !next.is_blank() && !is_line(next.text) {
            return self.overlined(run, at);
        }
        if short {
            return self.text_block(run, at);
        }
        if !next.is_blank() {
            let message = "Invalid section title or transition marker.";
            self.report(Kind::Title, marker.number, message);
            return at + 2;
        }
        self.shown();
        run.nodes.push(Node::Transition { line: marker.number });
        at + 1
    }

    fn overlined(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        let (over, title, under) = (run.line(at), run.line(at + 1), run.line(at + 2));
        let (overline, underline) = (strip_end(over.text), strip_end(under.text));
        let problem = if run.lines.len() <= at + 2 {
            Some("Incomplete section title.")
        } else if !is_line(underline) {
            Some("Missing matching underline for section title overline.")
        } else if overline != underline {
            Some("Title overline & underline mismatch.")
        } else if width(strip_end(title.text)) > overline.len() {
            Some("Title overline too short.")
        } else {
            None
        };
        if let Some(message) = problem {
            if overline.len() < SHORT {
                return self.text_block(run, at);
            }
            self.report(Kind::Title, over.number, message);
        }
        if problem.is_none_or(|message| message.ends_with("short.")) {
            let style = Style { above: overline.chars().next(), below: underline.chars().next() };
            self.section(run, strip(title.text), style, title.number);
        }
        (at + 3).min(run.lines.len())
    }

    fn section(&mut self, run: &mut Run<'_, '_>, title: &str, style: Style, line: usize) {
        match self.titles.enter(style) {
            Ok(()) => {
                self.shown();
                run.nodes.push(Node::Section);
                let inlines = self.inline(title, line);
                // That a title stands again is noted in its section, and content until the end.
                if self.names.is_declared(&inlines.text) {
                    run.nodes.push(Node::Other);
                }
                self.declare(&inlines.text, Origin::Implicit, Destination::Here, line);
            }
            Err((from, to)) => {
                let message = format!("Inconsistent title style: skip from level {from} to {to}.");
                self.report(Kind::Title, line, message);
            }
        }
    }
}
