//! What each directive does with what it is given.

use super::block::Block;
use super::spec::{Directive, Spec};
use crate::problem::Kind;
use crate::rst::block::{Keep, Line, Margin, Taken, Until};
use crate::rst::body::Run;
use crate::rst::document::{Document, Place};
use crate::rst::explicit::End;
use crate::rst::names::{Destination, Origin};
use crate::rst::node::Node;
use crate::text::strip;

/// A directive that is called.
#[derive(Debug, Clone, Copy)]
pub(super) struct Call<'c, 't> {
    pub(super) name: &'c str,
    pub(super) line: usize,
    pub(super) block: &'c Block<'t>,
    pub(super) place: Place,
}

impl Document {
    /// Reads a directive whose arguments begin behind `end` characters.
    pub(in crate::rst) fn directive(
        &mut self,
        run: &mut Run<'_, '_>,
        at: usize,
        name: &str,
        end: usize,
    ) -> End {
        let (margin, line) = (Margin::First(end), run.line(at).number);
        let taken = Taken::new(run.lines, at, margin, Until::Unindented, Keep::Text);
        let nodes = match self.directive_call(name, &taken.lines, line) {
            Some((spec, block)) => {
                let call = Call { name, line, block: &block, place: run.place };
                self.call(spec.directive, call)
            }
            None => Vec::new(),
        };
        run.nodes.extend(nodes);
        End { at: taken.end, blank: taken.ended_blank }
    }

    /// Finds a directive and takes its block apart; reports what is wrong with either.
    pub(super) fn directive_call<'t>(
        &mut self,
        name: &str,
        lines: &[Line<'t>],
        line: usize,
    ) -> Option<(Spec, Block<'t>)> {
        let Some(spec) = Spec::find(name) else {
            self.report(Kind::Directive, line, format!("Unknown directive type \"{name}\"."));
            return None;
        };
        match self.directive_block(&spec, lines) {
            Ok(block) => Some((spec, block)),
            Err(error) => {
                let message = format!("Error in \"{name}\" directive:\n{error}.");
                self.report(Kind::Directive, line, message);
                None
            }
        }
    }

    /// Runs a directive, and returns what becomes of it.
    pub(super) fn call(&mut self, directive: Directive, call: Call<'_, '_>) -> Vec<Node> {
        if needs_content(directive) && call.block.content.is_empty() {
            let name = call.name;
            let message =
                format!("Content block expected for the \"{name}\" directive; none found.");
            self.report(Kind::Directive, call.line, message);
            return Vec::new();
        }
        match directive {
            Directive::Include | Directive::Raw => self.disabled(call),
            Directive::Replace | Directive::Unicode | Directive::Date => self.out_of_context(call),
            Directive::Role => self.role_directive(call),
            Directive::DefaultRole => self.default_role(call),
            Directive::Meta => self.meta(call),
            Directive::Margin => drop(self.nested(&call.block.content, Place::Block)),
            Directive::Title => {}
            Directive::Class => return self.class_directive(call),
            Directive::SectionNumbers => return vec![Node::Pending],
            Directive::TargetNotes => return vec![Node::TargetNotes],
            Directive::Contents => return self.contents(call),
            Directive::Quotation => return self.block_quotes(&call.block.content),
            Directive::Table => return self.table_directive(call),
            Directive::CsvTable => return self.csv_table(call),
            Directive::ListTable => return self.list_table(call),
            Directive::Image | Directive::Figure => return self.image_or_figure(directive, call),
            Directive::Topic | Directive::Sidebar => return self.aside(directive, call),
            Directive::LineBlock | Directive::ParsedLiteral => {
                return self.lines_directive(directive, call);
            }
            Directive::Code | Directive::Math | Directive::Test | Directive::Rubric => {
                return self.text_directive(directive, call);
            }
            Directive::Admonition
            | Directive::Compound
            | Directive::Container
            | Directive::Note => return self.block_directive(directive, call),
        }
        Vec::new()
    }

    /// Directives of which every line, or the text as a whole, holds inline markup.
    fn lines_directive(&mut self, directive: Directive, call: Call<'_, '_>) -> Vec<Node> {
        let block = call.block;
        self.shown();
        if directive == Directive::ParsedLiteral {
            self.inline(&block.text(), call.line);
        } else {
            for line in &block.content {
                self.inline(strip(line.text), call.line);
            }
        }
        self.named(call);
        vec![Node::Other]
    }

    /// Directives whose content, if any, holds no markup.
    fn text_directive(&mut self, directive: Directive, call: Call<'_, '_>) -> Vec<Node> {
        self.shown();
        if directive == Directive::Rubric {
            self.inline(call.block.argument(), call.line);
        }
        self.named(call);
        vec![Node::Other]
    }

    /// Directives around other blocks.
    fn block_directive(&mut self, directive: Directive, call: Call<'_, '_>) -> Vec<Node> {
        self.shown();
        self.named(call);
        if directive == Directive::Container {
            self.check_classes(call);
        } else {
            self.inline(call.block.argument(), call.line);
        }
        self.nested(&call.block.content, Place::Block);
        vec![Node::Other]
    }

    /// Declares the name that a directive's option gives it.
    pub(super) fn named(&mut self, call: Call<'_, '_>) {
        if let Some(name) = call.block.options.get("name") {
            let name = name.as_deref().unwrap_or_default();
            self.declare(name, Origin::Explicit, Destination::Here, call.line);
        }
    }

    fn disabled(&mut self, call: Call<'_, '_>) {
        let message = format!("\"{}\" directive disabled.", call.name);
        self.report(Kind::Disabled, call.line, message);
    }

    fn out_of_context(&mut self, call: Call<'_, '_>) {
        let message = format!(
            "Invalid context: the \"{}\" directive can only be used within a substitution definition.",
            call.name
        );
        self.report(Kind::Directive, call.line, message);
    }
}

/// Directives that fail without content. `raw` is disabled before that matters.
fn needs_content(directive: Directive) -> bool {
    matches!(
        directive,
        Directive::Admonition
            | Directive::Code
            | Directive::Compound
            | Directive::Container
            | Directive::LineBlock
            | Directive::Margin
            | Directive::Math
            | Directive::Meta
            | Directive::Note
            | Directive::ParsedLiteral
            | Directive::Quotation
            | Directive::Sidebar
            | Directive::Topic
    )
}
