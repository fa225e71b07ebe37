//! A pattern that is ready to search with, and what it finds.

use std::collections::BTreeMap;
use std::ops::Range;

use fancy_regex::{Regex, RegexBuilder};

use super::flags::Flags;
use super::parser::Parser;
use super::template::Template;

/// How often the engine may go back in one search; a pattern for a version goes back a few times.
const BACKTRACKS: usize = 200_000;
/// How much memory the engine may take for one part of a pattern.
const BYTES: usize = 4 << 20;
/// How long a text may become by substitution.
const LENGTH: usize = 64 << 20;

/// A regular expression of Python's `re` over `str`.
#[derive(Debug)]
pub struct PythonRegex {
    regex: Regex,
    /// The pattern in the words of the engine.
    text: String,
    names: BTreeMap<String, usize>,
}

impl PythonRegex {
    /// `re.compile(pattern, flags)`.
    ///
    /// # Errors
    /// Why Python refuses the pattern, or why it is not rebuilt here.
    pub fn new(pattern: &str, flags: Flags) -> Result<Self, String> {
        Self::tied(pattern, flags, ["", ""])
    }

    /// The pattern of `re.match`, which matches at the start of a text only.
    ///
    /// # Errors
    /// As [`PythonRegex::new`].
    pub fn at_start(pattern: &str, flags: Flags) -> Result<Self, String> {
        Self::tied(pattern, flags, [r"\A(?:", ")"])
    }

    /// The pattern of `re.fullmatch`, which matches whole texts only.
    ///
    /// # Errors
    /// As [`PythonRegex::new`].
    pub fn of_whole(pattern: &str, flags: Flags) -> Result<Self, String> {
        Self::tied(pattern, flags, [r"\A(?:", r")\z"])
    }

    fn tied(pattern: &str, flags: Flags, [before, after]: [&str; 2]) -> Result<Self, String> {
        let (text, names) = Parser::new(pattern).parse(flags)?;
        let text = format!("{before}{text}{after}");
        Ok(Self { regex: engine(&text)?, text, names })
    }

    /// `re.search`: the first place that matches.
    ///
    /// # Errors
    /// When the search does not come to an end in time.
    pub fn search<'t>(&self, text: &'t str) -> Result<Option<Captures<'_, 't>>, String> {
        self.search_from(text, 0)
    }

    /// The first place at or behind a byte that matches, with what stands before in sight.
    ///
    /// # Errors
    /// As [`PythonRegex::search`].
    pub fn search_from<'t>(
        &self,
        text: &'t str,
        from: usize,
    ) -> Result<Option<Captures<'_, 't>>, String> {
        let found = self.regex.captures_from_pos(text, from);
        let found = found.map_err(|_| "the search takes too long".to_owned())?;
        Ok(found.map(|captures| Captures { captures, names: &self.names }))
    }

    /// How many groups the pattern has: `re.compile(…).groups`.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.regex.captures_len().saturating_sub(1)
    }

    /// Whether a group has this name.
    #[must_use]
    pub fn has_group(&self, name: &str) -> bool {
        self.names.contains_key(name)
    }

    /// The names of groups with their numbers.
    pub fn names(&self) -> impl Iterator<Item = (&str, usize)> {
        self.names.iter().map(|(name, number)| (name.as_str(), *number))
    }

    /// `re.sub`: the text with every match replaced.
    ///
    /// # Errors
    /// Why Python refuses the replacement; when the search does not come to an end in time, or the
    /// text would grow beyond all bounds.
    pub fn replace_all(&self, replacement: &str, text: &str) -> Result<String, String> {
        let template = Template::parse(replacement, self.groups(), &self.names)?;
        let (mut out, mut at, mut after_empty) = (String::new(), 0, false);
        let mut not_empty = None;
        loop {
            // Python finds no second empty match where it has just found one, and goes back for a
            // longer one there.
            let engine = match after_empty {
                false => &self.regex,
                true => match &mut not_empty {
                    Some(made) => made,
                    none => none.insert(engine(&format!(r"(?:{})(?!\G)", self.text))?),
                },
            };
            let found = engine.captures_from_pos(text, at);
            let found = found.map_err(|_| "the search takes too long".to_owned())?;
            let Some(captures) = found else { break };
            let captures = Captures { captures, names: &self.names };
            let Some((range, _)) = captures.group(0) else { break };
            out.push_str(text.get(at..range.start).unwrap_or_default());
            template.fill(&captures, &mut out);
            if out.len() > LENGTH {
                return Err("the text would grow too long".to_owned());
            }
            (at, after_empty) = (range.end, range.is_empty());
        }
        out.push_str(text.get(at..).unwrap_or_default());
        Ok(out)
    }
}

fn engine(pattern: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(pattern);
    builder.backtrack_limit(BACKTRACKS).delegate_size_limit(BYTES);
    builder.build().map_err(|_| "it is beyond the engine that would search".to_owned())
}

/// What a search has found.
#[derive(Debug)]
pub struct Captures<'r, 't> {
    captures: fancy_regex::Captures<'t, str>,
    names: &'r BTreeMap<String, usize>,
}

impl<'t> Captures<'_, 't> {
    /// `match.group(number)` with its place; group 0 is the whole match.
    pub fn group(&self, number: usize) -> Option<(Range<usize>, &'t str)> {
        self.captures.get(number).map(|group| (group.range(), group.as_str()))
    }

    /// `match.group(name)` with its place.
    pub fn named(&self, name: &str) -> Option<(Range<usize>, &'t str)> {
        self.names.get(name).and_then(|number| self.group(*number))
    }

    /// How many groups the pattern has, without the whole match: `re.compile(…).groups`.
    pub fn groups(&self) -> usize {
        self.captures.len().saturating_sub(1)
    }
}

#[cfg(test)]
mod tests;
