//! The glob patterns of uv_build.

use std::sync::Arc;

use super::fault::{GlobError, GlobFault};

/// A pattern of uv_build's includes and excludes: those of PEP 639, with a backslash before what
/// shall stand for itself. It matches as the `globset` crate does, bytes and all: `?` is one byte
/// and no slash, `a/**` matches all below `a` and not `a` itself.
#[derive(Clone, Debug)]
pub struct UvGlob {
    steps: Vec<Step>,
    floats: bool,
}

/// An instruction of the matcher.
#[derive(Clone, Debug)]
enum Step {
    /// One byte of these ranges.
    OneOf(Vec<(u8, u8)>),
    /// Go on at either place.
    Split(usize, usize),
}

/// A piece of a pattern.
#[derive(Clone, Debug, PartialEq)]
enum Token {
    Byte(u8),
    One,
    Run,
    Set(Vec<(u8, u8)>),
    /// `**/` at the start, or `**` alone.
    Prefix,
    /// `/**` at the end.
    Suffix,
    /// `/**/`.
    Middle,
}

const ANY: (u8, u8) = (0, u8::MAX);
const NO_SLASH: [(u8, u8); 2] = [(0, b'/' - 1), (b'/' + 1, u8::MAX)];

impl UvGlob {
    /// Compiles a pattern that begins at the root.
    ///
    /// # Errors
    /// When uv does not allow it.
    pub fn anchored(pattern: &str) -> Result<Self, GlobError> {
        let chars: Vec<char> = pattern.chars().collect();
        let tokens =
            tokens(&chars).map_err(|(at, fault)| GlobError::at_char(pattern, at, fault))?;
        let floats = tokens.first() == Some(&Token::Prefix);
        let mut glob = Self { steps: Vec::new(), floats };
        if tokens == [Token::Prefix] {
            glob.run(&[ANY]);
        } else {
            tokens.iter().for_each(|token| glob.push(token));
        }
        Ok(glob)
    }

    /// Compiles a pattern that begins anywhere, or at the root if it begins with a slash.
    ///
    /// # Errors
    /// As [`UvGlob::anchored`].
    pub fn anywhere(pattern: &str) -> Result<Self, GlobError> {
        let compiled = match pattern.strip_prefix('/') {
            Some(anchored) => Self::anchored(anchored).map_err(|error| (error.at + 1, error.fault)),
            None => Self::anchored(&format!("**/{pattern}"))
                .map_err(|error| (error.at.saturating_sub(3), error.fault)),
        };
        compiled.map_err(|(at, fault)| GlobError { pattern: Arc::from(pattern), at, fault })
    }

    /// A pattern that matches a path and nothing else.
    #[must_use]
    pub fn exactly(path: &str) -> Self {
        let steps = path.bytes().map(|byte| Step::OneOf(vec![(byte, byte)])).collect();
        Self { steps, floats: false }
    }

    /// A pattern that matches all below a folder.
    #[must_use]
    pub fn below(folder: &str) -> Self {
        let mut glob = Self::exactly(folder);
        glob.push(&Token::Suffix);
        glob
    }

    /// Whether it begins anywhere.
    #[must_use]
    pub fn floats(&self) -> bool {
        self.floats
    }

    /// Whether it matches a path.
    #[must_use]
    pub fn matches(&self, path: &str) -> bool {
        self.after(path).contains(&self.steps.len())
    }

    /// Whether it matches a path, or could match one below it.
    #[must_use]
    pub fn begins_with(&self, path: &str) -> bool {
        self.matches(path) || !self.after(&format!("{path}/")).is_empty()
    }

    /// Where the matcher stands after a path.
    fn after(&self, path: &str) -> Vec<usize> {
        let mut places = self.closure([0]);
        for byte in path.bytes() {
            let next = places.iter().filter(|at| match self.steps.get(**at) {
                Some(Step::OneOf(ranges)) => ranges.iter().any(|(a, b)| (*a..=*b).contains(&byte)),
                Some(Step::Split(..)) | None => false,
            });
            let next: Vec<usize> = next.map(|at| at + 1).collect();
            places = self.closure(next);
        }
        places
    }

    fn closure(&self, open: impl IntoIterator<Item = usize>) -> Vec<usize> {
        let mut open: Vec<usize> = open.into_iter().collect();
        let mut seen = vec![false; self.steps.len() + 1];
        let mut places = Vec::new();
        while let Some(at) = open.pop() {
            let Some(seen) = seen.get_mut(at).filter(|seen| !**seen) else { continue };
            *seen = true;
            match self.steps.get(at) {
                Some(Step::Split(one, other)) => open.extend([*one, *other]),
                Some(Step::OneOf(_)) | None => places.push(at),
            }
        }
        places
    }

    fn push(&mut self, token: &Token) {
        match token {
            Token::Byte(byte) => self.one_of(&[(*byte, *byte)]),
            Token::One => self.one_of(&NO_SLASH),
            Token::Run => self.run(&NO_SLASH),
            Token::Set(ranges) => self.one_of(ranges),
            // Nothing, a slash, or anything up to a slash.
            Token::Prefix => {
                let at = self.steps.len();
                self.steps.push(Step::Split(at + 1, at + 5));
                self.run(&[ANY]);
                self.slash();
            }
            Token::Suffix => {
                self.slash();
                self.run(&[ANY]);
            }
            // A slash, or anything between two.
            Token::Middle => {
                self.slash();
                let at = self.steps.len();
                self.steps.push(Step::Split(at + 1, at + 5));
                self.run(&[ANY]);
                self.slash();
            }
        }
    }

    /// Any number of bytes: try one and come back, or go on.
    fn run(&mut self, ranges: &[(u8, u8)]) {
        let at = self.steps.len();
        self.steps.push(Step::Split(at + 1, at + 3));
        self.one_of(ranges);
        self.steps.push(Step::Split(at, at));
    }

    fn one_of(&mut self, ranges: &[(u8, u8)]) {
        self.steps.push(Step::OneOf(ranges.to_vec()));
    }

    fn slash(&mut self) {
        self.one_of(&[(b'/', b'/')]);
    }
}

/// The pieces of a pattern, or the character where it goes wrong.
fn tokens(chars: &[char]) -> Result<Vec<Token>, (usize, GlobFault)> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let rest = chars.get(at + 1..).unwrap_or_default();
        let taken = match c {
            '*' => stars(rest, &mut tokens).ok_or((at, GlobFault::PartialDoubleStar))?,
            '?' => {
                tokens.push(Token::One);
                0
            }
            '[' => {
                let closing = rest.iter().position(|c| *c == ']');
                let length = closing.ok_or((at, GlobFault::UnclosedSet))?;
                let inside = rest.get(..length).unwrap_or_default();
                tokens.push(Token::Set(set(inside).map_err(|fault| (at, fault))?));
                length + 1
            }
            '\\' => {
                match rest.first() {
                    Some(c) if !matches!(c, '/' | '\\') => push_bytes(*c, &mut tokens),
                    Some(_) => return Err((at, GlobFault::Backslash)),
                    None => return Err((at, GlobFault::LoneEscape)),
                }
                1
            }
            '.' if rest.first() == Some(&'.') && (at == 0 || chars.get(at - 1) == Some(&'/')) => {
                return Err((at, GlobFault::Climbs));
            }
            _ if c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/') => {
                push_bytes(c, &mut tokens);
                0
            }
            _ => return Err((at, GlobFault::Character(c))),
        };
        at += 1 + taken;
    }
    Ok(tokens)
}

/// One star, or two as a whole component, and how much of what follows belongs to them.
fn stars(rest: &[char], tokens: &mut Vec<Token>) -> Option<usize> {
    let more = rest.iter().take_while(|c| **c == '*').count();
    let next = rest.get(more);
    match more {
        0 => {
            tokens.push(Token::Run);
            Some(0)
        }
        1 if next.is_none_or(|c| *c == '/') => Some(1 + double_star(tokens, next)),
        _ => None,
    }
}

/// What `**` means after these pieces, and how much of what follows it takes along: the slashes
/// around it belong to it.
fn double_star(tokens: &mut Vec<Token>, next: Option<&char>) -> usize {
    let slash = usize::from(next.is_some());
    match tokens.last() {
        None => tokens.push(Token::Prefix),
        Some(Token::Prefix) => {}
        Some(Token::Byte(b'/') | Token::Middle) => {
            tokens.pop();
            tokens.push(if next.is_none() { Token::Suffix } else { Token::Middle });
        }
        // Within a component it is no more than a star.
        Some(_) => {
            tokens.push(Token::Run);
            return 0;
        }
    }
    slash
}

fn push_bytes(c: char, tokens: &mut Vec<Token>) {
    let mut bytes = [0; 4];
    tokens.extend(c.encode_utf8(&mut bytes).bytes().map(Token::Byte));
}

/// What stands between brackets; a hyphen makes a range unless it comes first or last.
fn set(inside: &[char]) -> Result<Vec<(u8, u8)>, GlobFault> {
    let byte = |c: char| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii_alphanumeric() || b"_-.".contains(&byte) => Ok(byte),
        _ => Err(GlobFault::Character(c)),
    };
    let mut ranges = Vec::new();
    let mut rest = inside;
    loop {
        match rest {
            [] if ranges.is_empty() => return Err(GlobFault::EmptySet),
            [] => return Ok(ranges),
            [from, '-', to, later @ ..] => {
                let range = (byte(*from)?, byte(*to)?);
                // A range from `.` on would hold the slash, of which uv is not sure itself.
                if from > to || (range.0..=range.1).contains(&b'/') {
                    return Err(GlobFault::EmptyRange(*from, *to));
                }
                ranges.push(range);
                rest = later;
            }
            [c, later @ ..] => {
                let byte = byte(*c)?;
                ranges.push((byte, byte));
                rest = later;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, yes: &[&str], no: &[&str]) {
        let glob = UvGlob::anchored(pattern).unwrap();
        for text in yes {
            assert!(glob.matches(text), "{pattern} should match {text:?}");
        }
        for text in no {
            assert!(!glob.matches(text), "{pattern} should not match {text:?}");
        }
    }

    #[test]
    fn components_and_depth_are_those_of_globset() {
        check("a/*.txt", &["a/b.txt", "a/.txt"], &["a/b/c.txt", "b/a/b.txt"]);
        check("tests/**", &["tests/a", "tests/a/b", "tests/"], &["tests", "xtests/a"]);
        check("**/x", &["x", "a/x", "a/b/x"], &["ax", "x/a"]);
        check("a/**/b", &["a/b", "a/x/b", "a/x/y/b"], &["ab", "a/xb"]);
        check("**", &["", "a", "a/b"], &[]);
        check("**/**", &["a", "a/b"], &[]);
        check("a**", &["a", "ab"], &["a/b"]);
        check("t[0-9_]?.txt", &["t1x.txt", "t_1.txt"], &["tx1.txt", "t1/.txt", "t1é.txt"]);
        check("a\\+b\\*", &["a+b*"], &["a+bc"]);
        check("tests/", &["tests/"], &["tests", "tests/a"]);
    }

    #[test]
    fn what_has_no_slash_before_it_is_looked_for_anywhere() {
        let matches = |pattern: &str, path: &str| UvGlob::anywhere(pattern).unwrap().matches(path);
        assert!(matches("*.bin", "a/b.bin") && matches("build/**", "x/build/y"));
        assert!(matches("/build", "build") && !matches("/build", "x/build"));
        assert!(matches("", "anything/at all"));
        assert!(!matches("build/**", "build"));
    }

    #[test]
    fn a_folder_is_entered_if_something_below_may_match() {
        let glob = UvGlob::anchored("a/*/c.txt").unwrap();
        assert!(glob.begins_with("a") && glob.begins_with("a/x") && glob.begins_with("a/x/c.txt"));
        assert!(!glob.begins_with("b") && !glob.begins_with("a/x/d"));
        assert!(UvGlob::below("src/demo").begins_with("src"));
        assert!(UvGlob::exactly("[x]").matches("[x]"));
    }

    #[test]
    fn what_uv_refuses_is_told_with_its_byte() {
        let check = |pattern: &str, expect: &str| {
            assert_eq!(UvGlob::anywhere(pattern).unwrap_err().to_string(), expect);
        };
        check("a!", "`a!` is not a valid pattern: the character `!` is not allowed (byte 1)");
        check("/../a", "`/../a` is not a valid pattern: `..` must not be used (byte 1)");
        check("***", "`***` is not a valid pattern: `**` must be a whole component (byte 0)");
        check("**a", "`**a` is not a valid pattern: `**` must be a whole component (byte 0)");
        check("a[b", "`a[b` is not a valid pattern: `[` is never closed (byte 1)");
        check("[]", "`[]` is not a valid pattern: the set of characters is empty (byte 0)");
        check("[z-a]", "`[z-a]` is not a valid pattern: the range `z-a` is empty (byte 0)");
        check("a\\", "`a\\` is not a valid pattern: `\\` at the end escapes nothing (byte 1)");
    }
}
