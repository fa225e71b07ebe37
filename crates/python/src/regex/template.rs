//! What stands in for a match: the replacement of `re.sub`.

use std::collections::BTreeMap;

use super::pattern::Captures;

/// A replacement that is ready to be filled in.
#[derive(Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Group(usize),
}

impl Template {
    /// Reads a replacement as Python does for a pattern with these groups.
    ///
    /// # Errors
    /// Why Python refuses it.
    pub(super) fn parse(
        text: &str,
        groups: usize,
        names: &BTreeMap<String, usize>,
    ) -> Result<Self, String> {
        let mut reading = Reading { rest: text, parts: Vec::new(), groups, names };
        while let Some((before, after)) = reading.rest.split_once('\\') {
            reading.text(before);
            reading.rest = after;
            reading.escape()?;
        }
        let rest = reading.rest;
        reading.text(rest);
        Ok(Self { parts: reading.parts })
    }

    /// Appends what it makes of a match; a group that took no part is empty.
    pub(super) fn fill(&self, captures: &Captures<'_, '_>, out: &mut String) {
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Group(number) => {
                    out.push_str(captures.group(*number).map_or("", |(_, text)| text));
                }
            }
        }
    }
}

/// A replacement that is being read.
struct Reading<'a> {
    rest: &'a str,
    parts: Vec<Part>,
    groups: usize,
    names: &'a BTreeMap<String, usize>,
}

impl Reading<'_> {
    fn text(&mut self, text: &str) {
        match self.parts.last_mut() {
            Some(Part::Text(before)) => before.push_str(text),
            _ => self.parts.push(Part::Text(text.to_owned())),
        }
    }

    fn group(&mut self, number: usize) -> Result<(), String> {
        if number > self.groups {
            return Err(format!("there is no group {number}"));
        }
        self.parts.push(Part::Group(number));
        Ok(())
    }

    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    /// The next digit, if it is one to this base.
    fn digit(&mut self, base: u32) -> Option<usize> {
        let digit = self.rest.chars().next()?.to_digit(base)?;
        self.take();
        usize::try_from(digit).ok()
    }

    /// What comes after a backslash.
    fn escape(&mut self) -> Result<(), String> {
        match self.take().ok_or("it ends with a backslash")? {
            'g' => self.named()?,
            '0' => {
                let second = self.digit(8);
                let third = second.and_then(|_| self.digit(8));
                let digits = [second, third].into_iter().flatten();
                self.letter(digits.fold(0, |code, digit| code * 8 + digit))?;
            }
            c @ '1'..='9' => self.number(c)?,
            c => match plain(c) {
                Some(text) => self.text(text),
                None if c.is_ascii_alphabetic() => return Err(format!("`\\{c}` is no escape")),
                None => self.text(&format!("\\{c}")),
            },
        }
        Ok(())
    }

    /// `\1`, `\12`, and `\101`, which is a letter.
    fn number(&mut self, first: char) -> Result<(), String> {
        let value = |c: char| c.to_digit(10).and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        let first = value(first);
        let Some(second) = self.digit(10) else { return self.group(first) };
        if first < 8
            && second < 8
            && let Some(third) = self.digit(8)
        {
            return self.letter((first * 8 + second) * 8 + third);
        }
        self.group(first * 10 + second)
    }

    fn letter(&mut self, code: usize) -> Result<(), String> {
        let letter = u8::try_from(code).map_err(|_| "an octal escape is beyond `\\377`")?;
        self.text(&char::from(letter).to_string());
        Ok(())
    }

    /// `\g<name>` and `\g<1>`.
    fn named(&mut self) -> Result<(), String> {
        let inner = self.rest.strip_prefix('<').and_then(|rest| rest.split_once('>'));
        let (name, rest) = inner.ok_or("`\\g` needs the name of a group in `<…>`")?;
        self.rest = rest;
        let is_number = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
        let number = match is_number {
            true => name.parse().ok(),
            false => self.names.get(name).copied(),
        };
        self.group(number.ok_or_else(|| format!("there is no group `{name}`"))?)
    }
}

/// Escapes that mean one letter.
fn plain(c: char) -> Option<&'static str> {
    match c {
        'a' => Some("\u{7}"),
        'b' => Some("\u{8}"),
        'f' => Some("\u{c}"),
        'n' => Some("\n"),
        'r' => Some("\r"),
        't' => Some("\t"),
        'v' => Some("\u{b}"),
        '\\' => Some("\\"),
        _ => None,
    }
}
