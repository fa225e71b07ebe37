//! Paragraphs: what a text is that is nothing else (`states.Text`).

use super::block::joined;
use super::body::Run;
use super::document::Document;
use super::node::Node;
use super::shape::is_line;
use crate::problem::Kind;
use crate::text::strip_end;

impl Document {
    /// Reads a block whose first line is text; the second one tells what it is.
    pub(crate) fn text_block(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        let next = run.line(at + 1);
        if next.is_indented() && !next.is_blank() {
            return self.definition_list(run, at);
        }
        if is_line(next.text)
            && let Some(end) = self.underlined(run, at)
        {
            return end;
        }
        self.paragraph_block(run, at)
    }

    fn paragraph_block(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        let mut end = at + 1;
        while run.lines.get(end).is_some_and(|line| !line.is_blank() && !line.is_indented()) {
            end += 1;
        }
        let next = run.line(end);
        if !next.is_blank() {
            self.report(Kind::Indentation, next.number, "Unexpected indentation.");
        }
        let text = joined(run.lines.get(at..end).unwrap_or_default());
        if self.paragraph(run, &text, run.line(at).number) {
            return self.literal_block(run, end);
        }
        end
    }

    /// Reads a paragraph's text, and tells whether a literal block has to follow.
    fn paragraph(&mut self, run: &mut Run<'_, '_>, text: &str, line: usize) -> bool {
        let text = strip_end(text);
        let (text, literal_next) = match text.strip_suffix("::") {
            Some(rest) if !is_escaped(rest) => (announced(rest), true),
            _ => (text.to_owned(), false),
        };
        if !text.is_empty() {
            self.shown();
            run.nodes.push(Node::Paragraph);
            self.last_paragraph = self.inline(&text, line);
        }
        literal_next
    }
}

/// Whether what follows a text is escaped by its last backslash.
fn is_escaped(text: &str) -> bool {
    (text.len() - text.trim_end_matches('\\').len()) % 2 == 1
}

/// What is shown of a text before `::`: that alone or behind white space vanishes, else one colon stays.
fn announced(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else if text.ends_with([' ', '\n']) {
        strip_end(text).to_owned()
    } else {
        format!("{text}:")
    }
}
