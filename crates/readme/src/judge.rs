//! The question that this crate answers.

use crate::language::Language;
use crate::problem::Problem;
use crate::{markdown, rst};

/// What keeps PyPI from rendering `text`, in the order of lines; nothing where it will be rendered.
///
/// A text of no characters is no description, and is not rendered at all. Text without markup always
/// renders.
#[must_use]
pub fn problems(text: &str, language: Language) -> Vec<Problem> {
    if text.is_empty() {
        return Vec::new();
    }
    match language {
        Language::Markdown => markdown::problems(text),
        Language::Plain => Vec::new(),
        Language::Rst => rst::problems(text),
    }
}
