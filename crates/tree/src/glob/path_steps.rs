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

/// Where in a pattern a match may be.
#[derive(Clone, Copy, Debug)]
enum Place {
    /// Before this step, or at the end.
    Before(usize),
    /// Within a name of this `Folders`.
    InFolder(usize),
}

/// The places reached after some characters, each once.
struct Places<'a> {
    steps: &'a [Step],
    list: Vec<Place>,
    /// The round in which a place was last reached, for both kinds of each step.
    reached: Vec<(usize, usize)>,
    round: usize,
}

impl Steps {
    /// The most of a path that it matches. All possibilities move forward together, so a path
    /// costs at most steps × characters, whatever the pattern.
    pub(super) fn reach(&self, path: &str) -> Option<Reach> {
        let mut places = Places {
            steps: &self.0,
            list: Vec::new(),
            reached: vec![(0, 0); self.0.len() + 1],
            round: 1,
        };
        places.add(Place::Before(0));
        let mut reach = None;
        let mut before = Vec::new();
        for c in path.chars() {
            if c == '/' && places.at_end() {
                reach = Some(Reach::Above);
            }
            std::mem::swap(&mut before, &mut places.list);
            places.list.clear();
            places.round += 1;
            for place in &before {
                places.follow(*place, c);
            }
            if places.list.is_empty() {
                return reach;
            }
        }
        if places.at_end() { Some(Reach::Whole) } else { reach }
    }
}

impl Places<'_> {
    /// Adds what one more character leads to from a place.
    fn follow(&mut self, from: Place, c: char) {
        let at = match from {
            Place::InFolder(at) if c == '/' => return self.add(Place::Before(at)),
            Place::InFolder(_) => return self.add(from),
            Place::Before(at) => at,
        };
        match self.steps.get(at) {
            Some(Step::Folders) if c != '/' => self.add(Place::InFolder(at)),
            Some(Step::Rest) => self.add(from),
            Some(Step::Run) if c != '/' => self.add(from),
            Some(step) if step.takes(c) => self.add(Place::Before(at + 1)),
            Some(_) | None => {}
        }
    }

    /// Adds a place, and those after it that take no character to get to.
    fn add(&mut self, mut place: Place) {
        while self.is_new(place) {
            self.list.push(place);
            match place {
                Place::Before(at) if self.steps.get(at).is_some_and(Step::is_optional) => {
                    place = Place::Before(at + 1);
                }
                Place::Before(_) | Place::InFolder(_) => return,
            }
        }
    }

    fn is_new(&mut self, place: Place) -> bool {
        let last = match place {
            Place::Before(at) => self.reached.get_mut(at).map(|(before, _)| before),
            Place::InFolder(at) => self.reached.get_mut(at).map(|(_, inside)| inside),
        };
        last.is_some_and(|last| std::mem::replace(last, self.round) != self.round)
    }

    fn at_end(&self) -> bool {
        self.reached.last().is_some_and(|(before, _)| *before == self.round)
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

    fn is_optional(&self) -> bool {
        matches!(self, Self::Folders | Self::Rest | Self::Run)
    }
}
