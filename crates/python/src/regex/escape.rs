//! What follows a backslash.

use super::flags::Flags;
use super::parser::Parser;
use super::piece::{digit, space, word};

/// What an escape is inside of a set.
#[derive(Debug)]
pub(super) enum SetMember {
    /// One character.
    Character(char),
    /// A class, as members of a set of the engine.
    Class(String),
}

/// The members of the classes `\d`, `\s`, `\w` and their opposites.
pub(super) fn class(letter: char, flags: Flags) -> Option<String> {
    let members = match letter.to_ascii_lowercase() {
        'd' => digit(flags),
        's' => space(flags),
        'w' => word(flags),
        _ => return None,
    };
    let opposite = letter.is_ascii_uppercase();
    Some(if opposite { format!("[^{members}]") } else { members.to_owned() })
}

impl Parser {
    /// An escape inside of a set; the backslash is read.
    pub(super) fn set_escape(&mut self, flags: Flags) -> Result<SetMember, String> {
        let letter = self.take().ok_or("it ends with a backslash")?;
        if let Some(class) = class(letter, flags) {
            return Ok(SetMember::Class(class));
        }
        let character = match letter {
            'b' => '\u{8}',
            '0'..='7' => {
                let digits = self.take_octal(letter, 3);
                octal(&digits)?
            }
            _ => self.character_escape(letter)?,
        };
        Ok(SetMember::Character(character))
    }

    /// A letter or digit that stands for one character; others stand for themselves.
    pub(super) fn character_escape(&mut self, letter: char) -> Result<char, String> {
        Ok(match letter {
            'a' => '\u{7}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\u{b}',
            'x' => self.hexadecimal(2)?,
            'u' => self.hexadecimal(4)?,
            'U' => self.hexadecimal(8)?,
            'N' => return Err(r"`\N{…}` names a character".to_owned()),
            _ if letter.is_ascii_alphanumeric() => {
                return Err(format!(r"`\{letter}` is no escape of Python's"));
            }
            _ => letter,
        })
    }

    /// Octal digits from a first one on, up to so many in all.
    pub(super) fn take_octal(&mut self, first: char, most: usize) -> String {
        let mut digits = first.to_string();
        while digits.len() < most
            && let Some(digit) = self.peek().filter(|c| matches!(c, '0'..='7'))
        {
            digits.push(digit);
            self.take();
        }
        digits
    }

    fn hexadecimal(&mut self, length: usize) -> Result<char, String> {
        let mut digits = String::new();
        while digits.len() < length
            && let Some(digit) = self.peek().filter(char::is_ascii_hexdigit)
        {
            digits.push(digit);
            self.take();
        }
        let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == length);
        code.and_then(char::from_u32)
            .ok_or_else(|| "a hexadecimal escape is no character".to_owned())
    }
}

/// A character by its octal number, which ends with `\377`.
pub(super) fn octal(digits: &str) -> Result<char, String> {
    let code = u8::from_str_radix(digits, 8);
    code.map(char::from).map_err(|_| format!(r"the octal escape `\{digits}` is above `\377`"))
}
