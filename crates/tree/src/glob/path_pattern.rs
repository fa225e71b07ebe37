//! A pattern over the components of a path.

use super::PathKind;
use super::wildcard::Wildcard;

/// One component of a pattern.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Any number of components.
    Depth(DotNames),
    /// One component.
    Name(Wildcard, DotNames),
}

/// Whether wildcards match names that start with a dot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum DotNames {
    /// Like all other names.
    Match,
    /// They must be spelled out, as in a shell.
    Skip,
}

/// What a pattern can still find below a folder. How the place was reached decides what may lie
/// there: `a/**` finds `a` itself only as a folder.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
enum Reach {
    No,
    Folder,
    Anything,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct PathPattern {
    parts: Vec<Part>,
    /// What it ends in: `docs/` finds folders only.
    folders_only: bool,
}

/// How far a pattern got with the components seen so far: one mark per part, and one for the end.
/// Marks move forward together, so a path costs components × parts steps, whatever the pattern.
#[derive(Clone, Debug)]
pub(super) struct Reached(Vec<Reach>);

impl PathPattern {
    pub(super) fn new(mut parts: Vec<Part>, folders_only: bool) -> Self {
        parts.dedup_by(|a, b| matches!((a, b), (Part::Depth(_), Part::Depth(_))));
        Self { parts, folders_only }
    }

    /// Nothing seen yet.
    pub(super) fn start(&self) -> Reached {
        let mut marks = vec![Reach::No; self.parts.len() + 1];
        if let Some(first) = marks.first_mut() {
            *first = Reach::Anything;
        }
        self.pass_depths(marks)
    }

    /// One component further.
    pub(super) fn step(&self, reached: &Reached, name: &str) -> Reached {
        let mut marks = vec![Reach::No; self.parts.len() + 1];
        for (at, part) in self.parts.iter().enumerate() {
            if reached.0.get(at).is_none_or(|mark| *mark == Reach::No) {
                continue;
            }
            match part {
                Part::Depth(dots) if dots.allow(name) => {
                    raise(&mut marks, at, Reach::Anything);
                    raise(&mut marks, at + 1, Reach::Anything);
                }
                Part::Name(wildcard, dots) if dots.allow(name) && wildcard.matches(name) => {
                    raise(&mut marks, at + 1, Reach::Anything);
                }
                Part::Depth(_) | Part::Name(..) => {}
            }
        }
        self.pass_depths(marks)
    }

    /// Whether what lies here is found.
    pub(super) fn finds(&self, reached: &Reached, kind: PathKind) -> bool {
        let mark = reached.0.last().copied().unwrap_or(Reach::No);
        match kind {
            PathKind::File => mark == Reach::Anything && !self.folders_only,
            PathKind::Folder => mark != Reach::No,
        }
    }

    /// Whether a path is found, given its components.
    pub(super) fn matches<'a>(
        &self,
        components: impl Iterator<Item = &'a str>,
        kind: PathKind,
    ) -> bool {
        let mut reached = self.start();
        for name in components {
            reached = self.step(&reached, name);
            if reached.is_dead() {
                return false;
            }
        }
        self.finds(&reached, kind)
    }

    /// The names that may lead on from here, if they are known without looking.
    pub(super) fn literal_names(&self, reached: &Reached) -> Option<Vec<&str>> {
        let mut names = Vec::new();
        for (part, mark) in self.parts.iter().zip(&reached.0) {
            match part {
                _ if *mark == Reach::No => {}
                Part::Name(wildcard, _) => names.push(wildcard.literal()?),
                Part::Depth(_) => return None,
            }
        }
        names.sort_unstable();
        names.dedup();
        Some(names)
    }

    fn pass_depths(&self, mut marks: Vec<Reach>) -> Reached {
        for (at, part) in self.parts.iter().enumerate() {
            if matches!(part, Part::Depth(_)) && marks.get(at).is_some_and(|m| *m != Reach::No) {
                // What comes next may also begin here; but to end here takes a folder.
                raise(&mut marks, at + 1, Reach::Folder);
            }
        }
        Reached(marks)
    }
}

impl Reached {
    /// Whether nothing can be found here or below.
    pub(super) fn is_dead(&self) -> bool {
        self.0.iter().all(|mark| *mark == Reach::No)
    }
}

impl DotNames {
    fn allow(self, name: &str) -> bool {
        self == Self::Match || !name.starts_with('.')
    }
}

fn raise(marks: &mut [Reach], at: usize, to: Reach) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = to.max(*mark);
    }
}
