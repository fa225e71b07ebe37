//! A set of characters between brackets.

/// Whether capitals differ from small letters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Case {
    Differs,
    Ignored,
}

/// Whether a set means its members or all others.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sense {
    Inside,
    Outside,
}

/// A set of characters: inclusive ranges, or all but them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct CharSet {
    pub(super) sense: Sense,
    pub(super) ranges: Vec<(char, char)>,
}

impl CharSet {
    pub(super) fn matches(&self, c: char, case: Case) -> bool {
        let inside = match case {
            Case::Differs => self.holds(c),
            Case::Ignored => {
                let capital = fold(c);
                self.holds(c)
                    || self.holds(capital)
                    || lower(capital).is_some_and(|c| self.holds(c))
            }
        };
        inside == (self.sense == Sense::Inside)
    }

    fn holds(&self, c: char) -> bool {
        self.ranges.iter().any(|&(from, to)| from <= c && c <= to)
    }
}

/// The character that stands for all its cases: its capital if that is a single character. As in
/// ECMA-262 (`Canonicalize`, without the `u` flag), none outside ASCII folds into it.
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_uppercase();
    }
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) if !capital.is_ascii() => capital,
        _ => c,
    }
}

fn lower(c: char) -> Option<char> {
    let mut small = c.to_lowercase();
    let first = small.next()?;
    small.next().is_none().then_some(first)
}
