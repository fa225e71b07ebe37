//! Hyperlink targets.

use super::block::{Keep, Line, Margin, Taken, Until};
use super::body::Run;
use super::document::Document;
use super::explicit::End;
use super::inline::simple_name;
use super::names::{Destination, Origin};
use super::node::Node;
use crate::problem::Kind;
use crate::text::{ESCAPE, escaped, is_space, spaced, strip, unescaped};

impl Document {
    /// Reads `.. _name: destination`.
    pub(crate) fn hyperlink_target(
        &mut self,
        run: &mut Run<'_, '_>,
        at: usize,
        marker: usize,
    ) -> End {
        let (margin, keep) = (Margin::First(marker), Keep::Indentation);
        let taken = Taken::new(run.lines, at, margin, Until::Blank, keep).without_blank_top();
        let line = run.line(at).number;
        let end = End { at: taken.end, blank: taken.ended_blank };
        let Some((name, block)) = named(&taken.lines) else {
            self.report(Kind::Target, line, "malformed hyperlink target.");
            run.nodes.push(Node::Comment { empty: false });
            return end;
        };
        let destination = Destination::of(&block);
        run.nodes.push(Node::Target { shown: destination == Destination::Here });
        match name {
            Some(name) => {
                self.declare(&name, Origin::Explicit, destination, line);
            }
            None => self.names.anonymous_target(destination, line),
        }
        end
    }

    /// Reads `__ destination`.
    pub(crate) fn anonymous_target(
        &mut self,
        run: &mut Run<'_, '_>,
        at: usize,
        marker: usize,
    ) -> End {
        let margin = Margin::First(marker);
        let taken = Taken::new(run.lines, at, margin, Until::Blank, Keep::Text).without_blank_top();
        let block: Vec<_> = taken.lines.iter().map(|line| escaped(line.text)).collect();
        let destination = Destination::of(&block);
        run.nodes.push(Node::Target { shown: destination == Destination::Here });
        self.names.anonymous_target(destination, run.line(at).number);
        End { at: taken.end, blank: taken.ended_blank }
    }
}

/// The name of a target, `None` if it is anonymous, and the lines of its destination, escapes marked.
fn named(lines: &[Line<'_>]) -> Option<(Option<String>, Vec<Vec<char>>)> {
    let mut lines = lines.iter().map(|line| escaped(line.text));
    let mut text = Vec::new();
    loop {
        // A name may go on in the next line: its text is then taken as it stands.
        let added = lines.next()?;
        let before = text.len();
        text.extend(added);
        if let Some((name, end)) = name(&text, before) {
            let rest = text.get(end..).unwrap_or_default().iter().collect::<String>();
            let first = strip(&rest).chars().collect();
            return Some((name, std::iter::once(first).chain(lines).collect()));
        }
    }
}

/// The name before the first colon from `from` on that ends one, and where the destination begins.
fn name(text: &[char], from: usize) -> Option<(Option<String>, usize)> {
    let char_at = |at: usize| text.get(at).copied();
    for colon in (from..text.len()).filter(|at| char_at(*at) == Some(':')) {
        if !matches!(char_at(colon + 1), None | Some(' ')) {
            continue;
        }
        let before = text.get(..colon).unwrap_or_default();
        let name = before.strip_suffix(&[' ']).unwrap_or(before);
        if let Some(name) = valid_name(name) {
            let spaces = text.iter().skip(colon + 1).take_while(|c| **c == ' ').count();
            return Some((name, colon + 1 + spaces));
        }
    }
    None
}

/// A target's name without its quotes; `None` within if it is the one underscore of the anonymous.
fn valid_name(name: &[char]) -> Option<Option<String>> {
    if name == ['_'] {
        return Some(None);
    }
    let ends_well = |name: &[char]| name.last().is_some_and(|c| !is_space(*c) && *c != ESCAPE);
    let escaped_end = matches!(name, [.., ESCAPE, _]);
    if !ends_well(name) || (name.last() == Some(&':') && !escaped_end) {
        return None;
    }
    let name = match name {
        ['`', quoted @ .., '`'] if ends_well(quoted) => quoted,
        ['`' | '_', ..] => return None,
        _ => name,
    };
    let first = name.first().filter(|c| !matches!(c, ' ' | '`'))?;
    (*first != ' ').then(|| Some(unescaped(name)))
}

impl Destination {
    /// Where lines lead, escapes marked (`parse_target`).
    pub(crate) fn of(block: &[Vec<char>]) -> Self {
        let text = |line: &Vec<char>| line.iter().collect::<String>();
        let stripped: Vec<_> = block.iter().map(|line| strip(&text(line)).to_owned()).collect();
        if block.last().is_some_and(|last| strip(&text(last)).ends_with('_'))
            && let Some(name) = referenced(&stripped.join(" "))
        {
            return Self::Name(name);
        }
        let joined = block.iter().map(text).collect::<Vec<_>>().join(" ");
        match address(&joined) {
            address if address.is_empty() => Self::Here,
            address => Self::Address(address),
        }
    }
}

/// An address without its white space, but for what is escaped.
pub(crate) fn address(text: &str) -> String {
    let text = text.replace("\0\n", "\0 ");
    let parts = text.split("\0 ").map(|part| {
        let part = unescaped(&part.chars().collect::<Vec<_>>());
        part.chars().filter(|c| !is_space(*c)).collect::<String>()
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// The name in what is a reference and nothing else: `name_`, or more words in backquotes.
fn referenced(text: &str) -> Option<String> {
    let chars: Vec<_> = spaced(text).chars().collect();
    let name = chars.strip_suffix(&['_'])?;
    if simple_name(name, 0) == Some(name.len()) {
        return Some(unescaped(name));
    }
    let phrase = name.strip_prefix(&['`'])?.strip_suffix(&['`'])?;
    let ends_well = phrase.last().is_some_and(|c| !is_space(*c) && *c != ESCAPE);
    (ends_well && phrase.first() != Some(&' ')).then(|| unescaped(phrase))
}
