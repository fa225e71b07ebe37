//! One line of an ignore file.

use super::PathKind;
use super::char_set::{Case, CharSet, Sense};
use super::fault::{GlobError, GlobFault};
use super::path_pattern::{DotNames, Part, PathPattern};
use super::wildcard::{Token, Wildcard};
use crate::RelPath;

/// What a rule says about what it matches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is ignored.
    Ignore,
    /// It is not, whatever an earlier rule said (`!`).
    Keep,
}

/// A compiled line.
#[derive(Clone, Debug)]
pub(super) struct IgnorePattern {
    verdict: Verdict,
    place: Place,
    folders_only: bool,
}

/// Where a pattern may match.
#[derive(Clone, Debug)]
enum Place {
    /// A name at any depth: no slash but perhaps a last one.
    AnyDepth(Wildcard),
    /// A path from the root.
    Rooted(PathPattern),
}

impl IgnorePattern {
    /// Compiles a line; `None` for blank ones, comments, and what is left of `/`.
    pub(super) fn new(line: &str, case: Case) -> Result<Option<Self>, GlobError> {
        if line.starts_with('#') {
            return Ok(None);
        }
        let (verdict, body) = match line.strip_prefix('!') {
            Some(body) => (Verdict::Keep, body),
            None => (Verdict::Ignore, line),
        };
        let body = trim_blanks(body);
        let mut chars: Vec<char> = body.chars().collect();
        let slashes = chars.iter().filter(|c| **c == '/').count();
        let folders_only = chars.last() == Some(&'/');
        let rooted = slashes > usize::from(folders_only);
        if folders_only {
            chars.pop();
        }
        let start = usize::from(rooted && chars.first() == Some(&'/'));
        if chars.len() == start {
            return Ok(None);
        }
        let offset = usize::from(verdict == Verdict::Keep);
        let components = Reader { chars: &chars, at: start }
            .components()
            .map_err(|(at, fault)| GlobError::at_char(line, at + offset, fault))?;
        let place = place(components, rooted, case);
        Ok(Some(Self { verdict, place, folders_only }))
    }

    pub(super) fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Whether it matches this very path.
    pub(super) fn matches(&self, path: &RelPath, kind: PathKind) -> bool {
        if path.is_root() || (self.folders_only && kind == PathKind::File) {
            return false;
        }
        match &self.place {
            Place::AnyDepth(wildcard) => wildcard.matches(path.file_name()),
            Place::Rooted(pattern) => pattern.matches(path.components(), PathKind::File),
        }
    }
}

/// Blanks at the end do not count, unless a backslash keeps the first of them.
fn trim_blanks(body: &str) -> &str {
    let bare = body.trim_end_matches(' ');
    let escapes = bare.len() - bare.trim_end_matches('\\').len();
    match body.get(bare.len() + 1..) {
        Some(rest) if escapes % 2 == 1 => body.strip_suffix(rest).unwrap_or(body),
        _ => bare,
    }
}

fn place(mut components: Vec<Component>, rooted: bool, case: Case) -> Place {
    if !rooted && components.len() == 1 {
        let tokens = components.pop().map(|component| component.tokens).unwrap_or_default();
        return Place::AnyDepth(Wildcard::new(tokens, case));
    }
    let mut parts = Vec::new();
    let last = components.len().saturating_sub(1);
    for (at, component) in components.into_iter().enumerate() {
        let any_depth = component.stars >= 2 && component.stars == component.tokens.len();
        if any_depth {
            parts.push(Part::Depth(DotNames::Match));
        }
        // At the end, `**` takes at least one name: `a/**` is what lies in `a`, not `a` itself. The
        // same before an escaped slash.
        if !any_depth || at == last || component.end == End::Escaped {
            parts.push(Part::Name(Wildcard::new(component.tokens, case), DotNames::Match));
        }
    }
    Place::Rooted(PathPattern::new(parts, false))
}

/// One component of a line: its tokens, and how many of them are a `*`.
#[derive(Debug, Default)]
struct Component {
    tokens: Vec<Token>,
    stars: usize,
    end: End,
}

/// How a component ends.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum End {
    /// With `\/`.
    Escaped,
    /// With `/` or the line.
    #[default]
    Plain,
}

/// A fault and the index of its character.
type Fault = (usize, GlobFault);

/// Reads a pattern as git's `wildmatch` does.
struct Reader<'a> {
    chars: &'a [char],
    at: usize,
}

impl Reader<'_> {
    fn components(mut self) -> Result<Vec<Component>, Fault> {
        let mut components = Vec::new();
        let mut current = Component::default();
        while let Some(c) = self.next() {
            match c {
                '/' => components.push(std::mem::take(&mut current)),
                '*' => {
                    current.stars += 1;
                    current.tokens.push(Token::Run);
                }
                '?' => current.tokens.push(Token::One),
                '[' => current.tokens.push(Token::OneOf(self.char_set()?)),
                '\\' => match self.escaped()? {
                    '/' => {
                        current.end = End::Escaped;
                        components.push(std::mem::take(&mut current));
                    }
                    c => current.tokens.push(Token::Char(c)),
                },
                c => current.tokens.push(Token::Char(c)),
            }
        }
        components.push(current);
        Ok(components)
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek(0)?;
        self.at += 1;
        Some(c)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn escaped(&mut self) -> Result<char, Fault> {
        let at = self.at.saturating_sub(1);
        self.next().ok_or((at, GlobFault::LoneEscape))
    }

    /// The set whose `[` was just read. Its first member may be a `]`; a range that runs backwards
    /// is only its first end; `/` is never matched, since sets are asked about names only.
    fn char_set(&mut self) -> Result<CharSet, Fault> {
        let unclosed = (self.at.saturating_sub(1), GlobFault::UnclosedSet);
        let sense = match self.peek(0) {
            Some('!' | '^') => Sense::Outside,
            _ => Sense::Inside,
        };
        self.at += usize::from(sense == Sense::Outside);
        let mut ranges: Vec<(char, char)> = Vec::new();
        // What a hyphen could make a range from.
        let mut from: Option<char> = None;
        loop {
            let c = self.next().ok_or(unclosed)?;
            let hyphen = c == '-' && self.peek(0).is_some_and(|c| c != ']');
            match (c, from) {
                ('-', Some(start)) if hyphen => {
                    let end = self.member(unclosed)?;
                    ranges.extend((start <= end).then_some((start, end)));
                    from = None;
                }
                ('[', _) if self.peek(0) == Some(':') => match self.class(unclosed)? {
                    Some(class) => {
                        ranges.extend(class);
                        from = None;
                    }
                    None => {
                        ranges.push(('[', '['));
                        from = Some('[');
                    }
                },
                _ => {
                    let c = if c == '\\' { self.escaped()? } else { c };
                    ranges.push((c, c));
                    from = Some(c);
                }
            }
            if self.peek(0) == Some(']') {
                self.at += 1;
                return Ok(CharSet { sense, ranges });
            }
        }
    }

    fn member(&mut self, unclosed: Fault) -> Result<char, Fault> {
        match self.next().ok_or(unclosed)? {
            '\\' => self.escaped(),
            c => Ok(c),
        }
    }

    /// The class `[:name:]` whose first `[` was just read; `None` if it is none after all.
    fn class(&mut self, unclosed: Fault) -> Result<Option<&'static [(char, char)]>, Fault> {
        let from = self.at + 1;
        let rest = self.chars.get(from..).unwrap_or_default();
        let length = rest.iter().position(|c| *c == ']').ok_or(unclosed)?;
        let Some((':', name)) =
            rest.get(..length).and_then(|s| s.split_last()).map(|(c, n)| (*c, n))
        else {
            return Ok(None);
        };
        let name: String = name.iter().collect();
        let at = self.at.saturating_sub(1);
        self.at = from + length + 1;
        posix_class(&name).map(Some).ok_or((at, GlobFault::UnknownClass))
    }
}

/// The classes of `wildmatch.c`: ASCII only, and without `/`, which no set matches.
fn posix_class(name: &str) -> Option<&'static [(char, char)]> {
    Some(match name {
        "alnum" => &[('0', '9'), ('A', 'Z'), ('a', 'z')],
        "alpha" => &[('A', 'Z'), ('a', 'z')],
        "blank" => &[(' ', ' '), ('\t', '\t')],
        "cntrl" => &[('\0', '\x1f'), ('\x7f', '\x7f')],
        "digit" => &[('0', '9')],
        "graph" => &[('!', '~')],
        "lower" => &[('a', 'z')],
        "print" => &[(' ', '~')],
        "punct" => &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')],
        "space" => &[(' ', ' '), ('\t', '\n'), ('\r', '\r')],
        "upper" => &[('A', 'Z')],
        "xdigit" => &[('0', '9'), ('A', 'F'), ('a', 'f')],
        _ => return None,
    })
}
