//! Where an expression stands, and why following a script comes to a stop.

use std::rc::Rc;

use ruff_text_size::{Ranged, TextRange};

use super::exception::Exception;
use crate::PythonSource;
use crate::evaluate::value::Refusal;
use crate::evaluate::values::object::Object;

/// Where an expression or a statement stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    source: &'static PythonSource,
    range: TextRange,
}

/// Why a value is not known.
#[derive(Debug)]
pub(crate) struct Doubt {
    pub(crate) words: String,
    pub(crate) place: Place,
}

/// Why what follows is not followed.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Nothing can be proved any more.
    Refused(Rc<Doubt>),
    /// The expression has a value that is not known.
    Unknown(Rc<Doubt>),
    /// An exception is on its way.
    Raised(Rc<Exception>),
    Return(Object),
    Break,
    Continue,
}

/// How much of an expression is quoted.
const QUOTED: usize = 60;

impl Place {
    pub(crate) fn new(source: &'static PythonSource, node: &impl Ranged) -> Self {
        Self { source, range: node.range() }
    }

    /// The expression on one line, shortened.
    fn excerpt(self) -> String {
        let text = self.source.source().text().get(self.range.to_std_range()).unwrap_or_default();
        let mut words = text.split_whitespace();
        let mut line = String::new();
        while let Some(word) = words.next().filter(|_| line.chars().count() <= QUOTED) {
            let blank = !line.is_empty();
            line.extend(blank.then_some(' '));
            line.push_str(word);
        }
        if words.next().is_some() || line.chars().count() > QUOTED {
            line = line.chars().take(QUOTED - 1).chain(['…']).collect();
        }
        line.replace('`', "'")
    }

    /// A doubt about the expression: its text, and what is to be said of it.
    pub(crate) fn doubt(self, words: &str) -> Rc<Doubt> {
        Rc::new(Doubt { words: format!("`{}` {words}", self.excerpt()), place: self })
    }

    pub(crate) fn unknown(self, words: &str) -> Stop {
        Stop::Unknown(self.doubt(words))
    }

    pub(crate) fn refuse(self, words: &str) -> Stop {
        Stop::Refused(self.doubt(words))
    }

    pub(crate) fn location(self) -> pyrel_diag::Location {
        self.source.source().locate(self.range.to_std_range())
    }
}

impl Doubt {
    pub(crate) fn refusal(&self) -> Refusal {
        Refusal { words: self.words.clone(), location: self.place.location() }
    }
}
