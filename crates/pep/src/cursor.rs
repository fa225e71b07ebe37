//! A place in a text that is being parsed.

use crate::error::{Error, Problem};

/// A text and how far it has been read.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What is left to read.
    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The byte that is read next.
    pub(crate) fn at(&self) -> usize {
        self.at
    }

    pub(crate) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    /// The text between an earlier place and here.
    pub(crate) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    pub(crate) fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    /// Blanks and tabs: all that the grammar of dependency specifiers calls white space.
    pub(crate) fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.advance(rest.len() - rest.trim_start_matches([' ', '\t']).len());
    }

    /// Reads a literal if it comes next.
    pub(crate) fn eat(&mut self, literal: &str) -> bool {
        let found = self.rest().starts_with(literal);
        if found {
            self.advance(literal.len());
        }
        found
    }

    /// Reads a word if it comes next and ends where it should.
    pub(crate) fn eat_word(&mut self, word: &str) -> bool {
        let found = self
            .rest()
            .strip_prefix(word)
            .is_some_and(|after| !after.chars().next().is_some_and(is_word));
        if found {
            self.advance(word.len());
        }
        found
    }

    /// The error that something else should come next.
    pub(crate) fn expected(&self, expected: &'static str) -> Error {
        let token = next_token(self.rest());
        let found = if token.is_empty() { "the end".to_owned() } else { format!("`{token}`") };
        Error::new(Problem::Expected { expected, found }, self.at..self.at + token.len())
    }
}

/// What a regular expression calls a word character.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// As much of the text as a message should quote.
fn next_token(rest: &str) -> &str {
    const LONGEST: usize = 32;
    let first = rest.chars().next().map_or(0, char::len_utf8);
    let run = rest.char_indices().take(LONGEST).take_while(|(_, c)| is_word(*c) || *c == '.');
    let end = run.last().map_or(0, |(at, c)| at + c.len_utf8()).max(first);
    rest.get(..end).unwrap_or_default()
}
