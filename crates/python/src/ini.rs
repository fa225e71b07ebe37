//! Files as Python's `configparser` reads and writes them: `setup.cfg`, entry point files.

use std::collections::BTreeSet;
use std::ops::Range;

/// A parsed file.
#[derive(Clone, Debug, Default)]
pub struct Ini {
    /// The options of `[DEFAULT]`, which every section has as well.
    pub defaults: Vec<IniOption>,
    /// The sections in the order of the file.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// The bytes of its header.
    pub range: Range<usize>,
    /// Its own options in the order of the file.
    pub options: Vec<IniOption>,
}

/// An option.
#[derive(Clone, Debug)]
pub struct IniOption {
    /// Its key, in lower case.
    pub key: String,
    /// Its lines joined, each without the blanks around it.
    pub value: String,
    /// The bytes of its first line.
    pub range: Range<usize>,
}

/// Why a text is none.
#[derive(Debug, thiserror::Error, Eq, PartialEq)]
#[error("{why}")]
pub struct IniError {
    pub why: String,
    pub range: Range<usize>,
}

impl IniOption {
    /// Whether the value holds a percent sign that is neither doubled nor begins a reference to
    /// one of these options, which `configparser` does not read with interpolation on.
    pub fn has_lone_percent(&self, known: &BTreeSet<&str>) -> bool {
        let mut rest = self.value.as_str();
        while let Some((_, after)) = rest.split_once('%') {
            let reference = after.strip_prefix('(').and_then(|inner| inner.split_once(")s"));
            rest = match (after.strip_prefix('%'), reference) {
                (Some(after), _) => after,
                (None, Some((name, after))) if known.contains(name) => after,
                (None, _) => return true,
            };
        }
        false
    }
}

const DEFAULT: &str = "DEFAULT";

impl Ini {
    /// Reads a text; only these characters separate a key from its value.
    pub fn parse(text: &str, delimiters: &[char]) -> Result<Self, IniError> {
        let mut parser = Parser::default();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            parser.line(line, at, delimiters)?;
            at += line.len();
        }
        Ok(parser.finish())
    }

    /// The section of a name.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Puts an option into a section, which is added if it is not there.
    pub fn set(&mut self, section: &str, key: &str, value: &str) {
        if self.section(section).is_none() {
            self.sections.push(Section {
                name: section.to_owned(),
                range: 0..0,
                options: Vec::new(),
            });
        }
        let Some(section) = self.sections.iter_mut().find(|found| found.name == section) else {
            return;
        };
        match section.options.iter_mut().find(|option| option.key == key) {
            Some(option) => value.clone_into(&mut option.value),
            None => section.options.push(IniOption {
                key: key.to_owned(),
                value: value.to_owned(),
                range: 0..0,
            }),
        }
    }

    /// The text as `RawConfigParser.write` makes it: no comments, continued lines begin with a tab,
    /// an empty line after each section.
    pub fn write(&self) -> String {
        let mut text = String::new();
        if !self.defaults.is_empty() {
            write_section(&mut text, DEFAULT, &self.defaults);
        }
        for section in &self.sections {
            write_section(&mut text, &section.name, &section.options);
        }
        text
    }
}

fn write_section(text: &mut String, name: &str, options: &[IniOption]) {
    *text += &format!("[{name}]\n");
    for option in options {
        *text += &format!("{} = {}\n", option.key, option.value.replace('\n', "\n\t"));
    }
    text.push('\n');
}

/// Where the next option goes.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
enum Place {
    #[default]
    Outside,
    Defaults,
    Section(usize),
}

#[derive(Default)]
struct Parser {
    ini: Ini,
    place: Place,
    /// The sections, and the options of each, that are there already.
    sections: BTreeSet<String>,
    options: BTreeSet<(Place, String)>,
    /// How far the last header or option was indented.
    indent: usize,
    /// Whether there is an option that a line could continue.
    in_option: bool,
}

impl Parser {
    fn line(&mut self, line: &str, at: usize, delimiters: &[char]) -> Result<(), IniError> {
        let value = line.trim();
        if value.starts_with(['#', ';']) {
            return Ok(());
        }
        if value.is_empty() {
            // An empty line is part of a value; those at its end go at the end.
            self.append("");
            return Ok(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if self.in_option && indent > self.indent {
            self.append(value);
            return Ok(());
        }
        self.indent = indent;
        let start = at + (line.len() - line.trim_start().len());
        let range = start..start + value.len();
        match header(value) {
            Some(name) => self.open(name, range),
            None => self.option(value, range, delimiters),
        }
    }

    fn open(&mut self, name: &str, range: Range<usize>) -> Result<(), IniError> {
        self.in_option = false;
        if name == DEFAULT {
            self.place = Place::Defaults;
            return Ok(());
        }
        if !self.sections.insert(name.to_owned()) {
            return Err(IniError { why: format!("there are two sections `[{name}]`"), range });
        }
        self.place = Place::Section(self.ini.sections.len());
        self.ini.sections.push(Section { name: name.to_owned(), range, options: Vec::new() });
        Ok(())
    }

    fn option(
        &mut self,
        value: &str,
        range: Range<usize>,
        delimiters: &[char],
    ) -> Result<(), IniError> {
        let refuse = |why: String| Err(IniError { why, range: range.clone() });
        let Some((key, rest)) = value.split_once(delimiters) else {
            return refuse("the line is neither a section nor an option".to_owned());
        };
        let key = key.trim_end();
        if key.is_empty() {
            return refuse("the option has no name".to_owned());
        }
        if !self.options.insert((self.place, key.to_owned())) {
            return refuse(format!("there are two options `{key}`"));
        }
        let Some(options) = self.current() else {
            return refuse("the option stands before the first section".to_owned());
        };
        options.push(IniOption {
            key: key.to_owned(),
            value: rest.trim().to_owned(),
            range: range.clone(),
        });
        self.in_option = true;
        Ok(())
    }

    fn append(&mut self, line: &str) {
        if self.in_option
            && let Some(option) = self.current().and_then(|options| options.last_mut())
        {
            option.value.push('\n');
            option.value.push_str(line);
        }
    }

    fn current(&mut self) -> Option<&mut Vec<IniOption>> {
        match self.place {
            Place::Outside => None,
            Place::Defaults => Some(&mut self.ini.defaults),
            Place::Section(at) => self.ini.sections.get_mut(at).map(|section| &mut section.options),
        }
    }

    fn finish(mut self) -> Ini {
        let sections = self.ini.sections.iter_mut().map(|section| &mut section.options);
        for options in sections.chain([&mut self.ini.defaults]) {
            for option in options {
                option.value.truncate(option.value.trim_end().len());
            }
        }
        self.ini
    }
}

/// The name between `[` and the last `]` of a line.
fn header(value: &str) -> Option<&str> {
    let rest = value.strip_prefix('[')?;
    let (name, _) = rest.rsplit_once(']')?;
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn rewritten(text: &str, expect: &str) {
        assert_eq!(Ini::parse(text, &['=', ':']).unwrap().write(), expect);
    }

    #[track_caller]
    fn refused(text: &str, why: &str, range: Range<usize>) {
        let error = Ini::parse(text, &['=', ':']).unwrap_err();
        assert_eq!(error, IniError { why: why.to_owned(), range });
    }

    // Each of these was read and written by Python's own `RawConfigParser`.
    #[test]
    fn a_file_is_rewritten_as_python_rewrites_it() {
        rewritten(
            "# comment\n[a]\nkey=1\nother : x ; no comment\nlist =\n  one\n  # gone\n\n  two\n\n\n[b c]\n",
            "[a]\nkey = 1\nother = x ; no comment\nlist = \n\tone\n\t\n\ttwo\n\n[b c]\n\n",
        );
        rewritten(
            "[DEFAULT]\nd=1\n[x]\n  Key = a\n  key2 = b\n",
            "[DEFAULT]\nd = 1\n\n[x]\nKey = a\nkey2 = b\n\n",
        );
        rewritten("", "");
    }

    #[test]
    fn what_python_refuses_is_refused_with_its_place() {
        refused("[a]\nx=1\nx=2\n", "there are two options `x`", 8..11);
        refused("[a]\n[a]\n", "there are two sections `[a]`", 4..7);
        refused("x=1\n", "the option stands before the first section", 0..3);
        refused("[a]\nnothing\n", "the line is neither a section nor an option", 4..11);
        refused("[a]\n= 1\n", "the option has no name", 4..7);
    }

    #[test]
    fn a_set_option_is_replaced_in_its_place() {
        let mut ini = Ini::parse("[egg_info]\ntag_build = x\ntag_date = 1\n", &['=', ':']).unwrap();
        ini.set("egg_info", "tag_build", "");
        ini.set("egg_info", "tag_date", "0");
        assert_eq!(ini.write(), "[egg_info]\ntag_build = \ntag_date = 0\n\n");
        let mut empty = Ini::default();
        empty.set("egg_info", "tag_build", "");
        assert_eq!(empty.write(), "[egg_info]\ntag_build = \n\n");
    }
}
