//! Explicit markup: what begins with `..`, and anonymous targets.

use super::block::{Taken, without_blank_end};
use super::body::Run;
use super::document::Document;
use super::inline::simple_name;
use super::node::Node;
use super::shape::{Shape, spaces};

/// What an explicit markup block is.
pub(crate) enum Explicit {
    Footnote(Label),
    Citation(Label),
    /// A target, behind `_`.
    Target,
    /// A substitution definition, behind `|`.
    Substitution,
    Directive {
        name: String,
        /// The characters before its arguments.
        end: usize,
    },
    Comment,
}

/// A footnote's or citation's label, and the characters before its text.
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) end: usize,
}

/// Where a block of explicit markup ends, and whether it does so as it should.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    pub(crate) at: usize,
    pub(crate) blank: bool,
}

impl Document {
    /// Reads explicit markup, and what follows without a blank line in between.
    pub(crate) fn explicit_markup(&mut self, run: &mut Run<'_, '_>, at: usize) -> usize {
        let mut end = End { at, blank: true };
        loop {
            let shape = run.shape(end.at);
            end = if let Shape::Explicit(marker) = shape {
                self.explicit(run, end.at, marker)
            } else if let Shape::Anonymous(marker) = shape {
                self.anonymous_target(run, end.at, marker)
            } else {
                break;
            };
        }
        if !end.blank && end.at < run.lines.len() {
            self.unindent("Explicit markup", run.line(end.at).number);
        }
        end.at
    }

    fn explicit(&mut self, run: &mut Run<'_, '_>, at: usize, marker: usize) -> End {
        match Explicit::of(run.line(at).text, marker) {
            Explicit::Footnote(label) => self.footnote(run, at, &label),
            Explicit::Citation(label) => self.citation(run, at, &label),
            Explicit::Target => self.hyperlink_target(run, at, marker + 1),
            Explicit::Substitution => self.substitution_definition(run, at, marker + 1),
            Explicit::Directive { name, end } => self.directive(run, at, &name, end),
            Explicit::Comment => self.comment(run, at, marker),
        }
    }

    fn comment(&mut self, run: &mut Run<'_, '_>, at: usize, marker: usize) -> End {
        let text = super::block::split_at(run.line(at).text, marker).1;
        if run.line(at + 1).is_blank() {
            if text.is_empty() {
                run.nodes.push(Node::Comment { empty: true });
                return End { at: at + 1, blank: true };
            }
            if text.starts_with("end of inclusion from \"") {
                self.report(
                    crate::problem::Kind::Other,
                    run.line(at).number,
                    "docutils takes the comment for the end of an included file, and fails.",
                );
            }
        }
        let taken = Taken::behind(run.lines, at, marker);
        run.nodes.push(Node::Comment { empty: without_blank_end(&taken.lines).is_empty() });
        End { at: taken.end, blank: taken.ended_blank }
    }
}

impl Explicit {
    /// What a line is, of which `marker` characters are the two periods and the spaces behind them.
    fn of(line: &str, marker: usize) -> Self {
        let rest = super::block::split_at(line, marker).1;
        let mut chars = rest.chars();
        let first = chars.next();
        let text_follows = !matches!(chars.next(), None | Some(' '));
        if marker < 3 {
            return Self::Comment;
        }
        match first {
            Some('_') if text_follows => Self::Target,
            Some('|') if text_follows => Self::Substitution,
            Some('[') => labelled(rest, marker).unwrap_or(Self::Comment),
            _ => directive_name(rest, marker).unwrap_or(Self::Comment),
        }
    }
}

fn labelled(rest: &str, before: usize) -> Option<Explicit> {
    let (name, after) = rest.strip_prefix('[')?.split_once(']')?;
    let end = before + name.chars().count() + 2 + spaces(after)?;
    let label = Label { name: name.to_owned(), end };
    let is_name = |name: &str| {
        let chars: Vec<_> = name.chars().collect();
        simple_name(&chars, 0) == Some(chars.len())
    };
    let is_number = !name.is_empty() && name.chars().all(char::is_numeric) && name.is_ascii();
    if is_number || matches!(name, "#" | "*") || name.strip_prefix('#').is_some_and(is_name) {
        return Some(Explicit::Footnote(label));
    }
    is_name(name).then_some(Explicit::Citation(label))
}

/// A directive's name, `name::` or `name ::`.
pub(crate) fn directive_name(rest: &str, before: usize) -> Option<Explicit> {
    let chars: Vec<_> = rest.chars().collect();
    let name = simple_name(&chars, 0)?;
    let behind: String = chars.get(name..)?.iter().collect();
    let space = usize::from(behind.starts_with(' '));
    let after = behind.get(space..)?.strip_prefix("::")?;
    let end = before + name + space + 2 + spaces(after)?;
    Some(Explicit::Directive { name: chars.get(..name)?.iter().collect(), end })
}
