//! Lines, and indented blocks of them.

use crate::text::{is_space, strip};

/// A line of a block: its text without the indentation of the block, and its number in the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'t> {
    pub(crate) text: &'t str,
    pub(crate) number: usize,
}

impl<'t> Line<'t> {
    pub(crate) fn is_blank(self) -> bool {
        is_blank(self.text)
    }

    pub(crate) fn is_indented(self) -> bool {
        self.text.starts_with(' ')
    }

    /// The line without its first characters.
    pub(crate) fn cut(self, characters: usize) -> Self {
        Self { text: split_at(self.text, characters).1, ..self }
    }

    /// The line without white space around it.
    pub(crate) fn stripped(self) -> Self {
        Self { text: strip(self.text), ..self }
    }

    fn indent(self) -> usize {
        let spaces = leading_spaces(self.text);
        let rest = self.text.get(spaces..).unwrap_or_default();
        spaces + rest.chars().take_while(|c| is_space(*c)).count()
    }
}

/// Whether a text is white space. Nearly all end with something else if they are not.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().next_back().is_none_or(is_space) && text.chars().all(is_space)
}

/// The spaces at the start of a text, counted in strides: each level of nesting looks at them again.
fn leading_spaces(text: &str) -> usize {
    const STRIDE: &[u8] = &[b' '; 64];
    let bytes = text.as_bytes();
    let strides = bytes.chunks(STRIDE.len()).take_while(|chunk| *chunk == STRIDE).count();
    let counted = strides * STRIDE.len();
    let rest = bytes.get(counted..).unwrap_or_default();
    counted + rest.iter().take_while(|byte| **byte == b' ').count()
}

/// A text before and from a character.
pub(crate) fn split_at(text: &str, characters: usize) -> (&str, &str) {
    if let Some((before, after)) = text.split_at_checked(characters)
        && before.is_ascii()
    {
        return (before, after);
    }
    let place = text.char_indices().nth(characters).map_or(text.len(), |(place, _)| place);
    text.split_at_checked(place).unwrap_or_default()
}

/// What is known of a block's indentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Margin {
    /// Where the first line's text begins; the other lines agree on their least.
    First(usize),
    /// Where the text of all lines begins.
    Known(usize),
    /// Nothing: the least of all lines counts.
    Unknown,
}

/// Where a block ends at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Until {
    Blank,
    Unindented,
}

/// Whether lines lose the indentation of the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    Indentation,
    Text,
}

/// An indented block.
#[derive(Debug)]
pub(crate) struct Taken<'t> {
    pub(crate) lines: Vec<Line<'t>>,
    /// Where the next block begins, in the lines that this one was taken from.
    pub(crate) end: usize,
    /// Whether the block ends with a blank line, or the text with the block.
    pub(crate) ended_blank: bool,
}

impl<'t> Taken<'t> {
    /// Takes the block that begins at `start` (`StringList.get_indented`).
    pub(crate) fn new(
        lines: &[Line<'t>],
        start: usize,
        margin: Margin,
        until: Until,
        keep: Keep,
    ) -> Self {
        let (end, ended_blank, least) = extent(lines, start, margin, until);
        let mut block = lines.get(start..end).unwrap_or_default().to_vec();
        let (first, rest) = match margin {
            Margin::First(first) => (Some(first), least.unwrap_or(0)),
            Margin::Known(indent) => (Some(indent), indent),
            Margin::Unknown => (None, least.unwrap_or(0)),
        };
        let rest = if keep == Keep::Text { rest } else { 0 };
        for (at, line) in block.iter_mut().enumerate() {
            *line = line.cut(first.filter(|_| at == 0).unwrap_or(rest));
        }
        Self { lines: block, end, ended_blank }
    }

    /// Takes the block whose first line's text begins after `first` characters, without the blank
    /// lines at its top.
    pub(crate) fn behind(lines: &[Line<'t>], start: usize, first: usize) -> Self {
        let margin = Margin::First(first);
        Self::new(lines, start, margin, Until::Unindented, Keep::Text).without_blank_top()
    }

    pub(crate) fn without_blank_top(mut self) -> Self {
        let blank = self.lines.iter().take_while(|line| line.is_blank()).count();
        self.lines.drain(..blank);
        self
    }
}

/// Where a block ends, whether it does so with a blank line, and its least indentation.
fn extent(
    lines: &[Line<'_>],
    start: usize,
    margin: Margin,
    until: Until,
) -> (usize, bool, Option<usize>) {
    let mut least: Option<usize> = None;
    let mut end = start + usize::from(margin != Margin::Unknown);
    while let Some(line) = lines.get(end) {
        let reaches = match margin {
            Margin::Known(indent) => is_margin(line.text, indent),
            Margin::First(_) | Margin::Unknown => true,
        };
        let belongs = line.text.is_empty() || (line.is_indented() && reaches);
        if !belongs {
            let last = end.checked_sub(1).filter(|last| *last >= start);
            let blank = last.and_then(|last| lines.get(last)).is_some_and(|line| line.is_blank());
            return (end, blank, least);
        }
        if line.is_blank() {
            if until == Until::Blank {
                return (end, true, least);
            }
        } else {
            least = Some(least.map_or(line.indent(), |least| least.min(line.indent())));
        }
        end += 1;
    }
    (end.min(lines.len()), true, least)
}

/// Whether the first characters of a line are white space.
fn is_margin(line: &str, characters: usize) -> bool {
    let margin = split_at(line, characters).0;
    let rest = margin.get(leading_spaces(margin)..).unwrap_or_default();
    rest.chars().all(is_space)
}

/// Lines without the blank ones at their end.
pub(crate) fn without_blank_end<'b, 't>(mut lines: &'b [Line<'t>]) -> &'b [Line<'t>] {
    while let Some((_, rest)) = lines.split_last().filter(|(last, _)| last.is_blank()) {
        lines = rest;
    }
    lines
}

/// The text of lines.
pub(crate) fn joined(lines: &[Line<'_>]) -> String {
    lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
}
