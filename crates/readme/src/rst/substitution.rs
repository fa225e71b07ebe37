//! Substitution definitions.

use super::block::{Keep, Line, Margin, Taken, Until, without_blank_end};
use super::body::Run;
use super::directive::Substitute;
use super::document::Document;
use super::explicit::{End, Explicit, directive_name};
use super::node::Node;
use crate::problem::Kind;
use crate::text::{ESCAPE, escaped, is_space, restored, strip, strip_end};

impl Document {
    /// Reads `.. |name| directive::`.
    pub(crate) fn substitution_definition(
        &mut self,
        run: &mut Run<'_, '_>,
        at: usize,
        marker: usize,
    ) -> End {
        let (margin, keep) = (Margin::First(marker), Keep::Indentation);
        let taken = Taken::new(run.lines, at, margin, Until::Unindented, keep).without_blank_top();
        let line = run.line(at).number;
        run.nodes.push(Node::SubstitutionDefinition);
        match named(&taken.lines) {
            None => self.report(Kind::Target, line, "malformed substitution definition."),
            Some((name, first, used)) => {
                let rest = taken.lines.get(used..).unwrap_or_default();
                let first = Line {
                    text: &first,
                    ..taken.lines.get(used - 1).copied().unwrap_or(run.line(at))
                };
                let mut block = vec![first];
                block.extend(rest);
                let block = block.get(usize::from(first.text.is_empty())..).unwrap_or_default();
                self.substitution(&name, without_blank_end(block), line);
            }
        }
        End { at: taken.end, blank: taken.ended_blank }
    }

    fn substitution(&mut self, name: &str, block: &[Line<'_>], line: usize) {
        let Some(first) = block.first() else {
            let message = format!("Substitution definition \"{name}\" missing contents.");
            self.report(Kind::Target, line, message);
            return;
        };
        let mut lines = block.to_vec();
        if let Some(first) = lines.first_mut() {
            *first = first.stripped();
        }
        let substitute = match directive_name(strip(first.text), 0) {
            Some(Explicit::Directive { name, end }) if !spaced(first.text, &name) => {
                self.substitute(&lines, &name, end)
            }
            _ => Substitute::Nothing,
        };
        match substitute {
            Substitute::Failed => {}
            Substitute::Nothing => {
                let message = format!("Substitution definition \"{name}\" empty or invalid.");
                self.report(Kind::Target, line, message);
            }
            Substitute::Inlines(inlines) => {
                if let Some(unfit) = inlines.unfit {
                    let message =
                        format!("{unfit} are not supported in a substitution definition.");
                    self.report(Kind::Target, line, message);
                }
                self.define(name, inlines.substitutions, line);
            }
        }
    }
}

/// Whether white space stands between a directive's name and its colons, which only a directive by
/// itself may have.
fn spaced(text: &str, name: &str) -> bool {
    strip(text).strip_prefix(name).is_some_and(|rest| rest.starts_with(' '))
}

/// The name of a substitution, what is left of the line in which it ends, and the lines used up.
fn named(lines: &[Line<'_>]) -> Option<(String, String, usize)> {
    let mut text: Vec<char> = Vec::new();
    let mut searched = 0;
    for (at, line) in lines.iter().enumerate() {
        if at == 0 {
            text = escaped(strip_end(line.text));
        } else {
            text.push(' ');
            text.extend(escaped(strip(line.text)));
        }
        let ends = |bar: &usize| {
            let before = bar.checked_sub(1).and_then(|before| text.get(before));
            text.get(*bar) == Some(&'|')
                && before.is_some_and(|c| !is_space(*c) && *c != ESCAPE)
                && matches!(text.get(bar + 1), None | Some(' '))
        };
        if let Some(bar) = (searched..text.len()).find(ends) {
            let name = restored(text.get(..bar)?).replace('\\', "");
            let rest = restored(text.get(bar + 1..)?);
            return Some((name, strip(&rest).to_owned(), at + 1));
        }
        searched = text.len();
    }
    None
}
