//! Reads a pattern as Python's `re` does.

use std::collections::BTreeMap;

use super::character_set::{CharacterSet, literal};
use super::escape::{SetMember, class, octal};
use super::flags::Flags;
use super::group::Group;
use super::piece::Piece;

/// How deep groups may lie within each other.
const DEPTH: usize = 50;

const UNORDERED: &str = "a range of characters has no order";

/// A pattern that is being read.
#[derive(Debug)]
pub(super) struct Parser {
    chars: Vec<char>,
    at: usize,
    depth: usize,
    pub(super) looks_behind: usize,
    /// The groups so far; one that is still open is not there yet.
    pub(super) groups: Vec<Option<Group>>,
    pub(super) names: BTreeMap<String, usize>,
}

impl Parser {
    pub(super) fn new(pattern: &str) -> Self {
        Self {
            chars: pattern.chars().collect(),
            at: 0,
            depth: 0,
            looks_behind: 0,
            groups: Vec::new(),
            names: BTreeMap::new(),
        }
    }

    /// The pattern in the words of the engine, and its named groups.
    pub(super) fn parse(
        mut self,
        flags: Flags,
    ) -> Result<(String, BTreeMap<String, usize>), String> {
        let flags = self.global_flags(flags)?;
        let piece = self.alternatives(flags)?;
        match self.take() {
            None => Ok((piece.text, self.names)),
            Some(_) => Err("a parenthesis is closed that is not open".to_owned()),
        }
    }

    /// What is inside of a group, with its closing parenthesis.
    pub(super) fn inner(&mut self, flags: Flags) -> Result<Piece, String> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err("its groups lie too deep in each other".to_owned());
        }
        let piece = self.alternatives(flags)?;
        self.depth -= 1;
        if self.take_if(')') { Ok(piece) } else { Err("a parenthesis is not closed".to_owned()) }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    pub(super) fn take(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += 1;
        Some(next)
    }

    pub(super) fn take_if(&mut self, expected: char) -> bool {
        let there = self.peek() == Some(expected);
        self.at += usize::from(there);
        there
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn go_back_to(&mut self, position: usize) {
        self.at = position;
    }

    /// `(?ims)` at the start, and nowhere else: since Python 3.11 that is an error.
    fn global_flags(&mut self, flags: Flags) -> Result<Flags, String> {
        let (mut flags, mut unicode) = (flags, false);
        loop {
            let start = self.at;
            self.skip_verbose(flags);
            if self.take_if('(') && self.take_if('?') {
                if self.take_if('#') {
                    self.comment()?;
                    continue;
                }
                let mut set = Flags::NONE;
                while let Some(letter) = self.peek() {
                    match Flags::of_letter(letter) {
                        Some(flag) => set = set | flag,
                        None if letter == 'u' => unicode = true,
                        None => break,
                    }
                    self.take();
                }
                let any = self.at > start + 2;
                if any && self.take_if(')') {
                    flags = flags | set;
                    continue;
                }
            }
            self.at = start;
            let both = unicode && flags.has(Flags::ASCII);
            return if both {
                Err("its flags contradict each other".to_owned())
            } else {
                Ok(flags)
            };
        }
    }

    fn alternatives(&mut self, flags: Flags) -> Result<Piece, String> {
        let mut branches = vec![self.sequence(flags)?];
        while self.take_if('|') {
            branches.push(self.sequence(flags)?);
        }
        Ok(Piece::alternatives(&branches))
    }

    fn sequence(&mut self, flags: Flags) -> Result<Piece, String> {
        let mut pieces = Vec::new();
        loop {
            self.skip_verbose(flags);
            let Some(sign) = self.peek().filter(|c| !matches!(c, '|' | ')')) else {
                return Ok(Piece::sequence(&pieces));
            };
            self.take();
            match sign {
                '*' | '+' | '?' | '{' => self.repeat(sign, &mut pieces)?,
                '(' => pieces.extend(self.group(flags)?),
                '[' => pieces.push(self.set(flags)?),
                '.' => pieces.push(Piece::dot(flags)),
                '^' => pieces.push(Piece::caret(flags)),
                '$' => pieces.push(Piece::dollar(flags)),
                '\\' => pieces.push(self.escape(flags)?),
                _ => pieces.push(character(sign, flags)?),
            }
        }
    }

    fn skip_verbose(&mut self, flags: Flags) {
        while flags.has(Flags::VERBOSE)
            && let Some(sign) = self.peek()
        {
            match sign {
                ' ' | '\t'..='\r' => self.at += 1,
                '#' => while self.take().is_some_and(|c| c != '\n') {},
                _ => break,
            }
        }
    }

    fn escape(&mut self, flags: Flags) -> Result<Piece, String> {
        let letter = self.take().ok_or("it ends with a backslash")?;
        if let Some(members) = class(letter, flags) {
            return Ok(Piece::one(format!("[{members}]")));
        }
        match letter {
            'A' => Ok(Piece::place(r"\A")),
            'Z' => Ok(Piece::place(r"\z")),
            'b' => Ok(Piece::word_boundary(flags)),
            'B' => Err(r"`\B` does not mean the same to each Python".to_owned()),
            '0' => {
                let digits = self.take_octal(letter, 3);
                character(octal(&digits)?, flags)
            }
            '1'..='9' => self.number(letter, flags),
            _ => {
                let c = self.character_escape(letter)?;
                character(c, flags)
            }
        }
    }

    /// `\12` is a group, `\123` a character if its digits are octal.
    fn number(&mut self, first: char, flags: Flags) -> Result<Piece, String> {
        let start = self.at;
        let digits = self.take_octal(first, 3);
        if digits.len() == 3 && first < '8' {
            return character(octal(&digits)?, flags);
        }
        self.at = start;
        let second = self.peek().filter(char::is_ascii_digit);
        self.at += usize::from(second.is_some());
        let number: String = [Some(first), second].into_iter().flatten().collect();
        self.reference(number.parse().unwrap_or_default(), flags)
    }

    fn set(&mut self, flags: Flags) -> Result<Piece, String> {
        let negated = self.take_if('^');
        let mut set = CharacterSet::new(flags);
        let mut first = true;
        loop {
            let sign = self.take().ok_or("a set of characters is not closed")?;
            if sign == ']' && !first {
                return Ok(set.finish(negated));
            }
            first = false;
            let low = self.set_member(sign, flags)?;
            let range = self.peek() == Some('-')
                && self.chars.get(self.at + 1).is_some_and(|next| *next != ']');
            match low {
                SetMember::Character(low) if range => {
                    self.at += 1;
                    let sign = self.take().ok_or("a set of characters is not closed")?;
                    match self.set_member(sign, flags)? {
                        SetMember::Character(high) if low <= high => set.add_range(low, high)?,
                        SetMember::Character(_) | SetMember::Class(_) => {
                            return Err(UNORDERED.to_owned());
                        }
                    }
                }
                SetMember::Character(low) => set.add_range(low, low)?,
                SetMember::Class(_) if range => {
                    return Err(UNORDERED.to_owned());
                }
                SetMember::Class(members) => set.add_class(&members),
            }
        }
    }

    fn set_member(&mut self, sign: char, flags: Flags) -> Result<SetMember, String> {
        if sign == '\\' { self.set_escape(flags) } else { Ok(SetMember::Character(sign)) }
    }
}

/// One character, or those it stands for when case is ignored.
fn character(c: char, flags: Flags) -> Result<Piece, String> {
    let mut set = CharacterSet::new(flags);
    set.add_range(c, c)?;
    let set = set.finish(false);
    let ignores = flags.has(Flags::IGNORECASE);
    Ok(if ignores { set } else { Piece { text: literal(c), ..set } })
}
