//! What inline markup is, start by start.

use super::scan::{Scan, Start};
use crate::problem::Kind;
use crate::rst::document::Document;
use crate::rst::names::{Destination, Origin};
use crate::text::{escaped, restored, unescaped};

/// What a text with inline markup has come to.
#[derive(Debug, Default)]
pub(crate) struct Inlines {
    /// The text without its markup.
    pub(crate) text: String,
    /// Whether anything in it has been reported.
    pub(crate) problematic: bool,
    /// What a substitution definition may not hold.
    pub(crate) unfit: Option<&'static str>,
    /// The names of substitutions that are referred to.
    pub(crate) substitutions: Vec<String>,
}

/// What may not stand in a substitution definition.
pub(super) const ANONYMOUS: &str = "Anonymous references";
const AUTOMATIC: &str = "References to auto-numbered and auto-symbol footnotes";
pub(crate) const TARGETS: &str = "Targets (names and identifiers)";

/// A text whose inline markup is being read.
pub(super) struct Reading {
    pub(super) scan: Scan,
    pub(super) line: usize,
    pub(super) inlines: Inlines,
}

impl Document {
    /// Reads the inline markup of a text that begins at a line.
    pub(crate) fn inline(&mut self, text: &str, line: usize) -> Inlines {
        let scan = Scan::new(escaped(text));
        let mut reading = Reading { scan, line, inlines: Inlines::default() };
        while let Some((start, found)) = reading.scan.next_start() {
            match found {
                Start::Reference { name, end } => self.reference(&mut reading, (start, name, end)),
                Start::Note { end } => self.note_reference(&mut reading, start, end),
                Start::Phrase { tick } => self.phrase(&mut reading, start, tick),
                Start::Emphasis
                | Start::Strong
                | Start::Literal
                | Start::Target
                | Start::Substitution => self.enclosed(&mut reading, start, found),
            }
        }
        reading.skip_to(reading.scan.text.len());
        reading.inlines
    }

    /// Reads what a start-string and an end-string enclose.
    fn enclosed(&mut self, reading: &mut Reading, start: usize, kind: Start) {
        let inner = start + kind.len();
        if reading.scan.is_quoted(start, inner) {
            reading.skip_to(inner);
            return;
        }
        let Some(end) = reading.scan.end_of(kind, inner) else {
            let message = format!("Inline {} start-string without end-string.", name(kind));
            self.warn(reading, Kind::InlineMarkup, message, inner);
            return;
        };
        reading.skip_to(start);
        let inside = reading.scan.slice(inner, end.start);
        let text = if kind == Start::Literal { restored(inside) } else { unescaped(inside) };
        let marks = if kind == Start::Substitution { end.end - end.start - 1 } else { 0 };
        reading.inlines.text.push_str(&text);
        reading.scan.at = end.end;
        if kind == Start::Target {
            reading.inlines.unfit.get_or_insert(TARGETS);
            self.declare(&text, Origin::Explicit, Destination::Here, reading.line);
        } else if kind == Start::Substitution {
            self.substitution_reference(reading, &text, marks);
        }
    }

    fn substitution_reference(&mut self, reading: &mut Reading, name: &str, marks: usize) {
        let name = crate::text::spaced(name);
        self.names.refer_to_substitution(&name, reading.line);
        match marks {
            0 => {}
            1 => self.names.refer(&name, reading.line),
            _ => {
                reading.inlines.unfit.get_or_insert(ANONYMOUS);
                self.names.anonymous_references.push(reading.line);
            }
        }
        reading.inlines.substitutions.push(name);
    }

    fn reference(&mut self, reading: &mut Reading, (start, name, end): (usize, usize, usize)) {
        reading.skip_to(start);
        let text: String = reading.scan.slice(start, name).iter().collect();
        if end - name == 1 {
            self.names.refer(&text, reading.line);
        } else {
            reading.inlines.unfit.get_or_insert(ANONYMOUS);
            self.names.anonymous_references.push(reading.line);
        }
        reading.inlines.text.push_str(&text);
        reading.scan.at = end;
    }

    fn note_reference(&mut self, reading: &mut Reading, start: usize, end: usize) {
        reading.skip_to(start);
        let label: String = reading.scan.slice(start + 1, end - 2).iter().collect();
        let line = reading.line;
        let unfit = if label.starts_with(['#', '*']) { AUTOMATIC } else { TARGETS };
        reading.inlines.unfit.get_or_insert(unfit);
        match label.strip_prefix('#') {
            Some("") => self.names.auto_references.push((None, line)),
            Some(name) => {
                self.names.auto_references.push((Some(crate::text::normalized(name)), line));
            }
            None if label == "*" => self.names.symbol_references.push(line),
            None => {
                self.names.refer(&label, line);
                reading.inlines.text.push_str(&label);
            }
        }
        reading.scan.at = end;
    }

    /// Reports what cannot be read, and goes on behind it.
    pub(super) fn warn(
        &mut self,
        reading: &mut Reading,
        kind: Kind,
        message: impl Into<String>,
        end: usize,
    ) {
        reading.inlines.problematic = true;
        self.report(kind, reading.line, message);
        reading.skip_to(end);
    }
}

impl Reading {
    /// Takes what lies before `end` for text.
    pub(super) fn skip_to(&mut self, end: usize) {
        let text = unescaped(self.scan.slice(self.scan.at, end));
        self.inlines.text.push_str(&text);
        self.scan.at = end;
    }
}

/// What docutils calls a kind of markup.
fn name(kind: Start) -> &'static str {
    match kind {
        Start::Emphasis => "emphasis",
        Start::Strong => "strong",
        Start::Literal => "literal",
        Start::Target => "target",
        Start::Substitution => "substitution_reference",
        Start::Reference { .. } | Start::Note { .. } | Start::Phrase { .. } => "reference",
    }
}
