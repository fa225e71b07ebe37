//! What git does to the ends of lines, and to `$Id$`, when it takes a file into the repository.

use std::borrow::Cow;

use gix::bstr::ByteSlice;

use crate::attributes::Attribute;

/// What becomes of the line ends of Windows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ends {
    Kept,
    Converted,
    /// They are converted in what looks like text, unless the repository has some in the file.
    Guessed,
}

impl Ends {
    /// By the attributes `text`, its older name `crlf`, and `eol`; and by whether git guesses where
    /// none of them says anything.
    pub(crate) fn of(
        text: &Attribute,
        crlf: &Attribute,
        eol: &Attribute,
        guesses_by_itself: bool,
    ) -> Self {
        let said = Self::said(text).or_else(|| Self::said(crlf));
        let eol = matches!(eol, Attribute::Value(eol) if eol == "lf" || eol == "crlf");
        match said {
            Some(said) => said,
            None if eol => Self::Converted,
            None if guesses_by_itself => Self::Guessed,
            None => Self::Kept,
        }
    }

    fn said(attribute: &Attribute) -> Option<Self> {
        match attribute {
            Attribute::Set => Some(Self::Converted),
            Attribute::Unset => Some(Self::Kept),
            Attribute::Value(value) if value == "input" => Some(Self::Converted),
            Attribute::Value(value) if value == "auto" => Some(Self::Guessed),
            Attribute::Value(_) | Attribute::Unspecified => None,
        }
    }

    /// A file with the line ends that it has in the repository.
    pub(crate) fn converted(self, content: &[u8]) -> Cow<'_, [u8]> {
        match self {
            Self::Kept => Cow::Borrowed(content),
            Self::Guessed if Stats::of(content).is_binary() => Cow::Borrowed(content),
            Self::Converted | Self::Guessed => Cow::Owned(content.replace("\r\n", "\n")),
        }
    }
}

/// Whether something that looks like text has line ends of Windows.
pub(crate) fn has_line_ends_of_windows(content: &[u8]) -> bool {
    let stats = Stats::of(content);
    stats.pairs > 0 && !stats.is_binary()
}

/// What a file consists of, by which git tells text from other files.
#[derive(Default)]
struct Stats {
    nuls: usize,
    pairs: usize,
    lone_returns: usize,
    printable: usize,
    other: usize,
}

impl Stats {
    fn of(content: &[u8]) -> Self {
        let mut stats = Self::default();
        let mut bytes = content.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            match byte {
                b'\r' if bytes.next_if_eq(&b'\n').is_some() => stats.pairs += 1,
                b'\r' => stats.lone_returns += 1,
                b'\n' => {}
                // Backspace, tab, escape and form feed.
                0x08 | b'\t' | 0x1b | 0x0c => stats.printable += 1,
                0 => {
                    stats.nuls += 1;
                    stats.other += 1;
                }
                0x01..=0x1f | 0x7f => stats.other += 1,
                _ => stats.printable += 1,
            }
        }
        // The end-of-file mark of DOS.
        if content.last() == Some(&0x1a) {
            stats.other -= 1;
        }
        stats
    }

    fn is_binary(&self) -> bool {
        self.lone_returns > 0 || self.nuls > 0 || self.printable >> 7 < self.other
    }
}

/// `$Id: …$` becomes `$Id$`.
pub(crate) fn without_idents(content: &[u8]) -> Vec<u8> {
    let mut made = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find("$Id") {
        let (before, after) = rest.split_at(at + 3);
        made.extend_from_slice(before);
        rest = after;
        let Some(expanded) = after.strip_prefix(b":") else { continue };
        let line = expanded.lines().next().unwrap_or_default();
        if let Some(end) = line.find_byte(b'$') {
            rest = expanded.get(end..).unwrap_or_default();
        }
    }
    made.extend_from_slice(rest);
    made
}
