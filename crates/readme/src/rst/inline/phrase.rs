//! Interpreted text, and references of more than one word.

use super::read::{ANONYMOUS, Reading, TARGETS};
use super::scan::Scan;
use crate::problem::Kind;
use crate::rst::document::Document;
use crate::rst::names::{Destination, Origin};
use crate::rst::target::address;
use crate::text::{ESCAPE, is_space, restored, unescaped};

/// A reference's text, and where it leads if that stands within it.
struct Phrase {
    text: String,
    embedded: Option<Destination>,
}

impl Document {
    /// Reads what begins with a backquote at `tick`, and with a role's name if it starts before that.
    pub(super) fn phrase(&mut self, reading: &mut Reading, start: usize, tick: usize) {
        let inner = tick + 1;
        if start == tick && reading.scan.is_quoted(start, inner) {
            reading.skip_to(inner);
            return;
        }
        let Some(end) = reading.scan.phrase_end(inner) else {
            let message =
                "Inline interpreted text or phrase reference start-string without end-string.";
            self.warn(reading, Kind::InlineMarkup, message, inner);
            return;
        };
        let before = (start < tick).then(|| (start + 1, tick - 1));
        if before.is_some() && end.role.is_some() {
            let message = "Multiple roles in interpreted text (both prefix and suffix present; only \
                           one allowed).";
            self.warn(reading, Kind::Role, message, end.at.end);
            return;
        }
        let role = before.or(end.role);
        if role.is_some() && end.marks > 0 {
            let place = if before.is_some() { "prefix" } else { "suffix" };
            let message =
                format!("Mismatch: both interpreted text role {place} and reference suffix.");
            self.warn(reading, Kind::Role, message, end.at.end);
            return;
        }
        reading.skip_to(start);
        let inside = reading.scan.slice(inner, end.at.start).to_vec();
        if end.marks == 0 {
            let role = role.map(|(from, to)| reading.scan.slice(from, to).iter().collect());
            self.interpreted(reading, &inside, role);
        } else {
            self.phrase_reference(reading, &inside, end.marks);
        }
        reading.scan.at = end.at.end;
    }

    fn interpreted(&mut self, reading: &mut Reading, inside: &[char], role: Option<String>) {
        let role: String = role.unwrap_or_default();
        if let Err((kind, message)) = self.roles.apply(&role, inside) {
            reading.inlines.problematic = true;
            self.report(kind, reading.line, message);
        }
        reading.inlines.text.push_str(&unescaped(inside));
    }

    fn phrase_reference(&mut self, reading: &mut Reading, inside: &[char], marks: usize) {
        let phrase = Phrase::of(inside);
        reading.inlines.text.push_str(&phrase.text);
        let line = reading.line;
        match (&phrase.embedded, marks) {
            (None, 1) => self.names.refer(&phrase.text, line),
            (None, _) => {
                reading.inlines.unfit.get_or_insert(ANONYMOUS);
                self.names.anonymous_references.push(line);
            }
            (Some(Destination::Name(name)), _) => self.names.refer(name, line),
            (Some(_), _) => {}
        }
        if let (Some(destination), 1) = (phrase.embedded, marks) {
            reading.inlines.unfit.get_or_insert(TARGETS);
            self.declare(&phrase.text, Origin::Implicit, destination, line);
        }
    }
}

impl Phrase {
    /// Parts the text from an address or name in angle brackets at its end.
    fn of(inside: &[char]) -> Self {
        let Some((before, link)) = embedded(inside) else {
            return Self { text: unescaped(inside), embedded: None };
        };
        let raw = restored(link);
        let names =
            link.last() == Some(&'_') && !raw.ends_with(r"\_") && !begins_with_address(link);
        let (destination, shown) = if names {
            let name = link.split_last().map_or(String::new(), |(_, name)| unescaped(name));
            (Destination::Name(name.clone()), name)
        } else {
            let address = address(&link.iter().collect::<String>());
            (Destination::Address(address.clone()), address)
        };
        let text = if before.is_empty() { shown } else { unescaped(before) };
        Self { text, embedded: Some(destination) }
    }
}

/// The text before an embedded link, and the link without its brackets.
fn embedded(inside: &[char]) -> Option<(&[char], &[char])> {
    let (last, body) = inside.split_last()?;
    if *last != '>' || body.last().is_none_or(|c| is_space(*c) || *c == ESCAPE) {
        return None;
    }
    let is_bracket = |at: usize| {
        let escaped = at.checked_sub(1).and_then(|before| body.get(before)) == Some(&ESCAPE);
        matches!(body.get(at), Some('<' | '>')) && !escaped
    };
    let open = (0..body.len()).rev().find(|at| is_bracket(*at))?;
    let link = body.get(open + 1..)?;
    if body.get(open) != Some(&'<') || link.first().is_none_or(|c| is_space(*c)) {
        return None;
    }
    let before = body.get(..open)?;
    let spaces = before.iter().rev().take_while(|c| matches!(c, ' ' | '\n')).count();
    (spaces > 0 || open == 0).then(|| (before.get(..open - spaces).unwrap_or_default(), link))
}

/// Whether a text begins with what docutils takes for an address by itself.
fn begins_with_address(text: &[char]) -> bool {
    let scan = Scan::new(text.to_vec());
    let scheme = text
        .iter()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '+' | '-'))
        .count();
    let is_scheme = text.first().is_some_and(char::is_ascii_alphabetic);
    let stops = |from: usize, in_address: fn(char) -> bool| {
        let length = text.iter().skip(from).take_while(|c| in_address(**c)).count();
        (from..from + length).any(|at| {
            let last = text.get(at).copied();
            last.is_some_and(may_end_address) && scan.may_end(at + 1)
        })
    };
    if is_scheme && text.get(scheme) == Some(&':') {
        return stops(scheme + 1, is_address);
    }
    let at = text.iter().position(|c| *c == '@').filter(|at| *at > 0);
    at.is_some_and(|at| text.iter().take(at).all(|c| is_mail(*c)) && stops(at + 1, is_mail))
}

/// The characters of addresses, with the marks of queries and fragments.
fn is_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.!~*'()[];/:@&=+$,%?#\0".contains(c)
}

fn is_mail(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_!~*'{|}/#?^`&=+$%.\0".contains(c)
}

/// What an address may end with: other punctuation belongs to the sentence.
fn may_end_address(c: char) -> bool {
    c.is_ascii_alphanumeric() || "_~*/=+".contains(c)
}
