//! Directives in substitution definitions.

use super::option::unicode;
use super::run::Call;
use super::spec::Directive;
use crate::problem::Kind;
use crate::rst::block::{Keep, Line, Margin, Taken, Until};
use crate::rst::document::{Document, Place};
use crate::rst::inline::{Inlines, TARGETS};
use crate::rst::node::Node;
use crate::text::words;

/// What a substitution definition defines.
pub(crate) enum Substitute {
    /// Something that has been reported.
    Failed,
    Inlines(Inlines),
    /// Nothing that can be substituted.
    Nothing,
}

impl Document {
    /// Reads the directive of a substitution definition.
    pub(in crate::rst) fn substitute(
        &mut self,
        lines: &[Line<'_>],
        name: &str,
        end: usize,
    ) -> Substitute {
        let line = lines.first().map_or(1, |line| line.number);
        let taken = Taken::new(lines, 0, Margin::First(end), Until::Unindented, Keep::Text);
        let Some((spec, block)) = self.directive_call(name, &taken.lines, line) else {
            return Substitute::Failed;
        };
        let call = Call { name, line, block: &block, place: Place::Loose };
        if spec.directive == Directive::Image {
            self.image(call, &["top", "middle", "bottom"], " within a substitution definition");
            let unfit = block.options.contains_key("name").then_some(TARGETS);
            return Substitute::Inlines(Inlines { unfit, ..Inlines::default() });
        }
        if spec.directive == Directive::Date {
            return Substitute::Inlines(Inlines::default());
        }
        if spec.directive == Directive::Unicode {
            return self.characters(call);
        }
        if spec.directive == Directive::Replace {
            return self.replace(call);
        }
        self.call(spec.directive, call);
        Substitute::Nothing
    }

    fn replace(&mut self, call: Call<'_, '_>) -> Substitute {
        if call.block.content.is_empty() {
            let name = call.name;
            let message =
                format!("Content block expected for the \"{name}\" directive; none found.");
            self.report(Kind::Directive, call.line, message);
            return Substitute::Failed;
        }
        let nodes = self.nested(&call.block.content, Place::Loose);
        let inlines = std::mem::take(&mut self.last_paragraph);
        match nodes.as_slice() {
            [Node::Paragraph] if inlines.problematic => Substitute::Failed,
            [Node::Paragraph] => Substitute::Inlines(inlines),
            [] => Substitute::Nothing,
            _ => {
                let message = "directive: may contain a single paragraph only.";
                let message = format!("Error in \"{}\" {message}", call.name);
                self.report(Kind::Directive, call.line, message);
                Substitute::Failed
            }
        }
    }

    /// The directive `unicode`: codes of characters up to a comment.
    fn characters(&mut self, call: Call<'_, '_>) -> Substitute {
        let argument = call.block.argument();
        let codes = if argument.starts_with(".. ") { "" } else { argument };
        let codes = codes.replace("\n.. ", " .. ");
        let codes = codes.split_once(" .. ").map_or(codes.as_str(), |(codes, _)| codes);
        let wrong = words(codes).find(|code| unicode(code).is_some_and(|code| code > 0x0010_ffff));
        if let Some(code) = wrong {
            let message = format!("Invalid character code: {code}");
            self.report(Kind::Directive, call.line, message);
            return Substitute::Failed;
        }
        if words(codes).next().is_none() {
            Substitute::Nothing
        } else {
            Substitute::Inlines(Inlines::default())
        }
    }
}
