//! Hatchling's patterns: `pathspec`'s `GitIgnoreSpec`.

use std::sync::Arc;

use super::char_set::{CharSet, Sense};
use super::fault::{GlobError, GlobFault};
use super::gitignore::Origin;
use super::ignore_pattern::Verdict;
use super::path_steps::{Reach, Step, Steps};
use crate::RelPath;

/// A list of patterns as hatchling reads its `include`, `exclude`, `artifacts` and the lines of a
/// `.gitignore` (pathspec's `GitIgnoreSpec`). It looks like git's and is not:
///
/// - a match of the path itself outranks a match of a folder above it, and only among equals does
///   the last one decide. So `!docs/keep.txt` takes back a file of an excluded folder, even if
///   `docs/` comes later;
/// - an excluded folder is no wall, and paths are always files.
#[derive(Clone, Debug, Default)]
pub struct HatchSpec {
    rules: Vec<HatchRule>,
}

/// One line that matches something.
#[derive(Clone, Debug)]
pub struct HatchRule {
    text: Arc<str>,
    origin: Origin,
    verdict: Verdict,
    shape: Shape,
}

/// What a line matches, and with which rank.
#[derive(Clone, Debug)]
enum Shape {
    /// Everything.
    All,
    /// Everything below the root's own files.
    Nested(Rank),
    /// A path, or what lies below it.
    Path(Steps),
    /// What lies below a path.
    Below(Steps, Rank),
}

/// How much a match counts.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Rank {
    /// Through a folder above.
    Folder,
    /// By itself.
    Path,
}

impl HatchSpec {
    /// No patterns yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one line. Blank lines, comments and a lone `/` add nothing.
    ///
    /// # Errors
    /// When the line is malformed; it adds nothing then. Hatchling passes over a `[` that is never
    /// closed and stops at all other faults.
    pub fn add(&mut self, line: &str, origin: Origin) -> Result<(), GlobError> {
        // An escaped blank at the end keeps whatever else stands there.
        let text = if line.ends_with("\\ ") { line } else { line.trim_end() };
        if text.is_empty() || text.starts_with('#') || text == "/" {
            return Ok(());
        }
        let (verdict, body) = match text.strip_prefix('!') {
            Some(body) => (Verdict::Keep, body),
            None => (Verdict::Ignore, text),
        };
        let shape = shape(body).map_err(|(at, fault)| GlobError {
            pattern: Arc::from(line),
            at: at + (text.len() - body.len()),
            fault,
        })?;
        self.rules.push(HatchRule { text: Arc::from(line), origin, verdict, shape });
        Ok(())
    }

    /// Whether there are no patterns: an empty include list means everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// The rule that decides about a file: the last of those with the highest rank.
    #[must_use]
    pub fn verdict(&self, path: &RelPath) -> Option<&HatchRule> {
        self.deciding(path.as_str())
    }

    fn deciding(&self, path: &str) -> Option<&HatchRule> {
        let mut best: Option<(Rank, &HatchRule)> = None;
        for rule in self.rules.iter().rev() {
            match (rule.shape.rank(path), best) {
                (Some(Rank::Path), _) => return Some(rule),
                (Some(rank), None) => best = Some((rank, rule)),
                (Some(Rank::Folder), Some(_)) | (None, _) => {}
            }
        }
        best.map(|(_, rule)| rule)
    }

    /// Whether the list matches a file: a rule decides, and it is no `!`.
    #[must_use]
    pub fn matches(&self, path: &RelPath) -> bool {
        self.verdict(path).is_some_and(|rule| rule.verdict == Verdict::Ignore)
    }

    /// Whether the list matches a folder as such, as it would a file without a name in it.
    #[must_use]
    pub fn matches_folder(&self, folder: &RelPath) -> bool {
        let rule = self.deciding(&format!("{folder}/"));
        rule.is_some_and(|rule| rule.verdict == Verdict::Ignore)
    }
}

impl HatchRule {
    /// The line as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where it was written.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Whether it matches or takes back.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }
}

impl Shape {
    fn rank(&self, path: &str) -> Option<Rank> {
        match self {
            Self::All => Some(Rank::Path),
            Self::Nested(rank) => path.contains('/').then_some(*rank),
            Self::Path(steps) => steps.reach(path).map(|reach| match reach {
                Reach::Above => Rank::Folder,
                Reach::Whole => Rank::Path,
            }),
            // Cut before the last name, all that is left of the path is above it.
            Self::Below(steps, rank) => {
                let (folder, _) = path.rsplit_once('/')?;
                steps.reach(folder).map(|_| *rank)
            }
        }
    }
}

/// A fault and its byte.
type Fault = (usize, GlobFault);

fn shape(body: &str) -> Result<Shape, Fault> {
    let folder_mark = body.ends_with('/');
    let below = if folder_mark { Rank::Folder } else { Rank::Path };
    let mut parts = parts(body);
    let Some(last) = parts.last().copied() else { return Err((0, GlobFault::Empty)) };
    let names: Vec<&str> = parts.iter().map(|(_, name)| *name).collect();
    match names[..] {
        ["**"] if !folder_mark => return Ok(Shape::All),
        ["**", "*"] => return Ok(Shape::All),
        ["**"] | ["**", "*", "**"] => return Ok(Shape::Nested(below)),
        _ => {}
    }
    if last.1 == "**" {
        parts.pop();
        return Ok(Shape::Below(steps(&parts)?, below));
    }
    Ok(Shape::Path(steps(&parts)?))
}

/// The components of a line and their bytes: `**` is put before a single one and after a slash at
/// the end, and does not repeat.
fn parts(body: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut parts: Vec<(usize, &str)> = Vec::new();
    for name in body.split('/') {
        parts.push((at, name));
        at += name.len() + 1;
    }
    match parts[..] {
        [(_, ""), ..] => {
            parts.remove(0);
        }
        [_] | [_, (_, "")] => parts.insert(0, (0, "**")),
        _ => {}
    }
    if let Some((_, last @ "")) = parts.last_mut() {
        *last = "**";
    }
    parts.dedup_by(|a, b| (a.1, b.1) == ("**", "**"));
    parts
}

fn steps(parts: &[(usize, &str)]) -> Result<Steps, Fault> {
    let mut steps = Vec::new();
    for (index, (at, name)) in parts.iter().enumerate() {
        match *name {
            "**" => steps.push(Step::Folders),
            "*" => steps.extend([Step::InName, Step::Run]),
            name => name_steps(name, *at, &mut steps)?,
        }
        if *name != "**" && index + 1 < parts.len() {
            steps.push(Step::Char('/'));
        }
    }
    Ok(Steps(steps))
}

fn name_steps(name: &str, start: usize, steps: &mut Vec<Step>) -> Result<(), Fault> {
    let mut chars = name.char_indices();
    while let Some((at, c)) = chars.next() {
        steps.push(match c {
            '*' => Step::Run,
            '?' => Step::InName,
            '\\' => {
                let (_, escaped) = chars.next().ok_or((start + at, GlobFault::LoneEscape))?;
                Step::Char(escaped)
            }
            '[' => {
                let rest: Vec<char> = chars.as_str().chars().collect();
                let length = set_length(&rest).ok_or((start + at, GlobFault::UnclosedSet))?;
                let set = rest.get(..length).unwrap_or_default();
                let _closing = chars.nth(length);
                Step::OneOf(char_set(set).map_err(|fault| (start + at, fault))?)
            }
            c => Step::Char(c),
        });
    }
    Ok(())
}

/// How many characters stand before the closing `]`; one that comes first is a member.
fn set_length(rest: &[char]) -> Option<usize> {
    let mut from = usize::from(matches!(rest.first(), Some('!' | '^')));
    from += usize::from(rest.get(from) == Some(&']'));
    rest.get(from..)?.iter().position(|c| *c == ']').map(|length| from + length)
}

/// A set as Python's `re` reads it: no escapes, and a range must not run backwards.
fn char_set(inside: &[char]) -> Result<CharSet, GlobFault> {
    let (sense, mut rest) = match inside {
        ['!' | '^', rest @ ..] => (Sense::Outside, rest),
        rest => (Sense::Inside, rest),
    };
    let mut ranges = Vec::new();
    loop {
        match rest {
            [] => return Ok(CharSet { sense, ranges }),
            [from, '-', to, ..] if from > to => return Err(GlobFault::EmptyRange(*from, *to)),
            [from, '-', to, later @ ..] => {
                ranges.push((*from, *to));
                rest = later;
            }
            [c, later @ ..] => {
                ranges.push((*c, *c));
                rest = later;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], path: &str, decides: Option<&str>) {
        let mut spec = HatchSpec::new();
        for line in lines {
            spec.add(line, Origin::BuiltIn).unwrap();
        }
        let path = RelPath::new(path).unwrap();
        assert_eq!(spec.verdict(&path).map(HatchRule::as_str), decides, "{lines:?} {path}");
    }

    #[test]
    fn a_file_outranks_the_folder_above_it() {
        check(&["docs/", "!docs/keep.txt"], "docs/keep.txt", Some("!docs/keep.txt"));
        check(&["!docs/keep.txt", "docs/"], "docs/keep.txt", Some("!docs/keep.txt"));
        check(&["*.txt", "!docs/"], "docs/keep.txt", Some("*.txt"));
        check(&["docs/", "!docs/"], "docs/keep.txt", Some("!docs/"));
        check(&["docs/"], "docs", None);
        check(&["docs"], "docs", Some("docs"));
        check(&["*.txt", "!k.txt"], "a/k.txt", Some("!k.txt"));
    }

    #[test]
    fn a_folder_matches_without_a_file_in_it() {
        let check = |lines: &[&str], folder: &str, expect: bool| {
            let mut spec = HatchSpec::new();
            for line in lines {
                spec.add(line, Origin::BuiltIn).unwrap();
            }
            assert_eq!(spec.matches_folder(&RelPath::new(folder).unwrap()), expect, "{lines:?}");
        };
        check(&["b/"], "a/b", true);
        check(&["b"], "a/b", true);
        check(&["/a/*"], "a/b", true);
        check(&["/a/b/*"], "a/b", false);
        check(&["/a/b/**"], "a/b", true);
        check(&["b/", "!b"], "a/b", false);
        check(&["*.py"], "a/b", false);
    }

    #[test]
    fn malformed_lines_are_refused_with_their_byte() {
        for (line, at, fault) in [
            ("a\\", 1, GlobFault::LoneEscape),
            ("!é/[b", 4, GlobFault::UnclosedSet),
            ("[z-a]", 0, GlobFault::EmptyRange('z', 'a')),
            ("!", 1, GlobFault::Empty),
        ] {
            let error = HatchSpec::new().add(line, Origin::BuiltIn).unwrap_err();
            assert_eq!((error.at, error.fault), (at, fault), "{line}");
        }
    }
}
