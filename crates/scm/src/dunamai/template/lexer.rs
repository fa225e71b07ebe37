//! The parts of a template.

use std::ops::Range;

use super::{TemplateError, wrong};

/// A part, with the bytes that it is.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub range: Range<usize>,
}

/// What a part is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Text outside of tags.
    Text(String),
    /// `{{`
    PrintBegin,
    /// `{%`
    BlockBegin,
    /// `}}` or `%}`
    End,
    Name(String),
    String(String),
    Integer(i64),
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 20] = [
    "==", "!=", ">=", "<=", "//", "+", "-", "*", "/", "%", "~", "[", "]", "(", ")", ">", "<", "=",
    ".", "|",
];

/// A template that is being parted.
#[derive(Debug)]
pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    tokens: Vec<Token>,
    /// Whether white space at the beginning of the next text goes.
    strips: bool,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0, tokens: Vec::new(), strips: false }
    }

    pub(super) fn tokens(mut self) -> Result<Vec<Token>, TemplateError> {
        if self.text.contains('\r') {
            return Err(wrong("a line ends with a carriage return", 0..self.text.len()));
        }
        while let Some(begin) = self.next_tag() {
            let from = self.at;
            let sign = self.text.get(begin + 2..begin + 3).unwrap_or_default();
            self.push_text(from, begin, sign == "-");
            if sign == "+" {
                return Err(wrong(
                    "`+` at the beginning of a tag is not rebuilt",
                    begin..begin + 3,
                ));
            }
            self.at = begin + 2 + usize::from(sign == "-");
            match self.text.get(begin..begin + 2) {
                Some("{#") => self.comment(begin)?,
                Some("{{") => self.tag(Kind::PrintBegin, begin, "}}")?,
                _ => self.tag(Kind::BlockBegin, begin, "%}")?,
            }
        }
        let end = self.text.strip_suffix('\n').unwrap_or(self.text).len();
        let from = self.at;
        self.push_text(from, end, false);
        Ok(self.tokens)
    }

    /// Where the next tag begins.
    fn next_tag(&self) -> Option<usize> {
        let rest = self.text.get(self.at..)?;
        let found = rest.match_indices('{').find(|(at, _)| {
            let next = rest.as_bytes().get(at + 1);
            matches!(next, Some(b'{' | b'%' | b'#'))
        });
        found.map(|(at, _)| self.at + at)
    }

    fn push_text(&mut self, from: usize, to: usize, strips_end: bool) {
        let mut text = self.text.get(from..to).unwrap_or_default();
        if std::mem::take(&mut self.strips) {
            text = text.trim_start();
        }
        if strips_end {
            text = text.trim_end();
        }
        if !text.is_empty() {
            self.push(Kind::Text(text.to_owned()), from..to);
        }
    }

    fn push(&mut self, kind: Kind, range: Range<usize>) {
        self.tokens.push(Token { kind, range });
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn comment(&mut self, begin: usize) -> Result<(), TemplateError> {
        let end = self.rest().find("#}");
        let end = end.ok_or_else(|| wrong("a comment has no end", begin..self.text.len()))?;
        self.strips = self.rest().get(..end).is_some_and(|text| text.ends_with('-'));
        self.at += end + 2;
        Ok(())
    }

    /// What is inside of a tag.
    fn tag(&mut self, kind: Kind, begin: usize, end: &str) -> Result<(), TemplateError> {
        self.push(kind, begin..self.at);
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let rest = self.rest();
            if rest.is_empty() {
                return Err(wrong("a tag has no end", begin..self.text.len()));
            }
            let stripped = rest.strip_prefix('-').filter(|rest| rest.starts_with(end));
            if stripped.is_some() || rest.starts_with(end) {
                let length = end.len() + usize::from(stripped.is_some());
                self.push(Kind::End, self.at..self.at + length);
                self.strips = stripped.is_some();
                self.at += length;
                return Ok(());
            }
            self.part(rest)?;
        }
    }

    fn part(&mut self, rest: &str) -> Result<(), TemplateError> {
        let at = self.at;
        let first = rest.chars().next().unwrap_or_default();
        let (kind, length) = if let quote @ ('"' | '\'') = first {
            string(rest, quote).ok_or_else(|| {
                wrong("a string with a backslash, or without an end", at..self.text.len())
            })?
        } else if first.is_ascii_alphanumeric() || first == '_' {
            word(rest).ok_or_else(|| wrong("a number that is not rebuilt", at..at + 1))?
        } else if first == ',' {
            (Kind::Sign(","), 1)
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| {
                wrong(format!("`{first}` is not rebuilt"), at..at + first.len_utf8())
            })?;
            (Kind::Sign(sign), sign.len())
        };
        self.push(kind, at..at + length);
        self.at += length;
        Ok(())
    }
}

fn string(rest: &str, quote: char) -> Option<(Kind, usize)> {
    let (text, _) = rest.get(1..)?.split_once(quote)?;
    let plain = !text.contains('\\');
    plain.then(|| (Kind::String(text.to_owned()), text.len() + 2))
}

/// A name or a whole number.
fn word(rest: &str) -> Option<(Kind, usize)> {
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
    let word = rest.get(..end)?;
    if !word.starts_with(|c: char| c.is_ascii_digit()) {
        return Some((Kind::Name(word.to_owned()), end));
    }
    let is_plain = word == "0" || !word.starts_with('0');
    let is_plain = is_plain && word.bytes().all(|byte| byte.is_ascii_digit());
    let is_float = rest
        .get(end..)?
        .strip_prefix('.')
        .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
    (is_plain && !is_float).then(|| Some((Kind::Integer(word.parse().ok()?), end)))?
}
