//! Quantifiers.

use super::parser::Parser;
use super::piece::{Kind, Piece};

/// As `re` has it: so many times are as good as without end.
const MAXREPEAT: u64 = u32::MAX as u64;

/// How often something is repeated.
#[derive(Clone, Copy, Debug)]
struct Times {
    least: u64,
    most: Option<u64>,
}

impl Parser {
    /// Reads a quantifier that starts with this character and puts it onto the last piece; `{` is
    /// a character like others where none follows.
    pub(super) fn repeat(&mut self, sign: char, pieces: &mut Vec<Piece>) -> Result<(), String> {
        let times = match sign {
            '*' => Times { least: 0, most: None },
            '+' => Times { least: 1, most: None },
            '?' => Times { least: 0, most: Some(1) },
            _ => match self.braces()? {
                Some(times) => times,
                None => {
                    pieces.push(Piece::one(super::character_set::literal('{')));
                    return Ok(());
                }
            },
        };
        let piece = pieces.pop().ok_or("there is nothing to repeat")?;
        let lazy = self.take_if('?');
        if !lazy && self.peek() == Some('+') {
            return Err("possessive quantifiers are not known to each Python".to_owned());
        }
        pieces.push(repeated(&piece, times, if lazy { "?" } else { "" })?);
        Ok(())
    }

    /// `{m}`, `{m,}`, `{,n}`, `{m,n}`; the brace is read, and nothing more if it is none of them.
    fn braces(&mut self) -> Result<Option<Times>, String> {
        let start = self.position();
        if self.peek() == Some('}') {
            return Ok(None);
        }
        let least = self.digits();
        let most = if self.take_if(',') { self.digits() } else { least.clone() };
        if !self.take_if('}') {
            self.go_back_to(start);
            return Ok(None);
        }
        let times = Times { least: count(&least)?.unwrap_or_default(), most: count(&most)? };
        if times.most.is_some_and(|most| most < times.least) {
            return Err("a quantifier has a maximum below its minimum".to_owned());
        }
        Ok(Some(times))
    }

    fn digits(&mut self) -> String {
        let mut digits = String::new();
        while let Some(digit) = self.peek().filter(char::is_ascii_digit) {
            digits.push(digit);
            self.take();
        }
        digits
    }
}

fn count(digits: &str) -> Result<Option<u64>, String> {
    if digits.is_empty() {
        return Ok(None);
    }
    let number = digits.parse().ok().filter(|number| *number < MAXREPEAT);
    number.map(Some).ok_or_else(|| "a quantifier is too large".to_owned())
}

fn repeated(piece: &Piece, times: Times, lazy: &str) -> Result<Piece, String> {
    match piece.kind {
        Kind::Place => return Err("there is nothing to repeat".to_owned()),
        Kind::Repeated => return Err("a quantifier follows another".to_owned()),
        Kind::Look => return Err("it repeats what only looks ahead or behind".to_owned()),
        Kind::Atom => {}
    }
    // What `re` and the engine do with a round that matches nothing is not the same.
    if piece.least == 0 && times.most.is_none_or(|most| most > 1) {
        return Err("it repeats what can be empty".to_owned());
    }
    let most = times.most.map(|most| most.to_string()).unwrap_or_default();
    Ok(Piece {
        text: format!("{}{{{},{most}}}{lazy}", piece.text, times.least),
        kind: Kind::Repeated,
        least: piece.least.saturating_mul(times.least),
        most: piece.most.saturating_mul(times.most.unwrap_or(u64::MAX)),
        cased: piece.cased,
    })
}
