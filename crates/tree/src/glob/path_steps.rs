//! A pattern over the whole text of a path, for dialects that come from regular expressions.
//!
//! There, a set such as `[!x]` may match the slash between two components, so that a path cannot
//! be cut before it is matched.

use super::char_set::{Case, CharSet};

/// One step of a compiled pattern.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// This character.
    Char(char),
    /// Any number of `name/`.
    Folders,
    /// Any character but a slash.
    InName,
    /// One character of a set.
    OneOf(CharSet),
    /// Everything that is left.
    Rest,
    /// Any number of characters but slashes.
    Run,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Steps(pub(super) Vec<Step>);

/// How much of a path a pattern matches.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Reach {
    /// A folder above it.
    Above,
    /// All of it.
    Whole,
}

/// Where in a pattern a match may be: before which steps, and inside a name of which `Folders`.
struct Marks {
    waiting: Vec<bool>,
    in_folder: Vec<bool>,
}

impl Steps {
    /// The most of a path that it matches. All possibilities move forward together, so a path
    /// costs steps × characters, whatever the pattern.
    pub(super) fn reach(&self, path: &str) -> Option<Reach> {
        let mut marks = Marks::new(self.0.len());
        set(&mut marks.waiting, 0);
        self.skip_optional(&mut marks);
        let mut reach = None;
        for c in path.chars() {
            if c == '/' && marks.at_end() {
                reach = Some(Reach::Above);
            }
            marks = self.step(&marks, c);
            self.skip_optional(&mut marks);
        }
        if marks.at_end() { Some(Reach::Whole) } else { reach }
    }

    /// All places in the pattern that one more character leads to.
    fn step(&self, from: &Marks, c: char) -> Marks {
        let mut to = Marks::new(self.0.len());
        for (at, step) in self.0.iter().enumerate() {
            if from.in_folder.get(at) == Some(&true) {
                set(if c == '/' { &mut to.waiting } else { &mut to.in_folder }, at);
            }
            if from.waiting.get(at) != Some(&true) {
                continue;
            }
            match step {
                Step::Folders if c != '/' => set(&mut to.in_folder, at),
                Step::Rest => set(&mut to.waiting, at),
                Step::Run if c != '/' => set(&mut to.waiting, at),
                Step::Char(_) | Step::InName | Step::OneOf(_) if step.takes(c) => {
                    set(&mut to.waiting, at + 1);
                }
                Step::Char(_) | Step::Folders | Step::InName | Step::OneOf(_) | Step::Run => {}
            }
        }
        to
    }

    fn skip_optional(&self, marks: &mut Marks) {
        for (at, step) in self.0.iter().enumerate() {
            if matches!(step, Step::Folders | Step::Rest | Step::Run)
                && marks.waiting.get(at) == Some(&true)
            {
                set(&mut marks.waiting, at + 1);
            }
        }
    }
}

impl Step {
    fn takes(&self, c: char) -> bool {
        match self {
            Self::Char(literal) => *literal == c,
            Self::InName => c != '/',
            Self::OneOf(set) => set.matches(c, Case::Differs),
            Self::Folders | Self::Rest | Self::Run => false,
        }
    }
}

impl Marks {
    fn new(steps: usize) -> Self {
        Self { waiting: vec![false; steps + 1], in_folder: vec![false; steps] }
    }

    fn at_end(&self) -> bool {
        self.waiting.last() == Some(&true)
    }
}

fn set(marks: &mut [bool], at: usize) {
    if let Some(mark) = marks.get_mut(at) {
        *mark = true;
    }
}
