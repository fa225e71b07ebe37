//! The kernel: wildcards within one text.

use std::str::Chars;

use super::char_set::{Case, CharSet, fold};

/// One element of a compiled pattern.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Token {
    /// Exactly this character.
    Char(char),
    /// One character of a set.
    OneOf(CharSet),
    /// Any one character.
    One,
    /// Any number of any characters.
    Run,
}

/// A compiled pattern for one text: a whole text for `fnmatch`, one component of a path elsewhere.
#[derive(Clone, Debug)]
pub(super) struct Wildcard {
    tokens: Vec<Token>,
    literal: Option<Box<str>>,
    case: Case,
}

impl Wildcard {
    /// Neighbouring runs are merged: `**` finds what `*` finds.
    pub(super) fn new(mut tokens: Vec<Token>, case: Case) -> Self {
        tokens.dedup_by(|a, b| (&*a, &*b) == (&Token::Run, &Token::Run));
        let literal = tokens.iter().map(|token| match token {
            Token::Char(c) => Some(*c),
            Token::OneOf(_) | Token::One | Token::Run => None,
        });
        let literal = literal.collect::<Option<String>>().map(String::into_boxed_str);
        Self { tokens, literal, case }
    }

    /// The one text it matches, if it holds no wildcard and case differs.
    pub(super) fn literal(&self) -> Option<&str> {
        self.literal.as_deref().filter(|_| self.case == Case::Differs)
    }

    /// Whether it matches the whole text.
    ///
    /// On a mismatch only the latest run grows: a run takes any character, so what an earlier one
    /// could still take, the latest can take as well. Hence at most tokens × characters steps.
    pub(super) fn matches(&self, text: &str) -> bool {
        if let Some(literal) = self.literal() {
            return literal == text;
        }
        // Most names end otherwise than `*.pyc` wants.
        if let (Some(token), Some(last)) = (self.tokens.last(), text.chars().next_back())
            && !self.takes(token, last)
        {
            return false;
        }
        let (mut at, mut rest) = (0, text.chars());
        let mut retry: Option<(usize, Chars<'_>)> = None;
        loop {
            let mut ahead = rest.clone();
            let next = ahead.next();
            match (self.tokens.get(at), next) {
                (Some(Token::Run), _) => {
                    at += 1;
                    retry = Some((at, rest.clone()));
                    continue;
                }
                (None, None) => return true,
                (Some(token), Some(c)) if self.takes(token, c) => {
                    (at, rest) = (at + 1, ahead);
                    continue;
                }
                (_, None) => return false,
                (_, Some(_)) => {}
            }
            let Some((run, mut grown)) = retry.take() else { return false };
            if grown.next().is_none() {
                return false;
            }
            (at, rest) = (run, grown.clone());
            retry = Some((run, grown));
        }
    }

    fn takes(&self, token: &Token, c: char) -> bool {
        match token {
            Token::Char(literal) => {
                *literal == c || (self.case == Case::Ignored && fold(*literal) == fold(c))
            }
            Token::OneOf(set) => set.matches(c, self.case),
            Token::One | Token::Run => true,
        }
    }
}
