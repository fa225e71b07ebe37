//! What parentheses can be.

use super::flags::Flags;
use super::parser::Parser;
use super::piece::{Kind, Piece};

/// What a closed group can match, as far as a reference to it asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    least: u64,
    most: u64,
    cased: bool,
}

impl Parser {
    /// Reads a group; its opening parenthesis is read. A comment is none.
    pub(super) fn group(&mut self, flags: Flags) -> Result<Option<Piece>, String> {
        if !self.take_if('?') {
            return self.capture(None, flags).map(Some);
        }
        let sign = self.take().ok_or("a group is not finished")?;
        let piece = match sign {
            ':' => self.inner(flags)?.within("(?:", Kind::Atom),
            'P' => self.python_group(flags)?,
            '#' => {
                self.comment()?;
                return Ok(None);
            }
            '=' | '!' => self.inner(flags)?.within(&format!("(?{sign}"), Kind::Look),
            '<' => self.look_behind(flags)?,
            '(' => return Err("conditional groups are not rebuilt".to_owned()),
            '>' => return Err("atomic groups are not known to each Python".to_owned()),
            _ => {
                let flags = self.scoped_flags(sign, flags)?;
                self.inner(flags)?.within("(?:", Kind::Atom)
            }
        };
        Ok(Some(piece))
    }

    /// A comment up to its parenthesis; its sign is read.
    pub(super) fn comment(&mut self) -> Result<(), String> {
        while self.take().ok_or("a comment has no end")? != ')' {}
        Ok(())
    }

    /// A reference to a group by its number.
    pub(super) fn reference(&mut self, number: usize, flags: Flags) -> Result<Piece, String> {
        let group = match number.checked_sub(1).and_then(|index| self.groups.get(index)) {
            None => return Err(format!("it refers to group {number} before there is one")),
            Some(None) => return Err(format!("it refers to group {number} inside of it")),
            Some(Some(group)) => *group,
        };
        if self.looks_behind > 0 || group.cased && flags.has(Flags::IGNORECASE) {
            return Err("it refers to a group where that is not rebuilt".to_owned());
        }
        let Group { least, most, cased } = group;
        Ok(Piece { text: format!(r"(?:\{number})"), kind: Kind::Atom, least, most, cased })
    }

    fn capture(&mut self, name: Option<String>, flags: Flags) -> Result<Piece, String> {
        self.groups.push(None);
        let number = self.groups.len();
        if let Some(name) = name
            && self.names.insert(name.clone(), number).is_some()
        {
            return Err(format!("two groups are named `{name}`"));
        }
        let piece = self.inner(flags)?.within("(", Kind::Atom);
        let Piece { least, most, cased, .. } = piece;
        if let Some(group) = self.groups.get_mut(number - 1) {
            *group = Some(Group { least, most, cased });
        }
        Ok(piece)
    }

    /// `(?P<name>…)` and `(?P=name)`.
    fn python_group(&mut self, flags: Flags) -> Result<Piece, String> {
        match self.take() {
            Some('<') => {
                let name = self.name('>')?;
                self.capture(Some(name), flags)
            }
            Some('=') => {
                let name = self.name(')')?;
                let number = self.names.get(&name).copied();
                self.reference(number.ok_or_else(|| format!("it has no group `{name}`"))?, flags)
            }
            _ => Err("`(?P` begins no group of Python's".to_owned()),
        }
    }

    fn name(&mut self, end: char) -> Result<String, String> {
        let mut name = String::new();
        loop {
            match self.take() {
                Some(c) if c == end => break,
                Some(c) => name.push(c),
                None => return Err("the name of a group has no end".to_owned()),
            }
        }
        let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if starts && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            Ok(name)
        } else {
            Err(format!("`{name}` is no name of a group"))
        }
    }

    fn look_behind(&mut self, flags: Flags) -> Result<Piece, String> {
        let sign = self.take().filter(|c| matches!(c, '=' | '!'));
        let sign = sign.ok_or("`(?<` begins no group of Python's")?;
        self.looks_behind += 1;
        let piece = self.inner(flags)?;
        self.looks_behind -= 1;
        if piece.least != piece.most {
            return Err("it looks behind for what has no fixed length".to_owned());
        }
        Ok(piece.within(&format!("(?<{sign}"), Kind::Look))
    }

    /// `(?i-s:…)`, from its first sign on.
    fn scoped_flags(&mut self, first: char, flags: Flags) -> Result<Flags, String> {
        let (mut set, mut cleared) = (Flags::NONE, Flags::NONE);
        let mut unicode = false;
        let mut next = Some(first);
        let mut clears = false;
        loop {
            let sign = next.ok_or("a group is not finished")?;
            match (sign, Flags::of_letter(sign)) {
                (':', _) => break,
                (')', _) => return Err("flags are not at its start".to_owned()),
                ('-', _) if !clears => clears = true,
                ('u', _) if !clears => unicode = true,
                (_, Some(flag)) if clears && flag != Flags::ASCII => cleared = cleared | flag,
                (_, Some(flag)) if !clears => set = set | flag,
                _ => return Err(format!("`{sign}` is no flag of a group")),
            }
            next = self.take();
        }
        let both = unicode && set.has(Flags::ASCII);
        let twice = set.without(cleared) != set;
        if both || twice || clears && cleared == Flags::NONE {
            return Err("the flags of a group contradict each other".to_owned());
        }
        let flags = if unicode { flags.without(Flags::ASCII) } else { flags };
        Ok((flags | set).without(cleared))
    }
}
