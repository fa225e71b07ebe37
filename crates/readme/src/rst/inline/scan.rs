//! Where inline markup starts.

use super::simple_name::simple_name;
use crate::punctuation::{are_pair, may_follow_end, may_precede_start};
use crate::text::{ESCAPE, is_alphanumeric, is_space};

/// A text with escapes marked, read from its start to its end.
#[derive(Debug)]
pub(crate) struct Scan {
    pub(crate) text: Vec<char>,
    /// Where what is not read yet begins. Markup may start there, whatever stands before.
    pub(crate) at: usize,
    /// From where on each kind of end-string is known not to come, so that none is looked for twice.
    pub(super) dead: [usize; 6],
    /// Up to where names are known not to be references.
    names_end: usize,
}

/// What starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Emphasis,
    Strong,
    Literal,
    Target,
    Substitution,
    /// `name_` or `name__`: where the name and the whole end.
    Reference {
        name: usize,
        end: usize,
    },
    /// `[label]_`: where it ends.
    Note {
        end: usize,
    },
    /// Interpreted text or a phrase reference, its backquote at `tick`; a role stands before it.
    Phrase {
        tick: usize,
    },
}

impl Start {
    /// The characters of a start-string.
    pub(super) fn len(self) -> usize {
        match self {
            Self::Strong | Self::Literal | Self::Target => 2,
            Self::Emphasis | Self::Substitution => 1,
            Self::Reference { .. } | Self::Note { .. } | Self::Phrase { .. } => 0,
        }
    }
}

impl Scan {
    pub(crate) fn new(text: Vec<char>) -> Self {
        Self { text, at: 0, dead: [usize::MAX; 6], names_end: 0 }
    }

    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.text.get(at).copied()
    }

    pub(super) fn slice(&self, from: usize, to: usize) -> &[char] {
        self.text.get(from..to.min(self.text.len())).unwrap_or_default()
    }

    /// The next start-string, or the next reference as a whole.
    pub(super) fn next_start(&mut self) -> Option<(usize, Start)> {
        let mut at = self.at;
        while let Some(c) = self.char_at(at) {
            let candidate = matches!(c, '*' | '`' | '_' | '|' | '[' | ':') || is_alphanumeric(c);
            if candidate
                && self.may_start(at)
                && let Some(start) = self.start(at, c)
            {
                return Some((at, start));
            }
            at += 1;
        }
        None
    }

    fn may_start(&self, at: usize) -> bool {
        at == self.at
            || at
                .checked_sub(1)
                .and_then(|before| self.char_at(before))
                .is_some_and(|before| is_space(before) || may_precede_start(before))
    }

    fn start(&mut self, at: usize, c: char) -> Option<Start> {
        let next = self.char_at(at + 1);
        let opens = |end: usize| self.char_at(end).is_none_or(|c| !is_space(c));
        match (c, next) {
            ('*', Some('*')) if opens(at + 2) => Some(Start::Strong),
            ('*', Some('*')) => None,
            ('*', _) if opens(at + 1) => Some(Start::Emphasis),
            ('`', Some('`')) if opens(at + 2) => Some(Start::Literal),
            ('`', Some('`')) => None,
            ('`', _) if opens(at + 1) => Some(Start::Phrase { tick: at }),
            ('_', Some('`')) if opens(at + 2) => Some(Start::Target),
            ('|', next) if next != Some('|') && opens(at + 1) => Some(Start::Substitution),
            ('[', _) => self.note(at),
            (':', _) => self.role(at),
            _ => self.reference(at),
        }
    }

    fn reference(&mut self, at: usize) -> Option<Start> {
        if at < self.names_end {
            return None;
        }
        let name = simple_name(&self.text, at)?;
        // A name that begins later within this one would end with it.
        self.names_end = name;
        let marks = (1..=2).rev().find(|marks| {
            let all = self.slice(name, name + marks);
            all.len() == *marks && all.iter().all(|c| *c == '_') && self.may_end(name + marks)
        })?;
        self.names_end = 0;
        Some(Start::Reference { name, end: name + marks })
    }

    fn note(&self, at: usize) -> Option<Start> {
        let label = match self.char_at(at + 1)? {
            '*' => at + 2,
            '#' => simple_name(&self.text, at + 2).unwrap_or(at + 2),
            _ => simple_name(&self.text, at + 1)?,
        };
        let end = label + 2;
        (self.slice(label, end) == [']', '_'] && self.may_end(end)).then_some(Start::Note { end })
    }

    fn role(&self, at: usize) -> Option<Start> {
        let name = simple_name(&self.text, at + 1)?;
        let tick = name + 1;
        let next = self.char_at(tick + 1);
        let opens = self.slice(name, tick + 1) == [':', '`']
            && next.is_none_or(|next| next != '`' && !is_space(next));
        opens.then_some(Start::Phrase { tick })
    }

    /// Whether markup may end before a character, or with the text.
    pub(super) fn may_end(&self, at: usize) -> bool {
        self.char_at(at).is_none_or(|c| is_space(c) || c == ESCAPE || may_follow_end(c))
    }

    /// Whether a start-string is none, because it stands between quotes or at the end.
    pub(super) fn is_quoted(&self, start: usize, end: usize) -> bool {
        if start == self.at {
            return false;
        }
        let before = start.checked_sub(1).and_then(|before| self.char_at(before));
        match (before, self.char_at(end)) {
            (Some(before), Some(after)) => are_pair(before, after),
            _ => true,
        }
    }
}
