//! [Jinja](https://jinja.palletsprojects.com/en/stable/templates/), as far as templates of versions
//! go: texts, `if`, `set`, names, attributes, calculations, a few filters, tests and functions. A
//! template that asks for more is refused with the words that it asks for.

mod call;
mod evaluate;
mod expression;
mod filter;
mod lexer;
mod parser;
mod value;

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Serialization, Version};
use crate::Refusal;
use evaluate::Evaluation;
use expression::Node;
use lexer::Lexer;
use parser::Parser;

/// A template that was read.
#[derive(Clone, Debug)]
pub struct Template {
    nodes: Vec<Node>,
    text: String,
}

/// Why a template is not read, and where.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TemplateError {
    /// What is wrong.
    pub words: String,
    /// The bytes that it is about.
    pub range: Range<usize>,
}

/// What a template sees.
#[derive(Debug)]
pub struct Context<'a> {
    /// The version.
    pub version: &'a Version,
    /// The text of the name `version`.
    pub text: Result<String, Refusal>,
    /// The branch, with what its other letters become.
    pub branch_escape: &'a str,
    /// The environment.
    pub variables: &'a BTreeMap<String, String>,
    /// What becomes of a release that has fewer than three numbers.
    pub parts: Parts,
    /// Further names.
    pub more: &'a [(&'a str, &'a str)],
}

/// What a plug-in does where `major`, `minor` or `patch` are not there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Parts {
    /// They are 0.
    OrZero,
    /// It fails, whether the template asks for them or not.
    Demanded,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// When it is none, or asks for what is not rebuilt.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let tokens = Lexer::new(text).tokens()?;
        let nodes = Parser::new(tokens, text.len()).template()?;
        Ok(Self { nodes, text: text.to_owned() })
    }

    /// Fills it in.
    ///
    /// # Errors
    /// When it calculates with what is no number, or a function refuses what it is given.
    pub fn render(&self, context: &Context<'_>) -> Result<String, Refusal> {
        let base = &context.version.base;
        if context.parts == Parts::Demanded && base.split('.').count() < 3 {
            let words =
                format!("a template is filled in for three numbers at least, not for `{base}`");
            return Err(Refusal::new(words));
        }
        Evaluation::new(context).render(&self.nodes)
    }

    /// Whether its text can depend on changes that are not committed.
    #[must_use]
    pub fn looks_for_changes(&self, serialization: &Serialization) -> bool {
        self.text.contains("dirty")
            || self.text.contains("version") && serialization.looks_for_changes()
    }
}

fn wrong(words: impl Into<String>, range: Range<usize>) -> TemplateError {
    TemplateError { words: words.into(), range }
}

#[cfg(test)]
mod tests;
