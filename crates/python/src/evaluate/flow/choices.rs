//! What a script depends on besides the project: every possibility is followed, one after another.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::place::{Doubt, Place};

/// The decisions on one path through a script: first those it was sent with, then the first
/// possibility of each further one.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    taken: Vec<Choice>,
    at: usize,
    remembered: BTreeMap<String, usize>,
}

/// A decision.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    index: usize,
    options: usize,
    why: Rc<Doubt>,
}

impl Choices {
    /// Makes a decision that has to be the same wherever it comes up again.
    pub(crate) fn once(&mut self, key: &str, options: usize, why: impl Fn() -> Rc<Doubt>) -> usize {
        if let Some(index) = self.remembered.get(key) {
            return *index;
        }
        let index = self.each(options, why);
        self.remembered.insert(key.to_owned(), index);
        index
    }

    /// Makes a decision.
    pub(crate) fn each(&mut self, options: usize, why: impl Fn() -> Rc<Doubt>) -> usize {
        let index = match self.taken.get(self.at) {
            Some(choice) => choice.index,
            None => {
                self.taken.push(Choice { index: 0, options, why: why() });
                0
            }
        };
        self.at += 1;
        index
    }

    /// The next path; `None` when all have been followed.
    pub(crate) fn next(&self) -> Option<Self> {
        let mut taken = self.taken.clone();
        while let Some(last) = taken.last_mut() {
            last.index += 1;
            if last.index < last.options {
                return Some(Self { taken, ..Self::default() });
            }
            taken.pop();
        }
        None
    }

    /// How many decisions there were.
    pub(crate) fn len(&self) -> usize {
        self.taken.len()
    }

    /// Why two paths are not the same.
    pub(crate) fn difference(&self, other: &Self) -> Option<Rc<Doubt>> {
        let pairs = self.taken.iter().zip(&other.taken);
        let differs = |(a, b): &(&Choice, &Choice)| a.index != b.index;
        pairs.into_iter().find(differs).map(|(choice, _)| Rc::clone(&choice.why))
    }
}

/// Minor releases of Python 3 that setuptools runs on, the likeliest first.
pub(crate) const PYTHONS: [i64; 9] = [12, 13, 11, 10, 14, 15, 9, 8, 16];

/// Platforms as `sys.platform`, `os.name` and `platform.system()` have them.
pub(crate) const PLATFORMS: [[&str; 3]; 6] = [
    ["linux", "posix", "Linux"],
    ["win32", "nt", "Windows"],
    ["darwin", "posix", "Darwin"],
    ["cygwin", "posix", "CYGWIN_NT-10.0"],
    ["freebsd14", "posix", "FreeBSD"],
    ["aix", "posix", "AIX"],
];

/// The commands that a front end has setuptools run, each as `sys.argv` without its first item.
pub(crate) const COMMANDS: [&[&str]; 5] = [
    &["bdist_wheel", "--dist-dir", ELSEWHERE],
    &["egg_info"],
    &["dist_info", "--output-dir", ELSEWHERE, "--keep-egg-info"],
    &["sdist", "--formats", "gztar", "--dist-dir", ELSEWHERE],
    &["editable_wheel", "--dist-dir", ELSEWHERE],
];

/// What stands for the folder of the project where its absolute path comes up. The character is
/// none that a text can hold, so whatever looks into such a text can be told.
pub(crate) const ROOT: &str = "/\u{10fffe}";
/// A path somewhere else, for what is the front end's.
pub(crate) const ELSEWHERE: &str = "/\u{10fffe}/../elsewhere";

/// Whether a text has a part that is not the same on each machine.
pub(crate) fn is_placed(text: &str) -> bool {
    text.contains('\u{10fffe}')
}

/// Whether where the project lies decides here, if nothing else does.
pub(crate) fn place_doubt(place: Place) -> Rc<Doubt> {
    place.doubt("depends on where the project lies")
}
