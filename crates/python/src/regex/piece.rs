//! A part of a pattern, said in the words of the engine.

use super::flags::Flags;

/// What a piece is, as far as a quantifier behind it asks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Something that can be repeated.
    Atom,
    /// A place, which cannot: `^`, `\b`.
    Place,
    /// What looks ahead or behind.
    Look,
    /// Something that is repeated already.
    Repeated,
}

/// A part of a pattern: the text for the engine, and how many characters it can match.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) kind: Kind,
    pub(super) least: u64,
    /// `u64::MAX` is without end.
    pub(super) most: u64,
    /// Whether it can match letters, which have a case, or characters beyond ASCII.
    pub(super) cased: bool,
}

impl Piece {
    /// What matches one character.
    pub(super) fn one(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: Kind::Atom, least: 1, most: 1, cased: true }
    }

    /// What matches no character, but a place.
    pub(super) fn place(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: Kind::Place, least: 0, most: 0, cased: false }
    }

    /// One piece after another.
    pub(super) fn sequence(pieces: &[Self]) -> Self {
        Self {
            text: pieces.iter().map(|piece| piece.text.as_str()).collect(),
            kind: Kind::Atom,
            least: pieces.iter().fold(0, |sum, piece| sum.saturating_add(piece.least)),
            most: pieces.iter().fold(0, |sum, piece| sum.saturating_add(piece.most)),
            cased: pieces.iter().any(|piece| piece.cased),
        }
    }

    /// One of several, the first that leads to a match.
    pub(super) fn alternatives(branches: &[Self]) -> Self {
        let texts: Vec<&str> = branches.iter().map(|branch| branch.text.as_str()).collect();
        Self {
            text: texts.join("|"),
            kind: Kind::Atom,
            least: branches.iter().map(|branch| branch.least).min().unwrap_or_default(),
            most: branches.iter().map(|branch| branch.most).max().unwrap_or_default(),
            cased: branches.iter().any(|branch| branch.cased),
        }
    }

    /// The piece between an opening and a closing parenthesis.
    pub(super) fn within(self, opening: &str, kind: Kind) -> Self {
        let text = format!("{opening}{})", self.text);
        let (least, most) = if kind == Kind::Look { (0, 0) } else { (self.least, self.most) };
        Self { text, kind, least, most, ..self }
    }

    /// `.`
    pub(super) fn dot(flags: Flags) -> Self {
        Self::one(if flags.has(Flags::DOTALL) { "(?s:.)" } else { r"[^\n]" })
    }

    /// `^`
    pub(super) fn caret(flags: Flags) -> Self {
        Self::place(if flags.has(Flags::MULTILINE) { "(?m:^)" } else { r"\A" })
    }

    /// `$`, which without `re.MULTILINE` is the end of the text or of its last line.
    pub(super) fn dollar(flags: Flags) -> Self {
        Self::place(if flags.has(Flags::MULTILINE) { "(?m:$)" } else { r"(?=\n?\z)" })
    }

    /// `\b`
    pub(super) fn word_boundary(flags: Flags) -> Self {
        let word = word(flags);
        Self::place(format!("(?:(?<=[{word}])(?![{word}])|(?<![{word}])(?=[{word}]))"))
    }
}

/// The members of `\w`: what `str.isalnum` says, and `_`.
pub(super) fn word(flags: Flags) -> &'static str {
    if flags.has(Flags::ASCII) { "a-zA-Z0-9_" } else { r"\p{L}\p{N}_" }
}

/// The members of `\s`: what `str.isspace` says, which are four more than Unicode's.
pub(super) fn space(flags: Flags) -> &'static str {
    if flags.has(Flags::ASCII) { r"\t-\r\x{20}" } else { r"\s\x{1c}-\x{1f}" }
}

/// The members of `\d`.
pub(super) fn digit(flags: Flags) -> &'static str {
    if flags.has(Flags::ASCII) { "0-9" } else { r"\p{Nd}" }
}
