//! `[…]`, and single characters that stand for several because case is ignored.

use super::flags::Flags;
use super::piece::Piece;

/// A set of characters, put together for the engine.
#[derive(Debug)]
pub(super) struct CharacterSet {
    flags: Flags,
    text: String,
    cased: bool,
}

impl CharacterSet {
    pub(super) fn new(flags: Flags) -> Self {
        Self { flags, text: String::new(), cased: false }
    }

    /// Adds a class such as `\d`, given by its members.
    pub(super) fn add_class(&mut self, members: &str) {
        self.text.push_str(members);
        self.cased = true;
    }

    /// Adds a range, with the characters that are the same but for their case if that is ignored.
    ///
    /// # Errors
    /// When case is ignored beyond ASCII: the rules of Python and of the engine are not the same.
    pub(super) fn add_range(&mut self, first: char, last: char) -> Result<(), String> {
        self.push(first, last);
        self.cased |= !last.is_ascii() || letters().any(|c| (first..=last).contains(&c));
        if !self.flags.has(Flags::IGNORECASE) {
            return Ok(());
        }
        let ascii = self.flags.has(Flags::ASCII) || last.is_ascii();
        let known = ascii || first == last && has_no_case(first);
        if !known {
            return Err("it ignores the case of letters beyond ASCII".to_owned());
        }
        for letter in letters().filter(|c| (first..=last).contains(c)) {
            self.push_other_case(letter);
        }
        Ok(())
    }

    /// The set, or all but the set.
    pub(super) fn finish(self, negated: bool) -> Piece {
        let text = format!("[{}{}]", if negated { "^" } else { "" }, self.text);
        Piece { cased: negated || self.cased, ..Piece::one(text) }
    }

    fn push(&mut self, first: char, last: char) {
        self.text.push_str(&literal(first));
        if first != last {
            self.text.push('-');
            self.text.push_str(&literal(last));
        }
    }

    /// With Unicode's rules three letters of ASCII have more cases than two: İ and ı, ſ, K.
    fn push_other_case(&mut self, letter: char) {
        let other = if letter.is_ascii_lowercase() {
            letter.to_ascii_uppercase()
        } else {
            letter.to_ascii_lowercase()
        };
        self.push(other, other);
        if !self.flags.has(Flags::ASCII) {
            self.text.push_str(match letter {
                'i' | 'I' => r"\x{130}\x{131}",
                's' | 'S' => r"\x{17f}",
                'k' | 'K' => r"\x{212a}",
                _ => "",
            });
        }
    }
}

/// A character for the engine, which has other special characters than Python.
pub(super) fn literal(c: char) -> String {
    if c.is_ascii_alphanumeric() { c.to_string() } else { format!(r"\x{{{:x}}}", u32::from(c)) }
}

fn letters() -> impl Iterator<Item = char> {
    ('a'..='z').chain('A'..='Z')
}

fn has_no_case(c: char) -> bool {
    c.to_lowercase().eq([c]) && c.to_uppercase().eq([c])
}
