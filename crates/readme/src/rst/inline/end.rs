//! Where inline markup ends.

use super::scan::{Scan, Start};
use super::simple_name::simple_name;
use crate::text::{ESCAPE, is_space};

/// An end-string that has been found.
#[derive(Debug, Clone, Copy)]
pub(super) struct End {
    /// Where it begins.
    pub(super) start: usize,
    /// Where what follows begins.
    pub(super) end: usize,
}

/// The end of interpreted text or of a phrase reference.
#[derive(Debug, Clone, Copy)]
pub(super) struct PhraseEnd {
    pub(super) at: End,
    /// Where the name of a role behind it lies.
    pub(super) role: Option<(usize, usize)>,
    /// The underscores behind it.
    pub(super) marks: usize,
}

impl Scan {
    /// The end-string for what starts before `from`; at least one character lies in between.
    pub(super) fn end_of(&mut self, start: Start, from: usize) -> Option<End> {
        let (kind, mark, len) = match start {
            Start::Emphasis => (0, '*', 1),
            Start::Strong => (1, '*', 2),
            Start::Literal => (2, '`', 2),
            Start::Target => (3, '`', 1),
            Start::Substitution => (4, '|', 1),
            Start::Reference { .. } | Start::Note { .. } | Start::Phrase { .. } => return None,
        };
        let found = self.search(kind, from, |scan, at| {
            let all = scan.slice(at, at + len);
            if all.len() != len || all.iter().any(|c| *c != mark) {
                return None;
            }
            if at > from && !scan.may_stand_behind(at, start == Start::Literal) {
                return None;
            }
            let marks = if start == Start::Substitution { scan.underscores(at + len) } else { 0 };
            let end = at + len + marks;
            scan.may_end(end).then_some(End { start: at, end })
        })?;
        (found.start > from).then_some(found)
    }

    /// The end of interpreted text or of a phrase reference.
    pub(super) fn phrase_end(&mut self, from: usize) -> Option<PhraseEnd> {
        let found = self.search(5, from, |scan, at| {
            let before = at.checked_sub(1).and_then(|before| scan.char_at(before));
            let is_escaped = at >= from + 2 && scan.char_at(at - 2) == Some(ESCAPE);
            let blank = before.is_some_and(|before| is_space(before) || before == ESCAPE);
            if scan.char_at(at) != Some('`') || (at > from && blank && !is_escaped) {
                return None;
            }
            scan.phrase_suffix(at)
        })?;
        (found.at.start > from).then_some(found)
    }

    /// What may stand behind the backquote: a role, underscores, or both.
    fn phrase_suffix(&self, at: usize) -> Option<PhraseEnd> {
        let tail = |role: Option<(usize, usize)>, from: usize| {
            (0..=self.underscores(from))
                .rev()
                .find(|marks| self.may_end(from + marks))
                .map(|marks| PhraseEnd { at: End { start: at, end: from + marks }, role, marks })
        };
        let name = (self.char_at(at + 1) == Some(':')).then(|| simple_name(&self.text, at + 2));
        let role = name.flatten().filter(|end| self.char_at(*end) == Some(':'));
        role.and_then(|end| tail(Some((at + 2, end)), end + 1)).or_else(|| tail(None, at + 1))
    }

    fn underscores(&self, from: usize) -> usize {
        self.slice(from, from + 2).iter().take_while(|c| **c == '_').count()
    }

    /// Whether an end-string may follow the character before it. In literals a backslash is one.
    fn may_stand_behind(&self, at: usize, literal: bool) -> bool {
        let before = at.checked_sub(1).and_then(|before| self.char_at(before));
        before.is_some_and(|before| !is_space(before) && (literal || before != ESCAPE))
    }

    /// Looks for an end-string. Whether one is there depends on its surroundings alone, so where none
    /// is left none has to be looked for again.
    fn search<T>(
        &mut self,
        kind: usize,
        from: usize,
        found: impl Fn(&Self, usize) -> Option<T>,
    ) -> Option<T> {
        if self.dead.get(kind).is_some_and(|dead| from >= *dead) {
            return None;
        }
        let end = (from..self.text.len()).find_map(|at| found(self, at));
        if end.is_none()
            && let Some(dead) = self.dead.get_mut(kind)
        {
            *dead = (*dead).min(from);
        }
        end
    }
}
